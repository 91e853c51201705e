package dev.faultpath.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Counts loops of this very JVM. Where a system does not let it, the live part is skipped and says so. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StepperProcessTest {
    private static final String NAME = "stepped-by-test";
    private static final AtomicLong SINK = new AtomicLong();

    @TempDir
    Path folder;

    private Thread loop;
    private volatile boolean ends;
    private volatile long begun;
    private volatile double nanos;

    @AfterEach
    void end() {
        if (loop != null) {
            loop.interrupt();
        }
    }

    @Test
    void whatASystemForbidsIsOneLine() throws IOException, Unable {
        Path scope = folder.resolve("ptrace_scope");
        StepperProcess.check("Linux", "amd64", scope); // no such setting
        assertThatThrownBy(() -> StepperProcess.check("Mac OS X", "aarch64", scope)).isInstanceOf(Unable.class)
                .hasMessage("Mac OS X has no ptrace that steps a thread; Linux has");
        assertThatThrownBy(() -> StepperProcess.check("Linux", "riscv64", scope)).isInstanceOf(Unable.class)
                .hasMessageContaining("riscv64").message().doesNotContain("\n");
        Files.writeString(scope, "3\n");
        assertThatThrownBy(() -> StepperProcess.check("Linux", "amd64", scope)).isInstanceOf(Unable.class)
                .hasMessageContaining("is 3: tracing is forbidden until the next boot");
        Files.writeString(scope, "0\n");
        StepperProcess.check("Linux", "aarch64", scope);
    }

    @Test
    void aLoopHasOnePeriodEachTime() throws Exception {
        int thread = begin(i -> SINK.incrementAndGet());
        Counted first = count(thread);
        Counted second = count(thread);
        for (int k = 0; k < 10 && !second.changed(first.code(), "").isEmpty(); k++) { // a busy machine compiles late
            first = second;
            second = count(thread);
        }
        assertThat(first.failure()).isNull();
        assertThat(first.equal()).isTrue();
        assertThat(first.instructions()).isBetween(2.0, 200.0);
        assertThat(second.instructions()).isEqualTo(first.instructions());
        assertThat(first.byMethod().values().stream().mapToDouble(d -> d).sum()).isEqualTo(first.instructions());
    }

    @Test
    void ofOperationsThatTakeTurnsTheMeanIsCounted() throws Exception {
        long[] table = new long[64];
        int thread = begin(i -> {
            for (int k = 0; k < (i % 2 == 0 ? 100 : 300); k++) {
                table[k & 63] += k ^ table[(k + 1) & 63];
            }
        });
        Counted counted = count(thread);
        assertThat(counted.failure()).isNull();
        assertThat(counted.operations()).isEven();
        assertThat(counted.visits().values()).as("places that one operation of two visits, and both").contains(counted.operations() / 2)
                .contains(counted.operations());
    }

    @Test
    void anOperationOfEqualPartsIsOne() throws Exception {
        int[] parts = new int[1];
        int thread = begin(i -> {
            for (int k = 0; k < 4; k++) {
                part(parts);
            }
        });
        Counted counted = count(thread);
        assertThat(counted.failure()).isNull();
        assertThat(counted.visits().values()).as("a place in each part").anyMatch(v -> v == 4 * counted.operations())
                .contains(counted.operations());
    }

    /** Of counters that are about as large as they should be the slowest is meant, however near another is, and none that is too fast. */
    @Test
    void theSlowestCounterIsThatOfOperations() {
        Stepper.Request request = new Stepper.Request(1, 100, 1_000_000, 500, 0, 1, 5_000, 0);
        long[] before = {7, 1_000_000, 1_100_000, 3};
        long[] now = {7, 1_000_002, 1_100_016, 5};
        assertThat(Stepper.counters(before, now, 2, 34_989, request, 1_100_000, 4))
                .isEqualTo(Map.of(1, Set.of(1_000_002L), 8, Set.of(1_100_016L)));
        assertThat(Stepper.counters(before, new long[] {7, 1_000_000, 1_100_016, 5}, 2, 34_989, request, 1_100_000, 4))
                .as("the fast one alone").containsOnlyKeys(8);
        assertThat(Stepper.counters(before, new long[] {7, 1_000_000, 1_100_128, 5}, 2, 30_000, request, 1_100_000, 4))
                .as("64 operations of too few instructions").isEmpty();
        assertThat(Stepper.counters(before, now, 2, 34_989, request, 3_000_000, 4)).as("other forks count meanwhile")
                .containsOnlyKeys(1, 8);
        assertThat(Stepper.counters(before, now, 2, 34_989, request, 5_000_000, 4)).as("far too slow").isEmpty();
        assertThat(Stepper.counters(before, now, 2, 34_989, request, 5_000_000, 64)).as("as a last resort").containsOnlyKeys(1, 8);
        assertThat(Stepper.counters(before, now, 2, 34_989, request, 400_000, 4)).as("faster than it can be").isEmpty();
    }

    /** A counter of parts that begins as large as that of operations each time. */
    @Test
    void aCounterWithinAnOperationIsNotTaken() throws Exception {
        int[] parts = new int[1];
        int thread = begin(i -> {
            parts[0] = (int) i;
            for (int k = 0; k < 4; k++) {
                part(parts);
            }
        });
        Counted counted = count(thread);
        assertThat(counted.failure()).isNull();
        assertThat(counted.visits().values()).as("a place in each part").anyMatch(v -> v == 4 * counted.operations());
    }

    /** Of 512 pages 72 come again and again, and what counts them is as large as operations are many: no part of one is taken for it. */
    @Test
    void partsOfAnOperationAreNotTaken() throws Exception {
        int thread = begin(i -> {
            long parts = i;
            for (int page = 0; page < 512; page++) {
                if (page % 72 == 0) {
                    parts++;
                }
                for (int k = 0; k < 20; k++) {
                    SINK.lazySet(k);
                }
            }
            SINK.lazySet(parts);
        });
        Counted counted = count(Counting.request(thread, nanos, 100_000, 20).of(thread, begun));
        assertThat(counted.failure()).isNull();
        assertThat(counted.instructions()).as("with a store each time").isGreaterThan(512 * 20);
    }

    /** Counts all parts that ever were: grows by four with each operation, and is no counter of operations. */
    private static void part(int[] parts) {
        parts[0]++;
        for (int k = 0; k < 500; k++) {
            SINK.lazySet(k);
        }
    }

    @Test
    void aTracerThatIsKilledLeavesNothingStopped() throws Exception {
        int thread = begin(i -> SINK.incrementAndGet());
        Ptrace.surviveTraps();
        for (int k = 0; k < 5; k++) {
            StepperProcess stepper = start();
            ProcessHandle tracer = ProcessHandle.current().children()
                    .filter(c -> c.info().commandLine().orElse("").contains(Stepper.class.getName())).findFirst().orElseThrow();
            // Never satisfied: it steps until it is killed. All of this JVM stands still meanwhile, so a process has to kill it.
            Process killer = new ProcessBuilder("sh", "-c", "sleep 0.6; kill -9 " + tracer.pid()).start();
            CompletableFuture<Counted> answer = CompletableFuture.supplyAsync(
                    () -> stepper.count(new Stepper.Request(thread, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 1_000,
                            nanos, begun), () -> { }));
            assertThat(answer.get(60, TimeUnit.SECONDS).failure()).isEqualTo("the process that counts ended");
            assertThat(killer.waitFor()).isZero();
            stepper.close();
            long before = SINK.get();
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (SINK.get() == before && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            assertThat(SINK.get()).as("the loop runs on").isGreaterThan(before);
            assertThat(states()).as("states of this JVM's threads").noneMatch(s -> s.startsWith("t") || s.startsWith("T"));
        }
    }

    /** Letters of the states of this process' threads. */
    private static List<String> states() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.flatMap(t -> {
                try {
                    return Files.readAllLines(t.resolve("status")).stream().filter(l -> l.startsWith("State:"))
                            .map(l -> l.substring("State:".length()).strip());
                } catch (IOException e) {
                    return Stream.empty(); // ended
                }
            }).toList();
        }
    }

    private interface Operation {
        void run(long number);
    }

    /** Starts a thread that runs an operation again and again; returns its number once its code has settled. */
    private int begin(Operation operation) throws Exception {
        Assumptions.assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        loop = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                begun = used();
                long operations = repeat(operation);
                nanos = (double) (used() - begun) / operations;
            }
        }, NAME);
        loop.setDaemon(true);
        loop.start();
        Thread.sleep(500);
        for (int iteration = 0; iteration < 2; iteration++) { // the last begins with settled code, and the one before was timed with it
            ends = true;
            Thread.sleep(200);
        }
        return CompiledCode.thread(NAME);
    }

    private static long used() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private long repeat(Operation operation) {
        long operations = 0;
        while (!ends && !Thread.currentThread().isInterrupted()) {
            operation.run(operations++);
        }
        ends = false;
        return operations;
    }

    private static StepperProcess start() {
        try {
            return new StepperProcess();
        } catch (Unable e) {
            assumeTrue(false, e.getMessage());
            throw new IllegalStateException(e);
        }
    }

    private Counted count(int thread) {
        return count(new Stepper.Request(thread, 20_000, 100_000, 0, 0, 20, nanos, begun));
    }

    private static Counted count(Stepper.Request request) {
        Ptrace.surviveTraps();
        try (StepperProcess stepper = start()) {
            Counted counted = stepper.count(request, () -> { });
            assumeTrue(counted.failure() == null || !counted.failure().contains("does not let"), counted.failure());
            return counted.in(CompiledCode.now());
        }
    }
}
