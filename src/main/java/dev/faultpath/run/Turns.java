package dev.faultpath.run;

import dev.faultpath.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/**
 * Gives turns to two forks that live at the same time: an iteration of one, an iteration of the other, so that both meet the
 * same machine within milliseconds. Who goes first alternates from slice to slice (ABBA), so that a steady drift cancels.
 * {@link TurnProfiler} is the forks' end.
 */
public final class Turns implements AutoCloseable {
    private final List<ServerSocket> doors;

    /**
     * Opens a port for each of the two.
     *
     * @throws InputException if none can be had
     */
    public Turns() {
        try {
            doors = List.of(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new InputException("no port of this machine can be opened for forks that take turns: " + e.getMessage(), e);
        }
    }

    /** The port of the first (0) or second (1) fork. */
    public int port(int fork) {
        return doors.get(fork).getLocalPort();
    }

    /** Turns away forks that came for an earlier pair and were never served; to be called before the next pair starts. */
    public void clear() {
        for (ServerSocket door : doors) {
            try {
                door.setSoTimeout(1);
                while (true) {
                    door.accept().close();
                }
            } catch (IOException e) {
                // Nobody waits any more.
            }
        }
    }

    /**
     * Gives all turns of one pair of forks. Returns early if one of them ends or is silent for too long: its partner then fails too,
     * as half a pair is worth nothing.
     *
     * @param iterations  iterations of each fork
     * @param first       the fork that starts, 0 or 1
     * @param limitMillis longest wait for a word of a fork, milliseconds
     */
    public void give(int iterations, int first, int limitMillis) {
        try {
            doors.get(0).setSoTimeout(limitMillis);
            doors.get(1).setSoTimeout(limitMillis);
            try (Socket a = accept(0, limitMillis); Socket b = accept(1, limitMillis)) {
                List<Socket> forks = List.of(a, b);
                for (int i = 0; i < iterations; i++) {
                    int leads = first ^ i & 1;
                    if (!turn(forks.get(leads)) || !turn(forks.get(1 - leads))) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // A fork that died or hangs: its own answer, or the lack of one, says so.
        }
    }

    private Socket accept(int fork, int limitMillis) throws IOException {
        Socket socket = doors.get(fork).accept();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(limitMillis);
        return socket;
    }

    private static boolean turn(Socket fork) throws IOException {
        if (fork.getInputStream().read() != TurnProfiler.READY) {
            return false;
        }
        fork.getOutputStream().write(TurnProfiler.GO);
        return fork.getInputStream().read() == TurnProfiler.DONE;
    }

    /** Gives no more turns; forks that wait for one fail. */
    @Override
    public void close() {
        for (ServerSocket door : doors) {
            try {
                door.close();
            } catch (IOException e) {
                // It goes with the process.
            }
        }
    }
}
