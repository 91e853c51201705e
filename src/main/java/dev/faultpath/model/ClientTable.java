package dev.faultpath.model;

/**
 * The clients that a provider of memory has said yes to, by their bus addresses, as PCI peer-to-peer keeps its answers in an xarray of the
 * provider. A look-up takes no lock: it sees a published table, which may lack what was added just now. It takes two
 * loads, as few as an xarray can: a node and a slot.
 */
public final class ClientTable {
    private static final int SMALLEST = 8;

    /** Bus addresses plus one, open addressing, at most half full; 0 is an empty slot. */
    private int[] keys = new int[SMALLEST];
    private int size;

    /** Whether a client was added; its bus address is from 0 up. */
    public boolean contains(int busAddress) {
        int[] table = keys;
        return table[slot(table, busAddress + 1)] != 0;
    }

    public synchronized void add(int busAddress) {
        if (contains(busAddress)) {
            return;
        }
        if (2 * size >= keys.length) {
            int[] grown = new int[2 * keys.length];
            for (int key : keys) {
                if (key != 0) {
                    grown[slot(grown, key)] = key;
                }
            }
            keys = grown;
        }
        keys[slot(keys, busAddress + 1)] = busAddress + 1;
        size++;
    }

    /** Frees what is there. */
    synchronized void clear() {
        keys = new int[SMALLEST];
        size = 0;
    }

    /** Where a key is, or the empty slot where it would be. */
    private static int slot(int[] table, int key) {
        int mask = table.length - 1;
        int slot = key & mask;
        while (table[slot] != key && table[slot] != 0) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
