package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Physical memory and the memmap over it. */
class PhysicalMemoryTest {
    private final PhysicalMemory memory = new PhysicalMemory();

    private Pagemap pagemap(String name, int pages) {
        return memory.newPagemap(memory.newDevice(name, 0), Pagemap.Type.PRIVATE, memory.newOwner(name), pages);
    }

    @Test
    @DisplayName("a page leads to its pagemap and owner; a system page to none")
    void owners() {
        Pagemap a = pagemap("a", 700);
        long between = memory.allocateSystem(0);
        Pagemap b = pagemap("b", 1);
        for (Pagemap map : List.of(a, b)) {
            assertThat(Paging.aligned(map.firstPfn(), 512)).as("aligned to 2 MiB").isTrue();
            for (long pfn = map.firstPfn(); pfn <= map.lastPfn(); pfn++) {
                assertThat(memory.pagemapOf(pfn)).isSameAs(map);
                assertThat(memory.ownerOf(pfn)).isSameAs(map.owner());
                assertThat(map.contains(pfn)).isTrue();
            }
            assertThat(map.contains(map.firstPfn() - 1)).isFalse();
            assertThat(map.contains(map.lastPfn() + 1)).isFalse();
        }
        assertThat(a.lastPfn() - a.firstPfn() + 1).isEqualTo(700);
        assertThat(memory.pagemapOf(between)).isNull();
        assertThat(memory.memmap().pagemapId(between)).isEqualTo(-1);
        assertThat(memory.pagemaps()).containsExactly(a, b);
        assertThat(a.device().name()).isEqualTo("a");
        assertThat(memory.devices()).extracting(Device::id).containsExactly(0, 1);
        assertThat(a.owner().id()).isNotEqualTo(b.owner().id()).isPositive();
    }

    @Test
    @DisplayName("a compound page leads through its head, and its tails are single pages again when it is freed")
    void compoundHeads() {
        Memmap memmap = memory.memmap();
        Pagemap map = pagemap("a", 2048);
        long head = memory.allocateDevice(map, 9);
        for (long pfn = head; pfn < head + 512; pfn++) {
            assertThat(Memmap.headPfn(memmap.words(), pfn)).isEqualTo(head);
            assertThat(memory.pagemapOf(pfn)).isSameAs(map);
        }
        assertThat(Memmap.headPfn(memmap.words(), head + 512)).isEqualTo(head + 512);
        memory.freeDevice(map, head, 9);
        for (long pfn = head; pfn < head + 512; pfn++) {
            assertThat(Memmap.headPfn(memmap.words(), pfn)).isEqualTo(pfn);
        }
        long system = memory.allocateSystem(4);
        assertThat(Memmap.headPfn(memmap.words(), system + 15)).isEqualTo(system);
        memory.freeSystem(system, 4);
        assertThat(Memmap.headPfn(memmap.words(), system + 15)).isEqualTo(system + 15);
    }

    @Test
    @DisplayName("the stride is 64 bytes, and the words of a page stay when the memmap grows")
    void memmapGrowth() {
        assertThat(8 << Memmap.STRIDE_SHIFT).isEqualTo(64);
        Pagemap map = pagemap("a", 512);
        long pfn = memory.allocateSystem(0);
        memory.memmap().addMapCount(pfn, 2);
        long pages = memory.memmap().pages();
        for (int i = 0; i < 20; i++) {
            memory.allocateSystem(9);
        }
        assertThat(memory.memmap().pages()).isGreaterThan(pages);
        assertThat(memory.memmap().mapCount(pfn)).isEqualTo(2);
        assertThat(memory.pagemapOf(map.lastPfn())).isSameAs(map);
        assertThat(memory.memmap().covers(memory.memmap().pages() - 1)).isTrue();
        assertThat(memory.memmap().covers(memory.memmap().pages())).isFalse();
        assertThat(memory.memmap().covers(-1)).isFalse();
        assertThat(memory.memmap().addMapCount(pfn, -1)).isEqualTo(1);
    }

    @Test
    @DisplayName("a limit of system memory is exact, whatever the order, and freeing makes room")
    void limit() {
        PhysicalMemory small = new PhysicalMemory(513);
        long single = small.allocateSystem(0);
        long huge = small.allocateSystem(9);
        assertThat(single).isPositive();
        assertThat(huge).isPositive();
        assertThat(small.systemPagesInUse()).isEqualTo(513);
        assertThat(small.allocateSystem(0)).isEqualTo(-1);
        assertThat(small.allocateSystem(9)).isEqualTo(-1);
        small.freeSystem(single, 0);
        assertThat(small.allocateSystem(1)).isEqualTo(-1);
        assertThat(small.allocateSystem(0)).isPositive();
        small.freeSystem(huge, 9);
        assertThat(small.systemPagesInUse()).isEqualTo(1);
    }

