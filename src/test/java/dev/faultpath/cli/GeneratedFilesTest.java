package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.FirstDifference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is generated from the published results is in the repository as it would be generated now. */
class GeneratedFilesTest {
    @Test
    void regenerationIsByteIdentical() throws IOException {
        Path project = Path.of("");
        IndexCommand.Generated generated = IndexCommand.generate(project);
        SortedMap<String, String> files = new TreeMap<>(generated.files());
        generated.reports().forEach((folder, report) -> report.forEach((name, text) -> files.put("results/" + folder + "/" + name, text)));
        assertThat(files).containsKeys("README.md", "results/README.md");
        List<String> differences = new ArrayList<>();
        files.forEach((name, text) -> difference(project.resolve(name), text).ifPresent(d -> differences.add(name + ": " + d)));
        assertThat(differences).as("run scripts/faultpath index and look at what changed").isEmpty();
    }

    private static Optional<String> difference(Path file, String wanted) {
        try {
            return Files.exists(file) ? FirstDifference.of("is", Files.readString(file), wanted) : Optional.of("is missing");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
