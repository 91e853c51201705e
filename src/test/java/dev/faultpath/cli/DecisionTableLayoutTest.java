package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutWriter;
import dev.faultpath.layout.Layouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped layout {@code decision-table}, row by row: what decision-table.md says is what {@code walk} prints. */
class DecisionTableLayoutTest {
    private static final Layout TABLE = Layouts.named("decision-table");

    @TempDir
    Path dir;

    /** Row, offset from the base in MiB, pages, then for S, F and W the return code, or flags and order of every word. */
    static Stream<Arguments> rows() {
        return Stream.of(
                row("1 no VMA", 4, 8, "E 0", "-EFAULT", "-EFAULT"),
                row("2 not readable", 8, 8, "E 0", "-EFAULT", "-EFAULT"),
                row("2 I/O", 10, 8, "E 0", "-EFAULT", "-EFAULT"),
                row("3 PMD none", 12, 512, "- 0", "V 0", "VW 0"),
                row("4 PTE none", 16, 8, "- 0", "V 0", "VW 0"),
                row("4 uffd-wp marker", 18, 8, "- 0", "V 0", "VW 0"),
                row("5 writable", 20, 8, "VW 0", "VW 0", "VW 0"),
                row("6 read-only", 24, 8, "V 0", "V 0", "VW 0"),
                row("6 copy-on-write", 26, 8, "V 0", "V 0", "VW 0"),
                row("7 hint", 28, 8, "- 0", "VW 0", "VW 0"),
                row("8 zero page", 32, 8, "V 0", "V 0", "VW 0"),
                row("9 no struct page", 36, 8, "E 0", "-EFAULT", "-EFAULT"),
                row("10 swap", 40, 8, "- 0", "VW 0", "VW 0"),
                row("11 own, writable", 44, 8, "VW 0", "VW 0", "VW 0"),
                row("12 own, read-only", 48, 8, "V 0", "V 0", "V 0"),
                row("13 foreign", 52, 8, "- 0", "VW 0", "VW 0"),
                row("14 exclusive", 56, 8, "- 0", "VW 0", "VW 0"),
                row("15 migration", 60, 8, "- 0", "VW 0", "VW 0"),
                row("16 poison", 64, 8, "- 0", "-EFAULT", "-EFAULT"),
                row("16 guard marker", 66, 8, "- 0", "-EFAULT", "-EFAULT"),
                row("17 PMD migration", 68, 512, "- 0", "VW 9", "VW 9"),
                row("18 PMD own", 72, 512, "VW 9", "VW 9", "VW 9"),
                row("19 PMD foreign", 76, 512, "E 0", "VW 9", "VW 9"),
                row("20 PMD non-present", 80, 512, "E 0", "-EFAULT", "-EFAULT"),
                row("21 huge, writable", 84, 512, "VW 9", "VW 9", "VW 9"),
                row("22 huge, read-only", 88, 512, "V 9", "V 9", "VW 9"),
                row("22 huge zero page", 90, 512, "V 9", "V 9", "VW 9"),
                row("23 huge, hint", 92, 512, "- 0", "VW 9", "VW 9"),
                row("24 bad PMD", 96, 512, "E 0", "-EFAULT", "-EFAULT"),
                row("25 PUD leaf", 1024, 512, "VW 18", "VW 18", "VW 18"),
                row("26 PUD not present", 2048, 512, "- 0", "-EFAULT", "-EFAULT"),
                row("27 hugetlb", 108, 512, "VW 9", "VW 9", "VW 9"),
                row("28 hugetlb, hint", 112, 512, "- 9", "VW 9", "VW 9")).flatMap(r -> r);
    }

    private static Stream<Arguments> row(String name, int mib, int pages, String s, String f, String w) {
        List<String> expected = List.of(s, f, w);
        return Stream.of("S", "F", "W").map(q -> Arguments.of("row " + name, q, mib, pages, expected.get("SFW".indexOf(q))));
    }

    @ParameterizedTest(name = "{0} × {1}")
    @MethodSource("rows")
    void aRowIsWhatTheTableSays(String name, String request, int mib, int pages, String expected) throws IOException {
        long start = Layout.BASE + ((long) mib << 20);
        // Only the row's own area, since building 1 GiB leaves for every row would take its time.
        Layout one = new Layout(List.of(), TABLE.devices(), TABLE.owners(), TABLE.pagemaps(),
                TABLE.vmas().stream().filter(v -> v.start() == start).toList());
        assertThat(one.vmas()).hasSize(name.startsWith("row 1 ") ? 0 : 1);
        Path file = dir.resolve("row.layout");
        Files.writeString(file, LayoutWriter.write(one));
        for (String engine : List.of("inside-walk", "record-rewalk")) {
            CommandRun run = CommandRun.of("walk", file.toString(), "--json", "--engine", engine, "--request", request, "--range",
                    "0x" + Long.toHexString(start) + "+" + pages);
            JsonNode root = new ObjectMapper().readTree(run.out());
            if (expected.startsWith("-E")) {
                assertThat(root.get("returnName").asText()).as(engine).isEqualTo(expected);
                assertThat(root.get("reason").asText()).as(engine).contains(", row " + name.split(" ")[1] + ": ");
                continue;
            }
            assertThat(root.get("returnName").asText()).as(engine).isEqualTo("0");
            for (JsonNode words : root.get("runs")) {
                assertThat(words.get("flags").asText() + " " + words.get("order").asInt()).as(engine).isEqualTo(expected);
            }
        }
    }

    @Test
    void everyAreaIsARow() {
        List<Long> rows = rows().map(a -> Layout.BASE + ((long) (Integer) a.get()[2] << 20)).distinct().toList();
        assertThat(rows).containsAll(TABLE.vmas().stream().map(Layout.Vma::start).toList());
    }
}
