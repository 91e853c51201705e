package dev.faultpath.design.populate;

import dev.faultpath.design.walk.DecisionTable;
import dev.faultpath.model.HmmRange;

/**
 * {@code hoisted} (designs.md P12): with a mask of 0 no word counts, so the default flags are decided once for the whole stretch. With
 * any other mask it is the reference.
 *
 * <p>In the kernel: one comparison more for callers with a mask, of which there are none today, and no loop for all others.
 */
public final class HoistedScan implements RequestScan {
    @Override
    public int need(HmmRange range, long addr, long end, long cpuFlags) {
        return range.pfnFlagsMask == 0
                ? DecisionTable.need(range.defaultFlags, cpuFlags)
                : DecisionTable.need(range, addr, end, cpuFlags);
    }
}
