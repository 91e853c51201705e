package dev.faultpath.design.callback.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** What a callback costs on top. */
class CallbackWorkTest {
    @Test
    void theChainIsOneCycleThroughEverySlot() {
        int[] next = CallbackWork.cycle(1000, 3);
        BitSet seen = new BitSet();
        int at = 0;
        for (int i = 0; i < next.length; i++) {
            seen.set(at);
            at = next[at];
        }
        assertThat(at).isZero();
        assertThat(seen.cardinality()).isEqualTo(next.length);
    }

    @Test
    void onlyNumbersAndMissAreCosts() {
        assertThatThrownBy(() -> CallbackWork.parse("-1")).hasMessageContaining("-1");
        assertThatThrownBy(() -> CallbackWork.parse("ten")).hasMessageContaining("'ten'");
    }

    @Test
    void callsAreCountedOnRequestOnly() {
        CallbackWork counting = CallbackWork.counting();
        CallbackWork copy = counting.copy();
        CallbackWork plain = CallbackWork.parse("10");
        counting.spend();
        counting.spend();
        copy.spend();
        plain.spend();
        assertThat(counting.calls()).isEqualTo(2);
        assertThat(copy.calls()).isEqualTo(1);
        assertThat(plain.calls()).isZero();
    }
}
