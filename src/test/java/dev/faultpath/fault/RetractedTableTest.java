package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.faultpath.design.Designs;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.design.walk.RangeWalk;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.CpuFaultHandler;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.VmFault;
import dev.faultpath.model.Vma;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schedules in which a table of the last level leaves the tree while a walk or a CPU fault is inside it, and a table is needed
 * elsewhere at once: at each read of an entry in turn.
 */
class RetractedTableTest {
    private static final long BASE = 1L << 30;
    private static final long ELSEWHERE = BASE + 16 * Paging.PMD_SIZE;
    private static final int PAGES = 12;
    private static final int AREA = Vma.READ | Vma.WRITE | Vma.ANONYMOUS;

    /** A page table that lets something happen before the n-th read of a walk. */
    private static final class Schedule extends PageTable {
        private int left = -1;
        private Runnable action;

        void before(int read, Runnable what) {
            left = read;
            action = what;
        }

        boolean happened() {
            return left < 0;
        }

        @Override
        public long read(long[] array, int index) {
            if (left >= 0 && left-- == 0) {
                action.run();
            }
            return super.read(array, index);
        }
    }

    private final PhysicalMemory memory = new PhysicalMemory();
    private final Schedule table = new Schedule();
    private final AddressSpace mm = new AddressSpace(memory, table);
    private final long foreign = memory.allocateSystem(Paging.PMD_ORDER);
    private final long huge = memory.allocateSystem(Paging.PMD_ORDER);

    RetractedTableTest() {
        mm.map(new Vma(BASE, BASE + Paging.PMD_SIZE, AREA));
        mm.map(new Vma(ELSEWHERE, ELSEWHERE + Paging.PMD_SIZE, AREA));
    }

    private static long addr(int page) {
        return BASE + page * Paging.PAGE_SIZE;
    }

    /** Every second page is there; the others are holes. */
    private void pages() {
        for (int i = 0; i < PAGES; i++) {
            if (i % 2 == 0) {
                long pfn = memory.allocateSystem(0);
                memory.memmap().addMapCount(pfn, 1);
                table.setPte(addr(i), Pte.page(pfn, true));
            }
        }
    }

    /** The range becomes one huge page, or is emptied; then another range needs a table, which is full of pages of its own. */
    private void retract(boolean collapse) {
        mm.notifiers().start(InvalidationEvent.of(BASE, BASE + Paging.PMD_SIZE, InvalidationEvent.Kind.CLEAR));
        int pmd = table.pmdIndex(BASE);
        table.retractTable(pmd);
        if (collapse) {
            table.write(pmd, Pte.leaf(huge, true));
        }
        mm.notifiers().end();
        for (int slot = 0; slot < Paging.PTRS_PER_TABLE; slot++) {
            table.setPte(ELSEWHERE + slot * Paging.PAGE_SIZE, Pte.page(foreign + slot, true));
        }
    }

    static Stream<String> walks() {
        return DesignsOnClassPath.names(RangeWalk.class).stream();
    }

    @ParameterizedTest
    @MethodSource("walks")
    @DisplayName("a walk begins again where its table went, and never answers with another table's entries")
    void walkInFlight(String name) {
        for (FaultShape shape : FaultShape.values()) {
            for (boolean collapse : new boolean[] {true, false}) {
                for (int read = 0; ; read++) {
                    RetractedTableTest world = new RetractedTableTest();
                    if (!world.walk(name, shape, collapse, read)) {
                        break;
                    }
                }
            }
        }
    }

    /** False if there was no such read any more. */
    private boolean walk(String name, FaultShape shape, boolean collapse, int read) {
        pages();
        RangeFault engine = new RangeFault(mm, shape, Designs.create(RangeWalk.class, name));
        HmmRange range = new HmmRange();
        range.start = BASE;
        range.end = addr(PAGES);
        range.defaultFlags = HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE;
        range.pfns = new long[PAGES];
        range.notifier = mm.notifiers().insert(BASE, BASE + Paging.PMD_SIZE, (subscription, event, seq) -> {
            subscription.setSeq(seq);
            return true;
        });
        table.before(read, () -> retract(collapse));
        String where = name + " " + shape + " before read " + read;
        do {
            assertThat(engine.faultUnlocked(range, 0)).as(where).isZero();
        } while (range.notifier.readRetry(range.notifierSeq));
        if (!table.happened()) {
            return false;
        }
        for (int i = 0; i < PAGES; i++) {
            long located = table.locate(addr(i));
            long entry = table.read(PageTable.locatedIndex(located));
            long offset = PageTable.locatedShift(located) == Paging.PMD_SHIFT ? i : 0;
            assertThat(Pte.present(entry)).as(where).isTrue();
            assertThat(HmmPfn.pfn(range.pfns[i])).as("%s, page %d", where, i).isEqualTo(Pte.pfn(entry) + offset);
            assertThat(range.pfns[i] & (HmmPfn.VALID | HmmPfn.WRITE)).as(where).isEqualTo(HmmPfn.VALID | HmmPfn.WRITE);
        }
        for (int slot = 0; slot < Paging.PTRS_PER_TABLE; slot++) {
            if (table.lookup(ELSEWHERE + slot * Paging.PAGE_SIZE) != Pte.page(foreign + slot, true)) {
                throw new AssertionError(where + " changed page " + slot + " of another range");
            }
        }
        return true;
    }

