package dev.faultpath.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.history.CellHistory.Quantity;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.Json;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.stats.ChangePoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Made-up folders: what changed in them is known. */
class HistoryTest {
    private static final String OWNER = "dev.faultpath.bench.OwnerComparisonBenchmark.";
    private static final Map<String, String> PARAMS = Map.of("pages", "512");

    private static ResultFolder folder(int day, String machine, List<CellResult> cells) {
        String date = String.format(Locale.ROOT, "2026-%02d-%02d", 1 + day / 28, 1 + day % 28);
        ObjectNode environment = Json.MAPPER.createObjectNode();
        environment.put("schema", 1).put("started", date + "T01:00:00Z").put("commit", "c" + day).put("dirty", day == 3);
        environment.putObject("machine").put("class", machine);
        String name = date + "-c" + day + "-" + machine;
        return new ResultFolder(Path.of("results", name), name, environment, cells);
    }

    /** Eight forks of a typical time, each with the noise of its block, which the cells of a folder share, and of its own. */
    private static CellResult cell(String method, String jdk, double ns, double[] blocks, Random random) {
        double[] scores = new double[blocks.length];
        Arrays.setAll(scores, i -> ns * blocks[i] * Math.exp(0.002 * random.nextGaussian()));
        return CellsForTest.cell(OWNER + method, PARAMS, jdk, scores);
    }

    private static double[] blocks(double machine, Random random) {
        double[] blocks = new double[8];
        Arrays.setAll(blocks, i -> machine * Math.exp(0.05 * random.nextGaussian()));
        return blocks;
    }

    /**
     * So many folders: the machine becomes slower by a fifth after the eighth, and a design by four per cent after the fourteenth.
     */
    private static List<ResultFolder> folders(int count) {
        Random random = new Random(11);
        List<ResultFolder> folders = new ArrayList<>();
        for (int day = 0; day < count; day++) {
            double[] blocks = blocks(day < 8 ? 1 : 1.2, random);
            folders.add(folder(day, "kvm-2c", List.of(
                    cell("ownerPointer", "17", 1000, blocks, random),
                    cell("ownerId", "17", day < 14 ? 900 : 936, blocks, random),
                    cell("perRun", "17", 300, blocks, random),
                    cell("baselineWordFill", "17", 200, blocks, random))));
        }
        return folders;
    }

    private static CellHistory find(History history, String design, Quantity quantity) {
        return history.cells().stream().filter(c -> c.design().equals(design) && c.quantity() == quantity).findFirst().orElseThrow();
    }

    @Test
    void aRatioShowsTheCodeAndATimeTheMachine() {
        List<ResultFolder> folders = folders(24);
        Collections.shuffle(folders, new Random(1));
        History history = History.of(folders).get(0);
        assertThat(history.moments()).extracting(History.Moment::commit).startsWith("c0", "c1", "c2").hasSize(24);
        CellHistory slower = find(history, "owner-id", Quantity.RATIO);
        assertThat(slower.series().changes()).singleElement().satisfies(c -> {
            assertThat(c.index()).isEqualTo(14);
            assertThat(Math.exp(c.shift())).isEqualTo(1.04, within(0.004));
            assertThat(history.before(slower, c).commit()).isEqualTo("c13");
            assertThat(history.after(slower, c).commit()).isEqualTo("c14");
        });
        assertThat(find(history, "per-run", Quantity.RATIO).series().changes()).isEmpty();
        for (String design : List.of("owner-pointer", "per-run", "baseline-word-fill")) {
            assertThat(find(history, design, Quantity.TIME).series().changes()).as(design).extracting(ChangePoints.Change::index)
                    .containsExactly(8);
        }
        assertThat(history.summary(Quantity.RATIO).series()).as("neither the reference nor a control has one").isEqualTo(2);
        assertThat(history.summary(Quantity.TIME).series()).isEqualTo(4);
        assertThat(history.summary(Quantity.RATIO).flaggedSlower()).isEqualTo(1);
        assertThat(history.summary(Quantity.RATIO).flaggedFaster()).isZero();
        assertThat(history.summary(Quantity.TIME).flaggedSlower()).isEqualTo(4);
        assertThat(history.summary(Quantity.TIME).expectedFalse()).isEqualTo(0.04, within(1e-12));
    }

