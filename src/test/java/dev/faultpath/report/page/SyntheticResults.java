package dev.faultpath.report.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Fork;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.JmhJson;
import dev.faultpath.results.Json;
import dev.faultpath.results.Operations;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.SizedCount;
import dev.faultpath.results.Stored;
import dev.faultpath.results.StressOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Results folders made up from seeds, in the form that a run leaves. */
public final class SyntheticResults {
    private static final String PACKAGE = "dev.faultpath.bench.";
    private final SplittableRandom random;
    private final List<CellResult> cells = new ArrayList<>();

    private SyntheticResults(long seed) {
        random = new SplittableRandom(seed);
    }

    /** An environment of schema 1. */
    public static ObjectNode environment(String started, String preset, String commit, String machine) {
        ObjectNode env = Json.MAPPER.createObjectNode().put("schema", 1).put("started", started).put("preset", preset).put("seed", 7)
                .put("command", "scripts/bench --preset " + preset + " --seed 7").put("commit", commit).put("dirty", false)
                .put("codeHash", "00ff" + Integer.toHexString(commit.hashCode()));
        ObjectNode m = env.putObject("machine").put("class", machine).put("cpu", "Test CPU").put("cores", 2).put("memoryMiB", 1024)
                .put("os", "Linux")
                .put("virtual", "kvm").put("load1", random(started));
        m.putNull("governor");
        m.putObject("caches").put("L1d", "32K");
        env.putObject("jdks").putObject("17").put("version", "17.0.1").put("vendor", "Test").put("vmName", "Test VM")
                .put("vmVersion", "17.0.1+1");
        ObjectNode harness = env.putObject("harness").put("jmh", "1.37").put("blackholeMode", "COMPILER")
                .put("collector", "-XX:+UseSerialGC")
                .put("warmupIterations", 1).put("measuredIterations", 4).put("iterationMillis", 20);
        harness.putArray("flags").add("-XX:+UseSerialGC");
        harness.putArray("heaps").add("128m");
        ObjectNode run = env.putObject("run").put("end", "every ratio is known well enough").put("targetHalfWidth", 0.03);
        run.putArray("harnessFailures");
        run.putArray("blocks").addObject().put("block", 1).put("status", "good");
        return env;
    }

    private static double random(String text) {
        return Math.floorMod(text.hashCode(), 100) / 100.0;
    }

