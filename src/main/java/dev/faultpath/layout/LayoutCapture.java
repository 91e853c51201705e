package dev.faultpath.layout;

import dev.faultpath.InputException;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.model.Paging;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a live process's memory into a layout: {@code /proc/PID/maps} for the areas, {@code /proc/PID/pagemap} for the
 * entries, {@code /proc/PID/smaps} and {@code /proc/kpageflags} for what those two do not say, as far as they can be read.
 *
 * <p>The layout holds no name and no address of the process: areas are moved to {@link Layout#BASE} in their order, each
 * start and length kept modulo 2 MiB, and gaps above 1 GiB are cut to 1 GiB. Of physical placement only contiguity is kept:
 * a piece of 64 KiB or more is a run of its own, shorter pieces become one run whose {@code chunk=} is their mean length.
 *
 * <p>pagemap does not say whether an entry is writable. It is taken to be so when its area is, except that a private page
 * that is file-backed or mapped elsewhere too is {@code cow}. Swap entries of every kind read as {@code swap}, guard markers
 * (bit 58) as such. The bits are those of the kernel's {@code Documentation/admin-guide/mm/pagemap.rst}.
 */
public final class LayoutCapture {
    private static final long PM_PRESENT = 1L << 63;
    private static final long PM_SWAP = 1L << 62;
    private static final long PM_FILE = 1L << 61;
    private static final long PM_GUARD = 1L << 58;
    private static final long PM_UFFD_WP = 1L << 57;
    private static final long PM_MMAP_EXCLUSIVE = 1L << 56;
    private static final long PM_PFN = (1L << 55) - 1;
    private static final long KPF_THP = 1L << 22;
    private static final long KPF_ZERO_PAGE = 1L << 24;

    private static final long MAX_GAP = 1L << 30;
    /** Pages whose pagemap words are read at once; a multiple of a PMD, so that huge pages are seen whole. */
    private static final int WINDOW = 64 * Paging.PTRS_PER_TABLE;
    /** An area larger than this without a resident page is not read word by word: 1 GiB. */
    private static final long SPARSE_PAGES = 1L << 18;

    /** How often what does not fit together, as the process changed meanwhile, is read. */
    private static final int ATTEMPTS = 3;

    private static final Pattern MAPS_LINE =
            Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16}) ([r-][w-][x-][sp]) [0-9a-f]+ \\S+ (\\d+) *(.*)", Pattern.DOTALL);
    private static final Pattern SMAPS_HEAD = Pattern.compile("([0-9a-f]+-[0-9a-f]+) .*", Pattern.DOTALL);
    private static final Pattern SMAPS_SIZE = Pattern.compile("(\\w+): +(\\d{1,18}) kB");

    private final long pid;
    private final Path proc;
    private final long maxPages;
    private final LongConsumer progress;
    /** Where its memory is read: its own folder, or that of a thread which goes on when the first has ended. */
    private Path dir;
    private final ByteBuffer buffer = ByteBuffer.allocate(8 * WINDOW).order(ByteOrder.nativeOrder());
    private final List<Long> starts = new ArrayList<>();
    private Map<String, Detail> details;
    private SeekableByteChannel pagemap;
    private PopulatedPages populated;
    private PageFlags flags;
    private long read;
    private long kept;
    private boolean cut;
    private boolean changed;
    private boolean pfnsSeen;
    private boolean present;

    private LayoutCapture(Path proc, long pid, long maxPages, LongConsumer progress) {
        this.proc = proc;
        this.pid = pid;
        this.maxPages = maxPages;
        this.progress = progress;
        dir = proc.resolve(Long.toString(pid));
    }

    /** One area as maps states it; its bounds as smaps writes them too. */
    private record Area(String bounds, long start, long end, String perms, boolean anonymous, String name) {
        long pages() {
            return (end - start) / Paging.PAGE_SIZE;
        }
    }

    /** What smaps adds, sizes in KiB. */
    private static final class Detail {
        long rss;
        long swap;
        long huge;
        long pageSize;
        List<String> flags = List.of();
    }

    /**
     * Captures a process.
     *
     * @param proc {@code /proc}, or a directory in its shape
     * @param pid its id
     * @param maxPages most pages with an entry to keep, 1 to {@link Layout#MAX_MAPPED_PAGES}; the rest is cut off and
     *     a note says so
     * @param progress gets the pages whose entries were read so far, window by window
     * @throws InputException when there is no such process, it may not be read, it ends meanwhile, what is read does not fit together
     *     however often it is, or it has no memory of its own (a kernel thread)
     */
    public static Layout capture(Path proc, long pid, long maxPages, LongConsumer progress) {
        if (maxPages < 1 || maxPages > Layout.MAX_MAPPED_PAGES) {
            throw new InputException("the number of pages to keep is 1 to " + Layout.MAX_MAPPED_PAGES + ", not " + maxPages);
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return new LayoutCapture(proc, pid, maxPages, progress).layout();
            } catch (IllegalArgumentException e) {
                if (attempt == ATTEMPTS) {
                    throw new InputException("process " + pid + " changes while it is read, and what was read does not fit together: "
                            + e.getMessage() + "; stop it meanwhile (kill -STOP " + pid + ")", e);
                }
            }
        }
    }

    private Layout layout() {
        if (!Files.isDirectory(dir)) {
            throw new InputException("process " + pid + " does not exist");
        }
        List<Area> areas = areas();
        if (areas.isEmpty()) {
            areas = areasOfAThread();
        }
        if (areas.isEmpty()) {
            throw new InputException("process " + pid + " has no memory of its own: a kernel thread, or it has just ended");
        }
        details = details();
        for (int attempt = 1; attempt < ATTEMPTS && !details.isEmpty() && !areas.isEmpty() && !detailed(areas); attempt++) {
            areas = areas();
            details = details();
        }
        try (SeekableByteChannel words = Files.newByteChannel(dir.resolve("pagemap"));
                PopulatedPages entries = new PopulatedPages(dir.resolve("pagemap"));
                PageFlags ofPages = new PageFlags(proc.resolve("kpageflags"))) {
            pagemap = words;
            populated = entries;
            flags = ofPages;
            rebase(areas);
            return layout(areas);
        } catch (IOException e) {
            throw failure("pagemap", e);
        }
    }

    /** Whether smaps tells of all areas. */
    private boolean detailed(List<Area> areas) {
        return areas.stream().allMatch(area -> details.containsKey(area.bounds()));
    }

    private InputException failure(String file, IOException e) {
        if (e instanceof NoSuchFileException && Files.isDirectory(dir)) {
            return new InputException("process " + pid + ": /proc has no " + file
                    + "; the kernel was built without it", e);
        }
        if (!Files.isDirectory(dir) || String.valueOf(e.getMessage()).contains("No such process")) {
            return ended(e);
        }
        return new InputException("process " + pid + " is not readable (" + file + ": " + InputException.reason(e)
                + "); it must be yours, or you need CAP_SYS_PTRACE", e);
    }

    private InputException ended(IOException e) {
        return new InputException("process " + pid + " ended while it was read", e);
    }

    /** The areas that a thread of it has, when its first thread has ended, and with that what the process's own files show. */
    private List<Area> areasOfAThread() {
        Path process = dir;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                dir = thread;
                List<Area> areas = Files.exists(thread.resolve("maps")) ? areas() : List.of();
                if (!areas.isEmpty()) {
                    return areas;
                }
            }
        } catch (IOException e) {
            // It has no threads any more.
        }
        dir = process;
        return List.of();
    }

    private List<Area> areas() {
        List<Area> areas = new ArrayList<>();
        long last = 0;
        try {
            for (String line : lines("maps")) {
                Matcher m = MAPS_LINE.matcher(line);
                long start = m.matches() ? Long.parseUnsignedLong(m.group(1), 16) : -1;
                long end = m.matches() ? Long.parseUnsignedLong(m.group(2), 16) : -1;
                if (Long.compareUnsigned(start, end) >= 0 || Long.compareUnsigned(start, last) < 0
                        || !Paging.aligned(start | end, Paging.PAGE_SIZE)) {
                    throw new InputException("process " + pid + ": a line of maps is not in the kernel's form");
                }
                last = end;
                String name = m.group(5);
                // [vsyscall] and five-level areas are not in the user half that the model has.
                if (Long.compareUnsigned(end, Paging.TASK_SIZE) <= 0) {
                    boolean anonymous = m.group(4).equals("0") && (name.isEmpty() || name.startsWith("[heap")
                            || name.startsWith("[stack") || name.startsWith("[anon"));
                    areas.add(new Area(m.group(1) + "-" + m.group(2), start, end, m.group(3), anonymous, name));
                }
            }
        } catch (IOException e) {
            throw failure("maps", e);
        }
        return areas;
    }

    /** The lines of a file of the process: bytes, in file names too, of which only a line feed ends a line. */
    private List<String> lines(String name) throws IOException {
        String text = Files.readString(dir.resolve(name), StandardCharsets.ISO_8859_1);
        return text.isEmpty() ? List.of() : List.of(text.split("\n"));
    }

    /** What smaps says, by bounds; empty when it cannot be read, which is not an error. */
    private Map<String, Detail> details() {
        Map<String, Detail> found = new HashMap<>();
        List<String> lines;
        try {
            lines = lines("smaps");
        } catch (IOException e) {
            return found;
        }
        Detail current = new Detail();
        for (String line : lines) {
            Matcher size = SMAPS_SIZE.matcher(line);
            if (size.matches()) {
                long kb = Long.parseLong(size.group(2));
                switch (size.group(1)) {
                    case "Rss" -> current.rss = kb;
                    case "Swap" -> current.swap = kb;
                    case "AnonHugePages", "ShmemPmdMapped", "FilePmdMapped" -> current.huge += kb;
                    case "KernelPageSize" -> current.pageSize = kb;
                    default -> { }
                }
            } else if (line.startsWith("VmFlags:")) {
                current.flags = List.of(line.substring("VmFlags:".length()).strip().split(" +"));
            } else {
                Matcher head = SMAPS_HEAD.matcher(line);
                if (head.matches()) {
                    current = new Detail();
                    found.put(head.group(1), current);
                }
            }
        }
        return found;
    }

    private static void fill(ByteBuffer buffer, SeekableByteChannel from, long position) throws IOException {
        from.position(position);
        while (buffer.hasRemaining() && from.read(buffer) > 0) {
            // A short read goes on; the end of the file leaves what was there.
        }
    }

    /** {@code /proc/kpageflags}, if it can be read. */
    private static final class PageFlags implements AutoCloseable {
        private final SeekableByteChannel channel;
        private final Map<Long, Long> seen = new HashMap<>();

        PageFlags(Path file) {
            SeekableByteChannel opened = null;
            try {
                opened = Files.newByteChannel(file);
            } catch (IOException e) {
                // Only the superuser may read it; without it zero pages and huge pages are told by other means.
            }
            channel = opened;
        }

        boolean readable() {
            return channel != null;
        }

        long of(long pfn) {
            return channel == null || pfn == 0 ? 0 : seen.computeIfAbsent(pfn, this::read);
        }

        private long read(long pfn) {
            ByteBuffer word = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            try {
                fill(word, channel, pfn * 8);
            } catch (IOException e) {
                return 0;
            }
            return word.getLong(0);
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }
    }

    private void rebase(List<Area> areas) {
        long end = 0;
        long moved = 0;
        for (Area a : areas) {
            long start;
            if (starts.isEmpty()) {
                start = Layout.BASE + a.start() % Paging.PMD_SIZE;
            } else {
                long gap = a.start() - end;
                start = moved + (gap > MAX_GAP ? MAX_GAP + gap % Paging.PMD_SIZE : gap);
            }
            starts.add(start);
            end = a.end();
            moved = start + (a.end() - a.start());
        }
        if (moved > Paging.TASK_SIZE) {
            throw new InputException("process " + pid + " has more address space than a layout can state");
        }
    }

    private Layout layout(List<Area> areas) throws IOException {
        List<Layout.Vma> vmas = new ArrayList<>();
        for (int i = 0; i < areas.size() && !cut; i++) {
            Layout.Vma v = vma(areas.get(i), starts.get(i));
            if (v != null) {
                vmas.add(v);
            }
        }
        // pagemap of a process that has just ended reads as empty, not as an error: half a capture is none.
        List<Area> now = areas();
        if (now.isEmpty()) {
            throw ended(null);
        }
        changed = !now.equals(areas) || !details.isEmpty() && !detailed(areas);
        return new Layout(notes(), List.of(), List.of(), List.of(), vmas);
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("captured from a live process: " + kept + " pages with an entry; addresses moved, names left out");
        notes.add(pfnsSeen || !present ? "pfns were readable: contiguity is as found"
                : "pfns were not readable (CAP_SYS_ADMIN): contiguity is unknown, each run is stated as one piece");
        if (details.isEmpty()) {
            notes.add("smaps was not readable: io, pfnmap, mixedmap, hugetlb and huge mappings may be missing");
        }
        if (!flags.readable()) {
            notes.add("kpageflags was not readable: the zero page reads as cow");
        }
        notes.add("whether an entry is writable is inferred from its area, sharing and file backing");
        if (changed) {
            notes.add("the process changed while it was read: areas and entries may be of different moments");
        }
        if (cut) {
            notes.add("cut after " + kept + " pages with an entry, as asked");
        }
        return notes;
    }

    private Layout.Vma vma(Area area, long start) throws IOException {
        Detail detail = details.getOrDefault(area.bounds(), new Detail());
        EnumSet<VmaFlag> set = vmaFlags(area, detail);
        int order = detail.flags.contains("ht") ? switch ((int) detail.pageSize) {
            case 2048 -> 9;
            case 1048576 -> 18;
            default -> 0;
        } : 0;
        Collector c = new Collector();
        long pages = area.pages();
        boolean empty = details.containsKey(area.bounds()) && detail.rss == 0 && detail.swap == 0;
        if (!(empty && pages > SPARSE_PAGES)) {
            pages = order == 0 ? read(area, set, detail, c) : readHugetlb(area, set, order, c);
        }
        return pages == 0 ? null : new Layout.Vma(start, pages, set, order, c.done());
    }

    private static EnumSet<VmaFlag> vmaFlags(Area area, Detail detail) {
        EnumSet<VmaFlag> set = EnumSet.noneOf(VmaFlag.class);
        add(set, VmaFlag.READ, area.perms().charAt(0) == 'r');
        add(set, VmaFlag.WRITE, area.perms().charAt(1) == 'w');
        add(set, VmaFlag.EXEC, area.perms().charAt(2) == 'x');
        add(set, VmaFlag.SHARED, area.perms().charAt(3) == 's');
        add(set, VmaFlag.ANON, area.anonymous());
        boolean vvar = area.name().startsWith("[vvar");
        add(set, VmaFlag.IO, vvar || detail.flags.contains("io"));
        add(set, VmaFlag.PFNMAP, vvar || detail.flags.contains("pf"));
        add(set, VmaFlag.MIXEDMAP, detail.flags.contains("mm"));
        add(set, VmaFlag.HUGEPAGE, detail.flags.contains("hg"));
        return set;
    }

    private static void add(EnumSet<VmaFlag> set, VmaFlag flag, boolean is) {
        if (is) {
            set.add(flag);
        }
    }

    /** Reads an area's words; returns its pages, fewer than it has when the limit was reached. */
    private long read(Area area, EnumSet<VmaFlag> set, Detail detail, Collector c) throws IOException {
        long firstPage = area.start() / Paging.PAGE_SIZE;
        long lastPage = area.end() / Paging.PAGE_SIZE;
        long hugeLeft = details.isEmpty() ? Long.MAX_VALUE : detail.huge / 2048;
        long[] words = new long[WINDOW];
        for (long page = firstPage; page < lastPage;) {
            long next = area.pages() > WINDOW ? populated.next(page, lastPage) : page;
            if (next == lastPage) {
                break;
            }
            page = Math.max(page, next / WINDOW * WINDOW);
            long windowEnd = Math.min(lastPage, (page / WINDOW + 1) * WINDOW);
            int n = (int) (windowEnd - page);
            words(page, n, words);
            for (int i = 0; i < n;) {
                long offset = page + i - firstPage;
                EntryKind kind = null;
                if ((page + i) % Paging.PTRS_PER_TABLE == 0 && n - i >= Paging.PTRS_PER_TABLE && huge(words, i)) {
                    kind = hugeKind(set, words[i]);
                    // smaps does not count the huge zero page.
                    if (kind != EntryKind.PMD_ZERO && hugeLeft-- <= 0) {
                        kind = null;
                    }
                }
                int unit = kind == null ? 1 : Paging.PTRS_PER_TABLE;
                if (kind == null) {
                    kind = kind(set, words[i]);
                }
                if (kind != EntryKind.NONE) {
                    if (kept + unit > maxPages) {
                        cut = true;
                        return offset;
                    }
                    c.add(offset, unit, kind, words[i] & PM_PFN);
                    kept += unit;
                }
                i += unit;
            }
            page = windowEnd;
        }
        return area.pages();
    }

    private long readHugetlb(Area area, EnumSet<VmaFlag> set, int order, Collector c) throws IOException {
        long firstPage = area.start() / Paging.PAGE_SIZE;
        long[] word = new long[1];
        for (long offset = 0; offset < area.pages(); offset += 1L << order) {
            if (area.pages() > WINDOW) {
                offset = (populated.next(firstPage + offset, firstPage + area.pages()) - firstPage) >> order << order;
                if (offset == area.pages()) {
                    break;
                }
            }
            words(firstPage + offset, 1, word);
            if ((word[0] & (PM_PRESENT | PM_SWAP)) == 0) {
                continue;
            }
            if (kept + (1L << order) > maxPages) {
                cut = true;
                return offset;
            }
            EntryKind kind = (word[0] & PM_PRESENT) == 0 ? EntryKind.HUGETLB_SWAP
                    : set.contains(VmaFlag.WRITE) ? EntryKind.HUGETLB_RW : EntryKind.HUGETLB_RO;
            c.add(offset, 1 << order, kind, word[0] & PM_PFN);
            kept += 1L << order;
        }
        return area.pages();
    }

    private void words(long page, int n, long[] words) throws IOException {
        read += n;
        progress.accept(read);
        fill(buffer.clear().limit(8 * n), pagemap, page * 8);
        int got = buffer.position() / 8;
        for (int i = 0; i < n; i++) {
            words[i] = i < got ? buffer.getLong(8 * i) : 0;
            present |= (words[i] & PM_PRESENT) != 0;
            pfnsSeen |= (words[i] & PM_PRESENT) != 0 && (words[i] & PM_PFN) != 0;
        }
    }

    /** Whether 512 words from {@code i} on are one huge page, as far as can be told. */
    private boolean huge(long[] words, int i) {
        long first = words[i];
        if ((first & PM_PRESENT) == 0) {
            return false;
        }
        long pfn = first & PM_PFN;
        if (pfn % Paging.PTRS_PER_TABLE != 0) {
            return false;
        }
        // Without pfns only the count in smaps can tell, so that smaps has to be there.
        if (pfn == 0 ? details.isEmpty() : details.isEmpty() && flags.readable() && (flags.of(pfn) & KPF_THP) == 0) {
            return false;
        }
        for (int k = 1; k < Paging.PTRS_PER_TABLE; k++) {
            long step = pfn == 0 ? 0 : k;
            if (words[i + k] != first + step) {
                return false;
            }
        }
        return true;
    }

    private EntryKind hugeKind(EnumSet<VmaFlag> set, long word) {
        if ((flags.of(word & PM_PFN) & KPF_ZERO_PAGE) != 0) {
            return EntryKind.PMD_ZERO;
        }
        return writable(set, word) ? EntryKind.PMD_RW : EntryKind.PMD_RO;
    }

    private EntryKind kind(EnumSet<VmaFlag> set, long word) {
        if ((word & PM_PRESENT) == 0) {
            if ((word & PM_GUARD) != 0) {
                return EntryKind.GUARD_MARKER;
            }
            if ((word & PM_SWAP) != 0) {
                return EntryKind.SWAP;
            }
            return (word & PM_UFFD_WP) != 0 ? EntryKind.UFFD_WP_MARKER : EntryKind.NONE;
        }
        if (set.contains(VmaFlag.PFNMAP)) {
            return set.contains(VmaFlag.WRITE) ? EntryKind.SPECIAL_RW : EntryKind.SPECIAL_RO;
        }
        // The zero page counts as neither a file's nor exclusive; only then is its flag worth a look.
        if ((word & (PM_FILE | PM_MMAP_EXCLUSIVE)) == 0 && (flags.of(word & PM_PFN) & KPF_ZERO_PAGE) != 0) {
            return EntryKind.ZERO;
        }
        if (writable(set, word)) {
            return EntryKind.RW;
        }
        return set.contains(VmaFlag.WRITE) || (word & PM_FILE) != 0 || (word & PM_MMAP_EXCLUSIVE) == 0 ? EntryKind.COW
                : EntryKind.RO;
    }

    private static boolean writable(EnumSet<VmaFlag> set, long word) {
        return set.contains(VmaFlag.WRITE) && (set.contains(VmaFlag.SHARED)
                || (word & PM_FILE) == 0 && (word & PM_MMAP_EXCLUSIVE) != 0);
    }

    /** Collects entries into runs and keeps their contiguity. */
    private static final class Collector {
        private final List<Run> runs = new ArrayList<>();
        private EntryKind kind;
        /** Stretch of short pieces that is not a run yet. */
        private long start;
        private long end;
        private int pieces;
        /** The piece that grows now. */
        private long pieceStart;
        private long nextPfn;

        void add(long offset, int pages, EntryKind k, long pfn) {
            boolean sameRun = kind == k && offset == end;
            if (!sameRun) {
                flush();
                kind = k;
                start = offset;
                pieceStart = offset;
            } else if (pfn != 0 && pfn != nextPfn && k.hasPfn()) {
                endPiece();
                pieceStart = offset;
            }
            end = offset + pages;
            nextPfn = pfn == 0 ? 0 : pfn + pages;
        }

        /** A piece of 64 KiB or more becomes a run of its own; a shorter one joins the stretch. */
        private void endPiece() {
            long length = end - pieceStart;
            if (length >= PhysicalPlacement.ALIGNED_FROM) {
                emit(start, pieceStart);
                runs.add(Run.of(pieceStart, length, kind));
                start = end;
                pieces = 0;
            } else if (length > 0) {
                pieces++;
            }
        }

        private void emit(long from, long to) {
            if (to > from) {
                long chunk = pieces < 2 ? 0 : Math.max(1, (to - from + pieces / 2) / pieces);
                runs.add(new Run(from, to - from, kind, null, Run.AUTO, chunk < to - from ? chunk : 0));
            }
        }

        private void flush() {
            if (kind != null) {
                endPiece();
                emit(start, end);
            }
            kind = null;
            pieces = 0;
        }

        List<Run> done() {
            flush();
            return runs;
        }
    }
}
