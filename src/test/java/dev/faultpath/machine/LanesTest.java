package dev.faultpath.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule for groups at once and where they run, on made-up machines of 2 to 128 cores. */
class LanesTest {
    private static final String CPU = "sys/devices/system/cpu/cpu";

    @TempDir
    Path root;

    private void file(String path, String text) {
        try {
            Files.createDirectories(root.resolve(path).getParent());
            Files.writeString(root.resolve(path), text + "\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Cores with a number of threads each, which are numbered as Linux does: first threads first. Caches and nodes in equal parts. */
    private void machine(int cores, int threads, int caches, int nodes) {
        file("proc/self/status", "Name:\tjava\nCpus_allowed:\tff\nCpus_allowed_list:\t0-" + (cores * threads - 1));
        memory(512);
        file("sys/devices/system/node/online", nodes == 1 ? "0" : "0-" + (nodes - 1));
        for (int node = 0; node < nodes; node++) {
            file("sys/devices/system/node/node" + node + "/cpulist", part(node, cores, threads, nodes));
        }
        for (int cpu = 0; cpu < cores * threads; cpu++) {
            int core = cpu % cores;
            file(CPU + cpu + "/topology/thread_siblings_list", part(core, cores, threads, cores));
            file(CPU + cpu + "/topology/physical_package_id", Integer.toString(core * nodes / cores));
            file(CPU + cpu + "/cache/index3/shared_cpu_list", part(core * caches / cores, cores, threads, caches));
        }
    }

    /** The processors of one of some equal parts. */
    private static String part(int part, int cores, int threads, int parts) {
        int size = cores / parts;
        return String.join(",", IntStream.range(0, threads).mapToObj(t -> t * cores + part * size)
                .map(first -> size == 1 ? first.toString() : first + "-" + (first + size - 1)).toList());
    }

    private void memory(int gib) {
        file("proc/meminfo", "MemTotal: 1 kB\nMemAvailable: " + (long) gib * 1024 * 1024 + " kB");
    }

    private List<List<Integer>> lanes() {
        return Lanes.of(new Machine(root), 1000);
    }

    @Test
    void oneCacheIsOneLaneThatIsNotPinned() {
        machine(2, 1, 1, 1);
        assertThat(lanes()).containsExactly(List.of());
        machine(4, 2, 1, 1);
        assertThat(lanes()).containsExactly(List.of());
        machine(16, 2, 1, 1);
        assertThat(lanes()).containsExactly(List.of());
    }

    @Test
    void aMachineThatTellsNothingIsOneLane() {
        assertThat(lanes()).containsExactly(List.of());
    }

    @Test
    void everyCacheHasALaneOfTwoWholeCoresAndOneCoreIsLeftFree() {
        machine(16, 2, 2, 1); // a desktop of two dies
        assertThat(lanes()).containsExactly(List.of(1, 2), List.of(8, 9));
        machine(64, 2, 2, 2); // two sockets
        assertThat(lanes()).containsExactly(List.of(1, 2), List.of(32, 33));
        machine(128, 2, 16, 2); // a large server of many dies
        assertThat(lanes()).hasSize(16).startsWith(List.of(1, 2), List.of(8, 9)).endsWith(List.of(120, 121));
    }

    @Test
    void aLaneIsOfOneNodeEvenWhereACacheSpansTwo() {
        machine(16, 1, 2, 2);
        for (int node = 0; node < 2; node++) { // interleaved
            int odd = node;
            file("sys/devices/system/node/node" + node + "/cpulist",
                    String.join(",", IntStream.range(0, 8).mapToObj(i -> Integer.toString(2 * i + odd)).toList()));
        }
        assertThat(lanes()).containsExactly(List.of(1, 3), List.of(8, 10));
    }

    @Test
    void cachesOfOneCoreAreNoLanes() {
        machine(8, 1, 8, 1); // as some virtual machines tell
        assertThat(lanes()).containsExactly(List.of());
    }

    @Test
    void memoryAndTheTimeThatMayBeUsedLimitTheNumber() {
        machine(128, 2, 16, 2);
        memory(17);
        assertThat(lanes()).hasSize(4);
        memory(512);
        assertThat(Lanes.of(new Machine(root), 6)).hasSize(3);
        // One lane of a machine with several nodes stays on one.
        memory(7);
        assertThat(lanes()).singleElement().satisfies(l -> assertThat(l).hasSize(128).contains(0, 63, 128, 191).doesNotContain(64));
    }

    @Test
    void onlyAllowedProcessorsAreUsed() {
        machine(16, 2, 2, 1);
        file("proc/self/status", "Cpus_allowed_list:\t4-10,20-26");
        assertThat(lanes()).containsExactly(List.of(5, 6), List.of(8, 9));
        file("proc/self/status", "Cpus_allowed_list:\t17,20-23"); // second threads only
        assertThat(lanes()).containsExactly(List.of());
    }

    @Test
    void slowerCoresAreLeftOut() {
        machine(16, 1, 1, 1);
        IntStream.range(0, 16).forEach(c -> file(CPU + c + "/cpufreq/cpuinfo_max_freq",
                c < 8 ? c == 3 ? "5300000" : "5100000" : "3900000"));
        assertThat(lanes()).containsExactly(IntStream.range(0, 8).boxed().toList());
    }

    @Test
    void aProcessIsKeptOnItsProcessors() throws IOException, InterruptedException {
        int cpu = Lanes.list(new Machine().line("proc/self/status", "Cpus_allowed_list").orElseThrow()).get(0);
        Process sleeping = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(Affinity.pin(sleeping.pid(), List.of())).isFalse();
            if (Affinity.pin(sleeping.pid(), List.of(cpu))) {
                assertThat(Files.readString(Path.of("/proc", Long.toString(sleeping.pid()), "status")))
                        .contains("Cpus_allowed_list:\t" + cpu + "\n");
            }
        } finally {
            sleeping.destroyForcibly().waitFor();
        }
        assertThat(Affinity.pin(sleeping.pid(), List.of(cpu))).isFalse();
    }
}
