package dev.faultpath.design.populate;

import dev.faultpath.design.Question;
import dev.faultpath.model.HmmRange;

/**
 * One design of the look at the request words of a stretch of pages that one entry answers: does any of them need a CPU fault?
 * Without state; its only public constructor takes nothing.
 *
 * <p>Contract: the value is that of
 * {@link dev.faultpath.design.walk.DecisionTable#need(HmmRange, long, long, long)} for every request; nothing is written.
 */
@Question("Q2")
public interface RequestScan {
    /**
     * What a stretch needs.
     *
     * @param addr first byte of the stretch, page aligned, within the range
     * @param end first byte past it, above {@code addr}
     * @param cpuFlags {@link dev.faultpath.model.HmmPfn#VALID} and {@code WRITE} as the entry grants them
     * @return 0, {@link dev.faultpath.design.walk.HmmWalk#FAULT}, or that with {@code FAULT_WRITE}
     */
    int need(HmmRange range, long addr, long end, long cpuFlags);
}
