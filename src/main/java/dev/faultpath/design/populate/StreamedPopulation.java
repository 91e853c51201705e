package dev.faultpath.design.populate;

import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;

/**
 * The way through a {@link LeafStream} that all designs share; they differ in {@link #table} and {@link #span}. Each has its own
 * loop over a table's entries, because what it carries from page to page has to stay in registers: behind an opaque read the
 * compiler loads every field anew. One design is loaded in a fork, so the calls are direct ones.
 */
abstract class StreamedPopulation implements PfnPopulation {
    final LeafReader reader;
    final PfnConsumer consumer;
    private final int capacity;
    private int answered;
    private long bytesWritten;

    StreamedPopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        reader = new LeafReader(memory, owner);
        capacity = pages;
        this.consumer = consumer;
    }

    @Override
    public void begin(long start, int pages) {
        if (pages < 1 || pages > capacity) {
            throw new IllegalArgumentException("a request of " + pages + " pages; made for 1 to " + capacity);
        }
        answered = 0;
        bytesWritten = 0;
    }

    @Override
    public void answer(LeafStream leaves) {
        answered = goThrough(leaves, answered);
    }

    final int goThrough(LeafStream leaves, int from) {
        long[] entries = leaves.entries();
        int size = leaves.size();
        int at = from;
        for (int i = 0; i < size; i++) {
            int pages = leaves.pages(i);
            if (leaves.isTable(i)) {
                table(entries, leaves.first(i), pages, at);
            } else {
                span(at, leaves.word(i), leaves.step(i), pages);
            }
            at += pages;
        }
        return at;
    }

    /** Answers {@code count} entries of a last-level table from index {@code first} on; page {@code at} is the first of them. */
    abstract void table(long[] entries, int first, int count, int at);

    /** Answers {@code pages} pages from page {@code at} on, as {@link PfnConsumer#run} takes them. */
    abstract void span(int at, long word, int step, int pages);

    /** Counts what was stored: every design calls it once per table or span. */
    final void wrote(int bytes) {
        bytesWritten += bytes;
    }

    @Override
    public final int answered() {
        return answered;
    }

    @Override
    public final long bytesWritten() {
        return bytesWritten;
    }
}
