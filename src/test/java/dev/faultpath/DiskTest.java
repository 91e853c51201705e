package dev.faultpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
    @TempDir
    private Path dir;

    @Test
    void allFilesAreWrittenOrNone() throws IOException {
        Path folder = dir.resolve("new").resolve("report");
        Disk.write(folder, Map.of("a.md", "a", "charts/b.svg", "b"));
        assertThat(folder.resolve("charts").resolve("b.svg")).hasContent("b");
        Map<String, String> files = new TreeMap<>(Map.of("a.md", "changed", "charts/b.svg/c", "below a file"));
        assertThatThrownBy(() -> Disk.write(folder, files)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(folder + ": cannot be written: ");
        assertThat(folder.resolve("a.md")).hasContent("a");
        assertThat(folder.toFile().list()).hasSize(2);
    }

    @Test
    void foldersThatWereMadeInVainGo() {
        Map<String, String> files = new TreeMap<>(Map.of("a", "a", "b/c", "c", "n".repeat(300), "no file system has so long a name"));
        assertThatThrownBy(() -> Disk.write(dir.resolve("deep").resolve("down"), files)).isInstanceOf(InputException.class);
        assertThat(dir.resolve("deep")).doesNotExist();
    }

    @Test
    void aTreeGoesWithAllThatIsInIt() {
        Path folder = dir.resolve("tree");
        Disk.write(folder, Map.of("a", "", "b/c/d", ""));
        Disk.delete(folder);
        Disk.delete(folder);
        Disk.delete(null);
        assertThat(folder).doesNotExist();
    }

    @Test
    void theReasonIsOneLineWithoutThePath() {
        Path file = dir.resolve("missing").resolve("x");
        assertThatThrownBy(() -> {
            try {
                Files.readString(file);
            } catch (IOException e) {
                throw InputException.because("x: cannot be read", e);
            }
        }).isInstanceOf(InputException.class).hasMessage("x: cannot be read: no such file");
        assertThat(InputException.reason(new IOException("two\nlines"))).isEqualTo("two lines");
        assertThat(InputException.reason(new IOException())).isEqualTo("the system gives no reason");
    }
}
