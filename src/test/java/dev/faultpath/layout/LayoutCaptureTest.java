package dev.faultpath.layout;

import static dev.faultpath.layout.FakeProc.file;
import static dev.faultpath.layout.FakeProc.mine;
import static dev.faultpath.layout.FakeProc.rising;
import static dev.faultpath.layout.FakeProc.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LayoutCaptureTest {
    private static final long SWAP = 1L << 62;
    private static final String ANON = "0 ";

    @TempDir
    Path dir;
    private FakeProc proc;

    @BeforeEach
    void makeProc() throws IOException {
        proc = new FakeProc(dir);
    }

    private Layout capture() {
        return capture(Layout.MAX_MAPPED_PAGES);
    }

    private Layout capture(long maxPages) {
        Layout layout = LayoutCapture.capture(proc.root(), FakeProc.PID, maxPages, n -> { });
        assertThat(Texts.layout(LayoutWriter.write(layout), "captured")).isEqualTo(layout);
        return layout;
    }

    private static List<Run> runs(Layout layout) {
        return layout.vmas().get(0).runs();
    }

    private static Run pieces(long offset, long pages, EntryKind kind, long chunk) {
        return new Run(offset, pages, kind, null, Run.AUTO, chunk);
    }

    @Test
    void entriesAreToldApart() throws IOException {
        proc.area(0x400000, 20, "rw-p", ANON).words(0x400000, mine(9), 0, shared(20), file(40), SWAP | 77 << 5, SWAP | 1L << 58,
                1L << 57, mine(7), mine(2));
        assertThat(runs(capture())).containsExactly(Run.of(0, 1, EntryKind.RW), pieces(2, 2, EntryKind.COW, 1),
                Run.of(4, 1, EntryKind.SWAP), Run.of(5, 1, EntryKind.GUARD_MARKER), Run.of(6, 1, EntryKind.UFFD_WP_MARKER),
                pieces(7, 2, EntryKind.RW, 1));
    }

    @Test
    void writePermissionIsInferred() throws IOException {
        proc.area(0x400000, 1, "rw-s", "55 /x").area(0x401000, 1, "r--p", ANON).area(0x402000, 1, "r--p", "55 /x")
                .area(0x403000, 1, "rw-p", "55 /x").words(0x400000, file(9), mine(10), file(30), mine(50));
        assertThat(capture().vmas()).extracting(v -> v.runs().get(0).kind()).containsExactly(EntryKind.RW, EntryKind.RO,
                EntryKind.COW, EntryKind.RW);
    }

    @Test
    void areasKeepTheirFlags() throws IOException {
        proc.area(0x400000, 1, "r-xp", "55 /x", 0, "rd ex mm hg").area(0x402000, 1, "rw-p", ANON + "[heap]", 0, "rd wr")
                .area(0x500000, 1, "r--p", ANON + "[vvar]", 0, "rd pf io de").area(0x600000, 512, "rw-s", "9 /h", 0, "rd wr sh ht");
        List<Layout.Vma> v = capture().vmas();
        assertThat(v.get(0).flags()).containsExactlyInAnyOrder(VmaFlag.READ, VmaFlag.EXEC, VmaFlag.MIXEDMAP, VmaFlag.HUGEPAGE);
        assertThat(v.get(1).flags()).containsExactlyInAnyOrder(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON);
        assertThat(v.get(2).flags()).containsExactlyInAnyOrder(VmaFlag.READ, VmaFlag.PFNMAP, VmaFlag.IO);
        assertThat(v.get(3).hugetlbOrder()).isEqualTo(9);
        assertThat(v.get(3).flags()).contains(VmaFlag.SHARED);
    }

    @Test
    void contiguityIsKept() throws IOException {
        proc.area(0x400000, 100, "rw-p", ANON);
        proc.words(0x400000, rising(mine(1000), 20)).words(0x400000 + 20 * 4096, mine(3), mine(9), mine(10), mine(30), mine(31), mine(32))
                .words(0x400000 + 26 * 4096, rising(mine(5000), 16));
        assertThat(runs(capture())).containsExactly(Run.of(0, 20, EntryKind.RW), pieces(20, 6, EntryKind.RW, 2),
                Run.of(26, 16, EntryKind.RW));
    }

    @Test
    void hugePagesAreThoseThatSmapsCounts() throws IOException {
        proc.area(0x400000, 1536, "rw-p", ANON, 2048, "rd wr hg");
        proc.words(0x400000, rising(mine(1024), 1024)).words(0x800000, rising(mine(4099), 512));
        assertThat(runs(capture())).containsExactly(Run.of(0, 512, EntryKind.PMD_RW), Run.of(512, 512, EntryKind.RW),
                Run.of(1024, 512, EntryKind.RW));
    }

    @Test
    void theHugeZeroPageIsNotAmongThem() throws IOException {
        proc.area(0x400000, 1024, "rw-p", ANON, 2048, "rd wr hg").words(0x400000, rising(shared(2048), 512))
                .words(0x600000, rising(mine(1024), 512)).pageFlags(2048, 1L << 24);
        assertThat(runs(capture())).containsExactly(Run.of(0, 512, EntryKind.PMD_ZERO), Run.of(512, 512, EntryKind.PMD_RW));
    }

    @Test
    void withoutSmapsHugePagesAreThoseThatKpageflagsNames() throws IOException {
        proc.area(0x400000, 1024, "rw-p", ANON).withoutSmaps();
        proc.words(0x400000, rising(mine(1024), 1024)).pageFlags(1024, 1L << 22).pageFlags(1536, 0);
        Layout l = capture();
        assertThat(runs(l)).containsExactly(Run.of(0, 512, EntryKind.PMD_RW), Run.of(512, 512, EntryKind.RW));
        assertThat(l.notes()).anyMatch(n -> n.startsWith("smaps was not readable"));
    }

    @Test
    void withoutPfnsTheRestIsKeptAndSaid() throws IOException {
        long blank = mine(0);
        long[] words = new long[512];
        java.util.Arrays.fill(words, blank);
        proc.area(0x400000, 600, "rw-p", ANON, 2048, "rd wr hg").words(0x400000, words).words(0x600000, blank, blank);
        Layout l = capture();
        assertThat(runs(l)).containsExactly(Run.of(0, 512, EntryKind.PMD_RW), Run.of(512, 2, EntryKind.RW));
        assertThat(l.notes()).anyMatch(n -> n.startsWith("pfns were not readable"));
        assertThat(l.notes()).anyMatch(n -> n.startsWith("kpageflags was not readable"));
    }

    @Test
    void theZeroPageIsKnownByItsFlag() throws IOException {
        proc.area(0x400000, 3, "rw-p", ANON).words(0x400000, shared(5), shared(6), shared(5)).pageFlags(5, 1L << 24, 0);
        assertThat(runs(capture())).extracting(Run::kind).containsExactly(EntryKind.ZERO, EntryKind.COW, EntryKind.ZERO);
    }

    @Test
    void hugetlbPagesAreOneEntryEach() throws IOException {
        proc.area(0x400000, 1536, "rw-s", "9 /h", 0, "rd wr ht").words(0x400000, rising(file(1024), 512)).words(0x800000, SWAP);
        assertThat(runs(capture())).containsExactly(Run.of(0, 512, EntryKind.HUGETLB_RW), Run.of(1024, 512, EntryKind.HUGETLB_SWAP));
    }

    @Test
    void addressesAreMovedAndGapsCut() throws IOException {
        long first = 0x5612_3405_5000L;
        proc.area(first, 4, "r--p", "5 /secret/name").area(first + 0x10000, 1, "rw-p", ANON)
                .area(0x7f00_0012_3000L, 2, "rw-p", ANON).area(0xffff_ffff_ff60_0000L, 1, "--xp", ANON + "[vsyscall]");
        Layout l = capture();
        assertThat(l.vmas()).hasSize(3);
        assertThat(l.vmas().get(0).start()).isEqualTo(Layout.BASE + first % (1 << 21));
        assertThat(l.vmas().get(1).start() - l.vmas().get(0).start()).isEqualTo(0x10000);
        assertThat(l.vmas().get(2).start() % (1 << 21)).isEqualTo(0x12_3000);
        assertThat(l.vmas().get(2).start() - l.vmas().get(1).end()).isBetween(1L << 30, (1L << 30) + (1 << 21));
        assertThat(LayoutWriter.write(l)).doesNotContain("secret", "5612", "7f00");
    }

    @Test
    void theNumberOfPagesIsBounded() throws IOException {
        proc.area(0x400000, 8, "rw-p", ANON).area(0x500000, 8, "rw-p", ANON).words(0x400000, rising(mine(100), 8))
                .words(0x500000, rising(mine(300), 8));
        Layout l = capture(11);
        assertThat(l.mappedPages()).isEqualTo(11);
        assertThat(l.vmas().get(1).pages()).isEqualTo(3);
        assertThat(l.notes()).anyMatch(n -> n.equals("cut after 11 pages with an entry, as asked"));
        assertThat(capture(8).vmas()).hasSize(1);
        assertThatThrownBy(() -> capture(0)).isInstanceOf(InputException.class)
                .hasMessage("the number of pages to keep is 1 to 4194304, not 0");
    }

    @Test
    void aProcessThatIsNotThereIsOneLine() {
        assertThatThrownBy(() -> LayoutCapture.capture(dir, 12, 1, n -> { })).isInstanceOf(InputException.class)
                .hasMessage("process 12 does not exist");
    }

    @Test
    void aProcessWhoseFirstThreadHasEndedIsReadThroughAnother() throws IOException {
        FakeProc thread = new FakeProc(proc.dir().resolve("task")).area(0x400000, 2, "rw-p", ANON).words(0x400000, mine(5), mine(9));
        Files.createDirectories(proc.dir().resolve("task/4710"));
        Files.move(thread.dir(), proc.dir().resolve("task/4712"));
        proc.pageFlags(5, 0);
        Files.writeString(proc.dir().resolve("smaps"), "");
        Layout l = capture();
        assertThat(runs(l)).containsExactly(pieces(0, 2, EntryKind.RW, 1));
        assertThat(l.notes()).noneMatch(n -> n.contains("not readable"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsReservedAndNotPopulatedIsNotRead() {
        assumeThat(new java.io.File("/proc/self/pagemap").canRead()).isTrue();
        long size = 14L << 40;
        Pointer address = NativeLibrary.getInstance("c").getFunction("mmap").invokePointer(
                new Object[] {Pointer.NULL, size, 3, 0x4022 /* private, anonymous, no reserve */, -1, 0L});
        assumeThat(Pointer.nativeValue(address)).as("address space for a reservation").isNotEqualTo(-1);
        long last = size - 4096;
        address.setLong(0, 1);
        address.setLong(last, 1);
        try (PopulatedPages populated = new PopulatedPages(Path.of("/proc/self/pagemap"))) {
            long page = Pointer.nativeValue(address) >>> 12;
            assumeThat(populated.next(page + 5000, page + 6000)).as("PAGEMAP_SCAN is there").isEqualTo(page + 6000);
            assertThat(populated.next(page, page + 6000)).isEqualTo(page);
            assertThat(populated.next(page + 5000, page + (size >>> 12))).isBetween(page + (last >>> 12) - 511, page + (last >>> 12));
        }
        long[] read = new long[1];
        Layout l = LayoutCapture.capture(Path.of("/proc"), ProcessHandle.current().pid(), Layout.MAX_MAPPED_PAGES, n -> read[0] = n);
        NativeLibrary.getInstance("c").getFunction("munmap").invokeInt(new Object[] {address, size});
        assertThat(l.vmas()).anyMatch(v -> v.pages() >= size >>> 12 && v.runs().size() >= 2);
        assertThat(read[0]).isBetween(1L, 1L << 25);
    }

    @Test
    void howMuchWasReadIsTold() throws IOException {
        proc.area(0x400000, 100, "rw-p", ANON).area(0x800000, 1L << 20, "rw-p", ANON).words(0x800000, mine(7));
        List<Long> read = new java.util.ArrayList<>();
        LayoutCapture.capture(proc.root(), FakeProc.PID, 10, read::add);
        assertThat(read).hasSizeGreaterThan(30).isSorted().endsWith((1L << 20) + 100);
    }

    @Test
    void aKernelThreadIsOneLine() {
        assertThatThrownBy(this::capture).isInstanceOf(InputException.class)
                .hasMessage("process 4711 has no memory of its own: a kernel thread, or it has just ended");
    }

    @Test
    void aMissingPagemapIsOneLine() throws IOException {
        proc.area(0x400000, 1, "rw-p", ANON);
        Files.delete(proc.dir().resolve("pagemap"));
        assertThatThrownBy(this::capture).isInstanceOf(InputException.class)
                .hasMessage("process 4711: /proc has no pagemap; the kernel was built without it");
    }

    @Test
    void aProcessThatMayNotBeReadIsOneLine() throws IOException {
        proc.area(0x400000, 1, "rw-p", ANON);
        Path pagemap = proc.dir().resolve("pagemap");
        assumeThat(pagemap.toFile().setReadable(false) && !Files.isReadable(pagemap)).as("not the superuser").isTrue();
        assertThatThrownBy(this::capture).isInstanceOf(InputException.class)
                .hasMessage("process 4711 is not readable (pagemap: permission denied); it must be yours, or you need CAP_SYS_PTRACE");
    }

    @Test
    void aFolderInPlaceOfAFileIsOneLine() throws IOException {
        proc.area(0x400000, 1, "rw-p", ANON);
        Files.delete(proc.dir().resolve("maps"));
        Files.createDirectory(proc.dir().resolve("maps"));
        assertThatThrownBy(this::capture).isInstanceOf(InputException.class)
                .hasMessageStartingWith("process 4711 is not readable (maps: ").message().doesNotContain("\n");
    }

    /** The kernel writes a line feed in a name as {@code \012}, and everything else as it is. */
    @Property(tries = 300)
    void anyNameButALineFeedIsALine(@ForAll("names") String name) throws IOException {
        Path root = Files.createTempDirectory("names");
        try {
            Layout named = LayoutCapture.capture(areas(root.resolve("a"), "55 /" + name).root(), FakeProc.PID, 100, n -> { });
            assertThat(named).isEqualTo(LayoutCapture.capture(areas(root.resolve("b"), "55 /x").root(), FakeProc.PID, 100, n -> { }));
        } finally {
            Disk.delete(root);
        }
    }

    private static FakeProc areas(Path root, String file) throws IOException {
        Files.createDirectories(root);
        return new FakeProc(root).area(0x400000, 4, "r--p", file).area(0x500000, 4, "rw-p", file, 0, "rd wr mm")
                .area(0x600000, 4, "rw-p", ANON).words(0x500000, file(9), mine(30)).words(0x600000, mine(7));
    }

    /** Names of single bytes, among them those that Java, Unicode or old systems end a line with, and made-up lines behind these. */
    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> bytes = Arbitraries.integers().between(1, 255).filter(b -> b != '\n').map(b -> String.valueOf((char) (int) b));
        Arbitrary<String> pieces = Arbitraries.of("\r", "\u0085", "\u000b", "\f", "\u001c", "lib\u00c3\u0085.so", " (deleted)", "\\012",
                "\r700000-701000 rw-p 00000000 00:00 0 ", "\u00e2\u0080\u00a8hello", "\r300000-701000 rw-p 00000000 00:00 0",
                "\rRss:    99 kB\r", "\u0085VmFlags: ht\u0085", "[heap]");
        return Arbitraries.oneOf(bytes, pieces).list().ofMinSize(1).ofMaxSize(12).map(list -> String.join("", list));
    }

    /** As of a process that splits an area, or puts a hugetlb one in its place, between one file and the next. */
    @Test
    void whatDoesNotFitTogetherIsOneLineOrSaid() throws IOException {
        proc.area(0x401000, 8, "rw-s", "9 /h", 0, "rd wr ht").words(0x401000, file(1024));
        assertThatThrownBy(this::capture).isInstanceOf(InputException.class)
                .hasMessageStartingWith("process 4711 changes while it is read, and what was read does not fit together: a hugetlb VMA");
        String smaps = Files.readString(proc.dir().resolve("smaps"));
        Files.writeString(proc.dir().resolve("smaps"), smaps.replace("401000-409000", "401000-408000"));
        Layout l = capture();
        assertThat(l.vmas()).singleElement().satisfies(v -> assertThat(v.hugetlbOrder()).isZero());
        assertThat(l.notes()).contains("the process changed while it was read: areas and entries may be of different moments");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatMapsAndUnmapsIsCapturedOrRefused() throws Exception {
        assumeThat(new java.io.File("/proc/self/pagemap").canRead()).isTrue();
        com.sun.jna.Function map = NativeLibrary.getInstance("c").getFunction("mmap");
        com.sun.jna.Function unmap = NativeLibrary.getInstance("c").getFunction("munmap");
        java.util.concurrent.atomic.AtomicBoolean end = new java.util.concurrent.atomic.AtomicBoolean();
        Thread changing = new Thread(() -> {
            for (int i = 1; !end.get(); i++) {
                long size = (i % 700 + 1) * 4096L;
                Pointer at = map.invokePointer(new Object[] {Pointer.NULL, size, i % 4,
                        0x8022 /* private, anonymous, populated */, -1, 0L});
                unmap.invokeInt(new Object[] {at, size / 2 + 4095 & -4096});
                unmap.invokeInt(new Object[] {at, size});
            }
        });
        changing.start();
        try {
            for (int i = 0; i < 25; i++) {
                try {
                    assertThat(LayoutCapture.capture(Path.of("/proc"), ProcessHandle.current().pid(), 5_000, n -> { }).vmas()).isNotEmpty();
                } catch (InputException e) {
                    assertThat(e).hasMessageContaining(" while it is read");
                }
            }
        } finally {
            end.set(true);
            changing.join();
        }
    }

    @Test
    void aStrangeLineIsOneLine() throws IOException {
        Files.writeString(proc.dir().resolve("maps"), "hello\n");
        assertThatThrownBy(this::capture).isInstanceOf(InputException.class)
                .hasMessage("process 4711: a line of maps is not in the kernel's form");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisProcessIsCaptured() {
        assumeThat(Files.isReadable(Path.of("/proc/self/pagemap"))).isTrue();
        Layout l = LayoutCapture.capture(Path.of("/proc"), ProcessHandle.current().pid(), Layout.MAX_MAPPED_PAGES, n -> { });
        assertThat(l.mappedPages()).isGreaterThan(1_000);
        assertThat(Texts.layout(LayoutWriter.write(l), "this process")).isEqualTo(l);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatHasEndedIsOneLine() throws Exception {
        Process p = new ProcessBuilder("true").start();
        p.waitFor();
        assertThatThrownBy(() -> LayoutCapture.capture(Path.of("/proc"), p.pid(), 1, n -> { })).isInstanceOf(InputException.class)
                .hasMessage("process " + p.pid() + " does not exist");
    }

    /** Makes {@code name} a pipe: whoever reads it waits until {@code meanwhile} has run and gets what is given. */
    private Thread pipe(String name, String content, Change meanwhile) throws Exception {
        Path pipe = proc.dir().resolve(name);
        Files.deleteIfExists(pipe);
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Thread writer = new Thread(() -> {
            try (java.io.OutputStream out = Files.newOutputStream(pipe)) {
                out.write(content.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                meanwhile.make();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        writer.start();
        return writer;
    }

    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatGoesAfterItsAreasWereReadIsOneLine() throws Exception {
        Thread writer = pipe("maps", "400000-401000 rw-p 00000000 00:00 0\n", () -> {
            for (String name : List.of("maps", "smaps", "pagemap")) {
                Files.delete(proc.dir().resolve(name));
            }
            Files.delete(proc.dir());
        });
        assertThatThrownBy(this::capture).isInstanceOf(InputException.class).hasMessage("process 4711 ended while it was read");
        writer.join();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatBecomesAZombieIsOneLine() throws Exception {
        proc.area(0x400000, 1, "rw-p", ANON);
        Thread writer = pipe("smaps", "", () -> Files.write(proc.dir().resolve("maps"), new byte[0]));
        assertThatThrownBy(this::capture).isInstanceOf(InputException.class).hasMessage("process 4711 ended while it was read");
        writer.join();
    }
}
