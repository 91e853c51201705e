package dev.faultpath.guard.selftest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.guard.GuardLog;
import dev.faultpath.guard.GuardPlan;
import dev.faultpath.guard.GuardSet;
import dev.faultpath.guard.decision.CellVerdict;
import dev.faultpath.guard.decision.GuardCell;
import dev.faultpath.guard.decision.GuardResult;
import dev.faultpath.guard.decision.Pair;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.guard.decision.Stage;
import dev.faultpath.results.Json;
import dev.faultpath.results.Stored;
import dev.faultpath.stats.Proportion;
import dev.faultpath.stats.Quantiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often the guard is wrong, counted over kept runs of a build against itself, some with a delay planted in one cell. Works on
 * a folder of guard files, so that anyone can count again without measuring again.
 */
public final class SelfTest {
    /** Key of a run's head under which the planted delay stands. */
    public static final String PLANTED = "planted";
    /** Name of the file with the counts. */
    public static final String SUMMARY = "summary.json";
    /** How guard files of such a folder end, if they are not compressed. */
    public static final String FILE = ".jsonl";

    private static final int SCHEMA = 3;
    /** Two-sided level of the intervals: 95 %. */
    private static final double LEVEL = 0.05;
    private static final int REDRAWN = 2000;
    private static final double[] REDRAWN_SIZES = {0.01, 0.02, 0.03, 0.05, 0.10};

    private SelfTest() {
    }

    /** What {@value #SUMMARY} holds: counts of live runs, a row for each size of delay, and of runs drawn again, a row for each plan. */
    public record Counts(int schema, String machine, String jdk, String cells, String forks, Settings settings, List<Live> live,
                         List<Redrawn> redrawn) {
    }

    /** How many of how many, and an exact 95 % interval for the chance behind them. */
    public record Share(int count, int of, double low, double high) {
        private static Share of(int count, int of) {
            return of == 0 ? null : new Share(count, of, Proportion.lower(count, of, LEVEL / 2), Proportion.upper(count, of, LEVEL / 2));
        }

        private String text() {
            return String.format(Locale.ROOT, "%d of %d (%.1f to %.1f %%)", count, of, low * 100, high * 100);
        }
    }

    /** Live runs with a delay of one size; what there is nothing to say about is left out. */
    @JsonInclude(Include.NON_NULL)
    public record Live(double plantedPercent, int runs, @JsonProperty("void") int voids, Double realisedPercent, Share found,
                       Share falseAlarm, Share equalCellsUnchanged, Share equalCellsAboveZero,
                       @JsonInclude(Include.NON_EMPTY) List<Equal> equalCells, double secondsPerRun,
                       @JsonInclude double smallestPercentRootMinutes) {
    }

    /** Estimates of a cell in which nothing was planted, per cent. */
    public record Equal(String cell, int runs, int aboveZero, double lowestPercent, double medianPercent, double highestPercent) {
    }

    /** What a plan, this folder's or another, would say of the stored pairs; no shares if they are too few to draw runs from. */
    @JsonInclude(Include.NON_NULL)
    public record Redrawn(String plan, int cells, int pairsOfACell, Share falseAlarm, List<Found> found) {
    }

    /** In how many runs a planted slow-down is found. */
    public record Found(double plantedPercent, @JsonUnwrapped Share share) {
    }

    /** Head of a run with a delay planted in a cell. */
    public static ObjectNode planted(String cell, double percent, long tokens) {
        return Json.MAPPER.createObjectNode().put("cell", cell).put("percent", percent).put("tokens", tokens);
    }

