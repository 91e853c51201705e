package dev.faultpath.guard.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.stats.Proportion;
import dev.faultpath.stats.SignedRank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The error rates that the guard promises, on thousands of simulated runs: the same decision code, noise of several kinds, fixed
 * seeds. Bounds are such that a procedure whose rate is clearly above the promise fails them.
 */
class ErrorRateTest {
    private static final int CELLS = 20;
    private static final int RUNS = 2000;

    /**
     * Asserts that the chance of an event is not clearly above a rate: with 95 % confidence it is below one and a half times of it.
     *
     * @param event whether it happens in the run with a number
     */
    private static void assertRate(String what, int runs, double rate, LongPredicate event) {
        int seen = 0;
        for (int run = 0; run < runs; run++) {
            seen += event.test(run) ? 1 : 0;
        }
        assertThat(Proportion.upper(seen, runs, 0.05)).as("%s: %d of %d runs", what, seen, runs).isLessThan(1.5 * rate);
    }

    private static List<String> slower(Procedure procedure) {
        return SimulatedRun.said(procedure, Timed.Says.SLOWER);
    }

    @ParameterizedTest
    @EnumSource(SimulatedNoise.class)
    void oneRunInAHundredCriesWolf(SimulatedNoise noise) {
        assertRate("false alarms, " + noise, RUNS, GuardForks.NORMAL.alpha(), run ->
                !slower(new SimulatedRun(noise, 0, Set.of(), run).run(GuardForks.NORMAL, CELLS, run)).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(SimulatedNoise.class)
    void theShortPlanKeepsTheSamePromise(SimulatedNoise noise) {
        assertRate("false alarms, " + noise, RUNS, GuardForks.FAST.alpha(), run ->
                !slower(new SimulatedRun(noise, 0, Set.of(), run).run(GuardForks.FAST, CELLS, run)).isEmpty());
    }

    /** A cell that is really slower must not make the others cry wolf: strong control. */
    @Test
    void slowerCellsDoNotAccuseOthers() {
        assertRate("false alarms beside true ones", RUNS, GuardForks.NORMAL.alpha(), run -> {
            List<String> found = new ArrayList<>(slower(new SimulatedRun(SimulatedNoise.STUDENT, Math.log(1.1), Set.of("cell 3", "cell 4"),
                    run).run(GuardForks.NORMAL, CELLS, run)));
            found.removeAll(List.of("cell 3", "cell 4"));
            return !found.isEmpty();
        });
    }

    /** Stopping at any look costs nothing: with one cell and a large level, so that a wrong rule would show at once. */
    @ParameterizedTest
    @EnumSource(SimulatedNoise.class)
    void stoppingEarlyIsPaidFor(SimulatedNoise noise) {
        Settings loose = new Settings("loose", false, 0.02, 0.03, 0.01, 0, 0.2, 0.05, 0.1, GuardForks.NORMAL.looks());
        int rejected = 0;
        for (int run = 0; run < RUNS; run++) {
            rejected += slower(new SimulatedRun(noise, 0, Set.of(), run).run(loose, 1, run)).size();
        }
        assertThat(Proportion.lower(rejected, RUNS, 0.01)).as("%d of %d", rejected, RUNS).isLessThan(loose.alpha());
        assertThat(rejected).as("the test can see rejections").isPositive();
    }

    /** The measure itself: rules that are known to be wrong fail it. */
    @Test
    void repeatingUntilSignificantIsCaught() {
        assertThatThrownBy(() -> assertRate("repeat until significant", RUNS, 0.01, run -> {
            SimulatedRun machine = new SimulatedRun(SimulatedNoise.STUDENT, 0, Set.of(), run);
            double[] d = new double[32];
            for (int n = 0; n < d.length; n++) {
                d[n] = machine.pair("cell", n % 2 == 0).score();
                if (n >= 9 && SignedRank.greater(Arrays.copyOf(d, n + 1)) <= 0.01) {
                    return true;
                }
            }
            return false;
        })).isInstanceOf(AssertionError.class);
    }

    /** Runs in which the one slower cell among so many was called regressed, in per cent. */
    private static double found(Settings settings, int cells, SimulatedNoise noise, double slowdown) {
        int runs = 300;
        int found = 0;
        for (int run = 0; run < runs; run++) {
            found += slower(new SimulatedRun(noise, Math.log1p(slowdown), Set.of("cell 7"), run).run(settings, cells, run))
                    .contains("cell 7") ? 1 : 0;
        }
        return 100.0 * found / runs;
    }

    /**
     * Found in at least so many of a hundred runs with one slower cell among twenty, by kind of noise. Forks in turns are quiet
     * ({@link SimulatedNoise#IN_TURNS}); the others stand for machines and modes on which pairs scatter two to four times as much.
     */
    @ParameterizedTest
    @CsvSource({
        "IN_TURNS, 0.02, 94", "IN_TURNS, 0.03, 99", "IN_TURNS, 0.05, 99",
        "ONE_SIDED, 0.03, 90", "ONE_SIDED, 0.05, 99", "ONE_SIDED, 0.10, 99", "DRIFT, 0.03, 85", "DRIFT, 0.05, 99", "DRIFT, 0.10, 99",
        "BIMODAL, 0.03, 27", "BIMODAL, 0.05, 83", "BIMODAL, 0.10, 99", "AUTOCORRELATED, 0.03, 78", "AUTOCORRELATED, 0.05, 99",
        "AUTOCORRELATED, 0.10, 99", "OUTLIERS, 0.03, 90", "OUTLIERS, 0.05, 95", "OUTLIERS, 0.10, 98", "STUDENT, 0.03, 87",
        "STUDENT, 0.05, 99", "STUDENT, 0.10, 99",
    })
    void slowdownsAreFound(SimulatedNoise noise, double slowdown, int percent) {
        assertThat(found(GuardForks.NORMAL, CELLS, noise, slowdown)).isGreaterThanOrEqualTo(percent);
    }

    /** The short plan and its eight cells. */
    @ParameterizedTest
    @CsvSource({
        "IN_TURNS, 0.10, 97", "ONE_SIDED, 0.10, 94", "DRIFT, 0.10, 97", "BIMODAL, 0.10, 94", "AUTOCORRELATED, 0.10, 97",
        "OUTLIERS, 0.10, 57",
        "STUDENT, 0.10, 95",
    })
    void theShortPlanFindsLargeOnes(SimulatedNoise noise, double slowdown, int percent) {
        assertThat(found(GuardForks.FAST, 8, noise, slowdown)).isGreaterThanOrEqualTo(percent);
    }

    /** Cells that are slower by exactly the margin are called unchanged in at most one of twenty cases. */
    @ParameterizedTest
    @EnumSource(SimulatedNoise.class)
    void unchangedIsEarned(SimulatedNoise noise) {
        for (Settings settings : List.of(GuardForks.NORMAL, GuardForks.FAST)) {
            int wrong = 0;
            int cells = 0;
            for (int run = 0; run < 60; run++) {
                Set<String> all = Set.copyOf(SimulatedRun.cells(CELLS));
                Procedure procedure = new SimulatedRun(noise, Math.log1p(settings.margin()), all, run).run(settings, CELLS, run);
                wrong += SimulatedRun.said(procedure, Timed.Says.UNCHANGED).size() + SimulatedRun.said(procedure, Timed.Says.FASTER).size();
                cells += CELLS;
            }
            assertThat(Proportion.lower(wrong, cells, 0.01)).as("%s: %d of %d", settings.name(), wrong, cells)
                    .isLessThan(settings.alphaEquivalence());
        }
    }

    /** P-values of equal builds are as often small as they say, in both directions. */
    @ParameterizedTest
    @EnumSource(SimulatedNoise.class)
    void pValuesOfEqualBuildsAreUniform(SimulatedNoise noise) {
        int runs = 4000;
        double[] levels = {0.01, 0.05, 0.10};
        int[][] below = new int[2][levels.length];
        Random order = new Random(1);
        for (int run = 0; run < runs; run++) {
            SimulatedRun machine = new SimulatedRun(noise, 0, Set.of(), run);
            double[] pairs = new double[24];
            for (int block = 0; block < 6; block++) {
                boolean abba = order.nextBoolean();
                for (int place = 0; place < 4; place++) {
                    pairs[4 * block + place] = machine.pair("cell", (place == 1 || place == 2) == abba).score();
                }
            }
            double slower = SignedRank.greater(pairs);
            double faster = SignedRank.greater(Arrays.stream(pairs).map(v -> -v).toArray());
            for (int i = 0; i < levels.length; i++) {
                below[0][i] += slower <= levels[i] ? 1 : 0;
                below[1][i] += faster <= levels[i] ? 1 : 0;
            }
        }
        for (int[] direction : below) {
            for (int i = 0; i < levels.length; i++) {
                assertThat(Proportion.lower(direction[i], runs, 0.001)).as("%s: %d below %s", noise, direction[i], levels[i])
                        .isLessThan(levels[i]);
                assertThat(Proportion.upper(direction[i], runs, 0.001)).isGreaterThan(0.7 * levels[i]);
            }
        }
    }
}
