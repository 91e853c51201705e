package dev.faultpath.guard.decision;

import dev.faultpath.InputException;
import dev.faultpath.results.Json;
import java.util.List;

/**
 * What a guard run promises, fixed before its first pair.
 *
 * @param name             what the plan is called
 * @param exactOnly        whether counts alone decide, without a clock
 * @param exactMargin      growth of instructions, operations or allocation from which they are a regression without a clock, as a share
 * @param margin           practical margin of the time's ratio, 0.03 for 3 %: what is surely below it is unchanged; above 0
 * @param aim              slow-downs that pairs are run to exclude, while the budget lasts; above 0, to the margin
 * @param floor            smallest estimate that is called a regression; 0 to the aim
 * @param alpha            chance that any cell of the run is called regressed if none is slower, 0 to 0.5
 * @param alphaEquivalence chance that one cell is called unchanged if it is slower by the margin, 0 to 0.5
 * @param meanShare        share of {@code alpha} that the forks' mean has beside their score, 0 to 0.5: slow-downs that hit few iterations
 *                         move only the mean
 * @param looks            when a cell's pairs are looked at, ascending; each kind of share sums to 1
 */
@Json.Exact
public record Settings(String name, boolean exactOnly, double exactMargin, double margin, double aim, double floor, double alpha,
                       double alphaEquivalence, double meanShare, List<Look> looks) {
    /** Refuses values that make no plan. */
    public Settings {
        looks = List.copyOf(looks);
        require(exactMargin >= 0 && exactMargin < 1, "the margin of counts must be 0 or more and below 1, not " + exactMargin);
        require(margin > 0 && margin < 1, "the margin must be above 0 and below 1, not " + margin);
        require(aim > 0 && aim <= margin, "the aim must be above 0 and at most the margin, not " + aim);
        require(floor >= 0 && floor <= aim, "the floor must be between 0 and the aim, not " + floor);
        require(alpha > 0 && alpha < 0.5, "alpha must be above 0 and below 0.5, not " + alpha);
        require(alphaEquivalence > 0 && alphaEquivalence < 0.5, "the level of 'unchanged' must be above 0 and below 0.5, not "
                + alphaEquivalence);
        require(meanShare >= 0 && meanShare <= 0.5, "the share of the mean must be between 0 and 0.5, not " + meanShare);
        require(!looks.isEmpty(), "at least one look at the pairs is needed");
        int before = 0;
        for (Look look : looks) {
            require(look.pairs > before, "looks must come at more and more pairs: " + look.pairs + " after " + before);
            require(look.share >= 0 && look.unchangedShare >= 0, "a look cannot spend less than nothing");
            before = look.pairs;
        }
        sum(looks.stream().mapToDouble(Look::share).sum());
        sum(looks.stream().mapToDouble(Look::unchangedShare).sum());
    }

    /**
     * One look at the pairs of a cell.
     *
     * @param pairs          how many there are then
     * @param share          share of the cell's level that it may spend
     * @param unchangedShare share of the level of "unchanged"
     */
    @Json.Exact
    public record Look(int pairs, double share, double unchangedShare) {
    }

    private static void sum(double shares) {
        require(Math.abs(shares - 1) < 1e-9, "the shares of the looks must sum to 1, not " + shares);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new InputException(message);
        }
    }

    /** The same plan with another margin; aim and floor do not exceed it. */
    public Settings withMargin(double wanted) {
        double least = Math.min(aim, wanted);
        return new Settings(name, exactOnly, exactMargin, wanted, least, Math.min(floor, least / 2), alpha, alphaEquivalence, meanShare,
                looks);
    }

    /** The same plan without a clock. */
    public Settings exact(double countMargin) {
        return new Settings(name, true, countMargin, margin, aim, floor, alpha, alphaEquivalence, meanShare, looks);
    }
}
