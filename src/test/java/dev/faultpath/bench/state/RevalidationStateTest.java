package dev.faultpath.bench.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.faultpath.model.Pagemap;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What an unplug leaves behind, and what is plugged in after it. */
class RevalidationStateTest {
    private static RevalidationState state(int pages, int devices) {
        RevalidationState state = new RevalidationState();
        state.pages = pages;
        state.devices = devices;
        state.runLength = 16;
        state.build();
        return state;
    }

    @Test
    void anotherDeviceStandsInTheSlotWithTheSamePages() throws InterruptedException {
        RevalidationState state = state(72, 3);
        Pagemap[] before = state.pagemaps.clone();
        long[] words = state.range().pfns.clone();
        RevalidationDesign design = new RevalidationDesign();
        design.design = "recheck-under-lock";
        design.make(state);
        for (int turn = 0; turn < 3; turn++) {
            design.unplugAndPlugIn(turn);
        }
        assertThat(before).allMatch(Pagemap::dead);
        for (int i = 0; i < 3; i++) {
            Pagemap next = state.pagemaps[i];
            assertThat(next.dead()).isFalse();
            assertThat(next.id()).isNotEqualTo(before[i].id());
            assertThat(next.address()).isEqualTo(before[i].address());
            assertThat(next.device().busAddress()).isEqualTo(before[i].device().busAddress());
            assertThat(next.device()).isNotSameAs(before[i].device());
            assertThat(next.references()).isEqualTo(new int[] {32, 24, 16}[i]);
        }
        assertThat(Arrays.stream(state.runs)).allMatch(run -> Arrays.asList(state.pagemaps).contains(run));
        design.request();
        assertThat(state.range().pfns).as("the request has the answer that it had").isEqualTo(words);
        assertThat(state.memory.systemPagesInUse()).as("no page was left behind").isZero();
    }

    @Test
    void onlyDevicesThatTheRequestMeetsAreTakenAway() throws InterruptedException {
        RevalidationState state = state(1, 8);
        assertThat(state.met()).isEqualTo(1);
        RevalidationDesign design = new RevalidationDesign();
        design.design = "tryget-live";
        design.make(state);
        for (int turn = 0; turn < 3; turn++) {
            long zapped = state.client.table().entriesZapped();
            design.unplugAndPlugIn(turn);
            assertThat(state.client.table().entriesZapped()).isGreaterThan(zapped);
            design.request();
        }
    }

    @Test
    void nothingIsPluggedInWhereADeviceIs() {
        assertThatIllegalArgumentException().isThrownBy(() -> state(16, 1).plugIn(0));
    }
}