    /** Allocates and frees by the numbers given: an even one allocates of an order, an odd one frees one of those held. */
    @Property(tries = 300)
    void pagesAreHeldOnce(@ForAll @Size(max = 120) List<@IntRange(max = 1000) Integer> steps, @ForAll boolean device) {
        PhysicalMemory machine = new PhysicalMemory();
        Pagemap map = machine.newPagemap(machine.newDevice("a", 0), Pagemap.Type.PRIVATE, machine.newOwner("a"), 1536);
        int[] orders = {0, 0, 4, 9, 0, 1};
        List<long[]> held = new ArrayList<>();
        Set<Long> pages = new HashSet<>();
        for (int step : steps) {
            if ((step & 1) == 0) {
                int order = orders[step / 2 % orders.length];
                long pfn = device ? machine.allocateDevice(map, order) : machine.allocateSystem(order);
                if (pfn < 0) {
                    assertThat(device).isTrue();
                    assertThat(noFreeBlock(map, pages, order)).as("no aligned run of order %d is free", order).isTrue();
                    continue;
                }
                assertThat(Paging.aligned(pfn, 1L << order)).isTrue();
                for (long page = pfn; page < pfn + (1L << order); page++) {
                    assertThat(pages.add(page)).as("page %d is handed out once", page).isTrue();
                    assertThat(machine.pagemapOf(page)).isSameAs(device ? map : null);
                }
                held.add(new long[] {pfn, order});
            } else if (!held.isEmpty()) {
                long[] block = held.remove(step / 2 % held.size());
                if (device) {
                    machine.freeDevice(map, block[0], (int) block[1]);
                } else {
                    machine.freeSystem(block[0], (int) block[1]);
                }
                for (long page = block[0]; page < block[0] + (1L << block[1]); page++) {
                    pages.remove(page);
                }
            }
            assertThat(device ? map.references() : machine.systemPagesInUse()).isEqualTo(pages.size());
        }
    }

    private static boolean noFreeBlock(Pagemap map, Set<Long> used, int order) {
        long size = 1L << order;
        for (long block = map.firstPfn() + size - 1 & -size; block + size - 1 <= map.lastPfn(); block += size) {
            long pfn = block;
            while (pfn < block + size && !used.contains(pfn)) {
                pfn++;
            }
            if (pfn == block + size) {
                return false;
            }
        }
        return true;
    }

    @Test
    @DisplayName("huge pages that come and go need no more memory than one of them")
    void hugePagesAreUsedAgain() {
        long pfn = memory.allocateSystem(9);
        memory.freeSystem(pfn, 9);
        long pages = memory.memmap().pages();
        for (int i = 0; i < 100; i++) {
            memory.freeSystem(memory.allocateSystem(9), 9);
        }
        assertThat(memory.memmap().pages()).isEqualTo(pages);

        Pagemap map = pagemap("a", 1024);
        for (int i = 0; i < 100; i++) {
            long device = memory.allocateDevice(map, 9);
            assertThat(device).as("round %d", i).isPositive();
            memory.freeDevice(map, device, 9);
        }
        assertThat(map.references()).isZero();
    }

    @Test
    @DisplayName("single pages that were freed make a huge page again once their run is complete")
    void singlesMerge() {
        Pagemap map = pagemap("a", 512);
        List<Long> pages = new ArrayList<>();
        for (int i = 0; i < 512; i++) {
            pages.add(memory.allocateDevice(map, 0));
        }
        assertThat(memory.allocateDevice(map, 0)).isEqualTo(-1);
        for (int i = 0; i < 511; i++) {
            memory.freeDevice(map, pages.get(i), 0);
        }
        assertThat(memory.allocateDevice(map, 9)).isEqualTo(-1);
        memory.freeDevice(map, pages.get(511), 0);
        assertThat(memory.allocateDevice(map, 9)).isEqualTo(map.firstPfn());
    }

