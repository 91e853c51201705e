package dev.faultpath.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.machine.EnvironmentCheck.Finding;
import dev.faultpath.machine.EnvironmentCheck.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentCheckTest {
    @TempDir
    Path root;

    private void file(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    private Finding find(String what) {
        return new EnvironmentCheck(new Machine(root)).configuration().stream().filter(f -> f.what().equals(what)).findFirst()
                .orElseThrow();
    }

    @Test
    void aQuietWorkstationIsGood() throws IOException {
        file("proc/cpuinfo", "model name : X\nflags : fpu\n");
        file("proc/meminfo", "MemAvailable:   30000000 kB\n");
        file("proc/sys/kernel/perf_event_paranoid", "1\n");
        file("sys/bus/event_source/devices/cpu/type", "4");
        file("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        file("sys/devices/system/cpu/cpufreq/boost", "0\n");
        file("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
        assertThat(new EnvironmentCheck(new Machine(root)).configuration()).filteredOn(f -> !f.what().equals("processors"))
                .allSatisfy(f -> assertThat(f.verdict()).as(f.what()).isEqualTo(Verdict.GOOD));
    }

    @Test
    void whatIsWrongComesWithAdvice() throws IOException {
        file("proc/cpuinfo", "model name : X\nflags : fpu hypervisor\n");
        file("proc/meminfo", "MemAvailable:   1000000 kB\n");
        file("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
        file("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
        file("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n");
        for (String what : new String[] {"virtual", "frequency governor", "frequency boost", "transparent huge pages",
                "hardware counters"}) {
            assertThat(find(what).verdict()).as(what).isEqualTo(Verdict.CAUTION);
            assertThat(find(what).advice()).as(what).isNotBlank();
        }
        assertThat(find("memory available").verdict()).isEqualTo(Verdict.BAD);
    }

    @Test
    void whatCannotBeSeenIsUnknown() {
        assertThat(find("frequency governor").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(find("virtual").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(find("memory available").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void noiseIsJudgedByItsSpread() {
        Random random = new Random(1);
        double[] quiet = new double[20];
        Arrays.setAll(quiet, i -> 0.01 * random.nextGaussian());
        double[] loud = Arrays.stream(quiet).map(v -> v * 30).toArray();
        assertThat(EnvironmentCheck.noise(quiet).verdict()).isEqualTo(Verdict.GOOD);
        assertThat(EnvironmentCheck.noise(loud).verdict()).isEqualTo(Verdict.BAD);
        assertThat(EnvironmentCheck.noise(new double[2]).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void timerAndLoadAreFoundOut() throws InterruptedException {
        assertThat(new EnvironmentCheck().timer().found()).matches("\\d+ ns a call, steps of \\d+ ns");
        assertThat(EnvironmentCheck.speed(0.05).found())
                .matches("\\d+ % of the time slower than its best by more than 12 %, up to \\d+\\.\\d times");
        assertThat(new EnvironmentCheck().load(0.05)).hasSize(2);
    }
}
