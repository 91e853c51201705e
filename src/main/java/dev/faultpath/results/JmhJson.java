package dev.faultpath.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Result files: an array in the form that JMH's own JSON has, so that any viewer of JMH results opens it, each row with what
 * else we know under the key {@code faultpath}.
 *
 * <p>The JMH part says what JMH would say of the same iterations: the score is the mean of all used iterations, the error
 * JMH's 99.9 % Student interval that takes iterations as independent. Tables of this suite never use these two: they use
 * the fork values under {@code faultpath}. Where JMH writes the absolute path of the JVM we write {@code java}; where it
 * writes {@code "NaN"} we write null.
 */
public final class JmhJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final double[] PERCENTILES = {0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100};
    private static final double[] NONE = {};

    private JmhJson() {
    }

    /**
     * The file's text.
     *
     * @param cells in any order; written in {@link CellResult#ORDER}; a cell without any fork that counts is written with
     *              null as its score
     */
    public static String write(List<CellResult> cells) {
        ArrayNode rows = NODES.arrayNode();
        cells.stream().sorted(CellResult.ORDER).forEach(cell -> rows.add(row(cell)));
        return Json.pretty(rows);
    }

    private static ObjectNode row(CellResult cell) {
        ObjectNode row = NODES.objectNode();
        List<Fork> forks = cell.counting();
        row.put("jmhVersion", cell.jmhVersion());
        row.put("benchmark", cell.benchmark());
        row.put("mode", "avgt");
        row.put("threads", 1);
        row.put("forks", forks.size());
        row.put("jvm", "java");
        ArrayNode jvmArgs = row.putArray("jvmArgs");
        cell.jvmArgs().forEach(jvmArgs::add);
        row.put("jdkVersion", cell.jdkVersion());
        row.put("vmName", cell.vmName());
        row.put("vmVersion", cell.vmVersion());
        row.put("warmupIterations", cell.warmup());
        row.put("warmupTime", cell.iterationMillis() + " ms");
        row.put("warmupBatchSize", 1);
        row.put("measurementIterations", cell.measured());
        row.put("measurementTime", cell.iterationMillis() + " ms");
        row.put("measurementBatchSize", 1);
        if (!cell.params().isEmpty()) {
            ObjectNode params = row.putObject("params");
            cell.params().forEach(params::put);
        }
        row.set("primaryMetric", metric(forks.stream().map(Fork::measured).toList(), "ns/op"));
        ObjectNode secondary = row.putObject("secondaryMetrics");
        List<double[]> bytes = forks.stream().filter(f -> f.bytesPerOp() != null).map(f -> new double[] {f.bytesPerOp()}).toList();
        if (!bytes.isEmpty()) {
            secondary.set("gc.alloc.rate.norm", metric(bytes, "B/op"));
        }
        cell.counters().keySet().forEach(name -> secondary.set(name, metric(forks.stream().filter(f -> f.counters().containsKey(name))
                .map(f -> new double[] {f.counters().get(name)}).toList(), "#")));
        row.set("faultpath", own(cell));
        return row;
    }

    private static ObjectNode own(CellResult cell) {
        ObjectNode own = NODES.objectNode();
        own.put("question", cell.question().map(Question::id).orElse(null));
        own.put("design", cell.design());
        own.put("control", cell.control());
        own.put("reference", cell.reference());
        own.put("jdk", cell.jdk());
        own.put("estimator", Estimator.NAME);
        ArrayNode forks = own.putArray("forks");
        for (Fork fork : cell.forks()) {
            ObjectNode f = forks.addObject();
            f.put("block", fork.block());
            f.put("status", fork.status().name().toLowerCase(Locale.ROOT));
            if (fork.reason() != null) {
                f.put("reason", fork.reason());
            }
            f.set("score", Json.number(fork.score()));
            f.set("mean", Json.number(fork.mean()));
            f.set("bytesPerOp", Json.number(fork.bytesPerOp()));
            f.set("seconds", Json.number(fork.seconds()));
            f.set("steal", Json.number(fork.steal()));
            f.set("foreign", Json.number(fork.foreign()));
            if (fork.speedNanos() != null) {
                f.set("speedNanos", Json.number(fork.speedNanos()));
            }
            ArrayNode flags = f.putArray("flags");
            fork.flags().forEach(flags::add);
            if (!fork.counters().isEmpty()) {
                ObjectNode counters = f.putObject("counters");
                fork.counters().forEach((name, count) -> counters.set(name, Json.count(count)));
            }
            f.set("warmup", Json.numbers(fork.warmup()));
            if (!fork.counts()) {
                f.set("measured", Json.numbers(fork.measured())); // those that count are JMH's rawData
            }
        }
        return own;
    }

    private static ObjectNode metric(List<double[]> byFork, String unit) {
        // From the numbers as they are stored, so that a file that is read and written again is the same.
        double[] all = byFork.stream().flatMapToDouble(Arrays::stream).map(Json::round).toArray();
        double mean = Arrays.stream(all).average().orElse(Double.NaN);
        double error = Double.NaN;
        if (all.length > 1) {
            double squares = Arrays.stream(all).map(v -> (v - mean) * (v - mean)).sum();
            error = new TDistribution(null, all.length - 1).inverseCumulativeProbability(1 - 0.0005)
                    * Math.sqrt(squares / (all.length - 1) / all.length);
        }
        ObjectNode metric = NODES.objectNode();
        metric.set("score", Json.number(mean));
        metric.set("scoreError", Json.number(error));
        metric.set("scoreConfidence", Json.numbers(new double[] {mean - error, mean + error}));
        ObjectNode percentiles = metric.putObject("scorePercentiles");
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        for (double p : PERCENTILES) {
            String key = p == Math.rint(p) ? String.format(Locale.ROOT, "%.1f", p) : Double.toString(p);
            percentiles.set(key, Json.number(percentile(sorted, p)));
        }
        metric.put("scoreUnit", unit);
        ArrayNode raw = metric.putArray("rawData");
        byFork.forEach(f -> raw.add(Json.numbers(f)));
        return metric;
    }

    /** As JMH has it: interpolated at p (n + 1) / 100. */
    private static double percentile(double[] sorted, double p) {
        int n = sorted.length;
        if (n == 0) {
            return Double.NaN;
        }
        double position = p * (n + 1) / 100;
        if (position < 1 || p == 0) {
            return sorted[0];
        }
        if (position >= n) {
            return sorted[n - 1];
        }
        int below = (int) position;
        return sorted[below - 1] + (position - below) * (sorted[below] - sorted[below - 1]);
    }

    /**
     * Reads a result file that this class wrote.
     *
     * @throws InputException if the file is missing, is not JSON, or lacks what we need; the message names file and row
     */
    public static List<CellResult> read(Path file) {
        JsonNode rows = Json.read(file);
        if (!rows.isArray()) {
            throw new InputException(file + ": not a JMH result: an array is expected");
        }
        List<CellResult> cells = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            try {
                cells.add(cell(rows.get(i)));
            } catch (IllegalArgumentException | NullPointerException e) {
                throw new InputException(file + ": row " + (i + 1) + ": " + (e instanceof NullPointerException
                        ? "a key is missing" : e.getMessage()), e);
            }
        }
        return cells;
    }

    private static CellResult cell(JsonNode row) {
        JsonNode own = row.get("faultpath");
        if (own == null) {
            throw new IllegalArgumentException("no key 'faultpath': this is a plain JMH result, not one of ours");
        }
        TreeMap<String, String> params = new TreeMap<>();
        row.path("params").fields().forEachRemaining(p -> params.put(p.getKey(), p.getValue().asText()));
        List<String> jvmArgs = new ArrayList<>();
        row.get("jvmArgs").forEach(a -> jvmArgs.add(a.asText()));
        JsonNode raw = row.get("primaryMetric").get("rawData");
        List<Fork> forks = new ArrayList<>();
        int counted = 0;
        for (JsonNode f : own.get("forks")) {
            Fork.Status status = Fork.Status.valueOf(f.get("status").asText().toUpperCase(Locale.ROOT));
            double score = orNaN(f.get("score"));
            if (status == Fork.Status.OK && !(score > 0 && score < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("fork " + (forks.size() + 1) + " is said to be OK and has no score above 0");
            }
            double[] measured = status == Fork.Status.OK ? Json.numbers(raw.get(counted++)) : Json.numbers(f.get("measured"));
            List<String> flags = new ArrayList<>();
            f.get("flags").forEach(x -> flags.add(x.asText()));
            forks.add(new Fork(f.get("block").asInt(), status, f.path("reason").isTextual() ? f.get("reason").asText() : null,
                    f.has("warmup") ? Json.numbers(f.get("warmup")) : NONE, measured, score, orNaN(f.get("mean")),
                    Json.number(f.path("bytesPerOp")), f.get("seconds").asDouble(), Json.number(f.path("steal")),
                    Json.number(f.path("foreign")), List.copyOf(flags), Json.counts(f.path("counters")), Json.number(f.path("speedNanos"))));
        }
        return new CellResult(row.get("benchmark").asText(), params, own.get("jdk").asText(), row.get("jmhVersion").asText(),
                row.get("jdkVersion").asText(), row.get("vmName").asText(), row.get("vmVersion").asText(), List.copyOf(jvmArgs),
                row.get("warmupIterations").asInt(), row.get("measurementIterations").asInt(),
                Integer.parseInt(row.get("measurementTime").asText().replace(" ms", "")), List.copyOf(forks));
    }

    private static double orNaN(JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
    }

}
