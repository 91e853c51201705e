package dev.faultpath.design.populate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.design.Designs;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.fault.RangeFault;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.layout.LayoutArbitraries;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the form of the answers, what every population on the class path gives back are the words of the reference. */
class PfnPopulationContractTest {
    /** What an element of an array holds that nobody was to write. */
    private static final long UNTOUCHED = 0x0123_4567_89ab_cdefL;
    /** Longest generated request. */
    static final int MOST_PAGES = 6000;

    private static final List<String> DESIGNS = DesignsOnClassPath.names(PfnPopulation.class);

    /** What a consumer was handed, a word a page. */
    private static final class Recorder implements PfnConsumer {
        private final long[] words = new long[MOST_PAGES];
        private int next;

        @Override
        public void run(int at, long word, int step, int pages) {
            assertThat(at).as("pages come in order and none is left out").isEqualTo(next);
            assertThat(pages).isPositive();
            for (int i = 0; i < pages; i++) {
                words[next++] = word + (long) i * step;
            }
        }
    }

    /** A range of a model, and who asks. */
    record Request(LayoutModel model, Owner asker, long start, int pages) {
        LeafStream leaves(int from, int to) {
            return LeafStream.of(model.mm(), asker, start + (long) from * Paging.PAGE_SIZE, start + (long) to * Paging.PAGE_SIZE);
        }

        PfnPopulation design(String name, PfnConsumer consumer) {
            return Designs.create(PfnPopulation.class, name, model.memory(), asker, MOST_PAGES, consumer);
        }

        long[] reference() {
            HmmRange range = new HmmRange();
            range.start = start;
            range.end = start + (long) pages * Paging.PAGE_SIZE;
            range.pfns = new long[pages];
            range.devPrivateOwner = asker;
            range.notifier = model.mm().notifiers().insert(range.start, range.end, (sub, event, seq) -> true);
            assertThat(new RangeFault(model.mm(), FaultShape.RECORD_REWALK).faultUnlocked(range, 0)).isZero();
            return range.pfns;
        }
    }

    static Request request(LayoutModel model, Random random) {
        long first = Math.max(0, model.start() / Paging.PAGE_SIZE - random.nextInt(700));
        long last = Math.max(model.end() / Paging.PAGE_SIZE + random.nextInt(700), first + 2);
        long from = first + random.nextInt((int) Math.min(Integer.MAX_VALUE, last - first));
        int pages = (int) Math.min(last - from, 1 + random.nextInt(random.nextInt(4) == 0 ? 600 : MOST_PAGES));
        Owner asker = random.nextInt(8) == 0 ? null : model.asker();
        return new Request(model, asker, from * Paging.PAGE_SIZE, pages);
    }

    @Provide
    Arbitrary<Layout> layouts() {
        return LayoutArbitraries.layouts();
    }

    @Property(tries = 150)
    void everyDesignGivesTheWordsOfTheReference(@ForAll("layouts") Layout layout, @ForAll long seed) {
        Random random = new Random(seed);
        LayoutModel model = ModelBuilder.build(layout);
        compare(request(model, random), request(model, random));
    }

    @Property(tries = 20)
    void everyDesignAgreesOnCapturedLayouts(@ForAll("captured") String name, @ForAll long seed) {
        Random random = new Random(seed);
        LayoutModel model = ModelBuilder.build(DevicePlacement.parse("clique:16:8").apply(Layouts.named(name)));
        List<Layout.Vma> areas = model.layout().vmas().stream().filter(v -> !v.runs().isEmpty()).toList();
        Layout.Vma area = areas.get(random.nextInt(areas.size()));
        long start = area.start() + area.runs().get(0).offset() * Paging.PAGE_SIZE;
        Request request = new Request(model, model.asker(), start, 1 + random.nextInt(MOST_PAGES));
        compare(new Request(model, null, start, MOST_PAGES), request);
    }

    @Provide
    Arbitrary<String> captured() {
        return Arbitraries.of(Layouts.names().stream().filter(n -> n.startsWith("captured-")).toList());
    }

