package dev.faultpath.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyReaderTest {
    private static final String TWO = "\tGPU0\tGPU1\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID\n"
            + "GPU0\t X \tPHB\t0-63\t0\t\tN/A\nGPU1\tPHB\t X \t0-63\t0\t\tN/A\n";

    private static Topology read(String text) {
        return Texts.topology(text, "f");
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(InputException.class).hasMessageStartingWith("f:")
                .hasMessageContaining(message).hasMessageNotContaining("\n");
    }

    private static int pairs(Topology t, LinkKind farthest) {
        int pairs = 0;
        for (int a = 0; a < t.size(); a++) {
            for (int b = 0; b < a; b++) {
                pairs += t.reaches(a, b, farthest) ? 1 : 0;
            }
        }
        return pairs;
    }

    @ParameterizedTest
    @CsvSource({
        "h100-nvswitch-8, 8, 28, 28, PRIVATE",
        "v100-hybrid-cube-mesh-8, 8, 16, 28, PRIVATE",
        "pcie-dual-socket-8, 8, 0, 28, PIX",
        "max1550-two-tiles, 2, 1, 1, PRIVATE",
        "mi60-ring-4, 4, 4, 4, PRIVATE",
        "gb200-nvl72, 72, 2556, 2556, PRIVATE"})
    void shippedTopologies(String name, int devices, int privatePairs, int anyPairs, LinkKind nearest) {
        Topology t = Topologies.named(name);
        assertThat(t.size()).isEqualTo(devices);
        assertThat(pairs(t, LinkKind.PRIVATE)).isEqualTo(privatePairs);
        assertThat(pairs(t, LinkKind.SYS)).isEqualTo(anyPairs);
        assertThat(t.nearest()).isEqualTo(nearest);
        assertThat(t.symmetric()).isTrue();
    }

    @Test
    void everyShippedTopologyIsCoveredAboveAndHasItsSource() throws Exception {
        String[] rows = TopologyReaderTest.class.getDeclaredMethod("shippedTopologies", String.class, int.class, int.class, int.class,
                LinkKind.class).getAnnotation(CsvSource.class).value();
        assertThat(Arrays.stream(rows).map(row -> row.substring(0, row.indexOf(','))).toList())
                .as("rows of shippedTopologies: one for each of Topologies.SHIPPED").containsExactlyElementsOf(Topologies.names());
        String sources;
        try (InputStream in = Topologies.class.getResourceAsStream("topologies/README.md")) {
            sources = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(Topologies.names()).allSatisfy(name -> assertThat(sources).as("topologies/README.md").contains("| `" + name + "` |"));
    }

    @Test
    void cubeMeshLinksEveryGpuToFourOthers() {
        Topology t = Topologies.named("v100-hybrid-cube-mesh-8");
        for (int a = 0; a < 8; a++) {
            int linked = 0;
            for (int b = 0; b < 8; b++) {
                linked += a != b && t.reaches(a, b, LinkKind.PRIVATE) ? 1 : 0;
            }
            assertThat(linked).as("links of GPU%d", a).isEqualTo(4);
        }
        assertThat(t.token(0, 3)).isEqualTo("NV2");
        assertThat(t.kind(0, 5)).isEqualTo(LinkKind.SYS);
    }

    @Test
    void dualSocketBoxHasTwoSwitchedGroups() {
        Topology t = Topologies.named("pcie-dual-socket-8");
        for (int a = 0; a < 8; a++) {
            for (int b = 0; b < 8; b++) {
                assertThat(t.reaches(a, b, LinkKind.PXB)).isEqualTo(a / 4 == b / 4);
                assertThat(t.reaches(a, b, LinkKind.PIX)).isEqualTo(a / 2 == b / 2);
            }
        }
    }

    @Test
    void blanksForTabsColoursPromptAndCarriageReturnsDoNotMatter() {
        String text = "\ufeff$ nvidia-smi topo -m\r\n\u001b[4m    GPU0    GPU1    NIC0    CPU Affinity\u001b[0m\r\n"
                + "\u001b[32mGPU0\u001b[0m     X      NV4     SYS     0-31\r\nGPU1    NV4      X      PIX     0-31\r\n"
                + "NIC0    SYS     PIX      X\r\n\r\nLegend:\r\n\r\n  X    = Self\r\n"
                + "  NV#  = Connection traversing a bonded set of # NVLinks\r\n";
        Topology t = read(text);
        assertThat(t.devices()).containsExactly("GPU0", "GPU1");
        assertThat(t.token(0, 1)).isEqualTo("NV4");
        assertThat(t.kind(1, 0)).isEqualTo(LinkKind.PRIVATE);
    }

    @Test
    void headerWithoutItsLeadingBlankIsFound() {
        assertThat(read(TWO.strip()).kind(0, 1)).isEqualTo(LinkKind.PHB);
    }

    @Test
    void oneGpuAlone() {
        Topology t = read("\tGPU0\tCPU Affinity\nGPU0\t X \t0-15\n");
        assertThat(t.size()).isEqualTo(1);
        assertThat(t.nearest()).isEqualTo(LinkKind.NONE);
        assertThat(t.reaches(0, 0, LinkKind.PRIVATE)).isTrue();
    }

    @Test
    void adaptersMayStandBetweenTheGpus() {
        Topology t = read("\tGPU0\tmlx5_0\tGPU1\nGPU0\tX\tPIX\tNV1\nmlx5_0\tPIX\tX\tSYS\nGPU1\tNV1\tSYS\tX\n");
        assertThat(t.devices()).containsExactly("GPU0", "GPU1");
        assertThat(t.token(1, 0)).isEqualTo("NV1");
    }

    @Test
    void matrixErrorsNameTheLine() {
        refused(TWO.replace("GPU1\tPHB", "GPU1\tPUB"), "f:3: 'PUB' is no connection");
        refused(TWO.replace("GPU1\tPHB\t X \t0-63\t0\t\tN/A\n", ""), "ends without a row for GPU1");
        refused(TWO.replace("GPU1\tPHB\t X \t0-63\t0\t\tN/A\n", "GPU1\tPHB\n"), "f:3: the row of GPU1 ends before column GPU1");
        refused("\tGPU0\tGPU1\nGPU0\t X \tNV1\tNV9\nGPU1\tNV1\t X \n", "f:2: the row of GPU0 has 3 cells for 2 columns");
        refused(TWO.replace("GPU0\t X \tPHB", "GPU0\tPHB\t X "), "f:2: GPU0 is not X to itself");
        refused(TWO.replace("GPU1\tPHB", "GPU1\t X "), "f:3: GPU1 is X to GPU0");
        refused(TWO.replace("GPU1\tPHB", "GPU0\tPHB"), "f:3: a second row for GPU0");
        refused(TWO.replace("GPU1\tPHB", "GPU7\tPHB"), "f:3: a row for GPU7, which is no column");
        refused(TWO.replace("GPU0\tGPU1\tCPU", "GPU0\tGPU0\tCPU"), "f:1: two columns are called GPU0");
    }

    @Test
    void peerAccessSaysWhoReachesWhomAndNotHow() {
        String text = " \tGPU0\tGPU1\tGPU2\t\n GPU0\tX\tOK\tGNS\t\n GPU1\tOK\tX\tCNS\t\n GPU2\tNS\tU\tX\t\n\nLegend:\n\n  X    = Self\n"
                + "  OK   = Status Ok\n  CNS  = Chipset not supported\n  GNS  = GPU not supported\n";
        Topology t = read(text);
        assertThat(t.nearest()).isEqualTo(LinkKind.PRIVATE);
        assertThat(pairs(t, LinkKind.PRIVATE)).isEqualTo(1);
        assertThat(t.kind(0, 2)).isEqualTo(LinkKind.NONE);
        assertThat(t.token(0, 2)).isEqualTo("GNS");
        refused(text.replace("CNS\t\n", "XYZ\t\n"), "f:3: 'XYZ' is no connection");
    }

    private static String rocm(String types) {
        return "======================= ROCm System Management Interface =======================\n"
                + "=========================== Weight between two GPUs ============================\n"
                + "       GPU0         GPU1         GPU2         \nGPU0   0            15           52           \n"
                + "GPU1   15           0            52           \nGPU2   52           52           0            \n\n"
                + "========================== Link Type between two GPUs ==========================\n" + types
                + "\n================================== Numa Nodes ==================================\n"
                + "GPU[0]\t\t: (Topology) Numa Node: 0\n";
    }

    @Test
    void rocmSmiHasItsLinksInOneOfSeveralTables() {
        String types = "       GPU0         GPU1         GPU2         \nGPU0   0            XGMI         PCIE         \n"
                + "GPU1   XGMI         0            PCIE         \nGPU2   PCIE         PCIE         0            \n";
        Topology t = read(rocm(types));
        assertThat(t.devices()).containsExactly("GPU0", "GPU1", "GPU2");
        assertThat(pairs(t, LinkKind.PRIVATE)).isEqualTo(1);
        assertThat(t.kind(2, 0)).isEqualTo(LinkKind.SYS);
        refused(rocm(types.replace("GPU2   PCIE         PCIE         0", "GPU2   PCIE         PCIE")), "f:12: the row of GPU2 ends before");
        refused(rocm(types.replace("GPU1   XGMI", "GPU1   52")), "f:11: '52' is no connection");
        refused(rocm(""), "no topology");
    }

    private static String amd(String denied, String type) {
        String head = "             0000:0c:00.0 0000:22:00.0\n";
        return "ACCESS TABLE:\n" + head + "0000:0c:00.0 ENABLED      " + denied + "\n0000:22:00.0 ENABLED      ENABLED\n\nWEIGHT TABLE:\n"
                + head + "0000:0c:00.0 0            15\n0000:22:00.0 15           0\n\nLINK TYPE TABLE:\n" + head
                + "0000:0c:00.0 SELF         XGMI\n0000:22:00.0 " + type + "         SELF\n\nLegend:\n SELF = Current GPU\n";
    }

    @Test
    void amdSmiNamesDevicesByTheBusAndSaysWhatIsNotAccessible() {
        Topology t = read(amd("ENABLED", "XGMI"));
        assertThat(t.devices()).containsExactly("0000:0c:00.0", "0000:22:00.0");
        assertThat(pairs(t, LinkKind.PRIVATE)).isEqualTo(1);
        Topology denied = read(amd("DISABLED", "PCIE"));
        assertThat(denied.kind(0, 1)).isEqualTo(LinkKind.NONE);
        assertThat(denied.kind(1, 0)).isEqualTo(LinkKind.SYS);
        refused(amd("MAYBE", "XGMI"), "f:3: 'MAYBE' is no connection");
        refused(amd("ENABLED", "52"), "f:14: '52' is no connection");
        refused(amd("ENABLED", "XGMI").replace("TYPE TABLE:\n             0000:0c", "TYPE TABLE:\n             0001:0c"), "f:13: ");
    }

    @Test
    void xpuSmiNamesTilesWithABlankAndSeparatesByBars() {
        String text = "         GPU 0/0|GPU 0/1|GPU 1/0|CPU Affinity\nGPU 0/0 |S      |MDF    |XL*    |0-23,48-71\n"
                + "GPU 0/1 |MDF    |S      |XL16   |0-23,48-71\nGPU 1/0 |XL*    |XL16   |S      |24-47,72-95\n";
        Topology t = read(text);
        assertThat(t.devices()).containsExactly("GPU0/0", "GPU0/1", "GPU1/0");
        assertThat(pairs(t, LinkKind.PRIVATE)).isEqualTo(3);
        assertThat(t.token(2, 0)).isEqualTo("XL*");
        refused(text.replace("XL16   |S ", "XL16   |SYS "), "f:4: GPU1/0 is not X to itself");
        refused(text.replace("|XL16   |0-23", "|XM16   |0-23"), "f:3: 'XM16' is no connection");
    }

    private static final String PEERS = " \tGPU0\tGPU1\t\n GPU0\tX\tOK\t\n GPU1\tCNS\tX\t\n\nLegend:\n\n  X    = Self\n";

    @Test
    void severalMatricesAreToldAndOneIsChosen() {
        String other = TWO.replace("PHB", "NV4");
        String both = "node1$ nvidia-smi topo -m\n" + TWO + "\nnode2$ nvidia-smi topo -m\n" + other;
        refused(both, "f: 2 matrices, at lines 2, 7, that are not the same; choose one with --matrix");
        assertThat(Texts.topology(both, "f", 1).token(0, 1)).isEqualTo("PHB");
        assertThat(Texts.topology(both, "f", 2).token(0, 1)).isEqualTo("NV4");
        assertThatThrownBy(() -> Texts.topology(both, "f", 3)).isInstanceOf(InputException.class)
                .hasMessage("f: matrix 3 is wanted, and there are 2");
        assertThat(read(TWO + "\n" + TWO).token(0, 1)).as("one machine twice").isEqualTo("PHB");
        assertThat(read(PEERS + TWO).token(0, 1)).as("how says more than who").isEqualTo("PHB");
        assertThat(Texts.topology(PEERS + TWO, "f", 1).token(1, 0)).isEqualTo("CNS");
        refused(PEERS + PEERS.replace("CNS", "OK"), "f: 2 matrices");
        refused(amd("ENABLED", "XGMI") + amd("DISABLED", "XGMI"), "f: 2 matrices, at lines 12, 29,");
        assertThat(Texts.topology(amd("ENABLED", "XGMI") + amd("DISABLED", "XGMI"), "f", 2).token(0, 1)).isEqualTo("DISABLED");
        String adapters = TWO.replace("\tCPU", "\tNIC0\tCPU").replace("\t0-63", "\tPIX\t0-63");
        refused(adapters + adapters.replace("PHB", "NV4"), "f: 2 matrices");
    }

    /** Matrices of every tool, on which any cell is one of the words that it has, and the words that stand for them here. */
    private static String matrix(int tool, String[][] cells) {
        StringBuilder text = new StringBuilder(tool == 2 ? "======== Link Type between two GPUs ========\n"
                : tool == 3 ? "LINK TYPE TABLE:\n" : "");
        for (int row = -1; row < cells.length; row++) {
            text.append(row < 0 ? tool == 4 ? "        " : "\t" : name(tool, row) + (tool == 4 ? " |" : "\t"));
            for (int column = 0; column < cells.length; column++) {
                text.append(row < 0 ? name(tool, column) : cells[row][column]).append(tool == 4 ? "|" : " \t");
            }
            text.append(tool != 4 ? "" : row < 0 ? "CPU Affinity" : "0-23,48-71").append('\n');
        }
        return text.toString();
    }

    private static String name(int tool, int device) {
        return tool == 3 ? "0000:" + (10 + device) + ":00.0" : tool == 4 ? "GPU " + device + "/0" : "GPU" + device;
    }

    private static final String[][] CELLS = {{"X", "NV4", "NV18", "NVL", "PIX", "PXB", "PHB", "NODE", "SYS", "SOC"},
        {"X", "OK", "CNS", "GNS", "TNS", "NS", "U", "DR"}, {"0", "XGMI", "PCIE"}, {"SELF", "XGMI", "PCIE", "UNKNOWN", "N/A"},
        {"S", "MDF", "XL2", "XL16", "XL*", "SYS", "NODE"}};

    private static final String[] AROUND = {"GPU0 model NVIDIA H100 80GB HBM3\nGPU1 model NVIDIA H100 80GB HBM3\n",
        "GPU 0: NVIDIA H100 (UUID: GPU-1)\n", "user@host:~$ \n", "# a comment on GPU0 and GPU1\n", "\n\n", "[sudo] password for x:\n",
        "GPU0 and GPU1 share a switch.\n", "GPU1: see below\n", "GPU9 was taken out\n", "The matrix of GPU0, GPU1 follows:\n",
        "======= Weight between two GPUs =======\n\tGPU0\tGPU1\nGPU0\t0\t15\nGPU1\t15\t0\n\n",
        "======== Hops between two GPUs ========\n\tGPU0\tGPU1\nGPU0\t0\t1\nGPU1\t1\t0\n\n",
        "NUMA BW TABLE:\n 0000:10:00.0 0000:11:00.0\n0000:10:00.0 N/A 50-50\n0000:11:00.0 50-50 N/A\n\n",
        "GPU[0]\t\t: (Topology) Numa Node: 0\n", "Legend:\n\n  X    = Self\n  NV#  = Connection traversing # NVLinks\n"};

    /** Whatever is copied along with a matrix, it is the matrix that is read. */
    @Property(tries = 2000)
    void whatStandsAroundAMatrixDoesNotMatter(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int tool = random.nextInt(CELLS.length);
        String[][] cells = new String[random.nextInt(2, 9)][];
        for (int row = 0; row < cells.length; row++) {
            cells[row] = new String[cells.length];
            for (int column = 0; column < cells.length; column++) {
                cells[row][column] = CELLS[tool][row == column ? 0 : random.nextInt(1, CELLS[tool].length)];
            }
        }
        String matrix = matrix(tool, cells);
        if (random.nextBoolean()) {
            String[] colours = {"\u001b[4m", "[4m", "^[[32m", "\ufffd[0;1m", "\\033[4m", "\\e[1m", "\\x1b[m"};
            String colour = colours[random.nextInt(colours.length)];
            matrix = colour + matrix.replaceAll("(?m)^GPU(?=\\d\t)", Matcher.quoteReplacement(colour) + "GPU").replace("\n", "[0m\n");
        }
        String[] commands = {"", "$ nvidia-smi topo -m ", "root@host:~# nvidia-smi topo -m\t", "# nvidia-smi topo -p2p r "};
        StringBuilder text = new StringBuilder(tool > 1 ? "" : commands[random.nextInt(commands.length)]).append(matrix);
        for (int more = random.nextInt(5); more > 0; more--) {
            text.append(AROUND[random.nextInt(AROUND.length)]);
        }
        for (int more = random.nextInt(5); more > 0; more--) {
            text.insert(0, AROUND[random.nextInt(AROUND.length)]);
        }
        Topology t = read(random.nextBoolean() ? text.toString() : text.toString().replace("\n", "\r\n"));
        assertThat(t.size()).isEqualTo(cells.length);
        for (int row = 0; row < cells.length; row++) {
            for (int column = 0; column < cells.length; column++) {
                assertThat(t.token(row, column)).isEqualTo(cells[row][column]);
            }
        }
    }

    @Test
    void anErrorListsEveryWordThatIsTaken() {
        assertThatThrownBy(() -> read(TWO.replace("GPU1\tPHB", "GPU1\tPUB"))).message().satisfies(message -> {
            for (String[] words : CELLS) {
                for (String word : words) {
                    assertThat(message).containsPattern("[ ,]" + Pattern.quote(word.replaceAll("(NV|XL)\\d+", "$1#")) + "(,|$)");
                }
            }
        });
    }

    @Test
    void aLineOfMillionsOfDevicesIsRefused() {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, 5000).forEach(n -> text.append("GPU").append(n).append(' '));
        refused(text + "\nGPU0 X\n", "f:1: more than 4096 columns");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "hello\nworld\n", "faultpath-topology 2\ndevice A\n", "faultpath-topology 1\nlink A B\n"})
    void whatIsNoTopologyIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(InputException.class).hasMessageStartingWith("f:");
    }

    @Test
    void bytesThatAreNotUtf8AreNamed() {
        byte[] bytes = "faultpath-topology 1\n# \u00e9 x\n".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 2] = (byte) 0xff;
        assertThatThrownBy(() -> TopologyReader.read(TextLines.of(new ByteArrayInputStream(bytes), "b", TopologyReader.KIND), 0))
                .isInstanceOf(InputException.class).hasMessage("b:2:6: bad character: byte 0xff is not UTF-8");
    }

    @Test
    void listOfLinksMayBeDirected() {
        Topology t = read("faultpath-topology 1\n# note\ndevice A B C4..C6 # more\nlink A B\narrow A -> C4 PIX\nclique C4..C6 NV2\n");
        assertThat(t.devices()).containsExactly("A", "B", "C4", "C5", "C6");
        assertThat(t.token(1, 0)).isEqualTo("LINK");
        assertThat(t.kind(0, 2)).isEqualTo(LinkKind.PIX);
        assertThat(t.kind(2, 0)).isEqualTo(LinkKind.NONE);
        assertThat(t.symmetric()).isFalse();
        assertThat(pairs(t, LinkKind.PRIVATE)).isEqualTo(4);
        assertThat(t.reaches(0, 1, LinkKind.NONE)).as("NONE is no reach").isFalse();
    }

    @Test
    void bothArrowsOfAPairMayBeStated() {
        Topology t = read("faultpath-topology 1\ndevice A B\narrow A -> B NV1\narrow B -> A SYS\n");
        assertThat(t.kind(0, 1)).isEqualTo(LinkKind.PRIVATE);
        assertThat(t.kind(1, 0)).isEqualTo(LinkKind.SYS);
    }

    @Test
    void listErrorsNameTheLine() {
        String head = "faultpath-topology 1\ndevice A B C\n";
        refused(head + "link A D\n", "f:3: unknown device 'D'");
        refused(head + "link A A\n", "f:3: a link from a device to itself");
        refused(head + "link A B\nlink B A NV2\n", "f:4: the link is stated twice");
        refused(head + "arrow A -> B\nlink A B\n", "f:4: the link is stated twice");
        refused(head + "link A B C\n", "f:3: expected 'link A B'");
        refused(head + "arrow A B\n", "f:3: expected 'arrow A -> B'");
        refused(head + "link A B X\n", "f:3: X is not a link");
        refused(head + "clique A\n", "f:3: a clique has at least two");
        refused(head + "bridge A B\n", "f:3: 'bridge' is none of");
        refused(head + "device A\n", "f:3: device A is declared twice");
        refused(head + "device D9..E3\n", "f:3: 'D9..E3' is not a range");
        refused(head + "device NV2\n", "f:3: 'NV2' is not a name");
        refused("faultpath-topology 1\n", "no line declares a device");
        refused("faultpath-topology 1\ndevice D0..D5000\n", "f:2: more than 4096 devices");
        refused("faultpath-topology 1\ndevice" + " a0..a9999".repeat(400_000) + "\n", "f:2: more than 4096 devices");
        refused("faultpath-topology 1\ndevice a0 a1\nclique" + " a0..a9999".repeat(400_000) + "\n", "f:3: more than 4096 devices");
    }

    /** Whatever happens to a file on its way: it is a topology still, or it is refused in one line that names it. */
    @Property(tries = 2000)
    void damageIsReadOrRefusedInOneLine(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> names = Topologies.names();
        StringBuilder text = new StringBuilder();
        try (InputStream in = Topologies.class.getResourceAsStream("topologies/" + names.get(random.nextInt(names.size())) + ".txt")) {
            text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        for (int edit = random.nextInt(1, 9); edit > 0; edit--) {
            damage(text, random);
        }
        try {
            assertThat(read(text.toString()).size()).isBetween(1, Topology.MAX_DEVICES);
        } catch (InputException e) {
            assertThat(e.getMessage()).matches("f:.+");
        }
    }

    private static void damage(StringBuilder text, SplittableRandom random) {
        String[] pieces = {"\t", " ", "\n", "\r\n", "X", "NV", "GPU1", "#", "..", "->", "\u001b[31m", "\u001b", "\u0000", "99999",
            "Legend:", "\u00e9"};
        int at = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), at + random.nextInt(1, 40));
        switch (random.nextInt(3)) {
            case 0 -> text.delete(at, to);
            case 1 -> text.insert(at, pieces[random.nextInt(pieces.length)]);
            default -> text.insert(random.nextInt(text.length() + 1), text.substring(at, to));
        }
    }

    @Test
    void namesThatAreNeitherShippedNorFilesAreRefused() {
        assertThatThrownBy(() -> Topologies.named("no-such-box")).isInstanceOf(InputException.class)
                .hasMessageContaining("no topology 'no-such-box'").hasMessageContaining("gb200-nvl72");
    }
}
