package dev.faultpath.c;

/** The native methods, those of {@code jni.c}: handles are addresses, and nothing is checked. */
final class Native {
    private Native() {
    }

    /** Opens a library of designs; its handle. */
    static native long open(String path);

    /** Name of a design by its number, {@code null} past the last. */
    static native String name(long library, int design);

    /** Builds what is walked; its handle. */
    static native long build(long library, long[][] parts);

    /** The library's code walks it from now on, that of another library of the same sources until now. */
    static native void adopt(long library, long world);

    static native void release(long world);

    static native int make(long world, int design);

    static native int walk(long world, int design);

    static native int goOn(long world, int design);

    static native void setWords(long world, long[] words);

    static native void words(long world, int design, long[] words);

    static native int setEntries(long world, long[] entries, long tablesFreed);

    static native void bumpEpoch(long world);

    static native void stop(long world, long[] into);

    static native int[] asked(long world);
}
