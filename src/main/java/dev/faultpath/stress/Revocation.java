package dev.faultpath.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * No stale grant: once a revocation has returned, the device has no entry to the memory, and no commit makes one afterwards. The
 * walker has used the memory before and remembers that it may. Outcome: whether the walker committed, entries left at the end.
 * Tests are named after their designs; jcstress looks for actors in the test itself only.
 */
public final class Revocation {
    private Revocation() {
    }

    @Description("A client's right to a pagemap is withdrawn while a request that remembers it is in flight.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker came too late and was refused.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and what it mapped was zapped.")
    @Outcome(id = {"0, 1", "1, 1"}, expect = Expect.FORBIDDEN,
            desc = "A stale grant: the memory is mapped although its revocation has returned.")
    abstract static class Right extends RightState {
    }

    /** What designs must show that are wrong on purpose, or whose answers last as long as the provider. */
    @Description("A client's right to a pagemap is withdrawn while a request that remembers it is in flight. No revalidation sees it.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker came too late and was refused.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and what it mapped was zapped.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "The stale grant: the memory is mapped although its revocation has returned.")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "Mapped by nobody.")
    abstract static class Broken extends RightState {
    }

    @JCStressTest
    @State
    public static class RecheckUnderLock extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class Generation extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class SequencePerPagemap extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class NotifierSequence extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class TrygetLive extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class Epoch extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class StampedLock extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class SwitchPoint extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class OptimisticRollback extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class ProviderTable extends Broken {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class BrokenCache extends Broken {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class BrokenRequestCache extends Broken {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void revoker() {
            revoke();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }
}
