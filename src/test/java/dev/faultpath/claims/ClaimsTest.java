package dev.faultpath.claims;

import static dev.faultpath.claims.Scenario.test;
import static dev.faultpath.claims.Verdict.DEPENDS;
import static dev.faultpath.claims.Verdict.INCONCLUSIVE;
import static dev.faultpath.claims.Verdict.REFUTED;
import static dev.faultpath.claims.Verdict.SUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Proof;
import dev.faultpath.results.Question;
import dev.faultpath.results.StressOutcome;
import dev.faultpath.results.StressOutcome.Stale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each verdict that each claim can have, from results made for it. */
class ClaimsTest {
    private static final List<String> SIZES = List.of("1", "16", "512", "8192", "131072");

    private static void is(ClaimVerdict v, Verdict verdict) {
        assertThat(v.verdict()).as(v.design().because() + " " + v.open()).isEqualTo(verdict);
        whole(v);
        is(v.design(), verdict, v);
    }

    /** What HotSpot makes of it. */
    private static void onHotSpot(ClaimVerdict v, Verdict verdict) {
        assertThat(v.hotSpot().verdict()).as(v.hotSpot().because() + " " + v.open()).isEqualTo(verdict);
        whole(v);
        is(v.hotSpot(), verdict, v);
    }

    private static void whole(ClaimVerdict v) {
        assertThat(v.sentence()).endsWith(".").contains(v.verdict().word());
        assertThat(Statement.words(v.sentence())).as(v.sentence()).isLessThanOrEqualTo(Statement.MOST_WORDS);
        assertThat(v.meaning()).isNotBlank().endsWith(".").doesNotContain("\n");
        assertThat(v.sources()).isNotEmpty();
        assertThat(v.limits()).isNotEmpty().allSatisfy(l -> assertThat(l.reason()).isNotBlank());
        assertThat(v.figures()).extracting(Figure::grade).isSorted();
    }

    private static void is(Half half, Verdict verdict, ClaimVerdict v) {
        assertThat(half.because()).isNotBlank().doesNotContain("\n");
        assertThat(half.regions()).isNotEmpty();
        assertThat(half.regions()).extracting(Region::where).doesNotHaveDuplicates().noneMatch(w -> w.matches(".*\\b(\\d+) and \\1\\b.*"));
        if (verdict == INCONCLUSIVE) {
            assertThat(v.open()).isNotEmpty();
        }
        if (verdict == DEPENDS) {
            assertThat(half.regions()).extracting(Region::holds).contains("holds", "does not hold");
        }
    }

    private static String regions(Half half, String holds) {
        return half.regions().stream().filter(r -> r.holds().equals(holds)).map(Region::where).collect(Collectors.joining(" | "));
    }

    @Test
    void nothingMeasuredLeavesAllInconclusiveAndSaysWhatToRun() {
        List<ClaimVerdict> all = Claims.judge(Evidence.none());
        assertThat(all).extracting(ClaimVerdict::claim).containsExactly("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8a", "C8b", "C9",
                "C10");
        all.forEach(v -> {
            is(v, INCONCLUSIVE);
            assertThat(v.meaning()).startsWith("Nothing yet");
        });
        assertThat(all.get(0).open()).contains("operations of PagemapCallbackBenchmark none, callbackCost=0 foreignShown=rare"
                + " layout=system-present mix=none pages=1 placement=own profile=mega yesPercent=100");
        assertThat(all.get(5).open().get(0)).contains("grouping.json");
        assertThat(all).filteredOn(v -> v.open().stream().anyMatch(o -> o.startsWith("proofs.json"))).extracting(ClaimVerdict::claim)
                .containsExactly("C3", "C7", "C8a", "C8b");
    }

    /** Results of another build say nothing about what the tests of this one hold. */
    @Test
    void resultsWithoutProofsHaveNone() {
        Evidence measured = new Scenario().asking(0).evidence();
        Evidence bare = new Evidence(measured.cells(), List.of(), List.of(), measured.operations(), List.of());
        assertThat(Claims.judge(bare)).filteredOn(v -> List.of("C3", "C7", "C8a").contains(v.claim())).hasSize(3)
                .allSatisfy(v -> is(v, INCONCLUSIVE));
    }

    @Test
    void everyClaimHasItsOwnTests() {
        List<String> nested = Arrays.stream(ClaimsTest.class.getDeclaredClasses()).filter(c -> c.isAnnotationPresent(Nested.class))
                .flatMap(c -> Arrays.stream(c.getSimpleName().split("And"))).toList();
        assertThat(nested).as("claims of the nested classes here").containsExactlyInAnyOrderElementsOf(
                Claims.judge(Evidence.none()).stream().map(ClaimVerdict::claim).toList());
    }

    /** Without cells of the C pair the claims say so. */
    private static void sayNothingOfC(ClaimVerdict v, boolean missing) {
        assertThat(v.limits()).extracting(Limit::text).filteredOn(l -> l.contains("the C pair says nothing")).hasSize(missing ? 1 : 0);
    }

    @Nested
    class C1 {
        private Scenario all(double ratio) {
            Scenario s = new Scenario();
            SIZES.forEach(pages -> s.own(pages, ratio));
            return s;
        }

        @Test
        void supportedWhereAllSizesDoTheSameAndAreEquivalent() {
            ClaimVerdict v = all(1.003).judge("C1");
            is(v, SUPPORTED);
            onHotSpot(v, SUPPORTED);
            assertThat(v.deciding().grade()).isEqualTo(Grade.E2);
            assertThat(v.figures()).filteredOn(f -> f.grade() == Grade.E4).hasSize(10).allSatisfy(f -> {
                assertThat(f.value()).isCloseTo(1.003, within(0.004));
                assertThat(f.cells()).hasSize(2);
                assertThat(f.jdk()).isEqualTo("17");
            });
        }

        @Test
        void aCostThatOnlyHotSpotAddsRefutesNoDesign() {
            ClaimVerdict v = all(1.1).judge("C1");
            is(v, SUPPORTED);
            onHotSpot(v, REFUTED);
            assertThat(v.sentence()).endsWith("supported of the design; on HotSpot refuted.");
        }

        private Scenario inC(Scenario s, double ratio, double instructions) {
            List.of("512", "8192", "131072").forEach(pages -> s.walksInC("own", pages, ratio, instructions));
            return s;
        }

        @Test
        void whereCSaysEqualACostIsHotSpotsOwn() {
            ClaimVerdict v = inC(all(1.1), 1.003, 1.01).judge("C1");
            is(v, SUPPORTED);
            onHotSpot(v, REFUTED);
            assertThat(v.cause()).contains("registers");
            assertThat(regions(v.design(), "holds")).contains("512 pages | ").contains("in C, 512 pages", "in C, 131,072 pages");
            assertThat(v.figures()).anySatisfy(f -> assertThat(f.cells().toString()).contains("CPagemapCallbackBenchmark"));
            sayNothingOfC(v, false);
        }

        @Test
        void whereCPaysTooTheDesignDoes() {
            ClaimVerdict counted = inC(all(1.1), 1.1, 1).judge("C1");
            is(counted, DEPENDS);
            onHotSpot(counted, REFUTED);
            assertThat(regions(counted.design(), "does not hold")).contains("in C, 512 pages");
            ClaimVerdict executed = inC(all(1.1), 1, 1.2).judge("C1");
            is(executed, DEPENDS);
            assertThat(executed.design().because()).contains("1.200 times the instructions");
            Scenario more = new Scenario();
            SIZES.forEach(pages -> more.own(pages, 1.1, 1));
            ClaimVerdict refuted = inC(more, 1.1, 1.1).judge("C1");
            is(refuted, REFUTED);
            onHotSpot(refuted, REFUTED);
        }

