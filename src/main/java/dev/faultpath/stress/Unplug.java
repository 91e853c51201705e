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
 * No use after unplug: once a pagemap is dead, no device has an entry to it, and no commit makes one. The walker has used the memory before
 * and remembers that it may. Outcome: whether the walker committed, entries left at the end. Tests are named after their designs;
 * jcstress looks for actors in the test itself only.
 */
public final class Unplug {
    private Unplug() {
    }

    @Description("A pagemap is killed, waited for and removed while a request that remembers a right to it is in flight.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker came too late and was refused.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and what it mapped was zapped.")
    @Outcome(id = {"0, 1", "1, 1"}, expect = Expect.FORBIDDEN, desc = "Memory of a dead pagemap is mapped.")
    abstract static class Right extends RightState.Alone {
    }

    /** What the design that is wrong on purpose must show. */
    @Description("A pagemap is killed, waited for and removed while a request that remembers a right to it is in flight."
            + " Without revalidation.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker came too late and was refused.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and what it mapped was zapped.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "Memory of a dead pagemap is mapped.")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "Mapped by nobody.")
    abstract static class Broken extends RightState.Alone {
    }

    @JCStressTest
    @State
    public static class RecheckUnderLock extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void unplugger() {
            unplug();
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
        public void unplugger() {
            unplug();
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
        public void unplugger() {
            unplug();
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
        public void unplugger() {
            unplug();
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
        public void unplugger() {
            unplug();
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
        public void unplugger() {
            unplug();
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
        public void unplugger() {
            unplug();
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
        public void unplugger() {
            unplug();
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
        public void unplugger() {
            unplug();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    @JCStressTest
    @State
    public static class ProviderTable extends Right {
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        @Actor
        public void unplugger() {
            unplug();
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
        public void unplugger() {
            unplug();
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
        public void unplugger() {
            unplug();
        }

        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }
}
