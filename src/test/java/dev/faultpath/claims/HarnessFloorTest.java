package dev.faultpath.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.stats.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class HarnessFloorTest {
    private static Interval ratio(double estimate, double low, double high) {
        return new Interval(estimate, low, high, 0.95, 8, Interval.Method.SIGNED_RANK);
    }

    @Test
    void isWhatTheEmptyMethodCostsOnThatJdkOrUnknown() {
        Scenario s = new Scenario().floor(3);
        assertThat(HarnessFloor.of(s.cells(), "17").ns()).isBetween(3.0, 4.5);
        assertThat(HarnessFloor.of(s.cells(), "25").ns()).isNaN();
        assertThat(HarnessFloor.of(List.of(), "17").hides(ratio(1.01, 0.9, 1.1), 10)).isFalse();
    }

    @Test
    void hidesADifferenceInNanosecondsNotInPercent() {
        HarnessFloor floor = new HarnessFloor(2);
        assertThat(floor.hides(ratio(1.1, 0.5, 2), 10)).isTrue();
        assertThat(floor.hides(ratio(1.1, 0.5, 2), 100)).isFalse();
    }
}