        /** Seven forks of each JDK are fourteen of C; one JDK's own call of it executes some instructions more, on both sides. */
        @Test
        void forksInCOfAllJdksAreOneCase() {
            Scenario s = all(1.003).forks(7).walksInC("own", "512", 1.1, 1.09).on("25").walksInC("own", "512", 1.1, 1.09);
            s.cells().replaceAll(c -> c.jdk().equals("17") || c.forks().get(0).form() == null ? c : c.withForks(c.forks().stream()
                    .map(f -> f.of(new CompiledForm("C.2", f.form().instructions() + 3, null, null, "m", null, null, null))).toList()));
            ClaimVerdict v = s.judge("C1");
            is(v, DEPENDS);
            assertThat(v.design().regions()).filteredOn(r -> r.where().startsWith("in C")).singleElement().satisfies(r -> {
                assertThat(r.where()).isEqualTo("in C, 512 pages");
                assertThat(r.holds()).isEqualTo("does not hold");
            });
            assertThat(v.figures()).filteredOn(f -> f.label().equals("callback-per-page / none, own pages, in C, 512 pages"))
                    .singleElement().satisfies(f -> {
                        assertThat(f.jdk()).isEqualTo("17 and 25");
                        assertThat(f.value()).isCloseTo(1.1, within(0.004));
                        assertThat(f.cells()).hasSize(4).allMatch(s.cells().stream().map(CellResult::label).toList()::contains);
                    });
            assertThat(v.limits()).extracting(Limit::text).anyMatch(l -> l.contains("forks of all JDKs together"));
            assertThat(v.open()).noneMatch(o -> o.contains("CPagemapCallbackBenchmark.check"));
        }

        /** The control answers as none: what it costs is no callback's. */
        @Test
        void whatAFirstCallCostsStandsBesideAndIsNoCallbacks() {
            ClaimVerdict first = inC(all(1.1), 1.1, 1.09).coldCall(1.1, 1.088).judge("C1");
            is(first, DEPENDS);
            assertThat(first.design().remarks()).singleElement().asString().contains("executes 1.088 times the instructions of none, and"
                    + " callback-per-page 1.002 times the instructions and 1.0")
                    .endsWith("what a callback adds is the cost of the first call in a loop without calls.");
            assertThat(first.figures()).extracting(Figure::label).contains("callback-per-page / none-with-cold-call, in C, 512 pages",
                    "instructions, callback-per-page / none-with-cold-call, in C, 512 pages",
                    "callback-per-page / none-with-cold-call, 512 pages, foreign pages seen often");
            assertThat(inC(all(1.1), 1.1, 1.09).coldCall(1, 1).judge("C1").design().remarks().get(0))
                    .endsWith("what is more than 1 there is the callback's own.");
            assertThat(inC(all(1.1), 1, 1).coldCall(1, 1).judge("C1").design().remarks().get(0)).endsWith("neither adds anything.");
            assertThat(inC(all(1.1), 1.1, 1.09).judge("C1").design().remarks()).isEmpty();
        }

        @Test
        void withoutCItIsDecidedByWhatIsCounted() {
            ClaimVerdict v = all(1.1).judge("C1");
            is(v, SUPPORTED);
            sayNothingOfC(v, true);
            ClaimVerdict some = all(1.1).walksInC("own", "512", 1, 1).judge("C1");
            is(some, SUPPORTED);
            assertThat(some.limits()).extracting(Limit::text).anyMatch(l -> l.contains("says nothing of 8,192 pages; 131,072 pages: "));
        }

        @Test
        void aTimeInCThatIsUndecidedIsShownAndKeepsNothingOpen() {
            ClaimVerdict v = inC(all(1).scatter(0.2), 1, 1).judge("C1");
            is(v, SUPPORTED);
            assertThat(v.figures()).anySatisfy(f -> {
                assertThat(f.grade()).isEqualTo(Grade.E4);
                assertThat(f.label()).contains("in C, 512 pages");
            });
            assertThat(v.open()).anyMatch(o -> o.contains("CPagemapCallbackBenchmark"));
        }

        @Test
        void refutedWhereEveryDesignDoesMore() {
            Scenario s = new Scenario();
            SIZES.forEach(pages -> s.own(pages, 1, 1));
            ClaimVerdict v = s.judge("C1");
            is(v, REFUTED);
            onHotSpot(v, SUPPORTED);
        }

        @Test
        void whoIsFasterDoesNotPay() {
            onHotSpot(all(0.9).judge("C1"), SUPPORTED);
        }

        @Test
        void dependsOnTheSize() {
            Scenario s = new Scenario().own("8192", 1.08, 2);
            SIZES.stream().filter(p -> !p.equals("8192")).forEach(pages -> s.own(pages, 1));
            ClaimVerdict v = s.judge("C1");
            is(v, DEPENDS);
            onHotSpot(v, DEPENDS);
            assertThat(regions(v.design(), "does not hold")).isEqualTo("8,192 pages");
            assertThat(regions(v.design(), "holds")).isEqualTo("1 page | 16 pages | 512 pages | 131,072 pages");
            assertThat(regions(v.hotSpot(), "does not hold")).isEqualTo("8,192 pages, foreign pages seen 1 in 1000");
        }

        @Test
        void dependsOnWhatTheCompilerHasSeen() {
            Scenario s = all(1);
            s.cells().clear();
            for (String shown : List.of("never", "rare", "often")) {
                s.walks("own", "512", shown.equals("never") ? 1 : 1.2, 0, shown);
            }
            s.own("8192", 1.2).own("131072", 1.2);
            ClaimVerdict v = s.judge("C1");
            is(v, SUPPORTED);
            onHotSpot(v, DEPENDS);
            assertThat(regions(v.hotSpot(), "holds")).isEqualTo("512 pages, foreign pages never seen");
            assertThat(v.cause()).contains("store and reload");
        }

        @Test
        void dependsOnTheJdk() {
            Scenario s = all(1).on("25");
            SIZES.forEach(pages -> s.own(pages, 1.1));
            ClaimVerdict v = s.judge("C1");
            is(v, SUPPORTED);
            onHotSpot(v, DEPENDS);
            assertThat(regions(v.hotSpot(), "does not hold"))
                    .contains("often (callback-per-page on JDK 25; callback-last-pagemap on JDK 25)");
        }

        /** Candidate and reference of old results ran different methods, and only the candidate was shown foreign pages. */
        @Test
        void oldCellsDecideNothing() {
            Scenario s = new Scenario();
            for (String pages : SIZES) {
                double ns = 100 * Double.parseDouble(pages);
                s.cell("PagemapCallbackBenchmark", "baselineOwnerOnly", Map.of("layout", "system-present", "pages", pages, "placement",
                        "own"), ns);
                for (String design : List.of("none", "callback-per-page", "callback-last-pagemap")) {
                    s.cell("PagemapCallbackBenchmark", "check", Map.of("design", design, "layout", "system-present", "pages", pages,
                            "placement", "own", "profile", "mega", "mix", "none", "yesPercent", "100", "callbackCost", "0"), 1.063 * ns);
                }
            }
            ClaimVerdict v = s.judge("C1");
            is(v, INCONCLUSIVE);
            onHotSpot(v, INCONCLUSIVE);
            assertThat(v.figures()).isEmpty();
        }

        @Test
        void inconclusiveWhereAnIntervalSpansTheMarginAndSaysHowManyMoreBlocks() {
            Scenario s = new Scenario().scatter(0.1).own("8192", 1);
            SIZES.stream().filter(p -> !p.equals("8192")).forEach(pages -> s.scatter(Scenario.SMALL).own(pages, 1));
            ClaimVerdict v = s.judge("C1");
            onHotSpot(v, INCONCLUSIVE);
            assertThat(v.open()).allMatch(o -> o.contains("more block"));
            assertThat(v.hotSpot().because()).contains("8,192 pages");
        }

