package dev.faultpath.stress;

import dev.faultpath.model.PhysicalMemory;
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
 * No use after unplug: once a pagemap is dead, no device has an entry to it, and no commit makes one. The walker has used the memory before
 * and remembers that it may. Outcome: whether the walker committed, entries left at the end.
 */
@Description("A pagemap is killed, waited for and removed while a request that remembers a right to it is in flight.")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker came too late and was refused.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and what it mapped was zapped.")
@Outcome(id = {"0, 1", "1, 1"}, expect = Expect.FORBIDDEN, desc = "Memory of a dead pagemap is mapped.")
public class Unplug {
    /** Only the designs nested here are tests. */
    protected Unplug() {
    }

    /** What the design that is wrong on purpose must show. */
    @Description("A pagemap is killed, waited for and removed while a request that remembers a right to it is in flight. Without revalidation.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker came too late and was refused.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and what it mapped was zapped.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "Memory of a dead pagemap is mapped.")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "Mapped by nobody.")
    public static class Broken {
        /** Only a carrier of the outcomes. */
        protected Broken() {
        }
    }

    /** The design {@code recheck-under-lock}. */
    @JCStressTest
    @JCStressMeta(Unplug.class)
    @State
    public static class RecheckUnderLock extends RightState {
        /** A right that was used before. */
        public RecheckUnderLock() {
            super("recheck-under-lock", new PhysicalMemory());
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** An unplug. */
        @Actor
        public void unplugger() {
            unplug();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code generation}. */
    @JCStressTest
    @JCStressMeta(Unplug.class)
    @State
    public static class Generation extends RightState {
        /** A right that was used before. */
        public Generation() {
            super("generation", new PhysicalMemory());
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** An unplug. */
        @Actor
        public void unplugger() {
            unplug();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code sequence-per-pagemap}. */
    @JCStressTest
    @JCStressMeta(Unplug.class)
    @State
    public static class SequencePerPagemap extends RightState {
        /** A right that was used before. */
        public SequencePerPagemap() {
            super("sequence-per-pagemap", new PhysicalMemory());
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** An unplug. */
        @Actor
        public void unplugger() {
            unplug();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code notifier-sequence}. */
    @JCStressTest
    @JCStressMeta(Unplug.class)
    @State
    public static class NotifierSequence extends RightState {
        /** A right that was used before. */
        public NotifierSequence() {
            super("notifier-sequence", new PhysicalMemory());
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** An unplug. */
        @Actor
        public void unplugger() {
            unplug();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code tryget-live}. */
    @JCStressTest
    @JCStressMeta(Unplug.class)
    @State
    public static class TrygetLive extends RightState {
        /** A right that was used before. */
        public TrygetLive() {
            super("tryget-live", new PhysicalMemory());
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** An unplug. */
        @Actor
        public void unplugger() {
            unplug();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code epoch}. */
    @JCStressTest
    @JCStressMeta(Unplug.class)
    @State
    public static class Epoch extends RightState {
        /** A right that was used before. */
        public Epoch() {
            super("epoch", new PhysicalMemory());
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** An unplug. */
        @Actor
        public void unplugger() {
            unplug();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code stamped-lock}. */
    @JCStressTest
    @JCStressMeta(Unplug.class)
    @State
    public static class StampedLock extends RightState {
        /** A right that was used before. */
        public StampedLock() {
            super("stamped-lock", new PhysicalMemory());
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** An unplug. */
        @Actor
        public void unplugger() {
            unplug();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code switch-point}. */
    @JCStressTest
    @JCStressMeta(Unplug.class)
    @State
    public static class SwitchPoint extends RightState {
        /** A right that was used before. */
        public SwitchPoint() {
            super("switch-point", new PhysicalMemory());
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** An unplug. */
        @Actor
        public void unplugger() {
            unplug();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code optimistic-rollback}. */
    @JCStressTest
    @JCStressMeta(Unplug.class)
    @State
    public static class OptimisticRollback extends RightState {
        /** A right that was used before. */
        public OptimisticRollback() {
            super("optimistic-rollback", new PhysicalMemory());
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** An unplug. */
        @Actor
        public void unplugger() {
            unplug();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code broken-cache}. */
    @JCStressTest
    @JCStressMeta(Unplug.Broken.class)
    @State
    public static class BrokenCache extends RightState {
        /** A right that was used before. */
        public BrokenCache() {
            super("broken-cache", new PhysicalMemory());
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** An unplug. */
        @Actor
        public void unplugger() {
            unplug();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }
}
