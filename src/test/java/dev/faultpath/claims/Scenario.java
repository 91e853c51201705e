package dev.faultpath.claims;

import dev.faultpath.results.ArisingRow;
import dev.faultpath.results.CTwin;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Fork;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Operations.Memory;
import dev.faultpath.results.Operations.Step;
import dev.faultpath.results.Operations.Touch;
import dev.faultpath.results.Proof;
import dev.faultpath.results.StressOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results made by hand: cells with given ratios to each other, forks in blocks, and a scatter that is the same each time. */
final class Scenario {
    /** Forks of a cell unless said otherwise. */
    static final int FORKS = 14;
    /** Half of the distance between the ratios of neighbouring blocks. */
    static final double SMALL = 0.002;
    /** What an operation of four whole faults takes, ns. */
    static final double FAULTS = 400_000;

    private final List<CellResult> cells = new ArrayList<>();
    private final List<StressOutcome> stress = new ArrayList<>();
    private final List<GroupingRow> grouping = new ArrayList<>();
    private final List<Operations> operations = new ArrayList<>();
    private final List<ArisingRow> arising = new ArrayList<>();
    private List<Proof> proofs = Proof.all();
    private String jdk = "17";
    private double scatter = SMALL;
    private int forks = FORKS;

    /** The JDK of the cells that follow. */
    Scenario on(String version) {
        jdk = version;
        return this;
    }

    /** The scatter of the cells that follow, as a share. */
    Scenario scatter(double share) {
        scatter = share;
        return this;
    }

    /** How many forks the cells that follow have. */
    Scenario forks(int number) {
        forks = number;
        return this;
    }

    /** A cell whose forks cost about so many ns. */
    Scenario cell(String benchmark, String method, Map<String, String> params, double ns) {
        return cell(benchmark, method, params, ns, Map.of());
    }

    /** A cell that also counts, each fork about as much: counters whose name ends in Nanos scatter like times, all others are exact. */
    Scenario cell(String benchmark, String method, Map<String, String> params, double ns, Map<String, Double> counters) {
        List<Fork> made = new ArrayList<>();
        // Scatter that is not the same in two cells of a pair: the phase comes from the name.
        int phase = Math.floorMod((benchmark + method + new TreeMap<>(params)).hashCode(), 7);
        for (int i = 0; i < forks; i++) {
            double drift = 1 + 0.05 * i; // common to all cells of a block
            double noise = 1 + scatter * (((i + phase) * 5 % 7) - 3) / 3.0;
            double score = ns * drift * noise;
            TreeMap<String, Double> counted = new TreeMap<>();
            counters.forEach((name, value) -> counted.put(name, name.endsWith("Nanos") ? value * drift * noise : value));
            made.add(new Fork(i + 1, Fork.Status.OK, null, new double[] {score * 3}, new double[] {score, score * 1.1}, score, score * 1.05,
                    0.0, 1.0 + i, 0.0, 0.0, List.of(), counted, null));
        }
        cells.add(new CellResult("dev.faultpath.bench." + benchmark + "." + method, new TreeMap<>(params), jdk, "1.37", jdk + ".0.1",
                "Test VM", jdk + "+1", List.of("-Xmx128m"), 1, 2, 20, made));
        return this;
    }

    /** A cell's operations: loads of its words, calls of the callback, questions to the registry. */
    Scenario counted(String benchmark, String method, Map<String, String> params, long loads, long calls, long questions) {
        String name = "dev.faultpath.bench." + benchmark + "." + method;
        if (operations.stream().noneMatch(o -> o.benchmark().equals(name) && o.params().equals(params))) {
            operations.add(new Operations(name, new TreeMap<>(params), 1, Map.of(Touch.LOADS.of(Memory.WORDS), loads,
                    Step.CALLBACK_CALLS.words(), calls, Step.REGISTRY_QUESTIONS.words(), questions)));
        }
        return this;
    }

    /** What deterministic tests hold, in place of what they do. */
    Scenario proofs(Proof... made) {
        proofs = List.of(made);
        return this;
    }

    /** What an empty method costs. */
    Scenario floor(double ns) {
        return cell("HarnessBaselineBenchmark", "baselineEmpty", Map.of("pages", "512"), ns);
    }

    /** Walks over own memory: without a callback 100 ns a page, with either kind this many times as much, and as many loads. */
    Scenario own(String pages, double ratio) {
        return own(pages, ratio, 0);
    }

    /** The same, with a callback that does so many loads more than none. */
    Scenario own(String pages, double ratio, long loads) {
        walks("own", pages, ratio, loads, "rare");
        return pages.equals("512") ? walks("own", pages, ratio, loads, "never").walks("own", pages, ratio, loads, "often") : this;
    }

