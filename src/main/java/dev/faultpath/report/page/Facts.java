package dev.faultpath.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The environment of some results as a reader wants it, and the commands that repeat them. */
final class Facts {
    private Facts() {
    }

    /** What is known, each a name and a value; what a run could not find out is left out. */
    static List<Page.Fact> of(ResultSet set) {
        List<Page.Fact> facts = new ArrayList<>();
        JsonNode env = set.environment();
        JsonNode machine = env.path("machine");
        add(facts, "results", set.name());
        add(facts, "started", joined(set, "started"));
        add(facts, "preset", joined(set, "preset"));
        add(facts, "commit", text(env, "commit") + (env.path("dirty").asBoolean() ? ", with changes" : ""));
        add(facts, "hash of the measured code", text(env, "codeHash"));
        add(facts, "processor", text(machine, "cpu"));
        add(facts, "cores", text(machine, "cores") + (machine.path("threadsPerCore").isNumber()
                ? ", threads a core: " + text(machine, "threadsPerCore") : ""));
        add(facts, "caches", fields(machine.path("caches")));
        add(facts, "memory", machine.path("memoryMiB").isNumber() ? text(machine, "memoryMiB") + " MiB" : "");
        add(facts, "system", (text(machine, "os") + " " + text(machine, "kernel") + " " + text(machine, "arch")).trim());
        String virtual = text(machine, "virtual");
        add(facts, "virtual machine", virtual.equals("none") ? "no" : virtual);
        add(facts, "frequency governor", text(machine, "governor"));
        add(facts, "frequency boost", text(machine, "boost"));
        add(facts, "transparent huge pages", text(machine, "transparentHugePages"));
        add(facts, "clock source", text(machine, "clocksource"));
        env.path("jdks").properties().forEach(jdk -> add(facts, "JDK " + jdk.getKey(), text(jdk.getValue(), "vendor") + " "
                + text(jdk.getValue(), "vmName") + " " + text(jdk.getValue(), "vmVersion")));
        JsonNode harness = env.path("harness");
        add(facts, "JMH", text(harness, "jmh"));
        add(facts, "blackhole mode", text(harness, "blackholeMode"));
        add(facts, "flags of a fork", list(harness.path("flags")));
        add(facts, "heaps", list(harness.path("heaps")));
        add(facts, "iterations of a fork", harness.has("warmupIterations") ? text(harness, "warmupIterations") + " to warm up, "
                + text(harness, "measuredIterations") + " used, of " + text(harness, "iterationMillis") + " ms" : "");
        add(facts, "end of the run", text(env.path("run"), "end"));
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

    private static String joined(ResultSet set, String key) {
        Set<String> values = new LinkedHashSet<>();
        set.folders().forEach(f -> values.add(text(f.environment(), key)));
        return String.join(", ", values);
    }

    private static void add(List<Page.Fact> facts, String name, String value) {
        if (!value.isBlank()) {
            facts.add(new Page.Fact(name, value));
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
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            values.add(field.getKey() + " " + field.getValue().asText());
        }
        return String.join(", ", values);
    }
}
