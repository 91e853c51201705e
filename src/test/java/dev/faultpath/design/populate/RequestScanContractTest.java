package dev.faultpath.design.populate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.Designs;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.design.walk.DecisionTable;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Paging;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every request scan on the class path needs what the decision table needs. */
class RequestScanContractTest {
    private static final long F = HmmPfn.REQ_FAULT;
    private static final long W = HmmPfn.REQ_WRITE;

    private static final List<RequestScan> DESIGNS = DesignsOnClassPath.names(RequestScan.class).stream()
            .map(name -> Designs.create(RequestScan.class, name))
            .toList();

    @Provide
    Arbitrary<Long> requestBits() {
        return Arbitraries.of(0L, F, W, F | W);
    }

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(10, Arbitraries.of(1, 2, 511, 512, 513, 1024)),
                net.jqwik.api.Tuple.of(10, Arbitraries.integers().between(1, 3000)), net.jqwik.api.Tuple.of(1, Arbitraries.just(262_144)));
    }

    @Property(tries = 1000)
    void needsWhatTheDecisionTableNeeds(@ForAll("requestBits") long defaultFlags, @ForAll("requestBits") long mask,
            @ForAll("requestBits") long cpuFlags, @ForAll("sizes") int pages, @ForAll long seed) {
        Random random = new Random(seed);
        HmmRange range = range(pages + random.nextInt(20));
        range.defaultFlags = defaultFlags;
        // Bits that are no request must not count, wherever they stand.
        range.pfnFlagsMask = random.nextBoolean() ? mask : mask | HmmPfn.STICKY;
        fill(range.pfns, random);
        long addr = range.start + (long) random.nextInt(range.pfns.length - pages + 1) * Paging.PAGE_SIZE;
        long end = addr + (long) pages * Paging.PAGE_SIZE;
        long[] input = range.pfns.clone();
        int expected = perWord(range, addr, end, cpuFlags);
        assertThat(DecisionTable.need(range, addr, end, cpuFlags)).isEqualTo(expected);
        for (RequestScan design : DESIGNS) {
            assertThat(design.need(range, addr, end, cpuFlags)).as(design.getClass().getSimpleName()).isEqualTo(expected);
            assertThat(range.pfns).isEqualTo(input);
        }
    }

    /** Words of one kind with few others among them, so that what a scan finds late is found alone. */
    private static void fill(long[] words, Random random) {
        long[] bits = {0, W, F, F | W};
        long usual = bits[random.nextInt(random.nextBoolean() ? 2 : 4)];
        for (int i = 0; i < words.length; i++) {
            words[i] = usual | random.nextLong() & ~(F | W);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            words[random.nextInt(words.length)] = random.nextLong();
        }
    }

    private static int perWord(HmmRange range, long addr, long end, long cpuFlags) {
        int need = 0;
        for (int i = range.index(addr); i < range.index(end); i++) {
            need |= DecisionTable.need(range, range.pfns[i], cpuFlags);
        }
        return need;
    }

    private static HmmRange range(int pages) {
        HmmRange range = new HmmRange();
        range.start = Paging.PUD_SIZE;
        range.end = range.start + (long) pages * Paging.PAGE_SIZE;
        range.pfns = new long[pages];
        return range;
    }

    /** The negative control: one word that asks for more is found wherever it stands. */
    @Example
    void oneWordAmongManyIsFound() {
        for (int pages : new int[] {1, 512, 513, 1500}) {
            for (int at = 0; at < pages; at++) {
                HmmRange range = range(pages);
                range.pfnFlagsMask = F | W;
                for (RequestScan design : DESIGNS) {
                    assertThat(design.need(range, range.start, range.end, 0)).isZero();
                    range.pfns[at] = F;
                    assertThat(design.need(range, range.start, range.end, 0)).isEqualTo(1);
                    assertThat(design.need(range, range.start, range.end, F)).isZero();
                    range.pfns[at] = F | W;
                    assertThat(design.need(range, range.start, range.end, F)).isEqualTo(3);
                    range.pfns[at] = W;
                    assertThat(design.need(range, range.start, range.end, 0)).isZero();
                    range.pfns[at] = 0;
                }
            }
        }
    }

    /** A fault asked for by one word and a write bit on another do not make a write fault. */
    @Example
    void requestsOfTwoWordsAreNotJoined() {
        HmmRange range = range(512);
        range.pfnFlagsMask = F | W;
        Arrays.fill(range.pfns, W);
        range.pfns[100] = F;
        for (RequestScan design : DESIGNS) {
            assertThat(design.need(range, range.start, range.end, 0)).as(design.getClass().getSimpleName()).isEqualTo(1);
        }
    }

    @Example
    void theDesignsAreFound() {
        assertThat(DESIGNS).extracting(d -> DesignsOnClassPath.name(RequestScan.class, d.getClass()))
                .contains("per-word", "hoisted", "or-reduction");
    }
}
