package dev.faultpath.design.populate;

import dev.faultpath.design.walk.DecisionTable;
import dev.faultpath.design.walk.HmmWalk;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Paging;

/**
 * {@code or-reduction} (designs.md P13): the requests of up to 512 words are joined without a branch and decided once; a write fault
 * ends the scan between such blocks.
 *
 * <p>In the kernel: two ors a word, without vectors, for per-page requests as well as for default ones. The
 * join must tell a word that wants a write fault from two words of which one wants a fault and the other has the write bit alone,
 * which means nothing.
 */
public final class OrReductionScan implements RequestScan {
    /** Moves the bit of REQ_WRITE to that of REQ_FAULT. */
    private static final int WRITE_TO_FAULT = 1;

    @Override
    public int need(HmmRange range, long addr, long end, long cpuFlags) {
        int to = range.index(end);
        int need = 0;
        for (int from = range.index(addr), stop; from < to; from = stop) {
            stop = Math.min(to, from + Paging.PTRS_PER_TABLE);
            need |= block(range, from, stop, cpuFlags);
            if ((need & HmmWalk.FAULT_WRITE) != 0) {
                break;
            }
        }
        return need;
    }

    private static int block(HmmRange range, int from, int stop, long cpuFlags) {
        long[] pfns = range.pfns;
        long mask = range.pfnFlagsMask;
        long defaults = range.defaultFlags;
        long any = 0;
        long both = 0;
        for (int i = from; i < stop; i++) {
            long request = pfns[i] & mask | defaults;
            any |= request;
            both |= request & request << WRITE_TO_FAULT;
        }
        long request = (both & HmmPfn.REQ_FAULT) != 0 ? HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE : any & HmmPfn.REQ_FAULT;
        return DecisionTable.need(request, cpuFlags);
    }
}
