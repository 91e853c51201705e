package dev.faultpath.design.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.faultpath.design.Designs;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.model.Paging;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Every device allocator against a plain bit set. */
class DeviceAllocatorContractTest {
    private static final List<String> DESIGNS = DesignsOnClassPath.names(DeviceAllocator.class);

    private static DeviceAllocator make(String design, int pages) {
        return Designs.create(DeviceAllocator.class, design, pages);
    }

    @Test
    void everyDesignIsFound() {
        assertThat(DESIGNS).contains("bitmap", "buddy", "free-list");
    }

    private static boolean possible(BitSet used, int pages, int order) {
        int size = 1 << order;
        for (int at = 0; at + size <= pages; at += size) {
            int next = used.nextSetBit(at);
            if (next < 0 || next >= at + size) {
                return true;
            }
        }
        return false;
    }

    @Property(tries = 300)
    void nothingIsHandedOutTwiceAndWhatExistsIsFound(@ForAll long seed, @ForAll @IntRange(min = 1, max = 1300) int pages) {
        for (String design : DESIGNS) {
            DeviceAllocator allocator = make(design, pages);
            SplittableRandom random = new SplittableRandom(seed);
            BitSet used = new BitSet();
            List<int[]> held = new ArrayList<>();
            for (int step = 0; step < 120; step++) {
                int order = random.nextInt(10) < 6 ? random.nextInt(4) : random.nextInt(Paging.PMD_ORDER + 1);
                if (random.nextInt(10) < 6) {
                    boolean possible = possible(used, pages, order);
                    take(design, used, held, (int) allocator.allocate(order), order, pages, possible);
                } else if (random.nextInt(10) < 2) {
                    int page = random.nextInt(pages) & -(1 << order);
                    int next = used.nextSetBit(page);
                    boolean possible = page + (1 << order) <= pages && (next < 0 || next >= page + (1 << order));
                    boolean claimed = allocator.claim(page, order);
                    take(design, used, held, claimed ? page : -1, order, pages, possible);
                } else if (!held.isEmpty()) {
                    int[] piece = held.remove(random.nextInt(held.size()));
                    give(allocator, used, held, piece, random.nextBoolean());
                }
                if (allocator.freePages() != pages - used.cardinality()) {
                    fail(design + " counts " + allocator.freePages() + " free pages of " + (pages - used.cardinality()));
                }
            }
            held.forEach(piece -> allocator.free(piece[0], piece[1]));
            assertThat(allocator.freePages()).as(design).isEqualTo(pages);
            // All in as large pieces as at first.
            for (int at = 0; at + 512 <= pages; at += 512) {
                assertThat(allocator.allocate(Paging.PMD_ORDER)).as(design).isNotNegative();
            }
        }
    }

    private static void take(String design, BitSet used, List<int[]> held, int page, int order, int pages, boolean possible) {
        if (page >= 0 != possible) {
            fail(design + (possible ? " misses" : " invents") + " a piece of order " + order);
        }
        if (page < 0) {
            return;
        }
        int end = page + (1 << order);
        int next = used.nextSetBit(page);
        if (end > pages || (page & (1 << order) - 1) != 0 || next >= 0 && next < end) {
            fail(design + " hands out page " + page + " of order " + order + " twice, misaligned or from outside");
        }
        used.set(page, end);
        held.add(new int[] {page, order});
    }

    private static void give(DeviceAllocator allocator, BitSet used, List<int[]> held, int[] piece, boolean half) {
        int order = piece[1];
        if (half && order > 0) {
            // Half of it only; the other half stays taken.
            order--;
            held.add(new int[] {piece[0] + (1 << order), order});
        }
        allocator.free(piece[0], order);
        used.clear(piece[0], piece[0] + (1 << order));
    }
}
