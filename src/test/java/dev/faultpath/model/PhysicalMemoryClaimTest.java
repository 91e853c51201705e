package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Models that are built with stated pfns. */
class PhysicalMemoryClaimTest {
    private final PhysicalMemory memory = new PhysicalMemory();

    @Test
    void pagesPassedOverAreFreeForLater() {
        memory.claimSystem(1026, 0);
        memory.claimSystem(1536, 9);
        assertThat(memory.systemPagesInUse()).isEqualTo(513);
        assertThat(memory.memmap().pagemapId(1536 + 7)).isEqualTo(-1);
        assertThat(memory.memmap().words()[(1536 + 7 << Memmap.STRIDE_SHIFT) + Memmap.HEAD]).isEqualTo(1536 << 1 | 1);
        boolean[] seen = new boolean[1536];
        for (int i = 0; i < 511; i++) {
            int pfn = (int) memory.allocateSystem(0);
            assertThat(pfn).isBetween(1024, 1535).isNotEqualTo(1026);
            assertThat(seen[pfn]).isFalse();
            seen[pfn] = true;
        }
        assertThat(memory.allocateSystem(0)).isGreaterThanOrEqualTo(2048);
    }

    @Test
    void claimsAscend() {
        memory.claimSystem(2000, 0);
        assertThatThrownBy(() -> memory.claimSystem(2000, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.claimSystem(1500, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.claimSystem(2049, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PhysicalMemory().claimSystem(Memmap.ZERO_PFN, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void systemMemoryComesBeforeTheFirstPagemap() {
        memory.claimSystem(1024, 0);
        memory.newPagemap(memory.newDevice("gpu0", 0), Pagemap.Type.PRIVATE, memory.newOwner("own"), 16);
        assertThatThrownBy(() -> memory.claimSystem(5000, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLimitHolds() {
        assertThatThrownBy(() -> new PhysicalMemory(100).claimSystem(1024, 9)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDeviceClaimIsWholeOrNothing() {
        Pagemap p = memory.newPagemap(memory.newDevice("gpu0", 0), Pagemap.Type.PRIVATE, memory.newOwner("own"), 1024);
        assertThat(memory.claimDevice(p, p.firstPfn() + 600, 0)).isTrue();
        assertThat(memory.claimDevice(p, p.firstPfn() + 512, 9)).isFalse();
        assertThat(p.references()).isEqualTo(1);
        assertThat(memory.claimDevice(p, p.firstPfn(), 9)).isTrue();
        assertThat(p.references()).isEqualTo(513);
        assertThat(memory.ownerOf(p.firstPfn() + 500)).isSameAs(p.owner());
    }
}
