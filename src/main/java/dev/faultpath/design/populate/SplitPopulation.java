package dev.faultpath.design.populate;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code split} (designs.md P7): pfns in one array, flags and order as one byte a page in another.
 *
 * <p>In the kernel: nine bytes a page in two streams of stores; whoever needs only the flags reads one byte a page, and a test
 * of many flags at once vectorises. Sticky bits are in the byte, so the pfn is stored without being read.
 */
public final class SplitPopulation extends StreamedPopulation {
    /** Where the six flags of a word begin, and where they begin in the byte. */
    private static final int WORD_SHIFT = 58;
    private static final int FLAG_SHIFT = 2;
    private static final int STICKY = (int) (HmmPfn.STICKY >>> WORD_SHIFT) << FLAG_SHIFT;
    /** Leaves are of order 0, or of one level or two above it: two bits count the levels. */
    private static final int LEVELS = (1 << FLAG_SHIFT) - 1;

    private final long[] frames;
    private final byte[] flags;

    public SplitPopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        super(memory, owner, pages, consumer);
        frames = new long[pages];
        flags = new byte[pages];
    }

    private static int flagsOf(long word) {
        return (int) (word >>> WORD_SHIFT) << FLAG_SHIFT | HmmPfn.order(word) / Paging.PMD_ORDER;
    }

    private static long word(int flags, long frame) {
        return (long) (flags & 0xff) >>> FLAG_SHIFT << WORD_SHIFT | HmmPfn.orderBits((flags & LEVELS) * Paging.PMD_ORDER) | frame;
    }

    @Override
    void table(long[] entries, int first, int count, int at) {
        long[] pfn = frames;
        byte[] flag = flags;
        for (int i = 0; i < count; i++) {
            long word = reader.word(entries, first + i);
            pfn[at + i] = HmmPfn.pfn(word);
            flag[at + i] = (byte) (flag[at + i] & STICKY | flagsOf(word));
        }
        wrote(count * (Long.BYTES + 1));
    }

    @Override
    void span(int at, long word, int step, int pages) {
        int end = at + pages;
        long[] pfn = frames;
        long next = HmmPfn.pfn(word);
        for (int i = at; i < end; i++) {
            pfn[i] = next;
            next += step;
        }
        byte[] flag = flags;
        int bits = flagsOf(word);
        for (int i = at; i < end; i++) {
            flag[i] = (byte) (flag[i] & STICKY | bits);
        }
        wrote(pages * (Long.BYTES + 1));
    }

    @Override
    public void deliver() {
        int end = answered();
        for (int i = 0, pages; i < end; i += pages) {
            long word = word(flags[i] & ~STICKY, frames[i]);
            pages = HmmPfn.mappingPages(word, end - i);
            consumer.run(i, word, 1, pages);
        }
    }

    @Override
    public void expand(long[] dense) {
        for (int i = 0; i < answered(); i++) {
            dense[i] = word(flags[i], frames[i]);
        }
    }

    @Override
    public boolean stick(int page, long bits) {
        flags[page] |= (byte) flagsOf(bits);
        return true;
    }
}
