package dev.faultpath.report;

import dev.faultpath.results.Estimator;
import dev.faultpath.results.StudyFork;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.Ratios;
import dev.faultpath.stats.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What the A/A studies say: which estimator and which shape of a fork to take, and what interleaving is worth. */
public final class StudyReport {
    private static final Map<String, ToDoubleFunction<double[]>> ESTIMATORS = new LinkedHashMap<>();

    static {
        ESTIMATORS.put("mean", Quantiles::mean);
        ESTIMATORS.put("median", Quantiles::median);
        ESTIMATORS.put("p25", v -> Quantiles.of(v, 0.25));
        ESTIMATORS.put("p10", v -> Quantiles.of(v, 0.10));
        ESTIMATORS.put("minimum", v -> Quantiles.of(v, 0));
    }

    private static final int[] WARMUPS = {4, 8, 12, 16, 24, 32, 48};
    private static final int[] MEASURED = {8, 12, 16, 20, 24, 32, 48, 64};

    private StudyReport() {
    }

    /**
     * One way to take a value from a fork, judged.
     *
     * @param estimator  its name
     * @param millis     length of an iteration: neighbours of the recorded ones are averaged for longer ones
     * @param warmup     iterations before the used ones
     * @param measured   used iterations
     * @param spread     typical size of the logarithm of an A/A ratio: root mean square, geometric mean over cells
     * @param worst      the largest of a cell
     * @param seconds    wall time of such a fork
     * @param cost       spread² × seconds: what a given precision costs; lower is better
     * @param unsettled  by how much the value lies above that of the fork's later iterations, geometric mean over cells
     */
    public record Choice(String estimator, int millis, int warmup, int measured, double spread, double worst, double seconds,
                         double cost, double unsettled) {
    }

    /** All choices that the recorded forks are long enough for, the cheapest first. */
    public static List<Choice> choices(List<StudyFork> forks) {
        Map<String, Map<Integer, StudyFork[]>> pairs = pairs(forks);
        List<Choice> choices = new ArrayList<>();
        if (pairs.isEmpty()) {
            return choices;
        }
        int base = forks.get(0).millis();
        int recorded = forks.stream().mapToInt(f -> f.iterations().length).min().orElse(0);
        double overhead = Quantiles.median(forks.stream().mapToDouble(f -> f.seconds() - f.iterations().length * f.millis() / 1000.0).toArray());
        for (Map.Entry<String, ToDoubleFunction<double[]>> e : ESTIMATORS.entrySet()) {
            for (int group : new int[] {1, 2, 4}) {
                for (int warmup : WARMUPS) {
                    for (int measured : MEASURED) {
                        if ((warmup + measured) * group <= recorded) {
                            double seconds = overhead + (warmup + measured) * group * base / 1000.0;
                            choices.add(choice(pairs, e.getKey(), e.getValue(), base, group, warmup, measured, seconds));
                        }
                    }
                }
            }
        }
        choices.sort(Comparator.comparingDouble(Choice::cost));
        return choices;
    }

    private static Choice choice(Map<String, Map<Integer, StudyFork[]>> pairs, String name, ToDoubleFunction<double[]> estimator,
                                 int base, int group, int warmup, int measured, double seconds) {
        double logSpread = 0;
        double worst = 0;
        double bias = 0;
        for (Map<Integer, StudyFork[]> cell : pairs.values()) {
            double[] ratios = new double[cell.size()];
            double[] shifts = new double[cell.size()];
            int i = 0;
            for (StudyFork[] pair : cell.values()) {
                ratios[i] = Math.log(value(pair[1], estimator, group, warmup, measured) / value(pair[0], estimator, group, warmup, measured));
                double[] all = pair[0].iterations();
                double late = Quantiles.of(Arrays.copyOfRange(all, all.length * 2 / 3, all.length), Estimator.QUANTILE);
                shifts[i++] = Math.log(value(pair[0], v -> Quantiles.of(v, Estimator.QUANTILE), group, warmup, measured) / late);
            }
            double spread = Math.max(1e-9, Spread.aboutZero(ratios));
            logSpread += Math.log(spread);
            worst = Math.max(worst, spread);
            bias += Quantiles.median(shifts);
        }
        double spread = Math.exp(logSpread / pairs.size());
        return new Choice(name, base * group, warmup, measured, spread, worst, seconds, spread * spread * seconds,
                Math.expm1(bias / pairs.size()));
    }

    private static double value(StudyFork fork, ToDoubleFunction<double[]> estimator, int group, int warmup, int measured) {
        double[] values = new double[measured];
        for (int i = 0; i < measured; i++) {
            // Time per operation of a longer iteration: the harmonic mean of its parts, as each part lasted equally long.
            double operations = 0;
            for (int k = 0; k < group; k++) {
                operations += 1 / fork.iterations()[(warmup + i) * group + k];
            }
            values[i] = group / operations;
        }
        return estimator.applyAsDouble(values);
    }