        @Test
        void inconclusiveWithFewerThanTwelvePairsOrWithoutACell() {
            Scenario five = new Scenario().forks(5);
            SIZES.forEach(pages -> five.own(pages, 1));
            ClaimVerdict v = five.judge("C1");
            onHotSpot(v, INCONCLUSIVE);
            assertThat(v.open().get(0)).startsWith("7 more blocks with both");
            Scenario four = new Scenario();
            SIZES.stream().filter(p -> !p.equals("8192")).forEach(pages -> four.own(pages, 1));
            ClaimVerdict missing = four.judge("C1");
            is(missing, INCONCLUSIVE);
            onHotSpot(missing, INCONCLUSIVE);
            assertThat(missing.open()).filteredOn(o -> o.startsWith("cell PagemapCallbackBenchmark")).hasSize(3)
                    .allMatch(o -> o.contains("pages=8192 "));
        }
    }

    @Nested
    class C2 {
        private final List<Integer> runs = List.of(1, 2, 4, 16, 64, 512);
        private final int[][] places = {{1, 8}, {2, 8}, {16, 8}, {512, 8}, {1, 2}, {1, 72}};

        /** Counts everywhere: a call a page without the cache, and with it one for each run, or for so many pages. */
        private Scenario counts(double each) {
            Scenario s = new Scenario();
            for (int run : runs) {
                for (int devices : List.of(2, 8, 72)) {
                    s.calls("callback-per-page", run, devices, 1);
                    s.calls("callback-last-pagemap", run, devices, each == 0 ? 1.0 / run : each);
                }
            }
            return s;
        }

        private Scenario times(Scenario s, double ratio, double single) {
            for (int[] p : places) {
                s.cached(p[0], p[1], "0", "100", p[0] == 1 ? single : ratio);
            }
            for (int run : List.of(1, 16)) {
                s.cached(run, 8, "100-steps", "100", ratio).cached(run, 8, "miss", "100", ratio).cached(run, 8, "0", "50", ratio)
                        .cached(run, 8, "0", "0", ratio);
            }
            return s;
        }

        @Test
        void supportedWhereMostCallsGoAndNoTimeIsLost() {
            ClaimVerdict v = times(counts(0.1), 0.8, 0.8).arises(16, "random", 1000, 60).judge("C2");
            is(v, SUPPORTED);
            onHotSpot(v, SUPPORTED);
            assertThat(v.deciding().exact()).isTrue();
        }

        /** By hand: 2,048 ns for the work of 512 calls are 4 ns a call. Steps that a compiler could fold had another name. */
        @Test
        void aCostIsStepsOfWorkWithItsTimeWhereThatWasMeasured() {
            Scenario s = times(counts(0.1), 0.8, 0.8).arises(16, "random", 1000, 60).scatter(0);
            assertThat(s.judge("C2").design().remarks()).isEmpty();
            for (String jdk : List.of("17", "25")) {
                s.on(jdk).forks(1).cell("PagemapCallbackBenchmark", "baselineCallbackWork", Map.of("pages", "512", "callbackCost",
                        "100-steps"), 2048);
            }
            assertThat(s.judge("C2").design().remarks()).containsExactly("A call's work, measured by itself: 100 steps of work a call:"
                    + " 4.000 ns on JDK 17, 4.000 ns on JDK 25.");
            assertThat(s.judge("C2").hotSpot().regions()).extracting(Region::what).noneMatch(w -> w.contains("100 ns"));
        }

        @Test
        void whatIsNotSlowerDoesNotLoseAndIsNoGain() {
            ClaimVerdict v = times(counts(0.1), 1, 0.8).arises(16, "random", 1000, 60).judge("C2");
            onHotSpot(v, SUPPORTED);
            assertThat(v.hotSpot().regions()).filteredOn(r -> r.where().startsWith("runs of 2 pages")).singleElement()
                    .satisfies(r -> assertThat(r.what()).endsWith(": the cache does not lose"));
            assertThat(v.hotSpot().regions()).filteredOn(r -> r.where().startsWith("runs of 1 page, 72")).singleElement()
                    .satisfies(r -> assertThat(r.what()).endsWith(": the cache wins"));
        }

        @Test
        void halfIsMost() {
            is(times(counts(0.5), 0.8, 0.8).arises(16, "random", 1000, 500).judge("C2"), SUPPORTED);
        }

        @Test
        void refutedWhereNoCallsGo() {
            is(times(counts(0.6), 0.8, 0.8).arises(16, "random", 1000, 501).judge("C2"), REFUTED);
        }

        @Test
        void dependsOnTheRunLengthAndNamesWhereTheCacheLoses() {
            Scenario s = times(counts(0), 0.5, 1.2).arises(1, "interleaved", 1000, 1000).arises(512, "interleaved", 1000, 30);
            s.calls("callback-set-cache", 1, 8, 7.0 / 512);
            ClaimVerdict v = s.judge("C2");
            is(v, DEPENDS);
            onHotSpot(v, DEPENDS);
            assertThat(regions(v.design(), "does not hold")).isEqualTo("runs that arise, chunks of 4 KiB, interleaved access,"
                    + " 4 devices");
            assertThat(regions(v.design(), "holds")).isEqualTo("runs that arise, chunks of 2 MiB, interleaved access, 4 devices");
            assertThat(v.hotSpot().regions().get(0).what()).endsWith("the cache loses");
            assertThat(v.figures()).anySatisfy(f -> {
                assertThat(f.label()).isEqualTo("callback-set-cache: calls, runs of 1 page, 8 devices");
                assertThat(f.value()).isCloseTo(7.0 / 512, within(1e-12));
                assertThat(f.exact()).isTrue();
            });
        }

        /** Runs of a page keep all calls and runs of 512 none, on every machine: what is set decides nothing, what arises all. */
        @Test
        void runsThatAreSetAreShownAndDecideNothing() {
            Scenario supported = counts(0).arises(2, 512, "partitioned", 1000, 30).arises(8, 16, "random", 1000, 100);
            is(supported.judge("C2"), SUPPORTED);
            assertThat(supported.judge("C2").figures()).filteredOn(f -> f.grade() == Grade.E2).extracting(Figure::label)
                    .contains("callback-last-pagemap: calls, runs of 1 page, 8 devices",
                            "callback-per-page: calls, runs of 512 pages, 72 devices");
            is(counts(0).arises(2, 1, "interleaved", 1000, 1000).arises(8, 1, "random", 1000, 900).judge("C2"), REFUTED);
            assertThat(counts(0).judge("C2").verdict()).isEqualTo(INCONCLUSIVE);
        }

        /** Of pages that take turns between two devices one half is own, and the other one run; between more it is none. */
        @Test
        void numbersOfDevicesAreNotPooled() {
            ClaimVerdict v = counts(0).arises(2, 1, "interleaved", 3000, 60).arises(8, 1, "interleaved", 1000, 1000).judge("C2");
            is(v, DEPENDS);
            assertThat(regions(v.design(), "holds")).endsWith("2 devices");
            assertThat(regions(v.design(), "does not hold")).endsWith("8 devices");
        }

        @Test
        void slowerFailsOnHotSpotOnly() {
            Scenario s = times(counts(0.1), 0.9, 1.3).arises(16, "random", 1000, 60);
            is(s.judge("C2"), SUPPORTED);
            assertThat(regions(s.judge("C2").hotSpot(), "does not hold")).contains("runs of 1 page, 72 devices")
                    .doesNotContain("runs of 16 pages");
        }

        @Test
        void whereCLosesNothingASlowerCacheIsHotSpotsOwn() {
            Scenario s = times(counts(0.1), 1.3, 1.3).arises(16, "random", 1000, 60).cachedInC(1, 8, 0.9, 0.9).cachedInC(16, 8, 0.6, 0.5);
            is(s.judge("C2"), SUPPORTED);
            onHotSpot(s.judge("C2"), REFUTED);
            sayNothingOfC(s.judge("C2"), false);
        }

