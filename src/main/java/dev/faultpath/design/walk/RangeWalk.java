package dev.faultpath.design.walk;

/**
 * One design of the range walk.
 *
 * <p>Contract: the answers are those of the {@link DecisionTable}; when a walk stops, every word before the stop is output
 * and every word from it on still is what it was; each entry is read once a visit; no fault is taken for an entry that
 * satisfies its request, beyond the span rule of the table.
 */
public interface RangeWalk {
    /**
     * Walks from {@code walk.last()} to the end of the range. The caller holds the mmap lock.
     *
     * @return 0 when the whole range is answered; {@link HmmWalk#NEED_FAULT} when CPU faults were recorded in the walk;
     *     {@link dev.faultpath.model.Errno#EBUSY} to walk again from {@code walk.last()}; else a negative error number
     */
    int walk(HmmWalk walk);
}
