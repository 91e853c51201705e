package dev.faultpath.forks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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
}
