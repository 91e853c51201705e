package dev.faultpath.guard.decision;

import dev.faultpath.guard.decision.CellVerdict.Gate;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.stats.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Compares what carries no noise: bytes allocated per operation, and counters that are the same in every fork of a build. */
public final class Gates {
    /** Name of the gate on allocation. */
    public static final String BYTES = "B/op";
    /** With one fork nothing can be seen to be the same in all of them. */
    private static final int FEWEST_FORKS = 2;

    private Gates() {
    }

    /**
     * Compares the forks of one cell that count.
     *
     * @param millis length of an iteration, milliseconds
     * @return what differs or cannot be compared, allocation first, then counters by name; nothing with less than two forks a build
     */
    public static List<Gate> compare(List<Fork> baseline, List<Fork> candidate, int millis) {
        List<Gate> gates = new ArrayList<>();
        if (baseline.size() < FEWEST_FORKS || candidate.size() < FEWEST_FORKS) {
            return gates;
        }
        Gate bytes = bytes(baseline, candidate, millis);
        if (bytes != null) {
            gates.add(bytes);
        }
        SortedSet<String> names = new TreeSet<>();
        baseline.forEach(f -> names.addAll(f.counters().keySet()));
        candidate.forEach(f -> names.addAll(f.counters().keySet()));
        for (String name : names) {
            Gate counter = counter(name, values(baseline, name), values(candidate, name));
            if (counter != null) {
                gates.add(counter);
            }
        }
        return gates;
    }

    /**
     * Allocation: the builds' forks must lie apart by more than what the harness allocates and by more than either build's own
     * forks do.
     */
    private static Gate bytes(List<Fork> baseline, List<Fork> candidate, int millis) {
        double[] before = bytes(baseline, millis);
        double[] after = bytes(candidate, millis);
        if (before.length < FEWEST_FORKS || after.length < FEWEST_FORKS) {
            return null;
        }
        double harness = 0;
        for (List<Fork> forks : List.of(baseline, candidate)) {
            for (Fork fork : forks) {
                harness = Math.max(harness, CellResult.harnessBytesPerOp(millis, fork.score()));
            }
        }
        double apart = Math.max(harness, Math.max(range(before), range(after)));
        double from = Quantiles.median(before);
        double to = Quantiles.median(after);
        if (min(after) - max(before) > apart) {
            return new Gate(BYTES, from, to, Gate.Change.UP);
        }
        if (min(before) - max(after) > apart) {
            return new Gate(BYTES, from, to, Gate.Change.DOWN);
        }
        return Math.abs(to - from) > harness && apart > harness ? new Gate(BYTES, from, to, Gate.Change.VARIES) : null;
    }

    private static double[] bytes(List<Fork> forks, int millis) {
        return forks.stream().filter(f -> f.bytesPerOp() != null)
                .mapToDouble(f -> f.bytesPerOp() <= CellResult.harnessBytesPerOp(millis, f.score()) ? 0 : f.bytesPerOp()).toArray();
    }

    private static double[] values(List<Fork> forks, String name) {
        return forks.stream().mapToDouble(f -> f.counters().getOrDefault(name, Double.NaN)).toArray();
    }

    /** Counters that are sums over a time vary in both builds and are no gates. One that only one build has is no regression. */
    private static Gate counter(String name, double[] before, double[] after) {
        boolean steadyBefore = steady(before);
        boolean steadyAfter = steady(after);
        if (steadyBefore && steadyAfter) {
            return before[0] == after[0] ? null
                    : new Gate(name, before[0], after[0], after[0] > before[0] ? Gate.Change.UP : Gate.Change.DOWN);
        }
        return steadyBefore || steadyAfter ? new Gate(name, middle(before), middle(after), Gate.Change.VARIES) : null;
    }

    private static boolean steady(double[] values) {
        return Arrays.stream(values).allMatch(v -> v == values[0]); // false for NaN
    }

    private static double middle(double[] values) {
        double[] known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
        return known.length == 0 ? Double.NaN : Quantiles.median(known);
    }

    private static double range(double[] values) {
        return max(values) - min(values);
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