    @Test
    @DisplayName("a CPU fault whose table goes puts its page into the tree, not into what has gone")
    void cpuFaultInFlight() {
        for (boolean collapse : new boolean[] {true, false}) {
            for (int read = 0; ; read++) {
                RetractedTableTest world = new RetractedTableTest();
                world.pages();
                world.table.before(read, () -> world.retract(collapse));
                int rc = world.mm.handleMmFault(world.mm.vmaLookup(BASE), addr(1), VmFault.FLAG_WRITE);
                assertThat(rc).isZero();
                if (!world.table.happened()) {
                    break;
                }
                long entry = world.table.lookup(addr(1));
                assertThat(entry).as("before read %d", read).isNotEqualTo(Pte.TABLE_GONE);
                boolean before = entry == Pte.NONE;
                // Nothing may hold a page that no table maps.
                long used = world.memory.systemPagesInUse() - 2L * Paging.PTRS_PER_TABLE - PAGES / 2;
                assertThat(used).isEqualTo(collapse || before ? 0 : 1);
            }
        }
    }

    @Test
    @DisplayName("a CPU fault that has its page when the table goes begins again with it")
    void cpuFaultBeforeItsPageIsPutIn() {
        for (boolean collapse : new boolean[] {true, false}) {
            RetractedTableTest world = new RetractedTableTest();
            world.pages();
            world.mm.faultHandler(new CpuFaultHandler() {
                private boolean done;

                @Override
                protected void fillPage(AddressSpace space, long from, long pfn, int order) {
                    if (!done) {
                        done = true;
                        world.retract(collapse);
                    }
                }
            });
            assertThat(world.mm.handleMmFault(world.mm.vmaLookup(BASE), addr(1), VmFault.FLAG_WRITE)).isZero();
            assertThat(Pte.writable(world.table.lookup(addr(1)))).isTrue();
            assertThat(Pte.isLeaf(world.table.lookup(addr(1)))).isEqualTo(collapse);
            long used = world.memory.systemPagesInUse() - 2L * Paging.PTRS_PER_TABLE - PAGES / 2;
            assertThat(used).isEqualTo(collapse ? 0 : 1);
        }
    }

    @Test
    @DisplayName("an index means one address for ever: a table that went is only used for its own place again, and empty")
    void ownPlace() {
        pages();
        int index = table.pteIndex(addr(2));
        retract(false);
        assertThat(table.read(index)).isEqualTo(Pte.TABLE_GONE);
        assertThat(table.replace(index, Pte.NONE, Pte.page(7, true))).as("nothing can be put in").isFalse();
        assertThat(table.pteIndex(ELSEWHERE + 2 * Paging.PAGE_SIZE)).isNotEqualTo(index);
        table.ensure(addr(0), Paging.PAGE_SHIFT);
        assertThat(table.pteIndex(addr(2))).isEqualTo(index);
        for (int i = 0; i < Paging.PTRS_PER_TABLE; i++) {
            assertThat(table.lookup(addr(i))).isEqualTo(Pte.NONE);
        }
    }

    @Test
    @DisplayName("a table with a page under migration stays, since who migrates puts the page back into it")
    void migration() {
        pages();
        table.setPte(addr(3), Pte.migration(foreign, true));
        int pmd = table.pmdIndex(BASE);
        assertThatIllegalStateException().isThrownBy(() -> table.retractTable(pmd));
        assertThat(Pte.isTable(table.read(pmd))).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> table.retractTable(table.pudIndex(BASE)));
    }
}
