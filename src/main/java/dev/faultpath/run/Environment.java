package dev.faultpath.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.Hash;
import dev.faultpath.c.CLibrary;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.HostForkRunner;
import dev.faultpath.machine.Machine;
import dev.faultpath.results.Estimator;
import dev.faultpath.results.Json;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.util.Version;

/** What has to be known of a run besides its times: machine, code, JDKs, flags, command. */
public final class Environment {
    /** Packages that decide what is measured. */
    private static final List<String> CODE = List.of("bench", "design", "fault", "layout", "model");

    private Environment() {
    }

    /**
     * The state of the source tree.
     *
     * @param commit abbreviated commit; {@code unknown} if there is no git or no repository
     * @param dirty  whether tracked files outside {@code results/} differ from it; {@code null} if unknown
     * @param refusal one line that says why git does not tell, though there is a repository; {@code null} if there is nothing to say
     */
    public record Revision(String commit, Boolean dirty, String refusal) {
        private static final Revision NONE = new Revision("unknown", null, null);

        /** Asks git about the repository that holds a folder. */
        public static Revision of(Path folder) {
            try {
                Said commit = git(folder, "rev-parse", "--short=10", "HEAD");
                if (commit.exit != 0) {
                    return new Revision("unknown", null, commit.errors.contains("not a git repository") ? null
                            : commit.errors.lines().findFirst().orElse("nothing"));
                }
                Said status = git(folder, "status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)results");
                return new Revision(commit.output, status.exit == 0 ? !status.output.isEmpty() : null, null);
            } catch (IOException e) {
                return NONE; // no git
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return NONE;
            }
        }

        private record Said(int exit, String output, String errors) {
        }

        private static Said git(Path folder, String... arguments) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            return new Said(process.waitFor(), output, errors);
        }
    }

    /**
     * Builds {@code environment.json}.
     *
     * @param jdks    what each JDK under test says of itself, by feature version
     * @param command the command that repeats the run, without paths
     */
    public static ObjectNode describe(Machine machine, Revision revision, Map<String, JsonNode> jdks, Plan plan, String command,
                                      Instant started) {
        ObjectNode e = Json.MAPPER.createObjectNode();
        e.put("schema", ResultFolder.SCHEMA);
        e.put("started", utc(started));
        e.put("preset", plan.preset());
        e.put("seed", plan.seed());
        e.put("command", command);
        e.put("commit", revision.commit());
        e.put("dirty", revision.dirty());
        e.put("codeHash", currentCodeHash());
        e.put("cHash", CLibrary.sourcesHash());
        e.set("machine", machine.describe());
        ObjectNode js = e.putObject("jdks");
        jdks.forEach((feature, hello) -> js.putObject(feature).put("version", hello.path("version").asText())
                .put("vendor", hello.path("vendor").asText()).put("vmName", hello.path("vmName").asText())
                .put("vmVersion", hello.path("vmVersion").asText()));
        ObjectNode harness = e.putObject("harness");
        harness.put("jmh", Version.getPlainVersion().replaceAll("[^0-9.].*", ""));
        harness.put("blackholeMode", HostForkRunner.BLACKHOLE_MODE);
        harness.put("collector", HostForkRunner.COLLECTOR);
        ArrayNode heaps = harness.putArray("heaps");
        plan.cells().stream().map(Cell::heap).distinct().sorted().forEach(heaps::add);
        ArrayNode flags = harness.putArray("flags");
        HostForkRunner.forkArgs("HEAP").forEach(flags::add);
        harness.put("warmupIterations", plan.shape().warmup());
        harness.put("measuredIterations", plan.shape().measured());
        harness.put("iterationMillis", plan.shape().millis());
        harness.put("estimator", Estimator.DESCRIPTION);
        return e;
    }

    /** A moment, to the second. */
    public static String utc(Instant moment) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC).format(moment);
    }

    /**
     * Hash over the class files that decide what is measured, in order of their names: two runs with the same hash measured the same
     * code. {@code unknown} if the classes cannot be listed.
     */
    public static String currentCodeHash() {
        try {
            Path path = Path.of(Environment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(path)) {
                return hash(path);
            }
            try (FileSystem jar = FileSystems.newFileSystem(path)) {
                return hash(jar.getPath("/"));
            }
        } catch (IOException | UncheckedIOException | URISyntaxException e) {
            return ResultSet.UNKNOWN;
        }
    }

    private static String hash(Path root) throws IOException {
        Hash hash = new Hash();
        try (Stream<Path> files = Files.walk(root.resolve("dev").resolve("faultpath"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).map(root::relativize)
                    .filter(f -> CODE.contains(f.getName(2).toString())).sorted().toList()) {
                hash.add(file.toString()).add(Files.readAllBytes(root.resolve(file)));
            }
        }
        return hash.hex();
    }
}
