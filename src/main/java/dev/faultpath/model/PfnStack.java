package dev.faultpath.model;

import java.util.Arrays;

/** A growing stack of free numbers: pfns, or tables. Not safe for several threads; its owner locks. */
final class PfnStack {
    private long[] pfns = new long[16];
    private int size;

    void push(long pfn) {
        if (size == pfns.length) {
            pfns = Arrays.copyOf(pfns, 2 * size);
        }
        pfns[size++] = pfn;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long pop() {
        return pfns[--size];
    }

    /** Takes one given pfn out; false if it is not there. */
    boolean remove(long pfn) {
        for (int i = 0; i < size; i++) {
            if (pfns[i] == pfn) {
                pfns[i] = pfns[--size];
                return true;
            }
        }
        return false;
    }
}
