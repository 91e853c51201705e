package dev.faultpath.guard.selftest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.guard.GuardFile;
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
import dev.faultpath.stats.Proportion;
import dev.faultpath.stats.Quantiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often the guard is wrong, counted over kept runs of a build against itself, some with a delay planted in one cell. Works on
 * a folder of guard files, so that anyone can count again without measuring again.
 */
public final class SelfTest {
    /** Key of a run's head under which the planted delay stands. */
    public static final String PLANTED = "planted";
    /** Name of the file with the counts. */
    public static final String SUMMARY = "summary.json";
    /** How guard files of such a folder end. */
    public static final String FILE = ".jsonl";

    /** Two-sided level of the intervals: 95 %. */
    private static final double LEVEL = 0.05;
    private static final int REDRAWN = 2000;
    private static final double[] REDRAWN_SIZES = {0.01, 0.02, 0.03, 0.05, 0.10};

    private SelfTest() {
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
            JsonNode planted = GuardFile.read(file).run().path(PLANTED);
            if (planted.path("percent").asDouble(0) == percent) {
                had.add(planted.path("cell").asText());
            }
        }
        return cells.stream().sorted(Comparator.comparingInt(c -> Collections.frequency(had, c.label()))).toList();
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + FILE)) {
            all.forEach(files::add);
        } catch (IOException e) {
            throw new InputException(folder + ": no such folder", e);
        }
        Collections.sort(files);
        return files;
    }

    /**
     * Counts.
     *
     * @param folder guard files, in the order of their names; those that have not ended are left out
     * @return what {@value #SUMMARY} holds: counts with exact 95 % intervals, of live runs and of runs drawn again from the pairs
     * @throws InputException if there is no run that has ended, or runs are of different plans
     */
    public static ObjectNode count(Path folder) {
        List<GuardLog> logs = new ArrayList<>();
        for (Path file : files(folder)) {
            GuardLog log = GuardFile.read(file);
            if (log.ended()) {
                requireSamePlan(file, log, logs.isEmpty() ? log : logs.get(0));
                logs.add(log);
            }
        }
        if (logs.isEmpty()) {
            throw new InputException(folder + ": no guard run in it has ended");
        }
        GuardLog first = logs.get(0);
        GuardPlan plan = first.plan();
        ObjectNode root = Json.MAPPER.createObjectNode().put("schema", 3).put("machine", first.run().path("machine").asText())
                .put("jdk", first.run().path("jdk").asText()).put("cells", plan.set())
                .put("forks", plan.forks());
        root.set("settings", Json.MAPPER.valueToTree(plan.settings()));
        TreeMap<Double, Tally> tallies = new TreeMap<>();
        List<Pair> equal = new ArrayList<>();
        for (GuardLog log : logs) {
            JsonNode planted = log.run().path(PLANTED);
            String cell = planted.path("cell").asText(null);
            tallies.computeIfAbsent(planted.path("percent").asDouble(0), p -> new Tally()).add(log, cell);
            Set<String> compared = log.plan().entries().stream().filter(e -> e.kind() == GuardCell.Kind.COMPARED)
                    .map(GuardPlan.Entry::label).collect(Collectors.toSet());
            log.pairs().stream().filter(p -> compared.contains(p.cell()) && !p.cell().equals(cell) && p.stage() == Stage.SCREEN)
                    .forEach(equal::add);
        }
        ArrayNode live = root.putArray("live");
        tallies.forEach((percent, t) -> live.add(t.toJson(percent)));
        ArrayNode redrawn = root.putArray("redrawn");
        Map<Settings, String> plans = new LinkedHashMap<>();
        plans.put(plan.settings(), plan.settings().name() + ", as these runs had it");
        for (String set : List.of(GuardSet.USUAL, GuardSet.FAST)) {
            Settings preset = GuardSet.of(set).settings();
            plans.put(preset, preset.name()); // keeps its place
        }
        double budget = pairsInBudget(logs);
        plans.forEach((settings, name) -> redrawn.add(redrawn(settings, name, equal, budget, plan.seed())));
        return root;
    }

    /** Pairs of a cell that the budget of such runs has time for, after the first pairs of rulers. */
    private static double pairsInBudget(List<GuardLog> logs) {
        return Quantiles.median(logs.stream().mapToDouble(log -> {
            List<GuardPlan.Entry> rulers = log.plan().entries().stream().filter(e -> e.kind() == GuardCell.Kind.RULER).toList();
            long first = log.pairs().stream().filter(p -> p.stage() == Stage.SCREEN)
                    .filter(p -> rulers.stream().anyMatch(r -> r.label().equals(p.cell()))).count();
            long cells = log.plan().entries().stream().filter(e -> e.kind() == GuardCell.Kind.COMPARED).count();
            return (log.plan().budgetSeconds() * log.pairs().size() / log.seconds() - first) / cells;
        }).toArray());
    }

    private static void requireSamePlan(Path file, GuardLog log, GuardLog first) {
        GuardPlan plan = log.plan();
        GuardPlan other = first.plan();
        if (!plan.settings().equals(other.settings()) || !plan.forks().equals(other.forks())) {
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

        ObjectNode toJson(double percent) {
            ObjectNode node = Json.MAPPER.createObjectNode().put("plantedPercent", percent).put("runs", runs).put("void", voids);
            if (percent > 0) {
                node.set("realisedPercent", median(realised));
                node.set("found", share(hits, runs));
            }
            node.set("falseAlarm", share(falseAlarms, runs));
            if (compared > 0) {
                node.set("equalCellsUnchanged", share(unchanged, compared));
            }
            if (!estimates.isEmpty()) {
                List<Double> all = estimates.values().stream().flatMap(List::stream).toList();
                node.set("equalCellsAboveZero", share(above(all), all.size()));
                ArrayNode cells = node.putArray("equalCells");
                estimates.forEach((cell, percents) -> {
                    ObjectNode row = cells.addObject().put("cell", cell).put("runs", percents.size())
                            .put("aboveZero", above(percents));
                    row.set("lowestPercent", Json.number(Collections.min(percents)));
                    row.set("medianPercent", median(percents));
                    row.set("highestPercent", Json.number(Collections.max(percents)));
                });
            }
            node.set("secondsPerRun", Json.number(seconds / runs));
            node.set("smallestPercentRootMinutes", median(efficiencies));
            return node;
        }
    }

    private static int above(List<Double> percents) {
        return (int) percents.stream().filter(e -> e > 0).count();
    }

    private static JsonNode median(List<Double> values) {
        return Json.number(values.isEmpty() ? Double.NaN : Quantiles.median(values.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    /** What a plan, this folder's or another, would say of such pairs. */
    private static ObjectNode redrawn(Settings settings, String name, List<Pair> equal, double budget, long seed) {
        Redraw redraw = new Redraw(settings, equal, budget);
        ObjectNode node = Json.MAPPER.createObjectNode().put("plan", name).put("cells", redraw.cells().size())
                .put("pairsOfACell", redraw.fewest());
        if (!redraw.cells().isEmpty()) {
            node.set("falseAlarm", share(redraw.count(REDRAWN, 0, seed).falseAlarms(), REDRAWN));
            ArrayNode found = node.putArray("found");
            for (double size : REDRAWN_SIZES) {
                ObjectNode row = share(redraw.count(REDRAWN, size, seed).hits(), REDRAWN);
                found.add(Json.MAPPER.createObjectNode().put("plantedPercent", size * 100).setAll(row));
            }
        }
        return node;
    }

    private static ObjectNode share(int count, int of) {
        ObjectNode node = Json.MAPPER.createObjectNode().put("count", count).put("of", of);
        node.set("low", Json.number(Proportion.lower(count, of, LEVEL / 2)));
        node.set("high", Json.number(Proportion.upper(count, of, LEVEL / 2)));
        return node;
    }

    /** The counts for people; lines, the last with a line feed. */
    public static String text(ObjectNode counts) {
        StringBuilder out = new StringBuilder(String.format(Locale.ROOT, "self-test of the guard: cells %s, JDK %s on %s%n",
                counts.get("cells").asText(), counts.get("jdk").asText(), counts.get("machine").asText()));
        for (JsonNode row : counts.get("live")) {
            double percent = row.get("plantedPercent").asDouble();
            out.append(String.format(Locale.ROOT, "%s: %d runs of %.0f s%s, a false alarm in %s%s%n", percent == 0 ? "build against itself"
                            : String.format(Locale.ROOT, "%.4g %% planted in one cell", percent), row.get("runs").asInt(),
                    row.get("secondsPerRun").asDouble(), percent == 0 ? "" : ", found in " + share(row.get("found")), share(row.get("falseAlarm")),
                    row.get("void").asInt() > 0 ? ", " + row.get("void").asInt() + " void" : ""));
            if (row.path("realisedPercent").isNumber()) {
                out.append(String.format(Locale.ROOT, "  what the delay really was, median over runs of the estimate: %.1f %%%n",
                        row.get("realisedPercent").asDouble()));
            }
            if (row.get("smallestPercentRootMinutes").isNumber()) {
                out.append(String.format(Locale.ROOT, "  smallest slow-down found in 95 of 100 runs, in per cent, × √minutes a cell took: median %.1f%n",
                        row.get("smallestPercentRootMinutes").asDouble()));
            }
            if (row.has("equalCellsUnchanged")) {
                out.append("  equal cells called unchanged: ").append(share(row.get("equalCellsUnchanged"))).append('\n');
            }
            if (row.has("equalCellsAboveZero")) {
                out.append("  equal cells whose estimate is above zero, half of them if the arms are treated alike: ")
                        .append(share(row.get("equalCellsAboveZero"))).append('\n');
                row.get("equalCells").forEach(c -> out.append(String.format(Locale.ROOT, "    %+5.2f %% [%+.2f, %+.2f], %d of %d above zero, %s%n",
                        c.get("medianPercent").asDouble(), c.get("lowestPercent").asDouble(), c.get("highestPercent").asDouble(),
                        c.get("aboveZero").asInt(), c.get("runs").asInt(), c.get("cell").asText())));
            }
        }
        for (JsonNode redrawn : counts.get("redrawn")) {
            String plan = redrawn.get("plan").asText();
            if (redrawn.has("found")) {
                out.append(String.format(Locale.ROOT, "drawn again under plan %s, in the same budget, from overlapping stretches of %d or more stored pairs of %d cells: a false alarm in %s%n",
                        plan, redrawn.get("pairsOfACell").asInt(), redrawn.get("cells").asInt(), share(redrawn.get("falseAlarm"))));
                redrawn.get("found").forEach(row -> out.append(String.format(Locale.ROOT, "  %.0f %% in one cell found in %s%n",
                        row.get("plantedPercent").asDouble(), share(row))));
            } else {
                out.append("too few stored pairs to draw runs from them again under plan ").append(plan).append('\n');
            }
        }
        return out.toString();
    }

    private static String share(JsonNode node) {
        return String.format(Locale.ROOT, "%d of %d (%.1f to %.1f %%)", node.get("count").asInt(), node.get("of").asInt(),
                node.get("low").asDouble() * 100, node.get("high").asDouble() * 100);
    }
}