    private static Map<String, Map<Integer, StudyFork[]>> pairs(List<StudyFork> forks) {
        Map<String, Map<Integer, StudyFork[]>> pairs = new TreeMap<>();
        for (StudyFork f : forks) {
            if (f.study().equals("estimator") || f.study().equals("modes")) {
                pairs.computeIfAbsent(f.cell(), c -> new TreeMap<>()).computeIfAbsent(f.session(), s -> new StudyFork[2])
                        [f.arm().equals("A") ? 0 : 1] = f;
            }
        }
        pairs.values().forEach(rounds -> rounds.values().removeIf(p -> p[0] == null || p[1] == null));
        pairs.values().removeIf(Map::isEmpty);
        return pairs;
    }

    /**
     * The estimator study as text: for each estimator its best choices, and where the present choice stands.
     *
     * @param forks    of a study file
     * @param warmup   present number of warm-up iterations
     * @param measured present number of used iterations
     * @param millis   present length of an iteration
     */
    public static String estimator(List<StudyFork> forks, int warmup, int measured, int millis) {
        List<Choice> choices = choices(forks);
        if (choices.isEmpty()) {
            return "no complete pair of forks in the study\n";
        }
        Map<String, Map<Integer, StudyFork[]>> pairs = pairs(forks);
        StringBuilder out = new StringBuilder();
        out.append(String.format(Locale.ROOT, "estimator study: %d cells, %d A/A pairs in all%n", pairs.size(),
                pairs.values().stream().mapToInt(Map::size).sum()));
        out.append("spread: root mean square of the log ratio of two forks of the same cell, geometric mean over cells\n");
        out.append("cost: spread² × seconds of a fork, relative to the cheapest; unsettled: value above that of later iterations\n\n");
        out.append(String.format(Locale.ROOT, "%-9s %6s %7s %9s %8s %8s %8s %7s %10s%n", "estimator", "ms", "warm-up", "measured",
                "spread", "worst", "seconds", "cost", "unsettled"));
        double best = choices.get(0).cost();
        for (String estimator : ESTIMATORS.keySet()) {
            choices.stream().filter(c -> c.estimator().equals(estimator)).limit(4).forEach(c -> line(c, best, "", out));
        }
        choices.stream().filter(c -> c.warmup() == warmup && c.measured() == measured && c.millis() == millis)
                .sorted(Comparator.comparing(Choice::cost)).forEach(c -> line(c, best, "  present shape", out));
        return out.toString();
    }

    private static void line(Choice c, double best, String note, StringBuilder out) {
        out.append(String.format(Locale.ROOT, "%-9s %6d %7d %9d %7.2f%% %7.2f%% %8.2f %7.2f %9.2f%%%s%n", c.estimator(), c.millis(), c.warmup(),
                c.measured(), c.spread() * 100, c.worst() * 100, c.seconds(), c.cost() / best, c.unsettled() * 100, note));
    }

    /**
     * The study of modes as text: for each mode the present shape of a fork, and the one that a given precision costs least with.
     *
     * @param forks    of a study file
     * @param warmup   present number of warm-up iterations
     * @param measured present number of used iterations
     * @param millis   present length of an iteration
     */
    public static String modes(List<StudyFork> forks, int warmup, int measured, int millis) {
        Map<String, List<Choice>> byMode = new TreeMap<>();
        for (String mode : forks.stream().map(StudyFork::scheme).distinct().toList()) {
            List<Choice> choices = choices(forks.stream().filter(f -> f.scheme().equals(mode)).toList()).stream()
                    .filter(c -> c.estimator().equals(Estimator.NAME)).toList();
            if (!choices.isEmpty()) {
                byMode.put(mode, choices);
            }
        }
        if (byMode.isEmpty()) {
            return "no complete pair of forks in the study\n";
        }
        StringBuilder out = new StringBuilder(String.format(Locale.ROOT, "study of modes: %d cells, %d A/A pairs in all%n",
                forks.stream().map(StudyFork::cell).distinct().count(), forks.size() / 2));
        out.append("spread: root mean square of the log ratio of the two forks of a pair, geometric mean over cells; fork value " + Estimator.NAME + "\n");
        out.append("cost: spread² × seconds of a pair, relative to the cheapest; reach: spread × √minutes of a pair\n\n");
        out.append(String.format(Locale.ROOT, "%-11s %6s %7s %9s %8s %8s %12s %7s %7s%n", "mode", "ms", "warm-up", "measured", "spread", "worst",
                "s a pair", "cost", "reach"));
        double best = byMode.entrySet().stream().flatMap(e -> e.getValue().stream().map(c -> pairCost(e.getKey(), c)))
                .min(Comparator.naturalOrder()).orElseThrow();
        byMode.forEach((mode, choices) -> {
            choices.stream().filter(c -> c.warmup() == warmup && c.measured() == measured && c.millis() == millis).findFirst()
                    .ifPresent(c -> mode(mode, c, best, "  present shape", out));
            mode(mode, choices.get(0), best, "  cheapest shape", out);
        });
        return out.toString();
    }

    /** Two forks that run at once take the time of one. */
    private static double pairSeconds(String mode, Choice c) {
        return mode.equals("duet") ? c.seconds() : 2 * c.seconds();
    }

