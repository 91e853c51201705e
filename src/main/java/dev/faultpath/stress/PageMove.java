package dev.faultpath.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * No stale page: once an invalidation has returned, the device has no entry to what was there before, and no commit makes one. Outcome: whether
 * the walker committed; what the device has of the page.
 */
@Description("A page moves while a walk that has read its entry is in flight.")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker must begin again, and the device has nothing.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and its entry was zapped.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The walker began after the move and found the page where it is.")
@Outcome(id = "1, 2", expect = Expect.FORBIDDEN, desc = "The device has the page where it was before the move.")
public class PageMove {
    /** Only what is nested here is a test. */
    protected PageMove() {
    }

    /** What the way that is wrong must show. */
    @Description("A page moves while a walk that has read its entry is in flight. The wrong way.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker must begin again, and the device has nothing.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and its entry was zapped.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The walker began after the move and found the page where it is.")
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE_INTERESTING, desc = "The device has the page where it was before the move.")
    public static class Broken {
        /** Only a carrier of the outcomes. */
        protected Broken() {
        }
    }

    /** The sequence is compared under the driver's lock. */
    @JCStressTest
    @JCStressMeta(PageMove.class)
    @State
    public static class UnderTheLock extends NotifierState {
        /** Nothing is mapped. */
        public UnderTheLock() {
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            long seq = begin();
            int pfn0 = walkFirst();
            r.r1 = commit(seq, pfn0, walkSecond());
        }

        /** A move of the first page. */
        @Actor
        public void mover() {
            moveFirst();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = device();
        }
    }

    /** Wrong: the sequence is compared before the driver's lock is taken. */
    @JCStressTest
    @JCStressMeta(PageMove.Broken.class)
    @State
    public static class BrokenHint extends NotifierState {
        /** Nothing is mapped. */
        public BrokenHint() {
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            long seq = begin();
            int pfn0 = walkFirst();
            r.r1 = hint(seq) ? commitUnchecked(pfn0, walkSecond()) : 0;
        }

        /** A move of the first page. */
        @Actor
        public void mover() {
            moveFirst();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = device();
        }
    }
}
