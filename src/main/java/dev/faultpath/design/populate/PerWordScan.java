package dev.faultpath.design.populate;

import dev.faultpath.design.walk.DecisionTable;
import dev.faultpath.model.HmmRange;

/**
 * {@code per-word}, the reference (designs.md P11): every word is masked, joined with the default flags and decided, up to
 * the first that needs a write fault. What the kernel's {@code hmm_range_need_fault()} does.
 *
 * <p>There it costs 512 tests for a 2 MiB mapping and 262,144 for one of 1 GiB, also when the mask is 0 and all of them are the
 * same; only a snapshot is recognised beforehand.
 */
public final class PerWordScan implements RequestScan {
    @Override
    public int need(HmmRange range, long addr, long end, long cpuFlags) {
        return DecisionTable.need(range, addr, end, cpuFlags);
    }
}
