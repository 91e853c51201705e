package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Encoding of page-table entries and of pfn words. */
class PteTest {
    @Property
    void presentEntriesRoundTrip(@ForAll @LongRange(min = 0, max = Pte.MAX_PFN) long pfn, @ForAll boolean writable) {
        for (long entry : new long[] {Pte.page(pfn, writable), Pte.leaf(pfn, writable), Pte.special(pfn, writable)}) {
            assertThat(Pte.pfn(entry)).isEqualTo(pfn);
            assertThat(Pte.writable(entry)).isEqualTo(writable);
            assertThat(Pte.present(entry)).isTrue();
            assertThat(Pte.isTable(entry)).isFalse();
            assertThat(Pte.type(entry)).isZero();
            assertThat(Pte.isDevicePrivate(entry)).isFalse();
            long hint = Pte.protnone(entry);
            assertThat(Pte.present(hint)).as("a hint counts as present").isTrue();
            assertThat(Pte.pfn(hint)).isEqualTo(pfn);
            assertThat(Pte.writable(hint)).isEqualTo(writable);
            assertThat(hint & ~Pte.PROTNONE).isEqualTo(entry);
        }
        assertThat(Pte.isLeaf(Pte.leaf(pfn, writable))).isTrue();
        assertThat(Pte.isLeaf(Pte.page(pfn, writable))).isFalse();
    }

    @Property
    void absentEntriesRoundTrip(@ForAll @LongRange(min = 0, max = Pte.MAX_PFN) long pfn, @ForAll boolean writable,
            @ForAll @IntRange(min = 0, max = Pte.MAX_OWNER_ID) int owner) {
        Map<Long, Long> entries = Map.of(Pte.SWAP, Pte.swap(pfn), Pte.MIGRATION, Pte.migration(pfn, writable),
                Pte.DEVICE_PRIVATE, Pte.devicePrivate(pfn, writable, owner), Pte.DEVICE_EXCLUSIVE, Pte.deviceExclusive(pfn, writable),
                Pte.HWPOISON, Pte.hwpoison(pfn));
        entries.forEach((type, entry) -> {
            for (long form : new long[] {entry, Pte.huge(entry)}) {
                assertThat(Pte.type(form)).isEqualTo(type);
                assertThat(Pte.pfn(form)).isEqualTo(pfn);
                assertThat(Pte.present(form)).isFalse();
                assertThat(Pte.isTable(form)).isFalse();
                assertThat(Pte.isLeaf(form)).as("only a present one is a leaf").isFalse();
                assertThat(Pte.isZero(form)).isFalse();
                assertThat(Pte.isDevicePrivate(form)).isEqualTo(type == Pte.DEVICE_PRIVATE);
                assertThat((form & Pte.OWNER_MASK) >>> Pte.OWNER_SHIFT).isEqualTo(type == Pte.DEVICE_PRIVATE ? owner : 0L);
            }
            assertThat(Pte.isHuge(entry)).isFalse();
            assertThat(Pte.isHuge(Pte.huge(entry))).isTrue();
            boolean hasWrite = Set.of(Pte.MIGRATION, Pte.DEVICE_PRIVATE, Pte.DEVICE_EXCLUSIVE).contains(type);
            assertThat(Pte.writable(entry)).isEqualTo(hasWrite && writable);
        });
    }

    @Property
    void pfnIsReplacedAlone(@ForAll @LongRange(min = 0, max = Pte.MAX_PFN) long from,
            @ForAll @LongRange(min = 0, max = Pte.MAX_PFN) long to) {
        long entry = Pte.huge(Pte.devicePrivate(from, true, Pte.MAX_OWNER_ID));
        assertThat(Pte.withPfn(entry, to)).isEqualTo(Pte.huge(Pte.devicePrivate(to, true, Pte.MAX_OWNER_ID)));
    }

    @Test
    @DisplayName("the kinds are pairwise different, and only none is zero")
    void kindsDiffer() {
        List<Long> kinds = Stream.of(Pte.NONE, Pte.page(0, false), Pte.page(0, true), Pte.leaf(0, false), Pte.protnone(Pte.page(0, true)),
                Pte.special(0, false), Pte.table(0), Pte.bad(), Pte.swap(0), Pte.migration(0, false), Pte.devicePrivate(0, false, 0),
                Pte.deviceExclusive(0, false), Pte.hwpoison(0), Pte.marker(Pte.MARKER_POISON), Pte.marker(Pte.MARKER_GUARD),
                Pte.marker(Pte.MARKER_UFFD_WP), Pte.marker(Pte.OTHER), Pte.zeroPage(), Pte.hugeZeroPage()).toList();
        // A bad PMD is what a read-only page at pfn 0 would be at PTE level; the level tells them apart.
        Set<Long> distinct = new TreeSet<>(kinds);
        assertThat(distinct).hasSize(kinds.size() - 1);
        assertThat(Pte.bad()).isEqualTo(Pte.page(0, false));
        assertThat(kinds.stream().filter(kind -> kind == 0)).hasSize(1);
    }

    @Test
    @DisplayName("predicates of table, bad and zero entries")
    void predicates() {
        assertThat(Pte.isTable(Pte.table(7))).isTrue();
        assertThat(Pte.present(Pte.table(7))).isTrue();
        assertThat(Pte.isLeaf(Pte.table(7))).isFalse();
        assertThat(Pte.pfn(Pte.table(7))).isEqualTo(7);
        assertThat(Pte.present(Pte.bad())).isTrue();
        assertThat(Pte.isLeaf(Pte.bad())).isFalse();
        assertThat(Pte.isTable(Pte.bad())).isFalse();
        assertThat(Pte.isZero(Pte.zeroPage())).isTrue();
        assertThat(Pte.isZero(Pte.hugeZeroPage())).isTrue();
        assertThat(Pte.isLeaf(Pte.hugeZeroPage())).isTrue();
        assertThat(Pte.writable(Pte.zeroPage())).isFalse();
        assertThat(Pte.isZero(Pte.page(5, false))).isFalse();
    }

