package dev.faultpath.exact;

import com.sun.jna.LastErrorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The process that counts: steps a thread of another process through a few operations of its loop and says how many instructions one
 * takes. A process of its own, as no process can trace itself.
 *
 * <p>Meanwhile all other threads of that process stand still: nothing ends the loop, collects garbage or exchanges code. If the stepped
 * thread waits for one of them, all go on for a moment and the count begins anew. If this process ends in whatever way, the kernel lets
 * all threads go.
 *
 * <p>Its command line is the number of the process. When it prints {@code ready}, it takes one line, a {@link Request}. It answers
 * {@code counted INSTRUCTIONS OPERATIONS STEPS NANOS} (instructions of this many equal operations),
 * {@code varies LEAST MEAN MOST VISITS STEPS NANOS} or {@code failed REASON}; then {@code at PLACE VISITS} for each place of the
 * operations, hexadecimal, and {@code end}.
 */
public final class Stepper {
    private static final int PATIENCE_MILLIS = 100;
    /** Steps that are as before when an operation is taken to have begun again. */
    private static final int MATCH = 2_000;
    /** Operations from which their mean says something, however unlike they are. */
    private static final int MANY = 20;
    /** Words of the stack among which the loop's counter of operations may lie. */
    private static final int STACK_WORDS = 256;
    /** Operations after which a state returns to where it was, at most. */
    private static final int MOST_OPERATIONS = 64;

    private final Ptrace ptrace = new Ptrace();
    private final int process;
    private final int thread;
    private final Request request;
    private volatile long steps;
    private volatile boolean stepping;
    private boolean ended;

    /**
     * What to count.
     *
     * @param thread   number of the thread, as the system gives it
     * @param least    steps that surely take longer than an operation: what repeats within them is no loop inside one
     * @param most     steps after which operations are taken to differ, or to be too long
     * @param floor    fewest instructions that an operation can have, by the time it takes; decides where {@code most} comes before
     *                 {@code least}
     * @param attempts how often to begin anew if the thread waits for another
     */
    record Request(int thread, int least, int most, int floor, int attempts) {
        static Request of(String line) {
            int[] n = Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray();
            return new Request(n[0], n[1], n[2], n[3], n[4]);
        }

        String line() {
            return thread + " " + least + " " + most + " " + floor + " " + attempts;
        }
    }

    private Stepper(int process, Request request) {
        this.process = process;
        this.thread = request.thread;
        this.request = request;
    }

