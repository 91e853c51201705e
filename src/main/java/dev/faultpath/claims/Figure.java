package dev.faultpath.claims;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.Operations;
import dev.faultpath.stats.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A number that a verdict rests on.
 *
 * @param grade the kind of evidence that it is
 * @param label what it is
 * @param value the estimate
 * @param low   lower bound of the 95 % interval; equal to the value where it is exact, NaN where there is none
 * @param high  upper bound, likewise
 * @param unit  {@code ratio}, {@code share}, {@code calls/page}, {@code exponent}, {@code ns}, {@value #PER_PAGE}
 * @param jdk   feature version of the JDK it was measured on, or several with {@code and} between; empty if it was computed, not measured
 * @param cells {@link CellResult#label()} of the cells from whose forks it is computed; empty if it was computed, not measured
 */
public record Figure(Grade grade, String label, double value, double low, double high, String unit, String jdk,
                     List<String> cells) {
    /** Unit of what a page takes. */
    public static final String PER_PAGE = "ns/page";

    /** Units that a number needs no word for: the label says what it is. */
    private static final Set<String> PLAIN = Set.of("share", "ratio", "count", "exponent");

    /** A time, or what is made of times, with its interval. */
    static Figure of(String label, Interval interval, String unit, CellResult... cells) {
        return new Figure(Grade.E4, label, interval.estimate(), interval.low(), interval.high(), unit, cells[0].jdk(), labels(cells));
    }

    /** What the benchmark itself counted. */
    static Figure exact(String label, double value, String unit, CellResult... cells) {
        return new Figure(Grade.E2, label, value, value, value, unit, cells[0].jdk(), labels(cells));
    }

    /** Operations, or what is made of them. */
    static Figure counted(String label, double value, String unit, Operations... cells) {
        return new Figure(Grade.E2, label, value, value, value, unit, "", Stream.of(cells).map(Operations::label).distinct().toList());
    }

    /** Instructions, or what is made of them. */
    static Figure instructions(String label, double value, String unit, CellResult... cells) {
        return new Figure(Grade.E3, label, value, value, value, unit, cells[0].jdk(), labels(cells));
    }

    /** A figure that comes from no cell: of schedules, proofs, or computed; {@code jdk} is empty if it has to do with none. */
    static Figure computed(String label, double value, String unit, String jdk) {
        return new Figure(Grade.E1, label, value, value, value, unit, jdk, List.of());
    }

    private static List<String> labels(CellResult... cells) {
        return Stream.of(cells).flatMap(c -> Stream.of(c.jdk().split(Evidence.AND)).map(jdk -> CellResult.label(c.benchmark(), c.params(),
                jdk))).distinct().toList();
    }

    /** The same by another name. */
    Figure labelled(String other) {
        return new Figure(grade, other, value, low, high, unit, jdk, cells);
    }

    /** Whether it is exact. */
    public boolean exact() {
        return low == value && high == value;
    }

    /** Value and interval, as {@code 1.234 [1.210, 1.256]}; shares in percent. */
    public String text() {
        return number(value) + (exact() ? "" : " [" + format(scale() * low) + ", " + format(scale() * high) + "]");
    }

    /** The value with its unit. */
    public String valueText() {
        return number(value) + (PLAIN.contains(unit) ? "" : " " + unit);
    }

    /** The interval in words, or what is said in its place. */
    public String rangeText() {
        return exact() ? "exact" : Double.isNaN(low) || Double.isNaN(high) ? "too few forks"
                : format(scale() * low) + " to " + format(scale() * high);
    }

    private double scale() {
        return unit.equals("share") ? 100 : 1;
    }

    private String number(double number) {
        return format(scale() * number) + (unit.equals("share") ? " %" : "");
    }

    /** At least three significant digits, without an exponent. */
    static String format(double value) {
        if (Double.isNaN(value)) {
            return "?";
        }
        double size = Math.abs(value);
        int digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.matches("-0\\.?0*") ? text.substring(1) : text;
    }
}
