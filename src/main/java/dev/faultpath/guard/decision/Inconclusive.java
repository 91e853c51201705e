package dev.faultpath.guard.decision;

/** What an undecided run is to mean to the caller. */
public enum Inconclusive {
    /** It has an exit code of its own. */
    REPORT(3),
    /** It passes. */
    PASS(0),
    /** It fails like a regression. */
    FAIL(1);

    private final int code;

    Inconclusive(int code) {
        this.code = code;
    }

    /** The exit code of an undecided run. */
    public int code() {
        return code;
    }
}
