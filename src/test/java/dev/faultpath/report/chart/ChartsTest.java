package dev.faultpath.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.report.RowGroup;
import dev.faultpath.report.SideBySide;
import dev.faultpath.results.ArisingRow;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.Fork;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Golden pictures: when one changes on purpose, the failure says where the new one lies. */
class ChartsTest {
    private static final double[] STEADY = {1, 1.01, 0.99, 1.005, 0.995, 1.002};

    private static CellResult cell(String benchmark, String design, Map<String, String> params, double ns, double... shape) {
        return counted(benchmark, design, params, ns, Map.of(), shape.length == 0 ? STEADY : shape);
    }

    private static CellResult counted(String benchmark, String design, Map<String, String> params, double ns, Map<String, Double> counters,
                                      double... shape) {
        SortedMap<String, String> all = new TreeMap<>(params);
        all.put("design", design);
        double[] scores = new double[shape.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = ns * shape[i];
        }
        CellResult plain = CellsForTest.cell("dev.faultpath.bench." + benchmark, all, "17", scores);
        List<Fork> forks = plain.forks().stream().map(f -> new Fork(f.block(), f.status(), f.reason(), f.warmup(), f.measured(), f.score(),
                f.mean(), f.bytesPerOp(), f.seconds(), f.steal(), f.foreign(), f.flags(), new TreeMap<>(counters), null)).toList();
        return new CellResult(plain.benchmark(), all, "17", plain.jmhVersion(), plain.jdkVersion(), plain.vmName(), plain.vmVersion(),
                plain.jvmArgs(), plain.warmup(), plain.measured(), plain.iterationMillis(), forks);
    }

    private static List<CellResult> costCells() {
        Map<String, String> p = Map.of("layout", "mixed", "pages", "512");
        String compare = "OwnerComparisonBenchmark.compare";
        return List.of(cell(compare, "owner-pointer", p, 500), cell(compare, "owner-id", p, 250), cell(compare, "device-bitmask", p, 502),
                cell(compare, "per-range-set", p, 700, 0.7, 1.8, 0.6, 1.6, 1, 1.2), cell(compare, "wild", p, 600, 0.01, 100),
                cell(compare, "single", p, 900, 1), cell(compare, "broken-owner", p, Double.NaN, 1, 1),
                CellsForTest.cell("baselineWordFill", p, 100, 101, 99, 100, 102, 98));
    }

    private static List<CellResult> growthCells() {
        List<CellResult> cells = new ArrayList<>();
        for (int pages : new int[] {1, 16, 512, 8192}) {
            Map<String, String> p = Map.of("layout", "mixed", "pages", Integer.toString(pages));
            cells.add(cell("OwnerComparisonBenchmark.compare", "owner-pointer", p, 20 + 2 * pages));
            cells.add(cell("OwnerComparisonBenchmark.compare", "per-run", p, 40 + pages / 4.0, 1, 1.2, 0.9));
        }
        return cells;
    }

    private static List<CellResult> runLengthCells() {
        List<CellResult> cells = new ArrayList<>();
        for (int run : new int[] {1, 16, 512}) {
            Map<String, String> p = Map.of("pages", "512", "placement", "alternate:" + run + ":8");
            calls(cells, "none", p, 0);
            calls(cells, "callback-per-page", p, 512);
            calls(cells, "callback-last-run", p, 512.0 / run);
            calls(cells, "callback-last-pagemap", p, 512.0 / run);
        }
        return cells;
    }

    private static void calls(List<CellResult> cells, String design, Map<String, String> params, double calls) {
        cells.add(counted("PagemapCallbackBenchmark.check", design, params, 100, Map.of("callbackCalls", calls, "countedWalks", 1.0),
                STEADY));
    }

    private static List<CellResult> revocationCells() {
        List<CellResult> cells = new ArrayList<>();
        for (int rate : new int[] {0, 10, 1000, 100000}) {
            Map<String, String> p = Map.of("pages", "512", "revocationsPerMillionPages", Integer.toString(rate));
            for (int i = 0; i < 3; i++) {
                String design = List.of("recheck-under-lock", "epoch", "switch-point").get(i);
                cells.add(counted("ContendedRevalidationBenchmark.besideRevocations", design, p, 3000 + 900 * i + rate * 0.05 * i,
                        Map.of("revocations", rate == 0 ? 0.0 : 50, "revokeNanos", rate == 0 ? 0.0 : 50.0 * (400 + 2000 * i)), STEADY));
            }
        }
        return cells;
    }

