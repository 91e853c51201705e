package dev.faultpath.layout;

import dev.faultpath.InputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads a topology: a matrix that {@code nvidia-smi topo -m}, {@code nvidia-smi topo -p2p}, {@code rocm-smi --showtopo},
 * {@code amd-smi topology} or {@code xpu-smi topology -m} prints, or our own list of links. Every error is one line,
 * {@code FILE:LINE: what is wrong}, thrown as {@link InputException}. All forms are described in {@code README.md} beside the
 * shipped topologies.
 *
 * <p>Of a matrix the rows and columns of GPUs count. Network adapters, affinity columns, legends, colour codes, tables of other
 * things and whatever was copied along before the matrix are passed over. A list of links begins with the line
 * {@value #LIST_HEADER}.
 */
public final class TopologyReader {
    /** First line of a list of links. */
    public static final String LIST_HEADER = "faultpath-topology 1";
    /** At most 4 MiB, with lines of any length. */
    static final TextLines.Kind KIND = new TextLines.Kind("topology", 4 << 20, 4 << 20);

    /** What terminals and editors leave: colour and cursor sequences (ESC [ parameters letter, ESC ( letter), a byte-order mark. */
    private static final Pattern NOISE = Pattern.compile("^\ufeff|\u001b(\\[[0-9;?]*[ -/]*[@-~]|\\([A-Z0-9])");
    /** A GPU's number, with xpu-smi that of a tile behind it, or its place on the bus. */
    private static final Pattern GPU = Pattern.compile("GPU\\d{1,4}(/\\d{1,2})?|[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-9a-f]");
    /** A name with a blank in it, which only xpu-smi has; its columns have bars between. */
    private static final Pattern TILE = Pattern.compile("GPU (?=\\d{1,4}/\\d)");
    /** The table that counts, of a tool that prints several, and what is above it. */
    private static final List<String> LINK_TYPES = List.of("Link Type between two GPUs", "LINK TYPE TABLE:");
    private static final String ACCESS = "ACCESS TABLE:";
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.:/-]{0,63}");
    private static final Pattern RANGE =
            Pattern.compile("([A-Za-z][A-Za-z0-9_:/-]*?)(\\d{1,4})\\.\\.([A-Za-z][A-Za-z0-9_:/-]*?)(\\d{1,4})");

    private final TextLines lines;
    /** Words of the current line, without its comment; at least one once there was a line. */
    private String[] words;

    private TopologyReader(TextLines lines) {
        this.lines = lines;
    }

    /**
     * Reads lines to their end.
     *
     * @throws InputException when they are no topology
     */
    static Topology read(TextLines lines) {
        TopologyReader reader = new TopologyReader(lines);
        if (!reader.advance()) {
            throw lines.fileError("empty, no topology");
        }
        return reader.words[0].equals("faultpath-topology") ? reader.list() : reader.matrix();
    }

    /** Goes on to the next line that says something; false at the end. */
    private boolean advance() {
        while (lines.next()) {
            String line = NOISE.matcher(lines.text()).replaceAll("");
            if (TILE.matcher(line).find()) {
                line = TILE.matcher(line).replaceAll("GPU").replace('|', ' ');
            }
            // A # within a word is no comment: nvidia-smi's legend has NV#.
            words = TextLines.words(line).stream().map(TextLines.Word::text).takeWhile(word -> !word.startsWith("#"))
                    .toArray(String[]::new);
            if (words.length > 0) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Integer> positions(List<String> names) {
        return IntStream.range(0, names.size()).boxed().collect(Collectors.toMap(names::get, i -> i));
    }

    // The matrix.

    private Topology matrix() {
        Topology access = seek(ACCESS) ? table() : null;
        if (LINK_TYPES.stream().noneMatch(this::seek)) {
            if (access != null) {
                return access;
            }
            lines.rewind();
            advance();
        }
        Topology topology = table();
        if (access != null) {
            deny(topology, access);
        }
        return topology;
    }

    /** Goes back to the start, and on to the line below a title; false if there is none. */
    private boolean seek(String title) {
        lines.rewind();
        while (advance()) {
            if (String.join(" ", words).contains(title)) {
                return advance();
            }
        }
        return false;
    }

    private void deny(Topology topology, Topology access) {
        if (!topology.devices().equals(access.devices())) {
            throw lines.error("the tables are of different devices");
        }
        for (int a = 0; a < topology.size(); a++) {
            for (int b = 0; b < topology.size(); b++) {
                if (access.kind(a, b) == LinkKind.NONE) {
                    topology.set(a, b, LinkKind.NONE, access.token(a, b));
                }
            }
        }
    }

    private Topology table() {
        List<String> columns = columns();
        List<String> gpus = columns.stream().filter(TopologyReader::isGpu).toList();
        Map<String, Integer> position = positions(gpus);
        Topology topology = new Topology(gpus);
        Set<String> seen = new HashSet<>();
        while (seen.size() < columns.size() && advance() && !words[0].startsWith("Legend")) {
            if (columns.contains(words[0])) {
                if (!seen.add(words[0])) {
                    throw lines.error("a second row for " + words[0]);
                }
                if (position.containsKey(words[0])) {
                    row(topology, columns, position);
                }
            } else if (isGpu(words[0])) {
                throw lines.error("a row for " + words[0] + ", which is no column");
            }
        }
        for (String gpu : gpus) {
            if (!seen.contains(gpu)) {
                throw lines.error("the matrix ends without a row for " + gpu);
            }
        }
        return topology;
    }

    /**
     * The kind that a cell of a matrix stands for. Beyond the tokens of {@link LinkKind#ofToken}: what other tools write for the device
     * itself; {@code OK} and {@code ENABLED} of a tool that says that access works and not over what; {@code XL} and a number or a star,
     * Xe Links, the star with the fabric of a card between; {@code PCIE} of one that does not say how far, which counts as the
     * farthest path; and why there is none.
     */
    private static Optional<LinkKind> kind(String token) {
        return switch (token) {
            case "S", "SELF", "0" -> Optional.of(LinkKind.SELF);
            case "OK", "ENABLED" -> Optional.of(LinkKind.PRIVATE);
            case "PCIE" -> Optional.of(LinkKind.SYS);
            case "CNS", "GNS", "TNS", "NS", "DR", "U", "DISABLED", "N/A", "UNKNOWN" -> Optional.of(LinkKind.NONE);
            default -> token.matches("XL([1-9][0-9]{0,2}|\\*)") ? Optional.of(LinkKind.PRIVATE) : LinkKind.ofToken(token);
        };
    }

    private static boolean isGpu(String word) {
        return GPU.matcher(word).matches();
    }

    /** Goes on to the line that names the columns, a GPU first, and no cell behind it. */
    private List<String> columns() {
        do {
            if (isGpu(words[0]) && (words.length == 1 || kind(words[1]).isEmpty())) {
                List<String> columns = new ArrayList<>();
                for (String word : words) {
                    // What follows are the affinity columns, whose titles have blanks in them.
                    if (word.equals("CPU") || word.equals("NUMA") || word.equals("GPU")) {
                        break;
                    }
                    if (columns.contains(word)) {
                        throw lines.error("two columns are called " + word);
                    }
                    columns.add(word);
                }
                return columns;
            }
        } while (advance());
        throw lines.fileError("no topology: neither a first line '" + LIST_HEADER + "' nor the matrix that nvidia-smi topo -m,"
                + " rocm-smi, amd-smi or xpu-smi prints");
    }

    private void row(Topology topology, List<String> columns, Map<String, Integer> position) {
        int asker = position.get(words[0]);
        for (int c = 0; c < columns.size(); c++) {
            Integer provider = position.get(columns.get(c));
            if (provider == null) {
                continue;
            }
            if (c + 1 >= words.length) {
                throw lines.error("the row of " + words[0] + " ends before column " + columns.get(c));
            }
            String token = words[c + 1];
            if (provider == asker && token.equals("ENABLED")) {
                continue; // of a table of what is accessible
            }
            LinkKind kind = kind(token).orElseThrow(() -> lines.error("'" + token
                    + "' is no connection; expected X, NV#, NVL, PIX, PXB, PHB, NODE or SYS"));
            if (kind == LinkKind.SELF != (provider == asker)) {
                throw lines.error(provider == asker ? words[0] + " is not X to itself" : words[0] + " is X to " + columns.get(c));
            }
            topology.set(asker, provider, kind, token);
        }
    }

    // The list of links.

    private Topology list() {
        if (!String.join(" ", words).equals(LIST_HEADER)) {
            throw lines.error("expected '" + LIST_HEADER + "'");
        }
        List<String> names = new ArrayList<>();
        while (advance()) {
            if (words[0].equals("device")) {
                for (String name : expand(words.length)) {
                    if (names.contains(name)) {
                        throw lines.error("device " + name + " is declared twice");
                    }
                    names.add(name);
                }
                if (names.size() > Topology.MAX_DEVICES) {
                    throw lines.error("more than " + Topology.MAX_DEVICES + " devices");
                }
            }
        }
        if (names.isEmpty()) {
            throw lines.fileError("no line declares a device");
        }
        Topology topology = new Topology(names);
        Map<String, Integer> position = positions(names);
        lines.rewind();
        advance(); // the header
        while (advance()) {
            if (!words[0].equals("device")) {
                statement(topology, position);
            }
        }
        return topology;
    }

    private void statement(Topology topology, Map<String, Integer> position) {
        String last = words[words.length - 1];
        boolean stated = LinkKind.ofToken(last).isPresent();
        LinkKind kind = LinkKind.ofToken(last).orElse(LinkKind.PRIVATE);
        if (kind == LinkKind.SELF) {
            throw lines.error("X is not a link between devices");
        }
        String token = stated ? last : "LINK";
        int end = words.length - (stated ? 1 : 0);
        switch (words[0]) {
            case "link" -> {
                if (end != 3) {
                    throw lines.error("expected 'link A B' and at most a kind");
                }
                pair(topology, position(position, words[1]), position(position, words[2]), kind, token, true);
            }
            case "arrow" -> {
                if (end != 4 || !words[2].equals("->")) {
                    throw lines.error("expected 'arrow A -> B' and at most a kind");
                }
                pair(topology, position(position, words[1]), position(position, words[3]), kind, token, false);
            }
            case "clique" -> {
                int[] at = expand(end).stream().mapToInt(name -> position(position, name)).toArray();
                if (at.length < 2) {
                    throw lines.error("a clique has at least two devices");
                }
                for (int a = 0; a < at.length; a++) {
                    for (int b = 0; b < a; b++) {
                        pair(topology, at[b], at[a], kind, token, true);
                    }
                }
            }
            default -> throw lines.error("'" + words[0] + "' is none of device, link, arrow, clique");
        }
    }

    private void pair(Topology topology, int a, int b, LinkKind kind, String token, boolean both) {
        if (a == b) {
            throw lines.error("a link from a device to itself");
        }
        if (topology.stated(a, b) || both && topology.stated(b, a)) {
            throw lines.error("the link is stated twice");
        }
        topology.set(a, b, kind, token);
        if (both) {
            topology.set(b, a, kind, token);
        }
    }

    private int position(Map<String, Integer> position, String name) {
        Integer at = position.get(name);
        if (at == null) {
            throw lines.error("unknown device '" + name + "'");
        }
        return at;
    }

    /** Names from the second word to before word {@code end}, with {@code A0..A7} spelt out. */
    private List<String> expand(int end) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i < end; i++) {
            var range = RANGE.matcher(words[i]);
            if (range.matches()) {
                int low = Integer.parseInt(range.group(2));
                int high = Integer.parseInt(range.group(4));
                if (!range.group(1).equals(range.group(3)) || high < low) {
                    throw lines.error("'" + words[i] + "' is not a range of one name with rising numbers");
                }
                for (int n = low; n <= high; n++) {
                    names.add(range.group(1) + n);
                }
            } else if (!NAME.matcher(words[i]).matches() || LinkKind.ofToken(words[i]).isPresent()) {
                throw lines.error("'" + words[i] + "' is not a name of a device");
            } else {
                names.add(words[i]);
            }
        }
        if (names.isEmpty()) {
            throw lines.error("expected the name of a device");
        }
        return names;
    }
}