        @Test
        void whereTheCacheLosesInCTooTheDesignDoes() {
            Scenario s = times(counts(0.1), 1.3, 1.3).arises(16, "random", 1000, 60).cachedInC(1, 8, 1.2, 1.2).cachedInC(16, 8, 0.6, 0.5);
            ClaimVerdict v = s.judge("C2");
            is(v, DEPENDS);
            assertThat(regions(v.design(), "does not hold")).isEqualTo("in C, runs of 1 page, 8 devices");
            assertThat(v.design().because()).contains("times");
        }

        @Test
        void withoutCTheCallsDecide() {
            ClaimVerdict v = times(counts(0.1), 0.8, 0.8).arises(16, "random", 1000, 60).judge("C2");
            is(v, SUPPORTED);
            sayNothingOfC(v, true);
        }

        @Test
        void inconclusiveWithoutRunsThatAriseOrWithWideTimes() {
            onHotSpot(times(counts(0.1).scatter(0.2), 1, 1).judge("C2"), INCONCLUSIVE);
            ClaimVerdict unknown = counts(0.1).judge("C2");
            is(unknown, INCONCLUSIVE);
            assertThat(unknown.open()).anyMatch(o -> o.startsWith("runs.json"));
            is(new Scenario().arises(16, "random", 1000, 60).judge("C2"), SUPPORTED);
        }
    }

    @Nested
    class C9 {
        /** How many times the reference's loads, lines and time the form as posted, that without a struct page, and the cached one take. */
        private Scenario all(double[] page, double[] tree, double[] last) {
            return new Scenario().offsets(forms(page, tree, last));
        }

        private Map<String, double[]> forms(double[] page, double[] tree, double[] last) {
            return Map.of("range-tree-page", page, "range-tree", tree, "range-tree-last-range", last);
        }

        private double[] times(double loads, double lines, double time) {
            return new double[] {loads, lines, time};
        }

        @Test
        void supportedWhereNoFormLoadsOrTouchesMore() {
            ClaimVerdict v = all(times(1, 1, 1), times(0.9, 0.5, 0.9), times(0.6, 0.5, 0.7)).judge("C9");
            is(v, SUPPORTED);
            assertThat(v.deciding().grade()).isEqualTo(Grade.E2);
            assertThat(v.hotSpot().verdict()).isNotEqualTo(REFUTED);
            assertThat(v.sources()).extracting(Source::message).singleElement().asString().contains("linux-mm");
        }

        @Test
        void refutedWhereEveryFormDoesMoreOfBoth() {
            ClaimVerdict v = all(times(2, 1.1, 1.5), times(1.5, 1.1, 1.3), times(1.2, 1.05, 1.2)).judge("C9");
            is(v, REFUTED);
            onHotSpot(v, REFUTED);
        }

        @Test
        void ofTheDesignIsWhatCSaysToo() {
            double[] same = times(1, 1, 1.3);
            ClaimVerdict equal = all(same, same, same).offsetsInC(1, 1).judge("C9");
            is(equal, SUPPORTED);
            onHotSpot(equal, REFUTED);
            sayNothingOfC(equal, false);
            double[] dearer = times(2, 1.1, 1.3);
            ClaimVerdict both = all(dearer, dearer, dearer).offsetsInC(1.4, 1.6).judge("C9");
            is(both, REFUTED);
            onHotSpot(both, REFUTED);
            ClaimVerdict inCOnly = all(same, same, same).offsetsInC(1.4, 1.6).judge("C9");
            is(inCOnly, DEPENDS);
            assertThat(regions(inCOnly.design(), "does not hold")).contains("in C, one pagemap, 512 pages",
                    "in C, 8 pagemaps, runs of 16 pages, 131,072 pages");
            ClaimVerdict missing = all(same, same, same).judge("C9");
            is(missing, SUPPORTED);
            sayNothingOfC(missing, true);
        }

        @Test
        void dependsWhereLinesGoAndLoadsCome() {
            ClaimVerdict v = all(times(2, 1.1, 1.5), times(1.5, 0.3, 1.3), times(0.6, 0.3, 0.7)).judge("C9");
            is(v, DEPENDS);
            onHotSpot(v, DEPENDS);
            assertThat(regions(v.design(), "holds")).contains("one pagemap", "range-tree-last-range, loads");
            assertThat(regions(v.design(), "does not hold")).contains("range-tree-page, loads", "range-tree-page, lines")
                    .doesNotContain("range-tree,");
            assertThat(v.figures()).as("shown beside").anyMatch(f -> f.label().startsWith("range-tree: loads"));
        }

        @Test
        void oneDearerPlacementIsEnoughToDepend() {
            double[] same = times(1, 1, 1);
            Scenario s = new Scenario().offsets("clique:1:72", "512", forms(same, same, times(1.01, 1, 1)));
            List.of("own", "clique:1:8", "clique:16:8", "clique:16:72").forEach(p -> s.offsets(p, "512", forms(same, same, same)));
            ClaimVerdict v = s.judge("C9");
            is(v, DEPENDS);
            assertThat(regions(v.design(), "does not hold")).isEqualTo("72 pagemaps, runs of 1 page (range-tree-last-range, loads)");
        }

        @Test
        void inconclusiveWherePlacementsAreNotCounted() {
            double[] same = times(1, 1, 1);
            ClaimVerdict v = new Scenario().offsets("own", "512", forms(same, same, same)).judge("C9");
            is(v, INCONCLUSIVE);
            onHotSpot(v, INCONCLUSIVE);
            assertThat(v.open()).contains("operations of OwnerComparisonBenchmark.compare range-tree-page, layout=system-present"
                    + " pages=8192 placement=clique:1:72");
        }
    }

    @Nested
    class C10 {
        @Test
        void ofTheDesignIsWhatCSaysToo() {
            ClaimVerdict equal = new Scenario().systemPages(1.2, 8, 8).walksInC("system", "512", 1, 1).judge("C10");
            is(equal, SUPPORTED);
            onHotSpot(equal, REFUTED);
            sayNothingOfC(equal, false);
            ClaimVerdict both = new Scenario().systemPages(1.2, 512, 1).walksInC("system", "512", 1.2, 1.2).judge("C10");
            is(both, REFUTED);
            onHotSpot(both, REFUTED);
            ClaimVerdict missing = new Scenario().systemPages(1.2, 8, 8).judge("C10");
            is(missing, SUPPORTED);
            sayNothingOfC(missing, true);
        }

        @Test
        void supportedWhereNothingIsAddedForAPage() {
            ClaimVerdict v = new Scenario().systemPages(1.001, 8, 8).judge("C10");
            is(v, SUPPORTED);
            onHotSpot(v, SUPPORTED);
        }

        @Test
        void refutedWhereEveryDesignAddsForEachPage() {
            ClaimVerdict v = new Scenario().systemPages(1.2, 512, 1).judge("C10");
            is(v, REFUTED);
            onHotSpot(v, REFUTED);
        }

        @Test
        void dependsOnTheDesign() {
            Scenario s = new Scenario().walks("system", "512", 1.2, 512, "rare").walks("system", "1", 1, 1, "rare").systemPages(1, 0, 0);
            ClaimVerdict v = s.judge("C10");
            is(v, DEPENDS);
            assertThat(regions(v.design(), "does not hold")).contains("callback-per-page; callback-last-pagemap");
        }

        @Test
        void inconclusiveWithoutCounts() {
            ClaimVerdict v = new Scenario().own("512", 1).judge("C10");
            is(v, INCONCLUSIVE);
            assertThat(v.open().get(0)).startsWith("operations of PagemapCallbackBenchmark callback-per-page");
        }
    }

    @Nested
    class C3 {
        private static final String PROPOSED = "broken-request-cache";

        private Proof schedule(String design, String event, boolean sound) {
            return new Proof("C3", design, event, sound, "a test");
        }

