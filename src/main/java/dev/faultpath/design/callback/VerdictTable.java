package dev.faultpath.design.callback;

import java.util.Arrays;

/** A hash table from a number to an answer: open addressing, at most half full. Stands for an xarray. */
final class VerdictTable {
    static final byte UNKNOWN = 0;
    static final byte REFUSED = 1;
    static final byte GRANTED = 2;

    /** Keys plus one; 0 is an empty slot. */
    private long[] keys = new long[8];
    private byte[] verdicts = new byte[8];
    private int size;

    /** The answer for a key from 0 up, or {@link #UNKNOWN}. */
    byte get(long key) {
        return verdicts[slot(keys, key + 1)];
    }

    void put(long key, byte verdict) {
        if (2 * size >= keys.length) {
            grow();
        }
        int slot = slot(keys, key + 1);
        if (keys[slot] == 0) {
            keys[slot] = key + 1;
            size++;
        }
        verdicts[slot] = verdict;
    }

    void clear() {
        Arrays.fill(keys, 0);
        Arrays.fill(verdicts, UNKNOWN);
        size = 0;
    }

    private void grow() {
        long[] grown = new long[2 * keys.length];
        byte[] moved = new byte[2 * keys.length];
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                int slot = slot(grown, keys[i]);
                grown[slot] = keys[i];
                moved[slot] = verdicts[i];
            }
        }
        keys = grown;
        verdicts = moved;
    }

    /** Where the key is, or the empty slot where it would be. */
    private static int slot(long[] keys, long key) {
        int mask = keys.length - 1;
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
        while (keys[slot] != key && keys[slot] != 0) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