    private static Chart reach() {
        List<String> devices = List.of("GPU0", "GPU1", "GPU2", "GPU3");
        boolean[][] ring = new boolean[4][4];
        boolean[][] granted = new boolean[4][4];
        for (int i = 0; i < 4; i++) {
            for (int step : new int[] {1, 3}) {
                ring[i][(i + step) % 4] = true;
                granted[i][(i + step) % 4] = i / 2 == (i + step) % 4 / 2;
            }
        }
        granted[0][2] = true;
        return new ReachChart("ring-4", devices, ring, granted).draw();
    }

    private static List<ArisingRow> arisingRows() {
        return List.of(new ArisingRow("captured", 8, 1, "interleaved", false, 1000, 900, 900, 900, 1, List.of(900L)),
                new ArisingRow("captured", 8, 16, "random", false, 1000, 900, 900, 60, 16, List.of(6L, 0L, 0L, 4L, 50L)),
                new ArisingRow("captured", 8, 512, "partitioned", false, 1000, 900, 40, 4, 512,
                        List.of(1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 3L)),
                new ArisingRow("captured", 8, 512, "partitioned", true, 1000, 900, 40, 4, 512, List.of(4L)),
                new ArisingRow("captured", 2, 512, "partitioned", false, 1000, 900, 40, 4, 512, List.of(4L)));
    }

    private static List<Chart> costs(List<CellResult> cells) {
        return SideBySide.of(RowGroup.of(cells)).stream().flatMap(g -> Charts.cost(g).stream()).toList();
    }

    private static List<Chart> all() {
        List<Chart> charts = new ArrayList<>(costs(costCells()));
        charts.addAll(Charts.growth(growthCells()));
        charts.addAll(Charts.runLength(runLengthCells()));
        charts.addAll(Charts.revocation(revocationCells()));
        charts.add(reach());
        charts.addAll(Charts.arising(arisingRows()));
        return charts;
    }

