package dev.faultpath.layout;

import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.model.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Layouts made by rule. Each is a function of its arguments alone: randomness comes from the seed that the caller states.
 * Unless said otherwise, memory is anonymous, private, readable and writable. It starts at {@link Layout#BASE} and is exactly
 * as long as asked for.
 *
 * <p>Device memory: device {@code gpuK} has the private pagemap {@code vramK}. The asker's own memory is device 0,
 * owner {@code own}; each further device has the owner {@code otherK}, or {@code own} as well where one owner is asked for.
 */
public final class SyntheticLayouts {
    /** Name of the owner that stands for the asker's own device. */
    public static final String OWN = "own";

    public enum Holes {
        NONE,
        /** The last page of every 512: one hole a PMD. */
        EVERY_512TH,
        /** Every second page. */
        EVERY_2ND,
        /** Each page with a chance of 1 %. */
        RANDOM_1,
        /** Each page with a chance of 10 %. */
        RANDOM_10,
        /** Each page with a chance of 50 %. */
        RANDOM_50,
        /** Stretches of 1 to 64 pages, about half present and half missing. */
        CLUSTERED,
        ALL
    }

    private static final Set<VmaFlag> ANON_RW = Set.of(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON);

    private SyntheticLayouts() {
    }

    /** All pages present and writable in system memory, physically contiguous. */
    public static Layout systemPresent(int pages) {
        return Layout.ofVmas(List.of(anon(pages, List.of(Run.of(0, pages, EntryKind.RW)))));
    }

    /**
     * All pages present and writable in system memory, in contiguous pieces of {@code chunk} pages.
     *
     * @param chunk 1 to {@code pages}
     */
    public static Layout systemScattered(int pages, int chunk) {
        DevicePlacement.range("chunk", chunk, 1, Integer.MAX_VALUE);
        long c = chunk >= pages ? 0 : chunk;
        return Layout.ofVmas(List.of(anon(pages, List.of(new Run(0, pages, EntryKind.RW, null, Run.AUTO, c)))));
    }

    /** All pages in the asker's own device memory, writable. */
    public static Layout allOwn(int pages) {
        return alternating(pages, pages, 1, false);
    }

    /** All pages in the memory of a device with another owner, writable. */
    public static Layout allForeign(int pages) {
        return machine(2, false, anon(pages, List.of(Run.device(0, pages, EntryKind.DEVICE_PRIVATE_RW, "vram1"))));
    }

    /**
     * Device memory in runs of {@code runLength} pages that go round {@code devices} pagemaps, writable.
     *
     * @param runLength at least 1
     * @param devices at least 1
     * @param oneOwner whether all pagemaps have the owner {@code own}; otherwise each has its own
     */
    public static Layout alternating(int pages, int runLength, int devices, boolean oneOwner) {
        DevicePlacement.range("runLength", runLength, 1, Integer.MAX_VALUE);
        DevicePlacement.range("devices", devices, 1, Integer.MAX_VALUE);
        List<Run> runs = new ArrayList<>();
        int device = 0;
        for (int at = 0; at < pages; at += Math.min(runLength, pages - at)) {
            runs.add(Run.device(at, Math.min(runLength, pages - at), EntryKind.DEVICE_PRIVATE_RW, "vram" + device));
            device = (device + 1) % devices;
        }
        return machine(devices, oneOwner, anon(pages, runs));
    }

    /**
     * Each page drawn on its own: system memory, own device memory, foreign device memory, swapped out, or a hole.
     *
     * @param percentSystem part in system memory
     * @param percentOwn part in the asker's device memory
     * @param percentForeign part in the memory of devices 1 and up, evenly
     * @param percentSwap part swapped out; what is left of 100 are holes
     * @param devices at least 2 if there is foreign memory
     */
    public static Layout residencyMix(int pages, int percentSystem, int percentOwn, int percentForeign, int percentSwap,
            int devices, long seed) {
        int sum = percentSystem + percentOwn + percentForeign + percentSwap;
        if (Math.min(Math.min(percentSystem, percentOwn), Math.min(percentForeign, percentSwap)) < 0 || sum > 100) {
            throw new IllegalArgumentException("percentages are not negative and at most 100 together");
        }
        if (percentForeign > 0 && devices < 2) {
            throw new IllegalArgumentException("foreign memory needs at least 2 devices");
        }
        DevicePlacement.range("devices", devices, 1, Integer.MAX_VALUE);
        SplittableRandom random = new SplittableRandom(seed);
        RunBuilder runs = new RunBuilder();
        for (int i = 0; i < pages; i++) {
            int draw = random.nextInt(100);
            if (draw < percentSystem) {
                runs.page(EntryKind.RW, null);
            } else if ((draw -= percentSystem) < percentOwn) {
                runs.page(EntryKind.DEVICE_PRIVATE_RW, "vram0");
            } else if ((draw -= percentOwn) < percentForeign) {
                runs.page(EntryKind.DEVICE_PRIVATE_RW, "vram" + (1 + random.nextInt(devices - 1)));
            } else if (draw - percentForeign < percentSwap) {
                runs.page(EntryKind.SWAP, null);
            } else {
                runs.page(EntryKind.NONE, null);
            }
        }
        return machine(devices, false, anon(pages, runs.done()));
    }

    /** Present, writable system memory with holes. With {@link Holes#ALL} not even tables exist. */
    public static Layout holes(int pages, Holes where, long seed) {
        if (where == Holes.ALL) {
            return Layout.ofVmas(List.of(anon(pages, List.of())));
        }
        SplittableRandom random = new SplittableRandom(seed);
        RunBuilder runs = new RunBuilder();
        boolean clusterMissing = random.nextBoolean();
        int clusterLeft = 1 + random.nextInt(64);
        for (int i = 0; i < pages; i++) {
            if (clusterLeft == 0) {
                clusterMissing = !clusterMissing;
                clusterLeft = 1 + random.nextInt(64);
            }
            clusterLeft--;
            boolean missing = switch (where) {
                case NONE, ALL -> false;
                case EVERY_512TH -> i % 512 == 511;
                case EVERY_2ND -> i % 2 == 1;
                case RANDOM_1 -> random.nextInt(100) < 1;
                case RANDOM_10 -> random.nextInt(100) < 10;
                case RANDOM_50 -> random.nextInt(100) < 50;
                case CLUSTERED -> clusterMissing;
            };
            runs.page(missing ? EntryKind.NONE : EntryKind.RW, null);
        }
        return Layout.ofVmas(List.of(anon(pages, runs.done())));
    }

    /**
     * Present, writable system memory: each 2 MiB block is one huge PMD or 512 PTEs. A last block shorter than 2 MiB is
     * PTEs.
     *
     * @param percentHuge chance of a block to be huge, 0 to 100
     */
    public static Layout orderMix(int pages, int percentHuge, long seed) {
        DevicePlacement.range("percentHuge", percentHuge, 0, 100);
        SplittableRandom random = new SplittableRandom(seed);
        List<Run> runs = new ArrayList<>();
        for (int at = 0; at < pages; at += Paging.PTRS_PER_TABLE) {
            int n = Math.min(Paging.PTRS_PER_TABLE, pages - at);
            boolean huge = n == Paging.PTRS_PER_TABLE && random.nextInt(100) < percentHuge;
            runs.add(Run.of(at, n, huge ? EntryKind.PMD_RW : EntryKind.RW));
        }
        return Layout.ofVmas(List.of(anon(pages, runs)));
    }

    /**
     * System memory in which stretches of 1 to 32 pages are writable, read-only, shared copy-on-write, under a
     * NUMA-balancing hint, or the zero page.
     */
    public static Layout protectionMix(int pages, long seed) {
        EntryKind[] kinds = {EntryKind.RW, EntryKind.RW, EntryKind.RO, EntryKind.COW, EntryKind.PROTNONE_RW, EntryKind.ZERO};
        SplittableRandom random = new SplittableRandom(seed);
        RunBuilder runs = new RunBuilder();
        for (int at = 0; at < pages;) {
            int n = Math.min(1 + random.nextInt(32), pages - at);
            EntryKind k = kinds[random.nextInt(kinds.length)];
            for (int i = 0; i < n; i++) {
                runs.page(k, null);
            }
            at += n;
        }
        return Layout.ofVmas(List.of(anon(pages, runs.done())));
    }

    /**
     * Present system memory cut into VMAs of {@code vmaPages} pages that touch; every second one is read-only, since
     * the kernel would merge equal ones.
     *
     * @param vmaPages at least 1
     */
    public static Layout vmaBorders(int pages, int vmaPages) {
        DevicePlacement.range("vmaPages", vmaPages, 1, Integer.MAX_VALUE);
        List<Layout.Vma> vmas = new ArrayList<>();
        boolean writable = true;
        for (int at = 0; at < pages; at += Math.min(vmaPages, pages - at)) {
            int n = Math.min(vmaPages, pages - at);
            vmas.add(new Layout.Vma(Layout.BASE + (long) at * Paging.PAGE_SIZE, n,
                    writable ? ANON_RW : Set.of(VmaFlag.READ, VmaFlag.ANON), 0,
                    List.of(Run.of(0, n, writable ? EntryKind.RW : EntryKind.RO))));
            writable = !writable;
        }
        return Layout.ofVmas(vmas);
    }

    /**
     * The asker's own device memory with one page in {@code every} (drawn at random) in the memory of device 1.
     *
     * @param every at least 1
     */
    public static Layout oneInForeign(int pages, int every, long seed) {
        return DevicePlacement.oneIn(every, seed).apply(systemPresent(pages));
    }

    private static Layout machine(int devices, boolean oneOwner, Layout.Vma vma) {
        return DevicePlacement.withDevices(List.of(), devices, oneOwner, List.of(vma));
    }

    private static Layout.Vma anon(int pages, List<Run> runs) {
        DevicePlacement.range("pages", pages, 1, Integer.MAX_VALUE);
        return new Layout.Vma(Layout.BASE, pages, ANON_RW, 0, runs);
    }
}
