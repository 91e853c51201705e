package dev.faultpath.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Result files: an array in the form that JMH's own JSON has, so that any viewer of JMH results opens it, each row with what else we know
 * under the key {@code faultpath}.
 *
 * <p>The JMH part says what JMH would say of the same iterations: the mean of all, and JMH's 99.9 % Student interval that takes iterations
 * as independent. Tables of this suite never use these two, but the fork values under {@code faultpath}. Where JMH writes the absolute path
 * of the JVM we write {@code java}; where it writes {@code "NaN"}, as it does of an interval from one value, we write null.
 *
 * <p>A time that was measured is above 0, everywhere in a file, and a file in which one is not is refused by every command, which names row
 * and fork: a quotient or logarithm of it would be another number that means nothing. A cell of which no fork is ok has null as its score.
 * A file of JMH's own has no {@code faultpath}, without which no fork can be told from another, and is refused as such.
 */
public final class JmhJson {
    private static final String MILLIS = " ms";
    private static final double[] PERCENTILES = {0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100};

    private JmhJson() {
    }

    /** In the order of JMH's keys. */
    private record Row(String jmhVersion, String benchmark, String mode, int threads, int forks, String jvm, List<String> jvmArgs,
                       String jdkVersion, String vmName, String vmVersion, int warmupIterations, String warmupTime, int warmupBatchSize,
                       int measurementIterations, String measurementTime, int measurementBatchSize,
                       @JsonInclude(Include.NON_EMPTY) SortedMap<String, String> params, Metric primaryMetric,
                       Map<String, Metric> secondaryMetrics, Own faultpath) {
        Row {
            CellName.check(benchmark, faultpath.jdk);
            if (!mode.equals("avgt") || !primaryMetric.scoreUnit.equals("ns/op") || threads != 1) {
                throw new IllegalArgumentException("only average times of one thread in ns/op can be read, not mode " + mode + " in "
                        + primaryMetric.scoreUnit + " of " + threads + " threads");
            }
            if (warmupIterations < 0 || measurementIterations < 1) {
                throw new IllegalArgumentException(warmupIterations + " + " + measurementIterations + " iterations");
            }
            Set<Integer> blocks = new HashSet<>();
            for (int i = 0; i < faultpath.forks.size(); i++) {
                Fork fork = faultpath.forks.get(i);
                if (fork.block() < 1) {
                    throw new IllegalArgumentException("fork " + (i + 1) + ": no block from 1 on");
                }
                if (fork.counts() && !blocks.add(fork.block())) {
                    throw new IllegalArgumentException("fork " + (i + 1) + " is the second of block " + fork.block() + " that is ok");
                }
                if (fork.counts() && fork.measured() != null) {
                    throw new IllegalArgumentException("fork " + (i + 1) + " is ok, but has iterations of its own");
                }
            }
            long counting = faultpath.forks.stream().filter(Fork::counts).count();
            if (primaryMetric.rawData.size() != counting) {
                throw new IllegalArgumentException("as many rows of rawData as forks that are ok are expected");
            }
            if (counting > 0 ? !(primaryMetric.score > 0) : !Double.isNaN(primaryMetric.score)) {
                throw new IllegalArgumentException("primaryMetric.score is "
                        + (counting > 0 ? "not above 0" : "not null, though no fork is ok"));
            }
            forks(primaryMetric, faultpath);
            if (!measurementTime.matches("[1-9]\\d{0,5}" + MILLIS)) {
                throw new IllegalArgumentException("measurementTime is not one to six digits and ms");
            }
        }

        /** All forks, each with its iterations. */
        private static List<Fork> forks(Metric metric, Own own) {
            Iterator<double[]> raw = metric.rawData.iterator();
            List<Fork> whole = new ArrayList<>();
            for (Fork fork : own.forks) {
                try {
                    whole.add((fork.counts() ? fork.stored(raw.next()) : fork).whole());
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("fork " + (whole.size() + 1) + ": " + e.getMessage(), e);
                }
            }
            return List.copyOf(whole);
        }

        static Row of(CellResult cell) {
            List<Fork> forks = cell.counting();
            String time = cell.iterationMillis() + MILLIS;
            Map<String, Metric> secondary = new LinkedHashMap<>();
            List<double[]> bytes = forks.stream().filter(f -> f.bytesPerOp() != null).map(f -> new double[] {f.bytesPerOp()}).toList();
            if (!bytes.isEmpty()) {
                secondary.put("gc.alloc.rate.norm", Metric.of(bytes, "B/op"));
            }
            cell.counters().keySet().forEach(name -> secondary.put(name, Metric.of(forks.stream()
                    .filter(f -> f.counters().containsKey(name)).map(f -> new double[] {f.counters().get(name)}).toList(), "#")));
            return new Row(cell.jmhVersion(), cell.benchmark(), "avgt", 1, forks.size(), "java", cell.jvmArgs(), cell.jdkVersion(),
                    cell.vmName(), cell.vmVersion(), cell.warmup(), time, 1, cell.measured(), time, 1, cell.params(),
                    Metric.of(forks.stream().map(Fork::measured).toList(), "ns/op"), secondary, Own.of(cell));
        }

        CellResult cell() {
            return new CellResult(benchmark, params == null ? new TreeMap<>() : params, faultpath.jdk, jmhVersion, jdkVersion, vmName,
                    vmVersion, jvmArgs, warmupIterations, measurementIterations,
                    Integer.parseInt(measurementTime.replace(MILLIS, "")), forks(primaryMetric, faultpath), faultpath.smaller);
        }
    }

