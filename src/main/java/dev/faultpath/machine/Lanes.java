package dev.faultpath.machine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where groups of forks run, and how many at once. A lane has two whole cores of one NUMA node and a last-level cache that no other lane
 * uses: two, as contended cells have a second thread; whole, as a busy sibling thread slows a core; one lane a cache, as what runs beside
 * in the same one takes its lines and cells that fill it would tell of their neighbours. One core is left to this program and the kernel.
 *
 * <p>Where there is but one lane, pinning it would help nothing: the scheduler keeps forks on idle cores by itself, and can get out of the
 * way of a program that comes. It is only kept from slower cores and other nodes, if there are any.
 */
public final class Lanes {
    /** Memory for the forks and hosts of a lane, MiB. */
    private static final long MIB = 4096;
    private static final int CORES = 2;
    /** Cores below this share of the fastest one's speed are of another kind; less than that, cores of one kind differ by. */
    private static final double SLOWER = 0.9;

    private static final String CPU = "sys/devices/system/cpu/cpu";
    private static final String NODE = "sys/devices/system/node/";

    private Lanes() {
    }

    /** The processors of each lane of this machine; a lane without any is not pinned. At least one lane. */
    public static List<List<Integer>> ofThisMachine() {
        Machine machine = new Machine();
        return of(machine, machine.cores());
    }

    /** @param available processors' worth of time that may be used, which may be fewer than may be run on */
    static List<List<Integer>> of(Machine machine, int available) {
        List<Integer> allowed = machine.line("proc/self/status", "Cpus_allowed_list").map(Lanes::list).orElse(List.of());
        Map<Integer, Double> speed = allowed.stream().collect(Collectors.toMap(c -> c, c -> speed(machine, c)));
        double fastest = speed.values().stream().mapToDouble(s -> s).max().orElse(0);
        List<Integer> fast = allowed.stream().filter(c -> speed.get(c) >= SLOWER * fastest).toList();
        Map<Integer, Integer> nodes = new LinkedHashMap<>();
        for (int node : machine.text(NODE + "online").map(Lanes::list).orElse(List.of())) {
            machine.text(NODE + "node" + node + "/cpulist").map(Lanes::list).orElse(List.of()).forEach(c -> nodes.put(c, node));
        }
        Function<Integer, Integer> node = c -> nodes.getOrDefault(c, 0);
        List<Integer> cores = new ArrayList<>(fast.stream().filter(c -> c.equals(siblings(machine, c).stream().filter(fast::contains)
                .findFirst().orElse(c))).toList());
        long most = Math.min(available / CORES, machine.memoryMiB("MemAvailable").orElse(0L) / MIB);
        List<List<Integer>> lanes = new ArrayList<>();
        for (List<Integer> cache : parts(cores.subList(Math.min(1, cores.size()), cores.size()), c -> cache(machine, c))) {
            List<Integer> near = largest(parts(cache, node));
            if (near.size() >= CORES && lanes.size() < most) {
                lanes.add(List.copyOf(near.subList(0, CORES)));
            }
        }
        if (lanes.size() > 1) {
            return lanes;
        }
        List<Integer> one = largest(parts(fast, node));
        return List.of(one.size() == allowed.size() ? List.of() : List.copyOf(one));
    }

    private static Collection<List<Integer>> parts(List<Integer> cpus, Function<Integer, ?> by) {
        return cpus.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList())).values();
    }

    /** The first of those with the most; empty if there are none. */
    private static List<Integer> largest(Collection<List<Integer>> parts) {
        return parts.stream().sorted(Comparator.comparingInt((List<Integer> p) -> -p.size())).findFirst().orElse(List.of());
    }

    /** What a processor can do, to be compared with another of the machine; 0 if that is not told. */
    private static double speed(Machine machine, int cpu) {
        return machine.text(CPU + cpu + "/cpu_capacity").or(() -> machine.text(CPU + cpu + "/cpufreq/cpuinfo_max_freq"))
                .map(Double::parseDouble).orElse(0.0);
    }

    private static List<Integer> siblings(Machine machine, int cpu) {
        return machine.text(CPU + cpu + "/topology/thread_siblings_list").map(Lanes::list).orElse(List.of(cpu));
    }

    /** The name of a processor's last-level cache: who shares it, or its package where the third level is not told. */
    private static String cache(Machine machine, int cpu) {
        return machine.text(CPU + cpu + "/cache/index3/shared_cpu_list")
                .or(() -> machine.text(CPU + cpu + "/topology/physical_package_id")).orElse("");
    }

    /** Numbers as the kernel writes lists of processors, such as {@code 0-3,8}. */
    static List<Integer> list(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : text.trim().split(",")) {
            String[] ends = part.split("-");
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])).forEach(numbers::add);
        }
        return numbers;
    }
}
