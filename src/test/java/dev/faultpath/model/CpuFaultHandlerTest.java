package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.InvalidationEvent.Kind;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which entry a CPU fault makes of which, and what it announces. */
class CpuFaultHandlerTest {
    private static final long ADDR = Paging.PUD_SIZE + Paging.PMD_SIZE;
    private static final int ANON_RW = Vma.READ | Vma.WRITE | Vma.ANONYMOUS;
    private static final int FILE_RW = Vma.READ | Vma.WRITE;
    private static final int WRITE = VmFault.FLAG_WRITE;

    private final PhysicalMemory memory = new PhysicalMemory();
    private final AddressSpace mm = new AddressSpace(memory);
    private final PageTable table = mm.pageTable();
    private final Owner owner = memory.newOwner("gpu0");
    private final Pagemap pagemap = memory.newPagemap(memory.newDevice("gpu0", 0), Pagemap.Type.PRIVATE, owner, 1024);
    private final TestDriver driver = new TestDriver(null);

    CpuFaultHandlerTest() {
        mm.notifiers().insert(0, Paging.TASK_SIZE, driver);
    }

    private Vma vma(int flags) {
        return new Vma(ADDR, ADDR + Paging.PMD_SIZE, flags);
    }

    private int fault(int vmaFlags, int flags) {
        return mm.handleMmFault(vma(vmaFlags), ADDR, flags);
    }

    private long page(boolean writable, int maps) {
        long pfn = memory.allocateSystem(0);
        memory.memmap().addMapCount(pfn, maps);
        return Pte.page(pfn, writable);
    }

    private long entry() {
        return table.lookup(ADDR);
    }

    private int level() {
        return PageTable.locatedShift(table.locate(ADDR));
    }

    private void announced(Kind... kinds) {
        assertThat(driver.events).extracting(InvalidationEvent::kind).containsExactly(kinds);
        assertThat(mm.notifiers().seq()).as("every announcement has ended").isEqualTo(2 + 2L * kinds.length);
    }

    @Test
    @DisplayName("the area must permit the access")
    void permission() {
        assertThat(fault(Vma.READ | Vma.ANONYMOUS, WRITE)).isEqualTo(VmFault.SIGSEGV);
        assertThat(fault(Vma.WRITE | Vma.ANONYMOUS, 0)).isEqualTo(VmFault.SIGSEGV);
        assertThat(entry()).isEqualTo(Pte.NONE);
        assertThat(table.tables()).isEqualTo(1);
    }

    @Test
    @DisplayName("hole, private anonymous: the zero page for a read, a page for a write")
    void anonymousHole() {
        assertThat(fault(ANON_RW, 0)).isZero();
        assertThat(entry()).isEqualTo(Pte.zeroPage());
        assertThat(memory.systemPagesInUse()).isZero();
        assertThat(fault(ANON_RW, 0)).as("a second read finds it").isZero();
        assertThat(entry()).isEqualTo(Pte.zeroPage());
        announced();

        assertThat(fault(ANON_RW, WRITE)).isZero();
        assertThat(Pte.writable(entry())).isTrue();
        assertThat(Pte.isZero(entry())).isFalse();
        assertThat(memory.systemPagesInUse()).isEqualTo(1);
        assertThat(memory.memmap().mapCount(Pte.pfn(entry()))).isEqualTo(1);
        announced(Kind.CLEAR);
        assertThat(driver.events.get(0).start()).isEqualTo(ADDR);
        assertThat(driver.events.get(0).end()).isEqualTo(ADDR + Paging.PAGE_SIZE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, WRITE})
    @DisplayName("hole, file: a page; writable at once if it is shared or for a write")
    void fileHole(int flags) {
        for (int shared : new int[] {0, Vma.SHARED}) {
            table.setPte(ADDR, Pte.NONE);
            assertThat(fault(FILE_RW | shared, flags)).isZero();
            assertThat(Pte.writable(entry())).isEqualTo(flags != 0 || shared != 0);
            assertThat(entry() & Pte.SPECIAL).isZero();
        }
        table.setPte(ADDR, Pte.NONE);
        assertThat(fault(Vma.READ | Vma.SHARED, 0)).isZero();
        assertThat(Pte.writable(entry())).isFalse();
        announced();
    }

