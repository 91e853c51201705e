package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.report.page.Report;
import dev.faultpath.report.page.ResultsIndex;
import dev.faultpath.report.page.SyntheticResults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands report, export and index. */
class ReportCommandTest {
    private static final String FORKS = Report.FORKS + "/q3-jdk17.md";

    @TempDir
    private Path temp;

    private static Map<String, String> tree(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    @Test
    void aReportGoesIntoItsFolderAndComesOutTheSameAgain() throws IOException {
        Path folder = SyntheticResults.writeSmall(temp.resolve("results"));
        Map<String, String> before = tree(folder);
        CommandRun run = CommandRun.of("report", folder.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("report: ").contains("report.html");
        Map<String, String> first = tree(folder);
        assertThat(first).containsAllEntriesOf(before).containsKeys(Report.MARKDOWN, Report.HTML, FORKS);
        // A chart or a page that is no longer made goes; a file that is not ours stays.
        Files.writeString(folder.resolve("charts/old.svg"), Report.MARKER + "<svg/>\n");
        Files.writeString(folder.resolve("forks/q3-jdk21.md"), Report.MARKER);
        Files.writeString(folder.resolve("forks.md"), Report.MARKER);
        Files.writeString(folder.resolve("charts/mine.svg"), "<svg/>\n");
        assertThat(CommandRun.of("report", folder.toString()).code()).isZero();
        Map<String, String> second = tree(folder);
        assertThat(second.remove("charts/mine.svg")).isNotNull();
        assertThat(second).isEqualTo(first);
    }

    @Test
    void exportWritesAFileOrPrints() throws IOException {
        Path folder = SyntheticResults.writeSmall(temp.resolve("results"));
        Path file = temp.resolve("forks.csv");
        assertThat(CommandRun.of("export", folder.toString(), "-o", file.toString()).code()).isZero();
        assertThat(CommandRun.of("export", folder.toString()).out()).isEqualTo(Files.readString(file)).startsWith("environment,");
        assertThat(CommandRun.of("export", folder.toString(), "-o", temp.toString()).code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "empty file", "half", "foreign", "empty array", "not an object", "other schema", "no schema", "text",
        "no cells", "bad grouping", "bad stress", "bad number"})
    void badInputIsOneLineAndNothingIsWritten(String kind) throws IOException {
        Path folder = temp.resolve("bad");
        if (!kind.equals("missing")) {
            SyntheticResults.writeSmall(folder);
        }
        Path json = folder.resolve("jdk17.json");
        Path env = folder.resolve("environment.json");
        switch (kind) {
            case "missing" -> { }
            case "empty file" -> Files.writeString(json, "");
            case "half" -> Files.writeString(json, Files.readString(json).substring(0, 5000));
            case "foreign" -> Files.writeString(json, "[{\"benchmark\": \"a.B.c\", \"mode\": \"thrpt\"}]");
            case "empty array" -> {
                Files.writeString(json, "[]");
                Files.delete(folder.resolve("jdk25.json"));
            }
            case "not an object" -> Files.writeString(env, "[]");
            case "other schema" -> Files.writeString(env, Files.readString(env).replace("\"schema\": 1", "\"schema\": 99"));
            case "no schema" -> Files.writeString(env, Files.readString(env).replace("\"schema\": 1,", ""));
            case "text" -> Files.write(json, new byte[] {(byte) 0xff, 1, 2});
            case "no cells" -> {
                Files.delete(json);
                Files.delete(folder.resolve("jdk25.json"));
            }
            case "bad grouping" -> Files.writeString(folder.resolve("grouping.json"), "{}");
            case "bad stress" -> Files.writeString(folder.resolve("stress-jdk17.json"), "[1]");
            case "bad number" -> Files.writeString(json,
                    Files.readString(json).replaceFirst("(\"status\": \"ok\",\\s+\"score\": )[0-9.]+", "$1-1"));
            default -> throw new AssertionError(kind);
        }
        Map<String, String> before = kind.equals("missing") ? Map.of() : tree(folder);
        for (String[] command : List.of(new String[] {"report", folder.toString()},
                new String[] {"report", folder.toString(), "-o", temp.resolve("out").toString()},
                new String[] {"export", folder.toString(), "-o", temp.resolve("out.csv").toString()})) {
            CommandRun run = CommandRun.of(command);
            assertThat(run.code()).as(String.join(" ", command) + ": " + run.err()).isEqualTo(2);
            assertThat(run.err().lines()).hasSize(1).allMatch(l -> l.startsWith("faultpath: "));
            assertThat(run.out()).isEmpty();
            assertThat(temp.resolve("out")).doesNotExist();
            assertThat(temp.resolve("out.csv")).doesNotExist();
            assertThat(kind.equals("missing") ? Map.of() : tree(folder)).isEqualTo(before);
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsOneLine() throws IOException {
        Path folder = SyntheticResults.writeSmall(temp.resolve("results"));
        Path file = Files.writeString(temp.resolve("file"), "");
        for (String out : List.of(file.toString(), file.resolve("below").toString())) {
            CommandRun run = CommandRun.of("report", folder.toString(), "-o", out);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err().lines()).hasSize(1);
        }
        assertThat(CommandRun.of("report", folder.toString(), folder.toString()).err()).contains("say with -o");
        assertThat(CommandRun.of("report", folder.toString(), folder.toString(), "-o", temp.resolve("out").toString()).err())
                .contains("given twice");
        assertThat(tree(temp).keySet()).noneMatch(f -> f.contains(".new"));
    }

    private Path project() throws IOException {
        Path project = temp.resolve("project");
        Files.createDirectories(project.resolve("results/studies"));
        for (String study : List.of("2026-01-01-estimator-m.jsonl", "2026-01-02-guard-planted-m.jsonl.gz", "2026-01-02-guard-planted.py")) {
            Files.writeString(project.resolve("results/studies").resolve(study), "");
        }
        Files.writeString(project.resolve("README.md"), "# Title\n\n" + ResultsIndex.OPEN + "\nold\n" + ResultsIndex.CLOSE + "\n\nEnd.\n");
        return project;
    }

    private static void run(String name, String preset, Path project) throws IOException {
        ObjectNode env = SyntheticResults.environment(name.substring(0, 10) + "T00:00:00Z", preset, "0123456789", "m");
        SyntheticResults.write(project.resolve("results").resolve(name), env, SyntheticResults.small());
    }

    @Test
    void theIndexNamesThePublicationAndTheFrontPageShowsIt() throws IOException {
        Path project = project();
        run("2026-01-01-a", "publish", project);
        run("2026-01-02-b", "quick", project);
        CommandRun run = CommandRun.of("index", "--project", project.toString());
        assertThat(run.code()).as(run.err()).isZero();
        Map<String, String> files = tree(project);
        assertThat(files).containsKey("results/2026-01-01-a/report.md").doesNotContainKey("results/2026-01-02-b/report.md");
        String index = files.get("results/README.md");
        assertThat(index).startsWith(ResultsIndex.MARKER)
                .contains("The current publication is **[2026-01-01-a](2026-01-01-a/report.md)**", "forks of equal code",
                        "what the guard said of builds with a change planted in each", "the program that took a study's data");
        assertThat(index.indexOf("[2026-01-02-b]")).isLessThan(index.indexOf("| [2026-01-01-a]"));
        String readme = files.get("README.md");
        assertThat(readme).startsWith("# Title\n\n<!-- generated:verdicts").endsWith("<!-- /generated:verdicts -->\n\nEnd.\n")
                .doesNotContain("\nold\n")
                .contains("](results/2026-01-01-a/report.md#c1)", "](results/2026-01-01-a/charts/answer.svg");
        assertThat(CommandRun.of("index", "--project", project.toString()).code()).isZero();
        assertThat(tree(project)).isEqualTo(files);
        // A later publication takes its place, and a report elsewhere is made when it is wanted: the older one goes, the data stay.
        run("2026-01-03-c", "publish", project);
        assertThat(CommandRun.of("report", project.resolve("results/2026-01-02-b").toString()).code()).isZero();
        assertThat(CommandRun.of("index", "--project", project.toString()).code()).isZero();
        assertThat(Files.readString(project.resolve("README.md"))).contains("2026-01-03-c").doesNotContain("2026-01-01-a");
        assertThat(tree(project.resolve("results/2026-01-01-a"))).containsOnlyKeys("environment.json", "jdk17.json", "jdk25.json");
        assertThat(tree(project.resolve("results/2026-01-02-b"))).containsOnlyKeys("environment.json", "jdk17.json", "jdk25.json");
        assertThat(project.resolve("results/2026-01-02-b/charts")).doesNotExist();
        assertThat(tree(project.resolve("results/2026-01-03-c"))).containsKeys(Report.MARKDOWN, FORKS)
                .doesNotContainKey(Report.HTML);
        assertThat(Files.readString(project.resolve("results/README.md"))).contains("(2026-01-03-c/report.md)")
                .doesNotContain("(2026-01-01-a/report.md)");
    }

    /** From a claim on the front page to the values of the forks that decide it: three links, all relative. */
    @Test
    void aStrangerReachesTheForksBehindAClaimInThreeClicks() throws IOException {
        Path project = project();
        run("2026-01-01-a", "publish", project);
        assertThat(CommandRun.of("index", "--project", project.toString()).code()).isZero();
        String readme = Files.readString(project.resolve("README.md"));
        Matcher claim = Pattern.compile("\\| \\[(C\\d)\\]\\(([^)#]+)#([^)]+)\\)").matcher(readme);
        int reached = 0;
        while (claim.find()) {
            Path report = project.resolve(claim.group(2));
            String page = Files.readString(report);
            int anchor = page.indexOf("<a id=\"" + claim.group(3) + "\"></a>");
            assertThat(anchor).as("click one: " + claim.group()).isPositive();
            String section = page.substring(anchor, page.indexOf("<a id=", anchor + 1));
            Matcher figure = Pattern.compile("\\]\\((forks/[^)#]+)#([^)]+)\\)").matcher(section);
            while (figure.find()) {
                String forks = Files.readString(report.resolveSibling(figure.group(1)));
                int cell = forks.indexOf("<a id=\"" + figure.group(2) + "\"></a>");
                assertThat(cell).as("click two: " + figure.group()).isPositive();
                String values = forks.substring(cell, Math.max(forks.indexOf("<a id=", cell + 1), cell + 1));
                reached += values.lines().filter(l -> l.matches("\\| \\d+ \\| ok \\| [0-9.]+ \\|.*")).count() > 0 ? 1 : 0;
            }
        }
        assertThat(reached).isPositive();
    }

    @Test
    void aFrontPageWithoutAPlaceForVerdictsIsOneLine() throws IOException {
        Path project = project();
        run("2026-01-01-a", "publish", project);
        Files.writeString(project.resolve("README.md"), "# Title\n");
        CommandRun run = CommandRun.of("index", "--project", project.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(project.resolve("results/README.md")).doesNotExist();
        assertThat(CommandRun.of("index", "--project", temp.resolve("nowhere").toString()).code()).isEqualTo(2);
    }
}
