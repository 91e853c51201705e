package dev.faultpath.bench.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.HmmPfn;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchStateTest {
    @ParameterizedTest
    @CsvSource({"1, 8192", "32, 256", "512, 16", "513, 16", "8192, 1", "9000, 1"})
    void callsAreTheRangeOverTheBatch(int pagesPerCall, int calls) {
        for (String layout : new String[] {"system-present", "all-huge"}) {
            BatchState state = new BatchState();
            state.layout = layout;
            state.pages = 8192;
            state.pagesPerCall = pagesPerCall;
            state.build();
            for (int i = 0; i < 2; i++) {
                assertThat(state.answer()).isEqualTo(calls);
                int last = 8192 - (calls - 1) * pagesPerCall;
                assertThat(Arrays.stream(state.range.pfns, 0, last)).allMatch(word -> (word & HmmPfn.VALID) != 0);
                // The words left behind are those of the range's last pages.
                assertThat(HmmPfn.pfn(state.range.pfns[last - 1])).isEqualTo(HmmPfn.pfn(state.range.pfns[0]) + last - 1);
                assertThat(HmmPfn.order(state.range.pfns[0])).isEqualTo(layout.equals("all-huge") ? 9 : 0);
            }
        }
    }
}
