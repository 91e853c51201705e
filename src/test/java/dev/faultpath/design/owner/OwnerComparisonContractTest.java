package dev.faultpath.design.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.faultpath.design.Designs;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.design.populate.LeafStream;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.fault.RangeFault;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.Device;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Every owner comparison on the class path gives the words of the reference engine's snapshot. */
class OwnerComparisonContractTest {
    /** Pages of one generated area: one table, so that the last level is all there is. */
    private static final int PAGES = 512;

    private static final List<String> DESIGNS = DesignsOnClassPath.names(OwnerComparison.class);

    /** One stretch of entries: what kind, and in which of the devices' memory. */
    record Stretch(EntryKind kind, int device, int pages) {
    }

    @Provide
    Arbitrary<List<Stretch>> stretches() {
        List<EntryKind> kinds = Stream.of(EntryKind.values()).filter(k -> k.level() == EntryKind.Level.PTE).toList();
        Arbitrary<EntryKind> kind = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(2, Arbitraries.of(kinds)),
                net.jqwik.api.Tuple.of(3, Arbitraries.of(EntryKind.DEVICE_PRIVATE_RW, EntryKind.DEVICE_PRIVATE_RO)));
        return Combinators.combine(kind, Arbitraries.integers().between(0, 5), Arbitraries.integers().between(1, 40))
                .as(Stretch::new).list().ofMinSize(1).ofMaxSize(60);
    }

    @Property(tries = 300)
    void everyDesignGivesTheWordsOfTheReference(@ForAll("stretches") List<Stretch> stretches,
            @ForAll("owners") List<Integer> ownerOfDevice, @ForAll boolean nullAsker, @ForAll long seed) {
        LayoutModel model = ModelBuilder.build(layout(stretches, ownerOfDevice));
        compare(model, nullAsker ? null : model.asker(), new Random(seed));
    }

    @Provide
    Arbitrary<List<Integer>> owners() {
        return Arbitraries.integers().between(0, 2).list().ofSize(6);
    }

    @Property(tries = 20)
    void everyDesignAgreesOnCapturedLayouts(@ForAll("captured") String layout, @ForAll("placements") String placement, @ForAll long seed) {
        LayoutModel model = ModelBuilder.build(DevicePlacement.parse(placement).apply(Layouts.named(layout)));
        compare(model, model.asker(), new Random(seed));
    }

    @Provide
    Arbitrary<String> captured() {
        return Arbitraries.of(Layouts.names().stream().filter(n -> n.startsWith("captured-")).toList());
    }

    @Provide
    Arbitrary<String> placements() {
        return Arbitraries.of("own", "foreign", "clique:1:72", "clique:16:8", "alternate:1:2", "alternate:16:72", "one-in:50:7");
    }

    @Example
    void theReferenceAndItsCompetitorsAreFound() {
        assertThat(DESIGNS).contains("owner-pointer", "last-pagemap", "pagemap-owner-id", "device-bitmask", "reachability-matrix",
                "entry-owner", "per-range-set", "per-folio", "per-run", "range-tree", "range-tree-page", "range-tree-last-range");
    }

    /** Pagemaps come and go, also in the place of others: designs that are made afterwards answer for those that are there. */
    @Property(tries = 50)
    void designsAnswerForThePagemapsOfTheirMoment(@ForAll @IntRange(min = 1, max = 80) int devices, @ForAll long seed) throws Exception {
        Random random = new Random(seed);
        PhysicalMemory memory = new PhysicalMemory();
        Device device = memory.newDevice("gpu", 0);
        List<Owner> owners = List.of(memory.newOwner("own"), memory.newOwner("other"));
        for (int i = 0; i < devices; i++) {
            memory.newPagemap(device, Pagemap.Type.PRIVATE, owners.get(random.nextInt(2)), 1 + random.nextInt(PAGES));
        }
        for (Pagemap pagemap : List.copyOf(memory.livePagemaps())) {
            if (random.nextInt(3) == 0) {
                memory.removePagemap(pagemap);
                if (random.nextBoolean()) {
                    memory.newPagemapInPlaceOf(pagemap, device, owners.get(random.nextInt(2)));
                }
            }
        }
        List<Pagemap> live = memory.livePagemaps();
        if (live.isEmpty()) {
            return;
        }
        long[] entries = new long[PAGES];
        long[] expected = new long[PAGES];
        for (int i = 0; i < PAGES; i++) {
            Pagemap pagemap = live.get(random.nextInt(live.size()));
            long pfn = pagemap.firstPfn() + random.nextInt(pagemap.pages());
            entries[i] = Pte.devicePrivate(pfn, false, pagemap.owner().id());
            expected[i] = pagemap.owner() == owners.get(0) ? pfn | HmmPfn.VALID : 0;
        }
        for (String name : DESIGNS) {
            OwnerComparison design = Designs.create(OwnerComparison.class, name, memory, owners.get(0));
            long[] words = new long[PAGES];
            design.begin();
            design.answer(entries, 0, PAGES, words, 0);
            for (int i = 0; i < PAGES; i++) {
                assertThat(words[i]).as("%s, entry %d", name, i).isEqualTo(expected[i]);
            }
        }
    }

    /** A pagemap that came after the design was made; tables by pagemap end before it, and say so rather than answer for another. */
    @Example
    void designsMeetAPagemapThatIsNewerThanTheyAre() throws Exception {
        PhysicalMemory memory = new PhysicalMemory();
        Device device = memory.newDevice("gpu", 0);
        Owner own = memory.newOwner("own");
        Pagemap gone = memory.newPagemap(device, Pagemap.Type.PRIVATE, own, 1);
        long pfn = gone.firstPfn();
        List<OwnerComparison> designs = DESIGNS.stream().map(name -> Designs.create(OwnerComparison.class, name, memory, own)).toList();
        memory.removePagemap(gone);
        memory.newPagemapInPlaceOf(gone, device, own);
        long[] entries = {Pte.devicePrivate(pfn, false, own.id())};
        for (int i = 0; i < DESIGNS.size(); i++) {
            OwnerComparison design = designs.get(i);
            long[] words = new long[1];
            design.begin();
            if (List.of("device-bitmask", "reachability-matrix").contains(DESIGNS.get(i))) {
                assertThatExceptionOfType(ArrayIndexOutOfBoundsException.class).as(DESIGNS.get(i))
                        .isThrownBy(() -> design.answer(entries, 0, 1, words, 0));
            } else {
                design.answer(entries, 0, 1, words, 0);
                assertThat(words[0]).as(DESIGNS.get(i)).isEqualTo(pfn | HmmPfn.VALID);
            }
        }
    }

    static Layout layout(List<Stretch> stretches, List<Integer> ownerOfDevice) {
        List<Layout.Device> devices = new ArrayList<>();
        List<Layout.Pagemap> pagemaps = new ArrayList<>();
        for (int i = 0; i < ownerOfDevice.size(); i++) {
            devices.add(new Layout.Device("gpu" + i));
            pagemaps.add(new Layout.Pagemap("vram" + i, "gpu" + i, "owner" + ownerOfDevice.get(i), Pagemap.Type.PRIVATE, PAGES));
        }
        List<Layout.Owner> owners = Stream.of("owner0", "owner1", "owner2").map(Layout.Owner::new).toList();
        List<Run> runs = new ArrayList<>();
        int at = 0;
        for (Stretch s : stretches) {
            int pages = Math.min(s.pages, PAGES - at);
            if (pages > 0) {
                boolean onDevice = s.kind.backing() == EntryKind.Backing.DEVICE;
                runs.add(onDevice ? Run.device(at, pages, s.kind, "vram" + s.device) : Run.of(at, pages, s.kind));
                at += pages;
            }
        }
        Set<VmaFlag> flags = Set.of(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON, VmaFlag.MIXEDMAP);
        return new Layout(List.of(), devices, owners, pagemaps, List.of(new Layout.Vma(Layout.BASE, PAGES, flags, 0, runs)));
    }

    private static void compare(LayoutModel model, Owner asker, Random random) {
        int pages = (int) Math.min(model.layout().mappedPages(), 4096);
        LeafStream tables = LeafStream.tables(model.mm(), Math.max(1, pages));
        for (int table = 0; table < tables.size(); table++) {
            int count = tables.pages(table);
            long[] input = random.longs(count).toArray();
            long[] expected = reference(model, asker, tables.addr(table), input);
            for (String name : DESIGNS) {
                OwnerComparison design = Designs.create(OwnerComparison.class, name, model.memory(), asker);
                long[] words = new long[count + 2];
                System.arraycopy(input, 0, words, 1, count);
                // Twice, in two requests: nothing remembered may leak from one into the other.
                design.begin();
                design.answer(model.mm().pageTable().entries(), tables.first(table), count, words, 1);
                design.begin();
                design.answer(model.mm().pageTable().entries(), tables.first(table), count, words, 1);
                assertThat(words[0]).isZero();
                assertThat(words[count + 1]).isZero();
                assertThat(java.util.Arrays.copyOfRange(words, 1, count + 1)).as(name).isEqualTo(expected);
            }
        }
    }

    static long[] reference(LayoutModel model, Owner asker, long start, long[] input) {
        HmmRange range = new HmmRange();
        range.start = start;
        range.end = start + (long) input.length * Paging.PAGE_SIZE;
        range.pfns = input.clone();
        range.devPrivateOwner = asker;
        range.notifier = model.mm().notifiers().insert(range.start, range.end, (sub, event, seq) -> true);
        assertThat(new RangeFault(model.mm(), FaultShape.RECORD_REWALK).faultUnlocked(range, 0)).isZero();
        return range.pfns;
    }
}
