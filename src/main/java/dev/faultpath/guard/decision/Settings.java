package dev.faultpath.guard.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.faultpath.InputException;
import dev.faultpath.results.Json;
import java.util.List;
import java.util.Locale;

/**
 * The plan of a guard run: what counts as a slow-down, which error rates are promised, and how many pairs may be spent. It is
 * fixed before the first pair.
 *
 * <p>All cells get {@link #screenPairs()} pairs. Cells that look slower, at the loose {@link #screenLevel()} or by
 * {@link #screenEstimate()}, get fresh pairs, and only these decide: Holm over the flagged cells holds for the whole run, as what
 * flagged them takes no part. Fresh pairs are looked at a few times; each look spends its share of the level (Bonferroni), so that
 * stopping at any of them is accounted for.
 *
 * @param name             what the plan is called
 * @param margin           practical margin of the ratio, 0.03 for 3 %: what is surely below it is unchanged; above 0
 * @param floor            smallest estimate that is called a regression, 0.01 for 1 %; 0 to the margin
 * @param alpha            chance that any cell of the run is called regressed if none is slower, 0 to 0.5
 * @param alphaEquivalence chance that one cell is called unchanged if it is slower by the margin, 0 to 0.5
 * @param meanShare        share of {@code alpha} that the forks' mean has beside their score, 0 to 0.5: slow-downs that hit few
 *                         iterations move only the mean
 * @param screenPairs      pairs that each cell gets first
 * @param screenLevel      one-sided level at which these flag a cell, 0 to 0.5
 * @param screenMeanShare  the mean's share of {@code screenLevel}, to 0.5. The first stage spends no {@code alpha}, and its few pairs
 *                         need more for the mean to flag a cell: five that are all slower have a p-value of 1/32. Plans of runs from
 *                         before it was told apart have none, or 0: then it is {@code meanShare}
 * @param screenEstimate   estimate of the score's ratio from which on the first pairs flag a cell whatever their p-value, 0.01 for 1 %:
 *                         of few pairs one in another form hides a slow-down from the p-value, which has few steps. 0 for none,
 *                         as in plans of runs from before there was it
 * @param screenUnchanged  share of {@code alphaEquivalence} that the first pairs may spend, the looks have the rest; 0 to 1
 * @param looks            when fresh pairs are looked at, ascending; the shares sum to 1
 * @param dropShare        share of the pairs, the noisiest ones, that is left out without looking at their ratio; 0 to 0.5
 * @param screenDropShare  the same of the first pairs. Plans of runs from before it was told apart have none, {@code null}: then it is
 *                         {@code dropShare}
 * @param leaveOut         which pairs are the noisiest. Plans of runs from before it could be chosen have none: then it is
 *                         {@link LeaveOut#SCATTER}
 */
