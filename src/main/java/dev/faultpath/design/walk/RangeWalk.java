package dev.faultpath.design.walk;

import dev.faultpath.design.Question;
import dev.faultpath.model.AddressSpace;

/**
 * One design of the range walk.
 *
 * <p>Contract: the answers are those of the {@link DecisionTable}; when a walk stops, every word before the stop is output
 * and every word from it on still is what it was; each entry is read once a visit; no fault is taken for an entry that
 * satisfies its request, beyond the span rule of the table. A design may keep state between walks; one object serves one
 * thread at a time.
 */
@Question("Q1")
public interface RangeWalk {
    /**
     * Builds what the design keeps beside the page table, ahead of the first walk; a walk does it itself where this was not
     * called. Designs that keep nothing do nothing. Nobody changes the table meanwhile.
     */
    default void prepare(AddressSpace mm) {
    }

    /**
     * Whether the design faults by the span rule, from the first page that needs it to the end of the segment, as the kernel
     * does. One that does not takes no more CPU faults than the reference, and answers with what its own faults left behind.
     */
    default boolean faultsBySpan() {
        return true;
    }

    /**
     * Walks from {@code walk.last()} to the end of the range. The caller holds the mmap lock.
     *
     * @return 0 when the whole range is answered; {@link HmmWalk#NEED_FAULT} when CPU faults were recorded in the walk;
     *     {@link dev.faultpath.model.Errno#EBUSY} to walk again from {@code walk.last()}; else a negative error number
     */
    int walk(HmmWalk walk);
}