        @Test
        void dependsOnTheEventByTheSchedulesAlone() {
            ClaimVerdict v = new Scenario().judge("C3");
            is(v, DEPENDS);
            assertThat(v.hotSpot()).isNull();
            assertThat(v.figures().get(0).grade()).isEqualTo(Grade.E1);
            assertThat(regions(v.design(), "holds")).isEqualTo("a cache that lives for one request (link down, the sequence stands; access"
                    + " withdrawn, the sequence stands; unplug started, the sequence stands; regrouped, the sequence stands)");
            assertThat(regions(v.design(), "does not hold")).contains("page moved, the sequence moves",
                    "pagemap reused, the sequence moves", "a cache whose changes move the sequence");
        }

        @Test
        void supportedWhereEveryEventMakesItStale() {
            is(new Scenario().proofs(schedule(PROPOSED, "link down", false), schedule(PROPOSED, "page moved", false))
                    .stress(test(PROPOSED, Stale.SEEN)).judge("C3"), SUPPORTED);
        }

        @Test
        void refutedWhereNoEventMakesAnyCacheStale() {
            is(new Scenario().proofs(schedule(PROPOSED, "link down", true), schedule("notifier-sequence", "link down", true)).judge("C3"),
                    REFUTED);
        }

        @Test
        void inconclusiveWithoutSchedulesOrWhereTheRaceWasNotSeen() {
            is(new Scenario().proofs().judge("C3"), INCONCLUSIVE);
            ClaimVerdict v = new Scenario().proofs(schedule(PROPOSED, "link down", false)).stress(test(PROPOSED, Stale.NOT_SEEN))
                    .judge("C3");
            is(v, INCONCLUSIVE);
            assertThat(v.open().get(0)).contains("THOROUGH");
        }

        /** The data of before: the plain cache seen to fail, sound designs clean, and times; it said supported. */
        @Test
        void thePlainCacheAndItsTimesDecideNothing() {
            Scenario old = new Scenario().proofs().stress(test("broken-cache", Stale.SEEN), test("generation", Stale.NOT_SEEN))
                    .protocol("broken-cache", "8", 100).protocol("generation", "8", 104);
            is(old.judge("C3"), INCONCLUSIVE);
        }

        /** What checks cannot cost less than what does not for that: so said an old verdict of switch-point. */
        @Test
        void anIntervalWhollyBelowOneIsNoPriceAndIsExplainedOrNot() {
            Scenario s = new Scenario().protocol("broken-cache", "8", 100).protocol("switch-point", "8", 96).protocol("epoch", "8", 150);
            assertThat(String.join(" ", s.judge("C3").design().remarks()))
                    .contains("Price of being sound, of the read side only: from 1.50")
                    .contains(". No price: 0.9").contains("(switch-point / broken-cache, protocol, 8 devices, JDK 17), not explained")
                    .doesNotContain("only: from 0");
            Evidence e = s.evidence();
            Evidence counted = new Evidence(e.cells().stream().map(c -> c.withForks(c.forks().stream().map(f -> f.of(new CompiledForm("a",
                    c.design().equals("switch-point") ? 900.0 : 1000.0, null, null, null, null, null, null))).toList())).toList(),
                    e.stress(), e.grouping(), e.operations(), e.proofs());
            ClaimVerdict explained = Claims.judge(counted).stream().filter(v -> v.claim().equals("C3")).findFirst().orElseThrow();
            assertThat(String.join(" ", explained.design().remarks()))
                    .contains("(switch-point / broken-cache, protocol, 8 devices, JDK 17), beside"
                    + " fewer instructions: 0.900 times as many").doesNotContain("not explained");
        }

        /** By hand: two in a hundred ns are less than an empty method of three, fifty are more. */
        @Test
        void whatCannotBeToldFromTheCacheHasNoPriceInTime() {
            Scenario s = new Scenario().floor(3).protocol("broken-cache", "8", 100).protocol("generation", "8", 98)
                    .protocol("epoch", "8", 150);
            s.cells().replaceAll(c -> c.withForks(c.forks().stream().map(f -> f.of(new CompiledForm("a", c.design().equals("generation")
                    ? 990.0 : 1000.0, null, null, "m", null, null, null))).toList()));
            ClaimVerdict v = s.judge("C3");
            assertThat(v.design().remarks()).anySatisfy(r -> assertThat(r).startsWith("Indistinguishable from the cache without a check"
                    + " (time): generation (JDK 17, 0.990 times its instructions)").doesNotContain("epoch ("));
            assertThat(v.figures()).filteredOn(f -> f.grade() == Grade.E4).extracting(Figure::label)
                    .containsExactly("epoch / broken-cache, protocol, 8 devices");
            ClaimVerdict few = new Scenario().forks(6).protocol("broken-cache", "8", 100).protocol("epoch", "8", 150).judge("C3");
            assertThat(few.figures()).filteredOn(f -> f.grade() == Grade.E4).singleElement()
                    .satisfies(f -> assertThat(f.label()).endsWith("; shown only"));
            assertThat(few.design().remarks()).isEmpty();
        }

        @Test
        void aDesignThatIsStaleForAnEventHasNoPrice() {
            ClaimVerdict v = new Scenario().lookUp("broken-cache", 64, 0).lookUp("provider-table", 96, 0).lookUp("generation", 66, 0)
                    .judge("C3");
            assertThat(v.figures()).noneMatch(f -> f.label().contains("provider-table")).anyMatch(f -> f.label().contains("generation"));
        }

        @Test
        void thePriceOfEachSoundDesignIsShown() {
            ClaimVerdict v = new Scenario().lookUp("broken-cache", 64, 0).lookUp("generation", 66, 0).lookUp("epoch", 96, 2)
                    .protocol("broken-cache", "8", 100).protocol("generation", "8", 104).protocol("epoch", "8", 150).judge("C3");
            assertThat(v.design().remarks()).contains("Price of being sound, of the read side only: from 1.031 (loads and stores,"
                    + " generation / broken-cache, protocol, 8 devices) to 1.500 (loads and stores, epoch / broken-cache,"
                    + " protocol, 8 devices).");
            assertThat(v.figures()).extracting(Figure::label).contains("generation / broken-cache, protocol, 8 devices",
                    "atomic updates, protocol, 8 devices, epoch");
        }

        @Test
        void aStaleGrantOfASoundDesignIsSaidLoudly() {
            ClaimVerdict v = new Scenario().stress(test(PROPOSED, Stale.SEEN), test("generation", Stale.FORBIDDEN_SEEN)).judge("C3");
            assertThat(v.design().regions()).extracting(Region::what)
                    .anyMatch(w -> w.contains("STALE GRANT SEEN") && w.contains("generation"));
            assertThat(v.open()).anyMatch(o -> o.startsWith("find the fault in generation"));
        }
    }

    @Nested
    class C4AndC5 {
        private static final String YES = "foreign and granted, update of 4 KiB pages";

        private Scenario faults(double no, double yes) {
            return new Scenario().fault("foreign-refused", "2m", no).fault("foreign-refused", "2m", "2m", no)
                    .fault("foreign-granted", "2m", yes).fault("foreign-granted", "64k", yes).fault("foreign-granted", "4k", yes);
        }

        @Test
        void unnoticeableEverywhere() {
            is(faults(0.001, 0.001).judge("C4"), SUPPORTED);
            onHotSpot(faults(0.001, 0.001).judge("C4"), SUPPORTED);
            is(faults(0.001, 0.001).judge("C5"), REFUTED);
        }

        @Test
        void visibleEverywhere() {
            is(faults(0.5, 0.2).judge("C4"), REFUTED);
            onHotSpot(faults(0.5, 0.2).judge("C4"), REFUTED);
            is(faults(0.5, 0.2).judge("C5"), SUPPORTED);
            onHotSpot(faults(0.5, 0.2).judge("C5"), SUPPORTED);
        }

