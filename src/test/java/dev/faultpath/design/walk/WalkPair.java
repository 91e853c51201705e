package dev.faultpath.design.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutArbitraries;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageTable;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The same layout built twice, and the same requests put to the reference on one and to a design on the other. */
final class WalkPair {
    private static final long FAULT = HmmPfn.REQ_FAULT;
    private static final long WRITE = HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE;
    /** More restarts than any request of these tests can need. */
    private static final int MAX_WALKS = 200_000;

    final LayoutModel referenceModel;
    final LayoutModel model;
    private final HmmWalk referenceWalk;
    private final HmmWalk walk;
    private final RangeWalk reference = new CallbackRadixWalk();
    private final RangeWalk design;

    WalkPair(Layout layout, RangeWalk design, boolean faultInside) {
        referenceModel = ModelBuilder.build(layout);
        model = ModelBuilder.build(layout);
        referenceModel.mm().mmapLock().readLock();
        model.mm().mmapLock().readLock();
        referenceWalk = new HmmWalk(referenceModel.mm(), faultInside);
        walk = new HmmWalk(model.mm(), faultInside);
        this.design = design;
        design.prepare(model.mm());
    }

    /**
     * A request as drawn.
     *
     * @param owner position of the asker among the layout's owners, -1 for nobody
     */
    record Request(long start, long[] words, long defaultFlags, long mask, int owner) {
        HmmRange on(LayoutModel model) {
            HmmRange range = new HmmRange();
            range.start = start;
            range.end = start + words.length * Paging.PAGE_SIZE;
            range.pfns = words.clone();
            range.defaultFlags = defaultFlags;
            range.pfnFlagsMask = mask;
            List<Owner> owners = List.copyOf(model.owners().values());
            range.devPrivateOwner = owner < 0 ? null : owners.get(owner);
            return range;
        }

        /** Whether the word at {@code i} asks for a fault. */
        boolean asks(int i) {
            return (words[i] & mask | defaultFlags) < 0;
        }

        @Override
        public String toString() {
            return String.format("request of %d pages at 0x%x, flags %x, mask %x, owner %d", words.length, start, defaultFlags, mask,
                    owner);
        }
    }

    /** A request over a part of the layout and a little of what is around it. */
    static Request draw(Random random, LayoutModel model) {
        long[][] flags = {{0, 0}, {FAULT, 0}, {WRITE, 0}, {0, WRITE}, {0, FAULT}, {FAULT, WRITE}, {HmmPfn.REQ_WRITE, 0},
            {HmmPfn.REQ_WRITE, FAULT}};
        return draw(random, model, flags[random.nextInt(flags.length)]);
    }

    /** The same with given default flags and mask. */
    static Request draw(Random random, LayoutModel model, long[] flags) {
        long around = 20 * Paging.PAGE_SIZE;
        long from = (model.layout().vmas().isEmpty() ? Layout.BASE : model.start()) - around;
        int room = Math.max(1, Paging.pages(from, Math.max(from, model.end()) + around));
        int at = random.nextInt(room);
        int pages = 1 + random.nextInt(Math.min(room - at, random.nextBoolean() ? 40 : 1600));
        long[] words = new long[pages];
        int density = 1 + random.nextInt(100);
        for (int i = 0; i < pages; i++) {
            // What is ignored on input is noise; so are the request bits where the mask is 0.
            words[i] = random.nextLong() & ~WRITE | (random.nextInt(density) == 0 ? random.nextLong() & WRITE : 0);
        }
        return new Request(from + at * Paging.PAGE_SIZE, words, flags[0], flags[1], random.nextInt(model.owners().size() + 1) - 1);
    }

    /** Makes the same change on both sides. */
    void change(Consumer<LayoutModel> change) {
        change.accept(referenceModel);
        change.accept(model);
    }

    /** Answers the request on both sides step by step and compares after each: for designs that fault as the reference does. */
    void lockstep(Request request) {
        HmmRange expected = request.on(referenceModel);
        HmmRange actual = request.on(model);
        referenceWalk.begin(expected);
        walk.begin(actual);
        referenceWalk.resetCounters();
        walk.resetCounters();
        String as = design.getClass().getSimpleName() + ", " + request;
        int rc;
        int walks = 0;
        do {
            assertThat(++walks).as(as).isLessThan(MAX_WALKS);
            rc = reference.walk(referenceWalk);
            assertThat(Errno.name(design.walk(walk))).as(as).isEqualTo(Errno.name(rc));
            assertThat(walk.last()).as(as).isEqualTo(referenceWalk.last());
            same(actual.pfns, expected.pfns, as);
            if (rc == HmmWalk.NEED_FAULT) {
                rc = referenceWalk.takeRecorded(false);
                assertThat(Errno.name(walk.takeRecorded(false))).as(as).isEqualTo(Errno.name(rc));
            }
        } while (rc == Errno.EBUSY);
        assertThat(walk.cpuFaults()).as(as).isEqualTo(referenceWalk.cpuFaults());
        assertThat(walk.migrationWaits()).as(as).isEqualTo(referenceWalk.migrationWaits());
        same(model.mm().pageTable().entries(), referenceModel.mm().pageTable().entries(), as + ", page table");
        assertThat(model.memory().systemPagesInUse()).as(as).isEqualTo(referenceModel.memory().systemPagesInUse());
    }

