package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
    private static final String REFERENCE = "dev.faultpath.bench.OwnerComparisonBenchmark.ownerPointer";

    @TempDir
    Path folder;

    private void jdk(String feature) throws IOException {
        Files.writeString(folder.resolve(ResultFolder.fileOf(feature)),
                JmhJson.write(List.of(CellsForTest.cell(REFERENCE, Map.of("pages", "512"), feature, 100, 101))));
    }

    @Test
    void readsTheCellsOfAllJdks() throws IOException {
        jdk("25");
        jdk("17");
        Files.writeString(folder.resolve(ResultFolder.ENVIRONMENT), "{\"schema\": 1, \"commit\": \"abc\"}");
        ResultFolder read = ResultFolder.read(folder);
        assertThat(read.cells()).extracting(CellResult::jdk).containsExactly("17", "25");
        assertThat(read.environment().get("commit").asText()).isEqualTo("abc");
        assertThat(read.name()).isEqualTo(folder.getFileName().toString());
    }

    @Test
    void readsOneFileWithAndWithoutItsEnvironment() throws IOException {
        jdk("17");
        Path file = folder.resolve(ResultFolder.fileOf("17"));
        assertThat(ResultFolder.read(file).environment()).isEmpty();
        Files.writeString(folder.resolve(ResultFolder.ENVIRONMENT), "{\"schema\": 1, \"commit\": \"abc\"}");
        assertThat(ResultFolder.read(file).environment().get("commit").asText()).isEqualTo("abc");
        assertThat(ResultFolder.read(file).cells()).hasSize(1);
    }

    @Test
    void saysWhatIsWrongAndWhere() throws IOException {
        rejected(folder.resolve("none"), "none: no such file or folder");
        rejected(folder, "holds no jdkNN.json");
        jdk("17");
        rejected(folder, "environment.json: no such file");
        Path environment = folder.resolve(ResultFolder.ENVIRONMENT);
        Files.writeString(environment, "[]");
        rejected(folder, "environment.json: not an environment");
        Files.writeString(environment, "{\"schema\": 2}");
        rejected(folder, "environment.json: schema 2; this program reads schema 1");
        Files.writeString(environment, "{");
        rejected(folder, "environment.json: line 1: not JSON");
        for (String wrong : List.of("started: 5: text", "dirty: \"no\": true or false", "machine: \"amd\": an object",
                "jdks: {\"17\": 17}: an object", "machine: {\"class\": 1}: text")) {
            int key = wrong.indexOf(':');
            Files.writeString(environment, "{\"schema\": 1, \"" + wrong.substring(0, key) + "\""
                    + wrong.substring(key, wrong.lastIndexOf(':')) + "}");
            rejected(folder, ": is not" + wrong.substring(wrong.lastIndexOf(": ") + 1));
        }
        Files.writeString(environment, "{\"schema\": 1, \"started\": null}");
        Files.copy(folder.resolve(ResultFolder.fileOf("17")), folder.resolve("jdk17-again.json"));
        rejected(folder, "jdk17.json: OwnerComparisonBenchmark.ownerPointer{pages=512} on JDK 17 stands twice");
        Files.delete(folder.resolve("jdk17-again.json"));
        Files.writeString(folder.resolve(ResultFolder.fileOf("17")), "[]");
        rejected(folder, "holds no cell");
    }

    @Test
    void findsTheFoldersOfARoot() throws IOException {
        jdk("17");
        Files.writeString(folder.resolve(ResultFolder.ENVIRONMENT), "{\"schema\": 1}");
        for (String name : List.of("b", "a", ".new")) {
            Path copy = Files.createDirectory(folder.resolve(name));
            for (String file : List.of(ResultFolder.ENVIRONMENT, ResultFolder.fileOf("17"))) {
                Files.copy(folder.resolve(file), copy.resolve(file));
            }
        }
        Files.writeString(Files.createDirectory(folder.resolve("studies")).resolve("a.jsonl"), "{}");
        assertThat(ResultFolder.under(folder)).extracting(ResultFolder::name).containsExactly("a", "b");
        Files.delete(folder.resolve("b").resolve(ResultFolder.ENVIRONMENT));
        assertThatThrownBy(() -> ResultFolder.under(folder)).isInstanceOf(InputException.class)
                .hasMessageContaining("environment.json: no such");
        assertThatThrownBy(() -> ResultFolder.under(folder.resolve("none"))).isInstanceOf(InputException.class)
                .hasMessageContaining("not a folder of results");
    }

    private void rejected(Path path, String message) {
        assertThatThrownBy(() -> ResultFolder.read(path)).isInstanceOf(InputException.class).hasMessageContaining(message)
                .message().doesNotContain("\n");
    }
}
