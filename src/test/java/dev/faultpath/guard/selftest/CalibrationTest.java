package dev.faultpath.guard.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is planted comes out, on a made-up processor that hides the first tokens. */
class CalibrationTest {
    private static final double OPERATION = 1000;
    private static final double TOKEN = 2;

    /** Pairs of forks that scatter by 1 %; every fourth has a fork in another form. */
    private static List<double[]> pairs(long tokens, int hidden, int n, long seed) {
        Random random = new Random(seed);
        List<double[]> pairs = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double baseline = OPERATION * (1 + 0.01 * random.nextGaussian()) * (i % 8 == 1 ? 1.2 : 1);
            double candidate = (OPERATION + TOKEN * Math.max(0, tokens - hidden)) * (1 + 0.01 * random.nextGaussian())
                    * (i % 8 == 5 ? 1.1 : 1);
            pairs.add(new double[] {baseline, candidate});
        }
        return pairs;
    }

    @Test
    void whatATokenCostsIsSeenOnALargeDelay() {
        Calibration large = Calibration.of(500, pairs(500, 0, 8, 1));
        assertThat(large.operation()).isCloseTo(OPERATION, within(20.0));
        assertThat(large.slower()).isCloseTo(1, within(0.03));
        assertThat(large.token()).isCloseTo(TOKEN, within(0.06));
        assertThat(large.tokens(0.03)).isEqualTo(15);
        assertThat(large.tokens(0.0005)).isZero();
    }

    @Test
    void hiddenTokensAreMadeUpFor() {
        double sum = 0;
        for (int run = 0; run < 200; run++) {
            Calibration large = Calibration.of(500, pairs(500, 6, 8, 3L * run));
            long first = large.tokens(0.03);
            long tokens = large.corrected(0.03, Calibration.of(first, pairs(first, 6, 32, 3 * run + 1)));
            sum += TOKEN * (tokens - 6) / OPERATION;
            assertThat(TOKEN * (tokens - 6) / OPERATION).isBetween(0.018, 0.042);
        }
        assertThat(sum / 200).isCloseTo(0.03, within(0.0005));
    }

    @Test
    void aCorrectionStaysWithinReason() {
        Calibration large = new Calibration(500, OPERATION, 1);
        assertThat(large.corrected(0.03, new Calibration(100, OPERATION, -0.5))).isEqualTo(220);
        assertThat(large.corrected(0.03, new Calibration(15, OPERATION, 0.9))).isEqualTo(1);
        assertThat(large.corrected(0.03, new Calibration(15, OPERATION, 0.03))).isEqualTo(15);
    }
}
