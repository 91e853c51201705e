package dev.faultpath.design.populate;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;
import java.util.Arrays;

/**
 * {@code extents} (designs.md P4): pages whose words follow from the first one's are one extent: where it begins, and its first word
 * with pfn, flags and order. It ends where the next one begins.
 *
 * <p>In the kernel: one comparison a page, and stores only where contiguity ends; tiny for contiguous memory, larger
 * than the words for scattered. A device page table that wants one entry for each contiguous stretch gets it for nothing;
 * one that wants the answer for a given page has to search. Has no room for sticky bits.
 */
public final class ExtentsPopulation extends StreamedPopulation {
    private static final int EXTENT_BYTES = Long.BYTES + Integer.BYTES;
    /** Continues no extent, as the words that are compared have no sticky bits. */
    private static final long NO_WORD = HmmPfn.STICKY;

    private long[] words = new long[16];
    /** First pages, times two, plus the step. */
    private int[] firsts = new int[16];
    private int size;
    /** The word that would continue the last extent, and the last extent's step. */
    private long next;
    private int step;

    public ExtentsPopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        super(memory, owner, pages, consumer);
    }

    @Override
    public void begin(long start, int pages) {
        super.begin(start, pages);
        size = 0;
        next = NO_WORD;
    }

    @Override
    void table(long[] entries, int first, int count, int at) {
        int before = size;
        int stride = step;
        long expected = next;
        for (int i = 0; i < count; i++) {
            long word = reader.word(entries, first + i);
            if (word != expected) {
                stride = LeafStream.stepAfter(word);
                open(at + i, word, stride);
                expected = word;
            }
            expected += stride;
        }
        next = expected;
        step = stride;
        wrote((size - before) * EXTENT_BYTES);
    }

    @Override
    void span(int at, long word, int spanStep, int pages) {
        if (word != next || spanStep != step) {
            open(at, word, spanStep);
            step = spanStep;
            wrote(EXTENT_BYTES);
        }
        next = word + (long) spanStep * pages;
    }

    private void open(int at, long word, int stride) {
        if (size == words.length) {
            words = Arrays.copyOf(words, 2 * size);
            firsts = Arrays.copyOf(firsts, 2 * size);
        }
        words[size] = word;
        firsts[size++] = at << 1 | stride;
    }

    private int first(int extent) {
        return extent == size ? answered() : firsts[extent] >>> 1;
    }

    @Override
    public void deliver() {
        for (int i = 0; i < size; i++) {
            int first = first(i);
            consumer.run(first, words[i], firsts[i] & 1, first(i + 1) - first);
        }
    }

    @Override
    public void expand(long[] dense) {
        for (int i = 0; i < size; i++) {
            long word = words[i];
            for (int page = first(i); page < first(i + 1); page++) {
                dense[page] = word;
                word += firsts[i] & 1;
            }
        }
    }
}
