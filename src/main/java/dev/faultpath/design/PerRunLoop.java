package dev.faultpath.design;

import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;

/**
 * While pfns stay within the last page's pagemap, its verdict holds: what the designs by run of Q3 and Q4 share; they differ in
 * {@link #mayUse(Pagemap)}. A verdict is remembered for one request.
 */
public abstract class PerRunLoop extends PerEntryLoop {
    private long first = 1;
    private long last;
    private boolean verdict;

    protected PerRunLoop(PhysicalMemory memory, Owner owner) {
        super(memory, owner);
    }

    /** Begins a request: the verdict of the last one is forgotten. */
    public final void begin() {
        first = 1;
        last = 0;
    }

    @Override
    protected final boolean mayUse(long entry) {
        long pfn = Pte.pfn(entry);
        if (pfn < first || pfn > last) {
            Pagemap pagemap = pagemapOf(entry);
            first = pagemap.firstPfn();
            last = pagemap.lastPfn();
            verdict = mayUse(pagemap);
        }
        return verdict;
    }

    /** Whether the asker takes the pages of this pagemap. */
    protected abstract boolean mayUse(Pagemap pagemap);
}
