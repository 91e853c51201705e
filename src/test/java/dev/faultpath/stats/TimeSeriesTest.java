package dev.faultpath.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeSeriesTest {
    private static Interval value(double estimate) {
        return new Interval(estimate, estimate * 0.99, estimate * 1.01, 0.95, 8, Interval.Method.SIGNED_RANK);
    }

    @Test
    void changesAreSharesWhateverTheUnit() {
        for (double unit : new double[] {1, 1000}) {
            List<Interval> values = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                values.add(value(unit * (i < 8 ? 2 : 2.2) * (1 + 0.0001 * (i * 5 % 16))));
            }
            TimeSeries series = TimeSeries.of(values);
            assertThat(series.longEnough()).isTrue();
            assertThat(series.values()).isEqualTo(values);
            assertThat(series.changes()).singleElement().satisfies(c -> {
                assertThat(c.index()).isEqualTo(8);
                assertThat(Math.exp(c.shift())).isEqualTo(1.1, within(0.001));
            });
        }
    }

    @Test
    void valuesMustBeAboveZero() {
        assertThatThrownBy(() -> TimeSeries.of(List.of(value(1), value(0)))).isInstanceOf(IllegalArgumentException.class);
        assertThat(TimeSeries.of(List.of(value(1))).longEnough()).isFalse();
        assertThat(TimeSeries.of(List.of()).changes()).isEmpty();
    }
}