    /** A request before it must not show through, so each design answers another one first. */
    private static void compare(Request before, Request request) {
        long[] expected = request.reference();
        LeafStream leaves = request.leaves(0, request.pages);
        LeafStream leavesBefore = before.leaves(0, before.pages);
        for (String name : DESIGNS) {
            Recorder[] recorder = {new Recorder()};
            PfnPopulation design = request.design(name, (at, word, step, pages) -> recorder[0].run(at, word, step, pages));
            design.begin(before.start, before.pages);
            design.answer(leavesBefore);
            recorder[0] = new Recorder();
            design.begin(request.start, request.pages);
            assertThat(design.answered()).isZero();
            assertAnswers(name, design, 0, expected);
            design.answer(leaves);
            assertAnswers(name, design, request.pages, expected);
            design.deliver();
            assertDelivered(name, recorder[0], expected);
        }
    }

    private static void assertAnswers(String name, PfnPopulation design, int answered, long[] expected) {
        assertThat(design.answered()).as(name).isEqualTo(answered);
        long[] dense = new long[expected.length + 1];
        Arrays.fill(dense, UNTOUCHED);
        design.expand(dense);
        assertWords(name + ", expanded", Arrays.copyOf(dense, answered), Arrays.copyOf(expected, answered));
        assertThat(Arrays.stream(dense, answered, dense.length)).as("%s, what is not answered", name).containsOnly(UNTOUCHED);
    }

    private static void assertDelivered(String name, Recorder recorder, long[] expected) {
        assertWords(name + ", delivered", Arrays.copyOf(recorder.words, recorder.next), expected);
    }

    /** Says where two arrays part instead of printing both. */
    private static void assertWords(String what, long[] got, long[] expected) {
        int at = Arrays.mismatch(got, expected);
        String difference = at < 0 ? "" : at >= Math.min(got.length, expected.length)
                ? got.length + " words, not " + expected.length
                : "page " + at + " is 0x" + Long.toHexString(got[at]) + ", not 0x" + Long.toHexString(expected[at]);
        assertThat(difference).as(what).isEmpty();
    }

    @Property(tries = 100)
    void aWalkThatStopsLeavesAPartAndTheNextOneGoesOn(@ForAll("layouts") Layout layout, @ForAll long seed) {
        Random random = new Random(seed);
        Request request = request(ModelBuilder.build(layout), random);
        int stop = random.nextInt(request.pages + 1);
        long[] expected = request.reference();
        for (String name : DESIGNS) {
            Recorder recorder = new Recorder();
            PfnPopulation design = request.design(name, recorder);
            design.begin(request.start, request.pages);
            if (stop > 0) {
                design.answer(request.leaves(0, stop));
            }
            assertAnswers(name, design, stop, expected);
            if (stop < request.pages) {
                design.answer(request.leaves(stop, request.pages));
            }
            assertAnswers(name, design, request.pages, expected);
            design.deliver();
            assertDelivered(name, recorder, expected);
        }
    }

    @Property(tries = 100)
    void aPartAloneIsDeliveredAsFarAsItGoes(@ForAll("layouts") Layout layout, @ForAll long seed) {
        Random random = new Random(seed);
        Request request = request(ModelBuilder.build(layout), random);
        int stop = 1 + random.nextInt(request.pages);
        long[] expected = Arrays.copyOf(request.reference(), stop);
        for (String name : DESIGNS) {
            Recorder recorder = new Recorder();
            PfnPopulation design = request.design(name, recorder);
            design.begin(request.start, request.pages);
            design.answer(request.leaves(0, stop));
            design.deliver();
            assertDelivered(name, recorder, expected);
        }
    }

