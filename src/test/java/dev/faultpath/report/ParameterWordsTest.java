package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.results.CellResult;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterWordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            layout=system-present pages=512 placement=clique:16:8 | runs of 16 pages, 8 devices that share an owner; 512 pages; all of it present
            placement=alternate:1:72 pages=1                      | runs of 1 page, 72 devices in turn; 1 page
            placement=alternate:R:8                               | runs of R pages, 8 devices in turn
            placement=own build=plain mix=none                    | own memory
            memory=foreign-granted granule=64k mapping=2m         | memory of another device, granted; mapped by 2 MiB; entries of 64 KiB
            callbackCost=100-steps profile=mega foreignShown=rare | a callback of 100 steps; many drivers seen; foreign pages seen 1 in 1000
            unplugsPerMillionPages=10                             | 10 unplugs for a million pages
            peers=72 links=boards                                 | 72 peers; links boards
            subscriptionPages=0 request=READ                      | request READ; subscription pages 0
            """)
    void sayWhatAValueMeansAndNameTheOthers(String parameters, String words) {
        Map<String, String> params = new TreeMap<>();
        for (String parameter : parameters.split(" ")) {
            params.put(parameter.split("=")[0], parameter.split("=")[1]);
        }
        assertThat(ParameterWords.of(CellResult.Group.of("p.AnyBenchmark.method", params, "17"))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"compare, compare; 512 pages", "answer, answer; 512 pages"})
    void theWorkComesFirst(String method, String words) {
        assertThat(ParameterWords.of(CellResult.Group.of("p.AnyBenchmark." + method, Map.of("design", "d", "pages", "512"), "17")))
                .isEqualTo(words);
    }
}
