package dev.faultpath.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.guard.CellVerdict.Evidence;
import dev.faultpath.guard.CellVerdict.Gate;
import dev.faultpath.guard.CellVerdict.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Json;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.MannWhitney;
import dev.faultpath.stats.Multiplicity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares stored results of two runs, cell by cell. Their forks are not pairs, and the machine may have drifted between the runs:
 * the tests here know the scatter within each run and nothing of that drift, so the answer is a hint, not a verdict.
 *
 * <p>Per cell: the Hodges–Lehmann shift of the logarithms of the forks' values, the exact Mann–Whitney test that the new ones are
 * larger, Holm over all cells; unchanged if the upper bound of the shift is below the margin. Counts without noise as in a guard run.
 */
public final class Comparison {
    /** Key of the environment with a hash of each benchmark class alone. */
    public static final String BENCHMARK_HASHES = "benchmarkHashes";
    /** What must be equal for times to be comparable, as paths into the environment. */
    private static final List<String> ENVIRONMENT = List.of("machine/class", "machine/cpu", "machine/cores", "machine/governor",
            "machine/transparentHugePages", "harness/jmh", "harness/blackholeMode", "harness/collector", "harness/flags",
            "harness/estimator");
    private static final double IMPROVED_SHARE = 0.05;
    private static final double LEVEL = 0.95;

    private Comparison() {
    }

    /**
     * What a comparison may conclude.
     *
     * @param margin           practical margin, 0.03 for 3 %; above 0, below 1
     * @param floor            smallest estimate that is called a regression; 0 to the margin
     * @param alpha            one-sided level of "regressed", over all cells
     * @param alphaEquivalence one-sided level of "unchanged", for each cell
     */
    public record Rules(double margin, double floor, double alpha, double alphaEquivalence) {
        /** The guard's margins and levels. */
        public static final Rules NORMAL = new Rules(Settings.NORMAL.margin(), Settings.NORMAL.floor(), Settings.NORMAL.alpha(),
                Settings.NORMAL.alphaEquivalence());

        /** Rejects what makes no rule. */
        public Rules {
            if (!(margin > 0 && margin < 1) || !(floor >= 0 && floor <= margin)) {
                throw new InputException("the margin must be above 0 and below 1, and the floor at most the margin, not " + margin
                        + " and " + floor);
            }
            if (!(alpha > 0 && alpha < 0.5) || !(alphaEquivalence > 0 && alphaEquivalence < 0.5)) {
                throw new InputException("levels must be above 0 and below 0.5, not " + alpha + " and " + alphaEquivalence);
            }
        }

        /** The same rules with another margin. */
        public Rules withMargin(double newMargin) {
            return new Rules(newMargin, Math.min(floor, newMargin), alpha, alphaEquivalence);
        }

        private ObjectNode toJson() {
            return Json.MAPPER.createObjectNode().put("name", "compare").put("margin", margin).put("floor", floor).put("alpha", alpha)
                    .put("alphaEquivalence", alphaEquivalence);
        }
    }

    /** A cell of both runs, and why its times cannot be compared; {@code null} if they can. */
    private record Both(CellResult before, CellResult after, String obstacle) {
        double[] old() {
            return logs(before);
        }

        double[] now() {
            return logs(after);
        }

        private static double[] logs(CellResult cell) {
            return Arrays.stream(cell.scores()).map(Math::log).toArray();
        }

        boolean testable() {
            return obstacle == null && old().length > 0 && now().length > 0 && old().length + now().length <= MannWhitney.MAX_EXACT;
        }
    }

