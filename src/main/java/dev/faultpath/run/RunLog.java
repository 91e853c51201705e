package dev.faultpath.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Estimator;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Json;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.Trend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run has done so far, built from the records of its file: the same whether they were just written or read back, so
 * that a resumed run decides as the uninterrupted one would have.
 */
public final class RunLog {
    /** A fork is flagged if its used iterations trend with a smaller p-value than this … */
    static final double TREND_P = 0.01;
    /** … and their last third lies further than this from the middle third. */
    static final double TREND_SHIFT = 0.02;

    /**
     * A fork is flagged if the compilers worked for more than this share of its used iterations. JMH's own code between short
     * iterations is compiled all along and takes little; a benchmark that is compiled anew takes a good part.
     */
    static final double COMPILED_SHARE = 0.15;

    /** Forks that a cell gets in one block at most: a fork on a slow processor is tried again. */
    static final int TRIES = 3;

    private final Plan plan;
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final Map<String, List<Fork>> forks = new LinkedHashMap<>();
    private final Map<String, ForkOutcome.Vm> vms = new LinkedHashMap<>();
    private final List<Judgement> judgements = new ArrayList<>();
    private List<String> open = List.of();
    private final Set<String> openDone = new LinkedHashSet<>();
    private int block;
    private double seconds;
    private String end;
    private int resumed;

    /**
     * How a block was judged.
     *
     * @param block  its number, from 1
     * @param status {@code good}, {@code void} (does not count), {@code noisy} (counts, as too many were void before)
     * @param reason what was seen; {@code null} if good
     */
    public record Judgement(int block, String status, String reason) {
    }

    /**
     * @param plan    what the run does
     * @param records all records of its file, the plan first
     */
    public RunLog(Plan plan, List<JsonNode> records) {
        this.plan = plan;
        for (Cell cell : plan.cells()) {
            cells.put(cell.label(), cell);
            forks.put(cell.label(), new ArrayList<>());
        }
        records.forEach(this::apply);
    }

    /** Takes in one more record, as it stands in the file. */
    void apply(JsonNode record) {
        switch (record.get("type").asText()) {
            case "block" -> {
                block = record.get("block").asInt();
                List<String> order = new ArrayList<>();
                record.get("cells").forEach(c -> order.add(c.asText()));
                open = order;
                openDone.clear();
            }
            case "fork" -> {
                String label = record.get("cell").asText();
                Fork fork = fork(record);
                forks.get(label).add(fork);
                openDone.add(label);
                seconds += fork.seconds();
                if (record.has("vm")) {
                    vms.put(label, Json.MAPPER.convertValue(record.get("vm"), ForkOutcome.Vm.class));
                }
            }
            case "slow" -> {
                String label = record.get("cell").asText();
                int of = record.get("block").asInt();
                String why = record.get("reason").asText();
                forks.get(label).replaceAll(f -> f.block() == of ? f.slow(why) : f);
                if (of == block && forks.get(label).stream().filter(f -> f.block() == of).count() < TRIES) {
                    openDone.remove(label);
                }
            }
            case "judged" -> {
                Judgement j = new Judgement(record.get("block").asInt(), record.get("status").asText(),
                        record.path("reason").isTextual() ? record.get("reason").asText() : null);
                judgements.removeIf(before -> before.block == j.block); // a later look may say otherwise
                judgements.add(j);
                judgements.sort(Comparator.comparingInt(Judgement::block));
                if (j.status.equals("void")) {
                    forks.values().forEach(list -> list.replaceAll(f -> f.block() == j.block ? f.voided(j.reason) : f));
                }
                open = List.of();
                openDone.clear();
            }
            case "end" -> end = record.get("reason").asText();
            case "resumed" -> resumed++;
            default -> { } // the plan
        }
    }