    @Test
    @DisplayName("a userfaultfd write-protect marker is a hole")
    void marker() {
        table.setPte(ADDR, Pte.marker(Pte.MARKER_UFFD_WP));
        assertThat(fault(ANON_RW, WRITE)).isZero();
        assertThat(Pte.present(entry()) && Pte.writable(entry())).isTrue();
    }

    @Test
    @DisplayName("hole where transparent huge pages are wanted: 2 MiB, if the area holds all of it and no table is there")
    void hugeHole() {
        int flags = ANON_RW | Vma.HUGEPAGE;
        assertThat(fault(flags, 0)).isZero();
        assertThat(entry()).isEqualTo(Pte.hugeZeroPage());
        assertThat(level()).isEqualTo(Paging.PMD_SHIFT);
        assertThat(fault(flags, WRITE)).isZero();
        assertThat(Pte.isLeaf(entry()) && Pte.writable(entry())).isTrue();
        assertThat(memory.systemPagesInUse()).isEqualTo(512);
        announced(Kind.CLEAR);
        assertThat(driver.events.get(0).end() - driver.events.get(0).start()).isEqualTo(Paging.PMD_SIZE);

        long next = ADDR + Paging.PMD_SIZE;
        Vma short1 = new Vma(next, next + Paging.PMD_SIZE - Paging.PAGE_SIZE, flags);
        assertThat(mm.handleMmFault(short1, next + Paging.PAGE_SIZE, WRITE)).isZero();
        assertThat(PageTable.locatedShift(table.locate(next))).as("it does not fit").isEqualTo(Paging.PAGE_SHIFT);
        assertThat(memory.systemPagesInUse()).isEqualTo(513);

        long third = next + Paging.PMD_SIZE;
        table.ensure(third, Paging.PAGE_SHIFT);
        assertThat(mm.handleMmFault(new Vma(third, third + Paging.PMD_SIZE, flags), third, WRITE)).isZero();
        assertThat(PageTable.locatedShift(table.locate(third))).as("a table is there").isEqualTo(Paging.PAGE_SHIFT);
    }

    @ParameterizedTest
    @ValueSource(ints = {Paging.PMD_ORDER, Paging.PUD_ORDER})
    @DisplayName("hugetlb hole: a page of the area's size; after a read writable at once only if it is shared")
    void hugetlbHole(int order) {
        long size = Paging.PAGE_SIZE << order;
        Vma vma = new Vma(4 * Paging.PUD_SIZE, 4 * Paging.PUD_SIZE + size, Vma.READ | Vma.WRITE | Vma.HUGETLB, order);
        Vma shared = new Vma(vma.end(), vma.end() + size, vma.flags() | Vma.SHARED, order);
        assertThat(mm.handleMmFault(shared, shared.start(), 0)).isZero();
        assertThat(Pte.writable(table.lookup(shared.start()))).isTrue();
        memory.freeSystem(Pte.pfn(table.lookup(shared.start())), order);
        assertThat(mm.handleMmFault(vma, vma.start() + 5 * Paging.PAGE_SIZE, 0)).isZero();
        long entry = table.lookup(vma.start());
        assertThat(Pte.isLeaf(entry) && !Pte.writable(entry)).isTrue();
        assertThat(mm.handleMmFault(vma, vma.start(), WRITE)).isZero();
        assertThat(table.lookup(vma.start())).as("the same page").isEqualTo(entry | Pte.WRITE);
        assertThat(PageTable.locatedShift(table.locate(vma.start()))).isEqualTo(Paging.PAGE_SHIFT + order);
        assertThat(memory.systemPagesInUse()).isEqualTo(1L << order);
        assertThat(Paging.aligned(Pte.pfn(entry), 1L << order)).isTrue();
        announced();
    }

    @Test
    @DisplayName("copy on write: shared by two mappings, so a new page, announced; the old one loses a mapping")
    void copyOnWrite() {
        long shared = page(false, 2);
        table.setPte(ADDR, shared);
        assertThat(fault(ANON_RW, 0)).as("a read is satisfied").isZero();
        assertThat(entry()).isEqualTo(shared);
        assertThat(fault(ANON_RW, WRITE)).isZero();
        assertThat(Pte.pfn(entry())).isNotEqualTo(Pte.pfn(shared));
        assertThat(Pte.writable(entry())).isTrue();
        assertThat(memory.memmap().mapCount(Pte.pfn(shared))).isEqualTo(1);
        assertThat(memory.memmap().mapCount(Pte.pfn(entry()))).isEqualTo(1);
        announced(Kind.CLEAR);
    }

