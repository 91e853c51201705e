package dev.faultpath.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends what runs if the user stops the program meanwhile; closed when that has ended by itself. */
final class Interrupt implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;

    /** {@code end} is called from another thread; the program then waits a while for what runs to put things in order. */
    Interrupt(Runnable end) {
        hook = new Thread(() -> {
            asked = true;
            end.run();
            try {
                finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** By the user. */
    boolean asked() {
        return asked;
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already.
        }
    }
}