    /** Walks over memory with no page of another owner, after foreign pages were shown so often. */
    Scenario walks(String placement, String pages, double ratio, long loads, String shown) {
        double ns = 100 * Double.parseDouble(pages);
        for (String design : List.of("none", "callback-per-page", "callback-last-pagemap")) {
            boolean none = design.equals("none");
            Map<String, String> params = checkParams(design, placement, pages, shown, "0", "100");
            cell("PagemapCallbackBenchmark", "check", params, none ? ns : ns * ratio);
            counted("PagemapCallbackBenchmark", "check", params, 3 * Long.parseLong(pages) + (none ? 0 : loads), 0, 0);
        }
        return this;
    }

    /** The same in C, built plain: with the callback so many times the time and the instructions of none. */
    Scenario walksInC(String placement, String pages, double ratio, double instructions) {
        for (String design : List.of("none", "callback-per-page", "callback-last-pagemap")) {
            boolean none = design.equals("none");
            inC("PagemapCallbackBenchmark", "check", checkParams(design, placement, pages, "rare", "0", "100"), none ? 1 : ratio,
                    none ? 1 : instructions);
        }
        return this;
    }

    /**
     * The control of own pages, with a call that is not reached: so many times the time of none in Java, and that and the instructions
     * in C.
     */
    Scenario coldCall(double ratio, double instructions) {
        for (String shown : List.of("never", "rare", "often")) {
            cell("PagemapCallbackBenchmark", "check", checkParams("none-with-cold-call", "own", "512", shown, "0", "100"), 51_200 * ratio);
        }
        inC("PagemapCallbackBenchmark", "check", checkParams("none-with-cold-call", "own", "512", "rare", "0", "100"), ratio, instructions);
        return this;
    }

    /** Walks over runs in C, by a callback a page and, so many times the time and instructions, with a cache. */
    Scenario cachedInC(int run, int devices, double ratio, double instructions) {
        for (String design : List.of("callback-per-page", "callback-last-pagemap")) {
            boolean each = design.endsWith("page");
            inC("PagemapCallbackBenchmark", "check", checkParams(design, "alternate:" + run + ":" + devices,
                    Integer.toString(LastAnswerClaim.pages(run)), "often", "0", "100"), each ? 1 : ratio, each ? 1 : instructions);
        }
        return this;
    }

    /** Walks over pagemaps in C, by struct pages and, so many times the time and instructions, by offsets. */
    Scenario offsetsInC(double ratio, double instructions) {
        for (String place : List.of("own 512", "clique:16:8 512", "clique:16:72 512", "clique:16:8 131072")) {
            for (String design : List.of("owner-pointer", "per-run", "range-tree-page", "range-tree-last-range")) {
                boolean reference = !design.startsWith("range-tree");
                inC("OwnerComparisonBenchmark", "compare", Map.of("design", design, "layout", "system-present", "pages",
                        place.split(" ")[1], "placement", place.split(" ")[0]), reference ? 1 : ratio, reference ? 1 : instructions);
            }
        }
        return this;
    }

    /** The twin of a cell of Java: so many times 50 ns and 40 instructions a page. */
    private void inC(String benchmark, String method, Map<String, String> params, double ratio, double instructions) {
        double pages = Double.parseDouble(params.get("pages"));
        cell(CTwin.benchmark(benchmark), method, CTwin.params(params), 50 * pages * ratio);
        CellResult last = cells.remove(cells.size() - 1);
        CompiledForm form = new CompiledForm("C.1", 40 * pages * instructions, null, null, "m", null, null, null);
        cells.add(last.withForks(last.forks().stream().map(f -> f.of(form)).toList()));
    }

    /** Walks over system pages by all designs: each does so many loads more than none at 512 pages, and so many at one. */
    Scenario systemPages(double ratio, long many, long few) {
        walks("system", "512", ratio, many, "rare");
        walks("system", "1", ratio, few, "rare");
        for (String design : ExistingUsersClaim.OTHERS) {
            counted("PagemapCallbackBenchmark", "check", checkParams(design, "system", "512", "rare", "0", "100"), 3 * 512 + many, 0, 0);
            counted("PagemapCallbackBenchmark", "check", checkParams(design, "system", "1", "rare", "0", "100"), 3 + few, 0, 0);
        }
        return this;
    }

    private static Map<String, String> checkParams(String design, String placement, String pages, String shown, String cost, String yes) {
        return Map.of("design", design, "layout", "system-present", "pages", pages, "placement", placement, "profile", "mega", "mix",
                "none", "yesPercent", yes, "callbackCost", cost, "foreignShown", shown);
    }

