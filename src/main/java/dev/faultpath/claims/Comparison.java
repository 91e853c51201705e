package dev.faultpath.claims;

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
 * @param candidate what is compared
 * @param reference with what
 * @param pairs     their forks' values from the blocks in which both count
 */
record Comparison(CellResult candidate, CellResult reference, Pairs pairs) {
    /** Fewest pairs that a verdict is taken from: below, no exact interval of 95 % exists. */
    static final int FEWEST_PAIRS = SignedRank.fewest(Ratios.LEVEL);

    /** By time. */
    static Comparison of(CellResult candidate, CellResult reference) {
        return new Comparison(candidate, reference, Pairs.of(candidate.forks(), reference.forks()));
    }

    /** By another value of a fork. */
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

    /** The test for no practical difference. */
    Equivalence equivalence(double margin) {
        return Equivalence.of(pairs.candidate(), pairs.reference(), margin);
    }

    /** The typical value of the reference in these pairs. */
    double typicalReference() {
        return Ratios.typical(pairs.reference()).estimate();
    }

    /** The ratio as a figure of both cells. */
    Figure figure(String label) {
        return Figure.of(label, ratio(), "ratio", candidate, reference);
    }

    /** How many more blocks would move the interval off the nearest of some limits. */
    List<String> moreBlocks(Double... limits) {
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
