package dev.faultpath.fault;

import static dev.faultpath.fault.FaultWorld.ANON_RW;
import static dev.faultpath.fault.FaultWorld.BASE;
import static dev.faultpath.fault.FaultWorld.PAGE;
import static dev.faultpath.model.HmmPfn.REQ_FAULT;
import static dev.faultpath.model.HmmPfn.REQ_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.design.walk.CallbackRadixWalk;
import dev.faultpath.design.walk.HmmWalk;
import dev.faultpath.design.walk.RangeWalk;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.CpuFaultHandler;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The outer loops: the sequence check, the mmap lock, errors of CPU faults, starting over and giving up. */
class RangeFaultTest {
    private final FaultWorld w = new FaultWorld();
    private Vma vma;
    private HmmRange range;

    @BeforeEach
    void fourHoles() {
        vma = w.map(BASE, BASE + 4 * PAGE, ANON_RW);
        range = w.range(BASE, BASE + 4 * PAGE, REQ_FAULT);
    }

    @AfterEach
    void lockIsFree() {
        Thread.interrupted();
        assertThat(w.mm.mmapLock().held()).isFalse();
    }

    private void invalidate() {
        w.announce(BASE, BASE + PAGE, InvalidationEvent.Kind.CLEAR, () -> { });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a sequence that moved before the first walk is -EBUSY, and nothing is written")
    void busyAtOnce(FaultShape shape) {
        range.pfns[0] = 42;
        range.notifierSeq = w.readBegin();
        invalidate();
        RangeFault engine = new RangeFault(w.mm, shape);
        w.mm.mmapLock().readLock();
        assertThat(engine.fault(range)).isEqualTo(Errno.EBUSY);
        w.mm.mmapLock().readUnlock();
        assertThat(engine.lastWalk().walks()).isZero();
        assertThat(range.pfns[0]).isEqualTo(42);
        assertThat(w.handler.faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a sequence that moves in the last walk is for the check under the driver's lock to see")
    void movedInLastWalk(FaultShape shape) {
        range.defaultFlags = 0;
        RangeWalk reference = new CallbackRadixWalk();
        RangeFault engine = new RangeFault(w.mm, shape, walk -> {
            int rc = reference.walk(walk);
            invalidate();
            return rc;
        });
        assertThat(w.fault(engine, range)).isZero();
        assertThat(w.notifier.readRetry(range.notifierSeq)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("the caller's loop starts over as often as the sequence moves")
    void startsOver(FaultShape shape) {
        int[] moves = {5};
        RangeWalk reference = new CallbackRadixWalk();
        RangeFault engine = new RangeFault(w.mm, shape, walk -> {
            if (moves[0]-- > 0) {
                invalidate();
                return Errno.EBUSY;
            }
            return reference.walk(walk);
        });
        assertThat(engine.faultUnlocked(range, 0)).isZero();
        assertThat(engine.retries()).isEqualTo(5);
        // Five walks that were cut short, one that met the holes, one that answered.
        assertThat(engine.lastWalk().walks()).isEqualTo(7);
        assertThat(w.notifier.readRetry(range.notifierSeq)).isFalse();

        assertThat(engine.faultUnlocked(range, 0)).isZero();
        assertThat(engine.retries()).as("counters are those of the last request").isZero();
        assertThat(engine.lastWalk().walks()).isEqualTo(1);
        assertThat(engine.lastWalk().cpuFaults()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a sequence that never rests ends in -EBUSY at the deadline")
    void givesUp(FaultShape shape) {
        RangeFault engine = new RangeFault(w.mm, shape, walk -> {
            invalidate();
            return Errno.EBUSY;
        });
        assertThat(engine.faultUnlocked(range, 1)).isEqualTo(Errno.EBUSY);
        assertThat(range.pfns).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("an address space that is torn down is -EFAULT")
    void exiting(FaultShape shape) {
        w.mm.exit();
        RangeFault engine = new RangeFault(w.mm, shape);
        assertThat(engine.faultUnlocked(range, 0)).isEqualTo(Errno.EFAULT);
        assertThat(engine.lastWalk().walks()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a thread that is interrupted gets -EINTR and stays interrupted")
    void interrupted(FaultShape shape) {
        RangeFault engine = new RangeFault(w.mm, shape);
        Thread.currentThread().interrupt();
        assertThat(engine.faultUnlocked(range, 0)).isEqualTo(Errno.EINTR);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(engine.lastWalk().walks()).isZero();
    }

    @Test
    @DisplayName("a walk without the mmap lock is refused")
    void unlocked() {
        range.notifierSeq = w.readBegin();
        assertThatThrownBy(() -> new RangeFault(w.mm, FaultShape.RECORD_REWALK).fault(range)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "OOM, -EFAULT, -ENOMEM",
        "HWPOISON, -EFAULT, -EFAULT",
        "SIGBUS, -EFAULT, -EFAULT",
        "SIGSEGV, -EFAULT, -EFAULT"})
    @DisplayName("an error of a CPU fault is -EFAULT inside the walk; after it lack of memory is told apart, poison is not")
    void errorOfCpuFault(String kind, String inside, String recorded) {
        int bits = switch (kind) {
            case "OOM" -> VmFault.OOM;
            case "HWPOISON" -> VmFault.HWPOISON;
            case "SIGBUS" -> VmFault.SIGBUS;
            default -> VmFault.SIGSEGV;
        };
        for (FaultShape shape : FaultShape.values()) {
            int[] calls = new int[1];
            w.mm.faultHandler((mm, area, addr, flags) -> ++calls[0] % 3 == 0 ? bits : 0);
            RangeFault engine = new RangeFault(w.mm, shape);
            int rc = w.fault(engine, range);
            assertThat(Errno.name(rc)).isEqualTo(shape == FaultShape.INSIDE_WALK ? inside : recorded);
            assertThat(calls[0]).as("faults up to the one that failed").isEqualTo(3);
            assertThat(engine.lastWalk().cpuFaults()).isEqualTo(3);
            assertThat(range.pfns).containsOnly(0);
        }
    }

    @Test
    @DisplayName("every CPU fault is remote; only the caller's loop after the walk allows the lock to be dropped")
    void flags() {
        for (FaultShape shape : FaultShape.values()) {
            for (boolean loop : new boolean[] {false, true}) {
                for (boolean write : new boolean[] {false, true}) {
                    FaultWorld world = new FaultWorld();
                    world.map(BASE, BASE + PAGE, ANON_RW);
                    HmmRange one = world.range(BASE, BASE + PAGE, write ? REQ_FAULT | REQ_WRITE : REQ_FAULT);
                    RangeFault engine = new RangeFault(world.mm, shape);
                    assertThat(loop ? engine.faultUnlocked(one, 0) : world.fault(engine, one)).isZero();
                    boolean drop = loop && shape == FaultShape.RECORD_REWALK;
                    assertThat(world.handler.flags).containsExactly(VmFault.FLAG_REMOTE | (write ? VmFault.FLAG_WRITE : 0)
                            | (drop ? VmFault.FLAG_ALLOW_RETRY | VmFault.FLAG_KILLABLE : 0));
                }
            }
        }
    }

    /** Drops the lock for the first faults, as a userfaultfd area does. */
    private static final class LockDropper extends CpuFaultHandler {
        private int drops;
        private final boolean kill;

        LockDropper(int drops, boolean kill) {
            this.drops = drops;
            this.kill = kill;
        }

        @Override
        public int handle(AddressSpace mm, Vma area, long addr, int flags) {
            if ((flags & VmFault.FLAG_ALLOW_RETRY) != 0 && drops-- > 0) {
                mm.mmapLock().readUnlock();
                if (kill) {
                    Thread.currentThread().interrupt();
                }
                return VmFault.RETRY;
            }
            return super.handle(mm, area, addr, flags);
        }
    }

    @Test
    @DisplayName("a CPU fault that drops the lock makes the caller's loop start over")
    void lockDropped() {
        w.mm.faultHandler(new LockDropper(3, false));
        RangeFault engine = new RangeFault(w.mm, FaultShape.RECORD_REWALK);
        assertThat(engine.faultUnlocked(range, 0)).isZero();
        assertThat(engine.retries()).isEqualTo(3);
        assertThat(engine.lastWalk().cpuFaults()).isEqualTo(3 + 4);
        assertThat(Arrays.stream(range.pfns)).allMatch(word -> (word & HmmPfn.VALID) != 0);
    }

    @Test
    @DisplayName("a thread that is killed while the lock is dropped gets -EINTR")
    void killedWhileDropped() {
        w.mm.faultHandler(new LockDropper(1, true));
        RangeFault engine = new RangeFault(w.mm, FaultShape.RECORD_REWALK);
        assertThat(engine.faultUnlocked(range, 0)).isEqualTo(Errno.EINTR);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(range.pfns).containsOnly(0);
    }

    @Test
    @DisplayName("the recording shape looks the area up again: if it is gone, -EFAULT without a CPU fault")
    void areaGone() {
        RangeWalk reference = new CallbackRadixWalk();
        RangeFault engine = new RangeFault(w.mm, FaultShape.RECORD_REWALK, walk -> {
            int rc = reference.walk(walk);
            assertThat(rc).isEqualTo(HmmWalk.NEED_FAULT);
            assertThat(w.mm.unmap(vma)).isTrue();
            return rc;
        });
        assertThat(w.fault(engine, range)).isEqualTo(Errno.EFAULT);
        assertThat(w.handler.faults).isEmpty();
    }

    @Test
    @DisplayName("the recording shape looks the area up again: if it became read-only, a write is -EPERM")
    void areaBecameReadOnly() {
        range.defaultFlags |= REQ_WRITE;
        RangeWalk reference = new CallbackRadixWalk();
        RangeFault engine = new RangeFault(w.mm, FaultShape.RECORD_REWALK, walk -> {
            int rc = reference.walk(walk);
            w.mm.unmap(vma);
            w.map(vma.start(), vma.end(), Vma.READ | Vma.ANONYMOUS);
            return rc;
        });
        assertThat(w.fault(engine, range)).isEqualTo(Errno.EPERM);
        assertThat(w.handler.faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a CPU fault handler that throws leaves the mmap lock free")
    void handlerThrows(FaultShape shape) {
        w.mm.faultHandler((mm, area, addr, flags) -> {
            throw new IllegalArgumentException("broken handler");
        });
        assertThatThrownBy(() -> new RangeFault(w.mm, shape).faultUnlocked(range, 0)).hasMessage("broken handler");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("every walk goes on from where the last one stopped, and begins at the root")
    void restartPoint(FaultShape shape) {
        List<Long> starts = new ArrayList<>();
        RangeWalk reference = new CallbackRadixWalk();
        RangeFault engine = new RangeFault(w.mm, shape, walk -> {
            starts.add(walk.last());
            return reference.walk(walk);
        });
        w.pages(BASE, BASE + 2 * PAGE);
        assertThat(w.fault(engine, range)).isZero();
        assertThat(starts).containsExactly(BASE, BASE + 2 * PAGE);
    }
}