    /** Calls of a walk that no fork was timed of. */
    Scenario calls(String design, int run, int devices, double callsPerPage) {
        int pages = LastAnswerClaim.pages(run);
        return counted("PagemapCallbackBenchmark", "check", checkParams(design, "alternate:" + run + ":" + devices,
                Integer.toString(pages), "often", "0", "100"), pages, Math.round(callsPerPage * pages), 0);
    }

    /** Times of a walk over runs with a cache, as a ratio to those without. */
    Scenario cached(int run, int devices, String cost, String yes, double ratio) {
        for (String design : List.of("callback-per-page", "callback-last-pagemap")) {
            cell("PagemapCallbackBenchmark", "check", checkParams(design, "alternate:" + run + ":" + devices,
                    Integer.toString(LastAnswerClaim.pages(run)), "often", cost, yes), design.endsWith("page") ? 5000 : 5000 * ratio);
        }
        return this;
    }

    /** Runs of a length over devices: asked each time at 1 call a page, and remembered at these calls and this ratio of times. */
    Scenario alternate(int run, int devices, double calls, double ratio) {
        return calls("callback-per-page", run, devices, 1).calls("callback-last-pagemap", run, devices, calls)
                .cached(run, devices, "0", "100", ratio);
    }

    /**
     * Walks over pagemaps by pfns, with a cache and without, at 100 ns a page, 5 loads and 1.25 lines, and by offsets with so many times as
     * much of each; and what each does once.
     */
    Scenario offsets(String placement, String pages, Map<String, double[]> loadsLinesTime) {
        Map<String, double[]> all = new TreeMap<>(loadsLinesTime);
        all.put("owner-pointer", new double[] {1, 1, 1});
        all.put("per-run", new double[] {1, 1, 1});
        all.forEach((design, times) -> {
            cell("OwnerComparisonBenchmark", "compare", entries(design, placement, pages), 100 * Double.parseDouble(pages) * times[2]);
            if (pages.equals("512")) {
                entries(design, placement, 512, times);
                entries(design, placement, 8192, times);
            }
        });
        return this;
    }

    private static Map<String, String> entries(String design, String placement, String pages) {
        return Map.of("design", design, "layout", "system-present", "pages", pages, "placement", placement);
    }

    private void entries(String design, String placement, int pages, double[] times) {
        int once = design.startsWith("range-tree") ? 33 : 0;
        operations.add(new Operations("dev.faultpath.bench.OwnerComparisonBenchmark.compare",
                new TreeMap<>(entries(design, placement, Integer.toString(pages))), 1, Map.of(
                Touch.LOADS.of(Memory.MAPLE_NODES), once + Math.round(5.0 * pages * times[0]), Touch.LOADS.of(Memory.PAGEMAP_ARRAY), 7777L,
                Touch.LINES.of(Memory.MEMMAP), once + Math.round(1.25 * pages * times[1]))));
    }

    /** The same at every placement that C9 looks at, and in a large walk. */
    Scenario offsets(Map<String, double[]> loadsLinesTime) {
        for (String placement : List.of("own", "clique:1:8", "clique:16:8", "clique:1:72", "clique:16:72")) {
            offsets(placement, "512", loadsLinesTime);
        }
        return offsets("clique:16:8", "131072", loadsLinesTime);
    }

    /** Runs that arise with a chunk size and an access pattern. */
    Scenario arises(int chunkPages, String access, long comparisons, long runs) {
        return arises(4, chunkPages, access, comparisons, runs);
    }

    /** The same with so many devices. */
    Scenario arises(int devices, int chunkPages, String access, long comparisons, long runs) {
        arising.add(new ArisingRow("captured-jvm", devices, chunkPages, access, false, 2 * comparisons, comparisons, comparisons, runs, 1,
                List.of(runs)));
        return this;
    }

    /** A whole fault in which a callback for each page has this share, above 0; in 4 KiB pages. */
    Scenario fault(String memory, String granule, double share) {
        return fault(memory, granule, "4k", share);
    }

    /** The same, with the memory mapped in pages of another size. */
    Scenario fault(String memory, String granule, String mapping, double share) {
        return fault(memory, granule, mapping, share, FAULTS);
    }

    /** The same, with an operation of four faults that takes so many ns, and as many loads; without a check it has the fewer. */
    Scenario fault(String memory, String granule, String mapping, double share, double ns) {
        counted("FaultPathBenchmark", "fault", faultParams("owner-only", memory.equals("foreign-granted") ? "own" : memory, granule,
                mapping), Math.round(ns * (1 - share)), 0, 0);
        faultLoop("callback-per-page", memory, granule, mapping, ns);
        return faultLoop("check-of-callback-per-page", memory, granule, mapping, ns * share);
    }

