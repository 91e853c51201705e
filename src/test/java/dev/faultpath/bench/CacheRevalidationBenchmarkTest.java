package dev.faultpath.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.bench.state.Disturbance;
import dev.faultpath.bench.state.RevalidationDesign;
import dev.faultpath.bench.state.RevalidationState;
import dev.faultpath.bench.state.SubscriptionState;
import dev.faultpath.design.revalidate.RevalidationDesigns;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;

/** The measured bodies of both revalidation benchmarks do what they say. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CacheRevalidationBenchmarkTest {
    private static RevalidationState state(int pages, int devices) {
        RevalidationState state = new RevalidationState();
        state.pages = pages;
        state.devices = devices;
        state.runLength = 16;
        state.build();
        return state;
    }

    private static RevalidationDesign design(String name, RevalidationState state) throws InterruptedException {
        RevalidationDesign design = new RevalidationDesign();
        design.design = name;
        design.make(state);
        return design;
    }

    @Test
    void everyDesignIsMeasured() throws NoSuchFieldException {
        assertThat(RevalidationDesign.class.getField("design").getAnnotation(Param.class).value())
                .containsExactlyInAnyOrderElementsOf(RevalidationDesigns.all());
    }

    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void everyDesignGivesTheSameWordsAndMapsEveryPage(String name) throws InterruptedException {
        for (int pages : new int[] {1, 16, 512, 513}) {
            RevalidationState state = state(pages, 8);
            long[] expected = state.range().pfns.clone();
            RevalidationDesign design = design(name, state);
            Arrays.fill(state.range().pfns, 0);
            long before = design.walker().commits();
            new CacheRevalidationBenchmark().request(design, null);
            assertThat(design.walker().commits()).isEqualTo(before + 1);
            assertThat(state.range().pfns).isEqualTo(expected);
            // Sixteen consecutive aligned pfns of one peer are one 64 KiB entry, whose first pfn decides.
            assertThat(state.mapped()).isEqualTo(pages / 16 + pages % 16);
            assertThat(new RevalidationProtocolBenchmark().protocol(design).entriesWritten()).isPositive();
            assertThat(state.mapped()).as("a request for nothing changes nothing").isEqualTo(pages / 16 + pages % 16);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void rememberedAnswersAreCounted(String name) throws InterruptedException {
        RevalidationState state = state(512, 8);
        RevalidationDesign design = design(name, state);
        long granted = design.walker().granted();
        long remembered = design.walker().remembered();
        design.request();
        assertThat(design.walker().granted() - granted).as("one a run").isEqualTo(32);
        assertThat(design.walker().remembered() - remembered).isEqualTo(32);
        assertThat(design.walker().retries()).isZero();
    }

    @Test
    void theControlMapsTheSame() {
        RevalidationState state = state(512, 8);
        new CacheRevalidationBenchmark().baselineCommit(state);
        assertThat(state.mapped()).isEqualTo(32);
        assertThat(new RevalidationProtocolBenchmark().baselineLock(state).entriesWritten()).as("the other control writes nothing").isEqualTo(32);
    }

    /** The second thread takes its turns by the walker's progress, and what it does is seen. */
    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void revocationsHappenBesideRequests(String name) throws InterruptedException {
        RevalidationState state = state(64, 2);
        RevalidationDesign design = design(name, state);
        Disturbance disturbance = new Disturbance(1e6 / 64, design::revokeAndGrant);
        disturbance.start();
        while (disturbance.turns() < 3 && !Thread.currentThread().isInterrupted()) {
            design.request();
            disturbance.walked(64);
            Thread.yield();
        }
        disturbance.stop();
        assertThat(disturbance.turns()).isGreaterThanOrEqualTo(3);
        assertThat(disturbance.nanos()).isPositive();
        design.request();
        assertThat(state.mapped()).as("all rights are back").isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void anInvalidationElsewhereMattersOnlyToASubscriptionThatContainsIt(int pages, boolean matters) {
        SubscriptionState state = new SubscriptionState();
        state.subscriptionPages = pages;
        state.build();
        long before = state.request().entriesWritten();
        state.invalidateElsewhere(0);
        assertThat(state.falseRetries()).as("nothing in flight").isZero();
        assertThat(state.request().entriesWritten()).isEqualTo(before + 1);
        assertThat(state.sequenceMovesElsewhere()).isEqualTo(matters);
    }
}
