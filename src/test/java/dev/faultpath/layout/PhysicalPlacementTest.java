package dev.faultpath.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.layout.EntryKind.Backing;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PhysicalPlacementTest {
    private static final Set<VmaFlag> RW = Set.of(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON);

    @Provide
    Arbitrary<Layout> layouts() {
        return LayoutArbitraries.layouts();
    }

    private static PhysicalPlacement place(Run... runs) {
        return PhysicalPlacement.of(Layout.ofVmas(List.of(new Layout.Vma(Layout.BASE, 4096, RW, 0, List.of(runs)))), 1024, 1L << 32);
    }

    @Property(tries = 300)
    void noPageIsGivenTwiceByRule(@ForAll("layouts") Layout layout) {
        PhysicalPlacement p = PhysicalPlacement.of(layout, 1024, 1L << 32);
        Map<String, Set<Long>> taken = new HashMap<>();
        Map<String, Set<Long>> stated = new HashMap<>();
        int ordinal = 0;
        for (Layout.Vma v : layout.vmas()) {
            for (Run r : v.runs()) {
                String region = r.pagemap() != null ? r.pagemap() : r.kind().backing() == Backing.RAW_PFN ? "raw" : "system";
                for (long i = 0; i < r.pages(); i++) {
                    long page = p.page(ordinal, i);
                    if (!r.kind().hasPfn()) {
                        assertThat(page).isNegative();
                    } else if (r.first() != Run.AUTO) {
                        assertThat(page).isEqualTo(r.first() + i);
                        stated.computeIfAbsent(region, k -> new HashSet<>()).add(page);
                    } else {
                        assertThat(taken.computeIfAbsent(region, k -> new HashSet<>()).add(page)).isTrue();
                        if (r.pagemap() != null) {
                            assertThat(page).isBetween(0L, (1L << 16) - 1);
                        }
                    }
                }
                ordinal++;
            }
        }
        taken.forEach((region, pages) -> assertThat(pages.stream().filter(stated.getOrDefault(region, Set.of())::contains)).isEmpty());
    }

    @Property(tries = 200)
    void hugeLeavesAreAligned(@ForAll("layouts") Layout layout) {
        PhysicalPlacement p = PhysicalPlacement.of(layout, 1024, 1L << 32);
        int ordinal = 0;
        for (Layout.Vma v : layout.vmas()) {
            for (Run r : v.runs()) {
                int leaf = r.kind().leafPages(v.hugetlbOrder());
                for (long i = 0; leaf > 1 && r.kind().hasPfn() && i < r.pages(); i++) {
                    long page = p.page(ordinal, i);
                    assertThat(page % leaf).isEqualTo(i % leaf);
                }
                ordinal++;
            }
        }
    }

    @Property(tries = 50)
    void noChunkIsFollowedByItsSuccessor(@ForAll @IntRange(min = 1, max = 3000) int n, @ForAll long seed) {
        int[] p = PhysicalPlacement.shuffle(n, seed);
        for (int i = 0; i + 1 < n; i++) {
            assertThat(p[i + 1]).isNotEqualTo(p[i] + 1);
        }
        Arrays.sort(p);
        for (int i = 0; i < n; i++) {
            assertThat(p[i]).isEqualTo(i);
        }
    }

    @Test
    void chunksAreContiguousInsideAndBrokenBetween() {
        PhysicalPlacement p = place(new Run(0, 103, EntryKind.RW, null, Run.AUTO, 4));
        for (int i = 1; i < 103; i++) {
            boolean contiguous = p.page(0, i) == p.page(0, i - 1) + 1;
            assertThat(contiguous).as("page %d", i).isEqualTo(i % 4 != 0);
        }
    }

    @Test
    void alignedStretchesStayAligned() {
        PhysicalPlacement p = place(Run.of(0, 3, EntryKind.RW), Run.of(16, 16, EntryKind.RW), Run.of(37, 600, EntryKind.RO));
        assertThat(p.page(1, 0) % 16).isZero();
        // Its virtual pages 512 and up start a 2 MiB block, and so do its physical ones.
        assertThat(p.page(2, 512 - 37) % 512).isZero();
        assertThat(p.page(2, 599)).isEqualTo(p.page(2, 0) + 599);
    }

    @Test
    void statedPagesAreSkipped() {
        PhysicalPlacement p = place(Run.of(0, 8, EntryKind.RW), new Run(8, 4, EntryKind.RO, null, 1026, 0), Run.of(12, 2, EntryKind.RW));
        assertThat(p.page(0, 0)).isEqualTo(1030);
        assertThat(p.page(1, 0)).isEqualTo(1026);
        assertThat(p.page(2, 0)).isEqualTo(1038);
        assertThat(p.systemEnd()).isEqualTo(1040);
    }

    @Test
    void onePageMayBeMappedTwice() {
        PhysicalPlacement p = place(new Run(0, 4, EntryKind.RO, null, 2000, 0), new Run(4, 4, EntryKind.RO, null, 2002, 0),
                new Run(8, 4, EntryKind.RO, null, 1999, 0));
        assertThat(p.page(1, 0)).isEqualTo(2002);
        assertThat(p.systemEnd()).isEqualTo(2006);
    }
}
