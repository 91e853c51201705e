package dev.faultpath.guard.decision;

import dev.faultpath.InputException;
import dev.faultpath.results.Json;
import java.util.List;
import java.util.Locale;

/**
 * The plan of a guard run, fixed before its first pair. Nothing of it may be left out: a stored plan is whole, and who needs another
 * one takes over the parts that do not differ.
 *
 * <p>All cells get a few first pairs. Cells that look slower in these get fresh pairs, and only the fresh ones decide: Holm over the
 * flagged cells holds for the whole run, as what flagged them takes no part. Fresh pairs are looked at a few times; each look spends
 * its share of the level (Bonferroni), so that stopping at any of them is paid for.
 *
 * @param name     what the plan is called
 * @param promise  what counts as a slow-down, and how often a verdict may be wrong
 * @param screen   the first pairs
 * @param confirm  the fresh pairs
 * @param leaveOut which pairs of a sample are the noisiest
 */
public record Settings(String name, Promise promise, Screen screen, Confirm confirm, LeaveOut leaveOut) {
    /**
     * What counts as a slow-down, and how often a verdict may be wrong.
     *
     * @param margin           practical margin of the ratio, 0.03 for 3 %: what is surely below it is unchanged; above 0
     * @param floor            smallest estimate that is called a regression, 0.01 for 1 %; 0 to the margin
     * @param alpha            chance that any cell of the run is called regressed if none is slower, 0 to 0.5
     * @param alphaEquivalence chance that one cell is called unchanged if it is slower by the margin, 0 to 0.5
     * @param meanShare        share of {@code alpha} that the forks' mean has beside their score, 0 to 0.5: slow-downs that hit few
     *                         iterations move only the mean
     */
    @Json.Exact
    public record Promise(double margin, double floor, double alpha, double alphaEquivalence, double meanShare) {
        /** Refuses values that make no plan. */
        public Promise {
            require(margin > 0 && margin < 1, "the margin must be above 0 and below 1, not " + margin);
            require(floor >= 0 && floor <= margin, "the floor must be between 0 and the margin, not " + floor);
            require(alpha > 0 && alpha < 0.5, "alpha must be above 0 and below 0.5, not " + alpha);
            require(alphaEquivalence > 0 && alphaEquivalence < 0.5, "the level of 'unchanged' must be above 0 and below 0.5, not "
                    + alphaEquivalence);
            require(meanShare >= 0 && meanShare <= 0.5, "the share of the mean must be between 0 and 0.5, not " + meanShare);
        }
    }

    /**
     * The first pairs, which choose the cells that are looked at closely.
     *
     * @param pairs          how many each cell gets
     * @param level          one-sided level at which they flag a cell, 0 to 0.5; none of {@code alpha} is spent
     * @param meanShare      the mean's share of it, to 0.5. Few pairs need more than the promise's: five that are all slower have a
     *                       p-value of 1/32
     * @param estimate       estimate of the score's ratio that flags a cell whatever its p-value, 0.01 for 1 %; 0 for none. One of
     *                       few pairs in another form hides a slow-down from the p-value, which has few steps
     * @param unchangedShare share of {@code alphaEquivalence} that they may spend, the looks have the rest; 0 to 1
     * @param dropShare      share of the pairs, the noisiest, that is left out without looking at their ratio; 0 to 0.5
     */
    @Json.Exact
    public record Screen(int pairs, double level, double meanShare, double estimate, double unchangedShare, double dropShare) {
        /** Refuses values that make no plan. */
        public Screen {
            require(pairs >= 1, "the first stage needs pairs, not " + pairs);
            require(level > 0 && level <= 0.5, "the level of the first stage must be above 0 and at most 0.5, not " + level);
            require(meanShare >= 0 && meanShare <= 0.5, "the mean's share of the first stage must be between 0 and 0.5, not " + meanShare);
            require(estimate >= 0 && estimate < 1, "the estimate that flags a cell must be 0 or more and below 1, not " + estimate);
            require(unchangedShare >= 0 && unchangedShare < 1, "the first stage's share of 'unchanged' must be 0 or more and below 1, not "
                    + unchangedShare);
            require(dropShare >= 0 && dropShare <= 0.5, "at most half of the first pairs can be left out, not " + dropShare);
        }