    private static Map<String, String> faultParams(String design, String memory, String granule, String mapping) {
        return Map.of("design", design, "pages", "2048", "memory", memory, "granule", granule, "mapping", mapping);
    }

    /** A whole fault, or a part of it. */
    Scenario faultLoop(String design, String memory, String granule, String mapping, double ns) {
        Map<String, String> params = faultParams(design, memory, granule, mapping);
        counted("FaultPathBenchmark", "fault", params, Math.round(ns), 0, 0);
        return cell("FaultPathBenchmark", "fault", params, ns, Map.of("requests", 4.0, "callbackCalls", 4.0 * 512));
    }

    /** What a look-up does: loads of the design's arrays, and atomic updates. */
    Scenario lookUp(String design, long loads, long atomics) {
        Map<String, String> params = Map.of("design", design, "pages", "512", "devices", "8", "runLength", "16");
        operations.add(new Operations("dev.faultpath.bench.RevalidationProtocolBenchmark.protocol", new TreeMap<>(params), 1,
                Map.of(Touch.LOADS.of(Memory.DESIGN_ARRAYS), loads, Step.ATOMIC_UPDATES.words(), atomics)));
        return this;
    }

    /** What a revalidation costs by itself. */
    Scenario protocol(String design, String devices, double ns) {
        return cell("RevalidationProtocolBenchmark", "protocol", Map.of("design", design, "pages", "512", "devices", devices, "runLength",
                "16"), ns);
    }

    /** Revocations and unplugs, beside a walker and alone, that take so many ns each. */
    Scenario tearDown(String design, double beside, double alone) {
        Map<String, String> params = Map.of("design", design, "pages", "512", "devices", "8", "runLength", "16");
        cell("ContendedRevalidationBenchmark", "besideRevocations", with(params, "revocationsPerMillionPages", "1000"), 5000,
                Map.of("revocations", 40.0, "revokeNanos", 40 * beside));
        cell("TearDownBenchmark", "revokeAlone", params, 5000, Map.of("revocations", 40.0, "revokeNanos", 40 * alone));
        cell("TearDownBenchmark", "besideUnplugs", with(params, "unplugsPerMillionPages", "10"), 5000,
                Map.of("unplugs", 10.0, "unplugNanos", 100 * beside));
        return cell("TearDownBenchmark", "unplugAlone", params, 5000, Map.of("unplugs", 10.0, "unplugNanos", 100 * alone));
    }

    private static Map<String, String> with(Map<String, String> params, String key, String value) {
        Map<String, String> more = new TreeMap<>(params);
        more.put(key, value);
        return more;
    }

    /** A whole fault that asks the registry so many questions. */
    Scenario asking(long questions) {
        return counted("FaultPathBenchmark", "fault", Map.of("design", "full", "pages", "512"), 5000, 0, questions);
    }

    /** Registration that grows with this power of the peers. */
    Scenario registration(double exponent) {
        for (String peers : List.of("72", "4096")) {
            double work = 50 * Math.pow(Double.parseDouble(peers), exponent);
            counted("OwnerRegistryBenchmark", "register", Map.of("design", "greedy-groups", "links", "boards", "peers", peers),
                    Math.round(work), 0, 7);
            cell("OwnerRegistryBenchmark", "register", Map.of("design", "greedy-groups", "links", "boards", "peers", peers), work);
        }
        return this;
    }

    /** What the concurrency tests saw of designs. */
    Scenario stress(StressOutcome.Test... tests) {
        stress.add(new StressOutcome(jdk, List.of(tests)));
        return this;
    }

    static StressOutcome.Test test(String design, StressOutcome.Stale stale) {
        return new StressOutcome.Test("Revocation." + design, design, stale, 1000, stale != StressOutcome.Stale.FORBIDDEN_SEEN);
    }

    /** What a registry grants. */
    Scenario granted(String topology, String design, double worst, double best) {
        grouping.add(new GroupingRow(topology, true, worst == 1, true, design, 24, true, 8, worst, (worst + best) / 2, best, 0));
        return this;
    }

    /** What was made, and on each JDK an empty method that costs next to nothing where nothing is said of it. */
    Evidence evidence() {
        for (String version : CellResult.jdks(cells)) {
            if (!HarnessFloor.of(cells, version).measured()) {
                on(version).forks(FORKS).floor(0.001);
            }
        }
        return new Evidence(cells, stress, grouping, operations, proofs, arising);
    }

    List<CellResult> cells() {
        return cells;
    }

    /** The verdict of one claim. */
    ClaimVerdict judge(String claim) {
        return Claims.judge(evidence()).stream().filter(v -> v.claim().equals(claim)).findFirst().orElseThrow();
    }
}
