package dev.faultpath.design.owner;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;

/**
 * {@code per-folio} (designs.md O8; what the kernel does for a 2 MiB entry): the verdict is kept for the pages of one compound page,
 * also where they are mapped one by one.
 *
 * <p>In the kernel: a load of the page's head for each entry, and pagemap and owner once a folio. Single pages gain nothing.
 */
public final class PerFolioComparison extends PerEntryLoop implements OwnerComparison {
    private long lastHead = -1;
    private boolean lastVerdict;

    public PerFolioComparison(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
    }

    @Override
    public void begin() {
        lastHead = -1;
    }

    @Override
    protected boolean mayUse(long entry) {
        long pfn = Pte.pfn(entry);
        long head = Memmap.headPfn(memmap, pfn);
        if (head != lastHead) {
            lastHead = head;
            lastVerdict = pagemapOf(entry).owner() == owner;
        }
        return lastVerdict;
    }
}