    private static double pairCost(String mode, Choice c) {
        return c.spread() * c.spread() * pairSeconds(mode, c);
    }

    private static void mode(String mode, Choice c, double best, String note, StringBuilder out) {
        out.append(String.format(Locale.ROOT, "%-11s %6d %7d %9d %7.2f%% %7.2f%% %12.2f %7.2f %7.2f%s%n", mode, c.millis(), c.warmup(), c.measured(),
                c.spread() * 100, c.worst() * 100, pairSeconds(mode, c), pairCost(mode, c) / best,
                c.spread() * 100 * Math.sqrt(pairSeconds(mode, c) / 60), note));
    }

    /**
     * What the order study found.
     *
     * @param sessions    sessions of each scheme that are complete
     * @param interleaved log ratios B/A of the sessions in blocks: Hodges–Lehmann over forks paired by block, fork values
     * @param sequential  log ratios B/A of the sessions in JMH's order, as JMH would have them: means of all used iterations
     * @param sequentialQuantile as {@code sequential}, but from medians of the fork values: what is left when only
     *                    the order differs
     */
    public record Order(int sessions, double[] interleaved, double[] sequential, double[] sequentialQuantile) {
    }

    /**
     * Analyses the order study.
     *
     * @param warmup iterations of each fork to leave out
     */
    public static Order order(List<StudyFork> forks, int warmup) {
        Map<String, Map<Integer, List<StudyFork>>> sessions = new TreeMap<>();
        for (StudyFork f : forks) {
            if (f.study().equals("order") && !f.arm().equals("-")) {
                sessions.computeIfAbsent(f.scheme(), s -> new TreeMap<>()).computeIfAbsent(f.session(), s -> new ArrayList<>()).add(f);
            }
        }
        List<double[]> rows = new ArrayList<>();
        Map<Integer, List<StudyFork>> sequential = sessions.getOrDefault("sequential", Map.of());
        sessions.getOrDefault("interleaved", Map.of()).forEach((number, blocks) -> {
            List<StudyFork> jmh = sequential.getOrDefault(number, List.of());
            if (complete(blocks) && complete(jmh) && blocks.size() == jmh.size()) {
                double[] a = values(blocks, "A", warmup, v -> Quantiles.of(v, Estimator.QUANTILE));
                double[] b = values(blocks, "B", warmup, v -> Quantiles.of(v, Estimator.QUANTILE));
                rows.add(new double[] {Math.log(Ratios.paired(b, a).estimate()),
                    Math.log(Quantiles.mean(values(jmh, "B", warmup, Quantiles::mean)) / Quantiles.mean(values(jmh, "A", warmup, Quantiles::mean))),
                    Math.log(Quantiles.median(values(jmh, "B", warmup, v -> Quantiles.of(v, Estimator.QUANTILE)))
                            / Quantiles.median(values(jmh, "A", warmup, v -> Quantiles.of(v, Estimator.QUANTILE))))});
            }
        });
        return new Order(rows.size(), column(rows, 0), column(rows, 1), column(rows, 2));
    }

    private static boolean complete(List<StudyFork> session) {
        long a = session.stream().filter(f -> f.arm().equals("A")).count();
        return a > 0 && a * 2 == session.size();
    }

    private static double[] values(List<StudyFork> session, String arm, int warmup, ToDoubleFunction<double[]> estimator) {
        return session.stream().filter(f -> f.arm().equals(arm)).sorted(Comparator.comparingInt(StudyFork::position))
                .mapToDouble(f -> estimator.applyAsDouble(Arrays.copyOfRange(f.iterations(), warmup, f.iterations().length))).toArray();
    }

    private static double[] column(List<double[]> rows, int i) {
        return rows.stream().mapToDouble(r -> r[i]).toArray();
    }

    /** The order study as text. */
    public static String orderText(List<StudyFork> forks, int warmup) {
        Order order = order(forks, warmup);
        if (order.sessions() == 0) {
            return "no complete pair of sessions in the study\n";
        }
        double ours = Spread.aboutZero(order.interleaved());
        double theirs = Spread.aboutZero(order.sequential());
        double orderOnly = Spread.aboutZero(order.sequentialQuantile());
        return String.format(Locale.ROOT, "order study: %d sessions of each scheme, one design against itself, equally many forks%n"
                        + "%-52s %8s %8s%n%-52s %7.2f%% %7.2f%%%n%-52s %7.2f%% %7.2f%%%n%-52s %7.2f%% %7.2f%%%n"
                        + "JMH's way scatters %.1f times as much as ours; the order alone %.1f times%n",
                order.sessions(), "ratio of a design to itself over sessions", "rms", "robust",
                "blocks, fork values, Hodges-Lehmann (ours)", ours * 100, Spread.robust(order.interleaved()) * 100,
                "JMH's order, mean of all iterations (JMH's)", theirs * 100, Spread.robust(order.sequential()) * 100,
                "JMH's order, medians of fork values", orderOnly * 100, Spread.robust(order.sequentialQuantile()) * 100,
                theirs / ours, orderOnly / ours);
    }
}
