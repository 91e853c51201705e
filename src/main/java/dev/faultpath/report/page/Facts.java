package dev.faultpath.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The environment of results in words, and the commands that repeat them. */
final class Facts {
    private Facts() {
    }

    /** What is known, by name, of each run where they differ; what a run could not find out is left out. */
    static Map<String, String> of(ResultSet set) {
        Map<String, String> facts = new LinkedHashMap<>();
        JsonNode env = set.environment();
        JsonNode machine = env.path("machine");
        JsonNode harness = env.path("harness");
        add(facts, "results", set.name());
        add(facts, "started", joined(set, e -> text(e, "started")));
        add(facts, "preset", joined(set, e -> text(e, "preset")));
        add(facts, "commit", joined(set, e -> text(e, "commit") + (e.path("dirty").asBoolean() ? ", with changes" : "")));
        add(facts, "hash of the measured code", text(env, "codeHash"));
        add(facts, "processor", text(machine, "cpu"));
        add(facts, "cores", text(machine, "cores") + (machine.path("threadsPerCore").isNumber()
                ? ", threads a core: " + text(machine, "threadsPerCore") : ""));
        add(facts, "caches", fields(machine.path("caches")));
        add(facts, "memory", machine.path("memoryMiB").isNumber() ? text(machine, "memoryMiB") + " MiB" : "");
        add(facts, "system", (text(machine, "os") + " " + joined(set, e -> text(e.path("machine"), "kernel")) + " "
                + text(machine, "arch")).trim());
        String virtual = text(machine, "virtual");
        add(facts, "virtual machine", virtual.equals("none") ? "no" : virtual);
        add(facts, "frequency governor", text(machine, "governor"));
        add(facts, "frequency boost", text(machine, "boost"));
        add(facts, "transparent huge pages", text(machine, "transparentHugePages"));
        add(facts, "clock source", text(machine, "clocksource"));
        set.jdks().forEach(jdk -> add(facts, "JDK " + jdk, joined(set, e -> Stream.of("vendor", "vmName", "vmVersion")
                .map(k -> text(e.path("jdks").path(jdk), k)).collect(Collectors.joining(" ")))));
        add(facts, "JMH", text(harness, "jmh"));
        add(facts, "blackhole mode", text(harness, "blackholeMode"));
        add(facts, "flags of a fork", list(harness.path("flags")));
        add(facts, "heaps", joined(set, e -> list(e.path("harness").path("heaps"))));
        add(facts, "iterations of a fork", harness.has("warmupIterations") ? text(harness, "warmupIterations") + " to warm up, "
                + text(harness, "measuredIterations") + " used, of " + text(harness, "iterationMillis") + " ms" : "");
        add(facts, "end of the run", joined(set, e -> text(e.path("run"), "end")));
        return facts;
    }

    /** The commands that repeat the runs, in order; empty if they are not known. */
    static List<String> commands(ResultSet set) {
        Set<String> commands = new LinkedHashSet<>();
        for (ResultFolder folder : set.folders()) {
            String command = text(folder.environment(), "command");
            if (!command.isEmpty()) {
                String commit = text(folder.environment(), "commit");
                if (commit.matches("[0-9a-f]{7,40}")) {
                    commands.add("git checkout " + commit);
                }
                commands.add(command);
            }
        }
        return List.copyOf(commands);
    }

    private static String joined(ResultSet set, Function<JsonNode, String> of) {
        return set.folders().stream().map(f -> of.apply(f.environment())).filter(t -> !t.isBlank()).distinct()
                .collect(Collectors.joining("; "));
    }

    private static void add(Map<String, String> facts, String name, String value) {
        if (!value.isBlank()) {
            facts.put(name, value);
        }
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isValueNode() && !value.isNull() ? value.asText().replaceAll("[\\s`]+", " ").strip() : "";
    }

    private static String list(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(v -> values.add(v.asText()));
        return String.join(" ", values);
    }

    private static String fields(JsonNode object) {
        List<String> values = new ArrayList<>();
        object.properties().forEach(field -> values.add(field.getKey() + " " + field.getValue().asText()));
        return String.join(", ", values);
    }
}
