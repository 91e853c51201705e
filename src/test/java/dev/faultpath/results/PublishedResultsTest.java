package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lies in {@code results/} can be read, and names no place of the machine it came from. */
class PublishedResultsTest {
    private static final Pattern PLACE = Pattern.compile("(?<![\\w.:/])/(?:home|root|tmp|Users|usr|opt|var|work)/\\w|[A-Z]:\\\\\\\\");

    private static List<Path> files() throws IOException {
        Path results = Path.of("results");
        if (!Files.isDirectory(results)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(results)) {
            return all.filter(Files::isRegularFile).filter(f -> !results.relativize(f).toString().startsWith(".")).sorted().toList();
        }
    }

    @Test
    void noAbsolutePath() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            PLACE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).results().forEach(m -> found.add(file + ": " + m.group()));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyResultFileReadsAndIsAsItWouldBeWrittenAgain() throws IOException {
        for (Path file : files()) {
            if (file.getFileName().toString().matches("jdk\\d+\\.json")) {
                List<CellResult> cells = JmhJson.read(file);
                assertThat(cells).as(file.toString()).isNotEmpty().extracting(CellResult::label).doesNotHaveDuplicates();
                assertThat(JmhJson.write(cells)).as(file.toString()).isEqualTo(Files.readString(file));
                assertThat(Json.read(file.resolveSibling("environment.json")).path("machine").path("class").asText()).isNotBlank();
            }
        }
    }
}