    @Property(tries = 100)
    void stickyBitsOutliveTheNextRequestWhereTheDesignSaysSo(@ForAll("layouts") Layout layout, @ForAll long seed) {
        Random random = new Random(seed);
        Request request = request(ModelBuilder.build(layout), random);
        long[] plain = request.reference();
        LeafStream leaves = request.leaves(0, request.pages);
        long[] sticky = new long[request.pages];
        for (int i = random.nextInt(3); i < sticky.length; i += 1 + random.nextInt(40)) {
            sticky[i] = random.nextLong() & HmmPfn.STICKY;
        }
        for (String name : DESIGNS) {
            Recorder[] recorder = {new Recorder()};
            PfnPopulation design = request.design(name, (at, word, step, pages) -> recorder[0].run(at, word, step, pages));
            design.begin(request.start, request.pages);
            design.answer(leaves);
            long[] expected = plain.clone();
            for (int i = 0; i < sticky.length; i++) {
                if (sticky[i] != 0 && design.stick(i, sticky[i])) {
                    expected[i] |= sticky[i];
                }
            }
            if (!Arrays.equals(expected, plain)) {
                assertAnswers(name + ", as soon as they are set", design, request.pages, expected);
            }
            recorder[0] = new Recorder();
            design.begin(request.start, request.pages);
            design.answer(leaves);
            assertAnswers(name, design, request.pages, expected);
            design.deliver();
            assertDelivered(name, recorder[0], plain);
        }
    }

    /** The device was unplugged after the design was made, and another has its pfns. */
    @Example
    void everyDesignMeetsAPagemapThatIsNewerThanItIs() throws Exception {
        LayoutModel model = ModelBuilder.build(DevicePlacement.parse("own").apply(Layouts.named("system-present:16")));
        Request request = new Request(model, model.asker(), model.start(), 16);
        long[] expected = request.reference();
        Recorder[] recorder = new Recorder[1];
        List<PfnPopulation> designs = DESIGNS.stream()
                .map(name -> request.design(name, (at, word, step, pages) -> recorder[0].run(at, word, step, pages))).toList();
        Pagemap gone = model.memory().pagemapOf(HmmPfn.pfn(expected[0]));
        for (long word : expected) {
            model.memory().freeDevice(gone, HmmPfn.pfn(word), 0);
        }
        model.memory().removePagemap(gone);
        model.memory().newPagemapInPlaceOf(gone, gone.device(), model.asker());
        for (int i = 0; i < DESIGNS.size(); i++) {
            recorder[0] = new Recorder();
            designs.get(i).begin(request.start, 16);
            designs.get(i).answer(request.leaves(0, 16));
            assertAnswers(DESIGNS.get(i), designs.get(i), 16, expected);
            designs.get(i).deliver();
            assertDelivered(DESIGNS.get(i), recorder[0], expected);
        }
    }

    @Example
    void designsThatHaveNoRoomForStickyBitsSayIt() {
        LayoutModel model = ModelBuilder.build(Layouts.named("order-mix-50:2048"));
        Request request = new Request(model, model.asker(), model.start(), 2048);
        List<String> keep = DESIGNS.stream().filter(name -> {
            PfnPopulation design = request.design(name, (at, word, step, pages) -> { });
            design.begin(request.start, request.pages);
            design.answer(request.leaves(0, request.pages));
            return design.stick(1, HmmPfn.P2PDMA);
        }).toList();
        assertThat(keep).containsExactlyInAnyOrder("word-per-page", "order-first", "summary", "split", "off-heap");
    }

    @Property(tries = 60)
    void everyDesignLeavesTheSameDeviceEntriesBehind(@ForAll("layouts") Layout layout, @ForAll long seed) {
        Random random = new Random(seed);
        LayoutModel model = ModelBuilder.build(layout);
        Request before = request(model, random);
        Request request = request(model, random);
        long[] expected = deviceEntries(request);
        for (String name : DESIGNS) {
            DeviceEntries entries = new DeviceEntries(MOST_PAGES);
            PfnPopulation design = request.design(name, entries);
            for (Request r : List.of(before, request)) {
                entries.begin(r.start);
                design.begin(r.start, r.pages);
                design.answer(r.leaves(0, r.pages));
                design.deliver();
            }
            long[] got = new long[request.pages];
            Arrays.setAll(got, entries::entry);
            assertWords(name, got, expected);
        }
    }

