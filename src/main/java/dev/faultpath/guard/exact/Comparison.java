package dev.faultpath.guard.exact;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.faultpath.Text;
import dev.faultpath.results.Json;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Operations.Memory;
import dev.faultpath.results.Operations.Step;
import dev.faultpath.results.Operations.Touch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the counts of a cell differ between two builds.
 *
 * @param instructions before and after; {@code null} if a build's could not be counted
 * @param changes      allocation and kinds of operations that differ, in the order of tables
 * @param methods      compiled methods that have more or fewer instructions, most first
 * @param otherCode    whether other byte code was executed: equal counts can then take longer, by a stride or a dependency
 * @param memoryBound  whether an operation touches more than a second-level cache holds, so that instructions do not tell its time
 * @param uncounted    what could not be counted and why, one line; {@code null} if all was
 */
@Json.Exact
public record Comparison(@JsonInclude Change instructions, List<Change> changes, List<Change> methods, boolean otherCode,
                         boolean memoryBound, @JsonInclude(Include.NON_NULL) String uncounted) {
    /** What is compared beside operations. */
    public static final String BYTES = "B/op";
    private static final String INSTRUCTIONS = "instructions";
    /** Lines of 64 bytes in 256 KiB, a small second-level cache: below, what is loaded is near. */
    private static final double CACHE_LINES = 4096;
    /** Forks of one build that differ by more have several forms, or a count that is not to be trusted. */
    private static final double SPREAD = 0.02;
    /** Counts of operations that are not alike, or of the same byte code in another form, are one if they are closer than this. */
    private static final double CLOSE = 0.005;
    /** Methods that are named. */
    private static final int MOST_METHODS = 3;
    /** What costs time whether or not it adds an instruction: lines of memory, and what orders or guards accesses. */
    private static final Set<String> LASTING = Stream.concat(Arrays.stream(Memory.values()).map(Touch.LINES::of),
            Stream.of(Step.ATOMIC_UPDATES, Step.REFERENCE_UPDATES, Step.LOCKS, Step.VOLATILE_LOADS, Step.VOLATILE_STORES, Step.ACQUIRES,
                    Step.RELEASES, Step.OPAQUE_ACCESSES, Step.FENCES).map(Step::words)).collect(Collectors.toUnmodifiableSet());

    /** A count of one operation, before and after. */
    @Json.Exact
    public record Change(String what, double before, double after) {
        double growth() {
            return before == 0 ? Double.POSITIVE_INFINITY : after / before - 1;
        }

        double more() {
            return after - before;
        }

        private String words() {
            return String.format(Locale.ROOT, "%s %s %s (%s, before %s)", number(Math.abs(more())), more() > 0 ? "more" : "fewer", what,
                    number(after), number(before));
        }

        private static String number(double value) {
            return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.1f", value);
        }
    }

    /** Compares. */
    public static Comparison of(Counts before, Counts after) {
        List<Change> changes = new ArrayList<>();
        if (before.bytes() != null && after.bytes() != null
                && Math.abs(after.bytes() - before.bytes()) > Math.max(before.harness(), after.harness())) {
            changes.add(new Change(BYTES, before.bytes(), after.bytes()));
        }
        boolean operations = before.failure() == null && after.failure() == null;
        if (operations) {
            changes.addAll(differing(before.operations(), after.operations(), Operations.KINDS.stream()));
        }
        boolean otherCode = operations && !Objects.equals(before.executed(), after.executed());
        // Builds that execute the same byte code may come out in another form, as forks of one build do; means depend on what was stepped.
        boolean close = changes.isEmpty() && !otherCode && (operations || before.varies() || after.varies());
        Change instructions = null;
        List<Change> methods = List.of();
        String spread = null;
        boolean shared = !Collections.disjoint(before.instructions(), after.instructions());
        if (!shared && (before.spread() > SPREAD || after.spread() > SPREAD)) {
            spread = "instructions not counted: forks of one build differ";
        } else if (before.counted() && after.counted()) {
            Change least = new Change(INSTRUCTIONS, before.least(), after.least());
            boolean same = shared || close && Math.abs(least.growth()) <= CLOSE;
            instructions = same ? new Change(INSTRUCTIONS, before.least(), before.least()) : least;
            if (!same || before.oneForm() && after.oneForm() && !before.methods().keySet().equals(after.methods().keySet())) {
                Stream<String> all = Stream.of(before, after).flatMap(c -> c.methods().keySet().stream()).distinct().sorted();
                methods = differing(before.methods(), after.methods(), all).stream()
                        .sorted((a, b) -> Double.compare(Math.abs(b.more()), Math.abs(a.more()))).limit(MOST_METHODS).toList();
            }
        }
        double lines = Arrays.stream(Memory.values()).mapToDouble(m -> after.operations().getOrDefault(Touch.LINES.of(m), 0.0)).sum();
        return new Comparison(instructions, List.copyOf(changes), methods, otherCode, lines * after.scale() > CACHE_LINES,
                spread != null ? spread : uncounted(before, after));
    }

    private static String uncounted(Counts before, Counts after) {
        String why = Stream.of(why(before.uncounted(), after.uncounted(), INSTRUCTIONS),
                why(before.failure(), after.failure(), "operations")).filter(Objects::nonNull).collect(Collectors.joining("; "));
        return why.isEmpty() ? null : why;
    }

    private static String why(String before, String after, String what) {
        return before == null && after == null ? null : what + " not counted: " + (before == null ? "candidate: " + after
                : before.equals(after) ? before : "baseline: " + before);
    }

    private static List<Change> differing(Map<String, Double> before, Map<String, Double> after, Stream<String> kinds) {
        return kinds.map(kind -> new Change(kind, before.getOrDefault(kind, 0.0), after.getOrDefault(kind, 0.0)))
                .filter(change -> change.more() != 0).toList();
    }

    /** Whether all was counted, and nothing differs. */
    public boolean same() {
        return uncounted == null && !differs();
    }

    /** Whether there is a difference, if only of what was executed: what could not be counted is none. */
    public boolean differs() {
        return otherCode || !changes.isEmpty() || !methods.isEmpty() || instructions != null && instructions.more() != 0;
    }

    /**
     * What makes the cell a regression without a clock, by a margin as a share: instructions, allocated bytes or a kind of operations that
     * grew by more. Where instructions did not grow at all, loads, stores, calls, branches and objects that byte code asks for are no cost,
     * as the compiler took them away; lines of memory, atomics, locks, volatile accesses and fences are.
     */
    public List<Change> grown(double margin) {
        boolean folded = instructions != null && instructions.more() <= 0;
        return Stream.concat(Stream.ofNullable(instructions), changes.stream()).filter(c -> c.growth() > margin && c.more() > 0)
                .filter(c -> !folded || c.what.equals(BYTES) || LASTING.contains(c.what)).toList();
    }

    /** Whether it does less by more than a margin, and nothing more. */
    public boolean less(double margin) {
        return instructions != null && instructions.growth() < -margin && grown(0).isEmpty();
    }

    /** The difference in one line; what grew comes first. */
    public String words() {
        List<Change> all = Stream.concat(Stream.ofNullable(instructions), changes.stream()).filter(c -> c.more() != 0).toList();
        String words = Stream.concat(all.stream().filter(c -> c.more() > 0), all.stream().filter(c -> c.more() < 0))
                .map(Change::words).collect(Collectors.joining(", "));
        if (otherCode && words.isEmpty() && methods.isEmpty()) {
            return "equal counts of other code";
        }
        return words + (methods.isEmpty() ? "" : (words.isEmpty() ? "" : "; ") + "in compiled " + methods.stream().map(m -> m.what() + " "
                + (m.more() > 0 ? "+" : "-") + Change.number(Math.abs(m.more()))).collect(Collectors.joining(", ")));
    }

    /** The change of instructions as a text; empty if they were not counted. */
    public String share() {
        return instructions == null ? "" : instructions.more() == 0 ? "same" : Text.change(instructions.growth());
    }
}
