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
 * One sequence for a walk of several pieces: what happens to an earlier piece while a later one is walked is noticed at the commit. Outcome:
 * whether the walker committed; what the device has of the first piece.
 */
@Description("A page of the first piece moves while the second is walked.")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker must begin again, and the device has nothing.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and its entry was zapped.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The walker began after the move and found the page where it is.")
@Outcome(id = "1, 2", expect = Expect.FORBIDDEN, desc = "The device has the page where it was before the move.")
public class PieceWalk {
    /** Only what is nested here is a test. */
    protected PieceWalk() {
    }

    /** What the way that is wrong must show. */
    @Description("A page of the first piece moves while the second is walked. The wrong way.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker must begin again, and the device has nothing.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and its entry was zapped.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The walker began after the move and found the page where it is.")
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE_INTERESTING, desc = "The device has the page where it was before the move.")
    public static class Broken {
        /** Only a carrier of the outcomes. */
        protected Broken() {
        }
    }

    /** The sequence is read once, before the first piece. */
    @JCStressTest
    @JCStressMeta(PieceWalk.class)
    @State
    public static class OneSequence extends NotifierState {
        /** Nothing is mapped. */
        public OneSequence() {
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

    /** Wrong: the sequence is read again for the second piece. */
    @JCStressTest
    @JCStressMeta(PieceWalk.Broken.class)
    @State
    public static class BrokenReread extends NotifierState {
        /** Nothing is mapped. */
        public BrokenReread() {
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            begin();
            int pfn0 = walkFirst();
            long seq = begin();
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
}
