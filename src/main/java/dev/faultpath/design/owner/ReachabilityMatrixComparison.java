package dev.faultpath.design.owner;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code reachability-matrix} (designs.md O5): one byte for each pair of asker and pagemap, in one array for the whole machine.
 *
 * <p>In the kernel: page → pagemap → index, then one byte of the matrix; the pagemap is read for its index, as no struct page has one. It
 * expresses any relation and its grades: the byte
 * says none, read, or read with atomics. Here there is a row for each owner, as an asker is known by its owner.
 */
public final class ReachabilityMatrixComparison extends PerEntryLoop implements OwnerComparison {
    /** A pair's byte: no access. */
    public static final byte NONE = 0;
    /** A pair's byte: reads, writes and atomics. */
    public static final byte FULL = 2;

    private final byte[] grades;
    private final int row;

    public ReachabilityMatrixComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
        int rows = 1;
        for (Pagemap pagemap : pagemaps) {
            rows = Math.max(rows, pagemap.owner().id() + 1);
        }
        int asker = owner == null ? 0 : owner.id();
        rows = Math.max(rows, asker + 1);
        grades = new byte[rows * pagemaps.length];
        for (int id = 1; id < rows; id++) {
            for (Pagemap pagemap : pagemaps) {
                grades[id * pagemaps.length + pagemap.id()] = pagemap.owner().id() == id ? FULL : NONE;
            }
        }
        row = asker * pagemaps.length;
    }

    @Override
    protected boolean mayUse(long entry) {
        int index = pagemaps[pagemapId(entry)].id();
        return grades[row + index] != NONE;
    }
}
