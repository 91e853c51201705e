package dev.faultpath.design.registry;

import java.util.Arrays;

/**
 * {@code matrix} (designs.md G6): a byte for every ordered pair, in one flat array. It expresses every relation, and has room for
 * grades of access (reads yes, atomics no) that groups cannot tell apart (designs.md O5); here a byte is 0 or 1.
 */
public final class MatrixRegistry extends PairRegistry {
    /** The table with its row length, replaced as one, so that a verdict never mixes two sizes. */
    private volatile Table table;

    private record Table(byte[] cells, int stride) { }

    public MatrixRegistry(Interconnect interconnect) {
        super(interconnect);
        table = new Table(new byte[capacity() * capacity()], capacity());
    }

    @Override
    void grow(int capacity) {
        Table old = table;
        byte[] cells = new byte[capacity * capacity];
        for (int row = 0; row < old.stride; row++) {
            System.arraycopy(old.cells, row * old.stride, cells, row * capacity, old.stride);
        }
        table = new Table(cells, capacity);
    }

    @Override
    void set(int asker, int provider) {
        table.cells[asker * table.stride + provider] = 1;
    }

    @Override
    void clear(int slot, int used) {
        int stride = table.stride;
        Arrays.fill(table.cells, slot * stride, (slot + 1) * stride, (byte) 0);
        for (int other = 0; other < used; other++) {
            table.cells[other * stride + slot] = 0;
        }
    }

    @Override
    public boolean mayRead(Peer asker, Peer provider) {
        int from = asker.slot;
        int to = provider.slot;
        Table now = table;
        return from >= 0 && to >= 0 && now.cells[from * now.stride + to] != 0;
    }
}
