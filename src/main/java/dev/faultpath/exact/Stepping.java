package dev.faultpath.exact;

import java.util.concurrent.atomic.AtomicLong;

/** Whether and how fast a thread can be stepped here: by stepping one of this JVM through a loop. */
public final class Stepping {
    private static final String NAME = "faultpath-stepping";
    private static final int LEAST = 20_000;
    private static final int ATTEMPTS = 20;

    /** Written by the loop, so that it is not empty. */
    private static final AtomicLong SINK = new AtomicLong();

    private Stepping() {
    }

    /**
     * Steps.
     *
     * @return steps a second
     * @throws Unable if it cannot be done here; says why
     */
    public static double perSecond() throws Unable {
        Thread loop = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                SINK.incrementAndGet();
            }
        }, NAME);
        loop.setDaemon(true);
        loop.start();
        try (StepperProcess stepper = new StepperProcess()) {
            int number = CompiledCode.thread(NAME);
            if (number == 0) {
                throw new Unable("this JVM does not tell the numbers of its threads");
            }
            Ptrace.surviveTraps();
            Counted counted = stepper.count(new Stepper.Request(number, LEAST, 2 * LEAST, 0, 0, ATTEMPTS, Double.POSITIVE_INFINITY, 0),
                    () -> { });
            if (counted.failure() != null) {
                throw new Unable(counted.failure());
            }
            return counted.steps() / counted.seconds();
        } finally {
            loop.interrupt();
        }
    }
}
