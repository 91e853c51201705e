package dev.faultpath.fault;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.IntervalNotifier;
import dev.faultpath.model.Owner;

/**
 * A piece of an address space that a device faults as a whole: the kernel's {@code drm_gpusvm_range}. 2 MiB, 64 KiB or 4 KiB, and
 * never split.
 */
public final class SvmRange {
    private final HmmRange request = new HmmRange();
    private final long[] remembered;

    SvmRange(IntervalNotifier notifier, long start, long end, Owner owner) {
        request.notifier = notifier;
        request.start = start;
        request.end = end;
        request.devPrivateOwner = owner;
        request.pfns = new long[request.pages()];
        remembered = new long[request.pfns.length];
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

    /** Pages of the last answer that the device may not read, or not write where {@code write} is asked. */
    int missing(boolean write) {
        long wanted = write ? HmmPfn.VALID | HmmPfn.WRITE : HmmPfn.VALID;
        int missing = 0;
        for (long word : request.pfns) {
            missing += (word & wanted) == wanted ? 0 : 1;
        }
        return missing;
    }

    /** Keeps the words of the last answer for {@link #recall}. */
    public void remember() {
        System.arraycopy(request.pfns, 0, remembered, 0, remembered.length);
    }

    /** Puts back the words that were kept: what a stage's stand-in hands on. */
    void recall() {
        System.arraycopy(remembered, 0, request.pfns, 0, remembered.length);
    }
}
