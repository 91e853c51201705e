package dev.faultpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InputExceptionTest {
    static Stream<IOException> errors() {
        return Stream.of(new IOException(), new IOException(""), new IOException("disk\nfull"), new EOFException(),
                new ClosedChannelException(), new MalformedInputException(1), new AccessDeniedException("/x"),
                new NoSuchFileException("/x"), new DirectoryNotEmptyException("/x"), new FileAlreadyExistsException("/x"),
                new NotDirectoryException("/x"), new FileSystemLoopException("/x"), new FileSystemException("/x"),
                new FileSystemException("/x", null, "No space left on device"), new FileNotFoundException("gone"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aReasonIsOneLineAndNeitherPathNorClass(IOException e) {
        assertThat(InputException.because("/x: cannot be read", e).getMessage()).startsWith("/x: cannot be read: ")
                .doesNotContain("\n", "Exception", "Input length").doesNotMatch(".*: /x");
        assertThat(InputException.reason(e)).isNotBlank();
    }
}