    /** The record of a fork that just ended, with all that is derived from its iterations; the guard keeps such records too. */
    public static ObjectNode record(Cell cell, int block, Shape shape, ForkOutcome outcome) {
        ObjectNode record = Json.MAPPER.createObjectNode().put("type", "fork").put("block", block).put("cell", cell.label());
        boolean ok = outcome.status() == ForkOutcome.Status.OK;
        record.put("status", outcome.status().name().toLowerCase(Locale.ROOT));
        if (!ok) {
            record.put("reason", outcome.reason());
        }
        double[] all = outcome.iterations();
        double[] measured = ok ? Arrays.copyOfRange(all, shape.warmup(), all.length) : new double[0];
        record.set("score", Json.number(ok ? Quantiles.of(measured, Estimator.QUANTILE) : Double.NaN));
        record.set("mean", Json.number(ok ? Quantiles.mean(measured) : Double.NaN));
        double[] bytes = outcome.bytesPerOp();
        if (ok && bytes.length == all.length) {
            record.set("bytesPerOp", Json.number(Quantiles.median(Arrays.copyOfRange(bytes, shape.warmup(), bytes.length))));
        }
        record.set("seconds", Json.number(outcome.seconds()));
        record.set("steal", Json.number(outcome.steal()));
        record.set("foreign", Json.number(outcome.foreign()));
        ArrayNode flags = record.putArray("flags");
        if (ok && Trend.mannKendall(measured) < TREND_P && Math.abs(Trend.lateShift(measured)) > TREND_SHIFT) {
            flags.add(Fork.TREND);
        }
        double[] speed = outcome.speed();
        if (ok && speed.length == all.length) {
            // The quantile that makes the score: the quiet iterations of the one are those of the other.
            record.set("speedNanos", Json.number(Quantiles.of(Arrays.copyOfRange(speed, shape.warmup(), all.length), Estimator.QUANTILE)));
        }
        double[] compiling = outcome.compileMillis();
        if (ok && compiling.length == all.length) {
            double share = Arrays.stream(compiling, shape.warmup(), all.length).sum() / (shape.measured() * (double) shape.millis());
            if (share > COMPILED_SHARE) {
                flags.add(Fork.COMPILED);
            }
        }
        if (ok && !outcome.counters().isEmpty()) {
            ObjectNode counters = record.putObject("counters");
            outcome.counters().forEach((name, counts) -> {
                if (counts.length == all.length) {
                    counters.set(name, Json.count(Arrays.stream(counts, shape.warmup(), all.length).sum()));
                }
            });
        }
        record.set("warmup", Json.numbers(ok ? Arrays.copyOf(all, shape.warmup()) : new double[0]));
        record.set("measured", Json.numbers(measured));
        if (outcome.vm() != null) {
            record.set("vm", Json.MAPPER.valueToTree(outcome.vm()));
        }
        return record;
    }

    /** The fork of a record that {@link #record} made. */
    public static Fork fork(JsonNode r) {
        List<String> flags = new ArrayList<>();
        r.get("flags").forEach(f -> flags.add(f.asText()));
        Double score = Json.number(r.get("score"));
        Double mean = Json.number(r.get("mean"));
        return new Fork(r.get("block").asInt(), Fork.Status.valueOf(r.get("status").asText().toUpperCase(Locale.ROOT)),
                r.path("reason").isTextual() ? r.get("reason").asText() : null, Json.numbers(r.get("warmup")),
                Json.numbers(r.get("measured")), score == null ? Double.NaN : score, mean == null ? Double.NaN : mean,
                Json.number(r.path("bytesPerOp")), r.get("seconds").asDouble(), Json.number(r.path("steal")),
                Json.number(r.path("foreign")), List.copyOf(flags), Json.counts(r.path("counters")), Json.number(r.path("speedNanos")));
    }

    /** What the run does. */
    public Plan plan() {
        return plan;
    }

    /** Number of the block that runs or ran last; 0 before the first. */
    public int block() {
        return block;
    }

    /** Cells of the current block that did not run yet, in their order; empty between blocks. */
    public List<Cell> pending() {
        return open.stream().filter(c -> !openDone.contains(c)).map(cells::get).toList();
    }

    /** Whether a block was started and not judged yet. */
    public boolean blockOpen() {
        return !open.isEmpty();
    }

    /** Wall time of all forks so far, seconds; does not count pauses between runs. */
    public double seconds() {
        return seconds;
    }

    /** Why nothing is left to do; empty while something is. */
    public Optional<String> end() {
        return Optional.ofNullable(end);
    }

    /** How often the run was interrupted and went on. */
    public int resumed() {
        return resumed;
    }

    /** How the blocks were judged, in order. */
    public List<Judgement> judgements() {
        return List.copyOf(judgements);
    }

    /** All forks of a cell, in order of time. */
    public List<Fork> forks(Cell cell) {
        return List.copyOf(forks.get(cell.label()));
    }

    /** The cells of the plan with what was found; cells that no fork ran are left out. */
    public List<CellResult> results() {
        List<CellResult> results = new ArrayList<>();
        for (Cell cell : plan.cells()) {
            if (!forks.get(cell.label()).isEmpty()) {
                results.add(result(cell));
            }
        }
        results.sort(CellResult.ORDER);
        return results;
    }

    /** What was found for one cell. */
    public CellResult result(Cell cell) {
        ForkOutcome.Vm vm = vms.get(cell.label());
        if (vm == null) { // no fork of it came back; another of the same JDK may tell
            vm = cells.values().stream().filter(c -> c.jdk().equals(cell.jdk())).map(c -> vms.get(c.label()))
                    .filter(java.util.Objects::nonNull).findFirst()
                    .orElse(new ForkOutcome.Vm("", "", "", "", HostForkRunner.forkArgs(cell.heap())));
        }
        return new CellResult(cell.benchmark(), cell.params(), cell.jdk(), vm.jmhVersion(), vm.jdkVersion(), vm.vmName(),
                vm.vmVersion(), vm.jvmArgs(), plan.shape().warmup(), plan.shape().measured(), plan.shape().millis(), forks(cell));
    }
}