    @Test
    void aFewFoldersAreNoHistoryYet() {
        History history = History.of(folders(ChangePoints.SHORTEST - 1)).get(0);
        assertThat(history.cells()).allMatch(c -> c.series().changes().isEmpty() && !c.series().longEnough());
        assertThat(history.summary(Quantity.TIME).longSeries()).isZero();
        assertThat(history.summary(Quantity.TIME).expectedFalse()).isZero();
        assertThat(find(history, "per-run", Quantity.RATIO).series().values()).hasSize(ChangePoints.SHORTEST - 1)
                .allSatisfy(v -> assertThat(v.estimate()).isBetween(0.29, 0.31)).allMatch(v -> v.bounded() && v.low() < v.high());
    }

    @Test
    void oneBadFolderIsNoChange() {
        List<ResultFolder> folders = new ArrayList<>(folders(8));
        Random random = new Random(5);
        for (int day = 8; day < 16; day++) {
            double[] blocks = blocks(1, random);
            folders.add(folder(day, "kvm-2c", List.of(cell("ownerPointer", "17", 1000, blocks, random),
                    cell("ownerId", "17", day == 15 ? 1800 : 900, blocks, random))));
        }
        assertThat(find(History.of(folders).get(0), "owner-id", Quantity.RATIO).series().changes()).isEmpty();
    }

    @Test
    void machinesAndJdksAreNeverComparedAndCellsMayComeAndGo() {
        Random random = new Random(3);
        double[] blocks = blocks(1, random);
        CellResult reference = cell("ownerPointer", "17", 1000, blocks, random);
        CellResult design = cell("ownerId", "17", 900, blocks, random);
        CellResult failed = CellsForTest.cell(OWNER + "ownerId", PARAMS, "17", Double.NaN, Double.NaN);
        List<History> histories = History.of(List.of(
                folder(0, "b", List.of(reference, cell("ownerPointer", "9", 2000, blocks, random),
                        cell("ownerPointer", "25", 1, blocks, random))),
                folder(1, "a", List.of(reference)),
                folder(2, "b", List.of(reference, failed)),
                folder(3, "b", List.of(reference, design)),
                folder(4, "b", List.of(design))));
        assertThat(histories).extracting(h -> h.machine() + " " + h.jdk()).containsExactly("a 17", "b 9", "b 17", "b 25");
        History b17 = histories.get(2);
        assertThat(b17.moments()).extracting(History.Moment::revision).containsExactly("c0", "c2", "c3+", "c4");
        assertThat(find(b17, "owner-id", Quantity.TIME).moments()).as("not where all forks failed").containsExactly(2, 3);
        assertThat(find(b17, "owner-id", Quantity.RATIO).moments()).as("only beside its reference").containsExactly(2);
        assertThat(find(b17, "owner-pointer", Quantity.TIME).moments()).containsExactly(0, 1, 2);
    }

    @Test
    void aLayoutThatEachRunCapturesForItselfIsNotFollowed() {
        CellResult live = CellsForTest.cell("ownerId", Map.of("layout", "live", "pages", "512"), 1, 2);
        CellResult shipped = CellsForTest.cell("ownerId", Map.of("layout", "captured-jvm", "pages", "512"), 1, 2);
        History history = History.of(List.of(folder(0, "kvm-2c", List.of(live, shipped)))).get(0);
        assertThat(history.cells()).singleElement().satisfies(c -> assertThat(c.params()).containsEntry("layout", "captured-jvm"));
    }