    /** Arrays of words, compared without boxing each: there are many of them. */
    static void same(long[] actual, long[] expected, String as) {
        int at = Arrays.mismatch(actual, expected);
        if (at >= 0) {
            assertThat(Long.toHexString(actual[at])).as("%s, word %d", as, at).isEqualTo(Long.toHexString(expected[at]));
        }
        assertThat(actual).hasSameSizeAs(expected);
    }

    /** The generated layout of a seed, with pagemaps as small as will do: their struct pages are most of what a model costs. */
    static Layout layout(long seed) {
        Layout layout = LayoutArbitraries.layout(seed);
        try {
            return new Layout(layout.notes(), layout.devices(), layout.owners(), layout.pagemaps().stream()
                    .map(p -> new Layout.Pagemap(p.name(), p.device(), p.owner(), p.type(), 4096)).toList(), layout.vmas());
        } catch (IllegalArgumentException e) {
            return layout;
        }
    }

    /**
     * What a request came to.
     *
     * @param rc return code
     * @param words the words as they were left
     * @param before what a snapshot said before the request
     * @param after what a snapshot says after it
     */
    record Outcome(int rc, long[] words, long[] before, long[] after, long walks, long cpuFaults) {
    }

    Outcome reference(Request request) {
        return run(request, referenceModel, referenceWalk, reference);
    }

    Outcome design(Request request) {
        return run(request, model, walk, design);
    }

    private static Outcome run(Request request, LayoutModel model, HmmWalk walk, RangeWalk design) {
        long[] before = snapshot(request, model);
        HmmRange range = request.on(model);
        walk.begin(range);
        walk.resetCounters();
        int rc;
        do {
            walk.countWalk();
            assertThat(walk.walks()).isLessThan(MAX_WALKS);
            long last = walk.last();
            long[] input = range.pfns.clone();
            rc = design.walk(walk);
            assertThat(walk.last()).isGreaterThanOrEqualTo(last);
            if (rc == HmmWalk.NEED_FAULT || rc == Errno.EBUSY) {
                int stop = range.index(walk.last());
                assertThat(Arrays.equals(range.pfns, stop, input.length, input, stop, input.length))
                        .as("%s keeps its input from word %d on", request, stop).isTrue();
            }
            if (rc == HmmWalk.NEED_FAULT) {
                rc = walk.takeRecorded(false);
            }
        } while (rc == Errno.EBUSY);
        return new Outcome(rc, range.pfns, before, snapshot(request, model), walk.walks(), walk.cpuFaults());
    }

    private static long[] snapshot(Request request, LayoutModel model) {
        HmmRange range = new Request(request.start, request.words, 0, 0, request.owner).on(model);
        HmmWalk walk = new HmmWalk(model.mm(), false);
        walk.begin(range);
        assertThat(new CallbackRadixWalk().walk(walk)).isZero();
        return range.pfns;
    }

    /** What others do to an address space between two requests: clear a page, or let a table go and put a huge page there. */
    static Consumer<LayoutModel> randomChange(Random random, Layout layout) {
        Layout.Vma vma = layout.vmas().get(random.nextInt(layout.vmas().size()));
        long addr = vma.start() + random.nextInt((int) vma.pages()) * Paging.PAGE_SIZE;
        boolean collapse = random.nextBoolean();
        long pfn = 512L * (4 + random.nextInt(4));
        return model -> {
            PageTable table = model.mm().pageTable();
            int pte = table.pteIndex(addr);
            if (pte < 0) {
                return;
            }
            long segment = addr & -Paging.PMD_SIZE;
            boolean migrating = IntStream.range(0, Paging.PTRS_PER_TABLE)
                    .anyMatch(slot -> Pte.type(table.lookup(segment + slot * Paging.PAGE_SIZE)) == Pte.MIGRATION);
            if (collapse && !migrating) {
                int pmd = table.pmdIndex(addr);
                table.retractTable(pmd);
                table.write(pmd, Pte.leaf(pfn, true));
            } else {
                table.write(pte, Pte.NONE);
            }
        };
    }
}
