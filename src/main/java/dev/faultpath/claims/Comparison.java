package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import dev.faultpath.stats.Equivalence;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import dev.faultpath.stats.SignedRank;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Two cells of one run by a value of their forks, paired by block. Whether the harness could have told a difference is asked here and
 * nowhere else: a comparison that is unfit is shown and decides nothing.
 *
 * @param pairs   values of the good forks, from the blocks in which both have one
 * @param designs whether the two are designs of one method, or a part and the whole that has it
 * @param floor   what the harness itself costs, in the unit of the values
 * @param fewest  pairs that a verdict is taken from at least
 * @param limit   the ratio, or the share of a part, that a verdict is about; NaN while none is known
 */
record Comparison(CellResult candidate, CellResult reference, Pairs pairs, boolean designs, HarnessFloor floor, int fewest,
                  double limit) {
    /** Fewest pairs that an interval is taken from: below, no exact one of 95 % exists. */
    static final int FEWEST_PAIRS = SignedRank.fewest(Ratios.LEVEL);
    /**
     * Fewest good forks of each side, in blocks of both, that a verdict is taken from: with six the interval is the whole range. Of several
     * compiled forms, all together.
     */
    static final int FEWEST_FORKS = 12;
    /** Behind the label of a ratio of times that may decide nothing, and is no price in a sentence. */
    static final String SHOWN_ONLY = "; shown only";

    /** Two designs by the time of their forks, or the time of an event in them. */
    static Comparison of(CellResult candidate, CellResult reference, ToDoubleFunction<Fork> value, HarnessFloor floor) {
        return of(candidate, reference, value, floor, true);
    }

    /** A stage, or a part of the work, and the whole that has it. */
    static Comparison ofPart(CellResult part, CellResult whole, HarnessFloor floor) {
        return of(part, whole, Fork::score, floor, false);
    }

    private static Comparison of(CellResult candidate, CellResult reference, ToDoubleFunction<Fork> value, HarnessFloor floor,
                                 boolean designs) {
        Pairs pairs = Pairs.of(candidate.good(), reference.good(), value);
        return new Comparison(candidate, reference, pairs, designs, floor, FEWEST_FORKS, Double.NaN);
    }

    /** The same two where they are one of several pairs of compiled forms that have to say the same: the range of few may do. */
    Comparison ofForms() {
        return new Comparison(candidate, reference, pairs, designs, floor, FEWEST_PAIRS, limit);
    }

    /** Whether there are enough pairs for an interval. */
    boolean enough() {
        return pairs.size() >= FEWEST_PAIRS;
    }

    /** What is needed where there are not. */
    List<String> lacking() {
        return List.of(blocks(FEWEST_FORKS - pairs.size()) + " with both " + candidate.label() + " and " + reference.label());
    }

    /** Why no verdict may rest on it, one line each; empty if one may. */
    List<String> unfit() {
        List<String> why = new ArrayList<>();
        if (designs && !candidate.group().equals(reference.group())) {
            why.add("a reference of the same method and parameters as " + candidate.label() + ": " + reference.label() + " is not");
        }
        for (CellResult cell : List.of(candidate, reference)) {
            if (cell.unsettled()) {
                why.add("a longer warm-up of " + cell.label() + ": many of its forks had not settled");
            }
            int forms = cell.forms();
            if (forms > 1) {
                why.add("instructions instead of time of " + cell.label() + ": its forks have " + forms
                        + " compiled forms" + (cell.counts().isEmpty() ? ", and no instructions were counted" : ""));
            }
        }
        if (pairs.size() < fewest) {
            why.addAll(lacking());
        } else if (!floor.measured()) {
            why.add(HarnessFloor.cell(candidate.jdk()));
        } else if (!(deciding(limit) * Ratios.typical(pairs.reference()).estimate() > floor.ns())) {
            why.add("instructions or operations of " + candidate.label() + " and " + reference.label()
                    + ": what would decide is less than an empty method costs");
        }
        return why;
    }

    /** The same two, about a limit. */
    private Comparison about(double at) {
        return new Comparison(candidate, reference, pairs, designs, floor, fewest, at);
    }

    /**
     * Whether the two can be told apart: what lies between them is no scatter, more than counts as nothing, and more than an empty method
     * costs.
     *
     * @param margin the share that counts as nothing
     */
    boolean told(double margin) {
        Interval ratio = ratio();
        return (ratio.low() > 1 && ratio.high() > 1 + margin || ratio.high() < 1 && ratio.low() < 1 - margin)
                && !floor.hides(ratio, Ratios.typical(pairs.reference()).estimate());
    }

    /** Whether a verdict may rest on its own ratio. */
    boolean fit() {
        return about(ratio().estimate()).unfit().isEmpty();
    }

    /** What has to be told apart where a limit decides, in times the reference: the distance of two designs, or the part itself. */
    private double deciding(double at) {
        return designs ? Math.abs(at - 1) : at;
    }

    /** Candidate / reference with its 95 % interval; call only if there are enough pairs. */
    Interval ratio() {
        return Ratios.paired(pairs.candidate(), pairs.reference());
    }

    /** Whether the candidate costs no more, by the upper of the two tests for equivalence. */
    Outcome noDearer(double margin) {
        return equivalence(margin).notAbove() ? Outcome.HOLDS : ratio().low() > 1 + margin ? Outcome.FAILS : Outcome.OPEN;
    }

    Equivalence equivalence(double margin) {
        return Equivalence.of(pairs.candidate(), pairs.reference(), margin);
    }

    /** The ratio as a figure of both cells. */
    Figure figure(String label) {
        return Figure.of(label, ratio(), "ratio", candidate, reference);
    }

    /** What the candidate adds, ns a page, as a figure of both cells, marked where it may decide nothing. */
    Figure perPage(String label) {
        double page = Ratios.typical(pairs.reference()).estimate() / candidate.pages();
        return Figure.of(marked(label), ratio().map(r -> (r - 1) * page), Figure.PER_PAGE, candidate, reference);
    }

    /** A label, which says so if what it names may decide nothing. */
    String marked(String label) {
        return label + (fit() ? "" : SHOWN_ONLY);
    }

    /**
     * A case that these two cells decide; an open one, with the figures, if they are unfit to.
     *
     * @param limits ratios that the interval must leave where the outcome is open, at least one
     */
    Point point(String area, String detail, Outcome outcome, String text, double strain, List<Figure> figures, Double... limits) {
        double nearest = Stream.of(limits).min(Comparator.comparingDouble(this::deciding)).orElseThrow();
        Comparison about = about(nearest);
        List<String> unfit = about.unfit();
        Outcome decided = unfit.isEmpty() ? outcome : Outcome.OPEN;
        return new Point(Grade.E4, area, detail, candidate.jdk(), decided, text + (unfit.isEmpty() ? "" : "; shown only"), strain, figures,
                !unfit.isEmpty() ? unfit : decided == Outcome.OPEN ? moreBlocks(limits) : List.of(), about, false);
    }

    /** How many more blocks would move the interval off the nearest of some limits. */
    private List<String> moreBlocks(Double... limits) {
        Interval ratio = ratio();
        double nearest = Stream.of(limits).min(Comparator.comparingDouble(l -> Math.abs(Math.log(ratio.estimate() / l)))).orElseThrow();
        OptionalInt more = ratio.moreToLeave(nearest);
        return List.of(more.isPresent() ? "about " + blocks(more.getAsInt()) + " with " + candidate.label() + " and " + reference.label()
                : "more blocks will hardly decide between " + candidate.label() + " and " + reference.label()
                        + ": the estimate lies on the limit");
    }

    private static String blocks(int more) {
        return more + (more == 1 ? " more block" : " more blocks");
    }
}
