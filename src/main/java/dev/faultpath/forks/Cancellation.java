package dev.faultpath.forks;

import java.util.function.BooleanSupplier;

/** Whether a fork that failed was ended with the run. */
public final class Cancellation {
    private Cancellation() {
    }

    /**
     * Whether the run is being ended, asked when a fork has failed: a terminal's Ctrl-C ends the forks before this program has heard
     * of it, so this waits a moment for the word.
     */
    public static boolean settled(BooleanSupplier cancelled) throws InterruptedException {
        for (int i = 0; i < 5 && !cancelled.getAsBoolean(); i++) {
            Thread.sleep(40);
        }
        return cancelled.getAsBoolean();
    }
}
