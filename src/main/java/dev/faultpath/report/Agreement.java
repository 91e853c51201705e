package dev.faultpath.report;

import dev.faultpath.results.CellResult;
import dev.faultpath.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;

/**
 * Whether Java and C order the designs of a group alike, by time. A pair that the two order differently is HotSpot's doing, or the C
 * compiler's, and not the designs'.
 *
 * @param designs how many are ordered
 * @param tau     Kendall's rank correlation, -1 to 1
 * @param apart   pairs of which the one is slower in Java and faster in C, both beyond the interval
 */
public record Agreement(int designs, double tau, List<Apart> apart) {
    /**
     * Two designs that change places.
     *
     * @param slower the one that is slower in Java
     * @param faster the other
     * @param inJava time of the first over the second, an interval above 1
     * @param inC    the same in C, below 1
     */
    public record Apart(String slower, String faster, Interval inJava, Interval inC) {
        /** In one line. */
        public String text() {
            return slower + " / " + faster + ": " + Numbers.ratio(inJava.estimate()) + " in Java, " + Numbers.ratio(inC.estimate())
                    + " in C";
        }
    }

    /** That of a group of Java; empty where fewer than four designs were timed in both. */
    public static Optional<Agreement> of(RowGroup group) {
        List<Row> rows = group.main().stream().filter(r -> r.cost() != null && r.inC() != null && r.inC().cost() != null).toList();
        if (rows.size() < Ranks.FEWEST) {
            return Optional.empty();
        }
        List<Apart> apart = new ArrayList<>();
        for (Row a : rows) {
            for (Row b : rows) {
                Optional<Interval> java = time(a, b, false).filter(t -> t.low() > 1);
                Optional<Interval> c = time(a, b, true).filter(t -> t.high() < 1);
                if (java.isPresent() && c.isPresent()) {
                    apart.add(new Apart(a.design(), b.design(), java.get(), c.get()));
                }
            }
        }
        double tau = new KendallsCorrelation().correlation(rows.stream().mapToDouble(Row::ns).toArray(),
                rows.stream().mapToDouble(r -> r.inC().ns()).toArray());
        return Optional.of(new Agreement(rows.size(), tau, List.copyOf(apart)));
    }

    private static Optional<Interval> time(Row a, Row b, boolean inC) {
        CellResult first = inC ? a.inC().cell() : a.cell();
        CellResult second = inC ? b.inC().cell() : b.cell();
        return a == b ? Optional.empty() : Ranks.time(first, second).filter(Interval::bounded);
    }
}
