package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The four-level table in its flat array. */
class PageTableTest {
    private static final long ADDR = 3 * Paging.PGDIR_SIZE + 5 * Paging.PUD_SIZE + 7 * Paging.PMD_SIZE + 9 * Paging.PAGE_SIZE;

    private final PageTable table = new PageTable();

    @Test
    @DisplayName("an empty table is its root, and every address is a hole of 512 GiB")
    void empty() {
        assertThat(table.tables()).isEqualTo(1);
        for (long addr : new long[] {0, ADDR, Paging.TASK_SIZE - 1}) {
            long located = table.locate(addr);
            assertThat(PageTable.locatedShift(located)).isEqualTo(Paging.PGDIR_SHIFT);
            assertThat(PageTable.locatedIndex(located)).isEqualTo((int) (addr >>> Paging.PGDIR_SHIFT));
            assertThat(table.lookup(addr)).isEqualTo(Pte.NONE);
        }
        assertThat(table.pudIndex(ADDR)).isEqualTo(-1);
        assertThat(table.pmdIndex(ADDR)).isEqualTo(-1);
        assertThat(table.pteIndex(ADDR)).isEqualTo(-1);
    }

    @Test
    @DisplayName("ensure makes the tables above a level, and no more")
    void ensure() {
        int pud = table.ensure(ADDR, Paging.PUD_SHIFT);
        assertThat(table.tables()).isEqualTo(2);
        assertThat(pud & 511).isEqualTo(5);
        assertThat(table.pudIndex(ADDR)).isEqualTo(pud);
        assertThat(table.pmdIndex(ADDR)).isEqualTo(-1);
        assertThat(PageTable.locatedShift(table.locate(ADDR))).isEqualTo(Paging.PUD_SHIFT);

        int pmd = table.ensure(ADDR, Paging.PMD_SHIFT);
        assertThat(pmd & 511).isEqualTo(7);
        assertThat(table.pmdIndex(ADDR)).isEqualTo(pmd);
        int pte = table.ensure(ADDR, Paging.PAGE_SHIFT);
        assertThat(pte & 511).isEqualTo(9);
        assertThat(table.pteIndex(ADDR)).isEqualTo(pte);
        assertThat(table.tables()).isEqualTo(4);
        assertThat(table.ensure(ADDR, Paging.PAGE_SHIFT)).as("once made it stays").isEqualTo(pte);
        assertThat(table.ensure(ADDR, Paging.PGDIR_SHIFT)).isEqualTo(3);
        assertThat(table.tables()).isEqualTo(4);
    }

    @Test
    @DisplayName("a mapping above the level asked for is not overwritten by a table")
    void ensureBelowMapping() {
        table.setPud(ADDR, Pte.leaf(9, true));
        assertThatIllegalStateException().isThrownBy(() -> table.ensure(ADDR, Paging.PAGE_SHIFT));
        assertThat(table.lookup(ADDR)).isEqualTo(Pte.leaf(9, true));
    }

    /** An address, a level and a value. */
    record Put(long addr, int shift, long pfn) {
    }

