package dev.faultpath.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /proc} and {@code /sys} say about this machine, without anything that identifies it or its user. */
public final class Machine {
    private static final String CACHE = "sys/devices/system/cpu/cpu0/cache/index";

    private final Path root;

    /** This machine. */
    public Machine() {
        this(Path.of("/"));
    }

    /** @param root folder that holds {@code proc} and {@code sys} */
    Machine(Path root) {
        this.root = root;
    }

    /** The facts that {@code environment.json} has under {@code machine}. What cannot be read is null. */
    public ObjectNode describe() {
        ObjectNode m = Json.MAPPER.createObjectNode();
        m.put("class", machineClass());
        m.put("cpu", cpuModel());
        m.put("cores", cores());
        m.put("threadsPerCore", threadsPerCore().orElse(null));
        ObjectNode caches = m.putObject("caches");
        caches().forEach(caches::put);
        m.put("memoryMiB", memoryMiB("MemTotal").orElse(null));
        m.put("os", System.getProperty("os.name"));
        m.put("kernel", System.getProperty("os.version"));
        m.put("arch", System.getProperty("os.arch"));
        m.put("virtual", virtual().orElse(null));
        m.put("governor", governor().orElse(null));
        m.put("boost", boost().orElse(null));
        m.put("transparentHugePages", transparentHugePages().orElse(null));
        m.put("clocksource", text("sys/devices/system/clocksource/clocksource0/current_clocksource").orElse(null));
        m.set("load1", Json.number(load1().orElse(Double.NaN)));
        m.set("stealSinceBoot", Json.number(stealSinceBoot()));
        return m;
    }

    /**
     * A short name under which machines of the same kind are compared, such as {@code kvm-2c-amd-epyc}: virtualisation, number
     * of processors, maker and family. Stable over reboots, as no measured frequency enters.
     */
    public String machineClass() {
        String model = cpuModel() == null ? System.getProperty("os.arch") : cpuModel();
        String kind = model.toLowerCase(Locale.ROOT)
                .replaceAll("\\(r\\)|\\(tm\\)|cpu|processor|@.*|\\bgen\\b|\\d+(st|nd|rd|th)|[\\d.]+\\s*ghz", " ")
                .replaceAll("\\b[a-z]*-?\\d+[a-z0-9-]*\\b", " ").replaceAll("\\b(core|with|radeon|graphics)\\b", " ")
                .replaceAll("[^a-z]+", "-").replaceAll("^-|-$", "");
        String[] words = kind.split("-");
        String shortKind = String.join("-", List.of(words).subList(0, Math.min(2, words.length)));
        String where = virtual().orElse("unknown");
        return (where.equals("none") ? "metal" : where) + "-" + cores() + "c" + (shortKind.isEmpty() ? "" : "-" + shortKind);
    }

    /** Processors that this JVM may use. */
    int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** The processor's name; {@code null} if unknown. */
    public String cpuModel() {
        return line("proc/cpuinfo", "model name").or(() -> line("proc/cpuinfo", "Model")).map(s -> s.replaceAll("\\s+", " ")).orElse(null);
    }

    /** What stands behind a key and a colon. */
    Optional<String> line(String path, String key) {
        return text(path).flatMap(t -> {
            Matcher m = Pattern.compile("(?m)^" + key + "\\s*:\\s*(.+)$").matcher(t);
            return m.find() ? Optional.of(m.group(1).trim()) : Optional.empty();
        });
    }

    /** {@code none} on bare metal, else the kind of hypervisor ({@code kvm}, {@code vmware}, … or {@code vm} if it does not say). */
    Optional<String> virtual() {
        if (!exists("proc/cpuinfo")) {
            return Optional.empty();
        }
        String dmi = (text("sys/class/dmi/id/sys_vendor").orElse("") + " " + text("sys/class/dmi/id/product_name").orElse("")
                + " " + text("sys/hypervisor/type").orElse("")).toLowerCase(Locale.ROOT);
        boolean hypervisor = line("proc/cpuinfo", "flags").filter(f -> List.of(f.split(" ")).contains("hypervisor")).isPresent();
        for (String kind : List.of("vmware", "virtualbox", "xen", "microsoft", "kvm", "qemu", "amazon", "google", "openstack")) {
            if (dmi.contains(kind) && (hypervisor || kind.equals("xen"))) {
                return Optional.of(switch (kind) {
                    case "microsoft" -> "hyperv";
                    case "qemu", "amazon", "google", "openstack" -> "kvm";
                    default -> kind;
                });
            }
        }
        if (text("sys/devices/system/clocksource/clocksource0/available_clocksource").orElse("").contains("kvm-clock")) {
            return Optional.of("kvm");
        }
        return Optional.of(hypervisor ? "vm" : "none");
    }

    private Optional<Integer> threadsPerCore() {
        return text("sys/devices/system/cpu/cpu0/topology/thread_siblings_list").map(s -> Lanes.list(s).size());
    }

    private Map<String, String> caches() {
        TreeMap<String, String> caches = new TreeMap<>();
        for (int i = 0; exists(CACHE + i); i++) {
            String level = text(CACHE + i + "/level").orElse("?");
            String type = text(CACHE + i + "/type").orElse("");
            text(CACHE + i + "/size").ifPresent(size -> caches.put("L" + level + (type.equals("Data") ? "d"
                    : type.equals("Instruction") ? "i" : ""), size));
        }
        return caches;
    }

    /** A line of {@code /proc/meminfo}, MiB. */
    Optional<Long> memoryMiB(String key) {
        return line("proc/meminfo", key).map(kb -> Long.parseLong(kb.replace(" kB", "")) / 1024);
    }

    /** {@code on} or {@code off}. */
    Optional<String> boost() {
        return text("sys/devices/system/cpu/cpufreq/boost").map(b -> b.equals("1") ? "on" : "off")
                .or(() -> text("sys/devices/system/cpu/intel_pstate/no_turbo").map(b -> b.equals("0") ? "on" : "off"));
    }

    /** {@code always}, {@code madvise} or {@code never}. */
    Optional<String> transparentHugePages() {
        return text("sys/kernel/mm/transparent_hugepage/enabled").map(t -> t.replaceAll(".*\\[(\\w+)\\].*", "$1"));
    }

    /** Governor of the first processor. */
    Optional<String> governor() {
        return text("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    }

    /** Load average of the last minute. */
    Optional<Double> load1() {
        return text("proc/loadavg").map(t -> Double.parseDouble(t.split(" ")[0]));
    }

    /** Share of time stolen since boot, NaN if unknown. */
    double stealSinceBoot() {
        MachineLoad now = MachineLoad.read(root.resolve("proc"));
        return now == null ? Double.NaN : MachineLoad.steal(new MachineLoad(0, 0, 0, 0), now);
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    /** A file's text without blanks around it; empty if there is none. */
    Optional<String> text(String path) {
        try {
            String text = Files.readString(root.resolve(path), StandardCharsets.ISO_8859_1).trim();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