    @Test
    @DisplayName("stated device pages are claimed once, and the rest is still to be had")
    void claimDevice() {
        Pagemap map = pagemap("a", 64);
        assertThat(memory.claimDevice(map, map.firstPfn() + 10, 0)).isTrue();
        assertThat(memory.claimDevice(map, map.firstPfn() + 10, 0)).isFalse();
        assertThat(memory.claimDevice(map, map.firstPfn() + 3, 0)).as("one that was passed over").isTrue();
        assertThat(memory.claimDevice(map, map.lastPfn() + 1, 0)).isFalse();
        assertThat(memory.claimDevice(map, map.firstPfn() - 1, 0)).isFalse();
        assertThat(memory.claimDevice(map, map.firstPfn() + 8, 3)).as("a run with a page in use").isFalse();
        assertThat(map.references()).isEqualTo(2);
        assertThat(memory.claimDevice(map, map.firstPfn() + 16, 4)).isTrue();
        assertThat(Memmap.headPfn(memory.memmap().words(), map.firstPfn() + 31)).isEqualTo(map.firstPfn() + 16);
        Set<Long> rest = new HashSet<>();
        for (long pfn = memory.allocateDevice(map, 0); pfn >= 0; pfn = memory.allocateDevice(map, 0)) {
            assertThat(rest.add(pfn)).isTrue();
        }
        assertThat(rest).hasSize(64 - 18).doesNotContain(map.firstPfn() + 3, map.firstPfn() + 10, map.firstPfn() + 20);
    }

    @Test
    @DisplayName("stated system pages are claimed in ascending order, before any pagemap")
    void claimSystem() {
        long first = Memmap.FIRST_FREE_PFN;
        memory.claimSystem(first + 5, 0);
        memory.claimSystem(first + 1024, 9);
        assertThat(memory.systemPagesInUse()).isEqualTo(513);
        assertThatIllegalArgumentException().isThrownBy(() -> memory.claimSystem(first + 5, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.claimSystem(first + 1537 + 512, 9));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.claimSystem(1, 0));
        Set<Long> others = new HashSet<>();
        for (int i = 0; i < 1023; i++) {
            others.add(memory.allocateSystem(0));
        }
        assertThat(others).as("pages passed over").hasSize(1023).doesNotContain(first + 5)
                .allMatch(pfn -> pfn >= first && pfn < first + 1024);
        pagemap("a", 1);
        assertThatIllegalStateException().isThrownBy(() -> memory.claimSystem(first + 100_000, 0));
        assertThatIllegalStateException().isThrownBy(() -> new PhysicalMemory(1).claimSystem(first + 512, 9));
    }

    @Test
    @DisplayName("a pagemap in the place of a removed one has its pfns and its address, and nothing else of it")
    void pagemapInPlaceOfARemovedOne() throws InterruptedException {
        Pagemap first = pagemap("a", 64);
        Pagemap other = pagemap("b", 64);
        long page = memory.allocateDevice(first, 0);
        Device next = memory.newDevice("c", 0);
        assertThatIllegalArgumentException().as("it lives").isThrownBy(() -> memory.newPagemapInPlaceOf(first, next, first.owner()));
        memory.freeDevice(first, page, 0);
        memory.removePagemap(first);
        assertThat(memory.livePagemaps()).containsExactly(other);
        long pages = memory.memmap().pages();
        Pagemap second = memory.newPagemapInPlaceOf(first, next, first.owner());
        assertThat(second.firstPfn()).isEqualTo(first.firstPfn());
        assertThat(second.lastPfn()).isEqualTo(first.lastPfn());
        assertThat(second.address()).isEqualTo(first.address());
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.freePages()).isEqualTo(64);
        assertThat(memory.memmap().pages()).as("no new struct page").isEqualTo(pages);
        assertThat(memory.pagemapOf(page)).isSameAs(second);
        assertThat(memory.pagemapOf(other.firstPfn())).isSameAs(other);
        assertThat(memory.pagemap(second.id())).isSameAs(second);
        for (int none : new int[] {-1, second.id() + 1}) {
            assertThatExceptionOfType(ArrayIndexOutOfBoundsException.class).isThrownBy(() -> memory.pagemap(none));
        }
        assertThat(memory.livePagemaps()).containsExactly(other, second);
        assertThatIllegalArgumentException().as("given away").isThrownBy(() -> memory.newPagemapInPlaceOf(first, next, first.owner()));
    }

    @Test
    @DisplayName("reserved memory is handed out in one run")
    void reserve() {
        memory.reserve(5000);
        long pages = memory.memmap().pages();
        long first = memory.allocateSystem(0);
        for (int i = 1; i < 5000; i++) {
            assertThat(memory.allocateSystem(0)).isEqualTo(first + i);
        }
        assertThat(memory.memmap().pages()).isEqualTo(pages);
    }

    @Test
    @DisplayName("a memmap beyond what an array holds is refused")
    void tooLarge() {
        assertThatIllegalStateException().isThrownBy(() -> pagemap("a", Integer.MAX_VALUE));
    }
}