    @Provide
    Arbitrary<Put> puts() {
        Arbitrary<Long> addr = Combinators.combine(Arbitraries.of(0L, 1L, 255L), Arbitraries.of(0L, 1L, 511L), Arbitraries.of(0L, 1L, 511L),
                Arbitraries.of(0L, 1L, 511L)).as((g, u, m, t) -> g << Paging.PGDIR_SHIFT | u << Paging.PUD_SHIFT | m << Paging.PMD_SHIFT
                        | t << Paging.PAGE_SHIFT);
        Arbitrary<Integer> shift = Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.just(Paging.PAGE_SHIFT)),
                Tuple.of(2, Arbitraries.just(Paging.PMD_SHIFT)), Tuple.of(1, Arbitraries.just(Paging.PUD_SHIFT)));
        return Combinators.combine(addr, shift, Arbitraries.longs().between(0, 1 << 20)).as(Put::new);
    }

    @Property(tries = 300)
    void holdsWhatWasPut(@ForAll @Size(min = 1, max = 60) List<@From("puts") Put> puts) {
        PageTable tree = new PageTable();
        Map<Long, Long> leaves = new HashMap<>();
        for (Put put : puts) {
            long start = put.addr & -(1L << put.shift);
            long entry = put.shift == Paging.PAGE_SHIFT ? Pte.page(put.pfn, true) : Pte.leaf(put.pfn, true);
            long located = tree.locate(start);
            boolean tableThere = Pte.isTable(tree.lookup(start)) || PageTable.locatedShift(located) < put.shift;
            boolean below = PageTable.locatedShift(located) > put.shift && tree.lookup(start) != Pte.NONE;
            if (tableThere || below) {
                continue;
            }
            tree.write(tree.ensure(start, put.shift), entry);
            leaves.put(start << 6 | put.shift, entry);
        }
        leaves.forEach((key, entry) -> {
            long start = key >>> 6;
            int shift = (int) (key & 63);
            for (long addr : new long[] {start, start + (1L << shift) - 1, start + (1L << shift) / 2}) {
                long located = tree.locate(addr);
                assertThat(PageTable.locatedShift(located)).isEqualTo(shift);
                assertThat(tree.read(PageTable.locatedIndex(located))).isEqualTo(entry);
            }
        });
        assertThat(8L * tree.entries().length).isGreaterThanOrEqualTo(4096L * tree.tables());
    }

    @Test
    @DisplayName("growing keeps every entry, and an old flat array still reads what was true when it was replaced")
    void growth() {
        table.setPte(0, Pte.page(1, false));
        long[] old = table.entries();
        int index = table.pteIndex(0);
        int grown = 0;
        for (int i = 1; i <= 300; i++) {
            long before = 8L * table.entries().length;
            table.setPte(i * Paging.PMD_SIZE, Pte.page(i + 1, false));
            grown += 8L * table.entries().length > before ? 1 : 0;
        }
        assertThat(grown).as("it doubles").isBetween(5, 8);
        assertThat(table.entries()).isNotSameAs(old);
        for (int i = 0; i <= 300; i++) {
            assertThat(table.lookup(i * Paging.PMD_SIZE)).isEqualTo(Pte.page(i + 1, false));
        }
        table.write(index, Pte.NONE);
        assertThat(table.read(index)).isEqualTo(Pte.NONE);
        assertThat(table.read(old, index)).isEqualTo(Pte.page(1, false));
    }

    @Test
    @DisplayName("replace is a compare-and-set")
    void replace() {
        int index = table.ensure(ADDR, Paging.PAGE_SHIFT);
        assertThat(table.replace(index, Pte.swap(1), Pte.page(1, true))).isFalse();
        assertThat(table.read(index)).isEqualTo(Pte.NONE);
        assertThat(table.replace(index, Pte.NONE, Pte.page(1, true))).isTrue();
        assertThat(table.read(index)).isEqualTo(Pte.page(1, true));
    }

    @Test
    @DisplayName("a dropped table is a hole, and the next table that is needed is that one, empty")
    void dropTable() {
        table.setPte(ADDR, Pte.page(5, true));
        int pmd = table.pmdIndex(ADDR);
        int tables = table.tables();
        table.setPte(ADDR, Pte.NONE);
        table.dropTable(pmd);
        assertThat(table.read(pmd)).isEqualTo(Pte.NONE);
        assertThat(table.pteIndex(ADDR)).isEqualTo(-1);
        long neighbour = ADDR + Paging.PMD_SIZE;
        table.setPte(neighbour + Paging.PAGE_SIZE, Pte.page(6, true));
        assertThat(table.tables()).isEqualTo(tables);
        assertThat(table.lookup(neighbour)).as("nothing of the old one is left").isEqualTo(Pte.NONE);
        assertThat(table.lookup(neighbour + Paging.PAGE_SIZE)).isEqualTo(Pte.page(6, true));
    }

    @Test
    @DisplayName("only a table of the last level can be taken out, and only a table dropped")
    void dropNoTable() {
        table.setPte(ADDR, Pte.page(5, true));
        table.setPmd(ADDR + Paging.PMD_SIZE, Pte.leaf(1L << 39, true));
        for (int index : new int[] {table.pudIndex(ADDR), table.pteIndex(ADDR), table.pmdIndex(ADDR + Paging.PMD_SIZE)}) {
            assertThatIllegalStateException().isThrownBy(() -> table.retractTable(index));
        }
        assertThatIllegalStateException().isThrownBy(() -> table.dropTable(table.pteIndex(ADDR)));
        assertThatIllegalStateException().isThrownBy(() -> table.dropTable(table.pmdIndex(ADDR + Paging.PMD_SIZE)));
        assertThat(table.lookup(ADDR)).isEqualTo(Pte.page(5, true));
    }

    @Test
    @DisplayName("who waits for a migration entry is woken when it is replaced or written over")
    void awaitChange() throws ExecutionException {
        List<Runnable> ends = List.of(
                () -> table.replace(table.pteIndex(ADDR), Pte.migration(5, true), Pte.page(5, true)),
                () -> table.setPte(ADDR, Pte.NONE));
        for (Runnable end : ends) {
            table.setPte(ADDR, Pte.migration(5, true));
            int index = table.pteIndex(ADDR);
            Threads<Boolean> waiter = Threads.start(() -> {
                table.awaitChange(index, Pte.migration(5, true));
                return true;
            }).awaitWaiting();
            end.run();
            assertThat(waiter.result()).isTrue();
        }
        table.awaitChange(table.ensure(ADDR, Paging.PAGE_SHIFT), Pte.migration(5, true));
    }

    @Test
    @DisplayName("an interrupt does not end the wait for a migration, and is not lost")
    void awaitChangeInterrupted() throws ExecutionException {
        table.setPte(ADDR, Pte.migration(5, true));
        int index = table.pteIndex(ADDR);
        Threads<Boolean> waiter = Threads.start(() -> {
            table.awaitChange(index, Pte.migration(5, true));
            return Thread.currentThread().isInterrupted();
        }).awaitWaiting();
        waiter.interrupt();
        waiter.awaitWaiting();
        table.write(index, Pte.page(5, true));
        assertThat(waiter.result()).isTrue();
    }

    @Test
    @DisplayName("128 TiB with a handful of regions cost kilobytes")
    void sparse() {
        AddressSpace mm = new AddressSpace(new PhysicalMemory(), table);
        int regions = 8;
        for (int i = 0; i < regions; i++) {
            long start = i * (Paging.TASK_SIZE / regions) + Paging.PUD_SIZE;
            mm.map(new Vma(start, start + 4 * Paging.PUD_SIZE, Vma.READ | Vma.WRITE | Vma.ANONYMOUS));
            for (int page = 0; page < 16; page++) {
                table.setPte(start + page * Paging.PAGE_SIZE, Pte.page(page, true));
            }
        }
        assertThat(table.tables()).isEqualTo(1 + 3 * regions);
        assertThat(8L * table.entries().length).isLessThanOrEqualTo(128 * 1024);
    }

    @Test
    @DisplayName("one million mapped pages: 2048 tables of PTEs")
    void oneMillionPages() {
        PhysicalMemory memory = new PhysicalMemory();
        int pages = 1 << 20;
        memory.reserve(pages);
        for (int i = 0; i < pages; i++) {
            table.setPte(Paging.PUD_SIZE + i * Paging.PAGE_SIZE, Pte.page(memory.allocateSystem(0), true));
        }
        assertThat(table.tables()).isEqualTo(1 + 1 + 4 + 2048);
        assertThat(memory.systemPagesInUse()).isEqualTo(pages);
        long first = Pte.pfn(table.lookup(Paging.PUD_SIZE));
        assertThat(Pte.pfn(table.lookup(Paging.PUD_SIZE + (pages - 1) * Paging.PAGE_SIZE))).as("in order").isEqualTo(first + pages - 1);
        assertThat(8L * table.entries().length).isLessThanOrEqualTo(32L << 20);
    }
}