@Json.Exact
public record Settings(String name, double margin, double floor, double alpha, double alphaEquivalence, double meanShare,
                       int screenPairs, double screenLevel, @JsonInclude(Include.NON_NULL) double screenMeanShare,
                       @JsonInclude(Include.NON_NULL) double screenEstimate, double screenUnchanged, List<Look> looks, double dropShare,
                       @JsonInclude(Include.NON_NULL) Double screenDropShare, @JsonInclude(Include.NON_NULL) LeaveOut leaveOut) {
    /**
     * The full plan: a slow-down of 3 %, one false alarm in a hundred runs. Its five first pairs all count, and flag a cell if all are
     * slower in score or in mean, or the estimate is 1 %: one more, to leave out the noisiest, would spend budget that the looks need.
     */
    public static final Settings NORMAL = new Settings("normal", 0.03, 0.01, 0.01, 0.05, 0.1, 5, 0.0625, 0.5, 0.01, 0.8,
            List.of(new Look(14, 0.35), new Look(18, 0.20), new Look(24, 0.20), new Look(32, 0.25)), 0.25, 0.0, LeaveOut.LEVEL);

    /** The short plan: slow-downs of 10 %; the same promise about false alarms. */
    public static final Settings FAST = new Settings("fast", 0.10, 0.01, 0.01, 0.05, 0.1, 6, 0.10, 0.16, 0, 0.8,
            List.of(new Look(12, 0.50), new Look(18, 0.50)), 0.2, 0.2, LeaveOut.SCATTER);

    /**
     * One look at the fresh pairs of a cell.
     *
     * @param pairs how many pairs there are then
     * @param share share of the cell's level that it may spend, above 0
     */
    @Json.Exact
    public record Look(int pairs, double share) {
    }

    /** Rejects values that make no plan. */
    public Settings {
        looks = List.copyOf(looks);
        screenDropShare = screenDropShare == null ? (Double) dropShare : screenDropShare;
        leaveOut = leaveOut == null ? LeaveOut.SCATTER : leaveOut;
        screenMeanShare = screenMeanShare == 0 ? meanShare : screenMeanShare;
        require(margin > 0 && margin < 1, "the margin must be above 0 and below 1, not " + margin);
        require(floor >= 0 && floor <= margin, "the floor must be between 0 and the margin, not " + floor);
        require(alpha > 0 && alpha < 0.5, "alpha must be above 0 and below 0.5, not " + alpha);
        require(alphaEquivalence > 0 && alphaEquivalence < 0.5, "the level of 'unchanged' must be above 0 and below 0.5, not "
                + alphaEquivalence);
        require(meanShare >= 0 && meanShare <= 0.5, "the share of the mean must be between 0 and 0.5, not " + meanShare);
        require(screenPairs >= 1, "the first stage needs pairs, not " + screenPairs);
        require(screenLevel > 0 && screenLevel <= 0.5, "the level of the first stage must be above 0 and at most 0.5, not " + screenLevel);
        require(screenMeanShare >= 0 && screenMeanShare <= 0.5, "the mean's share of the first stage must be between 0 and 0.5, not "
                + screenMeanShare);
        require(screenEstimate >= 0 && screenEstimate < 1, "the estimate that flags a cell must be 0 or more and below 1, not " + screenEstimate);
        require(screenUnchanged >= 0 && screenUnchanged < 1, "the first stage's share of 'unchanged' must be 0 or more and below 1, not "
                + screenUnchanged);
        require(dropShare >= 0 && dropShare <= 0.5, "at most half of the pairs can be left out, not " + dropShare);
        require(screenDropShare >= 0 && screenDropShare <= 0.5, "at most half of the first pairs can be left out, not " + screenDropShare);
        require(!looks.isEmpty(), "at least one look at the fresh pairs is needed");
        double sum = 0;
        int before = 0;
        for (Look look : looks) {
            require(look.pairs() > before, "looks must come at more and more pairs: " + look.pairs() + " after " + before);
            require(look.share() > 0, "each look needs a share of the level, not " + look.share());
            before = look.pairs();
            sum += look.share();
        }
        require(Math.abs(sum - 1) < 1e-9, "the shares of the looks must sum to 1, not " + sum);
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
        Look last = looks.get(looks.size() - 1);
        enough(Stage.CONFIRM, "the last look", last.pairs(), alpha * (1 - meanShare) * last.share() / cells,
                "call one of " + cells + " cells regressed");
        enough(Stage.SCREEN, "the first stage", screenPairs, screenLevel * (1 - screenMeanShare), "flag a cell");
        if (screenUnchanged > 0) {
            enough(Stage.SCREEN, "the first stage", screenPairs, alphaEquivalence * screenUnchanged, "find a cell unchanged");
        }
    }

    private void enough(Stage stage, String when, int pairs, double level, String what) {
        int used = kept(stage, pairs);
        int needed = used;
        while (Math.pow(0.5, needed) > level) {
            needed++;
        }
        require(needed == used, String.format(Locale.ROOT, "%s has %d pairs of which %d are used: their smallest p-value is %.2g, and to %s"
                + " it must be %.2g or less; at least %d used pairs are needed", when, pairs, used, Math.pow(0.5, used), what, level, needed));
    }

    /** Log ratio of the score from which on the first pairs flag a cell whatever their p-value; infinite if they never do. */
    double flaggingLogRatio() {
        return screenEstimate > 0 ? Math.log1p(screenEstimate) : Double.POSITIVE_INFINITY;
    }

    /** How many of a stage's pairs are used once the noisiest are left out. */
    int kept(Stage stage, int pairs) {
        return pairs - (int) Math.floor(pairs * (stage == Stage.SCREEN ? screenDropShare : dropShare) + 1e-9);
    }

    /** Most fresh pairs that a flagged cell can get. */
    public int confirmPairs() {
        return looks.get(looks.size() - 1).pairs();
    }

    /** The same plan with another margin; the floor does not exceed it. */
    public Settings withMargin(double newMargin) {
        return new Settings(name, newMargin, Math.min(floor, newMargin), alpha, alphaEquivalence, meanShare, screenPairs, screenLevel,
                screenMeanShare, screenEstimate, screenUnchanged, looks, dropShare, screenDropShare, leaveOut);
    }
}
