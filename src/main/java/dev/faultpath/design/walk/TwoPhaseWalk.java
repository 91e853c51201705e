package dev.faultpath.design.walk;

import dev.faultpath.model.HmmRange;
import java.util.Arrays;

/**
 * {@code two-phase} (designs.md W8): the whole range is looked at first and every need noted, then all CPU faults are taken,
 * then the range is walked again. However many holes there are, there is one restart; a page that needs more than one fault
 * adds one. Faults are for asked pages only.
 *
 * <p>Stands for a {@code hmm_range_fault()} that answers into memory of its own until nothing is missing. In the kernel it
 * costs that memory, one word a page, allocated where a fault may not, and a copy; and a need is met long after it was seen,
 * so more faults are for nothing when the range changes meanwhile. It must guarantee that the words stay input
 * until all of them are answered: it stops with all of them untouched.
 */
public final class TwoPhaseWalk implements RangeWalk {
    private final AskedPagesOnlyWalk pass = new AskedPagesOnlyWalk();
    private final HmmRange answers = new HmmRange();

    /** A walk without state but memory for its answers. */
    public TwoPhaseWalk() {
        answers.pfns = new long[0];
    }

    @Override
    public boolean faultsBySpan() {
        return false;
    }

    @Override
    public int walk(HmmWalk walk) {
        HmmRange range = walk.range();
        long from = walk.last();
        int pages = range.pages();
        copyRequest(range, pages);
        walk.answerInto(answers);
        walk.collectNeeds();
        int rc = pass.walk(walk);
        walk.answerInto(range);
        boolean complete = walk.stopCollecting(from);
        if (rc != 0) {
            return rc;
        }
        if (!complete) {
            return walk.faultsWanted();
        }
        System.arraycopy(answers.pfns, 0, range.pfns, 0, pages);
        return 0;
    }

    private void copyRequest(HmmRange range, int pages) {
        answers.start = range.start;
        answers.end = range.end;
        answers.defaultFlags = range.defaultFlags;
        answers.pfnFlagsMask = range.pfnFlagsMask;
        answers.devPrivateOwner = range.devPrivateOwner;
        if (answers.pfns.length < pages) {
            answers.pfns = Arrays.copyOf(range.pfns, pages);
        } else {
            System.arraycopy(range.pfns, 0, answers.pfns, 0, pages);
        }
    }
}
