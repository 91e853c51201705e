package dev.faultpath;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

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

    /** An I/O error that nobody had other words for: the file that it is about, if it tells, and the {@linkplain #reason reason}. */
    public static InputException of(IOException cause) {
        String file = cause instanceof FileSystemException f ? f.getFile() : null;
        return because(file == null ? "input or output failed" : file, cause);
    }

    /** The reason in an I/O error, one line in our words, without the path or the name of a class that Java has in its place. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it exists already";
        }
        if (e instanceof NotDirectoryException) {
            return "no folder";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "a folder that is not empty";
        }
        if (e instanceof CharacterCodingException) {
            return "not UTF-8 text";
        }
        if (e instanceof EOFException) {
            return "it ends too early";
        }
        String words = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return words == null || words.isBlank() ? "the system gives no reason" : Text.oneLine(words);
    }
}
