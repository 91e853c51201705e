package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Moves of single mappings, and what must not be moved. */
class PageMoverTest {
    private static final long ADDR = 1L << 30;

    private final PhysicalMemory memory = new PhysicalMemory();
    private final AddressSpace mm = new AddressSpace(memory);
    private final Memmap memmap = memory.memmap();
    private final PageMover mover = new PageMover(mm);
    private final Pagemap vram = memory.newPagemap(memory.newDevice("gpu", 1), Pagemap.Type.PRIVATE, memory.newOwner("gpu"), 1024);

    private long systemPage() {
        long pfn = memory.allocateSystem(0);
        memmap.addMapCount(pfn, 1);
        mm.map(new Vma(ADDR, ADDR + Paging.PMD_SIZE, Vma.READ | Vma.WRITE | Vma.ANONYMOUS));
        mm.pageTable().setPte(ADDR, Pte.page(pfn, true));
        return pfn;
    }

    /** Ways in which a page is in use elsewhere, each with the way back. */
    private Map<String, LongConsumer[]> uses() {
        Map<String, LongConsumer[]> uses = new LinkedHashMap<>();
        uses.put("pinned", new LongConsumer[] {memmap::pin, memmap::unpin});
        uses.put("locked", new LongConsumer[] {pfn -> assertThat(memmap.trylock(pfn)).isTrue(), memmap::unlock});
        uses.put("mapped elsewhere too", new LongConsumer[] {pfn -> memmap.addMapCount(pfn, 2), pfn -> memmap.addMapCount(pfn, -2)});
        return uses;
    }

    @Test
    @DisplayName("a system page in use elsewhere is refused and stays, and no device page is taken for it")
    void toDevice() {
        long pfn = systemPage();
        uses().forEach((what, use) -> {
            use[0].accept(pfn);
            assertThat(mover.toDevice(ADDR, vram)).as(what).isEqualTo(Errno.EBUSY);
            assertThat(mm.pageTable().lookup(ADDR)).as(what).isEqualTo(Pte.page(pfn, true));
            assertThat(vram.references()).as(what).isZero();
            assertThat(memory.systemPagesInUse()).as(what).isEqualTo(1);
            use[1].accept(pfn);
        });
        assertThat(mover.toDevice(ADDR, vram)).isZero();
        assertThat(memory.systemPagesInUse()).isZero();
    }

    @Test
    @DisplayName("a device page in use elsewhere is refused and stays, also by an eviction, and no system page is taken for it")
    void toSystem() {
        systemPage();
        assertThat(mover.toDevice(ADDR, vram)).isZero();
        long entry = mm.pageTable().lookup(ADDR);
        uses().forEach((what, use) -> {
            use[0].accept(Pte.pfn(entry));
            assertThat(mover.toSystem(ADDR)).as(what).isEqualTo(Errno.EBUSY);
            assertThat(mover.evict(vram)).as(what).isZero();
            assertThat(mm.pageTable().lookup(ADDR)).as(what).isEqualTo(entry);
            assertThat(vram.references()).as(what).isEqualTo(1);
            assertThat(memory.systemPagesInUse()).as(what).isZero();
            use[1].accept(Pte.pfn(entry));
        });
        assertThat(mover.evict(vram)).isZero();
        assertThat(vram.references()).isZero();
    }
}
