package dev.faultpath.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.bench.state.HarnessState;
import dev.faultpath.model.HmmPfn;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

class HarnessChecksTest {
    private static final Map<String, Double> SOUND = Map.of("baselineEmpty", 1.0, "baselineEmptyTwin", 1.1, "baselineNanoTime", 25.0,
            "baselineTableRead", 150.0, "baselineWordFill", 100.0, "baselineWordFillTwin", 103.0, "baselineTableCopy", 200.0);

    private static double sound(String method, int pages) {
        boolean loop = method.matches("baseline(Table|Word).*");
        return SOUND.get(method) * (loop ? pages / 512.0 : 1);
    }

    @Test
    void everyRowIsABenchmarkAndEveryBenchmarkIsInARow() throws NoSuchFieldException {
        List<String> methods = Arrays.stream(HarnessBaselineBenchmark.class.getMethods())
                .filter(m -> m.isAnnotationPresent(Benchmark.class)).map(m -> m.getName()).toList();
        List<HarnessChecks.Row> rows = HarnessChecks.all().stream().flatMap(c -> Stream.of(c.left(), c.right())).distinct().toList();
        assertThat(rows).extracting(HarnessChecks.Row::method).hasSameElementsAs(methods);
        List<String> pages = List.of(HarnessState.class.getField("pages").getAnnotation(Param.class).value());
        assertThat(rows).allMatch(row -> pages.contains(Integer.toString(row.pages())));
        assertThat(SOUND).containsOnlyKeys(methods);
    }

    @Test
    void aSoundRunPasses() {
        assertThat(HarnessChecks.failures(HarnessChecksTest::sound)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "baselineEmptyTwin, 512, 3, baselineEmpty(512) is not equal to baselineEmptyTwin(512)",
        "baselineWordFillTwin, 512, 120, baselineWordFill(512) is not equal to baselineWordFillTwin(512)",
        "baselineNanoTime, 512, -1.5, baselineEmpty(512) is not at most baselineNanoTime(512)",
        "baselineTableCopy, 512, 120, baselineTableRead(512) is not at most baselineTableCopy(512)",
        "baselineTableCopy, 512, 80, baselineWordFill(512) is not at most baselineTableCopy(512)",
        "baselineTableRead, 1024, 400, baselineTableRead(512) times 2.0 is not equal to baselineTableRead(1024)",
        "baselineWordFill, 1024, 100, baselineWordFill(512) times 2.0 is not equal to baselineWordFill(1024)"})
    void aRowThatIsOffIsNamed(String method, int pages, double nanos, String failure) {
        assertThat(HarnessChecks.failures((m, p) -> m.equals(method) && p == pages ? nanos : sound(m, p)))
                .anySatisfy(text -> assertThat(text).startsWith(failure));
    }

    @Test
    void rowsThatAreMissingLeaveTheirChecksOut() {
        assertThat(HarnessChecks.failures((m, p) -> Double.NaN)).isEmpty();
        assertThat(HarnessChecks.failures((m, p) -> p == 1024 ? Double.NaN : sound(m, p))).isEmpty();
    }

    @Test
    void everyPageReachesTheTable() {
        for (int pages : new int[] {512, 1024}) {
            HarnessState state = new HarnessState();
            state.pages = pages;
            state.build();
            HarnessBaselineBenchmark benchmark = new HarnessBaselineBenchmark();
            long[] copied = benchmark.baselineTableCopy(state).clone();
            for (int i = 0; i < pages; i++) {
                assertThat(copied[i]).isEqualTo(copied[0] + i);
            }
            int first = state.tables.first(0);
            long joined = Arrays.stream(state.entries, first, first + state.tables.pages(0)).reduce(0, (a, b) -> a | b);
            assertThat(benchmark.baselineTableRead(state)[0] & joined).isEqualTo(joined);
            long[] filled = benchmark.baselineWordFill(state).clone();
            for (int i = 0; i < pages; i++) {
                assertThat(filled[i] & ~HmmPfn.STICKY).isEqualTo(HmmPfn.VALID | i);
            }
            assertThat(benchmark.baselineWordFillTwin(state)).isEqualTo(filled);
            assertThat(benchmark.baselineEmpty(state)).isSameAs(state.pfns);
            assertThat(benchmark.baselineEmptyTwin(state)).isSameAs(state.pfns);
            long before = System.nanoTime();
            assertThat(benchmark.baselineNanoTime(state)[0] - before).isNotNegative();
        }
    }
}
