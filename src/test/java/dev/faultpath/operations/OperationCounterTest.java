package dev.faultpath.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import dev.faultpath.Sources;
import dev.faultpath.results.Operations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationCounterTest {
    private static final String BENCH = "dev.faultpath.bench.";
    private static final String COMPARE = BENCH + "OwnerComparisonBenchmark.compare";
    private static final String CHECK = BENCH + "PagemapCallbackBenchmark.check";
    private static final String DESIGN = "dev.faultpath.design.owner.OwnerPointerComparison";
    private static final String DECISION = "return pagemapOf(entry).owner() == owner;";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path temp;

    private static SortedMap<String, String> params(String... pairs) {
        TreeMap<String, String> params = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            params.put(pairs[i], pairs[i + 1]);
        }
        return params;
    }

    private static SortedMap<String, String> owner(String design) {
        return params("design", design, "layout", "system-present", "pages", "512", "placement", "clique:16:8");
    }

    private static Operations callback(String design, String pages) {
        return OperationCounter.ofThisProgram().count(CHECK, params("design", design, "layout", "system-present", "pages", pages,
                "placement", "own", "profile", "mega", "mix", "none", "yesPercent", "100", "callbackCost", "0"));
    }

    /** Counts with changed classes, by the kinds that differ. */
    private static Map<String, Long> difference(Operations before, Operations after) {
        TreeMap<String, Long> difference = new TreeMap<>(after.counts());
        before.counts().forEach((kind, n) -> difference.merge(kind, -n, Long::sum));
        difference.values().removeIf(n -> n == 0);
        return difference;
    }

    /** What the reference does once a text of its source is another. */
    private Operations edited(String from, String to) throws IOException {
        String source = Files.readString(Path.of("src/main/java", DESIGN.replace('.', '/') + ".java"));
        assertThat(source).contains(from);
        return counting(Map.of(DESIGN, source.replace(from, to))).count(COMPARE, owner("owner-pointer"));
    }

    private OperationCounter counting(Map<String, String> sources) throws IOException {
        return OperationCounter.withChanged(Sources.compile(sources, temp).entrySet().stream().collect(Collectors.toMap(
                c -> c.getKey().replace(".class", "").replace('/', '.'), Map.Entry::getValue)));
    }

    private static Operations now() {
        return OperationCounter.ofThisProgram().count(COMPARE, owner("owner-pointer"));
    }

    @Test
    @DisplayName("one load a page that is added to a design adds 512 loads to 512 pages, and nothing else")
    void addedLoad() throws IOException {
        assertThat(difference(now(), edited(DECISION, "long[] words = memmap; " + DECISION))).isEqualTo(Map.of("other fields loads", 512L));
    }

    @Test
    @DisplayName("and so does one of a struct page, which is told by whose array it is")
    void addedLoadOfAStructPage() throws IOException {
        assertThat(difference(now(), edited(DECISION, "long word = memmap[0]; " + DECISION)))
                .isEqualTo(Map.of("other fields loads", 512L, "memmap loads", 512L, "memmap lines", 1L));
    }

    @Test
    @DisplayName("comments, line numbers and names of locals change nothing")
    void comment() throws IOException {
        assertThat(edited(DECISION, "// a comment\n\n        " + DECISION)).isEqualTo(now());
        assertThat(edited("long entry) {\n        " + DECISION, "long other) {\n        " + DECISION.replace("entry", "other")))
                .isEqualTo(now());
    }

    @Test
    @DisplayName("own pages cost a design that compares the owner first what they cost the kernel's, at every size: no call, no load more")
    void ownPages() {
        for (String pages : new String[] {"1", "16", "512", "8192"}) {
            Operations none = callback("none", pages);
            assertThat(callback("callback-per-page", pages).counts()).as(pages).isEqualTo(none.counts());
            assertThat(none.counts()).doesNotContainKey("callback calls");
        }
        assertThat(callback("callback-every-device-page", "512").counts()).containsEntry("callback calls", 512L);
    }

    /** A benchmark whose operations are known, in the package where benchmarks are. */
    private OperationCounter patterns(String... edits) throws IOException {
        String source = """
                package dev.faultpath.bench;
                import java.util.Arrays;
                import java.util.concurrent.atomic.AtomicLong;
                import org.openjdk.jmh.annotations.*;
                public class Patterns {
                    @State(Scope.Thread)
                    public static class Arrayed {
                        @Param("16") public int stride;
                        public long[] pfns = new long[4096];
                        byte[] bytes = new byte[4096];
                        volatile int turn;
                        final AtomicLong counter = new AtomicLong();
                        @Setup public void check() {
                            if (stride < 1) throw new IllegalArgumentException("a stride of " + stride);
                        }
                    }
                    @Benchmark public long strides(Arrayed s) {
                        long[] words = s.pfns;
                        long sum = 0;
                        for (int i = 0; i < words.length; i += 16) sum += words[i];
                        return sum;
                    }
                    @Benchmark public Object stores(Arrayed s) {
                        long[] words = s.pfns;
                        byte[] bytes = s.bytes;
                        for (int i = 0; i < 256; i++) words[i] = i;
                        for (int i = 0; i < 256; i++) bytes[i] = 1;
                        Arrays.fill(words, 8, 24, 0);
                        System.arraycopy(words, 0, words, 2048, 64);
                        return words;
                    }
                    @Benchmark public long atomics(Arrayed s) {
                        s.counter.incrementAndGet();
                        s.turn = s.turn + 1;
                        synchronized (s) {
                            return s.counter.get();
                        }
                    }
                    @Benchmark public Object made(Arrayed s) {
                        Runnable captured = () -> s.stride++;
                        captured.run();
                        return new Object[] {new long[2][3], captured};
                    }
                    @Benchmark public long alternates(Arrayed s) {
                        s.turn = (s.turn + 1) % 3;
                        return s.turn == 0 ? s.pfns[0] : 0;
                    }
                    @Benchmark public long grows(Arrayed s) {
                        long sum = 0;
                        s.turn++;
                        for (int i = 0; i < s.turn; i++) sum += s.pfns[i];
                        return sum;
                    }
                }
                """;
        for (int i = 0; i < edits.length; i += 2) {
            assertThat(source).contains(edits[i]);
            source = source.replace(edits[i], edits[i + 1]);
        }
        return counting(Map.of(BENCH + "Patterns", source));
    }

    private static String executed(OperationCounter counter) {
        return executedSinceMade(counter.following());
    }

    private static String executedSinceMade(OperationCounter following) {
        following.count(BENCH + "Patterns.strides", params());
        return following.executed();
    }

    @Test
    @DisplayName("equal counts of other code are told apart: strides, dependencies, whatever set-up does, the size of an object")
    void otherCodeIsToldApart() throws IOException {
        String step = "i += 16) sum += words[i];";
        String[] few = {step, "i += 64) sum += words[i >>> 3];"};
        String[] wide = {step, "i += 64) sum += words[i];"};
        String[] chained = {step, "i += 64) sum += words[(int) (i + sum)];"};
        assertThat(patterns(few).count(BENCH + "Patterns.strides", params()))
                .isEqualTo(patterns(wide).count(BENCH + "Patterns.strides", params()))
                .isEqualTo(patterns(chained).count(BENCH + "Patterns.strides", params()));
        String setUp = "@Setup public void check() {";
        String field = "volatile int turn;";
        assertThat(List.of(executed(patterns()), executed(patterns(few)), executed(patterns(wide)), executed(patterns(chained)),
                executed(patterns(setUp, setUp + " bytes[8] = 1;")), executed(patterns(setUp, setUp + " bytes[16] = 1;")),
                executed(patterns(field, field + " long padding;")),
                executed(patterns(field, field + " static final int[] TABLE = {1};")),
                executed(patterns(field, field + " static final int[] TABLE = {2};")))).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("comments, lines, names of locals, and what is there and not executed are no other code")
    void whatIsNotExecutedIsNoOtherCode() throws IOException {
        String now = executed(patterns());
        assertThat(executed(patterns())).isEqualTo(now);
        assertThat(executed(patterns("long[] words = s.pfns;", "\n\n// why\nlong[] words = s.pfns;", "sum", "total"))).isEqualTo(now);
        assertThat(executed(patterns("s.stride++;", "s.stride--;"))).as("in a lambda").isEqualTo(now);
        assertThat(executed(patterns("@Benchmark public Object stores", "Runnable unreached() { return () -> { }; }"
                + " @Benchmark public Object stores"))).isEqualTo(now);
        assertThat(executed(patterns("\"a stride of \"", "\"the stride is \""))).as("a branch that is not taken").isEqualTo(now);
        OperationCounter twice = patterns().following();
        assertThat(executedSinceMade(twice)).isEqualTo(now);
        assertThat(executedSinceMade(twice)).as("all since it was made").isNotEqualTo(now);
    }

    @Test
    @DisplayName("loads, stores, lines, calls, atomics and allocations of a known pattern")
    void patternsAreRight() throws IOException {
        OperationCounter counter = patterns();
        assertThat(counter.count(BENCH + "Patterns.strides", params()).counts()).isEqualTo(
                Map.of("words loads", 256L, "words lines", 256L, "other fields loads", 1L, "branches", 257L));
        assertThat(counter.count(BENCH + "Patterns.stores", params()).counts()).isEqualTo(
                Map.of("words loads", 64L, "words stores", 256L + 16 + 64, "words lines", 32L + 8, "other arrays stores", 256L,
                        "other arrays lines", 4L, "other fields loads", 2L, "library calls", 2L, "branches", 514L));
        assertThat(counter.count(BENCH + "Patterns.atomics", params()).counts()).isEqualTo(
                Map.of("other fields loads", 3L, "other fields stores", 1L, "atomic updates", 1L, "volatile loads", 2L,
                        "volatile stores", 1L, "locks", 1L));
        assertThat(counter.count(BENCH + "Patterns.made", params()).counts()).containsEntry("objects made", 1L)
                .containsEntry("arrays made", 2L).containsEntry("lambda calls", 1L).containsEntry("interface calls", 1L);
    }

    @Test
    @DisplayName("operations that alternate are counted over their period; those that never repeat are refused by name")
    void period() throws IOException {
        OperationCounter counter = patterns();
        Operations alternating = counter.count(BENCH + "Patterns.alternates", params());
        assertThat(alternating.period()).isEqualTo(3);
        assertThat(alternating.counts()).containsEntry("words loads", 1L);
        assertThatThrownBy(() -> counter.count(BENCH + "Patterns.grows", params())).isInstanceOf(InputException.class)
                .hasMessage("Patterns.grows: its operations do not repeat, so there is no count of one");
    }

    @Test
    @DisplayName("what cannot be counted is said in one line")
    void refusals() throws IOException {
        OperationCounter counter = patterns();
        assertThatThrownBy(() -> counter.count(BENCH + "Nothing.at", params())).isInstanceOf(InputException.class)
                .hasMessage(BENCH + "Nothing.at: no such benchmark");
        assertThatThrownBy(() -> counter.count(BENCH + "Patterns.nothing", params())).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> counter.count(BENCH + "Patterns.strides", params("stride", "0"))).isInstanceOf(InputException.class)
                .hasMessage("Patterns.strides{stride=0}: a stride of 0");
        assertThatThrownBy(() -> counter.count(COMPARE, params("layout", "nix"))).isInstanceOf(InputException.class)
                .hasMessageStartingWith("OwnerComparisonBenchmark.compare{layout=nix}: no layout 'nix'");
        assertThatThrownBy(() -> OperationCounter.of(temp.resolve("no.jar"))).isInstanceOf(InputException.class)
                .hasMessageEndingWith("no such jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"callback-per-page", "last-pagemap"})
    @DisplayName("a callback adds nothing to a fault of own memory but what a request begins with")
    void aCallbackCostsOwnMemoryNothing(String decider) {
        Operations without = OperationCounter.ofThisProgram().count("dev.faultpath.bench.FaultPathBenchmark.fault", ownFault("owner-only"));
        Operations with = OperationCounter.ofThisProgram().count("dev.faultpath.bench.FaultPathBenchmark.fault", ownFault(decider));
        for (String kind : Operations.KINDS) {
            assertThat(with.each(kind) - without.each(kind)).as(kind).isBetween(0.0, 4.0);
        }
    }

    private static SortedMap<String, String> ownFault(String decider) {
        return new TreeMap<>(Map.of("design", decider, "pages", "2048", "memory", "own", "granule", "2m", "mapping", "4k"));
    }
}