    /**
     * Compares two runs.
     *
     * @param before the old run
     * @param after  the new run
     * @param rules  margins and levels
     * @throws InputException if machine, JDK or harness differ, or no cell is in both
     */
    public static GuardResult of(ResultFolder before, ResultFolder after, Rules rules) {
        refuseOtherEnvironment(before, after);
        Map<String, CellResult> old = byLabel(before);
        Map<String, CellResult> now = byLabel(after);
        List<Both> both = new ArrayList<>();
        List<CellVerdict> verdicts = new ArrayList<>();
        for (Map.Entry<String, CellResult> entry : old.entrySet()) {
            CellResult cell = now.get(entry.getKey());
            if (cell == null) {
                verdicts.add(unmeasured(entry.getKey(), "only in the old run"));
            } else {
                both.add(new Both(entry.getValue(), cell, obstacle(before, after, entry.getValue(), cell)));
            }
        }
        now.keySet().stream().filter(label -> !old.containsKey(label)).forEach(label -> verdicts.add(unmeasured(label, "only in the new run")));
        if (both.isEmpty()) {
            throw new InputException(before.name() + " and " + after.name() + " have no cell in common");
        }
        List<Both> tested = both.stream().filter(Both::testable).toList();
        double[] p = tested.stream().mapToDouble(b -> MannWhitney.greater(b.now(), b.old())).toArray();
        double[] adjusted = Multiplicity.holm(p);
        double[] levels = Multiplicity.holmLevels(p, rules.alpha());
        double[] improved = Multiplicity.benjaminiHochberg(tested.stream().mapToDouble(b -> MannWhitney.greater(b.old(), b.now())).toArray());
        for (Both cell : both) {
            int i = tested.indexOf(cell);
            verdicts.add(i < 0 ? untested(cell) : verdict(cell, rules, p[i], adjusted[i], levels[i], improved[i]));
        }
        ObjectNode run = Json.MAPPER.createObjectNode();
        run.set("baseline", describe(before));
        run.set("candidate", describe(after));
        return new GuardResult(GuardResult.Method.COMPARE, run, rules.toJson(), 0, verdicts.stream()
                .sorted((a, b) -> a.cell().compareTo(b.cell())).toList(), List.of(), List.of(), null);
    }

    private static ObjectNode describe(ResultFolder run) {
        ObjectNode node = Json.MAPPER.createObjectNode().put("name", run.name());
        for (String key : List.of("commit", "started", "preset")) {
            if (run.environment().hasNonNull(key)) {
                node.set(key, run.environment().get(key));
            }
        }
        return node;
    }

    private static Map<String, CellResult> byLabel(ResultFolder run) {
        Map<String, CellResult> cells = new LinkedHashMap<>();
        for (CellResult cell : run.cells()) {
            if (cells.put(cell.label(), cell) != null) {
                throw new InputException(run.name() + ": " + cell.label() + " is there twice");
            }
        }
        return cells;
    }

    private static void refuseOtherEnvironment(ResultFolder before, ResultFolder after) {
        if (before.environment().isEmpty() || after.environment().isEmpty()) {
            return; // said cell by cell: nothing is known to differ
        }
        List<String> differ = new ArrayList<>();
        for (String path : ENVIRONMENT) {
            JsonNode a = before.environment().at("/" + path);
            JsonNode b = after.environment().at("/" + path);
            if (!a.equals(b)) {
                differ.add(path.replace('/', '.') + " " + brief(a) + " / " + brief(b));
            }
        }
        JsonNode jdks = after.environment().path("jdks");
        before.environment().path("jdks").fields().forEachRemaining(jdk -> {
            JsonNode other = jdks.path(jdk.getKey());
            if (!other.isMissingNode() && !other.equals(jdk.getValue())) {
                differ.add("JDK " + jdk.getKey() + " " + brief(jdk.getValue().path("vmVersion")) + " / " + brief(other.path("vmVersion")));
            }
        });
        if (!differ.isEmpty()) {
            throw new InputException(before.name() + " and " + after.name() + " cannot be compared: " + String.join("; ", differ)
                    + ". guard measures both builds here and now");
        }
    }

    private static String brief(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? "unknown" : node.isValueNode() ? node.asText() : node.toString();
    }

    /** Why the times of a cell cannot be compared although the machines agree. */
    private static String obstacle(ResultFolder before, ResultFolder after, CellResult old, CellResult now) {
        if (before.environment().isEmpty() || after.environment().isEmpty()) {
            return "it is not stored where this was measured";
        }
        if (!old.jdkVersion().equals(now.jdkVersion()) || !old.vmVersion().equals(now.vmVersion()) || !old.jvmArgs().equals(now.jvmArgs())) {
            return "measured on another JDK or with other flags";
        }
        if (old.warmup() != now.warmup() || old.measured() != now.measured() || old.iterationMillis() != now.iterationMillis()) {
            return String.format(Locale.ROOT, "measured with %d + %d iterations of %d ms, then with %d + %d of %d ms", old.warmup(),
                    old.measured(), old.iterationMillis(), now.warmup(), now.measured(), now.iterationMillis());
        }
        JsonNode a = before.environment().path(BENCHMARK_HASHES).path(old.benchmarkClass());
        JsonNode b = after.environment().path(BENCHMARK_HASHES).path(now.benchmarkClass());
        if (a.isTextual() && b.isTextual()) {
            return a.equals(b) ? null : "the benchmark itself changed";
        }
        String code = before.environment().path("codeHash").asText();
        boolean same = !code.isEmpty() && !code.equals("unknown") && code.equals(after.environment().path("codeHash").asText());
        return same ? null : "the code differs, and no hash of the benchmark alone is stored: the benchmark itself may have changed";
    }

