package dev.faultpath.forks;

import dev.faultpath.InputException;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;

/**
 * Gives turns to forks that live at the same time: an iteration of one, an iteration of the next, so that all meet the same machine
 * within milliseconds. The order is reversed from slice to slice (ABBA): a steady drift cancels. {@link TurnProfiler} is the forks' end.
 * What no clock decides, most of the warm-up and a count, as many forks do at once as there are processors.
 */
public final class Turns implements AutoCloseable {
    /** Time between two looks at whether an awaited fork has ended, milliseconds. */
    private static final int PATIENCE_MILLIS = 50;
    /** Time in which whoever comes in must say the secret, milliseconds; a fork says it at once. */
    private static final int SECRET_MILLIS = 500;
    /** Who comes in at once and is not looked at yet. */
    private static final int WAITING = 16;

    /** What tells forks of this program from other users of the machine, who can find the doors. */
    static final String SECRET = UUID.randomUUID().toString();
    /** Ports of doors whose forks are of a build that knows no secret. */
    private static final Set<Integer> WITHOUT_SECRET = ConcurrentHashMap.newKeySet();

    /** Iterations of the warm-up that are taken in turns too, so that the measured ones begin on a machine that is as they find it. */
    private static final int SETTLING = 4;

    private final List<ServerSocket> doors = new ArrayList<>();
    private final int atOnce;

    /**
     * Turns of some forks.
     *
     * @param atOnce how many may run at once where nothing is timed, at least 1
     * @throws InputException if there is no port for one of this many forks
     */
    public Turns(int forks, int atOnce) {
        this.atOnce = atOnce;
        try {
            for (int i = 0; i < forks; i++) {
                doors.add(new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress()));
            }
        } catch (IOException e) {
            close();
            throw InputException.because("no port of this machine can be opened for forks that take turns", e);
        }
    }

    /** Lets forks in at a port that do not say the secret. */
    static void withoutSecret(int port) {
        WITHOUT_SECRET.add(port);
    }

    /** The port of a fork, by its number from 0. */
    public int port(int fork) {
        return doors.get(fork).getLocalPort();
    }

    /** Turns away forks that came earlier and were never served; to be called before the next ones start. */
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
     * Gives all turns. A fork that ends early or is silent for too long gets no more; the others go on, unless too few are left.
     *
     * @param shape       iterations of each fork, and whether another one counts
     * @param order       numbers of the forks, in the order of the first slice
     * @param fewest      fewest forks worth going on with
     * @param limitMillis longest wait for a word of a fork, milliseconds
     * @param ended       whether a fork that was not heard of yet never will be
     */
    public void give(Shape shape, List<Integer> order, int fewest, int limitMillis, IntPredicate ended) {
        Map<Integer, Socket> present = new LinkedHashMap<>();
        try {
            for (int fork : order) {
                Socket socket = accept(fork, limitMillis, ended);
                if (socket != null) {
                    present.put(fork, socket);
                }
            }
            int freely = Math.max(0, shape.warmup() - SETTLING);
            atOnce(present, freely);
            for (int i = freely; i < shape.total(); i++) {
                List<Integer> slice = new ArrayList<>(present.keySet());
                if (i % 2 == 1) {
                    Collections.reverse(slice);
                }
                for (int fork : slice) {
                    if (present.size() < fewest) {
                        return;
                    }
                    if (!turn(present.get(fork))) {
                        shut(present.remove(fork));
                    }
                }
            }
            atOnce(present, shape.counts() ? 2 : 1); // for what the last iteration leaves to be told, and a count
        } finally {
            present.values().forEach(Turns::shut);
        }
    }

    /** Waits for a fork; {@code null} if it does not come. */
    private Socket accept(int fork, int limitMillis, IntPredicate ended) {
        long end = System.nanoTime() + limitMillis * 1_000_000L;
        for (boolean over = false; !over && System.nanoTime() < end; ) {
            over = ended.test(fork); // asked before: what came in the meantime is still served
            try {
                doors.get(fork).setSoTimeout(PATIENCE_MILLIS);
                Socket socket = doors.get(fork).accept();
                if (!known(socket)) {
                    shut(socket);
                    continue;
                }
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(limitMillis);
                return socket;
            } catch (SocketTimeoutException e) {
                // Not yet.
            } catch (IOException e) {
                return null; // closed: the run is being ended
            }
        }
        return null;
    }

    private static boolean known(Socket socket) {
        try {
            socket.setSoTimeout(SECRET_MILLIS);
            return WITHOUT_SECRET.contains(socket.getLocalPort())
                    || new String(socket.getInputStream().readNBytes(SECRET.length()), StandardCharsets.US_ASCII).equals(SECRET);
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives each so many turns in a row, to several at once; those that end early are gone after it. */
    private void atOnce(Map<Integer, Socket> present, int iterations) {
        ExecutorService pool = Executors.newFixedThreadPool(atOnce);
        try {
            Map<Integer, Future<Boolean>> there = new LinkedHashMap<>();
            present.forEach((fork, socket) -> there.put(fork, pool.submit(() -> {
                boolean more = true;
                for (int i = 0; more && i < iterations; i++) {
                    more = turn(socket);
                }
                return more;
            })));
            for (Map.Entry<Integer, Future<Boolean>> one : there.entrySet()) {
                if (!ForkRunner.get(one.getValue())) {
                    shut(present.remove(one.getKey()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the run is being ended, and the forks with it
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean turn(Socket fork) {
        try {
            if (fork.getInputStream().read() != TurnProfiler.READY) {
                return false;
            }
            fork.getOutputStream().write(TurnProfiler.GO);
            return fork.getInputStream().read() == TurnProfiler.DONE;
        } catch (IOException e) {
            return false; // it died or hangs: its own answer, or the lack of one, says so
        }
    }

    private static void shut(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already, or goes with the process.
        }
    }

    /** Gives no more turns; forks that wait for one fail. */
    @Override
    public void close() {
        doors.forEach(door -> {
            WITHOUT_SECRET.remove(door.getLocalPort());
            shut(door);
        });
    }
}
