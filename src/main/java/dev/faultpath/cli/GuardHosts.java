package dev.faultpath.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.Hash;
import dev.faultpath.InputException;
import dev.faultpath.forks.HostForkRunner;
import dev.faultpath.forks.HostPairs;
import dev.faultpath.forks.Hosting;
import dev.faultpath.forks.PairRunner;
import dev.faultpath.guard.GuardPlan;
import dev.faultpath.guard.builds.Builds;
import dev.faultpath.guard.builds.Builds.Build;
import dev.faultpath.guard.exact.BuildCounter;
import dev.faultpath.guard.exact.CellCounter;
import dev.faultpath.machine.Jdk;
import dev.faultpath.machine.Machine;
import dev.faultpath.results.Json;
import dev.faultpath.run.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The processes that run the forks of two builds. */
final class GuardHosts implements AutoCloseable {
    private final Jdk jdk;
    private final Path baseline;
    private final Path candidate;
    private final List<String> jvmArgs;
    private final HostPairs pairs;
    private CellCounter counter;

    /** Runs the two jars of a run, which are in the folder {@code jars}. */
    GuardHosts(GuardPlan plan, Path jars, Jdk jdk) {
        this.jdk = jdk;
        this.baseline = Builds.jar(jars, "baseline");
        this.candidate = Builds.jar(jars, "candidate");
        this.jvmArgs = plan.jvmArgs();
        this.pairs = new HostPairs(place -> new HostForkRunner(List.of(jdk), Hosting.of(place.side() == HostPairs.Side.CANDIDATE
                ? candidate : baseline).inTurns(place.turns()).with(cell -> jvmArgs)));
    }

    PairRunner pairs() {
        return pairs;
    }

    /** What counts; whoever asks closes it. */
    synchronized CellCounter counter() {
        counter = new BuildCounter(baseline, candidate, jdk, jvmArgs);
        return counter;
    }

    /** Full version of the JDK under test, as its VM tells it. */
    String jdk() throws InterruptedException {
        try (HostForkRunner asked = new HostForkRunner(List.of(jdk), Hosting.of(baseline))) {
            return asked.describe(jdk.feature()).path("vmVersion").asText();
        }
    }

    /** What stands at the head of a report. */
    ObjectNode head(GuardPlan plan, Build old, Build now, Instant started) throws InterruptedException {
        ObjectNode run = Json.MAPPER.createObjectNode();
        run.putObject("baseline").put("build", old.source()).put("commit", old.commit()).put("jar", hash(old.jar()));
        run.putObject("candidate").put("build", now.source()).put("commit", now.commit()).put("jar", hash(now.jar()));
        run.put("machine", new Machine().machineClass()).put("jdk", jdk())
                .put("cells", plan.set()).put("fork", plan.forks())
                .put("started", Environment.utc(started));
        return run;
    }

    static String hash(Path file) {
        try {
            return new Hash().add(Files.readAllBytes(file)).hex();
        } catch (IOException e) {
            throw InputException.because(file + ": cannot be read", e);
        }
    }

    @Override
    public synchronized void close() {
        if (counter != null) {
            counter.close();
        }
        pairs.close();
    }
}