    @Test
    @DisplayName("a value that does not fit its field is refused")
    void limits() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pte.page(Pte.MAX_PFN + 1, false));
        assertThatIllegalArgumentException().isThrownBy(() -> Pte.page(-1, false));
        assertThatIllegalArgumentException().isThrownBy(() -> Pte.swap(Pte.MAX_PFN + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Pte.withPfn(Pte.bad(), -1));
        assertThatIllegalArgumentException().isThrownBy(() -> Pte.devicePrivate(0, false, Pte.MAX_OWNER_ID + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Pte.devicePrivate(0, false, -1));
    }

    @Property
    void wordsRoundTrip(@ForAll @LongRange(min = 0, max = (1L << 53) - 1) long pfn, @ForAll @IntRange(min = 0, max = 31) int order,
            @ForAll @IntRange(min = 0, max = 63) int flags) {
        long word = pfn | HmmPfn.orderBits(order) | (long) flags << 58;
        assertThat(HmmPfn.pfn(word)).isEqualTo(pfn);
        assertThat(HmmPfn.order(word)).isEqualTo(order);
        assertThat(word & HmmPfn.FLAGS & ~HmmPfn.ORDER_MASK).isEqualTo((long) flags << 58);
    }

    @Test
    @DisplayName("the layout of a word: V W E D P B, five bits of order, 53 of pfn")
    void wordLayout() {
        Map<Integer, Long> bits = new HashMap<>();
        bits.put(63, HmmPfn.VALID);
        bits.put(62, HmmPfn.WRITE);
        bits.put(61, HmmPfn.ERROR);
        bits.put(60, HmmPfn.DMA_MAPPED);
        bits.put(59, HmmPfn.P2PDMA);
        bits.put(58, HmmPfn.P2PDMA_BUS);
        bits.forEach((bit, flag) -> assertThat(flag).isEqualTo(1L << bit));
        assertThat(HmmPfn.STICKY).isEqualTo(7L << 58);
        assertThat(HmmPfn.ORDER_MASK).isEqualTo(31L << 53);
        assertThat(HmmPfn.PFN_MASK).isEqualTo((1L << 53) - 1);
        assertThat(HmmPfn.REQ_FAULT).isEqualTo(HmmPfn.VALID);
        assertThat(HmmPfn.REQ_WRITE).isEqualTo(HmmPfn.WRITE);
    }

    @Test
    @DisplayName("what an entry grants")
    void cpuFlags() {
        long rw = HmmPfn.VALID | HmmPfn.WRITE;
        assertThat(HmmPfn.cpuFlags(Pte.page(1, true))).isEqualTo(rw);
        assertThat(HmmPfn.cpuFlags(Pte.page(1, false))).isEqualTo(HmmPfn.VALID);
        assertThat(HmmPfn.cpuFlags(Pte.protnone(Pte.page(1, true)))).isZero();
        assertThat(HmmPfn.cpuFlags(Pte.zeroPage())).isEqualTo(HmmPfn.VALID);
        assertThat(HmmPfn.cpuFlags(Pte.devicePrivate(1, true, 1))).isZero();
        assertThat(HmmPfn.cpuFlags(Pte.NONE)).isZero();
    }

    @Test
    @DisplayName("return codes: negated Linux error numbers, and their symbols")
    void errno() {
        assertThat(Errno.EPERM).isEqualTo(-1);
        assertThat(Errno.EINTR).isEqualTo(-4);
        assertThat(Errno.ENOMEM).isEqualTo(-12);
        assertThat(Errno.EFAULT).isEqualTo(-14);
        assertThat(Errno.EBUSY).isEqualTo(-16);
        assertThat(Errno.EINVAL).isEqualTo(-22);
        assertThat(Errno.name(0)).isEqualTo("0");
        assertThat(Errno.name(-7)).isEqualTo("-7");
        assertThat(VmFault.toErrno(VmFault.OOM | VmFault.HWPOISON)).as("no memory comes first").isEqualTo(Errno.ENOMEM);
        assertThat(VmFault.toErrno(VmFault.HWPOISON | VmFault.SIGBUS)).isEqualTo(Errno.EFAULT);
        assertThat(VmFault.toErrno(VmFault.RETRY)).as("not an error").isZero();
        assertThat(VmFault.toErrno(0)).isZero();
    }

    @Test
    @DisplayName("segments end at the next boundary or at the end of the range")
    void segmentEnd() {
        assertThat(Paging.segmentEnd(0, 0x1000, 0x5000)).isEqualTo(0x1000);
        assertThat(Paging.segmentEnd(0xfff, 0x1000, 0x5000)).isEqualTo(0x1000);
        assertThat(Paging.segmentEnd(0x1000, 0x1000, 0x1800)).isEqualTo(0x1800);
        assertThat(Paging.segmentEnd(0x1000, 0x1000, 0x2000)).isEqualTo(0x2000);
        assertThat(Paging.slot(0x1ff000, Paging.PAGE_SHIFT)).isEqualTo(511);
        assertThat(Paging.slot(0x200000, Paging.PAGE_SHIFT)).isZero();
        assertThat(Paging.slot(0x200000, Paging.PMD_SHIFT)).isEqualTo(1);
        assertThat(Paging.slot(Paging.TASK_SIZE - 1, Paging.PGDIR_SHIFT)).isEqualTo(255);
    }
}
