package dev.faultpath.results;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Cells of stored results by the names that benchmarks have today. A stored file stays as it was written; whoever reads folders meets
 * today's names only, so that claims and history find the same cell in old and new results. Our own rule.
 */
final class FormerNames {
    /** Benchmarks that had a method a design, named after it, and the method that has been the only one since. */
    private static final Map<String, String> ONE_METHOD = Map.of("RangeWalkBenchmark", "walk", "WalkRestartBenchmark", "restart",
            "VmaLookupBenchmark", "lookup");

    private FormerNames() {
    }

    /** The cell by today's name; the same object where that is its name already. */
    static CellResult today(CellResult stored) {
        String method = ONE_METHOD.get(stored.benchmarkClass());
        if (method == null || stored.control() || stored.params().containsKey(Design.PARAMETER)) {
            return stored;
        }
        SortedMap<String, String> params = new TreeMap<>(stored.params());
        params.put(Design.PARAMETER, stored.design());
        String type = stored.benchmark().substring(0, stored.benchmark().lastIndexOf('.'));
        return new CellResult(type + "." + method, params, stored.jdk(), stored.jmhVersion(), stored.jdkVersion(), stored.vmName(),
                stored.vmVersion(), stored.jvmArgs(), stored.warmup(), stored.measured(), stored.iterationMillis(), stored.forks(),
                stored.smaller());
    }
}
