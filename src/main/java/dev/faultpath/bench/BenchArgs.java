package dev.faultpath.bench;

/** JVM arguments that every fork gets: what is not pinned differs between machines and launchers. */
public final class BenchArgs {
    /** Smallest heap: the same as the largest, so that it never grows while measured. */
    public static final String MIN_HEAP = "-Xms1g";
    /** Largest heap. */
    public static final String MAX_HEAP = "-Xmx1g";
    /** The collector that adds nothing to loops: no safepoint polls of its own, no store barrier on arrays of longs. */
    public static final String COLLECTOR = "-XX:+UseSerialGC";
    /** Heap pages are there before the first measurement. */
    public static final String TOUCH = "-XX:+AlwaysPreTouch";
    /** A launcher that runs with assertions must not hand them on. */
    public static final String NO_ASSERTIONS = "-da";

    private BenchArgs() {
    }
}
