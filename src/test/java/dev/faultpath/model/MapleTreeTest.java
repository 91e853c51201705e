package dev.faultpath.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A maple tree gives what a scan of its ranges gives, and the tree of device offsets follows the pagemaps. */
class MapleTreeTest {
    @Property(tries = 200)
    void loadsWhatAScanFinds(@ForAll @IntRange(max = 400) int count, @ForAll @IntRange(min = 1, max = 4) int gaps, @ForAll long seed) {
        compare(count, gaps, new Random(seed));
    }

    /** Around the sizes at which a node of either kind is just full, with no gap and with one before every range. */
    @Example
    void loadsItAtTheEdgesOfNodes() {
        for (int count : new int[] {0, 1, 7, 8, 15, 16, 17, 72, 159, 160, 161, 1600, 1601}) {
            compare(count, Integer.MAX_VALUE, new Random(1));
            compare(count, 1, new Random(1));
        }
    }

    /** @param gaps 1 for a gap before every range, n for one before every n-th, at random */
    private static void compare(int count, int gaps, Random random) {
        long from = random.nextInt(100);
        long[] firsts = new long[count];
        long[] lasts = new long[count];
        int[] values = random.ints(count, 0, 1000).toArray();
        long at = from;
        for (int i = 0; i < count; i++) {
            at += random.nextInt(gaps) == 0 ? 1 + random.nextInt(5) : 0;
            firsts[i] = at;
            lasts[i] = at + random.nextInt(5);
            at = lasts[i] + 1;
        }
        MapleTree tree = new MapleTree(from, firsts, lasts, values);
        for (long key = from; key < at + 10; key++) {
            long k = key;
            int expected = IntStream.range(0, count).filter(i -> firsts[i] <= k && k <= lasts[i]).map(i -> values[i]).findFirst()
                    .orElse(MapleTree.GAP);
            assertThat(tree.load(key)).as("%d of %d ranges", key, count).isEqualTo(expected);
            int slot = tree.find(key);
            assertThat(tree.value(slot)).isEqualTo(expected);
            assertThat(tree.last(slot)).isGreaterThanOrEqualTo(key);
        }
        assertThat(tree.load(Long.MAX_VALUE)).isEqualTo(MapleTree.GAP);
    }

    @Property(tries = 50)
    void offsetsLeadToThePagemapThatHasThem(@ForAll @IntRange(min = 1, max = 100) int pagemaps, @ForAll long seed)
            throws InterruptedException {
        Random random = new Random(seed);
        PhysicalMemory memory = new PhysicalMemory();
        Device device = memory.newDevice("gpu", 0);
        Owner owner = memory.newOwner("own");
        for (int i = 0; i < pagemaps; i++) {
            memory.newPagemap(device, Pagemap.Type.PRIVATE, owner, 1 + random.nextInt(1024));
        }
        // No gap between those that nothing else lies between.
        MapleTree all = memory.deviceOffsets();
        long end = memory.pagemaps()[pagemaps - 1].lastPfn();
        for (long offset = memory.pagemaps()[0].firstPfn(); offset <= end; offset++) {
            assertThat(all.load(offset)).isNotEqualTo(MapleTree.GAP);
        }
        for (Pagemap pagemap : memory.pagemaps().clone()) {
            int what = random.nextInt(3);
            if (what > 0) {
                memory.removePagemap(pagemap);
            }
            if (what > 1) {
                memory.newPagemapInPlaceOf(pagemap, device, owner);
            }
        }
        Pagemap coherent = memory.newPagemap(device, Pagemap.Type.COHERENT, owner, 512);
        MapleTree offsets = memory.deviceOffsets();
        for (Pagemap pagemap : Arrays.copyOf(memory.pagemaps(), pagemaps)) {
            for (long offset : new long[] {pagemap.firstPfn(), pagemap.lastPfn()}) {
                int expected = memory.livePagemaps().stream().filter(p -> p.contains(offset)).mapToInt(Pagemap::id).findFirst()
                        .orElse(MapleTree.GAP);
                assertThat(offsets.load(offset)).isEqualTo(expected);
            }
        }
        assertThat(offsets.load(coherent.firstPfn())).as("memory that the CPU reaches has pfns").isEqualTo(MapleTree.GAP);
    }

    @Example
    void withoutDevicesNoOffsetIsAnybodys() {
        assertThat(new PhysicalMemory().deviceOffsets().load(0)).isEqualTo(MapleTree.GAP);
    }
}