        @Test
        void oneDependsOnTheAnswerAndTheOtherIsAboutYes() {
            ClaimVerdict four = faults(0.002, 0.2).judge("C4");
            is(four, DEPENDS);
            assertThat(regions(four.design(), "holds")).isEqualTo(
                    "foreign and refused, migration of 4 KiB pages | foreign and refused, migration of 2 MiB pages");
            assertThat(regions(four.design(), "does not hold")).isEqualTo(YES);
            assertThat(four.figures().get(0)).satisfies(f -> {
                assertThat(f.grade()).isEqualTo(Grade.E2);
                assertThat(f.value()).isCloseTo(0.2, within(0.001));
            });
            assertThat(four.figures()).anySatisfy(f -> {
                assertThat(f.unit()).isEqualTo("calls/fault");
                assertThat(f.value()).isEqualTo(512);
            });
            is(faults(0.002, 0.2).judge("C5"), SUPPORTED);
        }

        @Test
        void bothDependOnTheSizeOfDeviceEntries() {
            Scenario s = new Scenario().fault("foreign-granted", "2m", 0.3).fault("foreign-granted", "64k", 0.05)
                    .fault("foreign-granted", "4k", 0.001).fault("foreign-refused", "2m", 0.001)
                    .fault("foreign-refused", "2m", "2m", 0.001);
            assertThat(regions(s.judge("C4").hotSpot(), "does not hold"))
                    .isEqualTo(YES + " (2 MiB entries, callback-per-page; 64 KiB entries, callback-per-page)");
            ClaimVerdict five = s.judge("C5");
            is(five, DEPENDS);
            assertThat(regions(five.hotSpot(), "does not hold")).isEqualTo(YES + " (4 KiB entries, callback-per-page)");
        }

        /** By hand: 400 us an operation of four ranges, a fifth of it the check; a published fault without a migration has 19 us. */
        @Test
        void theCheckIsAlsoPutOverThePublishedTimes() {
            assertThat(faults(0.002, 0.2).judge("C5").figures()).filteredOn(f -> f.label().startsWith("check over a fault's published"))
                    .hasSize(3).allSatisfy(f -> assertThat(f.value()).isCloseTo(0.2 * 400 / 4 / 19, within(0.4)));
        }

        /** By hand: 1 us a fault and 50 ns of it the check, which is 0.3 % of 19 us and less of a migration. */
        @Test
        void aShareAboveOfTheModelAloneDecidesNothing() {
            Scenario s = new Scenario();
            for (String granule : List.of("2m", "64k", "4k")) {
                s.fault("foreign-granted", granule, "4k", 0.05, 4000);
            }
            s.fault("foreign-refused", "2m", "4k", 0.05, 4000).fault("foreign-refused", "2m", "2m", 0.05, 4000);
            for (String claim : List.of("C4", "C5")) {
                ClaimVerdict v = s.judge(claim);
                is(v, INCONCLUSIVE);
                onHotSpot(v, INCONCLUSIVE);
                assertThat(v.design().regions()).allSatisfy(r -> assertThat(r.what()).contains("of the model, which has no device"));
                assertThat(v.open()).contains("the time of such a fault on a device, with callback-per-page and without: " + YES
                        + ", 2 MiB entries, callback-per-page");
            }
        }

        /** The model's fault takes longer than the published one, so that a share below of it bounds nothing. */
        @Test
        void aShareBelowOfASlowModelDecidesNoTime() {
            Scenario s = new Scenario();
            for (String granule : List.of("2m", "64k", "4k")) {
                s.fault("foreign-granted", granule, "4k", 0.005, 400_000_000);
            }
            is(s.judge("C5"), REFUTED);
            assertThat(s.judge("C5").hotSpot().regions()).extracting(Region::holds).containsExactly("undecided");
            assertThat(s.judge("C5").open()).hasSize(3).allMatch(o -> o.startsWith("the time of such a fault on a device"));
        }

        /** By hand: 2048 pages are four faults of 2 MiB, of which each asks once. */
        @Test
        void whereAllIsRefusedOnePageIsAskedAndTheRowSaysSo() {
            Scenario s = new Scenario();
            for (String mapping : List.of("4k", "2m")) {
                Map<String, String> refused = Map.of("design", "callback-per-page", "pages", "2048", "memory", "foreign-refused", "granule",
                        "2m", "mapping", mapping);
                s.counted("FaultPathBenchmark", "fault", refused, Math.round(Scenario.FAULTS), 4, 0).fault("foreign-refused", "2m", mapping,
                        0.001);
            }
            ClaimVerdict v = s.judge("C4");
            assertThat(v.design().regions()).extracting(Region::what).filteredOn(w -> w.contains("loads and stores")).hasSize(2)
                    .allMatch(w -> w.contains("the check, 1 call a fault, as the first refusal ends the walk, is 0.100 %"));
            assertThat(v.hotSpot().regions()).extracting(Region::what).anyMatch(w -> w.contains("as the first refusal ends the walk, is")
                    && w.contains("of the published time of a whole fault that migrates"));
            assertThat(v.figures()).filteredOn(f -> f.unit().equals("calls/fault") && f.grade() == Grade.E2 && f.jdk().isEmpty())
                    .hasSize(2).allSatisfy(f -> assertThat(f.value()).isEqualTo(1));
            assertThat(v.limits()).extracting(Limit::text).contains("where all is refused, one page a fault is asked about, not each");
            assertThat(faults(0.002, 0.2).judge("C5").hotSpot().because()).contains("of the published time of get_pages and bind, two"
                    + " stages of a fault that migrates");
        }

        /** After a refusal the walks that follow belong to the check: they are counted, and no stage has them. */
        @Test
        void theWalksThatARefusalCausesAreCountedAndNotTimed() {
            Scenario s = faults(0.001, 0.001).faultLoop("request-flag", "foreign-refused", "2m", "4k", 440_000)
                    .faultLoop("check-of-request-flag", "foreign-refused", "2m", "4k", 100);
            ClaimVerdict v = s.judge("C4");
            assertThat(v.figures()).filteredOn(f -> f.label().contains("request-flag")).singleElement().satisfies(f -> {
                assertThat(f.grade()).isEqualTo(Grade.E2);
                assertThat(f.value()).isCloseTo(1 - 399_600 / 440_000.0, within(1e-9));
            });
            assertThat(v.open()).anyMatch(o -> o.startsWith("the time of such a fault on a device, with request-flag"));
        }

        /** By hand: 1000 words and 6400 bytes, 30 of the words for the check; fields that are registers in C are none of it. */
        @Test
        void copiedBytesCountByLinesAndOtherFieldsNot() {
            List<Operations> counted = new ArrayList<>();
            Scenario s = faults(0.5, 0.2);
            Map<String, String> refused = Map.of("pages", "2048", "memory", "foreign-refused", "granule", "2m", "mapping", "4k");
            for (String design : List.of("owner-only", "last-pagemap")) {
                TreeMap<String, String> params = new TreeMap<>(refused);
                params.put("design", design);
                boolean checks = design.equals("last-pagemap");
                counted.add(new Operations("dev.faultpath.bench.FaultPathBenchmark.fault", params, 1, Map.of(
                        "words loads", checks ? 1000L : 970L, "page bytes loads", 3200L, "page bytes stores", 3200L, "other fields loads",
                        checks ? 5000L : 1000L)));
            }
            Evidence e = s.evidence();
            Evidence of = new Evidence(e.cells(), e.stress(), e.grouping(), counted, e.proofs());
            assertThat(CheckShareClaim.judgeUnnoticeable(of).figures()).filteredOn(f -> f.label().contains("loads and stores"))
                    .singleElement().satisfies(f -> assertThat(f.value()).isCloseTo(30 / 1100.0, within(1e-9)));
        }

        @Test
        void otherDecidersCountWhereTheyWereRun() {
            Scenario s = faults(0.5, 0.2).faultLoop("last-pagemap", "foreign-granted", "2m", "4k", 320_100)
                    .faultLoop("check-of-last-pagemap", "foreign-granted", "2m", "4k", 100);
            is(s.judge("C4"), DEPENDS);
            assertThat(regions(s.judge("C4").design(), "holds")).isEqualTo(YES + " (2 MiB entries, last-pagemap)");
        }

