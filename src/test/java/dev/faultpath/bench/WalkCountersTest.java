package dev.faultpath.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.bench.state.CountingPageTable;
import dev.faultpath.bench.state.RestartCounters;
import dev.faultpath.bench.state.RestartState;
import dev.faultpath.bench.state.WalkState;
import dev.faultpath.design.Designs;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.design.walk.RangeWalk;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.fault.RangeFault;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.Layouts;
import dev.faultpath.model.Paging;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counters of the range walk's benchmarks are exact: what they say follows from the layout. */
class WalkCountersTest {
    private static final int PMD = Paging.PTRS_PER_TABLE;

    /**
     * Entries that one walk reads. The layouts here lie within one PUD entry, and their areas are either all mapped or not at all.
     */
    @ParameterizedTest
    @CsvSource({
        "system-present, 1", "system-present, 16", "system-present, 511", "system-present, 512", "system-present, 513",
        "system-present, 8192", "holes-random-10, 513", "holes-every-2nd, 8192", "all-own, 513", "all-huge, 512", "all-huge, 513",
        "all-huge, 8192", "order-mix-50, 8192", "vma-borders-16, 512", "vma-borders-16, 513", "vma-borders-512, 8192", "holes-all, 513",
    })
    void entriesReadFollowFromTheLayout(String layout, int pages) {
        Shape shape = new Shape(Layouts.named(layout + ":" + pages));
        for (String name : DesignsOnClassPath.names(RangeWalk.class)) {
            long expected = switch (name) {
                // The generic walker and its callbacks look three times at a PUD entry, and twice at one of the PMD.
                case "callback-radix" -> shape.areas + (shape.empty ? 0 : 3L * shape.areas + 2L * shape.pmds) + shape.ptes;
                case "inlined-radix", "leaf-batch", "asked-pages-only", "two-phase" -> shape.areas
                        + (shape.empty ? 0 : shape.areas + shape.pmds) + shape.ptes;
                case "root-per-page" -> shape.empty ? 1 : 4L * shape.ptes + 3L * shape.upperPmds;
                case "leaf-cursor" -> shape.empty ? 1 : shape.ptes + 3L * shape.tables + 3L * shape.upperPmds;
                case "iterator" -> shape.empty ? 1 : 2 + shape.tables + shape.upperPmds + shape.ptes;
                case "hashed", "extents" -> 0;
                default -> throw new AssertionError("how many entries does '" + name + "' read? Add a case for it to this test");
            };
            assertThat(entryReads(layout, pages, name)).as("%s, %s, %d pages", name, layout, pages).isEqualTo(expected);
        }
    }

    private static long entryReads(String layout, int pages, String design) {
        WalkState state = new WalkState();
        state.layout = layout;
        state.pages = pages;
        state.build();
        RangeWalk walk = Designs.create(RangeWalk.class, design);
        state.prepare(walk);
        return CountingPageTable.readsOfWalk(state, walk);
    }

    /** What of a layout decides how many entries are read. */
    private static final class Shape {
        final int areas;
        final boolean empty;
        /** 2 MiB pieces, counted once for each area in them. */
        final int pmds;
        /** Those of them that are huge. */
        final int upperPmds;
        /** Tables of the last level. */
        final int tables;
        /** Pages behind such tables. */
        final long ptes;

        Shape(Layout layout) {
            areas = layout.vmas().size();
            empty = layout.runCount() == 0;
            int pieces = 0;
            int upper = 0;
            long small = 0;
            BitSet tableOf = new BitSet();
            for (Layout.Vma vma : layout.vmas()) {
                long first = (vma.start() - Layout.BASE) / Paging.PAGE_SIZE;
                pieces += (int) ((first + vma.pages() - 1) / PMD - first / PMD + 1);
                for (Layout.Run run : vma.runs()) {
                    if (run.kind().level() == EntryKind.Level.PMD) {
                        upper += (int) run.pages() / PMD;
                    } else {
                        small += run.pages();
                        tableOf.set((int) ((first + run.offset()) / PMD), (int) ((first + run.end() - 1) / PMD) + 1);
                    }
                }
            }
            pmds = pieces;
            upperPmds = upper;
            tables = tableOf.cardinality();
            ptes = small;
        }
    }

    /** Span faults restart once a table with holes and fault from its first hole on; the others take one fault a hole. */
    @ParameterizedTest
    @CsvSource({"every-512th, 512", "every-512th, 8192", "random-10, 512", "random-10, 8192", "every-2nd, 513", "every-2nd, 8192",
        "all, 512", "all, 513", "every-512th, 511"})
    void walksAndFaultsFollowFromTheHoles(String holes, int pages) {
        BitSet missing = new BitSet();
        if (holes.equals("all")) {
            missing.set(0, pages);
        } else {
            for (Layout.Run run : Layouts.named("holes-" + holes + ":" + pages).vmas().get(0).runs()) {
                if (run.kind() == EntryKind.NONE) {
                    missing.set((int) run.offset(), (int) run.end());
                }
            }
        }
        long restarts = 0;
        long spanFaults = 0;
        for (int table = 0; table < pages; table += PMD) {
            int end = Math.min(table + PMD, pages);
            int first = missing.nextSetBit(table);
            if (first >= 0 && first < end) {
                restarts++;
                spanFaults += end - first;
            }
        }
        for (FaultShape shape : FaultShape.values()) {
            for (String name : DesignsOnClassPath.names(RangeWalk.class)) {
                RestartCounters counters = counted(holes, pages, Designs.create(RangeWalk.class, name), shape);
                boolean any = !missing.isEmpty();
                long walks = switch (name) {
                    case "asked-pages-only" -> 1 + missing.cardinality();
                    case "two-phase" -> any ? 2 : 1;
                    default -> 1 + restarts;
                };
                boolean bySpan = !name.equals("asked-pages-only") && !name.equals("two-phase");
                String as = name + ", " + shape;
                assertThat(counters.walks).as(as).isEqualTo(walks);
                assertThat(counters.cpuFaults).as(as).isEqualTo(bySpan ? spanFaults : missing.cardinality());
            }
        }
    }

    private static RestartCounters counted(String holes, int pages, RangeWalk design, FaultShape shape) {
        RestartState state = new RestartState();
        state.holes = holes;
        state.pages = pages;
        state.build();
        RangeFault engine = state.engine(design, shape);
        state.answer(engine);
        state.answer(engine);
        RestartCounters counters = new RestartCounters();
        counters.read(state);
        return counters;
    }
}
