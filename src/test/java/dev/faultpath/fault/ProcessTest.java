package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.migrate.DevicePagemaps;
import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.model.CpuFaultHandler;
import dev.faultpath.model.Errno;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The system calls of a process: areas, entries, events, pins, and that a page of several processes moves for all of them. */
class ProcessTest {
    private static final long PAGE = Paging.PAGE_SIZE;
    private static final long HUGE = Paging.PMD_SIZE;
    private static final int RW = Vma.READ | Vma.WRITE;
    private static final int ANON = RW | Vma.ANONYMOUS;

    private final PhysicalMemory memory = new PhysicalMemory(4096);
    private final DevicePagemaps machine = new DevicePagemaps(memory, new PageContents());
    private final Pagemap vram = memory.newPagemap(memory.newDevice("gpu", 1), Pagemap.Type.PRIVATE, memory.newOwner("gpu"), 1024);
    private final Process process = new Process(machine);

    private long entry(Process of, long addr) {
        return of.mm().pageTable().lookup(addr);
    }

    @Test
    void areasAreCutAndJoined() {
        long at = process.mmap(8 * PAGE, ANON);
        Vma whole = process.mm().vmaLookup(at);
        assertThat(process.mprotect(at + 2 * PAGE, 2 * PAGE, Vma.READ)).isZero();
        assertThat(process.mm().vmas()).hasSize(3);
        assertThat(process.mprotect(at + 2 * PAGE, 2 * PAGE, RW)).isZero();
        assertThat(process.mm().vmas()).containsExactly(whole);
        assertThat(process.munmap(at + PAGE, PAGE)).isZero();
        assertThat(process.mprotect(at, 3 * PAGE, Vma.READ)).isEqualTo(Errno.ENOMEM);
        assertThat(process.mm().vmaLookup(at).has(Vma.WRITE)).as("changed up to the gap").isFalse();
        assertThat(process.mremap(at + 2 * PAGE, 6 * PAGE, 8 * PAGE, 0, false)).as("room behind it").isEqualTo(at + 2 * PAGE);
        assertThat(process.mremap(at + 2 * PAGE, 8 * PAGE, PAGE, 0, false)).isEqualTo(at + 2 * PAGE);
        assertThat(process.mm().vmas()).hasSize(2);
        long huge = process.mmap(HUGE, RW | Vma.HUGETLB);
        assertThat(process.munmap(huge, PAGE)).isEqualTo(Errno.EINVAL);
        assertThat(process.mmap(at + 1, PAGE, ANON)).isEqualTo(Errno.EINVAL);
        assertThat(process.munmap(at, 0)).isEqualTo(Errno.EINVAL);
        assertThat(process.dontneed(at, 8 * PAGE)).isEqualTo(Errno.ENOMEM);
    }

    @Test
    void everyChangeIsAnnounced() {
        List<InvalidationEvent.Kind> kinds = new ArrayList<>();
        Driver gpu = new Driver(process, vram) {
            @Override
            protected void invalidated(InvalidationEvent event) {
                kinds.add(event.kind());
            }
        };
        long at = process.mmap(2 * PAGE, ANON);
        process.write(at, new byte[] {1});
        process.mprotect(at, PAGE, Vma.READ);
        process.mprotect(at, PAGE, Vma.READ);
        process.fork().exit();
        process.dontneed(at, PAGE);
        process.mremap(at, PAGE, PAGE, at + HUGE, true);
        process.munmap(at + PAGE, PAGE);
        assertThat(kinds).containsExactly(InvalidationEvent.Kind.PROTECTION_VMA, InvalidationEvent.Kind.PROTECTION_PAGE,
                InvalidationEvent.Kind.PROTECTION_PAGE, InvalidationEvent.Kind.CLEAR, InvalidationEvent.Kind.UNMAP,
                InvalidationEvent.Kind.UNMAP);
        assertThat(gpu.mirror().lookup(at)).isEqualTo(Pte.NONE);
    }

