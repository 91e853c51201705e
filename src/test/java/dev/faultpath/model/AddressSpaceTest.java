package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The areas of an address space. */
class AddressSpaceTest {
    private static final long P = Paging.PAGE_SIZE;

    private final AddressSpace mm = new AddressSpace(new PhysicalMemory());

    @Property
    void findsWhatIsMapped(@ForAll @Size(max = 30) List<@IntRange(max = 4000) Integer> numbers) {
        AddressSpace space = new AddressSpace(new PhysicalMemory());
        List<Vma> mapped = new ArrayList<>();
        for (int number : numbers) {
            long start = number / 10 % 100 * P;
            Vma vma = new Vma(start, start + (1 + number % 10) * P, Vma.READ);
            Vma there = mapped.stream().filter(other -> other.start() < vma.end() && vma.start() < other.end()).findFirst().orElse(null);
            if (number > 3000 && there != null) {
                assertThat(space.unmap(there)).isTrue();
                assertThat(space.unmap(there)).isFalse();
                mapped.remove(there);
            } else if (there == null) {
                space.map(vma);
                mapped.add(vma);
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> space.map(vma));
            }
        }
        mapped.sort((a, b) -> Long.compare(a.start(), b.start()));
        assertThat(space.vmas()).containsExactlyElementsOf(mapped);
        for (long addr = 0; addr < 112 * P; addr += P / 2) {
            long at = addr;
            assertThat(space.findVma(at)).isSameAs(mapped.stream().filter(vma -> vma.end() > at).findFirst().orElse(null));
            assertThat(space.vmaLookup(at))
                    .isSameAs(mapped.stream().filter(vma -> vma.start() <= at && at < vma.end()).findFirst().orElse(null));
        }
    }

    @Test
    @DisplayName("which areas may be walked")
    void walkable() {
        assertThat(new Vma(0, P, Vma.READ).walkable()).isTrue();
        assertThat(new Vma(0, P, Vma.READ | Vma.WRITE | Vma.MIXEDMAP | Vma.SHARED).walkable()).isTrue();
        assertThat(new Vma(0, P, Vma.WRITE).walkable()).isFalse();
        assertThat(new Vma(0, P, Vma.EXEC).walkable()).isFalse();
        assertThat(new Vma(0, P, Vma.READ | Vma.IO).walkable()).isFalse();
        assertThat(new Vma(0, P, Vma.READ | Vma.PFNMAP).walkable()).isFalse();
    }

    @Test
    @DisplayName("areas that can not be are refused")
    void refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(P, P, Vma.READ));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(2 * P, P, Vma.READ));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(-P, P, Vma.READ));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(1, P, Vma.READ));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(0, P + 1, Vma.READ));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(0, Paging.TASK_SIZE + P, Vma.READ));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(0, P, 1 << 20));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(0, P, Vma.HUGETLB));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(0, Paging.PMD_SIZE, Vma.READ, Paging.PMD_ORDER));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(P, Paging.PMD_SIZE + P, Vma.HUGETLB, Paging.PMD_ORDER));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(0, Paging.PMD_SIZE, Vma.HUGETLB, Paging.PUD_ORDER));
        assertThatIllegalArgumentException().isThrownBy(() -> new Vma(0, 16 * P, Vma.HUGETLB, 4));
        assertThat(new Vma(0, Paging.TASK_SIZE, Vma.READ).end()).isEqualTo(Paging.TASK_SIZE);
        assertThat(new Vma(0, Paging.PUD_SIZE, Vma.HUGETLB, Paging.PUD_ORDER).hugetlbOrder()).isEqualTo(Paging.PUD_ORDER);
    }

    @Test
    @DisplayName("an overlap leaves the list as it was")
    void overlap() {
        Vma vma = new Vma(4 * P, 8 * P, Vma.READ);
        mm.map(vma);
        for (long[] bounds : new long[][] {{0, 5}, {7, 9}, {5, 6}, {0, 20}, {4, 8}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> mm.map(new Vma(bounds[0] * P, bounds[1] * P, Vma.READ)));
        }
        mm.map(new Vma(0, 4 * P, Vma.READ));
        mm.map(new Vma(8 * P, 9 * P, Vma.READ));
        assertThat(mm.vmas()).hasSize(3).contains(vma);
    }

    @Test
    @DisplayName("tear-down is final, and an empty address space costs the root and little more")
    void exitAndFootprint() {
        assertThat(8L * mm.pageTable().entries().length).isLessThanOrEqualTo(16 * 1024);
        assertThat(mm.exiting()).isFalse();
        mm.exit();
        assertThat(mm.exiting()).isTrue();
        assertThat(mm.findVma(0)).isNull();
    }
}