        /** Log ratio of the score that flags a cell whatever its p-value; infinite if none does. */
        double flaggingLogRatio() {
            return estimate > 0 ? Math.log1p(estimate) : Double.POSITIVE_INFINITY;
        }
    }

    /**
     * The fresh pairs of a flagged cell.
     *
     * @param looks     when they are looked at, ascending; the shares sum to 1
     * @param dropShare share of the pairs, the noisiest, that is left out without looking at their ratio; 0 to 0.5
     */
    @Json.Exact
    public record Confirm(List<Look> looks, double dropShare) {
        /** Refuses values that make no plan. */
        public Confirm {
            looks = List.copyOf(looks);
            require(dropShare >= 0 && dropShare <= 0.5, "at most half of the pairs can be left out, not " + dropShare);
            require(!looks.isEmpty(), "at least one look at the fresh pairs is needed");
            int before = 0;
            for (Look look : looks) {
                require(look.pairs > before, "looks must come at more and more pairs: " + look.pairs + " after " + before);
                require(look.share > 0, "each look needs a share of the level, not " + look.share);
                before = look.pairs;
            }
            double sum = looks.stream().mapToDouble(Look::share).sum();
            require(Math.abs(sum - 1) < 1e-9, "the shares of the looks must sum to 1, not " + sum);
        }

        Look last() {
            return looks.get(looks.size() - 1);
        }

        /** Most pairs that a cell can get. */
        public int pairs() {
            return last().pairs;
        }
    }

    /**
     * One look at the fresh pairs of a cell.
     *
     * @param pairs how many pairs there are then
     * @param share share of the cell's level that it may spend, above 0
     */
    @Json.Exact
    public record Look(int pairs, double share) {
    }

    /**
     * Which pairs are the noisiest. Neither rule looks at a pair's ratio: both say the same if its two forks change places, and if all
     * of the candidate's are slower by a constant. So if the two forks of a pair are alike but for a constant, a left-out ratio was as
     * likely to be above as below the true one.
     */
    public enum LeaveOut {
        /** Pairs of which a fork's iterations scatter. Blind to a fork that is in another form all along. */
        SCATTER,
        /**
         * Pairs whose level, the middle of their two log scores, is far from that of the others: a fork was compiled otherwise, or
         * disturbed from its first to its last iteration. The forks' distances from one common middle would find as many, but are no
         * blind rule if the builds differ: they leave out larger ratios first, and more cells than promised are called unchanged.
         */
        LEVEL
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new InputException(message);
        }
    }

    /**
     * Refuses a plan that could never call a cell regressed, or never flag one, or never find one unchanged: n pairs have no
     * smaller p-value than 2<sup>-n</sup>.
     *
     * @param cells number of cells that will be tested
     * @throws InputException naming the pairs that would be needed
     */
    public void check(int cells) {
        require(cells >= 1, "there is no cell to guard");
        enough(Stage.CONFIRM, "the last look", confirm.pairs(), promise.alpha * (1 - promise.meanShare) * confirm.last().share / cells,
                "call one of " + cells + " cells regressed");
        enough(Stage.SCREEN, "the first stage", screen.pairs, screen.level * (1 - screen.meanShare), "flag a cell");
        if (screen.unchangedShare > 0) {
            enough(Stage.SCREEN, "the first stage", screen.pairs, promise.alphaEquivalence * screen.unchangedShare,
                    "find a cell unchanged");
        }
    }

    private void enough(Stage stage, String when, int pairs, double level, String what) {
        int used = kept(stage, pairs);
        int needed = used;
        while (Math.pow(0.5, needed) > level) {
            needed++;
        }
        require(needed == used, String.format(Locale.ROOT, "%s has %d pairs of which %d are used: their smallest p-value is %.2g, and"
                + " to %s it must be %.2g or less; at least %d used pairs are needed", when, pairs, used, Math.pow(0.5, used), what,
                level, needed));
    }

    /** How many of a stage's pairs are used once the noisiest are left out. */
    int kept(Stage stage, int pairs) {
        return pairs - (int) Math.floor(pairs * (stage == Stage.SCREEN ? screen.dropShare : confirm.dropShare) + 1e-9);
    }

    /** The same plan with another margin; the floor does not exceed it. */
    public Settings withMargin(double margin) {
        return new Settings(name, new Promise(margin, Math.min(promise.floor, margin), promise.alpha, promise.alphaEquivalence,
                promise.meanShare), screen, confirm, leaveOut);
    }
}