    private static long[] deviceEntries(Request request) {
        long[] words = request.reference();
        int slot = Paging.slot(request.start, Paging.PAGE_SHIFT);
        long[] entries = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            int blockStart = (slot + i) / 512 * 512 - slot;
            boolean huge = HmmPfn.order(words[i]) >= 9 && blockStart >= 0 && blockStart + 512 <= words.length;
            boolean writable = (words[i] & HmmPfn.WRITE) != 0;
            if ((words[i] & HmmPfn.VALID) != 0) {
                long pfn = HmmPfn.pfn(words[i]);
                entries[i] = huge ? Pte.leaf(pfn & -512L, writable) : Pte.page(pfn, writable);
            }
        }
        return entries;
    }

    /** The negative control: the comparison above would notice a wrong answer on any one page. */
    @Example
    void anEntryThatChangesShowsOnItsPageAndOnNoOther() {
        LayoutModel model = ModelBuilder.build(Layouts.named("protection-mix:600"));
        Request request = new Request(model, model.asker(), model.start(), 600);
        PageTable table = model.mm().pageTable();
        LeafStream leaves = request.leaves(0, 600);
        long[] expected = request.reference();
        for (String name : DESIGNS) {
            Recorder[] recorder = new Recorder[1];
            PfnPopulation design = request.design(name, (at, word, step, pages) -> recorder[0].run(at, word, step, pages));
            for (int page = 0; page < 600; page++) {
                int index = table.pteIndex(request.start + page * Paging.PAGE_SIZE);
                long entry = table.read(index);
                // Half of them beyond what 32 bits of a pfn can say.
                boolean far = page % 2 == 0;
                table.write(index, far ? Pte.page((1L << 39) + page, true) : Pte.special(1L << 33, true));
                long changed = far ? HmmPfn.VALID | HmmPfn.WRITE | (1L << 39) + page : HmmPfn.ERROR;
                recorder[0] = new Recorder();
                design.begin(request.start, 600);
                design.answer(leaves);
                long[] dense = new long[600];
                design.expand(dense);
                assertThat(dense[page]).as("%s, page %d", name, page).isEqualTo(changed).isNotEqualTo(expected[page]);
                dense[page] = expected[page];
                assertWords(name, dense, expected);
                design.deliver();
                assertThat(recorder[0].words[page]).as("%s, page %d", name, page).isEqualTo(changed);
                table.write(index, entry);
            }
        }
    }

    @Example
    void mappingsOfOneGibibyteAreEnteredInTheMiddle() {
        long gib = Paging.PUD_SIZE;
        long start = Layout.BASE + gib;
        Set<VmaFlag> flags = Set.of(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON);
        Layout layout = Layout.ofVmas(List.of(new Layout.Vma(start, 3L << Paging.PUD_ORDER, flags, 0,
                List.of(Run.of(0, 1 << Paging.PUD_ORDER, EntryKind.PUD_RW),
                        Run.of(2L << Paging.PUD_ORDER, 1 << Paging.PUD_ORDER, EntryKind.PUD_PROTNONE_RO)))));
        LayoutModel model = ModelBuilder.build(layout);
        for (long at : new long[] {start - 2 * Paging.PAGE_SIZE, start + 700 * Paging.PAGE_SIZE, start + gib - 1000 * Paging.PAGE_SIZE,
            start + 2 * gib - 1000 * Paging.PAGE_SIZE, start + 3 * gib - 1000 * Paging.PAGE_SIZE}) {
            Request request = new Request(model, null, at, 2000);
            compare(request, request);
        }
    }

    @Example
    void bytesAreCountedExactly() {
        // In the order word-per-page, order-first, extents, summary, split; 2048 pages are four blocks of 2 MiB.
        assertBytes("system-present:2048", 2048 * 8, 2048 * 8, 12, 2048 * 8, 2048 * 9);
        assertBytes("system-scattered:2048", 2048 * 8, 2048 * 8, 2048 * 12, 2048 * 8, 2048 * 9);
        assertBytes("all-huge:2048", 2048 * 8, 4 * 8, 12, 4 * 9, 2048 * 9);
        assertBytes("holes-all:2048", 2048 * 8, 2048 * 8, 12, 4 * 9, 2048 * 9);
        assertBytes("holes-every-2nd:2048", 2048 * 8, 2048 * 8, 2048 * 12, 2048 * 8, 2048 * 9);
        long huge = Layouts.named("order-mix-50:2048").vmas().get(0).runs().stream().filter(r -> r.kind() == EntryKind.PMD_RW).count();
        assertThat(huge).isBetween(1L, 3L);
        Request mix = new Request(ModelBuilder.build(Layouts.named("order-mix-50:2048")), null, Layout.BASE, 2048);
        long[] words = mix.reference();
        long stretches = 1 + IntStream.range(1, 2048).filter(i -> words[i] != words[i - 1] + 1).count();
        assertBytes("order-mix-50:2048", 2048 * 8, huge * 8 + (4 - huge) * 512 * 8, 12 * stretches,
                huge * 9 + (4 - huge) * 512 * 8, 2048 * 9);
        assertBytes("vma-borders-16:2048", 2048 * 8, 2048 * 8, 128 * 12, 2048 * 8, 2048 * 9);
    }

    private static void assertBytes(String layout, long wordPerPage, long orderFirst, long extents, long summary, long split) {
        LayoutModel model = ModelBuilder.build(Layouts.named(layout));
        Request request = new Request(model, null, model.start(), 2048);
        for (String name : DESIGNS) {
            PfnPopulation design = request.design(name, (at, word, step, pages) -> { });
            long expected = switch (name) {
                case "order-first" -> orderFirst;
                case "extents" -> extents;
                case "summary" -> summary;
                case "split" -> split;
                case "visitor" -> 0;
                default -> wordPerPage;
            };
            // Twice: a request's count is its own.
            for (int i = 0; i < 2; i++) {
                design.begin(request.start, request.pages);
                assertThat(design.bytesWritten()).isZero();
                design.answer(request.leaves(0, 1000));
                design.answer(request.leaves(1000, 2048));
                boolean mappingIsCut = layout.startsWith("all-huge") || layout.startsWith("holes-all") || layout.startsWith("order-mix");
                if (!mappingIsCut) {
                    assertThat(design.bytesWritten()).as("%s on %s, in two parts", name, layout).isEqualTo(expected);
                }
                design.begin(request.start, request.pages);
                design.answer(request.leaves(0, 2048));
                assertThat(design.bytesWritten()).as("%s on %s", name, layout).isEqualTo(expected);
            }
        }
    }

    /** A request that begins and ends inside a mapping has a first and a last block of its own. */
    @Example
    void bytesAreCountedWhereMappingsAreCut() {
        LayoutModel model = ModelBuilder.build(Layouts.named("all-huge:2048"));
        Request request = new Request(model, null, model.start() + 100 * Paging.PAGE_SIZE, 1000);
        Map<String, Long> expected = Map.of("order-first", 3 * 8L, "summary", 3 * 9L, "extents", 12L, "split", 9000L, "visitor", 0L);
        for (String name : DESIGNS) {
            PfnPopulation design = request.design(name, (at, word, step, pages) -> { });
            design.begin(request.start, request.pages);
            design.answer(request.leaves(0, request.pages));
            assertThat(design.bytesWritten()).as(name).isEqualTo(expected.getOrDefault(name, 8000L));
        }
    }

    @Example
    void aRequestMustFit() {
        LayoutModel model = ModelBuilder.build(Layouts.named("system-present:16"));
        for (String name : DESIGNS) {
            PfnPopulation design = Designs.create(PfnPopulation.class, name, model.memory(), null, 16,
                    (PfnConsumer) (at, word, step, pages) -> { });
            design.begin(model.start(), 16);
            assertThatThrownBy(() -> design.begin(model.start(), 17)).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> design.begin(model.start(), 0)).as(name).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Example
    void theDesignsAreFound() {
        assertThat(DESIGNS).contains("word-per-page", "blind-store", "order-first", "extents", "summary", "visitor", "split",
                "off-heap", "fresh-array");
    }
}
