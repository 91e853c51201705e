package dev.faultpath.guard.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.results.Fork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SettledTest {
    /** Forks of 24 used iterations whose last third differs by a share. */
    private static List<Fork> forks(int count, double shift, double noise, long seed) {
        Random random = new Random(seed);
        List<Fork> forks = new ArrayList<>();
        for (int f = 0; f < count; f++) {
            double[] used = new double[24];
            Arrays.setAll(used, i -> 1000 * (i >= 16 ? 1 + shift : 1) * Math.exp(noise * random.nextGaussian()));
            forks.add(GuardForks.fork(used, 1000, 1000, null, new TreeMap<>()));
        }
        return forks;
    }

    @Test
    void aLateShiftIsSeen() {
        int seen = 0;
        int down = 0;
        for (int i = 0; i < 200; i++) {
            seen += Timing.unsettled("candidate", forks(8, 0.05, 0.02, i)) == null ? 0 : 1;
            down += Timing.unsettled("candidate", forks(8, -0.05, 0.02, i)) == null ? 0 : 1;
        }
        assertThat(seen).isGreaterThan(195);
        assertThat(down).isGreaterThan(195);
    }

    @Test
    void steadyForksAreRarelyAccused() {
        int seen = 0;
        for (int i = 0; i < 1000; i++) {
            seen += Timing.unsettled("candidate", forks(8, 0, 0.03, i)) == null ? 0 : 1;
        }
        assertThat(seen).isLessThanOrEqualTo(10);
    }

    @Test
    void aSureButSmallShiftIsLetPass() {
        assertThat(Timing.unsettled("baseline", forks(20, 0.01, 0.001, 1))).isNull();
        assertThat(Timing.unsettled("baseline", forks(20, 0.03, 0.001, 1))).startsWith("warm-up: the last third of the baseline's");
    }

    @Test
    void tooFewForksCannotTell() {
        assertThat(Timing.unsettled("baseline", forks(7, 0.1, 0.001, 1))).isNull();
        assertThat(Timing.unsettled("baseline", List.of())).isNull();
    }
}
