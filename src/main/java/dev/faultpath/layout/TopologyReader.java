package dev.faultpath.layout;

import dev.faultpath.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a topology: the matrix that {@code nvidia-smi topo -m} prints, or our own list of links. Every error is one line,
 * {@code FILE:LINE: what is wrong}, thrown as {@link InputException}. Both forms are described in {@code README.md} beside the
 * shipped topologies.
 *
 * <p>Of the matrix the rows and columns of GPUs count. Network adapters, affinity columns, legends, colour codes and whatever
 * was copied along before the matrix are passed over. A list of links begins with the line {@value #LIST_HEADER}.
 */
public final class TopologyReader {
    /** First line of a list of links. */
    public static final String LIST_HEADER = "faultpath-topology 1";
    /** Longest file that is read: 4 MiB. */
    static final int MAX_BYTES = 4 << 20;

    /** Colour and cursor sequences: ESC [ parameters letter, and ESC ( letter. */
    private static final Pattern ESCAPES = Pattern.compile("\u001b(\\[[0-9;?]*[ -/]*[@-~]|\\([A-Z0-9])");
    private static final Pattern GPU = Pattern.compile("GPU\\d{1,4}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.:/-]{0,63}");
    private static final Pattern RANGE = Pattern.compile("([A-Za-z][A-Za-z0-9_:/-]*?)(\\d{1,4})\\.\\.([A-Za-z][A-Za-z0-9_:/-]*?)(\\d{1,4})");

    private final String file;
    private final List<String> lines;
    private int at;

    private TopologyReader(String file, String text) {
        this.file = file;
        String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
        this.lines = ESCAPES.matcher(plain).replaceAll("").lines().toList();
    }

    /**
     * Reads a file.
     *
     * @throws InputException when it can not be read or is no topology
     */
    public static Topology read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        } catch (IOException e) {
            throw new InputException("cannot read " + file + ": " + LayoutWriter.reason(e), e);
        }
    }

    /**
     * Reads a stream to its end.
     *
     * @param name what errors call it
     * @throws InputException when it is no topology
     * @throws IOException when the stream fails
     */
    public static Topology read(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new InputException(name + ": longer than " + (MAX_BYTES >> 20) + " MiB, which no topology is");
        }
        try {
            return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), name);
        } catch (CharacterCodingException e) {
            throw new InputException(name + ": not a text in UTF-8", e);
        }
    }

    /**
     * Reads a text.
     *
     * @param name what errors call it
     * @throws InputException when it is no topology
     */
    public static Topology read(String text, String name) {
        TopologyReader reader = new TopologyReader(name, text);
        return reader.isList() ? reader.list() : reader.matrix();
    }

    private boolean isList() {
        for (at = 0; at < lines.size(); at++) {
            String[] words = words();
            if (words.length > 0) {
                return words[0].equals("faultpath-topology");
            }
        }
        throw new InputException(file + ": empty, no topology");
    }

    /** The words of the current line, without a comment. */
    private String[] words() {
        String line = lines.get(at);
        int comment = line.indexOf('#');
        // A # within a word is no comment: nvidia-smi's legend has NV#.
        boolean starts = comment == 0 || comment > 0 && Character.isWhitespace(line.charAt(comment - 1));
        String plain = (starts ? line.substring(0, comment) : line).strip();
        return plain.isEmpty() ? new String[0] : plain.split("\\s+");
    }

    private InputException error(String message) {
        return new InputException(file + ":" + (at + 1) + ": " + message);
    }

    // The matrix.

    private Topology matrix() {
        List<String> columns = header();
        List<String> gpus = columns.stream().filter(c -> GPU.matcher(c).matches()).toList();
        Map<String, Integer> position = Topology.positions(gpus);
        Topology.Builder builder = new Topology.Builder(gpus);
        Set<String> seen = new HashSet<>();
        for (at++; at < lines.size() && seen.size() < columns.size(); at++) {
            String[] words = words();
            if (words.length > 0 && columns.contains(words[0])) {
                if (!seen.add(words[0])) {
                    throw error("a second row for " + words[0]);
                }
                if (position.containsKey(words[0])) {
                    row(builder, columns, position, words);
                }
            } else if (words.length > 0 && words[0].startsWith("Legend")) {
                break;
            } else if (words.length > 0 && GPU.matcher(words[0]).matches()) {
                throw error("a row for " + words[0] + ", which is no column");
            }
        }
        for (String gpu : gpus) {
            if (!seen.contains(gpu)) {
                at = Math.min(at, lines.size() - 1);
                throw error("the matrix ends without a row for " + gpu);
            }
        }
        return builder.build();
    }

    /** The line that names the columns: a GPU first, and no cell behind it. Leaves {@link #at} there. */
    private List<String> header() {
        for (at = 0; at < lines.size(); at++) {
            String[] words = words();
            boolean named = words.length > 0 && GPU.matcher(words[0]).matches()
                    && (words.length == 1 || LinkKind.ofToken(words[1]).isEmpty());
            if (named) {
                List<String> columns = new ArrayList<>();
                for (String word : words) {
                    // What follows are the affinity columns, whose titles have blanks in them.
                    if (word.equals("CPU") || word.equals("NUMA") || word.equals("GPU")) {
                        break;
                    }
                    if (columns.contains(word)) {
                        throw error("two columns are called " + word);
                    }
                    columns.add(word);
                }
                return columns;
            }
        }
        throw new InputException(file + ": no topology: neither a first line '" + LIST_HEADER
                + "' nor the matrix that nvidia-smi topo -m prints");
    }

    private void row(Topology.Builder builder, List<String> columns, Map<String, Integer> position, String[] words) {
        int asker = position.get(words[0]);
        for (int c = 0; c < columns.size(); c++) {
            Integer provider = position.get(columns.get(c));
            if (provider == null) {
                continue;
            }
            if (c + 1 >= words.length) {
                throw error("the row of " + words[0] + " ends before column " + columns.get(c));
            }
            String token = words[c + 1];
            LinkKind kind = LinkKind.ofToken(token).orElseThrow(() -> error("'" + token + "' is no connection; expected X, NV#, NVL, PIX,"
                    + " PXB, PHB, NODE or SYS"));
            if (kind == LinkKind.SELF != (provider == asker)) {
                throw error(provider == asker ? words[0] + " is not X to itself" : words[0] + " is X to " + columns.get(c));
            }
            builder.set(asker, provider, kind, token);
        }
    }

    // The list of links.

    private Topology list() {
        if (!String.join(" ", words()).equals(LIST_HEADER)) {
            throw error("expected '" + LIST_HEADER + "'");
        }
        int first = ++at;
        List<String> names = new ArrayList<>();
        for (; at < lines.size(); at++) {
            String[] words = words();
            if (words.length > 0 && words[0].equals("device")) {
                for (String name : expand(words, 1)) {
                    if (names.contains(name)) {
                        throw error("device " + name + " is declared twice");
                    }
                    names.add(name);
                }
                if (names.size() > Topology.MAX_DEVICES) {
                    throw error("more than " + Topology.MAX_DEVICES + " devices");
                }
            }
        }
        if (names.isEmpty()) {
            throw new InputException(file + ": no line declares a device");
        }
        Topology.Builder builder = new Topology.Builder(names);
        Map<String, Integer> position = Topology.positions(names);
        for (at = first; at < lines.size(); at++) {
            String[] words = words();
            if (words.length > 0 && !words[0].equals("device")) {
                statement(builder, position, words);
            }
        }
        return builder.build();
    }

    private void statement(Topology.Builder builder, Map<String, Integer> position, String[] words) {
        String last = words[words.length - 1];
        LinkKind kind = LinkKind.ofToken(last).orElse(LinkKind.PRIVATE);
        boolean stated = LinkKind.ofToken(last).isPresent();
        if (kind == LinkKind.SELF) {
            throw error("X is not a link between devices");
        }
        String token = stated ? last : "LINK";
        int end = words.length - (stated ? 1 : 0);
        switch (words[0]) {
            case "link" -> {
                if (end != 3) {
                    throw error("expected 'link A B' and at most a kind");
                }
                pair(builder, position(position, words[1]), position(position, words[2]), kind, token, true);
            }
            case "arrow" -> {
                if (end != 4 || !words[2].equals("->")) {
                    throw error("expected 'arrow A -> B' and at most a kind");
                }
                pair(builder, position(position, words[1]), position(position, words[3]), kind, token, false);
            }
            case "clique" -> {
                String[] members = Arrays.copyOf(words, end);
                int[] at = expand(members, 1).stream().mapToInt(name -> position(position, name)).toArray();
                if (at.length < 2) {
                    throw error("a clique has at least two devices");
                }
                for (int a = 0; a < at.length; a++) {
                    for (int b = 0; b < a; b++) {
                        pair(builder, at[b], at[a], kind, token, true);
                    }
                }
            }
            default -> throw error("'" + words[0] + "' is none of device, link, arrow, clique");
        }
    }

    private void pair(Topology.Builder builder, int a, int b, LinkKind kind, String token, boolean both) {
        if (a == b) {
            throw error("a link from a device to itself");
        }
        if (builder.stated(a, b) || both && builder.stated(b, a)) {
            throw error("the link is stated twice");
        }
        builder.set(a, b, kind, token);
        if (both) {
            builder.set(b, a, kind, token);
        }
    }

    private int position(Map<String, Integer> position, String name) {
        Integer at = position.get(name);
        if (at == null) {
            throw error("unknown device '" + name + "'");
        }
        return at;
    }

    /** Names from word {@code from} on, with {@code A0..A7} spelt out. */
    private List<String> expand(String[] words, int from) {
        List<String> names = new ArrayList<>();
        for (int i = from; i < words.length; i++) {
            var range = RANGE.matcher(words[i]);
            if (range.matches()) {
                int low = Integer.parseInt(range.group(2));
                int high = Integer.parseInt(range.group(4));
                if (!range.group(1).equals(range.group(3)) || high < low) {
                    throw error("'" + words[i] + "' is not a range of one name with rising numbers");
                }
                for (int n = low; n <= high; n++) {
                    names.add(range.group(1) + n);
                }
            } else if (!NAME.matcher(words[i]).matches() || LinkKind.ofToken(words[i]).isPresent()) {
                throw error("'" + words[i] + "' is not a name of a device");
            } else {
                names.add(words[i]);
            }
        }
        if (names.isEmpty()) {
            throw error("expected the name of a device");
        }
        return names;
    }
}
