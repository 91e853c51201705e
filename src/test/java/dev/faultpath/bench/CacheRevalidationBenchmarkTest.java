package dev.faultpath.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.bench.state.RevalidationDesign;
import dev.faultpath.bench.state.RevalidationState;
import dev.faultpath.bench.state.SecondThread;
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

/** The measured bodies of the revalidation benchmarks do what they say. */
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
            assertThat(state.mapped()).isEqualTo(pages);
            assertThat(new RevalidationProtocolBenchmark().protocol(design).entriesWritten()).isPositive();
            assertThat(state.mapped()).as("a request for nothing changes nothing").isEqualTo(pages);
            design.revokeAndGrant(0);
            design.request();
            assertThat(state.mapped()).as("a right that was taken and given back").isEqualTo(pages);
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
        int asked = RevalidationDesigns.brokenByARace(name) ? 8 : 0;
        assertThat(design.walker().remembered() - remembered).as("all but those that a request asks anew").isEqualTo(32 - asked);
        assertThat(design.walker().retries()).isZero();
    }

    @Test
    void theControlMapsTheSame() {
        RevalidationState state = state(512, 8);
        new CacheRevalidationBenchmark().baselineCommit(state);
        assertThat(state.mapped()).isEqualTo(512);
        long written = state.commitAlone().entriesWritten();
        assertThat(new RevalidationProtocolBenchmark().baselineLock(state).entriesWritten()).as("the other control writes nothing")
                .isEqualTo(written);
    }

    private static void requestsBeside(SecondThread.Action action, RevalidationDesign design) throws InterruptedException {
        SecondThread second = new SecondThread() {
            @Override
            protected int perMillionPages() {
                return 1_000_000 / 64;
            }
        };
        second.start(action);
        while (second.turns() < 3 && !Thread.currentThread().isInterrupted()) {
            design.request();
            second.walked(64);
            Thread.yield();
        }
        second.stop();
        assertThat(second.turns()).isGreaterThanOrEqualTo(3);
        assertThat(second.nanos()).isPositive();
        design.request();
    }

    /** The second thread takes its turns by the walker's progress, and what it does is seen. */
    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void revocationsHappenBesideRequests(String name) throws InterruptedException {
        RevalidationState state = state(64, 2);
        RevalidationDesign design = design(name, state);
        requestsBeside(design::revokeAndGrant, design);
        assertThat(state.mapped()).as("all rights are back").isEqualTo(64);
    }

    /** Devices go with their pages, others come in their place, and the walker is told the truth all the time. */
    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void unplugsHappenBesideRequests(String name) throws InterruptedException {
        RevalidationState state = state(64, 2);
        RevalidationDesign design = design(name, state);
        requestsBeside(design::unplugAndPlugIn, design);
        assertThat(state.mapped()).as("all pages are with devices that are there").isEqualTo(64);
        assertThat(design.walker().blockedNanos() > 0).isEqualTo(design.walker().retries() > 0);
    }

    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void tearDownsAloneAreCounted(String name) throws InterruptedException {
        RevalidationState state = state(100, 4);
        RevalidationDesign design = design(name, state);
        TearDownBenchmark benchmark = new TearDownBenchmark();
        TearDownBenchmark.UnplugsAlone unplugs = new TearDownBenchmark.UnplugsAlone();
        TearDownBenchmark.RevocationsAlone revocations = new TearDownBenchmark.RevocationsAlone();
        for (int round = 0; round < 6; round++) {
            long zapped = benchmark.revokeAlone(design, revocations).entriesZapped();
            assertThat(zapped).isPositive();
            assertThat(benchmark.unplugAlone(design, unplugs).entriesZapped()).as("an unplug takes something away").isGreaterThan(zapped);
        }
        assertThat(unplugs.unplugs).isEqualTo(6);
        assertThat(unplugs.unplugNanos).isPositive();
        assertThat(revocations.revocations).isEqualTo(6);
        assertThat(revocations.revokeNanos).isPositive();
        assertThat(design.walker().retries()).as("nothing was in flight").isZero();
        design.request();
        assertThat(state.mapped()).isEqualTo(100);
        long before = design.walker().commits();
        design.renew();
        assertThat(design.walker().commits()).as("built anew").isLessThan(before);
        design.request();
        assertThat(state.mapped()).isEqualTo(100);
        long after = design.walker().commits();
        design.renew();
        assertThat(design.walker().commits()).as("nothing was unplugged since").isEqualTo(after);
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
