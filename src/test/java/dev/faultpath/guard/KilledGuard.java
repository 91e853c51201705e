package dev.faultpath.guard;

import dev.faultpath.forks.PairRunner;
import dev.faultpath.forks.Shape;
import dev.faultpath.results.Json;
import dev.faultpath.run.RecordFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A guard run in a process of its own, to be killed: pairs are made up but take some milliseconds each. */
public final class KilledGuard {
    private KilledGuard() {
    }

    /**
     * Runs until it is killed.
     *
     * @param args the run file
     */
    public static void main(String[] args) throws InterruptedException {
        Path path = Path.of(args[0]);
        if (!Files.exists(path)) {
            FakePairs.file(path, KilledGuardTest.PLAN, Json.MAPPER.createObjectNode()).close();
        }
        System.out.println("running");
        try (RecordFile<GuardLine> file = new RecordFile<>(path, GuardLine.FORM)) {
            FakePairs fake = new FakePairs().after(GuardLog.of(file).pairs());
            PairRunner slow = new PairRunner() {
                @Override
                public int atOnce() {
                    return 1;
                }

                @Override
                public List<Outcomes> run(List<Wanted> pairs, Shape shape, double limit) throws InterruptedException {
                    Thread.sleep(8);
                    return fake.run(pairs, shape, limit);
                }

                @Override
                public void close() {
                    // Nothing runs.
                }
            };
            GuardLog log = new GuardRun(() -> new FakePairs.FakeCounter().differ("callbackRadix", "inlinedRadix", "extents", "hashed"),
                    slow, file, l -> { }, () -> false).run();
            System.out.println("ended " + log.ended());
        }
    }
}
