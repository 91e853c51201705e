package dev.faultpath.forks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import dev.faultpath.machine.Jdk;
import dev.faultpath.results.Fork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostForkRunnerTest {
    private static final String JDK = Jdk.current().feature();
    private static final Shape SHAPE = new Shape(1, 3, 1);

    private final HostForkRunner forks = new HostForkRunner(List.of(Jdk.current()),
            hosting(FakeHost.class).withLayouts(Path.of("/some/private/folder")));

    @AfterEach
    void close() {
        forks.close();
    }

    /** Puts another host in the place of JMH. */
    private static Hosting hosting(Class<?> host) {
        return new Hosting(System.getProperty("java.class.path"), host.getName(), 0, c -> List.of(), false, null);
    }

    private static Cell cell(String what) {
        return new Cell("dev.faultpath.bench.X.y", new TreeMap<>(Map.of("layout", what)), JDK, "64m");
    }

    private ForkOutcome run(String what, double limit) throws InterruptedException {
        return forks.run(cell(what), SHAPE, limit);
    }

    @Test
    void whatComesBackIsWhatWasMeasured() throws InterruptedException {
        ForkOutcome outcome = run("fine", 60);
        assertThat(outcome.status()).isEqualTo(Fork.Status.OK);
        assertThat(outcome.iterations()).containsExactly(10, 11, 12, 13);
        assertThat(outcome.counters()).containsOnlyKeys("retries");
        assertThat(outcome.counters().get("retries")).containsExactly(0, 1, 2, 3);
        assertThat(outcome.vm().jvmArgs()).contains("-Xmx64m", "-da").noneMatch(a -> a.contains("private"));
    }

    @Test
    void codeThatWasCompiledWhileItWasTimedIsTold() throws InterruptedException {
        assertThat(run("recompiled", 60).recompiled()).isTrue();
        assertThat(run("kept", 60).recompiled()).isFalse();
        // Hosts of older builds tell the compilers' time alone.
        assertThat(run("compiling", 60).recompiled()).isTrue();
        assertThat(run("warming", 60).recompiled()).isFalse();
    }

    /** It takes a hundred thousand operations otherwise, which of longer ones no fork has. */
    @Test
    void theLoopOfOperationsIsCompiledSoon() throws InterruptedException {
        Cell walk = new Cell("dev.faultpath.bench.RangeWalkBenchmark.walk", new TreeMap<>(Map.of("design", "inlined-radix", "layout",
                "system-present", "pages", "512")), JDK, "64m");
        try (HostForkRunner real = new HostForkRunner(List.of(Jdk.current()), Hosting.ofThisProgram().withForms())) {
            ForkOutcome outcome = real.run(walk, new Shape(28, 2, 10), 60);
            assertThat(outcome.status()).as(outcome.reason()).isEqualTo(Fork.Status.OK);
            assertThat(outcome.form().methods()).contains("walk_avgt_jmhStub");
        }
    }

    /** A fork of the cell that the archive was made with compiled the maker of designs once more when that was long done. */
    @Test
    void whatMakesDesignsIsNoPartOfAForm() {
        Pattern classes = Pattern.compile(FormProfiler.CLASSES);
        assertThat(List.of("dev.faultpath.design.PerEntryLoop.answer", "dev.faultpath.design.owner.A.b", "dev.faultpath.bench.X.y",
                "dev.faultpath.design.DesignsOfX.a")).allMatch(name -> classes.matcher(name).lookingAt());
        assertThat(List.of("dev.faultpath.design.Designs.maker", "dev.faultpath.design.Designs$$Lambda.<init>",
                "dev.faultpath.machine.X.y")).noneMatch(name -> classes.matcher(name).lookingAt());
    }

    @Test
    void failuresAreOutcomesAndTheNextForkRuns() throws InterruptedException {
        ForkOutcome late = run("hang", 1);
        assertThat(late.status()).isEqualTo(Fork.Status.TIMEOUT);
        assertThat(late.reason()).isEqualTo("did not return within 1 s");
        assertThat(run("die", 60).status()).isEqualTo(Fork.Status.FAILED);
        ForkOutcome failed = run("fail", 60);
        assertThat(failed.status()).isEqualTo(Fork.Status.FAILED);
        assertThat(failed.reason()).isEqualTo("java.lang.Error: two lines");
        assertThat(run("zero", 60).reason()).contains("no usable time");
        assertThat(run("noise", 60).status()).isEqualTo(Fork.Status.OK);
        assertThat(run("half", 60).status()).isEqualTo(Fork.Status.FAILED);
        assertThat(run("fine", 60).status()).isEqualTo(Fork.Status.OK);
    }

    /** Cut within a path, its folders would no longer look like those of one. */
    @Test
    void aReasonIsImpersonalWhereverItIsCut() {
        for (int before = 250; before < 310; before++) {
            String reason = ForkOutcome.failed(Fork.Status.FAILED, "x".repeat(before) + " (/opt/some-one/private/a.jar)").reason();
            assertThat(reason).hasSizeLessThanOrEqualTo(301).doesNotContain("opt", "some", "private");
        }
    }

    @Test
    void whatRanMustBeWhatWasAskedFor() {
        assertThatThrownBy(() -> run("mode", 60)).isInstanceOf(InputException.class).hasMessageContaining("thrpt");
        assertThatThrownBy(() -> run("jdk", 60)).isInstanceOf(InputException.class).hasMessageContaining("ran on JDK 11.0.1");
    }

    @Test
    void aJdkThatCannotStartIsOneLine() {
        HostForkRunner none = new HostForkRunner(List.of(new Jdk(JDK, Path.of("/no/such/jdk"))), hosting(FakeHost.class));
        try (none) {
            assertThatThrownBy(() -> none.start(JDK)).isInstanceOf(InputException.class).hasMessageContaining("cannot be started");
        }
        HostForkRunner silent = new HostForkRunner(List.of(Jdk.current()), hosting(Cell.class)); // a class without a main
        try (silent) {
            assertThatThrownBy(() -> silent.start(JDK)).isInstanceOf(InputException.class).hasMessageContaining("did not start");
        }
    }

    /** The host of a build that is newer than this program. */
    public static final class LaterHost {
        private LaterHost() {
        }

        /** Says hello and waits. */
        public static void main(String[] args) throws Exception {
            System.out.println(ForkHost.PREFIX + "{\"status\":\"hello\",\"protocol\":99,\"feature\":" + Runtime.version().feature() + "}");
            System.in.read();
        }
    }

    /** The host of a build that leaves out what is needed. */
    public static final class SilentHost {
        private SilentHost() {
        }

        /** Says hello and answers once. */
        public static void main(String[] args) throws Exception {
            System.out.println(ForkHost.PREFIX + "{\"status\":\"hello\",\"feature\":" + Runtime.version().feature() + "}");
            System.in.read();
            System.out.println(ForkHost.PREFIX + "{\"status\":\"ok\",\"iterations\":[1.0]}");
            System.in.read();
        }
    }

    @Test
    void hostsOfOtherBuildsMustSpeakAFormThatIsKnown() {
        try (HostForkRunner later = new HostForkRunner(List.of(Jdk.current()), hosting(LaterHost.class))) {
            assertThatThrownBy(() -> later.start(JDK)).isInstanceOf(InputException.class).hasMessageContaining("speaks form 99")
                    .hasMessageContaining("knows no later one");
        }
        try (HostForkRunner old = new HostForkRunner(List.of(Jdk.current()), hosting(FakeHost.class).inTurns(1))) {
            assertThatThrownBy(() -> old.start(JDK)).isInstanceOf(InputException.class).hasMessageContaining("cannot take turns");
        }
        try (HostForkRunner silent = new HostForkRunner(List.of(Jdk.current()), hosting(SilentHost.class))) {
            assertThatThrownBy(() -> silent.run(cell("fine"), SHAPE, 60)).isInstanceOf(InputException.class)
                    .hasMessageContaining("no mode");
        }
    }

    @Test
    void forksGetTheArgumentsOfTheirHosting() throws InterruptedException {
        Hosting hosting = hosting(FakeHost.class).with(c -> List.of("-Dx=" + c.params().get("layout")));
        try (HostForkRunner other = new HostForkRunner(List.of(Jdk.current()), hosting)) {
            assertThat(other.run(cell("fine"), SHAPE, 60).vm().jvmArgs()).contains("-Dx=fine");
        }
    }

    @Test
    void forksLoadTheirClassesFromAnArchiveThatIsMadeOnce() throws InterruptedException {
        try (ForkArchive archive = new ForkArchive()) {
            Hosting hosting = hosting(FakeHost.class).withArchive(archive);
            for (int i = 0; i < 2; i++) { // the second runner would fail to make what is there
                try (HostForkRunner other = new HostForkRunner(List.of(Jdk.current()), hosting)) {
                    assertThat(other.run(cell("fine"), SHAPE, 60).vm().jvmArgs()).contains("-Darchived=true")
                            .noneMatch(a -> a.startsWith("-XX:SharedArchiveFile"));
                }
            }
        }
    }

    @Test
    void forksOfWhichNoArchiveCanBeMadeRunWithout() throws InterruptedException {
        for (String what : List.of("folders", "die")) {
            try (ForkArchive archive = new ForkArchive();
                    HostForkRunner other = new HostForkRunner(List.of(Jdk.current()), hosting(FakeHost.class).withArchive(archive))) {
                ForkOutcome outcome = other.run(cell(what), SHAPE, 60);
                assertThat(outcome.status()).isEqualTo(what.equals("die") ? Fork.Status.FAILED : Fork.Status.OK);
                assertThat(other.run(cell("fine"), SHAPE, 60).vm().jvmArgs()).contains("-Darchived=" + what.equals("die"));
            }
        }
    }

    @Test
    void buildsFromBeforeTheHostMovedAreStartedByItsFormerName(@TempDir Path folder) throws IOException {
        List<Integer> lengths = new ArrayList<>();
        for (String name : List.of("dev.faultpath.forks.ForkHost", "dev.faultpath.run.ForkHost")) {
            Path jar = folder.resolve(name + ".jar");
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
                zip.putNextEntry(new ZipEntry(name.replace('.', '/') + ".class"));
            }
            assertThat(Hosting.of(jar).host()).isEqualTo(name);
            List<String> args = Hosting.of(jar).executorArgs();
            assertThat(args).contains("-Djmh.executor.class=" + name.replace("ForkHost", "SpeedExecutor"));
            lengths.add(String.join(" ", args).length());
        }
        assertThat(lengths.get(0)).isEqualTo(lengths.get(1));
    }

    @Test
    void closingEndsTheProcesses() throws InterruptedException {
        long pid = forks.start(JDK);
        forks.close();
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    }

    @Test
    void jmhItselfSaysThatABenchmarkDoesNotExist() throws InterruptedException {
        HostForkRunner real = new HostForkRunner(List.of(Jdk.current()), Hosting.ofThisProgram());
        try (real) {
            ForkOutcome outcome = real.run(cell("x"), SHAPE, 120);
            assertThat(outcome.status()).isEqualTo(Fork.Status.FAILED);
            assertThat(outcome.reason()).isNotBlank().doesNotContain("\n");
        }
    }
}
