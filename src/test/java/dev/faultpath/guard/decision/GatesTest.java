package dev.faultpath.guard.decision;

import static dev.faultpath.guard.decision.GuardForks.MILLIS;
import static dev.faultpath.guard.decision.GuardForks.counter;
import static dev.faultpath.guard.decision.GuardForks.fork;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.guard.decision.CellVerdict.Gate;
import dev.faultpath.results.Fork;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GatesTest {
    /** Forks of 1000 ns an operation: 20 000 operations an iteration, of which the harness may allocate 0.6 bytes each. */
    private static List<Fork> bytes(Double... values) {
        List<Fork> forks = new ArrayList<>();
        for (Double value : values) {
            forks.add(fork(1000, 1000, 0.01, value, new TreeMap<>()));
        }
        return forks;
    }

    private static List<Fork> counts(double... values) {
        List<Fork> forks = new ArrayList<>();
        for (double value : values) {
            forks.add(fork(1000, 1000, 0.01, null, counter("walks", value)));
        }
        return forks;
    }

    @Test
    void oneObjectIsSeen() {
        assertThat(Gates.compare(bytes(0.3, 0.31, 0.3), bytes(16.3, 16.3, 16.31), MILLIS)).containsExactly(
                new Gate("B/op", 0, 16.3, Gate.Change.UP));
        assertThat(Gates.compare(bytes(16.3, 16.3, 16.31), bytes(0.3, 0.31, 0.3), MILLIS)).containsExactly(
                new Gate("B/op", 16.3, 0, Gate.Change.DOWN));
    }

    @Test
    void whatTheHarnessAllocatesIsNoChange() {
        assertThat(Gates.compare(bytes(0.2, 0.3), bytes(0.5, 0.6), MILLIS)).isEmpty();
        assertThat(Gates.compare(bytes(16.2, 16.2), bytes(16.7, 16.7), MILLIS)).isEmpty();
        assertThat(Gates.compare(bytes(16.2, 16.2), bytes(16.9, 16.9), MILLIS)).hasSize(1);
    }

    @Test
    void forksThatDisagreeMustLieApartByMore() {
        assertThat(Gates.compare(bytes(100.0, 110.0), bytes(115.0, 125.0), MILLIS)).containsExactly(
                new Gate("B/op", 105, 120, Gate.Change.VARIES));
        assertThat(Gates.compare(bytes(100.0, 110.0), bytes(125.0, 130.0), MILLIS)).extracting(Gate::change)
                .containsExactly(Gate.Change.UP);
        assertThat(Gates.compare(bytes(100.0, 110.0), bytes(105.0, 105.1), MILLIS)).isEmpty();
    }

    @Test
    void bytesThatWereNotCountedAreNotCompared() {
        assertThat(Gates.compare(bytes(null, null), bytes(16.0, 16.0), MILLIS)).isEmpty();
        assertThat(Gates.compare(bytes(0.0), bytes(16.0), MILLIS)).isEmpty();
        assertThat(Gates.compare(bytes(0.0, null), bytes(16.0, 16.0), MILLIS)).isEmpty();
    }

    @Test
    void exactCountersAreComparedExactly() {
        assertThat(Gates.compare(counts(512, 512), counts(513, 513), MILLIS)).containsExactly(new Gate("walks", 512, 513, Gate.Change.UP));
        assertThat(Gates.compare(counts(513, 513), counts(512, 512), MILLIS))
                .containsExactly(new Gate("walks", 513, 512, Gate.Change.DOWN));
        assertThat(Gates.compare(counts(512, 512), counts(512, 512), MILLIS)).isEmpty();
        assertThat(Gates.compare(counts(512), counts(513), MILLIS)).isEmpty();
    }

    @Test
    void sumsOverATimeAreNoGate() {
        assertThat(Gates.compare(counts(100, 110), counts(200, 210), MILLIS)).isEmpty();
        // Exact before and not any more: that is worth saying, but proves nothing.
        assertThat(Gates.compare(counts(100, 100), counts(200, 210), MILLIS))
                .containsExactly(new Gate("walks", 100, 205, Gate.Change.VARIES));
        assertThat(Gates.compare(counts(200, 210), counts(100, 100), MILLIS))
                .containsExactly(new Gate("walks", 205, 100, Gate.Change.VARIES));
    }

    @Test
    void aCounterThatOnlyOneBuildHasIsNoRegression() {
        List<Gate> gates = Gates.compare(bytes(null, null), counts(3, 3), MILLIS);
        assertThat(gates).hasSize(1);
        assertThat(gates.get(0).change()).isEqualTo(Gate.Change.VARIES);
        assertThat(gates.get(0).baseline()).isNaN();
    }

    @Test
    void wordsOfACount() {
        assertThat(new Gate("walks", 1, 2.5, Gate.Change.UP).rose()).isEqualTo("walks rose from 1 to 2.50");
        assertThat(Gate.count(Double.NaN)).isEqualTo("none");
    }
}
