package dev.faultpath.model;

/**
 * One request of the fault path: which addresses, what of each, and room for the answer. The kernel's {@code hmm_range}.
 * Fields are plain and public, as a driver fills them in and reuses the object.
 */
public final class HmmRange {
    /** The subscription that covers the range. */
    public IntervalNotifier notifier;
    /** What {@code read_begin} returned. */
    public long notifierSeq;
    /** First byte, page aligned. */
    public long start;
    /** First byte past the range, page aligned. */
    public long end;
    /** One word for every 4 KiB page, input and output: see {@link HmmPfn}. */
    public long[] pfns;
    /** Request bits that hold for every page. */
    public long defaultFlags;
    /** Which bits of the array's words are requests; 0 when only the default flags count. */
    public long pfnFlagsMask;
    /** Whose device-private memory the asker takes as it is; null takes nobody's. */
    public Owner devPrivateOwner;
    /** Asked about device-private memory of other owners; null takes none of it, and neither does a request without an owner. */
    public ForeignPages foreign;

    /** Position in {@link #pfns} of the page at {@code addr}. */
    public int index(long addr) {
        return (int) (addr - start >>> Paging.PAGE_SHIFT);
    }

    public int pages() {
        return Paging.pages(start, end);
    }
}
