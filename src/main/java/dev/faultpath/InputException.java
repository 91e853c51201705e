package dev.faultpath;

/**
 * What the user gave cannot be used: a malformed file, a process that is gone, an option out of range.
 *
 * <p>The message is one line that says what is wrong and where; the command line prints it and ends with exit code 2.
 */
public class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes one with a one-line message. */
    public InputException(String message) {
        super(message);
    }

    /** Makes one with a one-line message and the error behind it. */
    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