    @Test
    void aFolderThatDoesNotSayWhatItIsOfIsRefused() {
        List<CellResult> cells = List.of(CellsForTest.cell("ownerPointer", PARAMS, 1, 2));
        for (String key : List.of("started", "commit", "machine")) {
            ResultFolder folder = folder(0, "kvm-2c", cells);
            folder.environment().remove(key);
            assertThatThrownBy(() -> History.of(List.of(folder))).isInstanceOf(InputException.class)
                    .hasMessageMatching(".*kvm-2c.environment\\.json: '" + key + "(\\.class)?' is missing");
        }
    }

    @Test
    void theTextNamesChangesCommitsAndWhatToExpectByChance() {
        String text = HistoryReport.text(History.of(folders(24)), false);
        assertThat(text).startsWith("kvm-2c, JDK 17: 24 folders\n   1  c0  2026-01-01-c0-kvm-2c\n");
        assertThat(text).containsPattern("changes of a ratio: [^\n]+\n  OwnerComparisonBenchmark.ownerId\\{pages=512\\}\n"
                + "    [34]\\.\\d % slower from folder 14 to 15, commits c13\\.\\.c14\n");
        assertThat(text).containsPattern("changes of a time: [^\n]+\n(  .+\n)*"
                + "    [12]\\d\\.\\d % slower from folder 8 to 9, commits c7\\.\\.c8\n");
        assertThat(text).containsPattern("\n  OwnerComparisonBenchmark pages=512\n"
                + "    design +folders +ns/op +ratio +95 % interval  changes\n"
                + "(    .+\n)*    owner-id +24 +\\d+(\\.\\d)? +0\\.9\\d\\d +\\[0\\.9\\d\\d, 0\\.9\\d\\d\\]  ratio 1, time \\d\n");
        assertThat(text).contains("ratios: 2 series, 2 of them with the 10 folders in which a change can be seen; 0.0 of these would be"
                + " flagged at the level of 1 % if none had changed; flagged: 1 slower, 0 faster\n");
        assertThat(text.lines()).noneMatch(line -> line.endsWith(" "));
        String few = HistoryReport.text(History.of(folders(1)), true);
        assertThat(few).startsWith("kvm-2c, JDK 17: 1 folder\n").doesNotContain("changes of").contains("times: 4 series, 0 of them");
    }

    @Test
    void theJsonHasEveryValueAndChange() throws JsonProcessingException {
        JsonNode root = Json.MAPPER.readTree(HistoryReport.json(History.of(folders(24))));
        assertThat(root.get("schema").asText()).isEqualTo(HistoryReport.SCHEMA);
        JsonNode history = root.get("histories").get(0);
        assertThat(history.get("folders")).hasSize(24);
        assertThat(history.get("folders").get(3).get("dirty").asBoolean()).isTrue();
        JsonNode cell = null;
        for (JsonNode c : history.get("cells")) {
            if (c.get("design").asText().equals("owner-id") && c.get("quantity").asText().equals("ratio")) {
                cell = c;
            }
        }
        assertThat(cell).isNotNull();
        assertThat(cell.get("params").get("pages").asText()).isEqualTo("512");
        assertThat(cell.get("values")).hasSize(24);
        assertThat(cell.get("values").get(0).get("forks").asInt()).isEqualTo(8);
        assertThat(cell.get("values").get(0).get("low").asDouble()).isLessThan(cell.get("values").get(0).get("estimate").asDouble());
        JsonNode change = cell.get("changes").get(0);
        assertThat(change.get("lastBefore").asInt()).isEqualTo(13);
        assertThat(change.get("firstAfter").asInt()).isEqualTo(14);
        assertThat(change.get("toCommit").asText()).isEqualTo("c14");
        assertThat(change.get("factor").asDouble()).isEqualTo(1.04, within(0.004));
        assertThat(history.get("summary").get("ratio").get("flaggedSlower").asInt()).isEqualTo(1);
    }
}