    @Test
    void permissionsOfEntriesFollowTheArea() {
        long at = process.mmap(4 * PAGE, ANON);
        process.write(at, new byte[(int) (4 * PAGE)]);
        new Driver(process, vram).migrateToDevice(at + PAGE, PAGE);
        process.mprotect(at, 4 * PAGE, Vma.READ | Vma.WRITE | Vma.EXEC);
        assertThat(Pte.writable(entry(process, at))).isTrue();
        assertThat(Pte.writable(entry(process, at + PAGE))).as("device-private: not kept").isFalse();
        process.mprotect(at, 4 * PAGE, Vma.READ);
        assertThat(Pte.writable(entry(process, at))).isFalse();
        assertThat(process.write(at, new byte[1])).isEqualTo(Errno.EFAULT);
        process.mprotect(at, 4 * PAGE, RW);
        assertThat(Pte.writable(entry(process, at))).as("a page of its own").isTrue();
        Process child = process.fork();
        process.mprotect(at, 4 * PAGE, Vma.READ);
        process.mprotect(at, 4 * PAGE, RW);
        assertThat(Pte.writable(entry(process, at))).as("shared by copy on write").isFalse();
        child.exit();
        process.exit();
        assertThat(memory.systemPagesInUse() + vram.references()).isZero();
    }

    @Test
    void aPrivateHugetlbPageIsWritableAfterAWriteFaultOnly() {
        for (int shared : new int[] {0, Vma.SHARED}) {
            long at = process.mmap(HUGE, ANON | Vma.HUGETLB | shared);
            process.write(at, new byte[] {1});
            long written = entry(process, at);
            process.mprotect(at, HUGE, Vma.READ);
            assertThat(Pte.writable(entry(process, at))).isFalse();
            process.mprotect(at, HUGE, RW);
            assertThat(Pte.writable(entry(process, at))).isEqualTo(shared != 0);
            assertThat(process.write(at, new byte[] {2})).isZero();
            assertThat(entry(process, at)).as("the same page").isEqualTo(written);
        }
    }

    /** What a private area of a file has read is the file's, what was written there is the process's: on pages, not areas. */
    @Test
    void onlyCopiesOfAFilesPagesMove() {
        for (int flags : new int[] {RW, RW | Vma.MIXEDMAP}) {
            long at = process.mmap(4 * PAGE, flags);
            process.get(at);
            process.get(at + PAGE);
            process.write(at + PAGE, new byte[] {5});
            process.write(at + 2 * PAGE, new byte[] {6});
            Driver gpu = new Driver(process, vram);
            boolean mixed = flags != RW;
            assertThat(gpu.migrateToDevice(at, 4 * PAGE)).isEqualTo(mixed ? Errno.EINVAL : 2);
            assertThat(Pte.isDevicePrivate(entry(process, at))).isFalse();
            assertThat(process.get(at + PAGE)).isEqualTo((byte) 5);
            Process child = process.fork();
            long shared = entry(process, at + PAGE);
            assertThat(child.write(at + PAGE, new byte[] {7})).isZero();
            assertThat(Pte.pfn(entry(child, at + PAGE))).isNotEqualTo(Pte.pfn(shared));
            assertThat(process.write(at + PAGE, new byte[] {8})).isZero();
            assertThat(entry(process, at + PAGE)).as("nobody else has it any more").isEqualTo(shared | Pte.WRITE);
            assertThat(gpu.makeExclusive(at + PAGE, PAGE)).isEqualTo(1);
            child.exit();
        }
        process.exit();
        assertThat(memory.systemPagesInUse() + vram.references()).isZero();
    }

    @Test
    void aTableThatNothingNeedsIsGone() {
        long at = process.mmap(HUGE, ANON);
        process.write(at, new byte[] {1});
        process.munmap(at, HUGE);
        process.mmap(at, HUGE, ANON | Vma.HUGEPAGE);
        process.write(at, new byte[] {1});
        assertThat(Pte.isLeaf(entry(process, at))).as("there is room for a large page again").isTrue();
        long small = process.mmap(HUGE, ANON);
        process.write(small, new byte[] {2});
        assertThat(process.mremap(at, HUGE, HUGE, small, false)).isEqualTo(small);
        assertThat(Pte.isLeaf(entry(process, small))).isTrue();
        assertThat(process.get(small)).isEqualTo((byte) 1);
    }

    @Test
    void aPinnedPageStaysAndIsCopiedForAChild() {
        long at = process.mmap(HUGE, ANON | Vma.HUGEPAGE);
        process.write(at, new byte[] {1});
        long pfn = process.pin(at + 3 * PAGE, true, true);
        Driver gpu = new Driver(process, vram);
        assertThat(gpu.migrateToDevice(at, HUGE)).isZero();
        Process child = process.fork();
        assertThat(Pte.writable(entry(process, at))).as("what is read into the pin is seen").isTrue();
        assertThat(child.get(at)).isEqualTo((byte) 1);
        child.exit();
        process.munmap(at, 2 * PAGE);
        assertThat(gpu.migrateToDevice(at + 2 * PAGE, 2 * PAGE)).as("the other page of the two").isEqualTo(1);
        process.munmap(at + 2 * PAGE, HUGE - 2 * PAGE);
        assertThat(memory.systemPagesInUse()).isEqualTo(1);
        process.unpin(pfn);
        assertThat(memory.systemPagesInUse()).isZero();
        process.mmap(at, PAGE, 0);
        assertThat(process.pin(at, false, false)).isEqualTo(Errno.EFAULT);
    }

