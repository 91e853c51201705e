package dev.faultpath.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.bench.state.FaultCounters;
import dev.faultpath.bench.state.FaultState;
import dev.faultpath.fault.FaultLoop;
import dev.faultpath.operations.OperationCounter;
import dev.faultpath.results.Operations;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the measured operation does, by counters: how often it walks, asks and moves, and what it writes. */
class FaultPathBenchmarkTest {
    private static final String[] DECIDERS = {"owner-only", "callback-per-page", "last-pagemap", "after-walk", "request-flag"};

    private static FaultState state(String memory, String granule, String design) {
        return state(memory, granule, "4k", design);
    }

    private static FaultState state(String memory, String granule, String mapping, String design) {
        FaultState state = new FaultState();
        state.pages = 2048;
        state.memory = memory;
        state.granule = granule;
        state.mapping = mapping;
        state.build();
        state.loop(design);
        return state;
    }

    /** Entries of one range and the order of the first. */
    private static long word(int entries, int order) {
        return (long) entries << 8 | order;
    }

    private static long sum(FaultState state, ToLongFunction<FaultLoop> counter) {
        return counter.applyAsLong(state.loop(0)) + counter.applyAsLong(state.loop(1));
    }

    @ParameterizedTest
    @CsvSource({"2m, 1, 9", "64k, 32, 4", "4k, 512, 0"})
    void entriesAreAsLargeAsDeviceMemoryAllows(String granule, int entries, int order) {
        for (String memory : new String[] {"own", "foreign-granted", "foreign-refused"}) {
            for (String decider : DECIDERS) {
                FaultState state = state(memory, granule, decider);
                for (int round = 0; round < 2; round++) {
                    assertThat(state.run()).as("%s %s", memory, decider).containsOnly(word(entries, order));
                }
            }
        }
    }

    /** By hand: 512 pages a range, of which each is an entry, or all are one. */
    @ParameterizedTest
    @CsvSource({
        "own, 4k, owner-only, 0, 1, 0", "own, 4k, callback-per-page, 0, 1, 0", "own, 4k, last-pagemap, 0, 1, 0",
        "own, 4k, after-walk, 0, 1, 0", "own, 4k, request-flag, 0, 1, 0",
        "foreign-granted, 4k, callback-per-page, 512, 1, 0", "foreign-granted, 4k, last-pagemap, 1, 1, 0",
        "foreign-granted, 4k, after-walk, 1, 1, 0", "foreign-granted, 4k, request-flag, 1, 1, 0",
        "foreign-granted, 2m, callback-per-page, 1, 1, 0", "foreign-granted, 2m, last-pagemap, 1, 1, 0",
        "foreign-granted, 2m, after-walk, 1, 1, 0", "foreign-granted, 2m, request-flag, 1, 1, 0",
        "foreign-refused, 4k, owner-only, 0, 2, 1", "foreign-refused, 4k, callback-per-page, 1, 2, 1",
        "foreign-refused, 4k, last-pagemap, 1, 2, 1", "foreign-refused, 4k, after-walk, 1, 2, 1",
        "foreign-refused, 4k, request-flag, 1, 3, 1", "foreign-refused, 2m, callback-per-page, 1, 2, 1"})
    void aFaultAsksWhatItsPagesImply(String memory, String mapping, String decider, int calls, int walks, int migrations) {
        FaultState state = state(memory, "2m", mapping, decider);
        long callsBefore = state.callbackCalls();
        long walksBefore = sum(state, FaultLoop::walks);
        for (int round = 1; round <= 3; round++) {
            state.run();
            assertThat(state.callbackCalls() - callsBefore).isEqualTo(4L * round * calls);
            assertThat(sum(state, FaultLoop::walks) - walksBefore).isEqualTo(4L * round * walks);
            assertThat(sum(state, FaultLoop::migrations)).isEqualTo(4L * round * migrations);
            assertThat(sum(state, FaultLoop::retries)).isZero();
            assertThat(sum(state, FaultLoop::alreadyMapped)).isZero();
        }
    }

    /** The driver's own calls, by the byte code: as many as the faults of an operation ask. */
    @ParameterizedTest
    @CsvSource({"foreign-granted, 4k, callback-per-page, 2048", "foreign-granted, 4k, last-pagemap, 4",
        "foreign-granted, 4k, after-walk, 4",
        "foreign-granted, 4k, request-flag, 4", "foreign-granted, 2m, callback-per-page, 4", "foreign-refused, 4k, callback-per-page, 4",
        "own, 4k, callback-per-page, 0"})
    void theCallsThatAreCountedAreTheDriversOwn(String memory, String mapping, String decider, double calls) {
        Operations counted = OperationCounter.ofThisProgram().count(FaultPathBenchmark.class.getName() + ".fault", new TreeMap<>(Map.of(
                "design", decider, "granule", "2m", "mapping", mapping, "memory", memory, "pages", "2048")));
        assertThat(counted.each(Operations.Step.CALLBACK_CALLS.words())).isEqualTo(calls);
    }

