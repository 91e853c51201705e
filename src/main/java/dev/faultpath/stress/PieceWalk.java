package dev.faultpath.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One sequence for a walk of several pieces: what happens to an earlier piece while a later one is walked is noticed at the commit. */
public final class PieceWalk {
    private PieceWalk() {
    }

    /** The sequence is read once, before the first piece. */
    @JCStressTest
    @Description("A page of the first piece moves while the second is walked.")
    @State
    public static class OneSequence extends NotifierState.Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void mover() {
            moveFirst();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = device();
        }
    }

    /** Wrong: the sequence is read again for the second piece. */
    @JCStressTest
    @Description("A page of the first piece moves while the second is walked. The wrong way.")
    @State
    public static class BrokenReread extends NotifierState.Broken {
        @Actor
        public void walker(II_Result r) {
            begin();
            int pfn0 = walkFirst();
            long seq = begin();
            r.r1 = commit(seq, pfn0, walkSecond());
        }

        @Actor
        public void mover() {
            moveFirst();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = device();
        }
    }
}
