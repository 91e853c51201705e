package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendTest {
    @Test
    void mannKendallOfASmallSeries() {
        // S = 7 of 10, variance 16.667 (n = 5): z = 6 / 4.0825 = 1.4697, two-sided p 0.1417
        assertThat(Trend.mannKendall(new double[] {1, 2, 3, 5, 4.5, }.clone())).isCloseTo(2 * (1 - 0.95678), within(2e-4));
    }

    @Test
    void constantAndShortSeriesHaveNoTrend() {
        assertThat(Trend.mannKendall(new double[] {2, 2, 2, 2, 2, 2})).isEqualTo(1);
        assertThat(Trend.mannKendall(new double[] {1, 2, 3})).isEqualTo(1);
    }

    @Test
    void falseAlarmsAreRareAndTrendsAreSeen() {
        Random random = new Random(7);
        int alarms = 0;
        int seen = 0;
        for (int i = 0; i < 1000; i++) {
            double[] flat = new double[20];
            Arrays.setAll(flat, k -> random.nextGaussian());
            double[] rising = new double[20];
            Arrays.setAll(rising, k -> random.nextGaussian() + 0.25 * k);
            alarms += Trend.mannKendall(flat) < 0.01 ? 1 : 0;
            seen += Trend.mannKendall(rising) < 0.01 ? 1 : 0;
        }
        assertThat(alarms).isLessThan(25);
        assertThat(seen).isGreaterThan(950);
    }

    @Test
    void lateShiftComparesLastThirdWithMiddle() {
        double[] step = {9, 9, 9, 10, 10, 10, 10.5, 10.5, 10.5};
        assertThat(Trend.lateShift(step)).isCloseTo(Math.log(1.05), within(1e-12));
        assertThat(Trend.lateShift(new double[] {1, 2, 3})).isZero();
    }
}