    /** A few cells of several questions on two JDKs, with all that a page has to cope with. */
    public static List<CellResult> small() {
        SyntheticResults made = new SyntheticResults(1);
        for (String jdk : List.of("17", "25")) {
            made.add("HarnessBaselineBenchmark.baselineEmpty", jdk, 0.5, 8, Map.of());
            for (int pages : new int[] {16, 512, 8192}) {
                made.add("OwnerComparisonBenchmark.compare", jdk, 20 + 2.0 * pages, 8, params("design", "owner-pointer", pages),
                        Map.of("entryReads", 1.0 * pages));
                made.add("OwnerComparisonBenchmark.compare", jdk, 20 + 1.0 * pages, 8, params("design", "per-run", pages),
                        Map.of("entryReads", 1.0 * pages));
            }
            made.add("OwnerComparisonBenchmark.compare", jdk, 1040, 3, params("design", "broken-owner", 512), Map.of());
            made.add("OwnerComparisonBenchmark.baselineWordFill", jdk, 100, 8, Map.of("pages", "512"));
        }
        made.failed("OwnerComparisonBenchmark.compare", "17", params("design", "owner-id", 512),
                "java.lang.Error: a|b <c> \"d\", *e* [f](g)\n\tat h");
        for (String run : List.of("1", "2", "16", "512")) {
            for (String design : List.of("none", "callback-per-page", "callback-last-pagemap")) {
                double calls = design.equals("none") ? 0 : design.equals("callback-per-page") ? 512 : 512.0 / Integer.parseInt(run);
                made.add("PagemapCallbackBenchmark.check", "17", 1500 + 4 * calls, 8, Map.of("design", design, "pages", "512", "placement",
                        "alternate:" + run + ":8", "profile", "mega"), Map.of("countedWalks", 1.0, "callbackCalls", calls));
            }
        }
        for (String rate : List.of("0", "1000", "100000")) {
            for (String design : List.of("recheck-under-lock", "generation")) {
                made.add("ContendedRevalidationBenchmark.request", "17", 3000 + Math.sqrt(Double.parseDouble(rate)), 8,
                        Map.of("design", design, "pages", "512",
                        "devices", "8", "revocationsPerMillionPages", rate, "subscriptionPages", "0"),
                        Map.of("commits", 1000.0, "retries", Double.parseDouble(rate) / 100, "revocations", Double.parseDouble(rate) / 50
                                + 1, "revokeNanos", 4e5));
            }
        }
        for (String design : List.of("owner-only", "callback-per-page", "check-of-callback-per-page", "stage-migrate")) {
            for (String memory : List.of("foreign-granted", "foreign-refused")) {
                boolean granted = memory.equals("foreign-granted");
                double ns = design.startsWith("check") ? 4000 : (granted ? 20000 : 900000) * (design.equals("stage-migrate") ? 0.8 : 1);
                made.add("FaultPathBenchmark.fault", "17", ns, 8, Map.of("design", design, "pages", "2048", "granule", "2m", "mapping",
                        "4k", "memory", memory), Map.of("requests", 4.0, "callbackCalls", !design.contains("callback") ? 0
                        : granted ? 2048.0 : 4));
            }
        }
        for (String peers : List.of("2", "72", "4096")) {
            for (String design : List.of("greedy-groups", "matrix")) {
                double n = Double.parseDouble(peers);
                made.add("OwnerRegistryBenchmark.register", "17", n * (design.equals("matrix") ? 3 * n : n), 8,
                        Map.of("design", design, "links", "boards", "peers", peers));
            }
        }
        made.add("MigrationBenchmark.migrate", "17", 900_000, 8, Map.of("design", "buddy", "pages", "512", "mapping", "4k", "work",
                "round-trip"));
        made.add("MigrationBenchmark.baselineCopy", "17", 400_000, 8, Map.of("pages", "512", "mapping", "4k", "work", "round-trip"));
        made.cells.replaceAll(SyntheticResults::counted);
        return made.cells;
    }

    /** Owner comparison is counted: too long in the largest size, in two forms on one JDK. */
    private static CellResult counted(CellResult cell) {
        if (!cell.benchmarkClass().equals("OwnerComparisonBenchmark") || cell.counting().isEmpty() || cell.design().startsWith("broken")) {
            return cell;
        }
        if (cell.pages() == 8192) {
            return cell.withSmaller(List.of(new SizedCount(512, 21_127.0), new SizedCount(1024, 42_120.0), new SizedCount(1536, 63_113.0)));
        }
        boolean two = cell.design().equals("per-run") && cell.jdk().equals("25");
        return cell.withForks(cell.forks().stream().map(f -> f.of(two && f.block() % 3 == 0
                ? new CompiledForm("0000abcd", f.block() == 3 ? 38.0 * cell.pages() : null, null, null, null, null, null, null)
                : new CompiledForm("00001234", f.block() == 1 ? 50.5 * cell.pages() : null, null, null, null, null, null, null))).toList());
    }

    /** Many cells of one benchmark. */
    public static List<CellResult> many(int cells) {
        SyntheticResults made = new SyntheticResults(2);
        for (int i = 0; i < cells; i++) {
            String design = List.of("callback-radix", "inlined-radix", "leaf-cursor", "extents").get(i % 4);
            made.add("RangeWalkBenchmark.walk", "17", 1000 + i, 8, Map.of("design", design, "layout", "layout-" + i / 24,
                    "pages", Integer.toString(1 << (i / 4 % 6 * 3))));
        }
        return made.cells;
    }

    private static Map<String, String> params(String name, String design, int pages) {
        return Map.of(name, design, "pages", Integer.toString(pages), "placement", "clique:16:8");
    }