    private static String golden(String id) throws IOException {
        try (InputStream in = ChartsTest.class.getResourceAsStream(id + ".svg")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @DisplayName("the golden pictures")
    void golden(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path drawn) throws IOException {
        List<Chart> charts = all();
        assertThat(charts).extracting(Chart::id).containsExactly("cost-owner-comparison-compare-layout-mixed-pages-512",
                "growth-owner-comparison-compare-jdk17-layout-mixed",
                "runlength-pagemap-callback-check-jdk17-pages-512-placement-alternate-r-8",
                "revocation-cost-contended-revalidation-beside-revocations-jdk17-pages-512",
                "revocation-time-contended-revalidation-beside-revocations-jdk17-pages-512",
                "reach-ring-4", "arising-captured");
        for (Chart chart : charts) {
            Files.writeString(drawn.resolve(chart.id() + ".svg"), chart.svg());
        }
        for (Chart chart : charts) {
            assertThat(chart.svg()).as("new picture in %s", drawn).isEqualTo(golden(chart.id()));
        }
    }

    @Test
    @DisplayName("arising runs: the cases of most devices with memory enough, and how many runs are at least so long")
    void arising() {
        assertThat(Charts.arising(arisingRows())).singleElement().satisfies(chart -> {
            assertThat(chart.svg()).contains("4 KiB, interleaved", "64 KiB, random", "2 MiB, partitioned");
            assertThat(chart.description()).isEqualTo("3 cases. Shortest median run: 1 page, 4 KiB interleaved.");
        });
        assertThat(Charts.arising(List.of())).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("the same bytes in every locale and on every call")
    @ValueSource(strings = {"en-US", "de-DE", "und", "ar-EG-u-nu-arab", "th-TH-u-nu-thai", "tr-TR"})
    void locales(String tag) {
        List<Chart> here = all();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(tag));
            assertThat(all()).isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    @DisplayName("the order of the cells does not matter")
    void order() {
        List<CellResult> reversed = new ArrayList<>(costCells());
        Collections.reverse(reversed);
        assertThat(costs(reversed)).isEqualTo(costs(costCells()));
        reversed = new ArrayList<>(growthCells());
        Collections.reverse(reversed);
        assertThat(Charts.growth(reversed)).isEqualTo(Charts.growth(growthCells()));
    }

    @Test
    @DisplayName("no font of the machine is looked at, so that a machine without fonts draws the same")
    void fonts(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("classes.log");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true", "-XX:TieredStopAtLevel=1", "-Xlog:class+load:file=" + log, "-cp",
                System.getProperty("java.class.path"), ChartsTest.class.getName()).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        StringBuilder here = new StringBuilder();
        all().forEach(c -> here.append(c.svg()));
        assertThat(out.trim()).isEqualTo(Integer.toString(here.toString().hashCode()));
        String loaded = Files.readString(log);
        assertThat(loaded).contains("java.awt.Font ").contains("dev.faultpath.report.chart.TextFont ")
                .doesNotContain("sun.font.SunFontManager ").doesNotContain("sun.font.FontDesignMetrics ");
    }

    /** Draws all in a process of its own, and prints a sum of the bytes. */
    public static void main(String[] args) {
        StringBuilder drawn = new StringBuilder();
        all().forEach(c -> drawn.append(c.svg()));
        System.out.println(drawn.toString().hashCode());
    }

    private static Document xml(Chart chart) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(chart.svg())));
    }

    @Test
    @DisplayName("each is well-formed, has its title and description, text as text, finite numbers, and the JDK in its title")
    void wellFormed() throws Exception {
        for (Chart chart : all()) {
            Document svg = xml(chart);
            assertThat(svg.getDocumentElement().getAttribute("role")).isEqualTo("img");
            assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo(chart.title());
            assertThat(svg.getElementsByTagName("desc").item(0).getTextContent()).isEqualTo(chart.description()).endsWith(".");
            assertThat(svg.getElementsByTagName("text").getLength()).isGreaterThan(4);
            assertThat(chart.svg()).doesNotContain("NaN").doesNotContain("Infinity").doesNotContain("-opacity").endsWith("</svg>\n");
            assertThat(chart.svg().lines().mapToInt(String::length).max().orElse(0)).isLessThan(2500);
            assertThat(chart.id()).matches("[a-z0-9-]{1,120}");
            assertThat(chart.title()).contains(chart.id().startsWith("reach") ? "ring-4"
                : chart.id().startsWith("arising") ? "captured" : "JDK 17");
        }
    }

    @Test
    @DisplayName("every colour has one for dark paper")
    void dark() {
        for (Chart chart : all()) {
            if (chart.id().startsWith("cost")) {
                String[] colors = chart.svg().split("@media \\(prefers-color-scheme: dark\\)");
                assertThat(colors).hasSize(2);
                Pattern.compile("\\S+ \\{ (fill|stroke): #").matcher(colors[0]).results()
                        .forEach(rule -> assertThat(colors[1]).contains(rule.group()));
                continue;
            }
            String drawn = chart.svg().substring(chart.svg().indexOf("</style>"));
            List<String> used = Pattern.compile("(fill|stroke)='([^']*)'").matcher(drawn).results()
                    .filter(m -> !m.group(2).equals("none")).map(m -> "[" + m.group(1) + "=\"" + m.group(2) + "\"]").distinct().toList();
            assertThat(used).isNotEmpty().allSatisfy(color -> assertThat(chart.svg()).contains(color));
            assertThat(chart.svg().lines().findFirst().orElseThrow()).as("the rules hold below the first element")
                    .doesNotContain(" fill=", " stroke=");
        }
    }

    @Test
    @DisplayName("costs: a page each, the cheapest first, and nothing of what failed")
    void costTexts() {
        Chart chart = costs(costCells()).get(0);
        assertThat(chart.title()).isEqualTo("Q3 owner comparison: cost of a page (compare; 512 pages; layout mixed; JDK 17, the cheapest"
                + " first; lines: 95 % intervals over forks)");
        assertThat(chart.svg()).contains(">owner-pointer</text>", ">baseline-word-fill</text>", ">ns for each page of 4 KiB</text>");
        List<String> names = Pattern.compile(">([a-z-]+)</text>").matcher(chart.svg()).results().map(m -> m.group(1)).toList();
        assertThat(names).startsWith("baseline-word-fill").doesNotContain("failed");
        assertThat(chart.description()).startsWith("Cheapest: baseline-word-fill, dearest: ");
    }

    @Test
    @DisplayName("costs: a bar that would leave nothing of the others is cut and says so")
    void cut() {
        List<CellResult> cells = new ArrayList<>();
        List.of("owner-pointer", "per-run", "owner-id").forEach(d -> cells.add(cell("OwnerComparisonBenchmark.compare", d, Map.of("pages",
                "512"), d.equals("owner-id") ? 512_000 : 1024)));
        assertThat(costs(cells).get(0).svg()).contains(">→ 1000 JDK 17</text>", ">2.00 JDK 17</text>");
    }

    @Test
    @DisplayName("nothing to show: no chart")
    void nothing() {
        assertThat(costs(List.of())).isEmpty();
        assertThat(Charts.growth(List.of())).isEmpty();
        assertThat(Charts.runLength(List.of())).isEmpty();
        assertThat(Charts.revocation(List.of())).isEmpty();
        List<CellResult> one = List.of(CellsForTest.cell("ownerPointer", Map.of("pages", "512"), 1, 1, 1));
        assertThat(costs(one)).isEmpty();
        assertThat(Charts.growth(one)).isEmpty();
        assertThat(Charts.runLength(runLengthCells().subList(0, 4))).as("one run length").isEmpty();
        assertThat(Charts.revocation(revocationCells().subList(0, 3))).as("one rate").isEmpty();
    }

    @Test
    @DisplayName("values that no logarithm has, and cells without forks, are left out")
    void values() {
        List<CellResult> cells = new ArrayList<>(growthCells());
        cells.add(cell("OwnerComparisonBenchmark.compare", "zero", Map.of("layout", "mixed", "pages", "512"), 0));
        cells.add(cell("OwnerComparisonBenchmark.compare", "failed", Map.of("layout", "mixed", "pages", "512"), Double.NaN));
        cells.add(cell("OwnerComparisonBenchmark.compare", "endless", Map.of("layout", "mixed", "pages", "512"), Double.POSITIVE_INFINITY));
        assertThat(Charts.growth(cells)).isEqualTo(Charts.growth(growthCells()));
        assertThat(costs(cells)).isNotEmpty().allSatisfy(c -> assertThat(c.svg()).doesNotContain("NaN").doesNotContain("Infinity"));
        List<CellResult> counts = new ArrayList<>(runLengthCells());
        counts.add(counted("PagemapCallbackBenchmark.check", "uncounted", Map.of("pages", "512", "placement", "alternate:1:8"), 1,
                Map.of("callbackCalls", 0.0, "countedWalks", 0.0), STEADY));
        assertThat(Charts.runLength(counts)).isEqualTo(Charts.runLength(runLengthCells()));
    }

    @Test
    @DisplayName("run length: designs that ask equally often share a line, and those that never ask are named")
    void runLength() {
        Chart chart = Charts.runLength(runLengthCells()).get(0);
        assertThat(chart.svg()).contains(">callback-last-pagemap, callback-last-run</text>", ">0</text>", "0 at the foot");
        assertThat(chart.description()).endsWith("No calls at any of them: none.");
    }

    @Test
    @DisplayName("revocation: rate 0 has a place where a request has a cost, and none where no revocation returns")
    void revocation() {
        List<Chart> charts = Charts.revocation(revocationCells());
        assertThat(charts).hasSize(2);
        assertThat(charts.get(0).svg()).contains("0: left of the dashed line", ">0</text>");
        assertThat(charts.get(1).svg()).doesNotContain("dashed").doesNotContain(">0</text>");
        assertThat(charts.get(1).description()).contains("3 rates from 10 to 100 000", "recheck-under-lock, 400 ns");
    }

    @Test
    @DisplayName("growth: the legend has the fitted costs, one chart a JDK")
    void growth() {
        List<CellResult> cells = new ArrayList<>(growthCells());
        growthCells().forEach(c -> cells.add(new CellResult(c.benchmark(), c.params(), "25", c.jmhVersion(), c.jdkVersion(), c.vmName(),
                c.vmVersion(), c.jvmArgs(), c.warmup(), c.measured(), c.iterationMillis(), c.forks())));
        List<Chart> charts = Charts.growth(cells);
        assertThat(charts).extracting(Chart::title)
                .satisfiesExactly(t -> assertThat(t).contains("JDK 17"), t -> assertThat(t).contains("JDK 25"));
        assertThat(charts.get(0).svg()).contains(">owner-pointer: 20.0 ns + 2.00 ns a page</text>");
    }

    @Test
    @DisplayName("reach: a matrix in which every pair is alike tells nothing")
    void tells() {
        boolean[][] all = {{true, true}, {true, true}};
        assertThat(new ReachChart("x", List.of("a", "b"), all, all).tells()).isFalse();
        assertThat(new ReachChart("x", List.of("a", "b"), all, new boolean[][] {{true, true}, {false, true}}).tells()).isTrue();
    }

    @Test
    @DisplayName("reach: a matrix that is not square is refused")
    void square() {
        assertThatThrownBy(() -> new ReachChart("x", List.of("a", "b"), new boolean[2][2], new boolean[2][3]))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("2 devices");
        assertThat(reach().description())
                .isEqualTo("4 devices; 8 of 12 ordered pairs are reachable, 4 of these denied, and 1 others granted.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-60, 1e-30, 1, 1e30, 1e60})
    @DisplayName("numbers as small and as great as a result file may hold end in a picture")
    void edges(double edge) {
        for (double other : new double[] {1e-60, 1, 1e60}) {
            List<CellResult> cells = new ArrayList<>();
            for (int pages : new int[] {1, 16, 512}) {
                Map<String, String> p = Map.of("layout", "mixed", "pages", Integer.toString(pages));
                cells.add(cell("OwnerComparisonBenchmark.compare", "owner-pointer", p, edge));
                cells.add(cell("OwnerComparisonBenchmark.compare", "per-run", p, other));
            }
            assertThat(Charts.growth(cells)).isNotEmpty();
            assertThat(SideBySide.of(RowGroup.of(cells))).allSatisfy(group -> assertThat(Charts.cost(group)).isPresent());
        }
    }
}