    /** Counts in the process whose number is the argument. */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        new Ptrace(); // loads what it needs before anybody waits for it
        out.println("ready");
        String line = in.readLine();
        if (line == null) {
            return;
        }
        try {
            new Stepper(Integer.parseInt(args[0]), Request.of(line)).count(out);
        } catch (LastErrorException e) {
            out.println("failed " + reason(e));
        }
        out.println("end");
    }

    private static String reason(LastErrorException e) {
        return switch (e.getErrorCode()) {
            case 1 -> "the system does not let one process trace another";
            case 3 -> "the thread has ended";
            default -> e.getMessage().replaceAll("\\s+", " ");
        };
    }

    private void count(PrintStream out) {
        Thread watch = new Thread(this::watch, "watch");
        watch.setDaemon(true);
        watch.start();
        for (int attempt = 1; attempt <= request.attempts; attempt++) {
            if (attempt(out)) {
                return;
            }
            if (ended) {
                out.println("failed the thread has ended");
                return;
            }
            pause(PATIENCE_MILLIS / 10 * attempt); // longer each time: it may wait for a compiler that has long to do
        }
        out.println("failed the thread does not run on by itself: its operations wait for others, or the iteration was too short");
    }

    /** A signal that ends the wait of a thread that makes no step. */
    private void watch() {
        long before = -1;
        while (true) {
            pause(PATIENCE_MILLIS);
            if (stepping && steps == before) {
                try {
                    Ptrace.signal(process, thread, Ptrace.SIGURG);
                } catch (LastErrorException e) {
                    return; // it has ended
                }
            }
            before = steps;
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false if the thread had to wait, or the process has ended */
    private boolean attempt(PrintStream out) {
        Map<Integer, Integer> frozen = new LinkedHashMap<>();
        long[] own = ptrace.processors(0);
        long[] processors = ptrace.processors(thread);
        try {
            freeze(frozen);
            if (ended) {
                return false;
            }
            // On one processor a step is a switch to the other thread and back, without waking another processor.
            long[] here = ptrace.here();
            ptrace.bind(0, here);
            ptrace.bind(thread, here);
            return run(out, frozen.put(thread, 0));
        } finally {
            if (!ended) {
                ptrace.bind(thread, processors);
            }
            ptrace.bind(0, own);
            frozen.forEach((t, signal) -> {
                try {
                    ptrace.detach(t, signal);
                } catch (LastErrorException e) {
                    // It ended meanwhile.
                }
            });
        }
    }

    /**
     * Stops all threads, those that come meanwhile too; the one that is stepped last.
     *
     * @param frozen gets their numbers, each with a signal that it has still to get; 0 for none
     */
    private void freeze(Map<Integer, Integer> frozen) {
        for (boolean more = true; more; ) {
            more = false;
            for (int t : threads()) {
                if (t != thread && !frozen.containsKey(t)) {
                    more |= stop(t, frozen);
                }
            }
        }
        if (!stop(thread, frozen)) {
            ended = true;
        }
    }

    private boolean stop(int t, Map<Integer, Integer> frozen) {
        try {
            ptrace.seize(t);
            frozen.put(t, 0);
            ptrace.interrupt(t);
            int signal = ptrace.await(t);
            if (signal > 0 && signal != Ptrace.SIGTRAP) {
                frozen.put(t, signal); // one came first, and waits to be handed on
            }
            return signal >= 0;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == 3) { // it ended meanwhile
                return false;
            }
            throw e;
        }
    }

    private List<Integer> threads() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Integer.toString(process), "task"))) {
            return tasks.map(t -> Integer.valueOf(t.getFileName().toString())).toList();
        } catch (IOException e) {
            ended = true;
            return List.of();
        }
    }

    private boolean run(PrintStream out, int pending) {
        Period seen = new Period();
        long begin = System.nanoTime();
        int signal = pending;
        long[] first = null;
        long made = 0;
        steps = 0;
        stepping = true;
        try {
            while (true) {
                ptrace.step(thread, signal);
                signal = ptrace.await(thread);
                steps = ++made;
                if (signal < 0) {
                    ended = true;
                    return false;
                }
                if (signal == Ptrace.SIGURG) {
                    return false; // by our own hand: it waits
                }
                signal = signal == Ptrace.SIGTRAP ? 0 : signal;
                if (!seen.add(ptrace.place(thread))) {
                    continue;
                }
                int n = seen.length();
                if (n == 1) {
                    first = ptrace.snapshot(thread, STACK_WORDS);
                }
                int period = seen.period();
                boolean sure = n > request.least || n >= request.most && period >= request.floor;
                if (sure && 2 * period < n && (n - 1) % period == 0) {
                    int operations = operations(seen, period, first, ptrace.snapshot(thread, STACK_WORDS));
                    out.println("counted " + period + " " + operations + " " + made + " " + (System.nanoTime() - begin));
                    print(seen.sorted(period), out);
                    return true;
                }
                // One that was begun again and goes as before is worth following to its end.
                boolean again = n - period >= MATCH && period >= request.floor && n <= 2 * request.most;
                if (n >= request.most && !again) {
                    varies(seen, out, System.nanoTime() - begin);
                    return true;
                }
            }
        } finally {
            stepping = false;
        }
    }

    /**
     * Operations of one period, by the loop's own counter: it stands in a register or on the stack, and at the same place of the code all
     * else is the same again. So are counters of the benchmark's own state; of those that some place of the code is visited as often as
     * they grow, at distances of a kind, the one that grows most counts operations, as long as these are not shorter than can be.
     */
    private int operations(Period seen, int period, long[] before, long[] after) {
        int periods = (seen.length() - 1) / period;
        TreeSet<Integer> growths = new TreeSet<>(Comparator.reverseOrder());
        for (int i = 0; i < before.length; i++) {
            long more = after[i] - before[i];
            if (more > 0 && more % periods == 0 && more / periods <= MOST_OPERATIONS) {
                growths.add((int) (more / periods));
            }
        }
        return growths.stream().filter(n -> period >= (long) n * request.floor && seen.evenly(period, n)).findFirst().orElse(1);
    }

    private static void print(long[] sorted, PrintStream out) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0, j; i < sorted.length; i = j) {
            for (j = i + 1; j < sorted.length && sorted[j] == sorted[i]; j++) {
                // counts
            }
            lines.append("at ").append(Long.toHexString(sorted[i])).append(' ').append(j - i).append('\n');
        }
        out.print(lines);
    }

    /**
     * Operations are not equal: the gaps between visits of the place that is visited least often, but in each of them. Of few that are very
     * unlike, none may be a whole operation, and nothing is said.
     */
    private static void varies(Period seen, PrintStream out, long nanos) {
        int[] gaps = seen.gaps();
        long least = Arrays.stream(gaps).min().orElse(0);
        long most = Arrays.stream(gaps).max().orElse(0);
        if (gaps.length < MANY && 4 * most > 5 * least || gaps.length == 0) {
            out.println("failed no operation came again in " + seen.length() + " instructions");
            return;
        }
        out.println("varies " + least + " " + Math.round(Arrays.stream(gaps).average().orElseThrow()) + " " + most + " " + gaps.length + " "
                + seen.length() + " " + nanos);
    }
}