    private static CellVerdict unmeasured(String label, String reason) {
        return new CellVerdict(label, Outcome.NOT_MEASURED, false, reason, null, 0, List.of(), List.of());
    }

    private static CellVerdict untested(Both cell) {
        String label = cell.before().label();
        List<Gate> gates = gates(cell);
        if (cell.obstacle() != null) {
            return new CellVerdict(label, Outcome.INCONCLUSIVE, false, cell.obstacle(), null, 0, gates, List.of());
        }
        if (cell.old().length == 0 || cell.now().length == 0) {
            return unmeasured(label, "no fork counts in the " + (cell.old().length == 0 ? "old" : "new") + " run");
        }
        return unmeasured(label, "more forks than the exact test takes: " + cell.old().length + " and " + cell.now().length);
    }

    private static List<Gate> gates(Both cell) {
        return Gates.compare(cell.before().counting(), cell.after().counting(), cell.after().iterationMillis());
    }

    private static CellVerdict verdict(Both cell, Rules rules, double p, double adjusted, double level, double improved) {
        double[] old = cell.old();
        double[] now = cell.now();
        double shift = MannWhitney.shift(now, old);
        double side = (1 - LEVEL) / 2;
        double low = MannWhitney.lowerBound(now, old, side);
        double high = MannWhitney.upperBound(now, old, side);
        Interval.Method method = Double.isInfinite(low) ? Interval.Method.NONE : Interval.Method.RANK_SUM;
        Interval ratio = new Interval(shift, Double.isInfinite(low) ? Double.NaN : low, Double.isInfinite(high) ? Double.NaN : high, LEVEL,
                Math.min(old.length, now.length), method).exp();
        double upper = MannWhitney.upperBound(now, old, rules.alphaEquivalence());
        double lower = MannWhitney.lowerBound(now, old, level);
        double[] means = cell.after().counting().stream().mapToDouble(f -> Math.log(f.mean())).toArray();
        double[] oldMeans = cell.before().counting().stream().mapToDouble(f -> Math.log(f.mean())).toArray();
        Interval mean = new Interval(MannWhitney.shift(means, oldMeans), Double.NaN, Double.NaN, LEVEL, means.length, Interval.Method.NONE).exp();
        int forks = Math.min(old.length, now.length);
        Evidence evidence = new Evidence(null, ratio, Math.exp(lower), Math.exp(upper), p, adjusted, improved, mean, false, forks, forks, 0, 0,
                0, Double.NaN, Double.NaN);
        List<Gate> gates = gates(cell);
        String rose = gates.stream().filter(g -> g.change() == Gate.Change.UP).map(Gate::rose).reduce((a, b) -> a + "; " + b).orElse(null);
        boolean slower = adjusted <= rules.alpha() && shift >= Math.log1p(rules.floor());
        boolean below = upper < Math.log1p(rules.margin());
        Outcome outcome;
        String reason;
        if (rose != null) {
            outcome = Outcome.REGRESSED;
            reason = slower ? rose + "; and slower" : rose;
        } else if (slower) {
            outcome = Outcome.REGRESSED;
            reason = "slower than in the old run";
        } else if (below && improved <= IMPROVED_SHARE && shift <= -Math.log1p(rules.floor())) {
            outcome = Outcome.IMPROVED;
            reason = "faster than in the old run (exploratory)";
        } else if (below) {
            outcome = Outcome.UNCHANGED;
            reason = "slow-downs above the upper bound are excluded";
        } else {
            outcome = Outcome.INCONCLUSIVE;
            reason = Double.isInfinite(upper) ? "too few forks: " + old.length + " and " + now.length : "these forks do not decide";
        }
        boolean strong = slower && lower > Math.log1p(rules.margin());
        return new CellVerdict(cell.before().label(), outcome, strong, reason, evidence, 0, gates, List.of());
    }
}