    @ParameterizedTest
    @ValueSource(ints = {ANON_RW, FILE_RW})
    @DisplayName("copy on write of 2 MiB: the mapping is split, and one page copied; the last that maps all of it uses it again")
    void copyOnWriteHuge(int flags) {
        long pfn = memory.allocateSystem(Paging.PMD_ORDER);
        memory.memmap().addMapCount(pfn, 2);
        table.setPmd(ADDR, Pte.leaf(pfn, false));
        long other = ADDR + Paging.PUD_SIZE;
        table.setPmd(other, Pte.leaf(pfn, false));
        assertThat(mm.handleMmFault(vma(flags), ADDR + 7 * Paging.PAGE_SIZE, WRITE)).isZero();
        assertThat(level()).isEqualTo(Paging.PAGE_SHIFT);
        assertThat(entry()).isEqualTo(Pte.page(pfn, false));
        assertThat(table.lookup(ADDR + 8 * Paging.PAGE_SIZE)).isEqualTo(Pte.page(pfn + 8, false));
        long copy = table.lookup(ADDR + 7 * Paging.PAGE_SIZE);
        assertThat(Pte.writable(copy) && Pte.pfn(copy) != pfn + 7).isTrue();
        assertThat(memory.systemPagesInUse()).isEqualTo(513);
        assertThat(memory.memmap().mapCount(pfn + 7)).isEqualTo(1);
        assertThat(memory.memmap().mapCount(pfn + 8)).isEqualTo(2);
        assertThat(table.lookup(other)).as("the other mapping").isEqualTo(Pte.leaf(pfn, false));
        announced(Kind.CLEAR, Kind.CLEAR);
        if (flags == ANON_RW) {
            for (int i = 0; i < 512; i++) {
                assertThat(mm.handleMmFault(vma(flags), ADDR + i * Paging.PAGE_SIZE, WRITE)).isZero();
            }
            Vma last = new Vma(other, other + Paging.PMD_SIZE, flags);
            assertThat(mm.handleMmFault(last, other, WRITE)).isZero();
            assertThat(table.lookup(other)).isEqualTo(Pte.leaf(pfn, true));
        }
    }

    @Test
    @DisplayName("copy on write of a hugetlb page: as a whole")
    void copyOnWriteHugetlb() {
        long pfn = memory.allocateSystem(Paging.PMD_ORDER);
        memory.memmap().addMapCount(pfn, 2);
        table.setPmd(ADDR, Pte.leaf(pfn, false));
        Vma area = new Vma(ADDR, ADDR + Paging.PMD_SIZE, Vma.READ | Vma.WRITE | Vma.HUGETLB, Paging.PMD_ORDER);
        assertThat(mm.handleMmFault(area, ADDR + Paging.PAGE_SIZE, WRITE)).isZero();
        assertThat(level()).isEqualTo(Paging.PMD_SHIFT);
        assertThat(Pte.writable(entry()) && Pte.pfn(entry()) != pfn).isTrue();
        announced(Kind.CLEAR);
    }

    @Test
    @DisplayName("write to a page that nobody else maps, or of a shared mapping: the same page, not announced")
    void reuse() {
        long alone = page(false, 1);
        table.setPte(ADDR, alone);
        assertThat(fault(ANON_RW, WRITE)).isZero();
        assertThat(entry()).isEqualTo(alone | Pte.WRITE);
        table.setPte(ADDR, page(false, 3));
        long pfn = Pte.pfn(entry());
        assertThat(fault(FILE_RW | Vma.SHARED, WRITE)).isZero();
        assertThat(entry()).isEqualTo(Pte.page(pfn, true));
        announced();
    }

    @Test
    @DisplayName("write to a page cache page of a private mapping: always a copy, which is the process's own from then on")
    void privateFile() {
        long cached = page(false, 1);
        table.setPte(ADDR, cached);
        assertThat(fault(FILE_RW, WRITE)).isZero();
        assertThat(Pte.pfn(entry())).isNotEqualTo(Pte.pfn(cached));
        assertThat(memory.systemPagesInUse()).as("nobody maps the page that was copied").isEqualTo(1);
        announced(Kind.CLEAR);
        long copy = entry();
        table.setPte(ADDR, copy & ~Pte.WRITE);
        assertThat(fault(FILE_RW, WRITE)).isZero();
        assertThat(entry()).as("an anonymous page that nobody else maps is used again").isEqualTo(copy);
        announced(Kind.CLEAR);
    }

