package dev.faultpath.forks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    Path folder;

    @Test
    void onlyOneAtATime() {
        Path file = folder.resolve("jmh.lock");
        try (RunLock first = RunLock.take(file)) {
            assertThatThrownBy(() -> RunLock.take(file)).isInstanceOf(InputException.class).hasMessageContaining("another benchmark run");
        }
        assertThatCode(() -> RunLock.take(file).close()).doesNotThrowAnyException();
    }

    @Test
    void aFileThatCannotBeOpenedIsOneLine() {
        assertThatThrownBy(() -> RunLock.take(folder)).isInstanceOf(InputException.class).hasMessageContaining("cannot be taken");
    }

    @Test
    void nobodyIsShutOutByAFileThatItMade() throws IOException {
        Path file = folder.resolve("jmh.lock");
        RunLock.take(file).close();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    @Test
    @Timeout(20)
    void aPipeOrALinkInItsPlaceIsOneLine() throws Exception {
        Path file = folder.resolve("jmh.lock");
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
        assertThatThrownBy(() -> RunLock.take(file)).isInstanceOf(InputException.class)
                .hasMessage(file + ": JMH's lock cannot be taken: what is there is no file");
        Files.delete(file);
        Path victim = Files.writeString(folder.resolve("victim"), "");
        Files.createSymbolicLink(file, victim);
        assertThatThrownBy(() -> RunLock.take(file)).isInstanceOf(InputException.class).hasMessageEndingWith("what is there is no file");
        Files.delete(victim);
        assertThatThrownBy(() -> RunLock.take(file)).isInstanceOf(InputException.class);
        assertThat(victim).doesNotExist();
    }
}
