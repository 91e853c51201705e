package dev.faultpath.guard.decision;

import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.SignedRank;
import java.util.ArrayList;
import java.util.List;

/** What is known of one cell so far. Its p-values only ever fall, as each look spends its own share of the level. */
final class CellTrack {
    /** Fewest pairs of a ruler: below, equal forks could never differ at its level. */
    private static final int RULER_PAIRS = 7;
    /** Pairs that may be lost beyond a quarter of those wanted. */
    private static final int FREE_LOSSES = 2;
    /** Pairs that may be measured again beyond as many as were kept. */
    private static final int FREE_REPEATS = 4;
    /** Smallest spread of log ratios that suspicion believes: about that of equal forks in turns. */
    private static final double LEAST_SPREAD = 0.005;

    private final GuardCell cell;
    private final Settings settings;
    private final List<Observation> screen = new ArrayList<>();
    private final List<Observation> confirm = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private final int[] numbers = new int[Stage.values().length];
    private final List<Sample> looks = new ArrayList<>();
    private int repeats;
    private Sample screened;
    private boolean flagged;
    private double screenP = 1;
    private double scoreP = 1;
    private double meanP = 1;
    private double strongP = 1;
    private double upper = Double.POSITIVE_INFINITY;

    CellTrack(GuardCell cell, Settings settings) {
        this.cell = cell;
        this.settings = settings;
    }

    GuardCell cell() {
        return cell;
    }

    boolean compared() {
        return cell.kind() == GuardCell.Kind.COMPARED;
    }

    /** Pairs wanted in the first stage. */
    int screenWanted() {
        return !cell.kind().run() ? 0 : compared() ? settings.screen().pairs() : Math.max(settings.screen().pairs(), RULER_PAIRS);
    }

    /** Whether too many pairs were lost, so that the cell is given up. */
    boolean givenUp() {
        return losses.size() > FREE_LOSSES + (screen.size() + confirm.size()) / 4;
    }

    boolean wantsScreen() {
        return screen.size() < screenWanted() && !givenUp();
    }

    /** Takes in a pair of the first stage. */
    void addScreen(Observation pair) {
        screen.add(pair);
        if (compared() && screen.size() == settings.screen().pairs()) {
            screened = new Sample(screen, settings, Stage.SCREEN);
            screenP = either(screened.slower(0), screened.slowerMean(0), settings.screen().meanShare());
            flagged = screenP <= settings.screen().level()
                    || SignedRank.hodgesLehmann(screened.used()) >= settings.screen().flaggingLogRatio();
            if (!flagged && settings.screen().unchangedShare() > 0) {
                upper = screened.upper(settings.promise().alphaEquivalence() * settings.screen().unchangedShare());
            }
        }
    }

    /** Takes in a fresh pair; looks if it is time. */
    void addConfirm(Observation pair) {
        confirm.add(pair);
        if (compared() && !looksOver() && toNextLook() == 0) {
            Sample sample = new Sample(confirm, settings, Stage.CONFIRM);
            double share = settings.confirm().looks().get(looks.size()).share();
            looks.add(sample);
            scoreP = Math.min(scoreP, sample.slower(0) / share);
            meanP = Math.min(meanP, sample.slowerMean(0) / share);
            upper = Math.min(upper, sample.upper(settings.promise().alphaEquivalence() * (1 - settings.screen().unchangedShare()) * share));
            double margin = Math.log1p(settings.promise().margin());
            strongP = Math.min(strongP, either(sample.slower(margin), sample.slowerMean(margin), settings.promise().meanShare()) / share);
        }
    }

    /** A p-value for "slower in the score or in the mean": each has its share of the level. */
    private static double either(double score, double mean, double meanShare) {
        double byScore = score / (1 - meanShare);
        return Math.min(1, meanShare == 0 ? byScore : Math.min(byScore, mean / meanShare));
    }

    /** Whether one more pair may be measured again. */
    boolean mayRepeat() {
        return repeats < FREE_REPEATS + screen.size() + confirm.size();
    }

