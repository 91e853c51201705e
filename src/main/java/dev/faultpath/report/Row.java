package dev.faultpath.report;

import dev.faultpath.Text;
import dev.faultpath.claims.HarnessFloor;
import dev.faultpath.results.CTwin;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import dev.faultpath.stats.Trend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What a report says of one cell beside the others of its group. The one home of these rules; text, pages and charts only show them.
 *
 * @param standing how it stands to the reference
 * @param form     how many of the cell's forks have the compiled form that it is about; empty if all have
 * @param cost     its typical value over forks with its interval, ns per operation; {@code null} if {@link Standing#FAILED} or
 *                 {@link Standing#VOID}
 * @param ratio    its cost divided by that of the reference, over forks paired by block; {@code null} unless {@link Standing#COMPARED}
 * @param inC      the row of its twin in C; {@code null} if the run has none
 */
public record Row(CellResult cell, String form, Standing standing, Interval cost, Interval ratio, Row inC) {
    /** Practical margin of the mark {@code =}: our own choice, the same as the guard's. */
    public static final double MARGIN = 0.03;
    /** Stands before instructions that were counted at other sizes. */
    static final String ABOUT = "~";
    /** What is said instead of a ratio that would be one of nothing. */
    public static final String INDISTINGUISHABLE = "indistinguishable from baseline";
    /** What is said instead of an interval where there are too few values for one. */
    public static final String TOO_FEW = "too few forks";

    /** How a cell stands to the reference of its group. */
    public enum Standing {
        /** No fork ran to its end, or a value is none. */
        FAILED,
        /** Forks ran to their end, and none counts. */
        VOID,
        /** The others are compared with it. */
        REFERENCE,
        /** There is nothing to compare it with: no reference, or no block in which both count. */
        ALONE,
        /** It differs from the reference by less than the harness itself costs. */
        INDISTINGUISHABLE,
        /** It has a ratio. */
        COMPARED
    }

    /** Judges a cell; {@code reference} is that of its group, {@code null} if there is none. */
    static Row of(CellResult cell, String form, CellResult reference, HarnessFloor floor) {
        if (!cell.usable()) {
            boolean disturbed = cell.counting().isEmpty() && cell.forks().stream().anyMatch(f -> f.status() == Fork.Status.VOID);
            return new Row(cell, form, disturbed ? Standing.VOID : Standing.FAILED, null, null, null);
        }
        Interval cost = Ratios.typical(cell.scores());
        if (cell == reference) {
            return new Row(cell, form, Standing.REFERENCE, cost, null, null);
        }
        Pairs pairs = reference == null ? null : Pairs.of(cell.forks(), reference.forks(), Fork::score);
        if (pairs == null || pairs.size() == 0) {
            return new Row(cell, form, Standing.ALONE, cost, null, null);
        }
        Interval ratio = Ratios.paired(pairs.candidate(), pairs.reference());
        // What the harness itself costs cannot be told from what the design costs: a ratio would be a ratio of nothing.
        boolean nothing = cost.estimate() <= floor.ns() || floor.hides(ratio, Ratios.typical(pairs.reference()).estimate());
        return nothing ? new Row(cell, form, Standing.INDISTINGUISHABLE, cost, null, null)
                : new Row(cell, form, Standing.COMPARED, cost, ratio, null);
    }

    /** The same beside its twin, the first of some rows of the C pair that is it. */
    Row beside(List<Row> ofC) {
        return new Row(cell, form, standing, cost, ratio, ofC.stream().filter(c -> CTwin.of(cell, c.cell)).findFirst().orElse(null));
    }

    public String design() {
        return cell.design();
    }

    /** The design and, where there are several, the form, as tables print them. */
    public String name() {
        return form.isEmpty() ? design() : design() + " (" + form + ")";
    }

    /** Instructions for each page, or for each walk where a walk has none, as tables print them; empty if they are not known. */
    public String instructionsText() {
        OptionalDouble instructions = cell.instructions();
        return instructions.isEmpty() ? "" : cell.pages() == 0 ? String.format(Locale.ROOT, "%.0f", instructions.getAsDouble())
                : String.format(Locale.ROOT, (cell.smaller().isEmpty() ? "" : ABOUT) + "%.1f", instructions.getAsDouble() / cell.pages());
    }

    /** Time of a page in C as tables print it; empty where there is no twin. */
    public String perPageInC() {
        return inC == null ? "" : inC.perPageText();
    }

    /** Ratio to the reference in C as tables print it; empty where there is none. */
    public String ratioInC() {
        return inC == null ? "" : inC.ratioText();
    }

    /** Instructions of a page in C as tables print them; empty where they are not known. */
    public String instructionsInC() {
        return inC == null ? "" : inC.instructionsText();
    }

    public String label() {
        return cell.label();
    }

    /** Those that count. */
    public int forks() {
        return cell.counting().size();
    }

    /** The same as tables print it, with how many of them were taken on a busy machine, if any. */
    public String forksText() {
        return forks() + (cell.noisy() == 0 ? "" : ", " + cell.noisy() + " busy");
    }

    /** Typical value over forks, ns per operation; NaN if there is none. */
    public double ns() {
        return cost == null ? Double.NaN : cost.estimate();
    }

    /** The same for each page of 4 KiB; NaN if there is none or the benchmark has no pages. */
    public double nsPerPage() {
        return cell.pages() == 0 ? Double.NaN : ns() / cell.pages();
    }

    /** The cost as tables print it. */
    public String nsText() {
        return cost == null ? standing.name().toLowerCase(Locale.ROOT) : Numbers.number(ns());
    }

    /** The cost of a page as tables print it; empty where there is none. */
    public String perPageText() {
        return Double.isNaN(nsPerPage()) ? "" : Numbers.number(nsPerPage());
    }

    /** {@code reference}, {@code control}, {@code broken} or {@code design}. */
    public String kind() {
        return standing == Standing.REFERENCE ? "reference" : cell.control() ? "control"
                : design().startsWith("broken") ? "broken" : "design";
    }

    /** Operations counted, in one line; empty if nothing was. */
    public String counted() {
        return Counted.text(cell);
    }

    /** The verdict mark: {@code =}, {@code <}, {@code >} or {@code ?}; empty where there is no verdict. */
    public String mark() {
        return switch (standing) {
            case FAILED, VOID, REFERENCE, ALONE -> "";
            case INDISTINGUISHABLE -> "=";
            case COMPARED -> String.valueOf(Ratios.mark(ratio, MARGIN));
        };
    }

    /** The ratio as tables print it; empty where there is none, or too few forks for an interval of it. */
    public String ratioText() {
        return switch (standing) {
            case FAILED, VOID, ALONE, INDISTINGUISHABLE -> "";
            case REFERENCE -> "1";
            case COMPARED -> ratio.bounded() ? Numbers.ratio(ratio.estimate()) : "";
        };
    }

    /** The interval as tables print it, or what is said in its place. */
    public String intervalText() {
        return switch (standing) {
            case FAILED, VOID, ALONE -> "";
            case REFERENCE -> "reference";
            case INDISTINGUISHABLE -> INDISTINGUISHABLE;
            case COMPARED -> ratio.bounded() ? "[" + Numbers.ratio(ratio.low()) + ", " + Numbers.ratio(ratio.high()) + "]" : TOO_FEW;
        };
    }

    /** The same in words. */
    public String rangeText() {
        return standing == Standing.COMPARED && ratio.bounded() ? Numbers.ratio(ratio.low()) + " to " + Numbers.ratio(ratio.high())
                : intervalText();
    }

    /** The mark in words. */
    public String meaning() {
        return switch (mark()) {
            case "=" -> "no difference that matters";
            case "<" -> "faster than the reference";
            case ">" -> "slower than the reference";
            case "?" -> "not decided by these forks";
            default -> "";
        };
    }

    /** Bytes for each operation as tables print them; empty if they were not counted. */
    public String bytesText() {
        return cost == null ? "" : cell.bytesPerOp().map(Numbers::bytes).orElse("");
    }

    /** What a reader has to know of the forks, each one line that begins with the design's name: not settled, void, failed. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        unsettled().ifPresent(remarks::add);
        if (standing == Standing.VOID) {
            Fork last = cell.forks().stream().filter(f -> f.status() == Fork.Status.VOID).reduce((a, b) -> b).orElseThrow();
            remarks.add(name() + ": no fork counts, the last one as " + last.reason());
        }
        Map<String, Long> failures = cell.forks().stream().filter(f -> f.status() == Fork.Status.FAILED
                || f.status() == Fork.Status.TIMEOUT)
                .collect(Collectors.groupingBy(Fork::reason, LinkedHashMap::new, Collectors.counting()));
        failures.forEach((reason, n) -> remarks.add(name() + ": " + n + (n == 1 ? " fork" : " forks") + " failed: " + reason));
        return remarks;
    }

    /** One line that begins with the design's name if its forks had not settled; else empty. */
    public Optional<String> unsettled() {
        List<Fork> counting = cell.counting();
        double shift = Trend.commonShift(counting.stream().map(Fork::measured).toList());
        if (shift != 0) {
            return Optional.of(name() + ": not settled, the last third of its iterations differs by " + Text.change(Math.expm1(shift))
                    + " from the middle one");
        }
        return cell.unsettled() ? Optional.of(name() + ": " + cell.flagged() + " of " + counting.size() + " forks had not settled")
                : Optional.empty();
    }
}
