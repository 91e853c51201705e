package dev.faultpath.design.populate;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code off-heap} (designs.md P10; a question of Java alone): the words of {@code word-per-page} in a direct buffer, written
 * through a view of it as longs.
 *
 * <p>The kernel has no such choice. Here native code can take the words where they are, at the price of the buffer's bounds
 * check; neither form has a collector's barrier, and neither is zeroed when it is used again.
 */
public final class OffHeapPopulation extends StreamedPopulation {
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer pfns;

    public OffHeapPopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        super(memory, owner, pages, consumer);
        pfns = ByteBuffer.allocateDirect(pages * Long.BYTES).order(ByteOrder.nativeOrder());
    }

    private static long get(ByteBuffer words, int page) {
        return (long) WORD.get(words, page * Long.BYTES);
    }

    private static void merge(ByteBuffer words, int page, long word) {
        WORD.set(words, page * Long.BYTES, get(words, page) & HmmPfn.STICKY | word);
    }

    @Override
    void table(long[] entries, int first, int count, int at) {
        ByteBuffer words = pfns;
        for (int i = 0; i < count; i++) {
            merge(words, at + i, reader.word(entries, first + i));
        }
        wrote(count * Long.BYTES);
    }

    @Override
    void span(int at, long word, int step, int pages) {
        ByteBuffer words = pfns;
        int end = at + pages;
        long next = word;
        for (int i = at; i < end; i++) {
            merge(words, i, next);
            next += step;
        }
        wrote(pages * Long.BYTES);
    }

    @Override
    public void deliver() {
        ByteBuffer words = pfns;
        int end = answered();
        for (int i = 0, pages; i < end; i += pages) {
            long word = get(words, i) & ~HmmPfn.STICKY;
            pages = HmmPfn.mappingPages(word, end - i);
            consumer.run(i, word, 1, pages);
        }
    }

    @Override
    public void expand(long[] dense) {
        for (int i = 0; i < answered(); i++) {
            dense[i] = get(pfns, i);
        }
    }

    @Override
    public boolean stick(int page, long bits) {
        WORD.set(pfns, page * Long.BYTES, get(pfns, page) | bits);
        return true;
    }
}
