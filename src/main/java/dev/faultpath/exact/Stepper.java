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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
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
 * {@code counted INSTRUCTIONS OPERATIONS STEPS NANOS} (instructions of this many equal operations), {@code unsure} with the same,
 * {@code varies LEAST MEAN MOST VISITS STEPS NANOS} or {@code failed REASON}, and {@code counter GROWTH VALUE} for whatever may count
 * operations: by how much it grew in what was counted, and what it was then. The stepped thread stands still for a moment longer than the
 * others, so that who ends its loop at once knows of how many operations the loop was. Then {@code at PLACE VISITS} for each place of
 * the operations, or where they vary of all steps, hexadecimal, and {@code end}.
 */
public final class Stepper {
    private static final int PATIENCE_MILLIS = 100;
    /** How long the stepped thread stands still after the answer: long enough for another to be told and to end the loop. */
    private static final int HELD_MILLIS = 50;
    /** Steps that are as before when an operation is taken to have begun again. */
    private static final int MATCH = 2_000;
    /** Operations from which their mean says something, however unlike they are. */
    private static final int MANY = 20;
    /** Words of the stack among which the loop's counter of operations may lie. */
    private static final int STACK_WORDS = 256;
    /** Operations after which a state returns to where it was, at most. */
    private static final int MOST_OPERATIONS = 64;
    /** By which factor more operations may have run than the thread's processor time tells. */
    private static final double MORE = 2;
    /** By which factor fewer: they are slower than when they were timed where other forks count at the same time, and just after a stop. */
    private static final double FEWER = 4;
    /** The same on a machine so busy that nothing else is found: who ended the loop has to know that it ran as many. */
    private static final double FAR_FEWER = 64;

    private static final SortedMap<Integer, Set<Long>> NONE = Collections.emptySortedMap();

    private final Ptrace ptrace = new Ptrace();
    private final int process;
    private final int thread;
    private final Request request;
    private volatile long steps;
    private volatile boolean stepping;
    private boolean ended;
    /** Processor time of the thread while it was stepped, nanoseconds. */
    private long stepped;
    /** About how many operations the thread has run. */
    private double expected;
    /** The places of what was counted, sorted. */
    private long[] visited = {};

    /**
     * What to count.
     *
     * @param thread   number of the thread, as the system gives it
     * @param least    steps that surely take longer than an operation: what repeats within them is no loop inside one
     * @param most     steps after which operations are taken to differ, or to be too long
     * @param floor    fewest instructions that an operation can have, by the time it takes
     * @param span     steps that fill an operation of nearly any code: what came again in as many is no part of one
     * @param attempts how often to begin anew if the thread waits for another
     * @param nanos    time of an operation, nanoseconds; infinite if unknown
     * @param begun    processor time of the thread when it began its loop, nanoseconds
     */
    record Request(int thread, int least, int most, int floor, int span, int attempts, double nanos, long begun) {
        static Request of(String line) {
            String[] w = line.split(" ");
            int[] n = Arrays.stream(w).limit(6).mapToInt(Integer::parseInt).toArray();
            return new Request(n[0], n[1], n[2], n[3], n[4], n[5], Double.parseDouble(w[6]), Long.parseLong(w[7]));
        }

        /** The same of a thread that is known now, and runs. */
        Request of(int known, long since) {
            return new Request(known, least, most, floor, span, attempts, nanos, since);
        }

        String line() {
            return thread + " " + least + " " + most + " " + floor + " " + span + " " + attempts + " " + nanos + " " + begun;
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
                print(visited, out);
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
        try (FreeProcessor free = FreeProcessor.take(ptrace.here(), own, Path.of(System.getProperty("java.io.tmpdir")))) {
            freeze(frozen);
            if (ended) {
                return false;
            }
            // On one processor a step is a switch to the other thread and back, without waking another processor.
            long[] one = Ptrace.only(free.number());
            ptrace.bind(0, one);
            ptrace.bind(thread, one);
            StringBuilder answer = new StringBuilder();
            boolean counted = run(answer, frozen.put(thread, 0));
            if (counted) {
                frozen.remove(thread);
                letGo(frozen);
                frozen.put(thread, 0);
                out.print(answer); // not before: who reads it stood still
                out.flush();
                pause(HELD_MILLIS);
            }
            return counted;
        } finally {
            if (!ended) {
                ptrace.bind(thread, processors);
            }
            ptrace.bind(0, own);
            letGo(frozen);
        }
    }

