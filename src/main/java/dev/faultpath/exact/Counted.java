package dev.faultpath.exact;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a {@link Stepper} found.
 *
 * @param instructions of one operation, JMH's loop around it included; 0 if they could not be counted
 * @param least        of the operation with the fewest, {@code most} of that with the most: equal unless operations differ
 * @param steps        instructions that were stepped
 * @param seconds      time of the steps
 * @param failure      why nothing was counted, one line; {@code null} if something was
 * @param visits       by address, how often an instruction was executed in the counted operations
 * @param operations   how many operations that were; about as many where they differ
 * @param counters     what may have counted operations: the values that grew by so many in what was counted; the slowest was taken
 * @param code         the compiled code while it was counted; empty if nobody asked
 */
public record Counted(double instructions, long least, long most, long steps, double seconds, String failure,
                      TreeMap<Long, Integer> visits, int operations, SortedMap<Integer, Set<Long>> counters, CompiledCode code) {
    /** Operations that a loop still runs at most when it is ended where it was counted: the one it is in, and another. */
    private static final int STILL = 2;
    private static final String NOT_THEIRS = "what grew with operations was not their number";
    private static final String UNSURE = "operations take so much longer than when they were timed that what counts them is not known";
    /** Share of the instructions below which it tells nothing of the whole that a method was compiled anew. */
    private static final double NEXT_TO_NONE = 0.01;
    /** Where instructions are that stand in no compiled method. */
    private static final String ELSEWHERE = "interpreter, stubs and the JVM";

    /** One that failed. */
    public static Counted failed(String why) {
        return new Counted(0, 0, 0, 0, 0, why, new TreeMap<>(), 0, new TreeMap<>(), CompiledCode.NONE);
    }

    /** Reads a {@link Stepper}'s answer. */
    static Counted of(Iterable<String> lines) {
        Counted counted = failed("the process that counts ended");
        TreeMap<Long, Integer> visits = new TreeMap<>();
        SortedMap<Integer, Set<Long>> counters = new TreeMap<>();
        for (String line : lines) {
            String[] w = line.split(" ");
            switch (w[0]) {
                case "counted", "unsure" -> {
                    long period = Long.parseLong(w[1]);
                    int operations = Integer.parseInt(w[2]);
                    double each = (double) period / operations;
                    counted = new Counted(each, Math.round(each), Math.round(each), Long.parseLong(w[3]), Long.parseLong(w[4]) / 1e9,
                            w[0].equals("unsure") ? UNSURE : null, visits, operations, counters, CompiledCode.NONE);
                }
                case "varies" -> counted = new Counted(Double.parseDouble(w[2]), Long.parseLong(w[1]), Long.parseLong(w[3]),
                        Long.parseLong(w[5]), Long.parseLong(w[6]) / 1e9, null, visits, about(w), counters, CompiledCode.NONE);
                case "counter" -> counters.computeIfAbsent(Integer.valueOf(w[1]), growth -> new TreeSet<>()).add(Long.valueOf(w[2]));
                case "at" -> visits.put(Long.parseUnsignedLong(w[1], 16), Integer.parseInt(w[2]));
                case "failed" -> counted = failed(line.substring("failed ".length()));
                default -> { } // end
            }
        }
        return counted;
    }

    /** Operations in all steps where they vary: what was stepped, by the mean. */
    private static int about(String[] varies) {
        return (int) Math.max(1, Math.round(Double.parseDouble(varies[5]) / Double.parseDouble(varies[2])));
    }

    /** The same, of code that is known. */
    Counted in(CompiledCode known) {
        return new Counted(instructions, least, most, steps, seconds, failure, visits, operations, counters, known);
    }

    /**
     * The same, of a loop that was ended where it was counted, after so many operations: its own counter is the one that says so, and
     * what was unsure is known by it. A loop that ran on tells nothing; one that ran fewer than all of them say has none among them: what
     * grew was something else, such as the number of a page.
     */
    public Counted after(long ran) {
        int taken = counters.isEmpty() ? 0 : counters.firstKey();
        OptionalInt own = counters.entrySet().stream().filter(c -> c.getValue().stream().anyMatch(v -> v <= ran && ran <= v + STILL))
                .mapToInt(Map.Entry::getKey).min();
        if (own.isEmpty()) {
            boolean none = !counters.isEmpty() && counters.values().stream().allMatch(values -> values.stream().allMatch(v -> v > ran));
            return none && failure == null ? failed(NOT_THEIRS) : this;
        }
        if (own.getAsInt() == taken && failure == null) {
            return this;
        }
        if (!equal()) {
            return failed(NOT_THEIRS + ", and they differ");
        }
        double each = instructions * taken / own.getAsInt();
        return new Counted(each, Math.round(each), Math.round(each), steps, seconds, null, visits, own.getAsInt(), counters, code);
    }

    /** Whether all operations took the same. */
    public boolean equal() {
        return least == most;
    }

    /** Instructions of an operation by what holds them. */
    public Map<String, Double> byMethod() {
        Map<String, Double> sums = new TreeMap<>();
        byCode().forEach((method, count) -> sums.merge(method == null ? ELSEWHERE : method.tiered(), (double) count / operations,
                Double::sum));
        return sums;
    }

    /** Visits by the compiled method that holds them; {@code null} is what no method holds. */
    private Map<CompiledCode.Method, Long> byCode() {
        Map<CompiledCode.Method, Long> sums = new HashMap<>();
        visits.forEach((address, count) -> sums.merge(code.at(address), (long) count, Long::sum));
        return sums;
    }

    /** Names and sizes of the compiled methods that have some, in order. */
    public List<String> reached() {
        return byCode().keySet().stream().filter(Objects::nonNull).map(m -> m.name() + " " + (m.to() - m.from())).distinct().sorted()
                .toList();
    }

    /**
     * Names of methods that were counted, but stand elsewhere in other code: they were compiled before or after. One of a library that
     * holds next to none of the instructions is none of them: the compilers reach it late because it takes so little.
     *
     * @param ours how names of the methods begin that all matter; empty for all
     */
    public List<String> changed(CompiledCode other, String ours) {
        long all = visits.values().stream().mapToLong(v -> v).sum();
        Map<CompiledCode.Method, Long> changed = byCode();
        changed.keySet().removeIf(m -> m == null || m.same(other.at(m.from())));
        return changed.entrySet().stream().filter(m -> m.getKey().name().startsWith(ours) || m.getValue() > NEXT_TO_NONE * all)
                .map(m -> m.getKey().tiered()).distinct().sorted().toList();
    }
}