    @Test
    @DisplayName("a PROT_NONE hint is resolved first; a write to what is read-only beneath needs another fault")
    void hint() {
        long page = page(false, 1);
        table.setPte(ADDR, Pte.protnone(page));
        assertThat(fault(ANON_RW, WRITE)).isZero();
        assertThat(entry()).isEqualTo(page);
        assertThat(fault(ANON_RW, WRITE)).isZero();
        assertThat(entry()).isEqualTo(page | Pte.WRITE);
        announced();
    }

    @Test
    @DisplayName("swap-in: a page with the area's rights, not announced")
    void swapIn() {
        table.setPte(ADDR, Pte.swap(5));
        assertThat(fault(ANON_RW, 0)).isZero();
        assertThat(Pte.present(entry()) && Pte.writable(entry())).isTrue();
        table.setPte(ADDR, Pte.swap(6));
        assertThat(fault(Vma.READ | Vma.ANONYMOUS, 0)).isZero();
        assertThat(Pte.writable(entry())).isFalse();
        assertThat(memory.systemPagesInUse()).isEqualTo(2);
        announced();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("device-private: migrate_to_ram, announced with the pagemap's owner; the device page is freed, the write bit kept")
    void migrateToRam(boolean writable) {
        long pfn = memory.allocateDevice(pagemap, 0);
        table.setPte(ADDR, Pte.devicePrivate(pfn, writable, owner.id()));
        assertThat(fault(ANON_RW, 0)).isZero();
        assertThat(Pte.present(entry())).isTrue();
        assertThat(Pte.writable(entry())).isEqualTo(writable);
        assertThat(memory.pagemapOf(Pte.pfn(entry()))).isNull();
        assertThat(pagemap.references()).isZero();
        announced(Kind.MIGRATE);
        assertThat(driver.events.get(0).owner()).isSameAs(owner);
    }

    @Test
    @DisplayName("device-private 2 MiB: the whole of it, at once")
    void migrateHugeToRam() {
        long pfn = memory.allocateDevice(pagemap, Paging.PMD_ORDER);
        table.setPmd(ADDR, Pte.huge(Pte.devicePrivate(pfn, true, owner.id())));
        assertThat(mm.handleMmFault(vma(ANON_RW), ADDR + 77 * Paging.PAGE_SIZE, 0)).isZero();
        assertThat(Pte.isLeaf(entry())).isTrue();
        assertThat(level()).isEqualTo(Paging.PMD_SHIFT);
        assertThat(pagemap.references()).isZero();
        announced(Kind.MIGRATE);
        assertThat(driver.events.get(0).start()).isEqualTo(ADDR);
        assertThat(driver.events.get(0).end()).isEqualTo(ADDR + Paging.PMD_SIZE);
    }

    @Test
    @DisplayName("device-exclusive: the same page again, announced")
    void exclusive() {
        long page = page(true, 1);
        table.setPte(ADDR, Pte.deviceExclusive(Pte.pfn(page), true));
        assertThat(fault(ANON_RW, 0)).isZero();
        assertThat(entry()).isEqualTo(page);
        announced(Kind.CLEAR);
    }

    @Test
    @DisplayName("a migration entry is waited for")
    void migration() throws ExecutionException {
        long page = page(true, 1);
        table.setPte(ADDR, Pte.migration(Pte.pfn(page), true));
        Threads<Integer> fault = Threads.start(() -> fault(ANON_RW, WRITE)).awaitWaiting();
        table.setPte(ADDR, page);
        assertThat(fault.result()).isZero();
        assertThat(entry()).isEqualTo(page);
        announced();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("held migrations: whoever waits finds the page where the entry said")
    void heldMigration(boolean huge) {
        mm.faultHandler(new HeldMigrations());
        long pfn = memory.allocateSystem(huge ? Paging.PMD_ORDER : 0);
        if (huge) {
            table.setPmd(ADDR, Pte.huge(Pte.migration(pfn, true)));
        } else {
            table.setPte(ADDR, Pte.migration(pfn, true));
        }
        assertThat(fault(ANON_RW, 0)).isZero();
        assertThat(entry()).isEqualTo(huge ? Pte.leaf(pfn, true) : Pte.page(pfn, true));
    }

    @Test
    @DisplayName("what can not be resolved: poison, markers, bad entries")
    void unresolvable() {
        table.setPte(ADDR, Pte.hwpoison(1));
        assertThat(fault(ANON_RW, 0)).isEqualTo(VmFault.HWPOISON);
        table.setPte(ADDR, Pte.marker(Pte.MARKER_POISON));
        assertThat(fault(ANON_RW, 0)).isEqualTo(VmFault.HWPOISON);
        table.setPte(ADDR, Pte.marker(Pte.MARKER_GUARD));
        assertThat(fault(ANON_RW, 0)).isEqualTo(VmFault.SIGSEGV);
        table.setPte(ADDR, Pte.marker(Pte.OTHER));
        assertThat(fault(ANON_RW, 0) & VmFault.ERROR).isNotZero();
        table.setPmd(ADDR, Pte.bad());
        assertThat(fault(ANON_RW, 0)).isEqualTo(VmFault.SIGBUS);
        announced();
    }

    @Test
    @DisplayName("no memory: nothing changes, no page is lost, and what was announced has ended")
    void noMemory() {
        PhysicalMemory full = new PhysicalMemory(0);
        AddressSpace poor = new AddressSpace(full);
        Pagemap map = full.newPagemap(full.newDevice("gpu0", 0), Pagemap.Type.PRIVATE, full.newOwner("gpu0"), 512);
        long device = Pte.devicePrivate(full.allocateDevice(map, 0), true, 1);
        for (long entry : new long[] {Pte.NONE, Pte.swap(1), Pte.zeroPage(), device}) {
            poor.pageTable().setPte(ADDR, entry);
            assertThat(poor.handleMmFault(vma(ANON_RW), ADDR, WRITE)).isEqualTo(VmFault.OOM);
            assertThat(poor.pageTable().lookup(ADDR)).isEqualTo(entry);
        }
        assertThat(poor.handleMmFault(vma(ANON_RW), ADDR + Paging.PAGE_SIZE, 0)).as("the zero page costs nothing").isZero();
        assertThat(map.references()).isEqualTo(1);
        poor.pageTable().setPte(ADDR, Pte.NONE);
        poor.notifiers().insert(0, Paging.TASK_SIZE, driver);
        assertThat(poor.notifiers().subscribed()).as("no announcement is left running").isEqualTo(1);
        assertThat(poor.notifiers().seq()).isEven();
    }

    @Test
    @DisplayName("a driver's callback that fails does not leave the announcement running")
    void driverThrows() {
        AddressSpace broken = new AddressSpace(memory);
        IntervalNotifier bad = broken.notifiers().insert(0, Paging.TASK_SIZE, (self, event, seq) -> false);
        broken.pageTable().setPte(ADDR, Pte.zeroPage());
        try {
            broken.handleMmFault(vma(ANON_RW), ADDR, WRITE);
            throw new AssertionError("the driver refused a blockable invalidation");
        } catch (IllegalStateException refused) {
            assertThat(broken.pageTable().lookup(ADDR)).isEqualTo(Pte.zeroPage());
        }
        assertThat(broken.notifiers().seq()).as("it has ended").isEqualTo(4);
        assertThat(bad.seq()).isEqualTo(1);
    }

    @Test
    @DisplayName("an entry that changes under the fault is looked at again, and the page in hand is given back")
    void raced() {
        long other = page(true, 1);
        PageTable racing = new PageTable() {
            private int reads;

            @Override
            public long read(long[] array, int index) {
                long entry = super.read(array, index);
                // After the fault has read the swap entry for itself, another thread swaps the page in.
                if (Pte.type(entry) == Pte.SWAP && !Pte.present(entry) && ++reads == 2) {
                    write(index, other);
                }
                return entry;
            }
        };
        AddressSpace race = new AddressSpace(memory, racing);
        racing.setPte(ADDR, Pte.swap(1));
        long inUse = memory.systemPagesInUse();
        assertThat(race.handleMmFault(vma(ANON_RW), ADDR, WRITE)).isZero();
        assertThat(racing.lookup(ADDR)).isEqualTo(other);
        assertThat(memory.systemPagesInUse()).isEqualTo(inUse);
    }
}
