package dev.faultpath.guard.decision;

import dev.faultpath.Text;
import dev.faultpath.guard.decision.CellVerdict.Evidence;
import dev.faultpath.guard.decision.CellVerdict.Gate;
import dev.faultpath.guard.decision.CellVerdict.Outcome;
import dev.faultpath.results.Fork;
import dev.faultpath.stats.Multiplicity;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.Ratios;
import dev.faultpath.stats.SignedRank;
import dev.faultpath.stats.SmallestShift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;

/** Turns what is known of all cells into verdicts. */
final class Judge {
    /** False share among the cells that are called improved. */
    private static final double IMPROVED_SHARE = 0.05;
    /** One-sided level at which a ruler that differs voids a run. */
    private static final double RULER_LEVEL = 0.01;
    /** Chance with which the smallest slow-down is found. */
    private static final double SMALLEST_POWER = 0.95;
    /** Chance with which the pairs that are said to be needed decide. */
    private static final double NEEDED_POWER = 0.8;

    private final Settings settings;
    private final long seed;
    private final String stopped;

    Judge(Settings settings, long seed, String stopped) {
        this.settings = settings;
        this.seed = seed;
        this.stopped = stopped;
    }

    /** Verdicts of all cells but the rulers. */
    List<CellVerdict> verdicts(List<CellTrack> tracks) {
        List<CellTrack> flagged = tracks.stream().filter(CellTrack::flagged).toList();
        double[] p = flagged.stream().mapToDouble(CellTrack::p).toArray();
        double[] levels = Multiplicity.holmLevels(p, settings.promise().alpha());
        double[] adjusted = Multiplicity.holm(p);
        double[] strong = Multiplicity.holm(flagged.stream().mapToDouble(CellTrack::strongP).toArray());
        List<CellTrack> judged = tracks.stream().filter(t -> t.compared() && t.latest() != null).toList();
        double[] improved = Multiplicity.benjaminiHochberg(judged.stream().mapToDouble(t -> t.latest().faster()).toArray());
        List<CellVerdict> verdicts = new ArrayList<>();
        for (CellTrack track : tracks) {
            switch (track.cell().kind()) {
                case SAME -> verdicts.add(new CellVerdict(track.cell().label(), Outcome.UNCHANGED, false,
                        "made of the same bytes in both builds", null, 0, List.of(), List.of()));
                case MISSING -> verdicts.add(new CellVerdict(track.cell().label(), Outcome.NOT_MEASURED, false,
                        track.cell().reason(), null, 0, List.of(), List.of()));
                case COMPARED -> {
                    int f = flagged.indexOf(track);
                    int j = judged.indexOf(track);
                    verdicts.add(verdict(track, new Figures(flagged.size() + (f < 0 ? 1 : 0), f < 0 ? 0 : levels[f],
                            f < 0 ? 1 : adjusted[f], f < 0 ? 1 : strong[f], j < 0 ? 1 : improved[j])));
                }
                default -> {
                    // Rulers judge the run, not the builds.
                }
            }
        }
        return verdicts;
    }

    /** What the other cells make of a cell's p-values; {@code family} counts the flagged cells, this one included. */
    private record Figures(int family, double level, double adjusted, double strong, double improved) {
    }

