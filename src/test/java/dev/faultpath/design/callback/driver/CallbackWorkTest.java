package dev.faultpath.design.callback.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a callback costs on top. */
class CallbackWorkTest {
    private static final BigInteger MULTIPLIER = BigInteger.valueOf(6364136223846793005L);
    private static final BigInteger FLIPPED = BigInteger.valueOf(1442695040888963407L);
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

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
    void onlyNothingStepsAndMissAreCosts() {
        for (String wrong : List.of("-1", "ten", "100", "0-steps", "010-steps", "10-steps ", "9999999999-steps")) {
            assertThatThrownBy(() -> CallbackWork.parse(wrong)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + wrong + "'").hasMessageContaining("100-steps");
        }
    }

    /** Asked often enough to be compiled by the last tier: what it makes of the steps leaves what the steps leave. */
    @Test
    void everyStepIsMade() {
        CallbackWork work = CallbackWork.parse("100-steps");
        CallbackWork copy = CallbackWork.parse("100-steps").copy();
        CallbackWork nothing = CallbackWork.parse("0");
        int calls = 20_000;
        for (int i = 0; i < calls; i++) {
            work.spend();
            nothing.spend();
        }
        copy.spend();
        BigInteger x = BigInteger.valueOf(nothing.spent());
        BigInteger one = null;
        for (int i = 0; i < 100 * calls; i++) {
            one = i == 100 ? x : one;
            x = x.multiply(MULTIPLIER).mod(TWO_TO_64).xor(FLIPPED);
        }
        assertThat(work.spent()).isEqualTo(x.longValue());
        assertThat(copy.spent()).isEqualTo(one.longValue());
    }

    /** A compiler folds a chain of affine steps, x to a x + c, into one of them. */
    @Test
    void aStepIsNotAffine() {
        long zero = CallbackWork.step(0);
        assertThat(CallbackWork.step(1L << 32) - zero).isNotEqualTo((CallbackWork.step(1) - zero) << 32);
    }

    @Test
    void callsAreCountedOnRequestOnly() {
        CallbackWork counting = CallbackWork.counting();
        CallbackWork copy = counting.copy();
        CallbackWork plain = CallbackWork.parse("10-steps");
        counting.spend();
        counting.spend();
        copy.spend();
        plain.spend();
        assertThat(counting.calls()).isEqualTo(2);
        assertThat(copy.calls()).isEqualTo(1);
        assertThat(plain.calls()).isZero();
    }
}
