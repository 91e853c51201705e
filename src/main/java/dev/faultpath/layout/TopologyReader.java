package dev.faultpath.layout;

import dev.faultpath.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * things and whatever was copied along around the matrix are passed over. Of several matrices one is chosen, unless they are the
 * same. A list of links begins with the line {@value #LIST_HEADER}.
 */
public final class TopologyReader {
    /** First line of a list of links. */
    public static final String LIST_HEADER = "faultpath-topology 1";
    /** At most 4 MiB, with lines of any length. */
    static final TextLines.Kind KIND = new TextLines.Kind("topology", 4 << 20, 4 << 20);

    /**
     * What terminals and editors leave: colour and cursor sequences (ESC [ parameters letter, ESC ( letter), a byte-order mark; of
     * colours and cleared lines also what is left where ESC was lost or written as something else on the way.
     */
    private static final Pattern NOISE = Pattern.compile("^\ufeff|\u001b(\\[[0-9;?]*[ -/]*[@-~]|\\([A-Z0-9])"
            + "|([\ufffd\u2190\u241b]|\\^\\[|\\\\(e|033|x1[bB]|u001[bB]))?\\[[0-9;]*[mK]");
    /** A GPU's number, with xpu-smi that of a tile behind it, or its place on the bus. */
    private static final Pattern GPU = Pattern.compile("GPU\\d{1,4}(/\\d{1,2})?|[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-9a-f]");
    /** A name with a blank in it, which only xpu-smi has; its columns have bars between. */
    private static final Pattern TILE = Pattern.compile("GPU (?=\\d{1,4}/\\d)");
    /** The table that counts, of a tool that prints several, and what is above it. */
    private static final List<String> LINK_TYPES = List.of("Link Type between two GPUs", "LINK TYPE TABLE:");
    private static final String ACCESS = "ACCESS TABLE:";
    private static final Pattern OTHER_TABLE = Pattern.compile("[A-Z][A-Z -]* TABLE:|=+ [A-Za-z ]+ between two GPUs =+");
    /**
     * What cells say beyond the tokens of {@link LinkKind#ofToken}: what other tools write for the device itself; {@code OK} and
     * {@code ENABLED} of a tool that says that access works and not over what; {@code PCIE} of one that does not say how far, which
     * counts as the farthest path; and why there is none.
     */
    private static final Map<String, LinkKind> TOKENS = tokens();
    /** So many Xe Links, or with the fabric of a card between. */
    private static final Pattern XE_LINKS = Pattern.compile("XL([1-9][0-9]{0,2}|\\*)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.:/-]{0,63}");
    private static final Pattern RANGE =
            Pattern.compile("([A-Za-z][A-Za-z0-9_:/-]*?)(\\d{1,4})\\.\\.([A-Za-z][A-Za-z0-9_:/-]*?)(\\d{1,4})");

    private final TextLines lines;
    /** Whether no columns of affinity follow those of the matrix, whose cells may have blanks in them. */
    private boolean alone;
    /** Words of the current line, with its comment. */
    private String[] all;
    /** Those before the comment; at least one after {@link #advance}. */
    private String[] words;

    private TopologyReader(TextLines lines) {
        this.lines = lines;
    }

    private static Map<String, LinkKind> tokens() {
        Map<String, LinkKind> tokens = new LinkedHashMap<>();
        List.of("S", "SELF", "0").forEach(token -> tokens.put(token, LinkKind.SELF));
        List.of("OK", "ENABLED").forEach(token -> tokens.put(token, LinkKind.PRIVATE));
        tokens.put("PCIE", LinkKind.SYS);
        List.of("CNS", "GNS", "TNS", "NS", "DR", "U", "DISABLED", "N/A", "UNKNOWN").forEach(token -> tokens.put(token, LinkKind.NONE));
        return tokens;
    }

    /**
     * Reads lines to their end.
     *
     * @param chosen which matrix counts, from 1; 0 where nobody chose, and then all that say how must be the same
     * @throws InputException when they are no topology, or hold several and none was chosen
     */
    static Topology read(TextLines lines, int chosen) {
        TopologyReader reader = new TopologyReader(lines);
        if (!reader.advance()) {
            throw lines.fileError("empty, no topology");
        }
        if (reader.words[0].equals("faultpath-topology")) {
            return choose(lines, List.of(new Matrix(1, reader.list(), false)), chosen);
        }
        return choose(lines, reader.matrices(), chosen);
    }

    /**
     * A matrix of a text.
     *
     * @param line of its columns
     * @param access whether it says only who reaches whom
     */
    private record Matrix(int line, Topology topology, boolean access) { }

    private static Topology choose(TextLines lines, List<Matrix> all, int chosen) {
        if (chosen > all.size()) {
            throw lines.fileError("matrix " + chosen + " is wanted, and there " + (all.size() == 1 ? "is one" : "are " + all.size()));
        }
        if (chosen > 0) {
            return all.get(chosen - 1).topology;
        }
        // Who reaches whom says nothing new beside how the same devices do.
        List<Matrix> told = all.stream().filter(m -> !m.access || all.stream().noneMatch(other -> !other.access
                && other.topology.devices().equals(m.topology.devices()))).toList();
        if (told.stream().anyMatch(m -> !m.topology.same(told.get(0).topology))) {
            throw lines.fileError(all.size() + " matrices, at lines " + all.stream().map(m -> Integer.toString(m.line))
                    .collect(Collectors.joining(", ")) + ", that are not the same; choose one with --matrix");
        }
        return told.get(0).topology;
    }

    /** Goes on to the next line that says something; false at the end. */
    private boolean advance() {
        while (next()) {
            if (words.length > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean next() {
        if (!lines.next()) {
            return false;
        }
        String line = NOISE.matcher(lines.text()).replaceAll("");
        if (TILE.matcher(line).find()) {
            line = TILE.matcher(line).replaceAll("GPU").replace('|', ' ');
        }
        all = TextLines.words(line).stream().map(TextLines.Word::text).toArray(String[]::new);
        // A # within a word is no comment: nvidia-smi's legend has NV#.
        words = Arrays.stream(all).takeWhile(word -> !word.startsWith("#")).toArray(String[]::new);
        return true;
    }

    private static Map<String, Integer> positions(List<String> names) {
        return IntStream.range(0, names.size()).boxed().collect(Collectors.toMap(names::get, i -> i));
    }

    // The matrices.

    /** All that count, in order. Those that a tool has beside them (weights, hops, bandwidths) are passed over by their titles. */
    private List<Matrix> matrices() {
        List<Matrix> found = new ArrayList<>();
        Matrix access = null;
        String title = "";
        lines.rewind();
        boolean more = next();
        while (more) {
            title = title().orElse(title);
            int from = firstGpu();
            boolean header = isHeader(from);
            if (!header || OTHER_TABLE.matcher(title).matches() && !isLinkTypes(title) && !title.contains(ACCESS)) {
                title = header ? "" : title;
                more = next();
                continue;
            }
            int line = lines.number();
            List<String> columns = columns(from);
            Topology topology = new Topology(columns.stream().filter(TopologyReader::isGpu).toList());
            more = rows(topology, columns);
            if (access != null && isLinkTypes(title)) {
                deny(topology, access.topology);
            } else if (access != null) {
                found.add(access);
            }
            boolean accessTable = title.contains(ACCESS);
            access = accessTable ? new Matrix(line, topology, true) : null;
            if (!accessTable) {
                found.add(new Matrix(line, topology, isAccess(topology)));
            }
            title = "";
        }
        if (access != null) {
            found.add(access);
        }
        if (found.isEmpty()) {
            throw lines.fileError("no topology: neither a first line '" + LIST_HEADER + "' nor the matrix that nvidia-smi topo -m,"
                    + " rocm-smi, amd-smi or xpu-smi prints");
        }
        return found;
    }

    /** The current line, or what stands before columns in it, if a tool calls a table so. */
    private Optional<String> title() {
        return Optional.of(String.join(" ", Arrays.copyOf(all, firstGpu())))
                .filter(line -> isLinkTypes(line) || line.contains(ACCESS) || OTHER_TABLE.matcher(line).matches());
    }

    private static boolean isLinkTypes(String title) {
        return LINK_TYPES.stream().anyMatch(title::contains);
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

    /** Whether a matrix has, of any two devices, only what {@code topo -p2p} says. */
    private static boolean isAccess(Topology topology) {
        for (int a = 0; a < topology.size(); a++) {
            for (int b = 0; b < topology.size(); b++) {
                if (a != b && !topology.token(a, b).equals("OK") && TOKENS.get(topology.token(a, b)) != LinkKind.NONE) {
                    return false;
                }
            }
        }
        return topology.size() > 1;
    }

    private static boolean isGpu(String word) {
        return GPU.matcher(word).matches();
    }

    /** Position of the first GPU in the current line; how many words there are if it has none. */
    private int firstGpu() {
        return IntStream.range(0, all.length).filter(i -> isGpu(all[i])).findFirst().orElse(all.length);
    }

    /**
     * Whether the current line names the columns from a word on: a GPU, no cell among them, and in the next line that has letters
     * or digits a row. What stands before that word does not count, as the prompt of a superuser, which is no comment here.
     */
    private boolean isHeader(int from) {
        List<String> names = titles(from);
        if (names.isEmpty() || names.stream().anyMatch(name -> kind(name).isPresent())) {
            return false;
        }
        lines.mark();
        String[] line = all;
        String[] uncommented = words;
        boolean row = false;
        while (next()) {
            // A comment with a device in it may be columns behind a superuser's prompt.
            if (firstGpu() < all.length || Arrays.stream(words).anyMatch(word -> word.chars().anyMatch(Character::isLetterOrDigit))) {
                row = words.length > 0 && (isGpu(words[0]) || names.contains(words[0])) && isRow(names.size());
                break;
            }
        }
        lines.reset();
        all = line;
        words = uncommented;
        return row;
    }

    /** Whether the current line has a cell behind its first word; others that begin with a device are sentences. */
    private boolean isRow(int columns) {
        return words.length > 1 && kind(words[1]).isPresent() || words.length > columns
                && Arrays.stream(words, 1, columns + 1).anyMatch(word -> kind(word).isPresent());
    }

    /** The words from one on, without the titles of the affinity columns, which have blanks in them. */
    private List<String> titles(int from) {
        return Arrays.stream(all).skip(from).takeWhile(word -> !word.equals("CPU") && !word.equals("NUMA") && !word.equals("GPU")).toList();
    }

    private List<String> columns(int from) {
        List<String> columns = titles(from);
        alone = columns.size() == all.length - from;
        if (columns.size() > Topology.MAX_DEVICES) {
            throw lines.error("more than " + Topology.MAX_DEVICES + " columns");
        }
        Set<String> seen = new HashSet<>();
        for (String name : columns) {
            if (!seen.add(name)) {
                throw lines.error("two columns are called " + name);
            }
        }
        return columns;
    }

    /** Reads the rows below the columns, up to the first line behind them that may belong to something else; false at the end. */
    private boolean rows(Topology topology, List<String> columns) {
        Map<String, Integer> position = positions(topology.devices());
        Set<String> missing = new HashSet<>(columns);
        boolean more = next();
        for (; more && !missing.isEmpty(); more = next()) {
            if (all.length > 0 && all[0].startsWith("Legend") || title().isPresent() || isHeader(firstGpu())) {
                break;
            }
            if (!isRow(columns.size())) {
                continue;
            }
            if (missing.remove(words[0])) {
                if (position.containsKey(words[0])) {
                    row(topology, columns, position);
                }
            } else if (columns.contains(words[0])) {
                throw lines.error("a second row for " + words[0]);
            } else if (isGpu(words[0])) {
                throw lines.error("a row for " + words[0] + ", which is no column");
            }
        }
        for (String gpu : topology.devices()) {
            if (missing.contains(gpu)) {
                throw lines.error("the matrix ends without a row for " + gpu);
            }
        }
        return more;
    }

    /** The kind that a cell of a matrix stands for. */
    private static Optional<LinkKind> kind(String token) {
        LinkKind kind = TOKENS.get(token);
        return kind != null ? Optional.of(kind) : XE_LINKS.matcher(token).matches() ? Optional.of(LinkKind.PRIVATE)
                : LinkKind.ofToken(token);
    }

    private void row(Topology topology, List<String> columns, Map<String, Integer> position) {
        if (alone && words.length > columns.size() + 1) {
            throw lines.error("the row of " + words[0] + " has " + (words.length - 1) + " cells for " + columns.size() + " columns");
        }
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
            LinkKind kind = kind(token).orElseThrow(() -> lines.error("'" + token + "' is no connection; expected "
                    + LinkKind.tokens() + ", XL#, XL*, " + String.join(", ", TOKENS.keySet())));
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
            if (names.size() > Topology.MAX_DEVICES) {
                throw lines.error("more than " + Topology.MAX_DEVICES + " devices");
            }
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
