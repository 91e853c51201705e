package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.faultpath.InputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredTest {
    private static final String TEXT = "{\"schema\": 1, \"sign\": \"×\"}\n";

    @TempDir
    Path folder;

    @Test
    void theHeadOfACompressedFileHoldsNeitherTimeNorName() {
        byte[] bytes = Stored.compressed(TEXT);
        assertThat(bytes).isEqualTo(Stored.compressed(TEXT)).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
    }

    @Test
    void textIsReadFromEither() throws IOException {
        Path plain = Files.writeString(folder.resolve("a.json"), TEXT);
        Path compressed = Files.write(folder.resolve("b.json.gz"), Stored.compressed(TEXT));
        assertThat(Stored.read(plain)).isEqualTo(TEXT).isEqualTo(Stored.read(compressed));
        assertThat(Stored.name(plain)).isEqualTo("a.json");
        assertThat(Stored.name(compressed)).isEqualTo("b.json");
    }

    @Test
    void whatIsNotCompressedOrCutOffIsOneLine() throws IOException {
        Path file = folder.resolve("x.json.gz");
        byte[] whole = Stored.compressed(TEXT);
        for (byte[] bytes : List.of(TEXT.getBytes(StandardCharsets.UTF_8), Arrays.copyOf(whole, 20), new byte[0],
                Stored.compressed("["))) {
            Files.write(file, bytes);
            assertThatThrownBy(() -> Json.read(file)).isInstanceOf(InputException.class).hasMessageStartingWith(file + ": ")
                    .message().doesNotContain("\n");
        }
    }

    @Test
    void whatStandsBehindACompressedFileIsNotPassedOver() throws IOException {
        Path file = folder.resolve("x.json.gz");
        byte[] whole = Stored.compressed(TEXT);
        for (int n : new int[] {1, 8, 17, 18, 19, 100}) {
            Files.write(file, Arrays.copyOf(whole, whole.length + n));
            assertThatThrownBy(() -> Json.read(file)).isInstanceOf(InputException.class)
                    .hasMessage(file + ": cannot be read: more behind what is compressed");
        }
    }

    @Test
    void whatIsTooLongIsRefusedUnread() throws IOException {
        for (String name : List.of("x.json", "x.json.gz")) {
            Path file = folder.resolve(name);
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(3L << 30);
            }
            assertThatThrownBy(() -> Json.read(file)).isInstanceOf(InputException.class)
                    .hasMessage(file + ": longer than 128 MiB, which no file of ours is");
        }
    }

    @Test
    void everyFileOfAFolderMayBeCompressed() throws IOException {
        Path folder = Files.createDirectory(this.folder.resolve("set"));
        CellResult cell = CellsForTest.cell("ownerPointer", Map.of("pages", "512"), 100, 101);
        StressOutcome stress = new StressOutcome("17", List.of(new StressOutcome.Test("a", null, StressOutcome.Stale.SEEN, 1, true)));
        GroupingRow row = new GroupingRow("ring-4", true, false, true, "greedy-groups", 24, true, 8, 0.5, 0.5, 0.5, 0);
        Files.writeString(folder.resolve(ResultFolder.ENVIRONMENT), "{\"schema\": 1}");
        Map.of(ResultFolder.fileOf("17"), JmhJson.write(List.of(cell)), stress.fileName(), stress.write(), GroupingRow.FILE,
                GroupingRow.write(List.of(row))).forEach((name, text) -> {
                    try {
                        Files.write(folder.resolve(name + Stored.COMPRESSED), Stored.compressed(text));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
        ResultSet set = ResultSet.of(ResultFolder.read(folder));
        assertThat(set.cells()).hasSize(1);
        assertThat(set.stress()).containsExactly(stress);
        assertThat(set.grouping()).containsExactly(row);
        assertThat(ResultFolder.under(folder.getParent())).anyMatch(f -> f.name().equals(folder.getFileName().toString()));
        assertThat(ResultFolder.read(folder.resolve("jdk17.json.gz")).cells()).hasSize(1);
    }

    @Test
    void aPipeInAFolderIsNotWaitedFor() throws Exception {
        Path pipe = folder.resolve(ResultFolder.fileOf("17"));
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThatThrownBy(() -> ResultFolder.read(folder))
                .isInstanceOf(InputException.class).hasMessage(pipe + ": is no regular file; what a pipe holds is read from"
                        + " /dev/stdin or <(...)"));
        assertThat(Stored.bytes(Path.of("/dev/null"))).isEmpty();
    }
}