        @Test
        void inconclusiveWhereTheShareSpansTheLimitOrIsMissing() {
            Scenario wide = new Scenario().scatter(0.5);
            for (String granule : List.of("2m", "64k", "4k")) {
                wide.fault("foreign-granted", granule, 0.0101);
            }
            wide.fault("foreign-refused", "2m", 0.0101).fault("foreign-refused", "2m", "2m", 0.0101);
            onHotSpot(wide.judge("C4"), INCONCLUSIVE);
            onHotSpot(wide.judge("C5"), INCONCLUSIVE);
            ClaimVerdict v = new Scenario().fault("foreign-granted", "2m", 0.2).judge("C5");
            is(v, INCONCLUSIVE);
            assertThat(v.open())
                    .contains("cell FaultPathBenchmark check-of-callback-per-page, granule=4k mapping=4k memory=foreign-granted,"
                            + " on JDK 17");
        }

        /** Cells of before, in which nothing was granted and the share was a difference of times, decide nothing. */
        @Test
        void theOldDataGiveNoVerdict() {
            Scenario old = new Scenario();
            for (String refused : List.of("0", "2", "4", "mapped")) {
                for (String granule : List.of("2m", "64k", "4k")) {
                    for (String design : List.of("full", "without-decide")) {
                        old.cell("FaultPathBenchmark", "fault", Map.of("design", design, "pages", "2048", "refused", refused, "granule",
                                granule, "mapping", "4k"), design.equals("full") ? 100_000 : 91_200);
                    }
                }
            }
            is(old.judge("C4"), INCONCLUSIVE);
            onHotSpot(old.judge("C4"), INCONCLUSIVE);
            is(old.judge("C5"), INCONCLUSIVE);
            onHotSpot(old.judge("C5"), INCONCLUSIVE);
        }
    }

    @Nested
    class C6 {
        @Test
        void supportedWhereEveryPairIsGrantedInEveryOrder() {
            is(new Scenario().granted("switched", "greedy-groups", 1, 1).judge("C6"), SUPPORTED);
        }

        @Test
        void refutedWhereNoTopologyIsGrantedAll() {
            is(new Scenario().granted("mesh", "greedy-groups", 0.25, 0.75).granted("ring", "greedy-groups", 0.5, 0.5).judge("C6"), REFUTED);
        }

        @Test
        void dependsOnTheTopologyAndNamesWhoGrantsMore() {
            ClaimVerdict v = new Scenario().granted("switched", "greedy-groups", 1, 1).granted("mesh", "greedy-groups", 0.25, 0.75)
                    .granted("mesh", "best-fit", 0.25, 0.75).granted("mesh", "matrix", 1, 1)
                    .faultLoop("owner-only", "foreign-refused", "2m", "4k", 500_000)
                    .faultLoop("owner-only", "own", "2m", "4k", 10_000).judge("C6");
            is(v, DEPENDS);
            assertThat(v.design().because()).contains("25 % to 75 % of 8 linked pairs", "more by matrix 100 %")
                    .doesNotContain("best-fit").doesNotContain("times one that does not");
            assertThat(regions(v.design(), "holds")).isEqualTo("switched (transitive)");
            assertThat(v.figures()).anySatisfy(f -> assertThat(f.value()).isCloseTo(50, within(1.0)));
        }

        @Test
        void madeUpLinksAreShownAndDecideNothing() {
            GroupingRow real = new GroupingRow("switched", true, true, true, "greedy-groups", 24, true, 8, 1, 1, 1, 0);
            GroupingRow arrow = new GroupingRow("one-way-2", false, true, false, "greedy-groups", 2, true, 1, 0, 0, 0, 0);
            ClaimVerdict v = Claims.judge(new Evidence(List.of(), List.of(), List.of(real, arrow), List.of(), List.of())).get(5);
            is(v, SUPPORTED);
            assertThat(v.design().remarks()).containsExactly("Of links made up to show one property, one-way-2 (transitive, not symmetric)"
                    + " 0 %.");
        }

        @Test
        void inconclusiveWithoutTheCountsOrWithCountsThatDisagree() {
            is(new Scenario().faultLoop("owner-only", "foreign-refused", "2m", "4k", 1).judge("C6"), INCONCLUSIVE);
            ClaimVerdict v = new Scenario().granted("mesh", "greedy-groups", 1, 1).granted("mesh", "greedy-groups", 0.5, 0.5).judge("C6");
            is(v, INCONCLUSIVE);
            assertThat(v.design().because()).contains("disagree");
        }
    }

    @Nested
    class C7 {
        private final Proof reached = new Proof("C7", "every fault", "asks the registry", false, "a test");

        @Test
        void supportedWhereNothingLeadsThereAndNothingAsks() {
            ClaimVerdict v = new Scenario().asking(0).registration(1.5).judge("C7");
            is(v, SUPPORTED);
            assertThat(v.hotSpot()).isNull();
            assertThat(v.figures()).filteredOn(f -> f.unit().equals("exponent")).extracting(Figure::grade)
                    .containsExactly(Grade.E2, Grade.E4);
            assertThat(v.figures()).filteredOn(f -> f.unit().equals("exponent"))
                    .allSatisfy(f -> assertThat(f.value()).isCloseTo(1.5, within(0.01)));
        }

        @Test
        void dependsWhereSomethingLeadsThereThoughNothingAsks() {
            is(new Scenario().proofs(reached).asking(0).judge("C7"), DEPENDS);
        }

        @Test
        void refutedWhereAFaultAsks() {
            ClaimVerdict v = new Scenario().proofs(reached).asking(3).registration(2).judge("C7");
            is(v, REFUTED);
            assertThat(v.design().regions()).extracting(Region::what).anyMatch(w -> w.contains("3.000 questions in FaultPathBenchmark"));
        }

        /** Whatever class registers asks, and is no fault. */
        @Test
        void aRegistrationOfAnyClassDecidesNothing() {
            for (Question.Answer registering : Question.Q7.answers()) {
                Scenario s = new Scenario().asking(0).counted(registering.benchmark(), "register", Map.of("design", "matrix", "peers",
                        "72"), 50, 0, 7);
                is(s.judge("C7"), SUPPORTED);
                is(new Scenario().counted(registering.benchmark(), "register", Map.of(), 50, 0, 7).judge("C7"), INCONCLUSIVE);
            }
        }

        @Test
        void inconclusiveWithoutCountsWhateverRegistrationTakes() {
            is(new Scenario().registration(1).judge("C7"), INCONCLUSIVE);
        }
    }

    @Nested
    class C8a {
        private static Proof schedule(String design, String event, boolean sound) {
            return new Proof("C3", design, event, sound, "a test");
        }

        @Test
        void theSchedulesOfThisProgramSayWhichEventsItIsSafeAgainst() {
            ClaimVerdict v = new Scenario().stress(test("tryget-live", Stale.NOT_SEEN), test("provider-table", Stale.SEEN),
                    new StressOutcome.Test("PieceWalk.BrokenReread", null, Stale.SEEN, 9, true)).judge("C8a");
            is(v, DEPENDS);
            assertThat(v.figures()).hasSize(20).extracting(Figure::grade).containsOnly(Grade.E1);
            assertThat(regions(v.design(), "does not hold")).contains("link down", "access withdrawn", "regrouped", "client replaced",
                    "concurrency tests of provider-table").doesNotContain("unplug", "reused", "tryget-live");
            assertThat(regions(v.design(), "holds")).contains("unplug started", "pagemap reused", "tryget-live");
        }

        @Test
        void supportedWhereNoScheduleIsStale() {
            is(new Scenario().proofs(schedule("provider-table", "link down", true), schedule("tryget-live", "link down", true))
                    .judge("C8a"), SUPPORTED);
        }

