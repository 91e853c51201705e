package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The device's page table and its granules. */
class DevicePageTableTest {
    private static final long P = Paging.PAGE_SIZE;
    private static final long BASE = Paging.PUD_SIZE - Paging.PMD_SIZE;
    private static final int PAGES = 3 * 512;
    private static final long RW = HmmPfn.VALID | HmmPfn.WRITE;

    private final DevicePageTable table = new DevicePageTable();

    private static HmmRange range(int firstPage, long... words) {
        HmmRange range = new HmmRange();
        range.start = BASE + firstPage * P;
        range.end = range.start + words.length * P;
        range.pfns = words;
        return range;
    }

    private static long[] run(int pages, long pfn, long bits) {
        long[] words = new long[pages];
        for (int i = 0; i < pages; i++) {
            words[i] = pfn + i | bits;
        }
        return words;
    }

    private int orderAt(int page) {
        long entry = table.lookup(BASE + page * P);
        return entry == Pte.NONE ? -1 : DevicePageTable.orderOf(entry);
    }

    @Test
    @DisplayName("the largest granule that address, pfn, run and rights allow")
    void granules() {
        assertThat(table.commit(range(0, run(512, 1024, RW)))).isEqualTo(1);
        assertThat(orderAt(511)).isEqualTo(9);
        assertThat(table.commit(range(0, run(512, 1024 + 16, RW)))).as("the pfn is aligned to 64 KiB only").isEqualTo(32);
        assertThat(orderAt(17)).isEqualTo(4);
        assertThat(table.commit(range(0, run(512, 1025, RW)))).as("it is aligned to nothing").isEqualTo(512);
        assertThat(orderAt(17)).isZero();
        assertThat(table.commit(range(1, run(512, 1024, RW)))).as("the address is aligned to nothing").isEqualTo(512);
        assertThat(table.commit(range(16, run(496, 1024 + 16, RW)))).as("31 granules and no 2 MiB").isEqualTo(31);

        long[] words = run(32, 2048, RW);
        words[20] &= ~HmmPfn.WRITE;
        assertThat(table.commit(range(0, words))).as("one read-only page splits its granule").isEqualTo(1 + 16);
        words = run(32, 2048, RW);
        words[3] = 0;
        assertThat(table.commit(range(0, words))).as("a page without VALID as well").isEqualTo(15 + 1);
        assertThat(table.pfnAt(BASE + 3 * P)).isEqualTo(-1);
    }

    @Test
    @DisplayName("an exact zap keeps what sticks out of it, as small entries, with permission and tag")
    void zapExactly() {
        for (long pfn : new long[] {1024, 1024 + 16}) {
            table.commit(range(0, run(512, pfn, RW)), 3);
            assertThat(table.zapExactly(BASE + 17 * P, BASE + 20 * P)).isEqualTo(3);
            for (int page = 0; page < 512; page++) {
                boolean zapped = page >= 17 && page < 20;
                assertThat(table.pfnAt(BASE + page * P)).isEqualTo(zapped ? -1 : pfn + page);
                assertThat(table.tag(BASE + page * P)).isEqualTo(zapped ? 0 : 3);
            }
            assertThat(Pte.writable(table.lookup(BASE + 16 * P))).isTrue();
        }
        table.commit(range(0, run(16, 2048, RW)));
        assertThat(table.tag(BASE)).as("a commit without one").isZero();
    }

    @Test
    @DisplayName("the order of a word says that its mapping is large, so that the others are not looked at")
    void orderField() {
        long[] words = new long[512];
        words[0] = 1024 | RW | HmmPfn.orderBits(9);
        assertThat(table.commit(range(0, words))).isEqualTo(1);
        assertThat(table.pfnAt(BASE + 300 * P)).isEqualTo(1024 + 300);
        assertThat(table.commit(range(0, Arrays.copyOf(words, 511)))).as("not where the range clips it: then 64 KiB at a time")
                .isEqualTo(1);
        assertThat(orderAt(0)).isEqualTo(4);
    }

    @Test
    @DisplayName("a word that is not 0 but not VALID maps nothing")
    void bareWord() {
        assertThat(table.commit(range(0, 77, HmmPfn.ERROR | 78, HmmPfn.WRITE | 79))).isZero();
        assertThat(table.lookup(BASE)).isEqualTo(Pte.NONE);
    }

    @Test
    @DisplayName("a zap takes every granule that it touches as a whole")
    void partialZap() {
        table.commit(range(0, run(512, 1024, RW)));
        assertThat(table.zap(BASE + 100 * P, BASE + 101 * P)).isEqualTo(1);
        assertThat(orderAt(0)).isEqualTo(-1);
        assertThat(orderAt(511)).isEqualTo(-1);

        table.commit(range(0, run(64, 1024, RW)));
        assertThat(table.zap(BASE + 20 * P, BASE + 33 * P)).as("the second and the third 64 KiB").isEqualTo(2);
        assertThat(new int[] {orderAt(15), orderAt(16), orderAt(47), orderAt(48)}).containsExactly(4, -1, -1, 4);
        assertThat(table.zap(BASE, BASE + PAGES * P)).isEqualTo(2);
        assertThat(table.zap(BASE, BASE + PAGES * P)).isZero();
        assertThat(table.zap(0, Paging.TASK_SIZE / 512)).isZero();
        assertThat(table.entriesWritten()).isEqualTo(5);
        assertThat(table.entriesZapped()).isEqualTo(5);
    }

