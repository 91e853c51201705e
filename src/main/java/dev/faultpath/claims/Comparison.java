package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import dev.faultpath.stats.Equivalence;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import dev.faultpath.stats.SignedRank;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Two cells of one run, forks paired by block.
 *
 * @param pairs values of the forks, from the blocks in which both count
 */
record Comparison(CellResult candidate, CellResult reference, Pairs pairs) {
    /** Fewest pairs that a verdict is taken from: below, no exact interval of 95 % exists. */
    static final int FEWEST_PAIRS = SignedRank.fewest(Ratios.LEVEL);

    /** By a value of a fork, such as its time. */
    static Comparison of(CellResult candidate, CellResult reference, ToDoubleFunction<Fork> value) {
        return new Comparison(candidate, reference, Pairs.of(candidate.forks(), reference.forks(), value));
    }

    /** Whether there are enough pairs for an interval. */
    boolean enough() {
        return pairs.size() >= FEWEST_PAIRS;
    }

    /** What is needed where there are not. */
    List<String> lacking() {
        return List.of(blocks(FEWEST_PAIRS - pairs.size()) + " with both " + candidate.label() + " and " + reference.label());
    }

    /** Candidate / reference with its 95 % interval; call only if there are enough pairs. */
    Interval ratio() {
        return Ratios.paired(pairs.candidate(), pairs.reference());
    }

    /** What the stage that the candidate lacks takes of the reference, as a share. */
    Interval share() {
        return ratio().map(r -> 1 - r);
    }

    /** Whether both cost the same: the test for equivalence within a margin says so, or the harness cannot tell them apart. */
    Outcome same(double margin, HarnessFloor floor) {
        Interval ratio = ratio();
        boolean beyond = ratio.low() > 1 + margin || ratio.high() < 1 / (1 + margin);
        return equivalence(margin).equivalent() || hidden(floor) ? Outcome.HOLDS : beyond ? Outcome.FAILS : Outcome.OPEN;
    }

    /** Whether the candidate costs no more, by the upper of the two tests for equivalence, or as far as the harness can tell. */
    Outcome noDearer(double margin, HarnessFloor floor) {
        return equivalence(margin).notAbove() || hidden(floor) ? Outcome.HOLDS
                : ratio().low() > 1 + margin ? Outcome.FAILS : Outcome.OPEN;
    }

    /** Whether the whole interval of the difference is below what an empty method costs. */
    boolean hidden(HarnessFloor floor) {
        return floor.hidesAll(ratio(), Ratios.typical(pairs.reference()).estimate());
    }

    Equivalence equivalence(double margin) {
        return Equivalence.of(pairs.candidate(), pairs.reference(), margin);
    }

    /** The ratio as a figure of both cells. */
    Figure figure(String label) {
        return Figure.of(label, ratio(), "ratio", candidate, reference);
    }

    /**
     * A case that these two cells decide.
     *
     * @param limits ratios that the interval must leave where the outcome is open
     */
    Point point(String area, String detail, Outcome outcome, String text, double strain, List<Figure> figures, Double... limits) {
        return new Point(area, detail, candidate.jdk(), outcome, text, strain, figures,
                outcome == Outcome.OPEN ? moreBlocks(limits) : List.of());
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
