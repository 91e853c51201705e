package dev.faultpath.model;

import java.util.Arrays;

/** A growing stack of free numbers. Not safe for several threads; its owner locks. */
final class PfnStack {
    private long[] pfns = new long[16];
    private int size;

    void push(long pfn) {
        if (size == pfns.length) {
            pfns = Arrays.copyOf(pfns, 2 * size);
        }
        pfns[size++] = pfn;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long pop() {
        return pfns[--size];
    }
}
