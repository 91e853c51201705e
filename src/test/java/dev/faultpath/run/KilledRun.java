package dev.faultpath.run;

import dev.faultpath.forks.Cell;
import dev.faultpath.forks.FakeForks;
import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.ForkRunner;
import dev.faultpath.forks.Shape;
import java.nio.file.Files;
import java.nio.file.Path;

/** A run in a process of its own, to be killed: forks are made up but take some milliseconds each. */
public final class KilledRun {
    private KilledRun() {
    }

    /**
     * Runs until it is killed.
     *
     * @param args the run file
     */
    public static void main(String[] args) throws InterruptedException {
        Path path = Path.of(args[0]);
        if (!Files.exists(path)) {
            RunFiles.create(path, KilledRunTest.PLAN).close();
        }
        FakeForks fake = new FakeForks(3);
        ForkRunner slow = new ForkRunner() {
            @Override
            public ForkOutcome run(Cell cell, Shape shape, double limitSeconds) throws InterruptedException {
                Thread.sleep(4);
                return fake.good(cell, shape, 1);
            }

            @Override
            public void close() {
                // Nothing runs.
            }
        };
        System.out.println("running");
        try (RecordFile<RunLine> file = RunFiles.resume(path)) {
            RunLog log = new BlockRunner(slow, FakeForks.QUIET, file, RunListener.SILENT, () -> false).run();
            System.out.println("end " + log.end().orElse(""));
        }
    }
}
