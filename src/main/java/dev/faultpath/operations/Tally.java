package dev.faultpath.operations;

import dev.faultpath.results.Operations.Memory;
import dev.faultpath.results.Operations.Step;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;

/**
 * Where instrumented byte code reports what it does. One thread counts at a time; while nobody counts, a report is one test of a flag.
 * Public for that code alone.
 */
public final class Tally {
    /** log2 of the bytes of a line. */
    private static final int LINE_SHIFT = 6;
    /** log2 of the bytes of a reference: that of the kernel, not that of the JVM, which may compress it. */
    private static final int REFERENCE_SHIFT = 3;
    /** Arrays that are found without a look-up. */
    private static final int RECENT = 4;

    private static boolean on;
    private static final IdentityHashMap<Object, Place> PLACES = new IdentityHashMap<>();
    private static final Place[] RECENTLY = new Place[RECENT];
    private static int oldest;
    private static final long[] LOADS = new long[Memory.values().length];
    private static final long[] STORES = new long[LOADS.length];
    private static final IdentityHashMap<Object, Memory> OBJECTS = new IdentityHashMap<>();
    private static Object lastObject;
    private static final long[] STEPS = new long[Step.values().length];
    private static long followed;

    private Tally() {
    }

    /** What was done with one array: lines are counted from its first element on, which lies at the start of a line. */
    static final class Place {
        final Object array;
        private final int shift;
        long loads;
        long stores;
        private final BitSet lines = new BitSet();

        private Place(Object array) {
            this.array = array;
            shift = LINE_SHIFT - elementShift(array);
        }

        int lines() {
            return lines.cardinality();
        }

        /** log2 of the bytes of an element; of a buffer, whose index is in bytes already, 0. */
        private static int elementShift(Object array) {
            Class<?> element = array.getClass().getComponentType();
            return element == null || element == byte.class || element == boolean.class ? 0
                    : element == short.class || element == char.class ? 1
                    : element == int.class || element == float.class ? 2 : REFERENCE_SHIFT;
        }
    }

    /** Forgets everything and counts from now on. */
    static void start() {
        forget();
        on = true;
    }

    /** Forgets everything, and so holds no array any more. */
    static void forget() {
        PLACES.clear();
        Arrays.fill(RECENTLY, null);
        OBJECTS.clear();
        lastObject = null;
        Arrays.fill(LOADS, 0);
        Arrays.fill(STORES, 0);
        Arrays.fill(STEPS, 0);
    }

    static void stop() {
        on = false;
    }

    /** The arrays that were touched. */
    static Iterable<Place> places() {
        return Collections.unmodifiableCollection(PLACES.values());
    }

    static long loads(Memory memory) {
        return LOADS[memory.ordinal()];
    }

    static long stores(Memory memory) {
        return STORES[memory.ordinal()];
    }

    /** Objects of a kind that were touched, each a line. */
    static long objects(Memory memory) {
        return OBJECTS.values().stream().filter(m -> m == memory).count();
    }

    static long steps(Step step) {
        return STEPS[step.ordinal()];
    }

    private static Place place(Object array) {
        for (Place place : RECENTLY) {
            if (place != null && place.array == array) {
                return place;
            }
        }
        Place place = PLACES.computeIfAbsent(array, Place::new);
        RECENTLY[oldest++ % RECENT] = place;
        return place;
    }

    /** An element is about to be loaded; of a buffer, the word at a byte. */
    public static void load(Object array, int index) {
        if (on && array != null) {
            Place place = place(array);
            place.loads++;
            place.lines.set(index >> place.shift);
        }
    }

    /** An element is about to be stored. */
    public static void store(Object array, int index) {
        if (on && array != null) {
            Place place = place(array);
            place.stores++;
            place.lines.set(index >> place.shift);
        }
    }

    private static void all(Object array, int from, int count, boolean store) {
        if (on && array != null && count > 0) {
            Place place = place(array);
            if (store) {
                place.stores += count;
            } else {
                place.loads += count;
            }
            place.lines.set(from >> place.shift, (from + count - 1 >> place.shift) + 1);
        }
    }

    /** The library is about to load consecutive elements. */
    public static void loadAll(Object array, int from, int count) {
        all(array, from, count, false);
    }

    /** The library is about to store to consecutive elements. */
    public static void storeAll(Object array, int from, int count) {
        all(array, from, count, true);
    }

    /** A field of an object is about to be loaded; {@code memory} is the ordinal of what it belongs to. */
    public static void get(Object object, int memory) {
        if (on) {
            LOADS[memory]++;
            touch(object, memory);
        }
    }

    /** A field of an object is about to be stored to. */
    public static void put(Object object, int memory) {
        if (on) {
            STORES[memory]++;
            touch(object, memory);
        }
    }

    private static void touch(Object object, int memory) {
        if (object != lastObject && object != null) {
            lastObject = object;
            OBJECTS.putIfAbsent(object, Memory.values()[memory]);
        }
    }

    /** A field of any other object is about to be loaded. */
    public static void getOther() {
        if (on) {
            LOADS[Memory.OTHER_FIELDS.ordinal()]++;
        }
    }

    /** A field of any other object is about to be stored to. */
    public static void putOther() {
        if (on) {
            STORES[Memory.OTHER_FIELDS.ordinal()]++;
        }
    }

    /** A block of instructions was executed; {@code block} tells it from others. */
    public static void executed(long block) {
        followed = on ? (Long.rotateLeft(followed, 5) ^ block) * 0x9E3779B97F4A7C15L : followed + block;
    }

    /** Goes on from what {@link #followed} once was. */
    static void follow(long before) {
        followed = before;
    }

    /** All blocks that were executed, in one number; in their order while somebody counts. */
    static long followed() {
        return followed;
    }

    /** Something else happens; {@code step} is its ordinal. */
    public static void step(int step) {
        if (on) {
            STEPS[step]++;
        }
    }
}
