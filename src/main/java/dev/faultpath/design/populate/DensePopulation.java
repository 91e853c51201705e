package dev.faultpath.design.populate;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;

/** One word for every page in an array, written with its sticky bits kept, and how it is read back; designs differ in how they write. */
abstract class DensePopulation extends StreamedPopulation {
    long[] pfns;

    DensePopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        super(memory, owner, pages, consumer);
        pfns = new long[pages];
    }

    @Override
    void table(long[] entries, int first, int count, int at) {
        long[] words = pfns;
        for (int i = 0; i < count; i++) {
            words[at + i] = words[at + i] & HmmPfn.STICKY | reader.word(entries, first + i);
        }
        wrote(count * Long.BYTES);
    }

    @Override
    void span(int at, long word, int step, int pages) {
        long[] words = pfns;
        int end = at + pages;
        long next = word;
        for (int i = at; i < end; i++) {
            words[i] = words[i] & HmmPfn.STICKY | next;
            next += step;
        }
        wrote(pages * Long.BYTES);
    }

    @Override
    public void deliver() {
        long[] words = pfns;
        int end = answered();
        for (int i = 0, pages; i < end; i += pages) {
            long word = words[i] & ~HmmPfn.STICKY;
            pages = HmmPfn.mappingPages(word, end - i);
            consumer.run(i, word, 1, pages);
        }
    }

    @Override
    public void expand(long[] dense) {
        System.arraycopy(pfns, 0, dense, 0, answered());
    }

    @Override
    public boolean stick(int page, long bits) {
        pfns[page] |= bits;
        return true;
    }
}
