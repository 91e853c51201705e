package dev.faultpath.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.guard.decision.GuardForks;
import dev.faultpath.guard.decision.Pair;
import dev.faultpath.machine.Jdk;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at random moments, then resume: the same pairs, none twice, no broken file, the same answer. */
class KilledGuardTest {
    static final GuardPlan PLAN = FakePairs.plan(1e6, GuardForks.PLAN);

    @TempDir
    Path folder;

    private Process start(Path file) throws IOException {
        return new ProcessBuilder(Jdk.current().java().toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), KilledGuard.class.getName(), file.toString()).redirectErrorStream(true).start();
    }

    @Test
    void killsLoseAtMostThePairInFlight() throws IOException, InterruptedException {
        Path path = folder.resolve("run.guard");
        Random random = new Random(20260101);
        int before = 0;
        int killed = 0;
        for (int i = 0; i < 4; i++) {
            Process process = start(path);
            try (BufferedReader out = process.inputReader()) {
                assertThat(out.readLine()).isEqualTo("running");
                Thread.sleep(60 + random.nextInt(120));
                killed += process.destroyForcibly().waitFor() != 0 ? 1 : 0; // SIGKILL
            }
            int pairs = GuardLog.read(path).pairs().size();
            assertThat(pairs).isGreaterThanOrEqualTo(before);
            before = pairs;
        }
        assertThat(killed).isPositive();
        Process process = start(path);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).contains("ended true");

        List<Pair> pairs = GuardLog.read(path).pairs();
        assertThat(pairs).extracting(Pair::number).doesNotHaveDuplicates().isSorted();
        assertThat(Files.readString(path)).endsWith("\n");
        Path whole = folder.resolve("whole.guard");
        KilledGuard.main(new String[] {whole.toString()});
        assertThat(GuardLog.read(whole).pairs()).extracting(p -> p.cell() + p.candidateFirst())
                .isEqualTo(pairs.stream().map(p -> p.cell() + p.candidateFirst()).toList());
        assertThat(GuardLog.read(path).result().json()).isEqualTo(GuardLog.read(whole).result().json());
    }
}
