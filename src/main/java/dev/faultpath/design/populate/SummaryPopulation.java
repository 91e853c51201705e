package dev.faultpath.design.populate;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;

/**
 * {@code summary} (designs.md P5): one word for each 2 MiB that a single decision answered, and words for single pages only where
 * there is a table; their memory is allocated when a block first needs it.
 *
 * <p>In the kernel: large mappings and holes cost a store for every 512 pages, single pages what the reference costs; the
 * consumer has one branch more for every 2 MiB. Blocks are those of the address, so a range may begin inside one. Sticky bits
 * live in the words; a block that is summarised keeps them if it has words.
 */
public final class SummaryPopulation extends StreamedPopulation {
    private static final int BLOCK = Paging.PTRS_PER_TABLE;
    private static final int SUMMARY_BYTES = Long.BYTES + 1;
    /** Kind of a block whose pages have words; a summarised one's kind is its step plus one. */
    private static final byte DENSE = 0;

    private final byte[] kinds;
    private final long[] summaries;
    private final long[][] words;
    /** Place of the request's first page in its block, and of the one past its last counted from that block's start. */
    private int from;
    private int to;

    public SummaryPopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        super(memory, owner, pages, consumer);
        // A request that begins inside a block touches one block more.
        int blocks = (pages + BLOCK - 1) / BLOCK + 1;
        kinds = new byte[blocks];
        summaries = new long[blocks];
        words = new long[blocks][];
    }

    @Override
    public void begin(long start, int pages) {
        super.begin(start, pages);
        from = Paging.slot(start, Paging.PAGE_SHIFT);
        to = from + pages;
    }

    private long[] dense(int block) {
        kinds[block] = DENSE;
        long[] dense = words[block];
        if (dense == null) {
            dense = new long[BLOCK];
            words[block] = dense;
        }
        return dense;
    }

    @Override
    void table(long[] entries, int first, int count, int at) {
        int place = from + at;
        long[] dense = dense(place / BLOCK);
        int slot = place % BLOCK;
        for (int i = 0; i < count; i++) {
            dense[slot + i] = dense[slot + i] & HmmPfn.STICKY | reader.word(entries, first + i);
        }
        wrote(count * Long.BYTES);
    }

    @Override
    void span(int at, long word, int step, int pages) {
        int end = from + at + pages;
        long next = word;
        for (int place = from + at, stop; place < end; place = stop) {
            int block = place / BLOCK;
            stop = Math.min(end, (block + 1) * BLOCK);
            boolean whole = place == Math.max(from, block * BLOCK) && stop == Math.min(to, (block + 1) * BLOCK);
            if (whole) {
                summaries[block] = next;
                kinds[block] = (byte) (step + 1);
                next += (long) step * (stop - place);
                wrote(SUMMARY_BYTES);
                continue;
            }
            long[] dense = dense(block);
            for (int i = place; i < stop; i++) {
                dense[i % BLOCK] = dense[i % BLOCK] & HmmPfn.STICKY | next;
                next += step;
            }
            wrote((stop - place) * Long.BYTES);
        }
    }

    @Override
    public void deliver() {
        int end = from + answered();
        for (int place = from, stop; place < end; place = stop) {
            int block = place / BLOCK;
            stop = Math.min(end, (block + 1) * BLOCK);
            if (kinds[block] != DENSE) {
                consumer.run(place - from, summaries[block], kinds[block] - 1, stop - place);
                continue;
            }
            long[] dense = words[block];
            for (int i = place, pages; i < stop; i += pages) {
                long word = dense[i % BLOCK] & ~HmmPfn.STICKY;
                pages = HmmPfn.mappingPages(word, stop - i);
                consumer.run(i - from, word, 1, pages);
            }
        }
    }

    @Override
    public void expand(long[] dense) {
        int end = from + answered();
        for (int place = from; place < end; place++) {
            int block = place / BLOCK;
            long word = words[block] == null ? 0 : words[block][place % BLOCK];
            if (kinds[block] != DENSE) {
                int offset = place - Math.max(from, block * BLOCK);
                word = word & HmmPfn.STICKY | summaries[block] + (long) (kinds[block] - 1) * offset;
            }
            dense[place - from] = word;
        }
    }

    @Override
    public boolean stick(int page, long bits) {
        int block = (from + page) / BLOCK;
        byte kind = kinds[block];
        dense(block)[(from + page) % BLOCK] |= bits;
        kinds[block] = kind;
        return true;
    }
}
