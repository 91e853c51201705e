package dev.faultpath.forks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/**
 * Makes a fork wait for its turn before each iteration and hand it back after. A profiler only in the sense that JMH calls it
 * at these two moments, both outside the measured time; it measures nothing. {@link Turns} is the other end.
 */
public final class TurnProfiler implements InternalProfiler {
    /** System property of the fork: the port at which turns are given. */
    static final String PORT_PROPERTY = "faultpath.turns";

    /** Environment variable of the fork with what it says first: other users can read command lines, and no environment. */
    static final String SECRET_VARIABLE = "FAULTPATH_TURNS";

    /** A fork waits for its turn. */
    static final int READY = 'r';
    /** A fork may run an iteration. */
    static final int GO = 'g';
    /** A fork ended an iteration. */
    static final int DONE = 'd';

    /** The one of this fork; {@code null} if it takes no turns. */
    private static TurnProfiler ofThisFork;

    private Socket socket;

    /**
     * Ends this fork's turn and waits for one that does not disturb the others, which comes when all have been timed; at once in a fork
     * that takes no turns. For what a profiler does after the last timed iteration.
     */
    static void untilAllAreTimed() {
        if (ofThisFork != null) {
            ofThisFork.handBack();
            ofThisFork.await();
        }
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmarkParams, IterationParams iterationParams) {
        ofThisFork = this;
        await();
    }

    private void await() {
        try {
            if (socket == null) { // not in the constructor: JMH makes one in the launching process too
                socket = new Socket(InetAddress.getLoopbackAddress(), Integer.getInteger(PORT_PROPERTY));
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(System.getenv().getOrDefault(SECRET_VARIABLE, "").getBytes(StandardCharsets.US_ASCII));
            }
            socket.getOutputStream().write(READY);
            if (socket.getInputStream().read() != GO) {
                throw new IllegalStateException("the giver of turns is gone");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmarkParams, IterationParams iterationParams,
                                                       IterationResult result) {
        handBack();
        return List.of();
    }

    private void handBack() {
        try {
            socket.getOutputStream().write(DONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String getDescription() {
        return "waits for its turn before each iteration";
    }
}
