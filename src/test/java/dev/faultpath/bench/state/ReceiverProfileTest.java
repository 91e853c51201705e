package dev.faultpath.bench.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the JIT compiler has seen at the call of the callback, and what it made of it, by its own diagnostic output: the receiver
 * types that were counted there are those of the profile, and the profiles differ by how the call is dispatched.
 */
class ReceiverProfileTest {
    private static final String ASK = "dev.faultpath.design.callback.Client::ask";
    private static final Pattern TYPE = Pattern.compile("'dev/faultpath/design/callback/driver/(\\w+)'\\((\\d+) ([0-9.]+)\\)");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "mono, callback-per-page, alternate:1:8",
        "bi, callback-per-page, alternate:1:8",
        "mega, callback-per-page, alternate:1:8",
        "mega, callback-last-pagemap, alternate:16:8",
        "mega, after-walk, alternate:16:8",
    })
    void theCallIsDispatchedAsTheProfileSays(String profile, String design, String placement)
            throws IOException, InterruptedException {
        List<String> output = run(profile, design, placement);
        Map<String, Double> types = typesCounted(output);
        List<String> calls = lastCompiledCalls(output);
        switch (profile) {
            case "mono" -> {
                assertThat(types).containsOnlyKeys("LinkTableCallback");
                assertThat(calls).isNotEmpty().allMatch(c -> c.equals("LinkTableCallback inline (hot)"));
            }
            case "bi" -> {
                assertThat(types).containsOnlyKeys("LinkTableCallback", "PciDistanceCallback");
                assertThat(types.values()).allMatch(share -> share < 0.9);
                assertThat(calls).contains("LinkTableCallback inline (hot)", "PciDistanceCallback inline (hot)")
                        .doesNotContain("PagemapCallback virtual call");
            }
            default -> {
                // It keeps two types; the one that is measured is not among them, so it can not come to dominate.
                assertThat(types).containsOnlyKeys("PciDistanceCallback", "PolicyCallback");
                assertThat(types.values()).allMatch(share -> share < 0.9);
                assertThat(types.values().stream().mapToDouble(share -> share).sum()).isLessThan(1);
                assertThat(calls).isNotEmpty().allMatch(c -> c.equals("PagemapCallback virtual call"));
            }
        }
    }

    /** The control's call stays one where the loop is compiled, which is last, though foreign pages were shown often. */
    @Test
    void theColdCallIsLeftACall() throws IOException, InterruptedException {
        List<String> seen = run("mega", "none-with-cold-call", "own").stream().filter(l -> l.contains("Refusal::isLifted (")).toList();
        assertThat(seen).isNotEmpty();
        assertThat(seen.get(seen.size() - 1)).contains("exception method");
    }

    @ParameterizedTest
    @EnumSource
    void aProfileIsFoundByItsName(ReceiverProfile profile) {
        assertThat(ReceiverProfile.parse(profile.name().toLowerCase(java.util.Locale.ROOT))).isSameAs(profile);
    }

    @Test
    void anUnknownProfileOrMixSaysWhatThereIs() {
        assertThatThrownBy(() -> ReceiverProfile.parse("poly")).hasMessageContaining("mono, bi or mega");
        assertThatThrownBy(() -> ReceiverMix.parse("walk")).hasMessageContaining("none, range or pagemap");
    }

    private List<String> run(String profile, String design, String placement) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:+UseSerialGC", "-Xbatch", "-XX:+UnlockDiagnosticVMOptions", "-XX:+PrintInlining",
                "-XX:+PrintMethodData", "-cp", System.getProperty("java.class.path"), ReceiverProbe.class.getName(), design,
                profile, placement));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the probe does not end");
        }
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue()).as(() -> String.join("\n", lines.subList(0, Math.min(20, lines.size())))).isZero();
        return lines;
    }

    /** By simple name of the type its share of the calls, as the method data at the end of the run have it. */
    private static Map<String, Double> typesCounted(List<String> output) {
        Map<String, Double> types = new TreeMap<>();
        boolean inside = false;
        for (String line : output) {
            inside = line.startsWith(ASK + "(") || inside && !line.startsWith("-----");
            Matcher matcher = TYPE.matcher(line);
            while (inside && matcher.find()) {
                if (Long.parseLong(matcher.group(2)) > 0) {
                    types.put(matcher.group(1), Double.parseDouble(matcher.group(3)));
                }
            }
        }
        return types;
    }

    /** What became of the callback in the last compilation by the optimising compiler that contains the asking. */
    private static List<String> lastCompiledCalls(List<String> output) {
        List<String> calls = List.of();
        for (int i = 0; i < output.size(); i++) {
            if (output.get(i).contains(ASK) && output.get(i).contains("inline (hot)")) {
                String below = String.join("\n", output.subList(i + 1, Math.min(i + 5, output.size())));
                List<String> found = new ArrayList<>();
                Matcher matcher = Pattern.compile("(\\w+)::mayAccess \\(\\d+ bytes\\)\\s+(?:failed to inline: )?"
                        + "(inline \\(hot\\)|virtual call)").matcher(below);
                while (matcher.find()) {
                    found.add(matcher.group(1) + " " + matcher.group(2));
                }
                if (!found.isEmpty()) {
                    calls = found;
                }
            }
        }
        return calls;
    }
}
