package dev.faultpath.guard.decision;

import dev.faultpath.InputException;
import dev.faultpath.stats.Multiplicity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Decides by the clock which cells are slower, pair by pair. It runs nothing: it says which pairs it wants ({@link #next}) and takes them
 * in ({@link #add}). The same settings, cells, seed and pairs give the same, so an interrupted run goes on by adding its stored pairs
 * again, and a stored run is judged again without measuring.
 *
 * <p>Which cells it gets was decided without a clock, so all their pairs count, and Holm over them holds. Pairs of a cell are looked at a
 * few times; each look spends its share of the level (Bonferroni), so that stopping at any of them is paid for. All cells get pairs to
 * their first look, then the most suspicious one goes first: evenly spread, a budget may end just before the look that would have found
 * one. A look is a test of as many pairs whenever it comes, and looks that are never reached reject nothing. Not thread safe.
 */
public final class Procedure {
    /** Pairs from which on the machine may be called restless … */
    private static final int RESTLESS_PAIRS = 16;
    /** … if more than this share of them met processors of different speed. */
    private static final double RESTLESS = 0.5;

    private final Settings settings;
    private final long seed;
    private final Map<String, Timing> cells = new LinkedHashMap<>();

    /**
     * One pair that is wanted.
     *
     * @param cell           label of the cell
     * @param candidateFirst which build's fork is to run first: balanced over each four pairs of a cell, so that a steady drift of the
     *                       machine cancels
     */
    public record Request(String cell, boolean candidateFirst) {
    }

    /**
     * @param labels the cells, no label twice
     * @param seed   seed of the order of pairs
     */
    public Procedure(Settings settings, Collection<String> labels, long seed) {
        this.settings = settings;
        this.seed = seed;
        labels.forEach(label -> cells.put(label, new Timing(settings)));
    }

    /** The pairs wanted now, no more than so many; empty if none is. Asking twice without adding gives the same. */
    public List<Request> next(int most) {
        if (restless()) {
            return List.of();
        }
        List<String> open = new ArrayList<>(open());
        Collections.shuffle(open, new Random(mix(seed, cells.values().stream().mapToInt(Timing::taken).sum())));
        Map<String, Integer> asked = new HashMap<>();
        List<Request> wanted = new ArrayList<>();
        int first = settings.looks().get(0).pairs();
        while (wanted.size() < most) {
            List<String> left = open.stream().filter(c -> asked.getOrDefault(c, 0) < cells.get(c).toNextLook()).toList();
            String next = left.stream().filter(c -> cells.get(c).taken() < first)
                    .min(Comparator.comparingInt(c -> cells.get(c).numbered() + asked.getOrDefault(c, 0)))
                    .or(() -> left.stream().max(Comparator.<String>comparingInt(c -> cells.get(c).below(settings.margin()) ? 0 : 1)
                            .thenComparingDouble(c -> cells.get(c).suspicion()))).orElse(null);
            if (next == null) {
                break;
            }
            wanted.add(request(next, cells.get(next).numbered() + asked.merge(next, 1, Integer::sum)));
        }
        return wanted;
    }

    /** ABBA or BAAB for each four pairs of a cell. */
    private Request request(String cell, int number) {
        boolean abba = new Random(mix(mix(seed, cell.hashCode()), (number - 1) / 4)).nextBoolean();
        int place = (number - 1) % 4;
        return new Request(cell, (place == 1 || place == 2) == abba);
    }

    private static long mix(long a, long b) {
        long z = (a + b * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return z ^ z >>> 31;
    }

    /** Cells that are neither decided nor through with their looks. */
    private List<String> open() {
        double[] levels = Multiplicity.holmLevels(p(), settings.alpha());
        List<String> labels = List.copyOf(cells.keySet());
        return IntStream.range(0, levels.length).filter(i -> cells.get(labels.get(i)).open(levels[i])).mapToObj(labels::get).toList();
    }

    private double[] p() {
        return cells.values().stream().mapToDouble(Timing::p).toArray();
    }

    /**
     * Takes in a pair. A pair without a ratio is counted as lost and asked for again, until too many are.
     *
     * @throws InputException if no pairs of this cell are wanted: the stored pairs are another run's
     */
    public void add(Pair pair) {
        cell(pair.cell()).add(pair);
    }

    /** Takes in log ratios without a pair: for simulations. */
    void add(String cell, double score, double mean) {
        cell(cell).add(score, mean);
    }

    private Timing cell(String label) {
        Timing cell = cells.get(label);
        if (cell == null) {
            throw new InputException("the pair of " + label + " is of no cell that this run times");
        }
        return cell;
    }

    /** Whether processors of different speed were met so often that times say nothing. */
    public boolean restless() {
        int repeats = cells.values().stream().mapToInt(Timing::repeats).sum();
        int all = cells.values().stream().mapToInt(Timing::numbered).sum();
        return all >= RESTLESS_PAIRS && repeats > RESTLESS * all;
    }

    /** Most pairs that may still be wanted, as things stand. */
    public int pairsLeft() {
        int most = settings.looks().get(settings.looks().size() - 1).pairs();
        return restless() ? 0 : open().stream().mapToInt(c -> most - cells.get(c).taken()).sum();
    }

    /** What the clock says of each cell, by label. */
    public Map<String, Timed> result() {
        double[] levels = Multiplicity.holmLevels(p(), settings.alpha());
        double[] adjusted = Multiplicity.holm(p());
        PrimitiveIterator.OfDouble faster = Arrays.stream(Multiplicity.benjaminiHochberg(cells.values().stream().filter(Timing::judged)
                .mapToDouble(Timing::faster).toArray())).iterator();
        Map<String, Timed> result = new LinkedHashMap<>();
        cells.forEach((label, cell) -> result.put(label, cell.timed(levels[result.size()], adjusted[result.size()],
                cell.judged() ? faster.next() : 1)));
        return result;
    }
}
