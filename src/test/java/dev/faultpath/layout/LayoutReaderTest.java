package dev.faultpath.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutReaderTest {
    private static final String HEAD = "faultpath-layout 1\n";
    private static final String MACHINE = HEAD + """
            device gpu0
            owner own
            pagemap vram0 device=gpu0 owner=own type=private pages=1024
            pagemap hbm0 device=gpu0 owner=own type=coherent pages=1024
            """;
    private static final String AREA = MACHINE + "vma 0x200000 2048 rw-p anon\n";

    private static Layout read(String text) {
        return Texts.layout(text, "case.layout");
    }

    @Test
    void readsWhatAPersonWouldType() {
        Layout l = read("""
                faultpath-layout 1
                # typed from a mail
                note fork() leaves a read-only device entry   # kept without this comment
                device gpu0
                device gpu1
                owner hive
                pagemap vram0 device=gpu0 owner=hive type=private pages=64K   # a comment
                \tvma +0 4M rw-p anon hugepage
                0+8 rw
                +4 cow pfn=0x1234
                +4 device-private-ro pagemap=vram0 at=7

                512+1M rw chunk=1
                vma +3 16 r--s file
                end
                """);
        assertThat(l.notes()).containsExactly("fork() leaves a read-only device entry");
        assertThat(l.pagemaps().get(0).pages()).isEqualTo(16);
        Layout.Vma v = l.vmas().get(0);
        assertThat(v.start()).isEqualTo(Layout.BASE);
        assertThat(v.pages()).isEqualTo(1024);
        assertThat(v.flags()).containsExactlyInAnyOrder(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON, VmaFlag.HUGEPAGE);
        assertThat(v.runs()).containsExactly(Run.of(0, 8, EntryKind.RW), new Run(8, 4, EntryKind.COW, null, 0x1234, 0),
                new Run(12, 4, EntryKind.DEVICE_PRIVATE_RO, "vram0", 7, 0), new Run(512, 256, EntryKind.RW, null, Run.AUTO, 1));
        assertThat(l.vmas().get(1).start()).isEqualTo(v.end() + 3 * 4096);
        assertThat(l.vmas().get(1).flags()).containsExactlyInAnyOrder(VmaFlag.READ, VmaFlag.SHARED);
    }

    @Test
    void acceptsDosLineEndsAndUtf8InComments() {
        Layout l = read("faultpath-layout 1\r\nvma 0x1000 1 rw-p anon # Hellström\r\n 0+1 rw\r\nend vmas=1 runs=1");
        assertThat(l.runCount()).isEqualTo(1);
    }

    @Test
    void everyVmaFlagIsRead() {
        Layout l = read(HEAD + "vma 0x40000000 262144 rwxs file io pfnmap mixedmap hugepage hugetlb=18\nend\n");
        assertThat(l.vmas().get(0).flags()).doesNotContain(VmaFlag.ANON).hasSize(VmaFlag.values().length - 1);
        assertThat(l.vmas().get(0).hugetlbOrder()).isEqualTo(18);
    }

    @ParameterizedTest
    @EnumSource(EntryKind.class)
    void everyKindIsReadBack(EntryKind kind) {
        boolean hugetlb = kind.level() == EntryKind.Level.HUGETLB;
        int leaf = kind.leafPages(9);
        String pagemap = kind.backing() == EntryKind.Backing.DEVICE ? " pagemap=vram0" : "";
        Layout l = read(MACHINE + "vma 0x40000000 262144 rw-p anon" + (hugetlb ? " hugetlb=9" : "") + "\n 0+" + leaf + " "
                + kind.token() + pagemap + "\nend\n");
        assertThat(l.vmas().get(0).runs().get(0).kind()).isEqualTo(kind);
        assertThat(read(LayoutWriter.write(l))).isEqualTo(l);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("", "1:1: empty file: the first line is 'faultpath-layout 1'"),
                Arguments.of("hello\n", "1:1: not a layout: the first line is 'faultpath-layout 1'"),
                Arguments.of("faultpath-layout 2\n", "1:18: unknown version '2': this program reads version 1"),
                Arguments.of(HEAD, "1:1: truncated: the file stops without an 'end' line"),
                Arguments.of(AREA + " 0+8 rw\n", "7:1: truncated: the file stops without an 'end' line"),
                Arguments.of(AREA + " 0+8 rw\nend vmas=1 runs=2\n",
                        "8:12: the file says runs=2 but has 1: lines are missing or were added"),
                Arguments.of(AREA + "end vmas=3\n", "7:5: the file says vmas=3 but has 1: lines are missing or were added"),
                Arguments.of(AREA + "end\nvma 0x0 1 rw-p anon\n", "8:1: text after the 'end' line"),
                Arguments.of(AREA + "en", "7:1: unknown line 'en': expected note, device, owner, pagemap, vma, OFFSET+PAGES or end"),
                Arguments.of(AREA + " 0+8 rww\n", "7:6: unknown kind 'rww'"),
                Arguments.of(AREA + " 0+8 device-priv\n", "7:6: unknown kind 'device-priv' (did you mean 'device-private-rw'?)"),
                Arguments.of(AREA + " 0+8\n", "7:5: missing the entry kind"),
                Arguments.of(AREA + " 8 rw\n", "7:2: expected OFFSET+PAGES, as in 0+512, not '8'"),
                Arguments.of(AREA + " 0+0 rw\n", "7:4: a run has at least one page"),
                Arguments.of(AREA + " 0+x rw\n", "7:4: 'x' is not a number"),
                Arguments.of(AREA + " 0+2049 rw\n", "7:4: the run leaves its VMA, which has 2048 pages"),
                Arguments.of(AREA + " 0+8 rw\n 7+1 ro\n", "8:2: run at page 7 overlaps the one before, which ends at page 8"),
                Arguments.of(AREA + " 9+1 rw\n 2+1 ro\n", "8:2: run at page 2 overlaps the one before, which ends at page 10"),
                Arguments.of(AREA + " 1+512 pmd-rw\n", "7:2: misaligned: 'pmd-rw' starts at a multiple of 512 pages, not at 0x201000"),
                Arguments.of(AREA + " 0+511 pmd-rw\n", "7:4: misaligned: 'pmd-rw' covers a multiple of 512 pages, not 511"),
                Arguments.of(AREA + " 0+512 pud-rw\n",
                        "7:2: misaligned: 'pud-rw' starts at a multiple of 262144 pages, not at 0x200000"),
                Arguments.of(AREA + " 0+512 hugetlb-rw\n", "7:8: 'hugetlb-rw' needs a VMA with hugetlb="),
                Arguments.of(HEAD + "vma 0x200000 512 rw-p anon hugetlb=9\n 0+512 pmd-rw\n",
                        "3:8: 'pmd-rw' cannot be in a hugetlb VMA: only hugetlb-... kinds can"),
                Arguments.of(AREA + " 0+8 device-private-rw\n", "7:6: 'device-private-rw' needs pagemap=NAME"),
                Arguments.of(AREA + " 0+8 device-private-rw pagemap=vram9\n", "7:24: unknown pagemap 'vram9'"),
                Arguments.of(AREA + " 0+8 device-private-rw pagemap=hbm0\n",
                        "7:24: 'device-private-rw' needs a private pagemap, 'hbm0' is coherent"),
                Arguments.of(AREA + " 0+8 rw pagemap=vram0\n", "7:9: 'rw' needs a coherent pagemap, 'vram0' is private"),
                Arguments.of(AREA + " 0+8 migration-rw pagemap=vram0\n", "7:19: 'migration-rw' is not device memory"),
                Arguments.of(AREA + " 0+8 swap pfn=0x400\n", "7:11: 'swap' has no page behind it, so no pfn=, at=, chunk= or pagemap="),
                Arguments.of(AREA + " 0+1025 device-private-rw pagemap=vram0\nend\n",
                        "7:1: pagemap 'vram0' overflows: the run's 1025 pages do not fit behind the ones before"),
                Arguments.of(AREA + " 0+8 device-private-rw pagemap=vram0 at=1020\n",
                        "7:38: the run leaves pagemap 'vram0', which has 1024 pages"),
                Arguments.of(AREA + " 0+8 device-private-rw pagemap=vram0 at=1\n 8+1 device-private-rw pagemap=vram0 at=5\nend\n",
                        "8:1: a page of pagemap 'vram0' is used twice"),
                Arguments.of(AREA + " 0+8 rw pfn=0x10\n", "7:9: the run's pfns are not all in 0x400 to 0x3fffff"),
                Arguments.of(AREA + " 0+8 rw pfn=0x3ffffc\n", "7:9: the run's pfns are not all in 0x400 to 0x3fffff"),
                Arguments.of(AREA + " 0+512 pmd-rw pfn=0x401\n",
                        "7:15: misaligned: 'pmd-rw' needs a first page that is a multiple of 512"),
                Arguments.of(AREA + " 0+8 rw pfn=0xzz\n", "7:9: '0xzz' is not a hexadecimal number"),
                Arguments.of(AREA + " 0+8 rw pfn=0x1111111111111111\n", "7:9: number out of range: 0x1111111111111111"),
                Arguments.of(AREA + " 0+8 rw pagemap=hbm0 pfn=0x400\n", "7:22: pfn= is for system memory; a page inside a pagemap is at="),
                Arguments.of(AREA + " 0+8 rw at=4\n", "7:9: at= is a page inside a pagemap, but there is no pagemap="),
                Arguments.of(AREA + " 0+8 rw chunk=0\n", "7:9: pieces of 0 pages"),
                Arguments.of(AREA + " 0+8 rw chunk=8\n", "7:9: chunk= is a multiple of 1 pages and shorter than the run, not 8"),
                Arguments.of(AREA + " 0+1024 pmd-rw chunk=5\n",
                        "7:16: chunk= is a multiple of 512 pages and shorter than the run, not 5"),
                Arguments.of(AREA + " 0+8 rw pfn=0x400 chunk=2\n",
                        "7:19: chunk= lets the pages be placed by rule; a stated first page does not"),
                Arguments.of(AREA + " 0+8 rw chunk=2 chunk=2\n", "7:17: chunk= is said twice"),
                Arguments.of(AREA + " 0+8 rw chunk=\n", "7:9: chunk= has no value"),
                Arguments.of(AREA + " 0+8 rw fast\n", "7:9: unexpected 'fast': expected at=, chunk=, pagemap=, pfn="),
                Arguments.of(HEAD + " 0+8 rw\n", "2:2: a run before the first vma line"),
                Arguments.of(HEAD + "vma 0x1001 1 rw-p anon\n", "2:5: address 0x1001 is not a multiple of the 4096-byte page"),
                Arguments.of(HEAD + "vma 4096 1 rw-p anon\n", "2:5: '4096' is not an address: 0x... or +PAGES after the VMA before"),
                Arguments.of(HEAD + "vma 0x800000000000 1 rw-p anon\n",
                        "2:5: address 0x800000000000 is outside user space (below 0x800000000000)"),
                Arguments.of(HEAD + "vma 0x7ffffffff000 2 rw-p anon\n", "2:20: the VMA ends past user space (0x800000000000)"),
                Arguments.of(HEAD + "vma 0x1000 0 rw-p anon\n", "2:12: a VMA has at least one page"),
                Arguments.of(HEAD + "vma 0x1000 99999999999999999999 rw-p anon\n",
                        "2:12: number out of range: 99999999999999999999 is more than 34359738368"),
                Arguments.of(HEAD + "vma 0x1000 1 rw anon\n", "2:14: 'rw' are not permissions: four letters as in rw-p or r--s"),
                Arguments.of(HEAD + "vma 0x1000 1 wr-p anon\n", "2:14: 'wr-p' are not permissions: four letters as in rw-p or r--s"),
                Arguments.of(HEAD + "vma 0x1000 1 rw-p heap\n", "2:19: expected anon or file, not 'heap'"),
                Arguments.of(HEAD + "vma 0x1000 1 rw-p\n", "2:18: missing anon or file"),
                Arguments.of(HEAD + "vma 0x1000 1 rw-p anon weird\n",
                        "2:24: unknown VMA flag 'weird': io, pfnmap, mixedmap, hugepage, hugetlb=ORDER"),
                Arguments.of(HEAD + "vma 0x1000 1 rw-p anon io io\n", "2:27: 'io' is said twice"),
                Arguments.of(HEAD + "vma 0x200000 512 rw-p anon hugetlb=4\n",
                        "2:28: hugetlb order is 9 (2 MiB) or 18 (1 GiB), not 4"),
                Arguments.of(HEAD + "vma 0x200000 513 rw-p anon hugetlb=9\n",
                        "2:14: a hugetlb VMA of order 9 is a multiple of 512 pages long"),
                Arguments.of(HEAD + "vma 0x1000 512 rw-p anon hugetlb=9\n",
                        "2:5: a hugetlb VMA of order 9 starts at a multiple of its page size"),
                Arguments.of(HEAD + "vma 0x2000 2 rw-p anon\nvma 0x3000 1 rw-p anon\n",
                        "3:5: VMA at 0x3000 overlaps the one before, which ends at 0x4000"),
                Arguments.of(HEAD + "vma 0x2000 2 rw-p anon\nvma 0x1000 1 rw-p anon\n",
                        "3:5: VMAs are not in address order: 0x1000 comes after 0x2000"),
                Arguments.of(HEAD + "device gpu0\ndevice gpu0\n", "3:8: device 'gpu0' is declared twice"),
                Arguments.of(HEAD + "owner a\nowner a\n", "3:7: owner 'a' is declared twice"),
                Arguments.of(MACHINE + "pagemap hbm0 device=gpu0 owner=own type=private pages=1\n",
                        "6:9: pagemap 'hbm0' is declared twice"),
                Arguments.of(HEAD + "owner none\n", "2:7: 'none' is reserved for the owner that matches nothing"),
                Arguments.of(HEAD + "owner 0wner\n",
                        "2:7: '0wner' is not a name: a letter, then up to 63 letters, digits, '-', '_' or '.'"),
                Arguments.of(HEAD + "owner\n", "2:6: missing the owner's name"),
                Arguments.of(HEAD + "owner a b\n", "2:9: unexpected 'b'"),
                Arguments.of(MACHINE + "pagemap p device=gpu9 owner=own type=private pages=1\n", "6:11: unknown device 'gpu9'"),
                Arguments.of(MACHINE + "pagemap p device=gpu0 owner=me type=private pages=1\n", "6:23: unknown owner 'me'"),
                Arguments.of(MACHINE + "pagemap p device=gpu0 owner=own type=fast pages=1\n",
                        "6:33: unknown pagemap type 'fast': private or coherent"),
                Arguments.of(MACHINE + "pagemap p device=gpu0 owner=own type=private\n", "6:45: missing pages="),
                Arguments.of(MACHINE + "pagemap p device=gpu0 owner=own type=private pages=0\n",
                        "6:46: a pagemap has 1 to 4194304 pages, not 0"),
                Arguments.of(AREA + "owner late\n", "7:1: owner lines come before the first vma line"),
                Arguments.of(AREA + "note late\n", "7:1: note lines come before the first vma line"),
                Arguments.of(HEAD + "note\n", "2:1: note is empty or starts or ends with a blank"),
                Arguments.of(HEAD + "owner a\u00e9\n", "2:8: bad character U+00E9: only printable ASCII outside comments"),
                Arguments.of(HEAD + "owner a\u0000\n", "2:8: bad character U+0000: only printable ASCII outside comments"),
                Arguments.of("\ufeff" + HEAD, "1:1: bad character U+FEFF: only printable ASCII outside comments"),
                Arguments.of(HEAD + "vma 0x1000 5K rw-p anon\n", "2:12: '5K' is not a multiple of the 4096-byte page"),
                Arguments.of(HEAD + "#" + "x".repeat(1000) + "\n", "2:1001: line longer than 1000 characters"));
    }

    @ParameterizedTest
    @MethodSource
    void malformed(String text, String error) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(InputException.class).hasMessage("case.layout:" + error);
    }

    @Test
    void bytesThatAreNotUtf8AreNamed() {
        byte[] bytes = (HEAD + "# x\n").getBytes(StandardCharsets.US_ASCII);
        bytes[bytes.length - 2] = (byte) 0xff;
        assertThatThrownBy(() -> LayoutReader.read(TextLines.of(new ByteArrayInputStream(bytes), "b", LayoutReader.KIND)))
                .isInstanceOf(InputException.class).hasMessage("b:2:3: bad character: byte 0xff is not UTF-8");
    }

    @Test
    void runsBeyondTheLimitAreRefused() {
        assertThatThrownBy(() -> read(HEAD + "vma 0x0 8388608 rw-p anon\n 0+16G rw\n +1 rw\n")).isInstanceOf(InputException.class)
                .hasMessage("case.layout:4:3: the runs cover more than 4194304 pages together");
    }

    @Test
    void anEndlessStreamIsRefused() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return '#';
            }

            @Override
            public int read(byte[] b, int off, int len) {
                java.util.Arrays.fill(b, off, off + len, (byte) '\n');
                return len;
            }
        };
        assertThatThrownBy(() -> TextLines.of(endless, "pipe", LayoutReader.KIND)).isInstanceOf(InputException.class)
                .hasMessage("pipe: longer than 64 MiB, which no layout is");
    }

    @Test
    void everyPrefixOfAFileIsAnErrorOfOneLine() {
        String text = LayoutWriter.write(SyntheticLayouts.residencyMix(64, 40, 30, 10, 5, 3, 7));
        int end = text.lastIndexOf("end ");
        for (int i = 0; i < text.length() - 1; i++) {
            String prefix = text.substring(0, i);
            if (i == end + 3 || i == end + 4 || prefix.endsWith("vmas=1") || prefix.endsWith("vmas=1 ")) {
                continue; // Everything before the closing counts is there.
            }
            assertThatThrownBy(() -> read(prefix)).as("first %d characters", i).isInstanceOf(InputException.class)
                    .hasMessageMatching("case.layout:\\d+:\\d+: .*");
        }
    }

    @Test
    void readsTheSameInAnyLocale(@TempDir Path dir) throws IOException {
        Locale before = Locale.getDefault();
        Layout layout = SyntheticLayouts.protectionMix(100, 1);
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            Path file = dir.resolve("x.layout");
            LayoutWriter.writeFile(layout, file);
            assertThat(LayoutReader.read(file)).isEqualTo(layout);
            assertThat(Files.readString(file)).startsWith("faultpath-layout 1\nvma 0x100000000000 100 rw-p anon\n");
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(LayoutReader.read(file)).isEqualTo(layout);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aMissingFileIsOneLine(@TempDir Path dir) {
        Path file = dir.resolve("none.layout");
        assertThatThrownBy(() -> LayoutReader.read(file)).isInstanceOf(InputException.class)
                .hasMessage("cannot read " + file + ": no such file");
    }

    @Test
    void theExampleInTheFormatsDescriptionIsValid() throws IOException {
        try (InputStream in = LayoutReader.class.getResourceAsStream("FORMAT.md")) {
            String doc = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String example = doc.lines().filter(l -> l.startsWith("    ")).map(l -> l.substring(4) + "\n")
                    .reduce("", String::concat);
            assertThat(read(example).vmas()).hasSize(2);
            for (EntryKind k : EntryKind.values()) {
                String suffix = k.token().replaceFirst("-r[wo]$", "");
                assertThat(doc).as(k.token()).contains("`" + suffix);
            }
        }
    }
}
