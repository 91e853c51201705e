package dev.faultpath.design.revalidate;

import dev.faultpath.model.Pagemap;
import java.util.Arrays;

/**
 * A set of pagemaps by their ids, which are never used again; emptied in constant time, iterated in the order of insertion.
 * Refusals are not kept: a right that is granted later must be seen, and a refusal is slow anyway. Not for several threads.
 */
final class PagemapSet {
    private int[] round = new int[8];
    private Pagemap[] members = new Pagemap[8];
    private int size;
    private int current = 1;

    boolean contains(Pagemap pagemap) {
        int id = pagemap.id();
        return id < round.length && round[id] == current;
    }

    /** Adds it; false if it was there. */
    boolean add(Pagemap pagemap) {
        int id = pagemap.id();
        if (id >= round.length) {
            round = Arrays.copyOf(round, Math.max(id + 1, 2 * round.length));
        }
        if (round[id] == current) {
            return false;
        }
        round[id] = current;
        if (size == members.length) {
            members = Arrays.copyOf(members, 2 * size);
        }
        members[size++] = pagemap;
        return true;
    }

    void clear() {
        size = 0;
        if (++current == 0) {
            Arrays.fill(round, 0);
            current = 1;
        }
    }

    int size() {
        return size;
    }

    Pagemap get(int i) {
        return members[i];
    }
}
