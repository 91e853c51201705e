package dev.faultpath.design.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.c.Build;
import dev.faultpath.c.CLibrary;
import dev.faultpath.c.CPair;
import dev.faultpath.c.CWorld;
import dev.faultpath.design.owner.OwnerComparisonContractTest.Stretch;
import dev.faultpath.design.populate.LeafStream;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.Owner;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The designs of Q3 in C give the words of the reference, as those of Java do. */
class COwnerComparisonContractTest {
    private static final List<String> PLACEMENTS = List.of("own", "foreign", "clique:1:72", "clique:16:8", "alternate:1:2",
            "alternate:16:72", "one-in:50:7");

    @Test
    @DisplayName("C pair: owner comparisons give the words of the reference on generated layouts")
    void generated() {
        generated(CPair.library(), CPair.LAYOUTS);
        generated(CLibrary.of(Build.RETPOLINE, CLibrary.PLACES - 1), CPair.LAYOUTS / 20);
    }

    private static void generated(CLibrary library, int layouts) {
        for (int seed = 0; seed < layouts; seed++) {
            Random random = new Random(seed);
            int devices = seed % 20 == 7 ? 200 : 6; // 200: their ranges make a tree of three levels
            LayoutModel model = ModelBuilder.build(OwnerComparisonContractTest.layout(stretches(random, devices),
                    random.ints(devices, 0, 3).boxed().toList()));
            compare(library, model, random.nextBoolean() ? model.asker() : null, random, "layout " + seed);
        }
    }

    /** As those of the contract test of Java: entries of all kinds, most of them in device memory. */
    private static List<Stretch> stretches(Random random, int devices) {
        List<EntryKind> kinds = Stream.of(EntryKind.values()).filter(k -> k.level() == EntryKind.Level.PTE).toList();
        List<EntryKind> device = List.of(EntryKind.DEVICE_PRIVATE_RW, EntryKind.DEVICE_PRIVATE_RO);
        return Stream.generate(() -> new Stretch(random.nextInt(5) < 2 ? kinds.get(random.nextInt(kinds.size()))
                : device.get(random.nextInt(2)), random.nextInt(devices), 1 + random.nextInt(40))).limit(1 + random.nextInt(60)).toList();
    }

    @Test
    @DisplayName("C pair: owner comparisons give the words of the reference on captured layouts")
    void captured() {
        CLibrary library = CPair.library();
        for (String layout : Layouts.names().stream().filter(n -> n.startsWith("captured-")).toList()) {
            for (String placement : PLACEMENTS) {
                LayoutModel model = ModelBuilder.build(DevicePlacement.parse(placement).apply(Layouts.named(layout)));
                compare(library, model, model.asker(), new Random(1), layout + ", " + placement);
            }
        }
    }

    @Test
    @DisplayName("C pair: every owner comparison that is a compare is there in C, and one that is wrong is found")
    void planted() {
        assertThat(CPair.library().designs("Q3")).containsExactlyInAnyOrder("owner-pointer", "last-pagemap", "pagemap-owner-id",
                "device-bitmask", "reachability-matrix", "entry-owner", "per-range-set", "per-folio", "per-run",
                "range-tree", "range-tree-page", "range-tree-last-range");
        CLibrary wrong = CPair.planted("w->range_firsts[low] <= pfn", "w->range_firsts[low] < pfn");
        assertThatThrownBy(() -> generated(wrong, CPair.LAYOUTS)).isInstanceOf(AssertionError.class).hasMessageContaining("per-range-set");
        CLibrary slot = CPair.planted("slot < slots - 1", "slot < slots - 2");
        assertThatThrownBy(() -> generated(slot, CPair.LAYOUTS)).isInstanceOf(AssertionError.class).hasMessageContaining("range-tree");
    }

    private static void compare(CLibrary library, LayoutModel model, Owner asker, Random random, String as) {
        int pages = (int) Math.max(1, Math.min(model.layout().mappedPages(), 4096));
        LeafStream tables = LeafStream.tables(model.mm(), pages);
        long[] input = random.longs(pages).toArray();
        long[] expected = new long[pages];
        int at = 0;
        for (int table = 0; table < tables.size(); table++) {
            int count = tables.pages(table);
            long[] words = OwnerComparisonContractTest.reference(model, asker, tables.addr(table),
                    Arrays.copyOfRange(input, at, at + count));
            System.arraycopy(words, 0, expected, at, count);
            at += count;
        }
        try (CWorld world = new CWorld.Parts(model.mm(), asker).leaves(tables).to(library)) {
            for (String name : library.designs("Q3")) {
                world.make("Q3", name);
                // Twice, in two requests: nothing remembered may leak from one into the other.
                for (int request = 0; request < 2; request++) {
                    world.words(input);
                    assertThat(world.walk().words()).as("%s in C, %s", name, as).isEqualTo(expected);
                }
            }
        }
    }
}
