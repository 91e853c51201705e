package dev.faultpath.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** No stale page: once an invalidation has returned, the device has no entry to what was there before, and no commit makes one. */
public final class PageMove {
    private PageMove() {
    }

    /** The sequence is compared under the driver's lock. */
    @JCStressTest
    @Description("A page moves while a walk that has read its entry is in flight.")
    @State
    public static class UnderTheLock extends NotifierState.Right {
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

    /** Wrong: the sequence is compared before the driver's lock is taken. */
    @JCStressTest
    @Description("A page moves while a walk that has read its entry is in flight. The wrong way.")
    @State
    public static class BrokenHint extends NotifierState.Broken {
        @Actor
        public void walker(II_Result r) {
            long seq = begin();
            int pfn0 = walkFirst();
            r.r1 = hint(seq) ? commitUnchecked(pfn0, walkSecond()) : 0;
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