    /** Nothing is granted that the owner has to decide about: it moves to whoever faults it. */
    @Test
    void whereTheOwnerDecidesWhatIsGrantedMovesOnce() {
        FaultState state = state("foreign-granted", "2m", "owner-only");
        long before = state.callbackCalls();
        assertThat(state.run()).containsOnly(word(1, 9));
        assertThat(state.callbackCalls()).isEqualTo(before);
    }

    /** The check alone asks what the check of a fault asks. */
    @ParameterizedTest
    @CsvSource({"own, 4k, 0, 0, 0", "foreign-granted, 4k, 512, 1, 512", "foreign-granted, 2m, 1, 1, 1", "foreign-refused, 4k, 1, 1, 0",
        "foreign-refused, 2m, 1, 1, 0"})
    void theCheckAloneAsksWhatTheFaultAsks(String memory, String mapping, int perPage, int others, int taken) {
        for (String decider : List.of("callback-per-page", "last-pagemap", "after-walk", "request-flag")) {
            FaultState state = state(memory, "2m", mapping, "check-of-" + decider);
            long before = state.callbackCalls();
            for (int round = 1; round <= 3; round++) {
                assertThat(state.run()).as(decider).containsOnly(taken);
                assertThat(state.callbackCalls() - before).as(decider)
                        .isEqualTo(4L * round * (decider.equals("callback-per-page") ? perPage : others));
            }
        }
    }

    @Test
    void theCounterIsOfOneOperation() {
        FaultCounters counters = new FaultCounters();
        counters.count(state("foreign-granted", "2m", "callback-per-page"));
        assertThat(counters.requests).isEqualTo(4);
        assertThat(counters.callbackCalls).isEqualTo(2048);
    }

    @ParameterizedTest
    @CsvSource({"stage-walk, 0", "stage-migrate, 0", "stage-copy, 1024", "stage-commit, 1"})
    void aStageAloneDoesItsPart(String design, long word) {
        FaultState state = state("foreign-refused", "2m", design);
        long moved = state.device(0).pagesToDevice() + state.device(1).pagesToDevice();
        for (int round = 1; round <= 3; round++) {
            assertThat(state.run()).containsOnly(word);
            assertThat(state.device(0).pagesToDevice() + state.device(1).pagesToDevice() - moved)
                    .isEqualTo(design.equals("stage-migrate") ? 2048L * round : 0);
            assertThat(state.intact()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"4k, 2m, 0", "4k, 4k, 0", "2m, 2m, 9", "2m, 4k, 0"})
    void aRefusedRangePassesThroughSystemMemoryWithItsBytes(String mapping, String granule, int mappedOrder) {
        FaultState state = state("foreign-refused", granule, mapping, "callback-per-page");
        long toDevice = state.device(0).pagesToDevice() + state.device(1).pagesToDevice();
        long toSystem = state.device(0).pagesToSystem() + state.device(1).pagesToSystem();
        for (int round = 1; round <= 3; round++) {
            state.run();
            assertThat(state.device(0).pagesToDevice() + state.device(1).pagesToDevice()).isEqualTo(toDevice + 2048L * round);
            assertThat(state.device(0).pagesToSystem() + state.device(1).pagesToSystem()).isEqualTo(toSystem + 2048L * round);
            assertThat(state.intact()).isTrue();
            for (int range = 0; range < 4; range++) {
                assertThat(state.mappedOrder(range)).isEqualTo(mappedOrder);
            }
        }
    }

    @Test
    void theControlLeavesNothingMapped() {
        FaultState state = state("own", "2m", "owner-only");
        state.run();
        assertThat(state.invalidateAll()).containsOnly(0);
        assertThat(state.run()).as("all written again").containsOnly(word(1, 9));
    }

    @Test
    void namesThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> state("own", "1g", "owner-only")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> state("own", "2m", "1g", "owner-only")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> state("mine", "2m", "owner-only")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> state("own", "2m", "full")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> state("own", "2m", "stage-walking")).isInstanceOf(IllegalArgumentException.class);
    }
}
