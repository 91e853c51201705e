package dev.faultpath.layout;

import dev.faultpath.layout.EntryKind.Backing;
import dev.faultpath.model.Paging;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Which page stands behind each entry of a layout: stated pages as stated, the others by a fixed rule.
 *
 * <p>The rule, ours: a run placed by rule takes the next free pages in file order, skipping stated ones. A leaf larger
 * than a page is aligned to its size. A piece of system memory of 16 pages or more is placed congruent to its virtual
 * page number modulo the largest power of two not above its length and 512, so that an aligned 64 KiB or 2 MiB stretch
 * stays one in physical memory. A run with {@code chunk=N} is cut into pieces of N pages which are shuffled (seeded by
 * the run's place in the file) so that no two neighbours are contiguous. Two builds of one layout place alike.
 */
public final class PhysicalPlacement {
    /** Shortest contiguous piece whose alignment matters to a device: 64 KiB. */
    static final int ALIGNED_FROM = 16;

    private final Piece[] pieces;
    private final long systemEnd;

    private PhysicalPlacement(Piece[] pieces, long systemEnd) {
        this.pieces = pieces;
        this.systemEnd = systemEnd;
    }

    /** Where one run's pages are: {@code slots} null means one contiguous piece. */
    private record Piece(long base, long chunk, int[] slots) {
        static final Piece NOTHING = new Piece(-1, 0, null);

        long page(long i) {
            return slots == null ? base + i : base + slots[(int) (i / chunk)] * chunk + i % chunk;
        }
    }

    /**
     * Places a layout.
     *
     * @param firstSystemPfn first pfn that may be handed out for system memory
     * @param firstRawPfn first pfn that may be handed out for pfns without a struct page
     */
    public static PhysicalPlacement of(Layout layout, long firstSystemPfn, long firstRawPfn) {
        Cursor system = new Cursor(firstSystemPfn, Long.MAX_VALUE);
        Cursor raw = new Cursor(firstRawPfn, Long.MAX_VALUE);
        return place(layout.pagemaps(), layout.vmas(), system, raw);
    }

    /** Checks that device pages fit their pagemaps and that none is used twice. */
    static void checkDevicePages(List<Layout.Pagemap> pagemaps, List<Layout.Vma> vmas) {
        if (!pagemaps.isEmpty()) {
            place(pagemaps, vmas, null, null);
        }
    }

    private static PhysicalPlacement place(List<Layout.Pagemap> pagemaps, List<Layout.Vma> vmas, Cursor system,
            Cursor raw) {
        Map<String, Cursor> cursors = new HashMap<>();
        for (Layout.Pagemap p : pagemaps) {
            cursors.put(p.name(), new Cursor(0, p.pages()));
        }
        reserveStated(vmas, cursors, system, raw);
        List<Piece> pieces = new ArrayList<>();
        Layout.eachRun(vmas, (v, r, ordinal) -> {
            Cursor c = cursor(r, cursors, system, raw);
            if (c == null) {
                pieces.add(Piece.NOTHING);
            } else if (r.first() != Layout.Run.AUTO) {
                pieces.add(new Piece(r.first(), 0, null));
            } else {
                pieces.add(placeByRule(v, r, c, ordinal));
            }
        });
        return new PhysicalPlacement(pieces.toArray(new Piece[0]), system == null ? 0 : system.end);
    }

    private static void reserveStated(List<Layout.Vma> vmas, Map<String, Cursor> cursors, Cursor system, Cursor raw) {
        Layout.eachRun(vmas, (v, r, ordinal) -> {
            Cursor c = r.first() == Layout.Run.AUTO ? null : cursor(r, cursors, system, raw);
            // A system page may be mapped twice (shared memory); a device page of one address space may not.
            if (c != null && !c.reserve(r.first(), r.pages()) && r.pagemap() != null) {
                throw new LayoutRules.Violation("first", ordinal, "a page of pagemap '" + r.pagemap() + "' is used twice");
            }
        });
    }

    private static Cursor cursor(Layout.Run r, Map<String, Cursor> cursors, Cursor system, Cursor raw) {
        if (!r.kind().hasPfn()) {
            return null;
        }
        if (r.pagemap() != null) {
            return cursors.get(r.pagemap());
        }
        return r.kind().backing() == Backing.RAW_PFN ? raw : system;
    }

    private static Piece placeByRule(Layout.Vma v, Layout.Run r, Cursor c, int ordinal) {
        long leaf = r.kind().leafPages(v.hugetlbOrder());
        long piece = r.chunk() == 0 ? r.pages() : r.chunk();
        long count = r.chunk() == 0 ? 1 : (r.pages() + piece - 1) / piece;
        long align = leaf;
        if (leaf == 1 && r.pagemap() == null && piece >= ALIGNED_FROM) {
            align = Math.min(Paging.PTRS_PER_TABLE, Long.highestOneBit(piece));
        }
        long phase = leaf > 1 ? 0 : v.start() / Paging.PAGE_SIZE + r.offset() & align - 1;
        long base = c.take(piece * count, align, phase);
        if (base < 0) {
            throw new LayoutRules.Violation("pages", ordinal, "pagemap '" + r.pagemap() + "' overflows: the run's "
                    + r.pages() + " pages do not fit behind the ones before");
        }
        return count == 1 ? new Piece(base, 0, null) : new Piece(base, piece, shuffle((int) count, ordinal));
    }

    /** A permutation in which no element is followed by its successor; always the same for one seed. */
    static int[] shuffle(int n, long seed) {
        int[] p = new int[n];
        for (int i = 0; i < n; i++) {
            p[i] = i;
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = n - 1; i > 0; i--) {
            swap(p, i, random.nextInt(i + 1));
        }
        for (int i = 0; i + 1 < n; i++) {
            if (p[i + 1] == p[i] + 1) {
                swap(p, i, i + 1);
            }
        }
        return p;
    }

    private static void swap(int[] p, int i, int j) {
        int t = p[i];
        p[i] = p[j];
        p[j] = t;
    }

    /**
     * The page behind one entry: a pfn, or an index into the run's pagemap.
     *
     * @param run the run's index in file order, counted over all VMAs
     * @param page the page's index in the run
     * @return the page, or less than 0 when the kind has none
     */
    public long page(int run, long page) {
        Piece p = pieces[run];
        return p == Piece.NOTHING ? -1 : p.page(page);
    }

    /** One past the largest system pfn in use. */
    public long systemEnd() {
        return systemEnd;
    }

    /** Hands out free pages in ascending order, skipping reserved ones. */
    private static final class Cursor {
        private final long limit;
        private final TreeMap<Long, Long> reserved = new TreeMap<>();
        private long next;
        private long end;

        Cursor(long first, long limit) {
            this.next = first;
            this.limit = limit;
            this.end = first;
        }

        /** Reserves a stretch; false when a part of it was reserved already. */
        boolean reserve(long first, long pages) {
            long last = first + pages;
            end = Math.max(end, last);
            Map.Entry<Long, Long> before = reserved.lowerEntry(last);
            if (before == null || before.getValue() <= first) {
                reserved.put(first, last);
                return true;
            }
            // Merge, so that the map stays a set of disjoint stretches.
            while (before != null && before.getValue() > first) {
                reserved.remove(before.getKey());
                first = Math.min(first, before.getKey());
                last = Math.max(last, before.getValue());
                before = reserved.lowerEntry(last);
            }
            reserved.put(first, last);
            return false;
        }

        long take(long pages, long align, long phase) {
            long at = aligned(next, align, phase);
            Map.Entry<Long, Long> hit = reserved.isEmpty() ? null : reserved.lowerEntry(at + pages);
            while (hit != null && hit.getValue() > at) {
                at = aligned(hit.getValue(), align, phase);
                hit = reserved.lowerEntry(at + pages);
            }
            if (at > limit - pages) {
                return -1;
            }
            next = at + pages;
            end = Math.max(end, next);
            return at;
        }

        private static long aligned(long at, long align, long phase) {
            return at + (phase - at & align - 1);
        }
    }
}
