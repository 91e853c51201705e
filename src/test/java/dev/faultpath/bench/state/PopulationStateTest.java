package dev.faultpath.bench.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.bench.PfnConsumptionBenchmark;
import dev.faultpath.bench.PfnPopulationBenchmark;
import dev.faultpath.design.populate.DeviceEntries;
import dev.faultpath.design.populate.PfnPopulation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.annotations.Param;

/** What the benchmarks of the population work on is pinned, and every design that they name computes it. */
class PopulationStateTest {
    private static List<String> designs(Class<?> state) throws NoSuchFieldException {
        return List.of(state.getField("design").getAnnotation(Param.class).value());
    }

    private static String fold(LongStream words) {
        // A plain polynomial would lose the order field: its weights add up to a multiple of a table's entries.
        return Long.toHexString(words.reduce(0, (sum, word) -> {
            long mixed = (sum ^ word) * 0x9e37_79b9_7f4a_7c15L;
            return mixed ^ mixed >>> 32;
        }));
    }

    @ParameterizedTest
    @CsvSource({
        "system-present, 1, 9de6e5fdb416b1fd, 49063fcbca194bf4",
        "system-present, 511, f2264752c368bfd, 15398a92916395d9",
        "system-present, 512, 4c4268b15b94f69b, 4fe1f2e58dac0007",
        "system-present, 513, db83fe56c2132ee1, 742d35611ac8c535",
        "system-present, 8192, ec0cd288c751cec5, 3efb4e408b36433e",
        "system-scattered, 1, 9de6e5fdb416b1fd, 49063fcbca194bf4",
        "system-scattered, 511, dec8a53099d5fa85, 9addc5bcc8227e12",
        "system-scattered, 512, 223a90840cde37d1, f6a6b798db44b1ca",
        "system-scattered, 513, 732b2f1f9012608c, d68cbca74707655a",
        "system-scattered, 8192, 4c9499afbb59dabe, dbedf46f0dba4f07",
        "order-mix-50, 1, 9de6e5fdb416b1fd, 49063fcbca194bf4",
        "order-mix-50, 511, f2264752c368bfd, 15398a92916395d9",
        "order-mix-50, 512, 6cf49c04bbad6b9b, e90650acda413876",
        "order-mix-50, 513, ed8bd8cf1794c978, eb99f9ffb37db466",
        "order-mix-50, 8192, b1527fa3c5903328, 42597484f40403bb",
        "all-huge, 1, 9de6e5fdb416b1fd, 49063fcbca194bf4",
        "all-huge, 511, f2264752c368bfd, 15398a92916395d9",
        "all-huge, 512, 6cf49c04bbad6b9b, e90650acda413876",
        "all-huge, 513, ed8bd8cf1794c978, eb99f9ffb37db466",
        "all-huge, 8192, 5777f3e4dc0bd77, 6e69bd47094aee48",
        "captured-jvm, 512, 6cf49c04bbad6b9b, e90650acda413876",
        "captured-jvm, 8192, 3eddc53cdee0332f, facc87696091d4c4",
        "captured-compiler, 512, c166e27e2b9475cc, 2d779e72c58bd8c9",
        "captured-compiler, 8192, ef84d0cabf154262, c2c249b582f24010",
        "captured-interpreter, 512, a86e1b9cbe8662de, 5155f1167503b03",
        "captured-interpreter, 8192, 9c49c7f3db530e27, 47564d9360fe0ab",
    })
    void everyDesignHasThePinnedChecksum(String layout, int pages, String words, String entries) throws NoSuchFieldException {
        PopulationState state = new PopulationState();
        state.layout = layout;
        state.pages = pages;
        state.build();
        for (String name : designs(PfnPopulationBenchmark.Design.class)) {
            PfnPopulationBenchmark.Design design = new PfnPopulationBenchmark.Design();
            design.design = name;
            design.make(state);
            PfnPopulationBenchmark benchmark = new PfnPopulationBenchmark();
            // Twice: the body must be idempotent.
            for (int i = 0; i < 2; i++) {
                PfnPopulation answered = benchmark.populate(state, design, new PfnPopulationBenchmark.Counted());
                assertThat(answered.answered()).isEqualTo(pages);
                long[] dense = new long[pages];
                answered.expand(dense);
                assertThat(fold(Arrays.stream(dense))).as(name).isEqualTo(words);
            }
        }
        for (String name : designs(PfnConsumptionBenchmark.Design.class)) {
            PfnConsumptionBenchmark.Design design = new PfnConsumptionBenchmark.Design();
            design.design = name;
            design.make(state);
            for (int i = 0; i < 2; i++) {
                DeviceEntries written = new PfnConsumptionBenchmark().consume(state, design);
                assertThat(fold(IntStream.range(0, pages).mapToLong(written::entry))).as(name).isEqualTo(entries);
            }
        }
    }
}
