package dev.faultpath.fault;

import dev.faultpath.model.HmmRange;
import dev.faultpath.model.IntervalNotifier;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;

/**
 * A piece of an address space that a device faults as a whole: the kernel's {@code drm_gpusvm_range}. 2 MiB, 64 KiB or 4 KiB, and
 * never split.
 */
public final class SvmRange {
    private final HmmRange request = new HmmRange();
    private int foreign;
    private final Pagemap[] pagemaps;

    SvmRange(IntervalNotifier notifier, long start, long end, Owner owner) {
        request.notifier = notifier;
        request.start = start;
        request.end = end;
        request.devPrivateOwner = owner;
        request.pfns = new long[request.pages()];
        pagemaps = new Pagemap[request.pages()];
    }

    public long start() {
        return request.start;
    }

    public long end() {
        return request.end;
    }

    /** The request, with the words of the last answer. */
    HmmRange request() {
        return request;
    }

    void forgetForeign() {
        foreign = 0;
    }

    /** An entry of another owner, by its pagemap. */
    void noteForeign(Pagemap pagemap) {
        pagemaps[foreign++] = pagemap;
    }

    int foreignEntries() {
        return foreign;
    }

    /** Pagemaps of the noted entries. */
    Pagemap[] foreignPagemaps() {
        return pagemaps;
    }
}
