package dev.faultpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
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
    void noLinkIsFollowed() throws IOException {
        Path victim = Files.writeString(dir.resolve("victim"), "untouched");
        Path folder = Files.createDirectory(dir.resolve("reports"));
        Path planted = Files.createSymbolicLink(folder.resolve(".a.md." + ProcessHandle.current().pid() + ".new"), victim);
        Files.createSymbolicLink(folder.resolve("a.md"), victim);
        Disk.write(folder.resolve("a.md"), "mine");
        assertThat(victim).hasContent("untouched");
        assertThat(planted).isSymbolicLink();
        assertThat(folder.resolve("a.md")).isRegularFile().hasContent("mine");
        assertThat(Files.isSymbolicLink(folder.resolve("a.md"))).isFalse();
        Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("charts"), elsewhere);
        assertThatThrownBy(() -> Disk.write(folder, Map.of("charts/b.svg", "b"))).isInstanceOf(InputException.class)
                .hasMessage(folder + ": cannot be written: charts is a link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void whatIsNoFileStaysWhatItIs() throws Exception {
        Path pipe = dir.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        for (Path no : new Path[] {pipe, Path.of("/dev/null"), dir, Path.of("/")}) {
            String reason = no + ": cannot be written: it is " + (Files.isDirectory(no) ? "a folder" : "no regular file");
            assertThatThrownBy(() -> Disk.write(no, "text")).isInstanceOf(InputException.class).hasMessage(reason);
            assertThatThrownBy(() -> Disk.requireWritable(no)).isInstanceOf(InputException.class).hasMessage(reason);
        }
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
        Disk.requireWritable(dir.resolve("new"));
        assertThatThrownBy(() -> Disk.requireWritable(Files.writeString(dir.resolve("file"), "").resolve("x")))
                .isInstanceOf(InputException.class).hasMessageStartingWith(dir.resolve("file").resolve("x") + ": cannot be written: ");
        assertThat(dir.toFile().list()).containsExactlyInAnyOrder("pipe", "file");
    }

    /** Nobody writes to it: reading would wait without end. What a shell hands over is read. */
    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        Path pipe = dir.resolve("pipe");
        Path link = Files.createSymbolicLink(dir.resolve("link"), pipe);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        for (Path no : new Path[] {pipe, link, Path.of("/dev/..").resolve(pipe.toString().substring(1))}) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThatThrownBy(() -> Disk.open(no))
                    .isInstanceOf(InputException.class).hasMessageStartingWith(no + ": is no regular file; "));
        }
        try (InputStream none = Disk.open(Path.of("/dev/null"))) {
            assertThat(none.read()).isEqualTo(-1);
        }
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
    void temporaryFoldersOfProgramsThatWereKilledGo() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path left = Files.createDirectories(dir.resolve("faultpath-" + ended.pid() + "-17").resolve("in"));
        Path live = Files.createDirectory(dir.resolve("faultpath-" + ProcessHandle.current().pid() + "-17"));
        Path other = Files.createDirectory(dir.resolve("faultpath-notes"));
        Path folder = Disk.temporaryFolder(dir, "faultpath");
        assertThat(left).as("another container's, for all we know").exists();
        for (Path path : new Path[] {left.getParent(), live, other}) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        }
        Files.createFile(folder.resolve("used"));
        Disk.temporaryFolder(dir, "faultpath-guard");
        assertThat(left).exists();
        Disk.temporaryFolder(dir, "faultpath");
        assertThat(left.getParent()).doesNotExist();
        assertThat(live).exists();
        assertThat(other).exists();
        assertThat(folder).isNotEmptyDirectory();
    }

    @Test
    void temporaryFoldersGoWithTheProgram() throws Exception {
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.io.tmpdir=" + dir,
                "-cp", System.getProperty("java.class.path"), Leaving.class.getName()).inheritIO().start();
        assertThat(jvm.waitFor()).isEqualTo(3);
        assertThat(dir).isEmptyDirectory();
    }

    /** Ends without tidying up. */
    static final class Leaving {
        public static void main(String[] args) throws IOException {
            Files.createFile(Disk.temporaryFolder("faultpath").resolve("file"));
            System.exit(3);
        }
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
        assertThat(InputException.of(new NoSuchFileException("/x/y"))).hasMessage("/x/y: no such file");
        assertThat(InputException.of(new IOException("\u001b[31mred"))).hasMessage("input or output failed: \ufffd[31mred");
        assertThat(InputException.reason(new IOException())).isEqualTo("the system gives no reason");
    }
}