    /** One commit or zap. */
    record Step(int first, int pages, boolean zap, List<Integer> cuts, int alignment, int rights) {
    }

    @Provide
    Arbitrary<Step> steps() {
        Arbitrary<Integer> bound = Arbitraries.oneOf(Arbitraries.of(0, 16, 511, 512, 513, 1024),
                Arbitraries.integers().between(0, PAGES - 1));
        Arbitrary<Integer> pages = Arbitraries.oneOf(Arbitraries.of(1, 16, 512), Arbitraries.integers().between(1, PAGES));
        return Combinators.combine(bound, pages, Arbitraries.of(false, false, true),
                Arbitraries.integers().between(0, PAGES).list().ofMaxSize(4),
                Arbitraries.of(0, 0, 1, 16, 512), Arbitraries.integers().between(0, 255)).as(Step::new);
    }

    /** Words in runs that are cut at the places given; each run is consecutive, some are not valid, some read-only. */
    private static long[] words(Step step, int count) {
        long[] words = new long[count];
        int run = 0;
        for (int i = 0; i < count; i++) {
            int page = step.first + i;
            if (step.cuts.contains(page)) {
                run++;
            }
            int rights = step.rights >> 2 * (run % 4) & 3;
            long bits = rights == 0 ? 0 : rights == 1 ? HmmPfn.VALID : RW;
            words[i] = 4096L * (run + 1) + step.alignment + page | bits | HmmPfn.DMA_MAPPED;
        }
        return words;
    }

    /** Entries that a greedy reading of the words gives: 2 MiB where it fits, else 64 KiB, else a page. */
    private static int entriesFor(int first, long[] words) {
        int entries = 0;
        for (int i = 0; i < words.length;) {
            if ((words[i] & HmmPfn.VALID) == 0) {
                i++;
                continue;
            }
            int size = fits(first, words, i, 512) ? 512 : fits(first, words, i, 16) ? 16 : 1;
            entries++;
            i += size;
        }
        return entries;
    }

    private static boolean fits(int first, long[] words, int i, int size) {
        if ((first + i) % size != 0 || HmmPfn.pfn(words[i]) % size != 0 || i + size > words.length) {
            return false;
        }
        for (int k = 1; k < size; k++) {
            if (words[i + k] != words[i] + k) {
                return false;
            }
        }
        return true;
    }

    @Property(tries = 400)
    void behavesLikeAMap(@ForAll @Size(min = 1, max = 8) List<@From("steps") Step> steps) {
        DevicePageTable device = new DevicePageTable();
        // By page: what is mapped there, and the first page of the granule.
        long[] words = new long[PAGES];
        int[] granule = new int[PAGES];
        Arrays.fill(granule, -1);
        for (Step step : steps) {
            int end = Math.min(PAGES, step.first + step.pages);
            HmmRange range = range(step.first, words(step, end - step.first));
            Set<Integer> hit = new HashSet<>();
            for (int page = step.first; page < end; page++) {
                hit.add(granule[page]);
            }
            hit.remove(-1);
            for (int page = 0; page < PAGES; page++) {
                if (hit.contains(granule[page])) {
                    granule[page] = -1;
                    words[page] = 0;
                }
            }
            if (step.zap) {
                assertThat(device.zap(range.start, range.end)).as("entries cleared").isEqualTo(hit.size());
            } else {
                assertThat(device.commit(range)).as("entries written").isEqualTo(entriesFor(step.first, range.pfns));
                for (int page = step.first; page < end; page++) {
                    words[page] = range.pfns[page - step.first];
                }
            }
            int live = 0;
            for (int page = 0; page < PAGES; page++) {
                boolean valid = (words[page] & HmmPfn.VALID) != 0;
                long entry = device.lookup(BASE + page * P);
                assertThat(device.pfnAt(BASE + page * P)).as("page %d", page).isEqualTo(valid ? HmmPfn.pfn(words[page]) : -1);
                if (valid) {
                    assertThat(Pte.writable(entry)).isEqualTo((words[page] & HmmPfn.WRITE) != 0);
                    int order = DevicePageTable.orderOf(entry);
                    granule[page] = page & -(1 << order);
                    assertThat(Pte.pfn(entry) & (1L << order) - 1).as("a granule is aligned in memory too").isZero();
                    live += granule[page] == page ? 1 : 0;
                }
            }
            assertThat(device.entriesWritten() - device.entriesZapped()).as("live entries").isEqualTo(live);
        }
    }
}
