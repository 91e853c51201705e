package dev.faultpath.design.walk;

import java.util.Arrays;

/** CPU faults that a walk wants: stretches of one area each, and what is needed there. Grows and is used again. */
final class FaultSpans {
    private long[] starts = new long[1];
    private long[] ends = new long[1];
    private int[] needs = new int[1];
    private int size;

    void clear() {
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(long start, long end, int need) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
            needs = Arrays.copyOf(needs, 2 * size);
        }
        starts[size] = start;
        ends[size] = end;
        needs[size++] = need;
    }

    long start(int span) {
        return starts[span];
    }

    long end(int span) {
        return ends[span];
    }

    int need(int span) {
        return needs[span];
    }
}
