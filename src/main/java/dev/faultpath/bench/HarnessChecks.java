package dev.faultpath.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * What must hold between the rows of {@link HarnessBaselineBenchmark} for a run to count, stated before any run. The rules are
 * ours; times are ns a call.
 */
public final class HarnessChecks {
    /** Difference between equal rows that is tolerated, relative to the larger one. */
    private static final double TOLERANCE = 0.10;
    /** The same in ns, for rows that are shorter than a call. */
    private static final double FLOOR = 1.0;
    /** The two sizes of the loops; the second is twice the first. */
    private static final int PAGES = 512;

    private HarnessChecks() {
    }

    /** How the times of two rows relate. */
    public enum Relation {
        /** They are the same within the tolerance. */
        EQUAL,
        /** The left one is not longer than the right one, within the tolerance. */
        AT_MOST
    }

    /**
     * One row of the benchmark.
     *
     * @param method name of the benchmark method
     * @param pages value of its parameter
     */
    public record Row(String method, int pages) {
        @Override
        public String toString() {
            return method + "(" + pages + ")";
        }
    }

    /**
     * One relation.
     *
     * @param left a row
     * @param leftTimes what its time is multiplied by before it is compared
     * @param right another row
     * @param reason why it must hold
     */
    public record Check(Row left, double leftTimes, Relation relation, Row right, String reason) {
        /**
         * Whether the relation holds.
         *
         * @param leftNanos time of the left row
         * @param rightNanos time of the right row
         */
        public boolean holds(double leftNanos, double rightNanos) {
            double scaled = leftTimes * leftNanos;
            double slack = Math.max(FLOOR, TOLERANCE * Math.max(scaled, rightNanos));
            boolean notLonger = scaled <= rightNanos + slack;
            return relation == Relation.AT_MOST ? notLonger : notLonger && rightNanos <= scaled + slack;
        }
    }

    public static List<Check> all() {
        Row empty = row("baselineEmpty");
        Row read = row("baselineTableRead");
        Row fill = row("baselineWordFill");
        Row copy = row("baselineTableCopy");
        List<Check> checks = new ArrayList<>();
        checks.add(new Check(empty, 1, Relation.EQUAL, row("baselineEmptyTwin"), "the bodies are the same"));
        checks.add(new Check(fill, 1, Relation.EQUAL, row("baselineWordFillTwin"), "the bodies are the same"));
        for (Row longer : List.of(row("baselineNanoTime"), read, fill, copy)) {
            checks.add(new Check(empty, 1, Relation.AT_MOST, longer, "nothing takes less than nothing"));
        }
        checks.add(new Check(read, 1, Relation.AT_MOST, copy, "the copy reads the same entries and writes besides"));
        checks.add(new Check(fill, 1, Relation.AT_MOST, copy, "the copy writes the same words and reads entries besides"));
        for (Row loop : List.of(read, fill, copy)) {
            checks.add(new Check(loop, 2, Relation.EQUAL, new Row(loop.method(), 2 * PAGES), "twice the pages take twice the time"));
        }
        return List.copyOf(checks);
    }

    /**
     * The relations that do not hold, in words; empty if the run counts.
     *
     * @param nanos time of a row by method and pages; NaN where the run has no such row, which leaves its relations out
     */
    public static List<String> failures(ToDoubleBiFunction<String, Integer> nanos) {
        List<String> failed = new ArrayList<>();
        for (Check check : all()) {
            double left = nanos.applyAsDouble(check.left().method(), check.left().pages());
            double right = nanos.applyAsDouble(check.right().method(), check.right().pages());
            boolean known = !Double.isNaN(left) && !Double.isNaN(right);
            if (known && !check.holds(left, right)) {
                failed.add(check.left() + (check.leftTimes() == 1 ? "" : " times " + check.leftTimes()) + " is not "
                        + (check.relation() == Relation.EQUAL ? "equal to " : "at most ") + check.right() + ", though "
                        + check.reason());
            }
        }
        return failed;
    }

    private static Row row(String method) {
        return new Row(method, PAGES);
    }
}