    /** A copy on write after a move: the reverse map finds the page at its old place in the child. */
    @Test
    void aPageMovesForAllThatMapIt() {
        for (int flags : new int[] {ANON, ANON | Vma.HUGEPAGE}) {
            long at = process.mmap(HUGE, flags);
            process.write(at + PAGE, new byte[] {7});
            Process child = process.fork();
            long to = process.mremap(at, HUGE, HUGE, at + 8 * HUGE, false);
            Driver gpu = new Driver(process, vram);
            assertThat(gpu.migrateToDevice(to, HUGE)).isEqualTo(512);
            assertThat(entry(child, at + PAGE)).as("one page for both").isEqualTo(entry(process, to + PAGE));
            assertThat(Pte.isDevicePrivate(entry(child, at + PAGE))).isTrue();
            assertThat(child.munmap(at + 2 * PAGE, HUGE - 2 * PAGE)).isZero();
            assertThat(child.get(at + PAGE)).isEqualTo((byte) 7);
            assertThat(Pte.present(entry(process, to + PAGE))).isTrue();
            assertThat(process.write(to + PAGE, new byte[] {8})).isZero();
            assertThat(child.get(at + PAGE)).isEqualTo((byte) 7);
            child.exit();
            process.munmap(to, HUGE);
            assertThat(memory.systemPagesInUse() + vram.references()).isZero();
        }
    }

    /** Without a driver too: who is faulted takes a copy, and the page stays for the other. */
    @Test
    void aSharedDevicePageOutlivesOneUser() {
        long at = process.mmap(PAGE, ANON);
        process.write(at, new byte[] {5});
        new Driver(process, vram).migrateToDevice(at, PAGE);
        Process child = process.fork();
        CpuFaultHandler plain = new CpuFaultHandler();
        assertThat(plain.handle(child.mm(), child.mm().vmaLookup(at), at, 0)).isZero();
        assertThat(vram.references()).isEqualTo(1);
        child.exit();
        assertThat(process.get(at)).isEqualTo((byte) 5);
        assertThat(vram.references()).isZero();
    }

    @Test
    void failuresHaveTheirReasons() {
        long at = process.mmap(HUGE, ANON);
        Driver gpu = new Driver(process, vram) {
            @Override
            protected int cpuFault(long addr) {
                return addr == at ? VmFault.SIGBUS : 0;
            }

            @Override
            protected boolean mayAllocate(int order, boolean device) {
                return device;
            }
        };
        assertThat(gpu.migrateToDevice(at, 2 * PAGE)).isEqualTo(2);
        assertThat(process.read(at, new byte[1])).isEqualTo(Errno.EFAULT);
        assertThat(process.read(at + PAGE, new byte[1])).as("nowhere to bring it").isEqualTo(Errno.EFAULT);
        assertThat(process.read(at + HUGE, new byte[1])).as("no area").isEqualTo(Errno.EFAULT);
        assertThat(gpu.makeExclusive(at + HUGE, PAGE)).isEqualTo(Errno.EFAULT);
        assertThat(gpu.makeExclusive(process.mmap(PAGE, Vma.READ | Vma.ANONYMOUS), PAGE)).as("read-only").isEqualTo(Errno.EFAULT);
        assertThat(gpu.makeExclusive(process.mmap(PAGE, RW | Vma.SHARED), PAGE)).as("not anonymous").isEqualTo(Errno.EOPNOTSUPP);
        long large = process.mmap(5000 * PAGE, ANON);
        int rc = 0;
        for (long addr = large; rc == 0; addr += PAGE) {
            rc = process.write(addr, new byte[] {1});
        }
        assertThat(rc).isEqualTo(Errno.ENOMEM);
        process.exit();
        assertThat(gpu.read(at, new byte[1])).isEqualTo(Errno.EFAULT);
        assertThat(memory.systemPagesInUse() + vram.references()).isZero();
    }
}
