package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.migrate.BuddyAllocator;
import dev.faultpath.design.migrate.DeviceMemory;
import dev.faultpath.design.migrate.DevicePagemaps;
import dev.faultpath.design.migrate.HostCopyEngine;
import dev.faultpath.design.migrate.MigratingFaultHandler;
import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.design.revalidate.RecheckUnderLockRevalidation;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PeerAccess;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FaultLoopTest {
    private static final long BASE = 1L << 30;
    private static final int RW = Vma.READ | Vma.WRITE | Vma.ANONYMOUS;
    private static final long SIZE_64K = Paging.PAGE_SIZE << 4;

    private final AtomicLong clock = new AtomicLong();
    private final PhysicalMemory memory = new PhysicalMemory();
    private final DevicePagemaps pagemaps = new DevicePagemaps(memory, new PageContents(4));
    private final AddressSpace mm = new AddressSpace(memory);
    private final DeviceMemory[] devices = new DeviceMemory[2];
    private final GpuSvm[] clients = new GpuSvm[2];
    private final FaultLoop[] loops = new FaultLoop[2];

    FaultLoopTest() {
        mm.faultHandler(new MigratingFaultHandler(pagemaps));
        for (int d = 0; d < 2; d++) {
            Pagemap pagemap = memory.newPagemap(memory.newDevice("gpu" + d, d + 1 << 8), Pagemap.Type.PRIVATE, memory.newOwner("own" + d),
                    1024, new BuddyAllocator(1024));
            devices[d] = new DeviceMemory(pagemaps, pagemap, new HostCopyEngine(pagemaps.contents()), () -> 0);
            clients[d] = new GpuSvm(mm.notifiers(), pagemap.owner(), new PeerAccess());
            clients[d].subscribe(BASE, BASE + (64L << Paging.PMD_SHIFT));
            loops[d] = loop(d, devices[d]);
        }
    }

    private FaultLoop loop(int device, DeviceMemory to) {
        return new FaultLoop(mm, clients[device], to, new RecheckUnderLockRevalidation(clients[device]), clock::get)
                .decidedBy("last-pagemap");
    }

    private Vma map(long start, long end, int flags) {
        Vma vma = new Vma(start, end, flags, 0);
        mm.map(vma);
        return vma;
    }

    private void touch(Vma vma, long from, long to) {
        for (long addr = from; addr < to; addr += Paging.PAGE_SIZE) {
            assertThat(mm.handleMmFault(vma, addr, VmFault.FLAG_WRITE)).isZero();
        }
    }

    private static int fault(FaultLoop loop, long addr, boolean write) {
        return loop.fault(addr, write);
    }

    private static int pages(SvmRange range) {
        return Paging.pages(range.start(), range.end());
    }

    private long mapped(int device, long addr) {
        return clients[device].table().pfnAt(addr);
    }

    private long cpuPfn(long addr) {
        long located = mm.pageTable().locate(addr);
        long within = addr & (1L << PageTable.locatedShift(located)) - 1;
        return Pte.pfn(mm.pageTable().lookup(addr)) + (within >>> Paging.PAGE_SHIFT);
    }

    @Test
    void aRangeIsTheLargestPieceThatFits() {
        Vma vma = map(BASE + SIZE_64K, BASE + 2 * Paging.PMD_SIZE + 3 * SIZE_64K, RW);
        touch(vma, vma.start(), vma.end());
        SvmRange first = loops[0].range(BASE + SIZE_64K + Paging.PAGE_SIZE);
        assertThat(first.start()).as("2 MiB would begin before the area").isEqualTo(BASE + SIZE_64K);
        assertThat(pages(first)).isEqualTo(16);
        SvmRange second = loops[0].range(BASE + Paging.PMD_SIZE + 5 * Paging.PAGE_SIZE);
        assertThat(second.start()).isEqualTo(BASE + Paging.PMD_SIZE);
        assertThat(pages(second)).isEqualTo(512);
        assertThat(loops[0].range(BASE + Paging.PMD_SIZE + 300 * Paging.PAGE_SIZE)).as("found again").isSameAs(second);
        assertThat(pages(loops[0].range(BASE + 2 * Paging.PMD_SIZE))).as("2 MiB would end behind the area").isEqualTo(16);
        assertThat(loops[0].range(BASE)).as("no area").isNull();
    }

    @Test
    void sixtyFourKilobytesOnlyWhereEveryPageIsThere() {
        Vma vma = map(BASE, BASE + SIZE_64K * 4, RW);
        touch(vma, BASE, BASE + SIZE_64K * 2);
        assertThat(pages(loops[0].range(BASE))).isEqualTo(16);
        assertThat(pages(loops[0].range(BASE + 2 * SIZE_64K))).as("a hole").isEqualTo(1);
        touch(vma, BASE + 3 * SIZE_64K, BASE + 4 * SIZE_64K);
        assertThat(pages(loops[0].range(BASE + 3 * SIZE_64K))).isEqualTo(16);
    }

    @Test
    void aRangeThatItsAreaDoesNotCoverAnyMoreIsMadeAnew() {
        Vma vma = map(BASE, BASE + Paging.PMD_SIZE, RW);
        touch(vma, vma.start(), vma.end());
        assertThat(pages(loops[0].range(BASE))).isEqualTo(512);
        mm.unmap(vma);
        map(BASE, BASE + SIZE_64K, RW);
        assertThat(pages(loops[0].range(BASE))).isEqualTo(16);
    }

    @Test
    void systemPagesAreMappedWhereTheyAre() {
        Vma vma = map(BASE, BASE + Paging.PMD_SIZE, RW);
        touch(vma, vma.start(), vma.end());
        assertThat(fault(loops[0], BASE + 7 * Paging.PAGE_SIZE, true)).isZero();
        assertThat(mapped(0, BASE)).isEqualTo(cpuPfn(BASE));
        assertThat(loops[0].migrations()).isZero();
        assertThat(loops[0].walks()).isEqualTo(1);
        assertThat(fault(loops[0], BASE, true)).isZero();
        assertThat(loops[0].alreadyMapped()).isEqualTo(1);
    }

    @Test
    void holesAndStrangersMemoryComeToTheDevice() {
        map(BASE, BASE + Paging.PMD_SIZE, RW);
        assertThat(fault(loops[1], BASE, true)).isZero();
        assertThat(devices[1].pagemap().contains(mapped(1, BASE))).as("holes are filled there").isTrue();
        assertThat(fault(loops[0], BASE, true)).isZero();
        assertThat(devices[0].pagemap().contains(mapped(0, BASE))).isTrue();
        assertThat(mapped(0, BASE + 511 * Paging.PAGE_SIZE)).isEqualTo(cpuPfn(BASE + 511 * Paging.PAGE_SIZE));
        assertThat(mapped(1, BASE)).as("the other device lost it").isEqualTo(-1);
        assertThat(loops[0].migrations()).isEqualTo(1);
        assertThat(loops[0].walks()).isEqualTo(2);
    }

    @Test
    void aPeersMemoryIsMappedWhereItIs() {
        map(BASE, BASE + Paging.PMD_SIZE, RW);
        assertThat(fault(loops[1], BASE, true)).isZero();
        clients[0].access().grant(devices[1].pagemap());
        assertThat(fault(loops[0], BASE, true)).isZero();
        assertThat(loops[0].migrations()).isZero();
        assertThat(mapped(0, BASE)).isEqualTo(mapped(1, BASE));
        assertThat(clients[0].access().questions()).as("one run of one pagemap, and again under the lock").isEqualTo(2);
    }

    @Test
    void withoutRoomPagesGoToSystemMemory() {
        map(BASE, BASE + Paging.PMD_SIZE, RW);
        assertThat(fault(loops[1], BASE, true)).isZero();
        while (memory.allocateDevicePages(devices[0].pagemap(), 0) >= 0) {
            assertThat(devices[0].pagemap().freePages()).isNotNegative();
        }
        assertThat(fault(loops[0], BASE, true)).isZero();
        assertThat(memory.pagemapOf(mapped(0, BASE))).isNull();
        assertThat(mapped(0, BASE)).isEqualTo(cpuPfn(BASE));
    }

    @Test
    void withoutDeviceMemoryPagesGoToSystemMemory() {
        map(BASE, BASE + Paging.PMD_SIZE, RW);
        FaultLoop integrated = loop(0, null);
        assertThat(fault(integrated, BASE, true)).isZero();
        assertThat(memory.pagemapOf(mapped(0, BASE))).isNull();
        assertThat(integrated.migrations()).isZero();
    }

    @Test
    void aReadOnlyPageOfTheOwnMemoryLeavesForAWrite() {
        map(BASE, BASE + Paging.PMD_SIZE, RW);
        assertThat(fault(loops[0], BASE, true)).isZero();
        // As fork() leaves it: row 12 of decision-table.md answers it without WRITE and takes no fault.
        int index = PageTable.locatedIndex(mm.pageTable().locate(BASE));
        mm.pageTable().write(index, mm.pageTable().read(index) & ~Pte.WRITE);
        clients[0].table().zap(BASE, BASE + Paging.PMD_SIZE);
        assertThat(fault(loops[0], BASE, true)).isZero();
        assertThat(Pte.writable(clients[0].table().lookup(BASE))).isTrue();
        assertThat(memory.pagemapOf(mapped(0, BASE))).isNull();
    }

    @Test
    void errors() {
        map(BASE, BASE + Paging.PMD_SIZE, Vma.READ | Vma.ANONYMOUS);
        assertThat(fault(loops[0], BASE, true)).isEqualTo(Errno.EPERM);
        assertThat(fault(loops[0], BASE, false)).isZero();
        assertThat(fault(loops[0], BASE + Paging.PMD_SIZE, false)).as("no area").isEqualTo(Errno.EFAULT);
        map(BASE + Paging.PMD_SIZE, BASE + 2 * Paging.PMD_SIZE, RW | Vma.IO);
        assertThat(fault(loops[0], BASE + Paging.PMD_SIZE, false)).as("I/O memory").isEqualTo(Errno.EFAULT);
        map(BASE + (70L << Paging.PMD_SHIFT), BASE + (71L << Paging.PMD_SHIFT), RW);
        assertThat(fault(loops[0], BASE + (70L << Paging.PMD_SHIFT), false)).as("no subscription").isEqualTo(Errno.EFAULT);
        map(BASE + 2 * Paging.PMD_SIZE, BASE + 3 * Paging.PMD_SIZE, Vma.ANONYMOUS);
        assertThat(fault(loops[0], BASE + 2 * Paging.PMD_SIZE, false)).as("PROT_NONE").isEqualTo(Errno.EFAULT);
    }

    /** Commits without looking whether anything has changed since the walk. */
    private static AccessRevalidation unchecked(GpuSvm client) {
        return new ForwardingRevalidation(new RecheckUnderLockRevalidation(client)) {
            @Override
            int commit(Reader reader, HmmRange range) {
                client.driverLock().lock();
                try {
                    return client.table().commit(range);
                } finally {
                    client.driverLock().unlock();
                }
            }
        };
    }

    private void replacePage(Vma vma, long addr) {
        mm.notifiers().start(InvalidationEvent.of(addr, addr + Paging.PAGE_SIZE, InvalidationEvent.Kind.CLEAR));
        mm.pageTable().setPte(addr, Pte.NONE);
        mm.notifiers().end();
        // The page stays allocated, so that the new one is another.
        assertThat(mm.handleMmFault(vma, addr, VmFault.FLAG_WRITE)).isZero();
    }

    @Test
    void aChangeBetweenWalkAndLockMakesItStartOver() {
        Vma vma = map(BASE, BASE + Paging.PMD_SIZE, RW);
        touch(vma, vma.start(), vma.end());
        long before = cpuPfn(BASE);
        loops[0].beforeLock(() -> replacePage(vma, BASE));
        assertThat(fault(loops[0], BASE, true)).isZero();
        assertThat(cpuPfn(BASE)).isNotEqualTo(before);
        assertThat(mapped(0, BASE)).isEqualTo(cpuPfn(BASE));
        assertThat(loops[0].retries()).isEqualTo(1);
    }

    @Test
    void withoutTheCheckTheSameChangeLeavesAStaleEntry() {
        Vma vma = map(BASE, BASE + Paging.PMD_SIZE, RW);
        touch(vma, vma.start(), vma.end());
        long before = cpuPfn(BASE);
        FaultLoop unchecked = new FaultLoop(mm, clients[0], devices[0], unchecked(clients[0]), clock::get);
        unchecked.beforeLock(() -> replacePage(vma, BASE));
        assertThat(fault(unchecked, BASE, true)).isZero();
        assertThat(mapped(0, BASE)).as("what the check is for").isEqualTo(before).isNotEqualTo(cpuPfn(BASE));
    }

    @Test
    void anInvalidationZapsAndTheNextFaultMapsAgain() {
        Vma vma = map(BASE, BASE + Paging.PMD_SIZE, RW);
        touch(vma, vma.start(), vma.end());
        fault(loops[0], BASE, true);
        replacePage(vma, BASE + Paging.PAGE_SIZE);
        assertThat(mapped(0, BASE + Paging.PAGE_SIZE)).isEqualTo(-1);
        assertThat(fault(loops[0], BASE + Paging.PAGE_SIZE, true)).isZero();
        assertThat(mapped(0, BASE + Paging.PAGE_SIZE)).isEqualTo(cpuPfn(BASE + Paging.PAGE_SIZE));
    }
}