    private CellVerdict verdict(CellTrack track, Figures figures) {
        List<Fork> baseline = forks(track, true);
        List<Fork> candidate = forks(track, false);
        List<Gate> gates = Gates.compare(baseline, candidate, track.cell().millis());
        Sample sample = track.latest();
        Evidence evidence = sample == null ? null : evidence(track, sample, figures);
        List<String> notes = new ArrayList<>();
        if (sample != null && sample.lopsided()) {
            notes.add("the " + (sample.droppedCandidate() > sample.droppedBaseline() ? "candidate" : "baseline")
                    + "'s forks are the noisier ones: no pair is left out, and the worse bound counts");
        }
        notes.addAll(SteadyState.remarks(baseline, candidate));
        if (track.repeats() > 0) {
            notes.add(track.repeats() + (track.repeats() == 1 ? " pair was" : " pairs were")
                    + " measured again, as the two forks met processors of different speed");
        }
        track.losses().stream().distinct().forEach(why -> notes.add("lost a pair: " + why));
        String rose = gates.stream().filter(g -> g.change() == Gate.Change.UP).map(Gate::rose).reduce((a, b) -> a + "; " + b).orElse(null);
        String unsettled = first(SteadyState.unsettled("baseline", baseline), SteadyState.unsettled("candidate", candidate));
        boolean slower = evidence != null && track.flagged() && track.stage() == Stage.CONFIRM && track.p() <= figures.level()
                && (track.slowerByScore(figures.level()) || track.slowerByMean(figures.level()));
        boolean strong = slower && figures.strong() <= settings.promise().alpha();
        Outcome outcome;
        String reason;
        int needed = 0;
        if (rose != null) {
            outcome = Outcome.REGRESSED;
            reason = slower && unsettled == null ? rose + "; and slower" : rose;
            strong &= unsettled == null;
        } else if (sample == null) {
            outcome = Outcome.NOT_MEASURED;
            reason = track.givenUp() ? "too many forks failed; " + track.losses().get(track.losses().size() - 1)
                    : String.format(Locale.ROOT, "only %d of the first %d pairs%s", track.screen().size(), settings.screen().pairs(),
                            stopped == null ? "" : ": " + stopped);
        } else if (track.givenUp()) {
            outcome = Outcome.NOT_MEASURED;
            reason = "too many forks failed; " + track.losses().get(track.losses().size() - 1);
        } else if (unsettled != null) {
            outcome = Outcome.NOT_MEASURED;
            reason = unsettled;
        } else if (slower) {
            outcome = Outcome.REGRESSED;
            reason = evidence.byMean() ? "slower in the mean, not in the score: few iterations are much slower"
                    : strong ? "slower, surely by more than the margin" : "slower";
        } else if (figures.improved() <= IMPROVED_SHARE && track.belowMargin()
                && SignedRank.hodgesLehmann(sample.used()) <= -Math.log1p(settings.promise().floor())) {
            outcome = Outcome.IMPROVED;
            reason = "faster (exploratory: 5 % of the cells called so may be false)";
        } else if (track.belowMargin()) {
            outcome = Outcome.UNCHANGED;
            reason = "slow-downs above the upper bound are excluded";
        } else {
            outcome = Outcome.INCONCLUSIVE;
            needed = pairsNeeded(track, sample, figures);
            reason = inconclusive(track);
        }
        return new CellVerdict(track.cell().label(), outcome, strong, reason, evidence, needed, gates, List.copyOf(notes));
    }

    private String inconclusive(CellTrack track) {
        if (!track.flagged()) {
            return "did not look slower in the first pairs, but they do not exclude it";
        }
        if (!track.looksOver()) {
            return "looked slower in the first pairs; the run ended before the fresh ones decided"
                    + (stopped == null ? "" : ": " + stopped);
        }
        return "looked slower in the first pairs; the fresh ones neither confirm nor exclude it";
    }

    private static String first(String a, String b) {
        return a != null ? a : b;
    }

    /** Forks of one build in the pairs that have a ratio. */
    private static List<Fork> forks(CellTrack track, boolean baseline) {
        return track.pairs().stream().map(Observation::pair).filter(Objects::nonNull)
                .map(p -> baseline ? p.baseline() : p.candidate()).toList();
    }

    private Evidence evidence(CellTrack track, Sample sample, Figures figures) {
        double level = settings.promise().alpha() * (1 - settings.promise().meanShare()) / figures.family();
        // A score that is as much slower, only less surely so, is no slow-down of the mean alone.
        boolean byMean = track.flagged() && track.p() <= figures.level() && track.slowerByMean(figures.level())
                && SignedRank.hodgesLehmann(sample.used()) < Math.log1p(settings.promise().floor());
        return new Evidence(track.stage(), Ratios.centre(sample.used(), Ratios.LEVEL).exp(),
                track.flagged() ? Math.exp(track.lower(figures.level())) : 0, Math.exp(track.upper()),
                track.flagged() ? track.p() : track.screenP(), figures.adjusted(), figures.improved(),
                Ratios.centre(sample.means(), Ratios.LEVEL).exp(), byMean, sample.pairs(), sample.used().length, sample.droppedBaseline(),
                sample.droppedCandidate(), track.losses().size(), smallest(track, level), level);
    }

    /** The smallest slow-down of the score that both stages together find, from this cell's own noise. */
    private double smallest(CellTrack track, double level) {
        Settings.Screen first = settings.screen();
        SmallestShift.Screen screen = new SmallestShift.Screen(noise(track, Stage.SCREEN), new SmallestShift.Test(
                settings.kept(Stage.SCREEN, first.pairs()), first.level() * (1 - first.meanShare())), first.flaggingLogRatio());
        SmallestShift.Test[] looks = settings.confirm().looks().stream()
                .map(l -> new SmallestShift.Test(settings.kept(Stage.CONFIRM, l.pairs()), level * l.share()))
                .toArray(SmallestShift.Test[]::new);
        return Math.expm1(SmallestShift.of(noise(track, Stage.CONFIRM), screen, looks, Math.log1p(settings.promise().floor()),
                SMALLEST_POWER, seed * 31 + track.cell().label().hashCode()));
    }