    private void add(String benchmark, String jdk, double ns, int forks, Map<String, String> params) {
        add(benchmark, jdk, ns, forks, params, Map.of());
    }

    private void add(String benchmark, String jdk, double ns, int forks, Map<String, String> params, Map<String, Double> counters) {
        List<Fork> all = new ArrayList<>();
        for (int block = 1; block <= forks; block++) {
            double score = Json.round(ns * (1 + 0.01 * random.nextDouble()));
            all.add(new Fork(block, Fork.Status.OK, null, new double[] {Json.round(score * 3)},
                    new double[] {score, Json.round(score * 1.02), Json.round(score * 1.01), Json.round(score * 1.05)}, score,
                    Json.round(score * 1.02), 0.25, 1.25, 0.0, null,
                    block == 2 ? List.of(Fork.TREND) : List.of(), new TreeMap<>(counters), null));
        }
        cells.add(cell(benchmark, jdk, params, all));
    }

    private void failed(String benchmark, String jdk, Map<String, String> params, String reason) {
        cells.add(cell(benchmark, jdk, params, List.of(new Fork(1, Fork.Status.FAILED, reason, new double[0], new double[0], Double.NaN,
                Double.NaN, null, 0.5, 0.0, 0.0, List.of(), null, null))));
    }

    private static CellResult cell(String benchmark, String jdk, Map<String, String> params, List<Fork> forks) {
        return new CellResult(PACKAGE + benchmark, new TreeMap<>(params), jdk, "1.37", jdk + ".0.1", "Test VM", jdk + ".0.1+1",
                List.of("-Xmx128m"), 1, 4, 20, forks);
    }

    /** What the concurrency tests saw, made up. */
    public static StressOutcome stress() {
        return new StressOutcome("17", List.of(new StressOutcome.Test("StaleGrant", "broken-cache", StressOutcome.Stale.SEEN, 1000, true),
                new StressOutcome.Test("StaleGrant2", "generation", StressOutcome.Stale.NOT_SEEN, 1000, true)));
    }

    /** Grouping rows, made up. */
    public static List<GroupingRow> grouping() {
        return List.of(new GroupingRow("ring", true, false, true, "greedy-groups", 24, true, 8, 0.5, 0.5, 0.5, 0),
                new GroupingRow("ring", true, false, true, "matrix", 24, true, 8, 1, 1, 1, 0));
    }

    /** Writes a folder as a run leaves it. */
    public static Path write(Path folder, ObjectNode environment, List<CellResult> cells) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(ResultFolder.ENVIRONMENT), Json.pretty(environment));
        for (String jdk : cells.stream().map(CellResult::jdk).distinct().toList()) {
            Files.writeString(folder.resolve(ResultFolder.fileOf(jdk)), JmhJson.write(cells.stream().filter(c -> c.jdk().equals(jdk))
                    .toList()));
        }
        return folder;
    }

    /** The small folder with all its files. */
    public static Path writeSmall(Path folder) throws IOException {
        write(folder, environment("2026-01-02T03:04:05Z", "publish", "0123456789", "kvm-2c-test"), small());
        Files.writeString(folder.resolve(stress().fileName()), stress().write());
        Files.writeString(folder.resolve(GroupingRow.FILE), GroupingRow.write(grouping()));
        Files.write(folder.resolve(Operations.FILE + Stored.COMPRESSED), Stored.compressed(Operations.write(operations())));
        return folder;
    }

    /** What two designs of one size do; others were not counted. */
    private static List<Operations> operations() {
        Map<String, Long> loads = Map.of("memmap loads", 1024L, "memmap lines", 512L, "branches", 5120L);
        Map<String, Long> fewer = Map.of("memmap loads", 64L, "memmap lines", 32L, "virtual calls", 64L, "branches", 5120L);
        String benchmark = PACKAGE + "OwnerComparisonBenchmark.compare";
        return List.of(new Operations(benchmark, new TreeMap<>(params("design", "owner-pointer", 512)), 1, loads),
                new Operations(benchmark, new TreeMap<>(params("design", "per-run", 512)), 2, fewer));
    }
}
