package dev.faultpath.design.registry;

import java.util.Arrays;

/**
 * {@code bitmask-per-peer} (designs.md G5): each peer has the set of peers whose memory it may read, one bit a slot. It expresses
 * every relation, directed ones too; a fault pays an index, a shift and a test instead of a compare (designs.md O4).
 */
public final class BitmaskPerPeerRegistry extends PairRegistry {
    private static final int SHIFT = 6;

    private volatile long[][] masks;

    public BitmaskPerPeerRegistry(Interconnect interconnect) {
        super(interconnect);
        masks = new long[capacity()][words(capacity())];
    }

    private static int words(int bits) {
        return bits + Long.SIZE - 1 >> SHIFT;
    }

    @Override
    void grow(int capacity) {
        long[][] grown = new long[capacity][];
        for (int i = 0; i < capacity; i++) {
            grown[i] = i < masks.length ? Arrays.copyOf(masks[i], words(capacity)) : new long[words(capacity)];
        }
        masks = grown;
    }

    @Override
    void set(int asker, int provider) {
        masks[asker][provider >> SHIFT] |= 1L << provider;
    }

    @Override
    void clear(int slot, int used) {
        Arrays.fill(masks[slot], 0);
        for (int other = 0; other < used; other++) {
            masks[other][slot >> SHIFT] &= ~(1L << slot);
        }
    }

    @Override
    public boolean mayRead(Peer asker, Peer provider) {
        int from = asker.slot;
        int to = provider.slot;
        return from >= 0 && to >= 0 && (masks[from][to >> SHIFT] >>> to & 1) != 0;
    }
}