    /** Counts a pair that is measured again. */
    void repeat() {
        repeats++;
    }

    /** How many pairs were measured again, as their forks met processors of different speed. */
    int repeats() {
        return repeats;
    }

    void lose(String why) {
        losses.add(why);
    }

    /** Counts a pair of a stage, lost or not. */
    void number(Stage stage) {
        numbers[stage.ordinal()]++;
    }

    /** How many pairs of a stage there were, lost ones included. */
    int numbered(Stage stage) {
        return numbers[stage.ordinal()];
    }

    List<String> losses() {
        return losses;
    }

    /** Whether the first stage wants it looked at closely. */
    boolean flagged() {
        return flagged;
    }

    boolean looksOver() {
        return looks.size() == settings.confirm().looks().size();
    }

    /** Fresh pairs that are missing to the next look. */
    int toNextLook() {
        return settings.confirm().looks().get(looks.size()).pairs() - confirm.size();
    }

    List<Observation> screen() {
        return screen;
    }

    List<Observation> confirm() {
        return confirm;
    }

    /** All pairs with a ratio, in order of time. */
    List<Observation> pairs() {
        List<Observation> all = new ArrayList<>(screen);
        all.addAll(confirm);
        return all;
    }

    /**
     * How far all pairs so far speak for a slow-down that matters: by how many standard errors their estimate exceeds the floor, in
     * the score or in the forks' mean. Steers effort, decides nothing. Robust, as one fork in another form widens the standard error of
     * a plain mean so much that it hides the others. A few pairs that happen to agree are no surer than equal forks here are.
     */
    double suspicion() {
        Sample sample = new Sample(pairs(), settings, Stage.CONFIRM);
        return Math.max(beyondFloor(sample.used()),
                settings.promise().meanShare() == 0 ? Double.NEGATIVE_INFINITY : beyondFloor(sample.means()));
    }

    private double beyondFloor(double[] logRatios) {
        return (SignedRank.hodgesLehmann(logRatios) - Math.log1p(settings.promise().floor())) * Math.sqrt(logRatios.length)
                / Math.max(Quantiles.mad(logRatios), LEAST_SPREAD);
    }

    /** The pairs that the verdict rests on: those of the latest look, or of the first stage; {@code null} if neither is complete. */
    Sample latest() {
        return looks.isEmpty() ? screened : looks.get(looks.size() - 1);
    }

    /** Which pairs {@link #latest()} has. */
    Stage stage() {
        return looks.isEmpty() ? Stage.SCREEN : Stage.CONFIRM;
    }

    /** One-sided p-value of the fresh pairs, everything paid for; 1 before the first look. */
    double p() {
        return either(Math.min(1, scoreP), Math.min(1, meanP), settings.promise().meanShare());
    }

    double screenP() {
        return screenP;
    }

    /** The p-value that the slow-down exceeds the margin. */
    double strongP() {
        return Math.min(1, strongP);
    }

    /** Whether the score alone is slower at a level, and by enough to be called so. */
    boolean slowerByScore(double level) {
        return scoreP / (1 - settings.promise().meanShare()) <= level
                && SignedRank.hodgesLehmann(latest().used()) >= Math.log1p(settings.promise().floor());
    }

    /** The same for the mean. */
    boolean slowerByMean(double level) {
        return settings.promise().meanShare() > 0 && meanP / settings.promise().meanShare() <= level
                && SignedRank.hodgesLehmann(latest().means()) >= Math.log1p(settings.promise().floor());
    }

    /** Lower bound of the log ratio at a level, which the looks share. */
    double lower(double level) {
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < looks.size(); i++) {
            double share = settings.confirm().looks().get(i).share();
            best = Math.max(best, looks.get(i).lower(level * (1 - settings.promise().meanShare()) * share));
        }
        return best;
    }

    /** Upper bound of the log ratio at the level of "unchanged", which both stages share; infinite if there is none yet. */
    double upper() {
        return upper;
    }

    /** Whether the ratio is surely below the margin. */
    boolean belowMargin() {
        return upper < Math.log1p(settings.promise().margin());
    }
}
