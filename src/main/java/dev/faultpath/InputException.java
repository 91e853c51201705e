package dev.faultpath;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Something the user gave us cannot be used: a bad option, a malformed file, a process that is gone.
 *
 * <p>The message is one line that says what is wrong and where, without a stack trace's help. The command line prints it
 * as {@code faultpath: message} on standard error and ends with exit code 2. Every layer may throw it; only the command
 * line catches it. A programming error is never reported this way.
 */
public class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one line: what is wrong and where; line breaks in it (from a file's text, say) become spaces
     */
    public InputException(String message) {
        super(Text.oneLine(message));
    }

    /**
     * @param message one line: what is wrong and where
     * @param cause   what lay underneath, kept for a debugger; never printed by the command line
     */
    public InputException(String message, Throwable cause) {
        super(Text.oneLine(message), cause);
    }

    /** As {@code what: reason}, with the {@linkplain #reason reason} in an I/O error. */
    public static InputException because(String what, IOException cause) {
        return new InputException(what + ": " + reason(cause), cause);
    }

    /** The reason in an I/O error, one line without the path that Java puts in front. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : Text.oneLine(e.getMessage());
    }
}
