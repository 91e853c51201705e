package dev.faultpath.design.owner;

import dev.faultpath.design.Question;

/**
 * One design of the owner comparison, made for one asker over one machine: its only public constructor takes the
 * {@link dev.faultpath.model.PhysicalMemory} and the asker's {@link dev.faultpath.model.Owner}, which may be null.
 *
 * <p>Contract: the words are those of a snapshot by the reference engine; a null owner accepts no device-private page. A
 * design that copies the relation does so when it is made, and answers for the pagemaps of that moment.
 */
@Question("Q3")
public interface OwnerComparison {
    /** Begins a request and forgets what was kept for the last one. */
    default void begin() {
    }

    /**
     * Answers consecutive entries of the last level, as a snapshot does: rows 4 to 16 of decision-table.md.
     *
     * @param entries the page table's flat array
     * @param first index of the first entry
     * @param count entries to answer
     * @param pfns the words, input and output; the sticky bits are kept
     * @param at position of the first word
     */
    void answer(long[] entries, int first, int count, long[] pfns, int at);
}