    /** What we know besides. The forks that count have their used iterations in JMH's {@code rawData}, in the same order. */
    private record Own(@JsonInclude String question, String design, boolean control, boolean reference, String jdk, String estimator,
                       List<Fork> forks, @JsonInclude(Include.NON_EMPTY) List<SizedCount> smaller) {
        Own {
            smaller = smaller == null ? List.of() : SizedCount.ascending(smaller);
        }

        static Own of(CellResult cell) {
            return new Own(cell.question().map(Question::name).orElse(null), cell.design(), cell.control(), cell.reference(), cell.jdk(),
                    Estimator.NAME, cell.forks().stream().map(f -> f.stored(f.counts() ? null : f.measured())).toList(), cell.smaller());
        }
    }

    /** Values of forks, and what JMH says of them. */
    private record Metric(@JsonInclude double score, @JsonInclude double scoreError, double[] scoreConfidence,
                          @JsonInclude Map<String, Double> scorePercentiles, String scoreUnit, List<double[]> rawData) {
        static Metric of(List<double[]> byFork, String unit) {
            // From the numbers as they are stored, so that a file that is read and written again is the same.
            double[] all = byFork.stream().flatMapToDouble(Arrays::stream).map(Json::round).toArray();
            double mean = Arrays.stream(all).average().orElse(Double.NaN);
            double error = all.length < 2 ? Double.NaN : new TDistribution(null, all.length - 1).inverseCumulativeProbability(1 - 0.0005)
                    * Math.sqrt(StatUtils.variance(all, mean) / all.length);
            Map<String, Double> percentiles = new LinkedHashMap<>();
            double[] sorted = all.clone();
            Arrays.sort(sorted);
            for (double p : PERCENTILES) {
                percentiles.put(Double.toString(p), percentile(sorted, p));
            }
            return new Metric(mean, error, new double[] {mean - error, mean + error}, percentiles, unit, byFork);
        }
    }

    /**
     * The file's text.
     *
     * @param cells in any order; written in {@link CellResult#ORDER}; a cell without any fork that counts is written with
     *              null as its score
     */
    public static String write(List<CellResult> cells) {
        return Json.pretty(cells.stream().sorted(CellResult.ORDER).map(Row::of).toList());
    }

    /** As JMH has it, interpolated at p (n + 1) / 100; by hand, as Commons Math rounds some sixth digits another way than stored files. */
    private static double percentile(double[] sorted, double p) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double position = Math.min(Math.max(1, p * (sorted.length + 1) / 100), sorted.length);
        int below = (int) position;
        return position == below ? sorted[below - 1] : sorted[below - 1] + (position - below) * (sorted[below] - sorted[below - 1]);
    }

    /**
     * Reads a result file that this class wrote.
     *
     * @throws dev.faultpath.InputException if the file is missing, is not JSON, or not what we need; the message names file and keys
     */
    public static List<CellResult> read(Path file) {
        return Arrays.stream(Json.read(file, Row[].class)).map(Row::cell).toList();
    }
}
