package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.forks.FakeForks;
import dev.faultpath.machine.Jdk;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at random moments, then resume: the same cells, none twice, no broken file. */
class KilledRunTest {
    static final Plan PLAN = FakeForks.plan(FakeForks.cells(), 1e6, 0, 40, 40);

    @TempDir
    Path folder;

    private Process start(Path file) throws IOException {
        return new ProcessBuilder(Jdk.current().java().toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), KilledRun.class.getName(), file.toString()).redirectErrorStream(true).start();
    }

    @Test
    void fiveKillsLoseAtMostTheForkInFlight() throws IOException, InterruptedException {
        Path path = folder.resolve("run.jsonl");
        Random random = new Random(20260101);
        int before = 0;
        int killed = 0;
        for (int i = 0; i < 5; i++) {
            Process process = start(path);
            try (BufferedReader out = process.inputReader()) {
                assertThat(out.readLine()).isEqualTo("running");
                Thread.sleep(5 + random.nextInt(120));
                killed += process.destroyForcibly().waitFor() != 0 ? 1 : 0; // SIGKILL
            }
            List<String> forks = forks(path);
            assertThat(forks).hasSizeGreaterThanOrEqualTo(before);
            before = forks.size();
        }
        assertThat(killed).isPositive();
        Process process = start(path);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).contains("end every cell ran often enough");

        List<String> forks = forks(path);
        assertThat(forks).hasSize(40 * PLAN.cells().size()).doesNotHaveDuplicates();
        String text = Files.readString(path);
        assertThat(text).endsWith("\n");
        try (RecordFile<RunLine> file = RunFiles.resume(path)) {
            assertThat(RunLog.of(file).results()).hasSize(PLAN.cells().size()).allSatisfy(c -> assertThat(c.counting()).hasSize(40));
        }
    }

    private static List<String> forks(Path path) {
        List<String> forks = new ArrayList<>();
        for (RunLine line : RunFiles.read(path)) {
            if (line instanceof RunLine.ForkEnded ended) {
                forks.add(ended.fork().block() + " " + ended.cell());
            }
        }
        return forks;
    }
}
