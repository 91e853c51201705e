package dev.faultpath.fault;

import static dev.faultpath.fault.FaultWorld.ANON_RW;
import static dev.faultpath.fault.FaultWorld.BASE;
import static dev.faultpath.fault.FaultWorld.PAGE;
import static dev.faultpath.model.HmmPfn.REQ_FAULT;
import static dev.faultpath.model.HmmPfn.REQ_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pte;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Default flags and mask: which words ask for what. */
class RequestFlagsTest {
    private static final long F = REQ_FAULT;
    private static final long W = REQ_WRITE;

    /**
     * @param words the words' request bits, for a writable page, a COW-shared one, a hole, the zero page and a hole
     * @param granted afterwards: V for VALID, W for VALID and WRITE, - for nothing
     * @param faults CPU faults as page numbers, with a w for a write
     */
    private record Case(String name, long defaultFlags, long mask, long[] words, String granted, String faults) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static long[] all(long word) {
        long[] words = new long[5];
        Arrays.fill(words, word);
        return words;
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("(0, 0): snapshot, whatever the array holds", 0, 0, all(F | W), "WV-V-", ""),
                new Case("(F, 0): fault all", F, 0, all(W), "WVVVV", "2 3 4"),
                new Case("(F|W, 0): write-fault all", F | W, 0, all(0), "WWWWW", "1w 2w 3w 4w"),
                new Case("(W without F, 0): snapshot", W, 0, all(F | W), "WV-V-", ""),
                new Case("(0, F|W): requests of the words", 0, F | W, new long[] {F | W, F, 0, W, F}, "WV-VV", "4"),
                new Case("(0, F|W): a write request of one word", 0, F | W, new long[] {0, 0, 0, 0, F | W}, "WV-VW", "4w"),
                new Case("(F, W): fault all and write those that say so", F, W, new long[] {0, F, 0, W, 0}, "WVVWW", "2 3 4 3w 4w"),
                new Case("(0, F): write bits of the words do not count", 0, F, all(F | W), "WVVVV", "2 3 4"),
                new Case("(0, W): no word can ask for a fault", 0, W, all(F | W), "WV-V-", ""),
                new Case("(W, F): words that ask for a fault get a write fault", W, F, new long[] {F, 0, 0, 0, F}, "WV-VW", "4w"),
                // Replacing the zero page makes the loop start over, and word 1 has become VALID, which is REQ_FAULT.
                new Case("(W, F): a start that is thrown away leaves requests behind", W, F, new long[] {F, 0, 0, F, 0}, "WWWWW",
                        "3w 4w 1w 2w 3w 4w"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void defaultFlagsAndMask(Case c) {
        for (FaultShape shape : FaultShape.values()) {
            FaultWorld w = new FaultWorld();
            w.map(BASE, BASE + 5 * PAGE, ANON_RW);
            w.table.setPte(BASE, w.page(true));
            long shared = w.page(false);
            w.memory.memmap().addMapCount(Pte.pfn(shared), 1);
            w.table.setPte(BASE + PAGE, shared);
            w.table.setPte(BASE + 3 * PAGE, Pte.zeroPage());
            HmmRange range = w.range(BASE, BASE + 5 * PAGE, c.defaultFlags);
            range.pfnFlagsMask = c.mask;
            range.pfns = c.words.clone();

            assertThat(new RangeFault(w.mm, shape).faultUnlocked(range, 0)).isZero();

            StringBuilder granted = new StringBuilder();
            for (long word : range.pfns) {
                boolean valid = (word & HmmPfn.VALID) != 0;
                granted.append(!valid ? '-' : (word & HmmPfn.WRITE) != 0 ? 'W' : 'V');
                assertThat(valid || word == 0).as("a word grants something, or is 0").isTrue();
            }
            assertThat(granted).as("%s", shape).hasToString(c.granted);
            List<String> faults = new ArrayList<>();
            w.handler.faults.forEach(f -> faults.add((f.addr() - BASE) / PAGE + (f.write() ? "w" : "")));
            assertThat(String.join(" ", faults)).as("%s", shape).isEqualTo(c.faults);
        }
    }
}
