package dev.faultpath.design.populate;

import dev.faultpath.model.Owner;
import dev.faultpath.model.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code visitor} (designs.md P6): each answer goes to the consumer at once; nothing is kept.
 *
 * <p>In the kernel: no memory between walk and driver, and no second pass. But the walk has not ended and the notifier's
 * sequence is not checked when the consumer acts, so it must be idempotent, undo what it did when the sequence has moved, and
 * run under the driver's lock; the walk must not fault while it holds that. To get an answer again takes
 * another walk, and there is no room for sticky bits.
 */
public final class VisitorPopulation extends StreamedPopulation {
    private final List<LeafStream> visited = new ArrayList<>();
    private PfnConsumer visitor;

    public VisitorPopulation(PhysicalMemory memory, Owner owner, int pages, PfnConsumer consumer) {
        super(memory, owner, pages, consumer);
        visitor = consumer;
    }

    @Override
    public void begin(long start, int pages) {
        super.begin(start, pages);
        visited.clear();
    }

    @Override
    public void answer(LeafStream leaves) {
        visited.add(leaves);
        super.answer(leaves);
    }

    @Override
    void table(long[] entries, int first, int count, int at) {
        PfnConsumer to = visitor;
        for (int i = 0; i < count; i++) {
            to.run(at + i, reader.word(entries, first + i), 1, 1);
        }
    }

    @Override
    void span(int at, long word, int step, int pages) {
        visitor.run(at, word, step, pages);
    }

    @Override
    public void deliver() {
        // The consumer has had every answer.
    }

    @Override
    public void expand(long[] dense) {
        visitor = (at, word, step, pages) -> {
            for (int i = 0; i < pages; i++) {
                dense[at + i] = word + (long) i * step;
            }
        };
        int at = 0;
        for (LeafStream leaves : visited) {
            at = goThrough(leaves, at);
        }
        visitor = consumer;
    }
}
