package dev.faultpath.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {
    @TempDir
    Path root;

    private void file(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "AMD EPYC | amd-epyc", "AMD EPYC 7763 64-Core Processor | amd-epyc", "Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz | intel-xeon",
        "11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz | intel", "AMD Ryzen 7 5800X 8-Core Processor | amd-ryzen"})
    void classNamesMakerAndFamilyOnly(String model, String kind) throws IOException {
        file("proc/cpuinfo", "processor : 0\nmodel name\t: " + model + "\nflags\t\t: fpu hypervisor\n");
        file("sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc kvm-clock\n");
        assertThat(new Machine(root).machineClass()).isEqualTo("kvm-" + new Machine(root).cores() + "c-" + kind);
    }

    @Test
    void knowsVirtualFromMetal() throws IOException {
        assertThat(new Machine(root).virtual()).isEmpty();
        file("proc/cpuinfo", "model name : X\nflags : fpu vmx\n");
        assertThat(new Machine(root).virtual()).contains("none");
        file("proc/cpuinfo", "model name : X\nflags : fpu hypervisor\n");
        assertThat(new Machine(root).virtual()).contains("vm");
        file("sys/class/dmi/id/sys_vendor", "VMware, Inc.\n");
        assertThat(new Machine(root).virtual()).contains("vmware");
    }

    @Test
    void describesWhatItFindsAndNullsTheRest() throws IOException {
        file("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
        file("sys/devices/system/cpu/cpu0/cache/index0/level", "1");
        file("sys/devices/system/cpu/cpu0/cache/index0/type", "Data");
        file("sys/devices/system/cpu/cpu0/cache/index0/size", "32K");
        var m = new Machine(root).describe();
        assertThat(m.get("transparentHugePages").asText()).isEqualTo("madvise");
        assertThat(m.get("caches").get("L1d").asText()).isEqualTo("32K");
        assertThat(m.get("governor").isNull()).isTrue();
        assertThat(m.get("memoryMiB").isNull()).isTrue();
    }

    @Test
    void thisMachineIsDescribedWithoutNamesOfHostOrUser() {
        String text = new Machine().describe().toString();
        assertThat(text).doesNotContain(System.getProperty("user.dir")).doesNotContain("/home/");
        String host = System.getenv("HOSTNAME");
        if (host != null && host.length() > 3) {
            assertThat(text).doesNotContain(host);
        }
    }

    @Test
    void loadIsWhatOthersUsed() throws IOException {
        file("proc/stat", "cpu  100 0 50 1000 10 0 5 20 0 0\ncpu0 1\n");
        file("proc/77/stat", "77 (a b) c) S 1 1 1 0 -1 0 0 0 0 0 30 10 5 5 20 0\n");
        MachineLoad before = MachineLoad.read(root.resolve("proc"), 77);
        assertThat(before.total()).isEqualTo(1185);
        assertThat(before.own()).isEqualTo(50);
        file("proc/stat", "cpu  160 0 60 1010 10 0 5 40 0 0\n");
        file("proc/77/stat", "77 (a b) c) S 1 1 1 0 -1 0 0 0 0 0 60 20 5 5 20 0\n");
        MachineLoad after = MachineLoad.read(root.resolve("proc"), 77);
        assertThat(MachineLoad.steal(before, after)).isCloseTo(0.2, within(1e-9));
        assertThat(MachineLoad.foreign(before, after)).isCloseTo(0.3, within(1e-9));
        assertThat(MachineLoad.steal(null, after)).isNaN();
        assertThat(MachineLoad.read(root.resolve("nowhere"))).isNull();
    }

    private Path jdk(String name, String version) throws IOException {
        file("usr/lib/jvm/" + name + "/release", "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
        file("usr/lib/jvm/" + name + "/lib/modules", "");
        file("usr/lib/jvm/" + name + "/bin/java", "");
        Path home = root.resolve("usr/lib/jvm").resolve(name);
        home.resolve("bin/java").toFile().setExecutable(true);
        return home.toRealPath();
    }

    @Test
    void findsInstalledJdks() throws IOException {
        Path eleven = jdk("jdk-11", "11.0.2");
        Path early = jdk("jdk-99", "99-ea");
        jdk("jdk-8", "1.8.0_292");
        Path odd = jdk("jdk-odd", "99999999999");
        List<Jdk> installed = Jdk.installed(Map.of("JDK_99", early.toString(), "JDK_17", "no\0name", "HOME", "no\0name"), root);
        assertThat(installed).extracting(Jdk::feature).containsExactlyInAnyOrder("99", "11", "8");
        assertThat(Jdk.find(List.of("99"), installed)).containsExactly(new Jdk("99", early));
        assertThat(Jdk.find(List.of(early.toString(), "99"), installed)).hasSize(1);
        assertThat(Jdk.find(List.of(), installed)).containsExactly(Jdk.current());
        assertThatThrownBy(() -> Jdk.find(List.of(eleven.toString()), installed)).isInstanceOf(InputException.class)
                .hasMessageContaining("too old");
        assertThatThrownBy(() -> Jdk.find(List.of("98"), installed)).isInstanceOf(InputException.class).hasMessageContaining("JDK 98");
        assertThatThrownBy(() -> Jdk.find(List.of(root.toString()), installed)).isInstanceOf(InputException.class)
                .hasMessageContaining("no JDK there");
        assertThatThrownBy(() -> Jdk.find(List.of("99", ""), installed)).isInstanceOf(InputException.class)
                .hasMessage("--jdk 99,: an empty value");
        Path part = jdk("jdk-part", "98");
        Files.writeString(part.resolve("release"), "JAVA_VERSION=\"98\"\nMODULES=\"java.base jdk.unsupported\"\n");
        assertThatThrownBy(() -> Jdk.find(List.of(part.toString()), installed)).isInstanceOf(InputException.class)
                .hasMessage(part + ": has no module java.management, which JMH needs; take a whole JDK");
        assertThatThrownBy(() -> Jdk.find(List.of(odd.toString()), installed)).isInstanceOf(InputException.class)
                .hasMessageContaining("no JDK there");
        Path other = jdk("jdk-99-b", "99.0.1");
        assertThatThrownBy(() -> Jdk.find(List.of(early.toString(), other.toString()), installed)).hasMessageContaining("two JDKs");
    }
}
