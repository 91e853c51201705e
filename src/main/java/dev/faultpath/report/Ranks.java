package dev.faultpath.report;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * Whether instructions and time order the designs of a group alike. Where they do not, something else decides: misses, dependent loads,
 * atomics, branches that are not foreseen.
 *
 * @param designs  how many are ordered
 * @param spearman Spearman's rank correlation of the two, -1 to 1
 * @param apart    pairs of designs of which the one executes more instructions and takes less time, both beyond the margin
 */
public record Ranks(int designs, double spearman, List<Apart> apart) {
    static final int FEWEST = 4;

    /**
     * Two designs that the two order differently.
     *
     * @param more         the one with more instructions
     * @param less         the other
     * @param instructions of the first over the second, above 1
     * @param time         the same of time, an interval below 1
     */
    public record Apart(String more, String less, double instructions, Interval time) {
        /** In one line. */
        public String text() {
            return more + " / " + less + ": " + Numbers.ratio(instructions) + " in instructions, " + Numbers.ratio(time.estimate())
                    + " in time";
        }
    }

    /** The ranks of a group; empty where fewer than four designs were counted and timed. */
    public static Optional<Ranks> of(RowGroup group) {
        List<Row> rows = group.main().stream().filter(r -> !r.cell().control() && r.cost() != null
                && r.cell().instructions().isPresent()).toList();
        if (rows.size() < FEWEST) {
            return Optional.empty();
        }
        double[] instructions = rows.stream().mapToDouble(r -> r.cell().instructions().getAsDouble()).toArray();
        double[] times = rows.stream().mapToDouble(Row::ns).toArray();
        List<Apart> apart = new ArrayList<>();
        for (int i = 0; i < instructions.length; i++) {
            for (int j = 0; j < instructions.length; j++) {
                Row a = rows.get(i);
                Row b = rows.get(j);
                double more = instructions[i] / instructions[j];
                if (more > 1 + Row.MARGIN) {
                    time(a.cell(), b.cell()).filter(t -> t.bounded() && t.high() < 1 / (1 + Row.MARGIN))
                            .ifPresent(t -> apart.add(new Apart(a.design(), b.design(), more, t)));
                }
            }
        }
        return Optional.of(new Ranks(rows.size(), new SpearmansCorrelation().correlation(instructions, times), List.copyOf(apart)));
    }

    /** The time of a cell over that of another, of forks paired by block. */
    static Optional<Interval> time(CellResult a, CellResult b) {
        Pairs pairs = Pairs.of(a.forks(), b.forks(), Fork::score);
        return pairs.size() == 0 ? Optional.empty() : Optional.of(Ratios.paired(pairs.candidate(), pairs.reference()));
    }
}
