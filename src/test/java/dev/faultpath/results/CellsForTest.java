package dev.faultpath.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cell results made by hand. */
public final class CellsForTest {
    private CellsForTest() {
    }

    /** A cell of the owner comparison with these fork values, one a block. */
    public static CellResult cell(String method, Map<String, String> params, double... scores) {
        return cell("dev.faultpath.bench.OwnerComparisonBenchmark." + method, params, "17", scores);
    }

    /** Any cell with these fork values; NaN makes a failed fork. */
    public static CellResult cell(String benchmark, Map<String, String> params, String jdk, double... scores) {
        List<Fork> forks = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            forks.add(Double.isNaN(scores[i])
                    ? new Fork(i + 1, Fork.Status.FAILED, "java.lang.OutOfMemoryError: Java heap space", new double[0], new double[0],
                            Double.NaN, Double.NaN, null, 0.5, 0.0, 0.0, List.of(), null, null)
                    : new Fork(i + 1, Fork.Status.OK, null, new double[] {scores[i] * 4}, new double[] {scores[i], scores[i] * 1.1},
                            scores[i], scores[i] * 1.05, 0.25, 1.25, 0.0, null, List.of(), null, null));
        }
        return new CellResult(benchmark, new TreeMap<>(params), jdk, "1.37", jdk + ".0.1", "Test VM", jdk + "+1",
                List.of("-Xmx128m"), 1, 2, 25, forks);
    }
}
