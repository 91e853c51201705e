package dev.faultpath.bench.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.model.HmmPfn;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every design answers the benchmark's request as it must where every right is granted. */
class RevalidationStateTest {
    static Stream<String> designs() {
        return DesignsOnClassPath.names(AccessRevalidation.class).stream();
    }

    @ParameterizedTest
    @MethodSource("designs")
    void theRequestIsAnsweredWhole(String design) throws InterruptedException {
        for (int pages : new int[] {1, 16, 513}) {
            for (int devices : new int[] {1, 8}) {
                RevalidationState state = new RevalidationState();
                state.design = design;
                state.pages = pages;
                state.devices = devices;
                state.runLength = 16;
                state.build();
                state.request();
                long[] words = Arrays.stream(state.words()).map(w -> w & ~HmmPfn.ORDER_MASK).toArray();
                assertThat(words).as("%d pages of %d devices", pages, devices).isEqualTo(state.expected());
                assertThat(state.mapped()).isEqualTo(pages);
                // A right that is taken and given back changes nothing for the request after it.
                state.revokeAndGrant(0);
                state.request();
                assertThat(state.mapped()).isEqualTo(pages);
            }
        }
    }
}