    /**
     * Whose turn it is: cells planted least often with such a delay in this folder come first; runs that did not end count.
     *
     * @param cells   kept in their order where as many are
     * @param folder  guard files; none if there is no such folder yet
     * @param percent size of the delay, per cent, as it was asked for
     * @throws InputException if a file is none of a guard run
     */
    public static List<Cell> inTurn(List<Cell> cells, Path folder, double percent) {
        List<String> had = new ArrayList<>();
        for (Path file : Files.isDirectory(folder) ? files(folder) : List.<Path>of()) {
            JsonNode planted = GuardLog.read(file).run().path(PLANTED);
            if (planted.path("percent").asDouble(0) == percent) {
                had.add(planted.path("cell").asText());
            }
        }
        return cells.stream().sorted(Comparator.comparingInt(c -> Collections.frequency(had, c.label()))).toList();
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + FILE + "{," + Stored.COMPRESSED + "}")) {
            all.forEach(files::add);
        } catch (IOException e) {
            throw new InputException(folder + ": no such folder", e);
        }
        Collections.sort(files);
        return files;
    }

    /**
     * Counts over the guard files of a folder; those that have not ended are left out.
     *
     * @throws InputException if there is no run that has ended, or runs are of different plans
     */
    public static Counts count(Path folder) {
        List<GuardLog> logs = new ArrayList<>();
        for (Path file : files(folder)) {
            GuardLog log = GuardLog.read(file);
            if (log.ended()) {
                requireSamePlan(file, log, logs.isEmpty() ? log : logs.get(0));
                logs.add(log);
            }
        }
        if (logs.isEmpty()) {
            throw new InputException(folder + ": no guard run in it has ended");
        }
        TreeMap<Double, Tally> tallies = new TreeMap<>();
        List<Pair> equal = new ArrayList<>();
        for (GuardLog log : logs) {
            JsonNode planted = log.run().path(PLANTED);
            String cell = planted.path("cell").asText(null);
            tallies.computeIfAbsent(planted.path("percent").asDouble(0), p -> new Tally()).add(log, cell);
            List<String> compared = labels(log, GuardCell.Kind.COMPARED);
            log.pairs().stream().filter(p -> compared.contains(p.cell()) && !p.cell().equals(cell) && p.stage() == Stage.SCREEN)
                    .forEach(equal::add);
        }
        GuardPlan plan = logs.get(0).plan();
        Map<Settings, String> plans = new LinkedHashMap<>();
        plans.put(plan.settings(), plan.settings().name() + ", as these runs had it");
        for (String set : List.of(GuardSet.USUAL, GuardSet.FAST)) {
            Settings preset = GuardSet.of(set).settings();
            plans.put(preset, preset.name()); // keeps its place
        }
        double budget = pairsInBudget(logs);
        List<Redrawn> redrawn = new ArrayList<>();
        plans.forEach((settings, name) -> redrawn.add(redrawn(new Redraw(settings, equal, budget), name, plan.seed())));
        JsonNode head = logs.get(0).run();
        return new Counts(SCHEMA, head.path("machine").asText(), head.path("jdk").asText(), plan.set(), plan.forks(), plan.settings(),
                tallies.entrySet().stream().map(t -> t.getValue().live(t.getKey())).toList(), redrawn);
    }

    private static List<String> labels(GuardLog log, GuardCell.Kind kind) {
        return log.plan().entries().stream().filter(e -> e.kind() == kind).map(GuardPlan.Entry::label).toList();
    }

    /** Pairs of a cell that the budget of such runs has time for, after the first pairs of rulers. */
    private static double pairsInBudget(List<GuardLog> logs) {
        return Quantiles.median(logs.stream().mapToDouble(log -> {
            List<String> rulers = labels(log, GuardCell.Kind.RULER);
            long first = log.pairs().stream().filter(p -> p.stage() == Stage.SCREEN && rulers.contains(p.cell())).count();
            return (log.plan().budgetSeconds() * log.pairs().size() / log.seconds() - first) / labels(log, GuardCell.Kind.COMPARED).size();
        }).toArray());
    }

    private static void requireSamePlan(Path file, GuardLog log, GuardLog first) {
        GuardPlan plan = log.plan();
        if (!plan.settings().equals(first.plan().settings()) || !plan.forks().equals(first.plan().forks())) {
            throw new InputException(file + ": another plan than the folder's first run: " + plan.forks() + ", "
                    + Json.line(plan.settings()));
        }
    }

    /** What live runs of one kind said. */
    private static final class Tally {
        private int runs;
        private int voids;
        private int hits;
        private int falseAlarms;
        private int compared;
        private int unchanged;
        private double seconds;
        private final TreeMap<String, List<Double>> estimates = new TreeMap<>();
        private final List<Double> efficiencies = new ArrayList<>();
        private final List<Double> realised = new ArrayList<>();

        void add(GuardLog log, String planted) {
            GuardResult result = log.result();
            runs++;
            seconds += log.seconds();
            voids += result.voids().isEmpty() ? 0 : 1;
            boolean other = false;
            for (CellVerdict cell : result.cells()) {
                boolean regressed = cell.outcome() == CellVerdict.Outcome.REGRESSED;
                if (cell.cell().equals(planted)) {
                    if (cell.evidence() != null) {
                        realised.add((cell.evidence().ratio().estimate() - 1) * 100);
                    }
                    hits += regressed ? 1 : 0;
                } else {
                    other |= regressed;
                    compared++;
                    if (cell.evidence() != null) {
                        estimates.computeIfAbsent(cell.cell(), c -> new ArrayList<>()).add((cell.evidence().ratio().estimate() - 1) * 100);
                        efficiencies.add(cell.evidence().smallest() * 100 * Math.sqrt(log.seconds(cell.cell()) / 60));
                    }
                    unchanged += cell.outcome() == CellVerdict.Outcome.UNCHANGED || cell.outcome() == CellVerdict.Outcome.IMPROVED ? 1 : 0;
                }
            }
            falseAlarms += other ? 1 : 0;
        }

        Live live(double percent) {
            List<Equal> equal = new ArrayList<>();
            estimates.forEach((cell, percents) -> equal.add(new Equal(cell, percents.size(),
                    (int) percents.stream().filter(e -> e > 0).count(), Collections.min(percents), median(percents),
                    Collections.max(percents))));
            boolean planted = percent > 0;
            return new Live(percent, runs, voids, planted ? (Double) median(realised) : null, planted ? Share.of(hits, runs) : null,
                    Share.of(falseAlarms, runs), Share.of(unchanged, compared), Share.of(equal.stream().mapToInt(Equal::aboveZero).sum(),
                    equal.stream().mapToInt(Equal::runs).sum()), equal, seconds / runs, median(efficiencies));
        }
    }

    private static double median(List<Double> values) {
        return values.isEmpty() ? Double.NaN : Quantiles.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static Redrawn redrawn(Redraw redraw, String name, long seed) {
        int cells = redraw.cells().size();
        return new Redrawn(name, cells, redraw.fewest(),
                cells == 0 ? null : Share.of(redraw.count(REDRAWN, 0, seed).falseAlarms(), REDRAWN),
                cells == 0 ? null : Arrays.stream(REDRAWN_SIZES)
                        .mapToObj(size -> new Found(size * 100, Share.of(redraw.count(REDRAWN, size, seed).hits(), REDRAWN))).toList());
    }

    /** The counts for people; lines, the last with a line feed. */
    public static String text(Counts counts) {
        StringBuilder out = new StringBuilder();
        line(out, "self-test of the guard: cells %s, JDK %s on %s", counts.cells, counts.jdk, counts.machine);
        for (Live row : counts.live) {
            line(out, "%s: %d runs of %.0f s%s, a false alarm in %s%s", row.plantedPercent == 0 ? "build against itself"
                            : String.format(Locale.ROOT, "%.4g %% planted in one cell", row.plantedPercent), row.runs, row.secondsPerRun,
                    row.found == null ? "" : ", found in " + row.found.text(), row.falseAlarm.text(),
                    row.voids > 0 ? ", " + row.voids + " void" : "");
            if (row.realisedPercent != null && !row.realisedPercent.isNaN()) {
                line(out, "  what the delay really was, median over runs of the estimate: %.1f %%", row.realisedPercent);
            }
            if (Double.isFinite(row.smallestPercentRootMinutes)) {
                line(out, "  smallest slow-down found in 95 of 100 runs, in per cent, × √minutes a cell took: median %.1f",
                        row.smallestPercentRootMinutes);
            }
            if (row.equalCellsUnchanged != null) {
                line(out, "  equal cells called unchanged: %s", row.equalCellsUnchanged.text());
            }
            if (row.equalCellsAboveZero != null) {
                line(out, "  equal cells whose estimate is above zero, half of them if the arms are treated alike: %s",
                        row.equalCellsAboveZero.text());
                row.equalCells.forEach(c -> line(out, "    %+5.2f %% [%+.2f, %+.2f], %d of %d above zero, %s", c.medianPercent,
                        c.lowestPercent, c.highestPercent, c.aboveZero, c.runs, c.cell));
            }
        }
        for (Redrawn redrawn : counts.redrawn) {
            if (redrawn.found == null) {
                line(out, "too few stored pairs to draw runs from them again under plan %s", redrawn.plan);
            } else {
                line(out, "drawn again under plan %s, in the same budget, from overlapping stretches of %d or more stored pairs of %d"
                        + " cells: a false alarm in %s", redrawn.plan, redrawn.pairsOfACell, redrawn.cells, redrawn.falseAlarm.text());
                redrawn.found.forEach(f -> line(out, "  %.0f %% in one cell found in %s", f.plantedPercent, f.share.text()));
            }
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String format, Object... args) {
        out.append(String.format(Locale.ROOT, format, args)).append('\n');
    }
}
