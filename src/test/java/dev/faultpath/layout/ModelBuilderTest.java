package dev.faultpath.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelBuilderTest {
    private static final String MACHINE = """
            faultpath-layout 1
            device gpu0
            owner own
            owner other
            pagemap vram0 device=gpu0 owner=own type=private pages=1024
            pagemap vram1 device=gpu0 owner=other type=private pages=1000
            pagemap hbm0 device=gpu0 owner=own type=coherent pages=1024
            """;

    private static LayoutModel build(String area) {
        return ModelBuilder.build(Texts.layout(MACHINE + area + "end\n", "test"));
    }

    @Provide
    Arbitrary<Layout> layouts() {
        return LayoutArbitraries.layouts();
    }

    @Property(tries = 200)
    void everyEntryIsWhatTheLayoutSays(@ForAll("layouts") Layout layout) {
        LayoutModel model = ModelBuilder.build(layout);
        AddressSpace mm = model.mm();
        PhysicalPlacement placement = PhysicalPlacement.of(layout, Memmap.FIRST_FREE_PFN, 1L << 32);
        assertThat(mm.vmas()).hasSameSizeAs(layout.vmas());
        int ordinal = 0;
        for (Layout.Vma v : layout.vmas()) {
            for (Run r : v.runs()) {
                int leaf = r.kind().leafPages(v.hugetlbOrder());
                Pagemap pagemap = r.pagemap() == null ? null : model.pagemaps().get(r.pagemap());
                for (long i = 0; i < r.pages(); i += leaf) {
                    long addr = v.start() + (r.offset() + i) * Paging.PAGE_SIZE;
                    EntryKind kind = ModelBuilder.kindAt(mm, addr);
                    // A read-only page that the layout maps twice is shared whether it says so or not.
                    boolean shared = r.first() != Run.AUTO && (kind == EntryKind.COW || kind == EntryKind.RO);
                    if (!shared) {
                        assertThat(kind).isEqualTo(r.kind());
                    }
                    if (r.kind().hasPfn()) {
                        long pfn = placement.page(ordinal, i) + (pagemap == null ? 0 : pagemap.firstPfn());
                        assertThat(Pte.pfn(mm.pageTable().lookup(addr))).isEqualTo(pfn);
                        assertThat(ModelBuilder.pagemapAt(mm, addr)).isSameAs(pagemap);
                    }
                }
                ordinal++;
            }
        }
    }

    @Property(tries = 100)
    void twoBuildsAreAlike(@ForAll("layouts") Layout layout) {
        LayoutModel a = ModelBuilder.build(layout);
        LayoutModel b = ModelBuilder.build(layout);
        assertThat(a.mm().pageTable().entries()).isEqualTo(b.mm().pageTable().entries());
        assertThat(a.memory().memmap().words()).isEqualTo(b.memory().memmap().words());
    }

    @Property(tries = 100)
    void pagesInUseAreTheLeavesOfTheLayout(@ForAll("layouts") Layout layout) {
        LayoutModel model = ModelBuilder.build(layout);
        long[] device = new long[model.memory().pagemaps().length];
        for (Layout.Vma v : layout.vmas()) {
            for (Run r : v.runs()) {
                if (r.pagemap() != null) {
                    device[model.pagemaps().get(r.pagemap()).id()] += r.pages();
                }
            }
        }
        for (Pagemap p : model.memory().pagemaps()) {
            assertThat(p.references()).isEqualTo((int) device[p.id()]);
        }
    }

    @ParameterizedTest
    @EnumSource(EntryKind.class)
    void everyKindStandsAlone(EntryKind kind) {
        boolean hugetlb = kind.level() == EntryKind.Level.HUGETLB;
        String pagemap = kind.backing() == EntryKind.Backing.DEVICE ? " pagemap=vram0" : "";
        LayoutModel model = build("vma 0x40000000 262144 rw-p anon" + (hugetlb ? " hugetlb=9" : "") + "\n 0+" + kind.leafPages(9)
                + " " + kind.token() + pagemap + "\n");
        assertThat(ModelBuilder.kindAt(model.mm(), 0x40000000)).isEqualTo(kind);
    }

    @Test
    void holesHaveNoTables() {
        LayoutModel model = build("vma 0x40000000 262144 rw-p anon\n");
        assertThat(model.mm().pageTable().tables()).isEqualTo(1);
        assertThat(ModelBuilder.kindAt(model.mm(), 0x40000000)).isNull();
        LayoutModel none = build("vma 0x40000000 262144 rw-p anon\n 5+1 none\n");
        assertThat(none.mm().pageTable().tables()).isEqualTo(4);
        assertThat(ModelBuilder.kindAt(none.mm(), 0x40000000)).isEqualTo(EntryKind.NONE);
        assertThat(ModelBuilder.kindAt(none.mm(), 0x40200000)).isNull();
    }

    @Test
    void statedPagesComeOutAsStated() {
        LayoutModel model = build("vma 0x40000000 1024 rw-p anon\n 0+1 rw pfn=0x1234\n +1 special-rw pfn=0xabcdef0\n"
                + " +1 device-private-rw pagemap=vram1 at=7\n 512+512 pmd-rw pfn=0x2000\n");
        PageTable table = model.mm().pageTable();
        assertThat(Pte.pfn(table.lookup(0x40000000))).isEqualTo(0x1234);
        assertThat(Pte.pfn(table.lookup(0x40001000))).isEqualTo(0xabcdef0);
        assertThat(Pte.pfn(table.lookup(0x40002000))).isEqualTo(model.pagemaps().get("vram1").firstPfn() + 7);
        assertThat(Pte.pfn(table.lookup(0x40200000))).isEqualTo(0x2000);
    }

    @Test
    void compoundPagesLeadToTheirPagemapThroughTheHead() {
        LayoutModel model = build("vma 0x40000000 512 rw-p anon\n 0+512 pmd-device-private-rw pagemap=vram0\n");
        Pagemap vram0 = model.pagemaps().get("vram0");
        long tail = vram0.firstPfn() + 300;
        long head = model.memory().memmap().words()[((int) tail << Memmap.STRIDE_SHIFT) + Memmap.HEAD];
        assertThat(head).isEqualTo(vram0.firstPfn() << 1 | 1);
        assertThat(model.memory().ownerOf(tail)).isSameAs(model.owners().get("own"));
    }

    @Test
    void sharedPagesAreMappedTwice() {
        LayoutModel model = build("vma 0x40000000 8 rw-p anon\n 0+1 cow\n 1+1 ro\n 2+1 ro pfn=0x600\n 3+1 ro pfn=0x600\n");
        assertThat(ModelBuilder.kindAt(model.mm(), 0x40000000)).isEqualTo(EntryKind.COW);
        assertThat(ModelBuilder.kindAt(model.mm(), 0x40001000)).isEqualTo(EntryKind.RO);
        assertThat(ModelBuilder.kindAt(model.mm(), 0x40002000)).isEqualTo(EntryKind.COW);
        assertThat(model.memory().memmap().mapCount(0x600)).isEqualTo(2);
    }

    @Test
    void aHugeLeafAndAPageMayShareMemory() {
        LayoutModel model = build("vma 0x40000000 1024 rw-p anon\n 0+1 ro pfn=0x2005\n 512+512 pmd-ro pfn=0x2000\n");
        assertThat(model.memory().systemPagesInUse()).isEqualTo(512);
    }

    @Test
    void flagsArriveAtTheVma() {
        Layout l = new Layout(List.of(), List.of(), List.of(), List.of(), List.of(new Layout.Vma(0x40000000, 512,
                Set.of(VmaFlag.values()), 9, List.of()), new Layout.Vma(0x40200000, 1, Set.of(), 0, List.of())));
        Vma[] vmas = ModelBuilder.build(l).mm().vmas();
        assertThat(vmas[0].has(Vma.READ | Vma.WRITE | Vma.EXEC | Vma.SHARED | Vma.IO | Vma.PFNMAP | Vma.MIXEDMAP | Vma.HUGETLB
                | Vma.HUGEPAGE | Vma.ANONYMOUS)).isTrue();
        assertThat(vmas[0].hugetlbOrder()).isEqualTo(9);
        assertThat(vmas[1].flags()).isZero();
    }

    @Test
    void theAskerIsTheFirstOwner() {
        assertThat(build("").asker().name()).isEqualTo("own");
        assertThat(ModelBuilder.build(SyntheticLayouts.systemPresent(1)).asker()).isNull();
    }

    @Test
    void aMillionPagesAreBuilt() {
        LayoutModel model = ModelBuilder.build(SyntheticLayouts.alternating(1 << 20, 16, 8, false));
        assertThat(model.mm().pageTable().tables()).isEqualTo(1 + 1 + 4 + 2048);
    }

    @Test
    void capturedLayoutsAreBuilt() {
        for (String name : Layouts.names()) {
            if (name.startsWith("captured-")) {
                assertThat(ModelBuilder.build(DevicePlacement.parse("alternate:16:4").apply(Layouts.named(name))).mm().vmas()).isNotEmpty();
            }
        }
    }

    @Test
    @Timeout(20)
    void aMillionAreasTakeNoLongerThanTheyAreMany() {
        List<Layout.Vma> areas = LongStream.range(0, 1_000_000).mapToObj(i -> new Layout.Vma(Layout.BASE + 2 * i * Paging.PAGE_SIZE, 1,
                EnumSet.of(Layout.VmaFlag.READ), 0, List.of())).toList();
        assertThat(ModelBuilder.build(Layout.ofVmas(areas)).mm().vmas()).hasSize(1_000_000);
    }
}
