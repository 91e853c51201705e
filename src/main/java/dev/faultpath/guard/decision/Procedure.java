package dev.faultpath.guard.decision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.stats.Multiplicity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Decides which build is slower, pair by pair. It runs nothing: it says which pairs it wants ({@link #next()}), takes them in
 * ({@link #add(Pair)}) and, when it wants no more, judges ({@link #result}). The same settings, cells, seed and pairs give
 * the same requests and verdicts, so an interrupted run goes on by adding its stored pairs again, and a stored run is judged
 * again without measuring.
 *
 * <p>All cells get their first pairs. When the last of them is in, the flagged ones get fresh pairs, until each is decided or its
 * last look is over: {@value #PAIRS_AT_ONCE} pairs of one cell, at most to its next look, then again of the one that is the most
 * suspicious by all pairs so far. Spread evenly, a budget may end just before the first look of a cell that is slower; given to one
 * cell up to its look, it may be spent on one that is equal. This costs no level: a look is a test of as many fresh pairs whenever
 * it comes, and looks that are never reached reject nothing. Not thread safe.
 */
public final class Procedure {
    /** Fresh pairs of cells to one of a ruler: enough that rulers take little of what a budget leaves for fresh pairs. */
    public static final int PAIRS_A_RULER = 4;
    /** Fresh pairs of one cell before it is asked again which is the most suspicious one: half of those to a first look. */
    static final int PAIRS_AT_ONCE = 7;
    private static final int FEW_MISSING = 2;

    private final Settings settings;
    private final long seed;
    private final Map<String, CellTrack> tracks = new LinkedHashMap<>();
    private int added;
    private String stopped;

    /**
     * @param cells what is compared; rulers and cells that need no run among them; labels differ
     * @param seed  seed of the order of pairs and of the resampling behind the smallest slow-down found
     * @throws InputException if a label comes twice, or the plan could never call one of this many cells regressed
     */
    public Procedure(Settings settings, List<GuardCell> cells, long seed) {
        this.settings = settings;
        this.seed = seed;
        for (GuardCell cell : cells) {
            if (tracks.put(cell.label(), new CellTrack(cell, settings)) != null) {
                throw new InputException(cell.label() + ": the cell is there twice");
            }
        }
        int compared = (int) cells.stream().filter(c -> c.kind() == GuardCell.Kind.COMPARED).count();
        if (cells.stream().noneMatch(c -> c.kind() != GuardCell.Kind.RULER)) {
            throw new InputException("there is no cell to guard");
        }
        if (compared > 0) {
            settings.check(compared);
        }
    }

    /**
     * The pairs wanted now: first one of each cell that needs more, in a seeded random order; then some that the most suspicious
     * flagged cell lacks to its next look, with rulers among them; empty if none is. Asking twice without adding gives the same.
     */
    public List<Request> next() {
        if (stopped != null) {
            return List.of();
        }
        List<Request> first = new ArrayList<>();
        tracks.values().stream().filter(CellTrack::wantsScreen).forEach(t -> first.add(request(t, Stage.SCREEN, 1)));
        if (!first.isEmpty()) {
            Collections.shuffle(first, new Random(mix(seed, added)));
            return first;
        }
        List<CellTrack> open = open();
        // A look that is a pair or two away, as some were lost, is not left for another cell's.
        return open.stream().filter(t -> t.toNextLook() <= FEW_MISSING).findFirst()
                .or(() -> open.stream().max(Comparator.comparingDouble(CellTrack::suspicion)))
                .map(this::fresh).orElse(List.of());
    }

    private List<Request> fresh(CellTrack cell) {
        List<CellTrack> rulers = tracks.values().stream().filter(t -> t.cell().kind() == GuardCell.Kind.RULER).toList();
        List<Request> wanted = new ArrayList<>();
        Map<CellTrack, Integer> along = new HashMap<>();
        rulers.forEach(t -> along.put(t, 0));
        int rulerPairs = freshPairs(rulers);
        int cellPairs = freshPairs(tracks.values()) - rulerPairs;
        for (int i = 1; i <= Math.min(PAIRS_AT_ONCE, cell.toNextLook()); i++) {
            wanted.add(request(cell, Stage.CONFIRM, i));
            // One ruler, in turn, goes along with every few fresh pairs of the cells.
            Optional<CellTrack> ruler = rulers.stream().filter(t -> !t.givenUp())
                    .min(Comparator.comparingInt(t -> t.confirm().size() + along.get(t)));
            if (ruler.isPresent() && PAIRS_A_RULER * rulerPairs < cellPairs + i) {
                wanted.add(request(ruler.get(), Stage.CONFIRM, along.merge(ruler.get(), 1, Integer::sum)));
                rulerPairs++;
            }
        }
        return wanted;
    }

    private static int freshPairs(Collection<CellTrack> tracks) {
        return tracks.stream().mapToInt(t -> t.confirm().size()).sum();
    }

    /** @param ahead the pair's place among those of the cell that are still to come, from 1 */
    private Request request(CellTrack track, Stage stage, int ahead) {
        int number = track.numbered(stage) + ahead;
        // ABBA or BAAB for each four pairs of a cell.
        boolean abba = new Random(mix(mix(seed, track.cell().label().hashCode()), 8L * ((number - 1) / 4) + stage.ordinal())).nextBoolean();
        int place = (number - 1) % 4;
        return new Request(track.cell().label(), stage, number, (place == 1 || place == 2) == abba);
    }

    private static long mix(long seed, long value) {
        long z = (seed ^ value * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return z ^ z >>> 31;
    }

    /** Flagged cells that are neither decided nor through with their looks. */
    private List<CellTrack> open() {
        List<CellTrack> flagged = flagged();
        double[] levels = levels(flagged);
        List<CellTrack> open = new ArrayList<>();
        for (int i = 0; i < flagged.size(); i++) {
            CellTrack track = flagged.get(i);
            boolean decided = track.stage() == Stage.CONFIRM && (regressed(track, levels[i]) || track.belowMargin());
            if (!decided && !track.looksOver() && !track.givenUp()) {
                open.add(track);
            }
        }
        return open;
    }

    private List<CellTrack> flagged() {
        return tracks.values().stream().filter(CellTrack::flagged).toList();
    }

    /** The level that Holm gives to each flagged cell. */
    private double[] levels(List<CellTrack> flagged) {
        return Multiplicity.holmLevels(flagged.stream().mapToDouble(CellTrack::p).toArray(), settings.promise().alpha());
    }

    /** Rejected at its level, and the estimate that goes with it is large enough to matter. */
    private static boolean regressed(CellTrack track, double level) {
        return track.p() <= level && (track.slowerByScore(level) || track.slowerByMean(level));
    }

    /**
     * Takes in a pair. A pair without a ratio is counted as lost and asked for again, until too many are. So is one whose forks met
     * processors of different speed, which says nothing of the builds and is seen without looking at their times; but it is not lost,
     * and counts where such pairs are the rule.
     *
     * @param pair as it is stored, so that adding the stored pairs again gives the same
     * @throws InputException if this cell has no such pair under this plan: the stored pairs are another run's
     */
    public void add(Pair pair) {
        CellTrack track = expect(pair.cell(), pair.stage());
        track.number(pair.stage());
        String lost = pair.lost();
        if (lost != null) {
            track.lose(lost);
        } else if (pair.baseline().unequalTo(pair.candidate()) && track.mayRepeat()) {
            track.repeat();
        } else {
            take(track, pair.stage(), Observation.of(pair));
        }
    }

    /** Takes in figures without a pair: for simulations. */
    public void add(String cell, Stage stage, Observation observation) {
        CellTrack track = expect(cell, stage);
        track.number(stage);
        take(track, stage, observation);
    }

    private CellTrack track(String cell) {
        CellTrack track = tracks.get(cell);
        if (track == null || !track.cell().kind().run()) {
            throw new InputException("the pair of " + cell + " is of no cell that this run measures");
        }
        return track;
    }

    private CellTrack expect(String cell, Stage stage) {
        CellTrack track = track(cell);
        boolean fits = stage == Stage.SCREEN ? track.wantsScreen()
                : tracks.values().stream().noneMatch(CellTrack::wantsScreen) && (track.flagged() || !track.compared());
        if (!fits) {
            throw new InputException("the pair of " + cell + " in stage " + stage.toString().toLowerCase(Locale.ROOT)
                    + " was not asked for: these pairs are of another plan");
        }
        return track;
    }

    private void take(CellTrack track, Stage stage, Observation observation) {
        added++;
        if (stage == Stage.SCREEN) {
            track.addScreen(observation);
        } else {
            track.addConfirm(observation);
        }
    }

    /** Whether too many pairs of a cell were lost, so that it gets no more. */
    public boolean givenUp(String cell) {
        return track(cell).givenUp();
    }

    /** Ends the run before its plan does, for a reason in one line. What is decided stays; looks that were not reached are lost. */
    public void stop(String reason) {
        stopped = reason;
    }

    /** Most pairs that may still be wanted, as things stand; before the first stage is over, those of flagged cells are not in it. */
    public int pairsLeft() {
        int left = 0;
        if (stopped == null) {
            for (CellTrack track : tracks.values()) {
                left += track.wantsScreen() ? track.screenWanted() - track.screen().size() : 0;
            }
            if (left == 0) {
                List<CellTrack> open = open();
                left = open.stream().mapToInt(t -> settings.confirm().pairs() - t.confirm().size()).sum();
            }
        }
        return left;
    }

    /** Labels of the cells that the first stage flagged. */
    public List<String> flaggedCells() {
        return flagged().stream().map(t -> t.cell().label()).toList();
    }

    /** Labels of the cells that are called regressed as things stand, counts without noise aside. */
    public List<String> regressedByTime() {
        List<CellTrack> flagged = flagged();
        double[] levels = levels(flagged);
        List<String> regressed = new ArrayList<>();
        for (int i = 0; i < levels.length; i++) {
            if (flagged.get(i).stage() == Stage.CONFIRM && regressed(flagged.get(i), levels[i])) {
                regressed.add(flagged.get(i).cell().label());
            }
        }
        return regressed;
    }

    /** Labels of the cells that are surely not slower by the margin as things stand, and not called regressed. */
    List<String> belowMargin() {
        List<String> regressed = regressedByTime();
        return tracks.values().stream().filter(t -> t.compared() && t.belowMargin()).map(t -> t.cell().label())
                .filter(label -> !regressed.contains(label)).toList();
    }

    /** The whole answer; {@code run} is the report's head, and {@code voids} say why nothing that was measured counts. */
    public GuardResult result(ObjectNode run, List<String> voids) {
        Judge judge = new Judge(settings, seed, stopped);
        List<CellTrack> all = List.copyOf(tracks.values());
        List<String> reasons = new ArrayList<>(voids);
        reasons.addAll(judge.rulerFaults(all));
        return new GuardResult(run, settings, seed, judge.verdicts(all), judge.rulers(all),
                List.copyOf(reasons), stopped);
    }
}
