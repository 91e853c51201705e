package dev.faultpath.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which threads keep a benchmark from being counted. */
class CountingTest {
    private static final String BENCHMARK = "org.example.bench.WalkBenchmark.walk";
    private static final StackTraceElement[] JDK = stack("java.lang.Thread");

    private static StackTraceElement[] stack(String... classes) {
        StackTraceElement[] stack = new StackTraceElement[classes.length];
        for (int i = 0; i < stack.length; i++) {
            stack[i] = new StackTraceElement(classes[i], "run", null, 1);
        }
        return stack;
    }

    @Test
    void threadThatTheBenchmarkStartsItselfIsFound() {
        Thread own = new Thread("disturbance");
        assertThat(Counting.other(BENCHMARK, Map.of(own, stack("java.lang.Object", "org.example.bench.state.Second", "java.lang.Thread"),
                new Thread("main"), JDK))).contains(own);
    }

    @Test
    void loopRunsOnceTheWorkerHasSetItselfUp() {
        Thread worker = new Thread("org.example.bench.WalkBenchmark.walk-jmh-worker-1");
        StackTraceElement loop = new StackTraceElement("org.example.bench.jmh_generated.Walk", "walk_avgt_jmhStub", null, 1);
        assertThat(Counting.inLoop(Map.of(worker, stack("org.example.bench.WalkState")))).isFalse();
        assertThat(Counting.inLoop(Map.of(worker, new StackTraceElement[] {loop}))).isTrue();
        assertThat(Counting.inLoop(Map.of(new Thread("other"), new StackTraceElement[] {loop}))).isFalse();
    }

    @Test
    void workerAndTheThreadsOfOthersAreNone() {
        assertThat(Counting.other(BENCHMARK, Map.of(new Thread("org.example.bench.WalkBenchmark.walk-jmh-worker-1"),
                stack("org.example.bench.WalkBenchmark"), new Thread("main"), JDK, new Thread("instructions"),
                stack("org.example.benchmarks.Other")))).isEmpty();
        assertThat(Counting.other("Plain.walk", Map.of(new Thread("pool"), JDK))).as("a class without a package").isEmpty();
    }
}
