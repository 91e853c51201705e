package dev.faultpath.design.migrate;

import dev.faultpath.model.Paging;
import java.util.Arrays;

/**
 * What is in the pages of one machine, system and device memory alike: 4096 bytes a pfn, in flat pieces that come into being
 * when they are first written. What was never written is zero. Reads and writes of different pages may go on at once.
 */
public final class PageContents {
    public static final int PAGE_BYTES = (int) Paging.PAGE_SIZE;

    private final int frameShift;
    private final int framePages;
    private volatile byte[][] frames = new byte[16][];

    /** All zeros, in pieces of 2 MiB. */
    public PageContents() {
        this(Paging.PMD_ORDER);
    }

    /**
     * All zeros, in pieces of the caller's size: small ones suit a model with few pages.
     *
     * @param order log2 of the pages of a piece, 0 to 18
     */
    public PageContents(int order) {
        frameShift = order;
        framePages = 1 << order;
    }

    /** The piece that holds a page, or null while it is all zeros; the page begins at {@link #offset}. */
    public byte[] frame(long pfn) {
        byte[][] now = frames;
        int at = (int) (pfn >>> frameShift);
        return at < now.length ? now[at] : null;
    }

    /** Where a page begins within its piece, bytes. */
    public int offset(long pfn) {
        return ((int) pfn & framePages - 1) << Paging.PAGE_SHIFT;
    }

    private byte[] written(long pfn) {
        byte[] frame = frame(pfn);
        return frame != null ? frame : make((int) (pfn >>> frameShift));
    }

    private synchronized byte[] make(int at) {
        byte[][] now = frames;
        if (at >= now.length) {
            now = Arrays.copyOf(now, Math.max(at + 1, 2 * now.length));
        }
        if (now[at] == null) {
            now[at] = new byte[framePages << Paging.PAGE_SHIFT];
        }
        frames = now;
        return now[at];
    }

    public byte get(long pfn, int at) {
        byte[] frame = frame(pfn);
        return frame == null ? 0 : frame[offset(pfn) + at];
    }

    /** Copies bytes of a page to {@code bytes[offset]} and what follows, from byte {@code at} of the page on. */
    public void read(long pfn, int at, byte[] bytes, int offset, int count) {
        byte[] frame = frame(pfn);
        if (frame == null) {
            Arrays.fill(bytes, offset, offset + count, (byte) 0);
        } else {
            System.arraycopy(frame, offset(pfn) + at, bytes, offset, count);
        }
    }

    /** Copies bytes to a page, as {@link #read} does from one. */
    public void write(long pfn, int at, byte[] bytes, int offset, int count) {
        System.arraycopy(bytes, offset, written(pfn), offset(pfn) + at, count);
    }

    /** Writes the whole page with one value. */
    public void fill(long pfn, byte value) {
        int from = offset(pfn);
        Arrays.fill(written(pfn), from, from + PAGE_BYTES, value);
    }

    /** Whether every byte of the page is {@code value}. */
    public boolean isFilled(long pfn, byte value) {
        byte[] frame = frame(pfn);
        if (frame == null) {
            return value == 0;
        }
        int from = offset(pfn);
        // Equal to itself shifted by one byte, and the first is the value: every byte is.
        return frame[from] == value
                && Arrays.equals(frame, from, from + PAGE_BYTES - 1, frame, from + 1, from + PAGE_BYTES);
    }

    /** Copies {@code pages} pages with consecutive pfns. */
    public void copy(long from, long to, int pages) {
        for (int done = 0; done < pages; ) {
            int room = framePages - Math.max((int) (from + done) & framePages - 1, (int) (to + done) & framePages - 1);
            int count = Math.min(pages - done, room);
            byte[] source = frame(from + done);
            if (source == null) {
                zero(to + done, count);
            } else {
                System.arraycopy(source, offset(from + done), written(to + done), offset(to + done), count << Paging.PAGE_SHIFT);
            }
            done += count;
        }
    }

    /** Writes zeros to {@code pages} pages with consecutive pfns. */
    public void zero(long pfn, int pages) {
        for (int done = 0; done < pages; ) {
            int count = Math.min(pages - done, framePages - ((int) (pfn + done) & framePages - 1));
            byte[] frame = frame(pfn + done);
            if (frame != null) {
                int from = offset(pfn + done);
                Arrays.fill(frame, from, from + (count << Paging.PAGE_SHIFT), (byte) 0);
            }
            done += count;
        }
    }
}
