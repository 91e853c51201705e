package dev.faultpath.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.Hash;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.HostForkRunner;
import dev.faultpath.forks.HostPairs;
import dev.faultpath.forks.Hosting;
import dev.faultpath.forks.PairRunner;
import dev.faultpath.guard.GuardPlan;
import dev.faultpath.guard.builds.Build;
import dev.faultpath.guard.builds.Builds;
import dev.faultpath.machine.Jdk;
import dev.faultpath.machine.Machine;
import dev.faultpath.results.Json;
import dev.faultpath.run.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The processes that run the forks of two builds. */
final class GuardHosts implements AutoCloseable {
    /** Arguments that only the candidate's forks get, by cell: how long a planted delay is. */
    private final Map<String, String> candidateArgs = new ConcurrentHashMap<>();
    private final Jdk jdk;
    private final Path baseline;
    private final HostPairs pairs;

    /** Runs the two jars of a run, which are in the folder {@code jars}. */
    GuardHosts(GuardPlan plan, Path jars, Jdk jdk) {
        this(plan.jvmArgs(), Builds.jar(jars, "baseline"), Builds.jar(jars, "candidate"), jdk);
    }

    GuardHosts(List<String> jvmArgs, Path baseline, Path candidate, Jdk jdk) {
        this.jdk = jdk;
        this.baseline = baseline;
        this.pairs = new HostPairs(place -> {
            boolean second = place.side() == HostPairs.Side.CANDIDATE;
            Hosting hosting = Hosting.of(second ? candidate : baseline).inTurns(place.turns());
            return new HostForkRunner(List.of(jdk),
                    hosting.with(cell -> args(jvmArgs, second ? candidateArgs.get(cell.label()) : null)));
        });
    }

    private static List<String> args(List<String> jvmArgs, String own) {
        List<String> args = new ArrayList<>(jvmArgs);
        if (own != null) {
            args.add(own);
        }
        return args;
    }

    /** Gives the candidate's forks of a cell a further argument; {@code null} takes it back. */
    void candidateArgument(Cell cell, String argument) {
        if (argument == null) {
            candidateArgs.remove(cell.label());
        } else {
            candidateArgs.put(cell.label(), argument);
        }
    }

    PairRunner pairs() {
        return pairs;
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
    public void close() {
        pairs.close();
    }
}
