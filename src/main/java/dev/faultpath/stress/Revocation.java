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
 * No stale grant: once a revocation has returned, the device has no entry to the memory, and no commit makes one afterwards. The
 * walker has used the memory before and remembers that it may. Outcome: whether the walker committed, entries left at the end.
 */
@Description("A client's right to a pagemap is withdrawn while a request that remembers it is in flight.")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker came too late and was refused.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and what it mapped was zapped.")
@Outcome(id = {"0, 1", "1, 1"}, expect = Expect.FORBIDDEN, desc = "A stale grant: the memory is mapped although its revocation has returned.")
public class Revocation {
    /** Only the designs nested here are tests. */
    protected Revocation() {
    }

    /** What the design that is wrong on purpose must show. */
    @Description("A client's right to a pagemap is withdrawn while a request that remembers it is in flight. Without revalidation.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The walker came too late and was refused.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The walker committed first, and what it mapped was zapped.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "The stale grant: the memory is mapped although its revocation has returned.")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "Mapped by nobody.")
    public static class Broken {
        /** Only a carrier of the outcomes. */
        protected Broken() {
        }
    }

    /** The design {@code recheck-under-lock}. */
    @JCStressTest
    @JCStressMeta(Revocation.class)
    @State
    public static class RecheckUnderLock extends RightState {
        /** A right that was used before. */
        public RecheckUnderLock() {
            super("recheck-under-lock");
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** A revocation. */
        @Actor
        public void revoker() {
            revoke();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code generation}. */
    @JCStressTest
    @JCStressMeta(Revocation.class)
    @State
    public static class Generation extends RightState {
        /** A right that was used before. */
        public Generation() {
            super("generation");
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** A revocation. */
        @Actor
        public void revoker() {
            revoke();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code sequence-per-pagemap}. */
    @JCStressTest
    @JCStressMeta(Revocation.class)
    @State
    public static class SequencePerPagemap extends RightState {
        /** A right that was used before. */
        public SequencePerPagemap() {
            super("sequence-per-pagemap");
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** A revocation. */
        @Actor
        public void revoker() {
            revoke();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code notifier-sequence}. */
    @JCStressTest
    @JCStressMeta(Revocation.class)
    @State
    public static class NotifierSequence extends RightState {
        /** A right that was used before. */
        public NotifierSequence() {
            super("notifier-sequence");
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** A revocation. */
        @Actor
        public void revoker() {
            revoke();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code tryget-live}. */
    @JCStressTest
    @JCStressMeta(Revocation.class)
    @State
    public static class TrygetLive extends RightState {
        /** A right that was used before. */
        public TrygetLive() {
            super("tryget-live");
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** A revocation. */
        @Actor
        public void revoker() {
            revoke();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code epoch}. */
    @JCStressTest
    @JCStressMeta(Revocation.class)
    @State
    public static class Epoch extends RightState {
        /** A right that was used before. */
        public Epoch() {
            super("epoch");
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** A revocation. */
        @Actor
        public void revoker() {
            revoke();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code stamped-lock}. */
    @JCStressTest
    @JCStressMeta(Revocation.class)
    @State
    public static class StampedLock extends RightState {
        /** A right that was used before. */
        public StampedLock() {
            super("stamped-lock");
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** A revocation. */
        @Actor
        public void revoker() {
            revoke();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code switch-point}. */
    @JCStressTest
    @JCStressMeta(Revocation.class)
    @State
    public static class SwitchPoint extends RightState {
        /** A right that was used before. */
        public SwitchPoint() {
            super("switch-point");
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** A revocation. */
        @Actor
        public void revoker() {
            revoke();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code optimistic-rollback}. */
    @JCStressTest
    @JCStressMeta(Revocation.class)
    @State
    public static class OptimisticRollback extends RightState {
        /** A right that was used before. */
        public OptimisticRollback() {
            super("optimistic-rollback");
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** A revocation. */
        @Actor
        public void revoker() {
            revoke();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }

    /** The design {@code broken-cache}. */
    @JCStressTest
    @JCStressMeta(Revocation.Broken.class)
    @State
    public static class BrokenCache extends RightState {
        /** A right that was used before. */
        public BrokenCache() {
            super("broken-cache");
        }

        /** A walker. */
        @Actor
        public void walker(II_Result r) {
            r.r1 = walk();
        }

        /** A revocation. */
        @Actor
        public void revoker() {
            revoke();
        }

        /** What the device is left with. */
        @Arbiter
        public void device(II_Result r) {
            r.r2 = mapped();
        }
    }
}