    private void letGo(Map<Integer, Integer> frozen) {
        frozen.forEach((t, signal) -> {
            try {
                ptrace.detach(t, signal);
            } catch (LastErrorException e) {
                // It ended meanwhile.
            }
        });
        frozen.clear();
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

    private boolean run(StringBuilder answer, int pending) {
        Period seen = new Period();
        long begin = System.nanoTime();
        int signal = pending;
        long[] first = null;
        long made = 0;
        steps = 0;
        stepping = true;
        long used = Ptrace.processorNanos(process, thread);
        expected = (used - request.begun - stepped) / request.nanos;
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
                boolean repeats = 2 * period < n && (n - 1) % period == 0 && period >= request.floor && n > request.span;
                boolean unknown = Double.isInfinite(request.nanos); // then what comes again for long enough is one
                SortedMap<Integer, Set<Long>> counters = repeats && !unknown ? counters(n, period, first, FEWER) : NONE;
                boolean unsure = counters.isEmpty() && repeats && !unknown && n >= request.most;
                counters = unsure ? counters(n, period, first, FAR_FEWER) : counters;
                if (!counters.isEmpty() || repeats && unknown && (n > request.least || n >= request.most)) {
                    int operations = counters.isEmpty() ? 1 : counters.firstKey();
                    answer.append((unsure ? "unsure " : "counted ") + period + " " + operations + " " + made + " "
                            + (System.nanoTime() - begin) + "\n");
                    tell(counters, answer);
                    visited = seen.sorted(period);
                    return true;
                }
                // One that was begun again and goes as before is worth following to its end.
                boolean again = n - period >= MATCH && period >= request.floor && n <= 2 * request.most;
                // The loop's counter is looked for where it was looked for first.
                boolean here = seen.last() == seen.first() || n > 2 * request.most;
                if (n >= request.most && !again && here) {
                    SortedMap<Integer, Set<Long>> whole = counters(n, n - 1, first, FEWER);
                    String varies = varies(seen, whole.isEmpty() ? 0 : whole.firstKey(), System.nanoTime() - begin);
                    answer.append(varies).append('\n');
                    if (varies.startsWith("varies")) {
                        tell(whole, answer);
                        visited = seen.sorted(n);
                    }
                    return true;
                }
            }
        } finally {
            stepping = false;
            if (!ended) {
                stepped += Ptrace.processorNanos(process, thread) - used;
            }
        }
    }

    /**
     * What may count operations: it stands in a register or on the stack, and at the same place of the code all else is the same again.
     * The loop's own counter began with the iteration, so that it is about as large as time has gone by, and larger than a loop inside an
     * operation can have counted. Of several, the slowest is taken for it: what is counted within an operation grows by more. An operation
     * has at least the instructions that the time it takes allows.
     *
     * @param fewer by which factor fewer operations may have run than the thread's processor time tells
     * @return by growth in one period, their values; empty if there is none: what comes again may be part of an operation
     */
    private SortedMap<Integer, Set<Long>> counters(int n, int period, long[] before, double fewer) {
        return counters(before, ptrace.snapshot(thread, STACK_WORDS), (n - 1) / period, period, request, expected, fewer);
    }

    static SortedMap<Integer, Set<Long>> counters(long[] before, long[] now, int periods, int period, Request request, double expected,
                                                  double fewer) {
        SortedMap<Integer, Set<Long>> counters = new TreeMap<>();
        for (int i = 0; i < now.length; i++) {
            long more = now[i] - before[i];
            boolean near = now[i] < expected * MORE && now[i] > expected / fewer;
            if (more > 0 && more % periods == 0 && more / periods <= MOST_OPERATIONS && near
                    && now[i] > (double) more / periods * request.least / period && period / (more / periods) >= request.floor) {
                counters.computeIfAbsent((int) (more / periods), growth -> new TreeSet<>()).add(now[i]);
            }
        }
        return counters;
    }

    private static void tell(SortedMap<Integer, Set<Long>> counters, StringBuilder lines) {
        counters.forEach((growth, values) -> values.forEach(v -> lines.append("counter " + growth + " " + v + "\n")));
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
     * Operations are not equal: the gaps between visits of the place that is visited least often, but in each of them, and several gaps
     * together where an operation has parts that are about alike. Of few that are very unlike, none may be a whole operation, and nothing
     * is said.
     *
     * @param operations how many were stepped; 0 if unknown, and then nothing is said
     */
    private static String varies(Period seen, int operations, long nanos) {
        int[] gaps = operations == 0 ? new int[0] : seen.gaps();
        double mean = Arrays.stream(gaps).average().orElse(seen.length());
        int parts = (int) Math.max(1, Math.round(seen.length() / mean / operations));
        long[] whole = IntStream.range(0, gaps.length / parts)
                .mapToLong(i -> Arrays.stream(gaps, i * parts, (i + 1) * parts).asLongStream().sum()).toArray();
        LongSummaryStatistics of = Arrays.stream(whole).summaryStatistics();
        if (whole.length < MANY && 4 * of.getMax() > 5 * of.getMin() || whole.length == 0) {
            return "failed no operation came again in " + seen.length() + " instructions";
        }
        return "varies " + of.getMin() + " " + Math.round(of.getAverage()) + " " + of.getMax() + " " + whole.length + " " + seen.length()
                + " " + nanos;
    }
}
