package dev.faultpath.results;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a cell's byte code does in steady operations, counted and not timed: the same on every machine and JDK. A results folder keeps
 * these rows in {@value #FILE}, compressed. What each kind stands for is in {@code src/main/docs/operations.md}.
 *
 * @param benchmark qualified class name, a dot, and the method
 * @param params    parameter values by name
 * @param period    operations after which the counts repeat, at least 1
 * @param counts    over one period, by the names of {@link #KINDS} and in their order; what never happens is left out
 */
public record Operations(String benchmark, SortedMap<String, String> params, int period, Map<String, Long> counts) {
    public static final String FILE = "operations.json";

    /** What memory is touched, each counted as loads, stores and distinct lines of 64 bytes. */
    public enum Memory {
        PAGE_TABLE, MEMMAP, PAGEMAP_ARRAY, PAGEMAPS, REFERENCES, OWNERS, DEVICES, AREAS, NOTIFIERS, REQUEST, WORDS, DEVICE_TABLE,
        MAPLE_NODES, DESIGN_ARRAYS, PAGE_BYTES, LEAF_STREAM, OTHER_ARRAYS, OTHER_FIELDS;

        /** All that is memory in C too: the other fields are arguments and locals there, in registers. */
        public static Stream<Memory> inC() {
            return Arrays.stream(values()).filter(m -> m != OTHER_FIELDS);
        }

        /** As tables print it. */
        public String words() {
            return Operations.words(this);
        }
    }

    /** How memory is touched. */
    public enum Touch {
        LOADS, STORES, LINES;

        /** The kind of operation that this touch of some memory is. */
        public String of(Memory memory) {
            return memory.words() + " " + Operations.words(this);
        }
    }

    /** What else is counted. */
    public enum Step {
        DIRECT_CALLS, VIRTUAL_CALLS, INTERFACE_CALLS, LAMBDA_CALLS, LIBRARY_CALLS,
        CALLBACK_CALLS, BUS_DISTANCES, INTERCONNECT_QUESTIONS, REGISTRY_QUESTIONS,
        ATOMIC_UPDATES, REFERENCE_UPDATES, LOCKS, VOLATILE_LOADS, VOLATILE_STORES, ACQUIRES, RELEASES, OPAQUE_ACCESSES, FENCES,
        BRANCHES, OBJECTS_MADE, ARRAYS_MADE;

        /** As tables print it. */
        public String words() {
            return Operations.words(this);
        }
    }

    /** All kinds of operations, in the order of tables. */
    public static final List<String> KINDS = Stream.concat(
            Arrays.stream(Memory.values()).flatMap(m -> Arrays.stream(Touch.values()).map(t -> t.of(m))),
            Arrays.stream(Step.values()).map(Step::words)).toList();

    /** Rejects what is no count, and puts the counts in order. */
    public Operations {
        CellName.check(benchmark, "");
        if (period < 1) {
            throw new IllegalArgumentException("a period of " + period + " operations");
        }
        Map<String, Long> ordered = new LinkedHashMap<>();
        for (String kind : KINDS) {
            long count = counts.getOrDefault(kind, 0L);
            if (count < 0) {
                throw new IllegalArgumentException(kind + ": a count is less than 0");
            }
            if (count > 0) {
                ordered.put(kind, count);
            }
        }
        if (!KINDS.containsAll(counts.keySet())) {
            throw new IllegalArgumentException("kinds of operations are " + KINDS + ", not " + counts.keySet());
        }
        params = new TreeMap<>(params);
        counts = ordered;
    }

    /** The name in one line, without a JDK. */
    public String label() {
        return CellResult.label(benchmark, params);
    }

    /** How often something is done in one operation; 0 if never. */
    public double each(String kind) {
        return counts.getOrDefault(kind, 0L) / (double) period;
    }

    /** Plain loads and stores of one operation, of what is memory in C too. */
    public double plain() {
        return Memory.inC().mapToDouble(m -> each(Touch.LOADS.of(m)) + each(Touch.STORES.of(m))).sum();
    }

    /** Loads and stores of one operation that C would do too, the ordered ones of a protocol included. */
    public double accesses() {
        return plain() + Stream.of(Step.VOLATILE_LOADS, Step.RELEASES, Step.OPAQUE_ACCESSES).mapToDouble(s -> each(s.words())).sum();
    }

    /** Atomic updates of one operation, those of striped counts and fences included. */
    public double atomics() {
        return Stream.of(Step.ATOMIC_UPDATES, Step.REFERENCE_UPDATES, Step.FENCES).mapToDouble(s -> each(s.words())).sum();
    }

    /** Pages of one operation; 0 if the benchmark has no such parameter. */
    public int pages() {
        return CellResult.pages(params);
    }

    /** The file's text: an array with an object for each row. */
    public static String write(List<Operations> rows) {
        return Json.pretty(rows);
    }

    /**
     * Reads a file that {@link #write} wrote, compressed or not.
     *
     * @throws dev.faultpath.InputException if it is missing, is not JSON, or not what we need
     */
    public static List<Operations> read(Path file) {
        return List.of(Json.read(file, Operations[].class));
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