    /** What all pairs of a cell say of a stage's noise, each stage's pairs chosen among themselves. */
    private double[] noise(CellTrack track, Stage stage) {
        return Stream.of(track.screen(), track.confirm()).filter(pairs -> !pairs.isEmpty())
                .flatMapToDouble(pairs -> Arrays.stream(new Sample(pairs, settings, stage).used())).toArray();
    }

    /**
     * About how many fresh pairs would decide, by the large-sample power of the signed-rank test on normal values with this cell's
     * robust spread: whichever comes first, a regression or unchanged.
     */
    private int pairsNeeded(CellTrack track, Sample sample, Figures figures) {
        double[] used = sample.used();
        double estimate = SignedRank.hodgesLehmann(used);
        double spread = Quantiles.mad(used);
        double share = settings.confirm().last().share();
        double toUnchanged = needed(settings.promise().alphaEquivalence() * (1 - settings.screen().unchangedShare()) * share, spread,
                Math.log1p(settings.promise().margin()) - estimate);
        double toRegressed = estimate < Math.log1p(settings.promise().floor()) ? Double.POSITIVE_INFINITY
                : needed(settings.promise().alpha() * (1 - settings.promise().meanShare()) / figures.family() * share, spread, estimate);
        double pairs = Math.min(toUnchanged, toRegressed) / (1 - settings.confirm().dropShare());
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(Math.max(pairs, track.stage() == Stage.CONFIRM ? sample.pairs() + 1 : 1)));
    }

    private static double needed(double level, double spread, double distance) {
        if (distance <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        double z = normal.inverseCumulativeProbability(1 - level) + normal.inverseCumulativeProbability(NEEDED_POWER);
        // The factor is the signed-rank test's efficiency against the mean on normal values.
        return Math.max(Math.ceil(-Math.log(level) / Math.log(2)), Math.PI / 3 * Math.pow(z * spread / distance, 2));
    }

    /** Verdicts of the rulers: whether equal code seems to differ. */
    List<CellVerdict> rulers(List<CellTrack> tracks) {
        return tracks.stream().filter(t -> t.cell().kind() == GuardCell.Kind.RULER).map(this::ruler).toList();
    }

    private CellVerdict ruler(CellTrack track) {
        double[] ratios = track.pairs().stream().mapToDouble(Observation::score).toArray();
        double[] means = track.pairs().stream().mapToDouble(Observation::mean).toArray();
        String label = track.cell().label();
        if (ratios.length < track.screenWanted()) {
            return new CellVerdict(label, Outcome.NOT_MEASURED, false, track.givenUp() ? "too many forks failed; "
                    + track.losses().get(track.losses().size() - 1) : "only " + ratios.length + " pairs", null, 0, List.of(), List.of());
        }
        double slower = SignedRank.greater(ratios);
        double faster = SignedRank.greater(Arrays.stream(ratios).map(v -> -v).toArray());
        double estimate = SignedRank.hodgesLehmann(ratios);
        double floor = Math.log1p(settings.promise().floor());
        Outcome outcome = slower <= RULER_LEVEL && estimate >= floor ? Outcome.REGRESSED
                : faster <= RULER_LEVEL && estimate <= -floor ? Outcome.IMPROVED : Outcome.UNCHANGED;
        String reason = outcome == Outcome.UNCHANGED ? "equal code does not differ"
                : "equal code differs by " + Text.change(Math.expm1(estimate));
        Evidence evidence = new Evidence(Stage.SCREEN, Ratios.centre(ratios, Ratios.LEVEL).exp(),
                Math.exp(SignedRank.lowerBound(ratios, RULER_LEVEL)), Math.exp(SignedRank.upperBound(ratios, RULER_LEVEL)), slower, slower,
                faster, Ratios.centre(means, Ratios.LEVEL).exp(), false, ratios.length, ratios.length, 0, 0, track.losses().size(),
                Double.POSITIVE_INFINITY, RULER_LEVEL);
        return new CellVerdict(label, outcome, false, reason, evidence, 0, List.of(), List.of());
    }

    /** Why rulers void the run; a ruler that was cut short by an early end does not. */
    List<String> rulerFaults(List<CellTrack> tracks) {
        List<String> faults = new ArrayList<>();
        for (CellTrack track : tracks) {
            if (track.cell().kind() == GuardCell.Kind.RULER) {
                CellVerdict verdict = ruler(track);
                boolean cutShort = verdict.outcome() == Outcome.NOT_MEASURED && !track.givenUp() && stopped != null;
                if (verdict.outcome() != Outcome.UNCHANGED && !cutShort) {
                    faults.add("ruler " + verdict.cell() + ": " + verdict.reason());
                }
            }
        }
        return faults;
    }
}
