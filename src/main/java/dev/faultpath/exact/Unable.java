package dev.faultpath.exact;

/** Something that counting needs is not there; the message says what, in one line. */
public final class Unable extends Exception {
    private static final long serialVersionUID = 1;

    Unable(String message) {
        super(message);
    }
}
