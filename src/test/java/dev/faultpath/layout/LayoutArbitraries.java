package dev.faultpath.layout;

import dev.faultpath.layout.EntryKind.Backing;
import dev.faultpath.layout.EntryKind.Level;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.model.Pagemap;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random valid layouts of every kind, for property tests of this and other packages. */
public final class LayoutArbitraries {
    private LayoutArbitraries() {
    }

    /** Layouts of up to four VMAs with up to a dozen runs each; every entry kind may occur. */
    public static Arbitrary<Layout> layouts() {
        return Arbitraries.longs().map(LayoutArbitraries::layout);
    }

    /** The layout of a seed. */
    public static Layout layout(long seed) {
        Random random = new Random(seed);
        List<String> notes = random.nextInt(4) == 0 ? List.of("seed " + seed) : List.of();
        int owners = 1 + random.nextInt(3);
        List<Layout.Owner> ownerList = new ArrayList<>();
        for (int i = 0; i < owners; i++) {
            ownerList.add(new Layout.Owner("owner" + i));
        }
        List<Layout.Device> devices = List.of(new Layout.Device("gpu0"), new Layout.Device("gpu1"));
        List<Layout.Pagemap> pagemaps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            pagemaps.add(new Layout.Pagemap("vram" + i, "gpu" + i % 2, "owner" + random.nextInt(owners),
                    i < 3 ? Pagemap.Type.PRIVATE : Pagemap.Type.COHERENT, 1 << 16));
        }
        List<Layout.Vma> vmas = new ArrayList<>();
        long at = Layout.BASE;
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            Layout.Vma v = vma(random, at);
            vmas.add(v);
            at = v.end();
        }
        return new Layout(notes, devices, ownerList, pagemaps, vmas);
    }

    private static Layout.Vma vma(Random random, long from) {
        boolean hugetlb = random.nextInt(6) == 0;
        boolean huge = hugetlb || random.nextInt(3) == 0;
        long start = from + random.nextInt(3) * 4096L * random.nextInt(700);
        if (huge) {
            start = start + (1 << 21) - 1 & -(1L << 21);
        }
        EnumSet<VmaFlag> flags = EnumSet.noneOf(VmaFlag.class);
        for (VmaFlag f : VmaFlag.values()) {
            boolean rare = f == VmaFlag.IO || f == VmaFlag.PFNMAP;
            boolean usual = f == VmaFlag.READ || f == VmaFlag.WRITE || f == VmaFlag.ANON;
            if (random.nextInt(10) < (rare ? 1 : usual ? 9 : 3)) {
                flags.add(f);
            }
        }
        List<Run> runs = new ArrayList<>();
        long offset = 0;
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            Run r = run(random, hugetlb, start, offset);
            runs.add(r);
            offset = r.end();
        }
        long pages = Math.max(1, offset + random.nextInt(3) * (long) random.nextInt(600));
        if (hugetlb) {
            pages = pages + 511 & -512L;
        }
        return new Layout.Vma(start, pages, flags, hugetlb ? 9 : 0, runs);
    }

    private static Run run(Random random, boolean hugetlb, long start, long from) {
        EntryKind kind;
        do {
            kind = EntryKind.values()[random.nextInt(EntryKind.values().length)];
        } while ((kind.level() == Level.HUGETLB) != hugetlb || kind.level() == Level.PUD
                || kind.level() == Level.PMD && random.nextInt(3) > 0);
        int leaf = kind.leafPages(9);
        long offset = from + (random.nextBoolean() ? 0 : random.nextInt(40));
        long page = start / 4096 + offset;
        offset += (page + leaf - 1) / leaf * leaf - page;
        long pages = (long) leaf * (1 + random.nextInt(leaf > 1 ? 2 : 30));
        String pagemap = null;
        if (kind.backing() == Backing.DEVICE) {
            pagemap = "vram" + random.nextInt(3);
        } else if (kind.backing() == Backing.SYSTEM_OR_COHERENT && random.nextInt(4) == 0) {
            pagemap = "vram3";
        }
        long first = Run.AUTO;
        long chunk = 0;
        if (kind.hasPfn() && pagemap == null && random.nextInt(5) == 0) {
            first = 1024 + 512L * random.nextInt(64) + (leaf > 1 ? 0 : random.nextInt(512));
        } else if (kind.hasPfn() && pages > leaf && random.nextInt(3) == 0) {
            chunk = leaf > 1 ? leaf : 1 + random.nextInt((int) pages - 1);
        }
        return new Run(offset, pages, kind, pagemap, first, chunk);
    }
}
