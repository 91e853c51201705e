package dev.faultpath.forks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes the place of JMH's process: does what the parameter {@code layout} of the cell says. */
public final class FakeHost {
    private FakeHost() {
    }

    /** Speaks as {@link ForkHost} does. */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.println(ForkHost.PREFIX + Json.MAPPER.createObjectNode().put("status", "hello")
                .put("feature", Runtime.version().feature()).put("vmVersion", "x"));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode request = Json.MAPPER.readTree(line);
            String what = request.get("params").path("layout").asText();
            ObjectNode answer = Json.MAPPER.createObjectNode().put("status", "ok").put("mode", "avgt").put("unit", "ns/op")
                    .put("opsPerInvocation", 1).put("jdkVersion", System.getProperty("java.version")).put("vmName", "V")
                    .put("vmVersion", "1").put("jmhVersion", "1.37");
            ArrayNode jvmArgs = answer.putArray("jvmArgs");
            for (JsonNode arg : request.get("jvmArgs")) {
                jvmArgs.add(arg);
                if (arg.asText().startsWith("-XX:ArchiveClassesAtExit=") && !what.equals("folders")) {
                    Files.createFile(Path.of(arg.asText().substring(arg.asText().indexOf('=') + 1)));
                }
            }
            jvmArgs.add("-Darchived=" + line.contains("-XX:SharedArchiveFile="));
            answer.putArray("bytesPerOp");
            ArrayNode retries = answer.putObject("counters").putArray("retries");
            ArrayNode times = answer.putArray("iterations");
            for (int i = 0; i < request.get("iterations").asInt(); i++) {
                times.add(what.equals("zero") ? 0.0 : 10.0 + i);
                retries.add(i);
            }
            switch (what) {
                case "hang" -> Thread.sleep(600_000);
                case "die" -> Runtime.getRuntime().halt(3);
                case "noise" -> System.out.println("garbage\n@faultpath-not {\n\u0000\u0001");
                case "half" -> {
                    System.out.println(ForkHost.PREFIX + "{\"status\":\"ok\",\"itera");
                    Thread.sleep(600_000);
                }
                case "fail" -> answer.put("status", "failed").put("reason", "java.lang.Error: two\n lines");
                case "recompiled", "kept" -> answer.put("recompiled", what.equals("recompiled"));
                case "compiling" -> answer.putArray("compileMillis").add(0).add(0).add(0).add(1);
                case "warming" -> answer.putArray("compileMillis").add(9).add(0).add(0).add(0);
                case "mode" -> answer.put("mode", "thrpt");
                case "jdk" -> answer.put("jdkVersion", "11.0.1");
                default -> { }
            }
            System.out.println(ForkHost.PREFIX + answer);
        }
    }
}