        @Test
        void dependsWhereSomeScheduleIsStale() {
            is(new Scenario().proofs(schedule("provider-table", "link down", false), schedule("provider-table", "unplug started", true))
                    .judge("C8a"), DEPENDS);
        }

        @Test
        void refutedWhereAllAre() {
            is(new Scenario().proofs(schedule("tryget-live", "unplug started", false))
                    .stress(test("tryget-live", Stale.FORBIDDEN_SEEN)).judge("C8a"), REFUTED);
        }

        /** What was filed under the name of Q4's table was a check of the sequence, bound to nobody's life. */
        @Test
        void inconclusiveWithoutSchedules() {
            is(new Scenario().proofs().judge("C8a"), INCONCLUSIVE);
            is(new Scenario().proofs(schedule("map-type-table", "unplug started", true)).judge("C8a"), INCONCLUSIVE);
        }
    }

    @Nested
    class C8b {
        private static final List<String> CHECKED = List.of("generation", "sequence-per-pagemap", "notifier-sequence");

        private Scenario scenario(long table, long reference, double tearDown) {
            Scenario s = new Scenario().forks(14).lookUp("provider-table", table, 0).lookUp("tryget-live", reference, 0)
                    .tearDown("provider-table", 1000, 800).tearDown("tryget-live", 1000 * tearDown, 800);
            CHECKED.forEach(design -> s.lookUp(design, 66, 0).tearDown(design, 1000, 800));
            return s;
        }

        private static Proof waits(String design, boolean none) {
            return new Proof("C8b", design, "a tear-down beside a request in flight waits for none", none, "a test");
        }

        @Test
        void supportedWhereNoLookUpDoesMoreAndNoTearDownWaits() {
            ClaimVerdict v = scenario(64, 66, 1).proofs(waits("provider-table", true), waits("tryget-live", true)).judge("C8b");
            is(v, SUPPORTED);
            assertThat(v.figures().get(0).grade()).isEqualTo(Grade.E1);
            assertThat(v.figures()).noneMatch(f -> f.label().contains("revocation") && f.label().contains("provider-table"));
            assertThat(v.figures()).filteredOn(f -> f.label().equals("blocking: revocation beside a walker / alone, generation"))
                    .singleElement().satisfies(f -> assertThat(f.value()).isCloseTo(1.25, within(0.01)));
        }

        @Test
        void dependsOnWhoHoldsTheReference() {
            ClaimVerdict v = scenario(64, 144, 2).judge("C8b");
            is(v, DEPENDS);
            assertThat(v.design().regions()).extracting(Region::what).anyMatch(w -> w.endsWith("no more atomic updates and 2 fewer loads"
                    + " and stores")).anyMatch(w -> w.endsWith("78 more loads and stores")).noneMatch(w -> w.contains("-2"));
            assertThat(v.design().because()).as("what ran other work is shown only").doesNotContain("times its time alone");
            assertThat(regions(v.design(), "does not hold")).isEqualTo("look-ups of a request by tryget-live | what a tear-down of"
                    + " tryget-live waits for");
            onHotSpot(v, DEPENDS);
            assertThat(regions(v.hotSpot(), "does not hold")).isEqualTo("revocation beside a walker, tryget-live | unplug beside a walker,"
                    + " tryget-live");
        }

        @Test
        void refutedWhereEveryLookUpDoesMore() {
            Proof[] all = {waits("provider-table", false), waits("tryget-live", false)};
            is(scenario(70, 144, 1).proofs(all).judge("C8b"), REFUTED);
            is(scenario(70, 144, 1).judge("C8b"), DEPENDS);
            Scenario atomics = new Scenario().proofs(all).lookUp("provider-table", 10, 1).lookUp("tryget-live", 10, 16);
            CHECKED.forEach(design -> atomics.lookUp(design, 66, 0));
            is(atomics.judge("C8b"), REFUTED);
        }

        /** The data of before: times of look-ups and tear-downs, and nothing counted. */
        @Test
        void timesOfLookUpsDecideNothing() {
            Scenario old = new Scenario().proofs().protocol("tryget-live", "8", 472).tearDown("tryget-live", 1000, 800);
            CHECKED.forEach(design -> old.protocol(design, "8", 100).tearDown(design, 1000, 800));
            ClaimVerdict v = old.judge("C8b");
            is(v, INCONCLUSIVE);
            assertThat(v.open()).anyMatch(o -> o.startsWith("operations of RevalidationProtocolBenchmark"));
        }
    }

    @Test
    void figuresNameTheCellsThatTheyAreComputedFrom() {
        Scenario s = new Scenario().floor(1);
        SIZES.forEach(pages -> s.own(pages, 1));
        s.alternate(16, 8, 0.1, 0.8).fault("foreign-granted", "2m", 0.2).asking(0).registration(1).protocol("broken-cache", "8", 100)
                .protocol("generation", "8", 100);
        Set<String> labels = Stream.concat(s.cells().stream().map(CellResult::label),
                s.evidence().operations().stream().map(Operations::label)).collect(Collectors.toSet());
        List<Figure> figures = new ArrayList<>();
        Claims.judge(s.evidence()).forEach(v -> figures.addAll(v.figures()));
        assertThat(figures).hasSizeGreaterThan(15).allSatisfy(f -> assertThat(f.cells()).allMatch(labels::contains));
        assertThat(figures).filteredOn(f -> f.grade() == Grade.E3 || f.grade() == Grade.E4)
                .allSatisfy(f -> assertThat(f.cells()).isNotEmpty());
    }

    @Test
    void theOrderOfTheInputAndTheLocaleDoNotMatter() {
        Scenario s = new Scenario();
        SIZES.forEach(pages -> s.own(pages, 1));
        s.alternate(16, 8, 0.1, 0.8).fault("foreign-granted", "2m", 0.2).asking(0).registration(1);
        List<ClaimVerdict> before = Claims.judge(s.evidence());
        List<CellResult> reversed = new ArrayList<>(s.cells());
        Collections.reverse(reversed);
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Claims.judge(new Evidence(reversed, List.of(), List.of(), s.evidence().operations(), Proof.all())))
                    .isEqualTo(before);
        } finally {
            Locale.setDefault(locale);
        }
    }

    /** By hand: a quarter of the fault with 4 KiB pages, and of one with 2 MiB pages half for the copy. */
    @Test
    void theExternalCheckPutsTheModelBesideThePublishedShares() {
        Scenario s = new Scenario().faultLoop("owner-only", "foreign-refused", "2m", "4k", 1000)
                .faultLoop("stage-migrate", "foreign-refused", "2m", "4k", 250)
                .faultLoop("owner-only", "foreign-refused", "2m", "2m", 400).faultLoop("stage-copy", "foreign-refused", "2m", "2m", 200);
        ExternalCheck check = ExternalCheck.of(s.evidence());
        assertThat(check.rows()).extracting(ExternalCheck.Row::stage).containsExactly("migrate", "device copy", "get_pages", "bind");
        assertThat(check.rows()).allSatisfy(r -> assertThat(r.reason()).isNotBlank());
        ExternalCheck.Row migrate = check.rows().get(0);
        assertThat(migrate.published4k()).isCloseTo(0.975, within(0.0005));
        assertThat(migrate.models()).singleElement().satisfies(m -> {
            assertThat(m.pages()).isEqualTo("4 KiB");
            assertThat(m.share().value()).isCloseTo(0.25, within(0.005));
        });
        assertThat(check.rows().get(1).publishedHuge()).isCloseTo(0.803, within(0.0005));
        assertThat(check.rows().get(1).models()).singleElement().satisfies(m -> {
            assertThat(m.pages()).isEqualTo("2 MiB");
            assertThat(m.share().value()).isCloseTo(0.5, within(0.005));
        });
        assertThat(check.rows().get(2).models()).isEmpty();
    }
}
