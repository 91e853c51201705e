package dev.faultpath.layout;

import dev.faultpath.InputException;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.layout.TextLines.Word;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the text form of a layout, strictly: what is not understood is an error, and every error is one line,
 * {@code FILE:LINE:COLUMN: what is wrong}, thrown as {@link InputException}.
 *
 * <p>The format is described in {@code FORMAT.md} beside this package's resources.
 */
public final class LayoutReader {
    /** At most 64 MiB, a line at most 1000 characters. */
    static final TextLines.Kind KIND = new TextLines.Kind("layout", 64 << 20, 1000);

    /** Flags that are written as words after {@code anon} or {@code file}, in canonical order. */
    static final List<VmaFlag> WORD_FLAGS = List.of(VmaFlag.IO, VmaFlag.PFNMAP, VmaFlag.MIXEDMAP, VmaFlag.HUGEPAGE);

    private static final Pattern DECIMAL = Pattern.compile("[0-9]+");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

    private final TextLines lines;
    private final LayoutRules rules = new LayoutRules();
    private final List<String> notes = new ArrayList<>();
    private final List<Layout.Device> devices = new ArrayList<>();
    private final List<Layout.Owner> owners = new ArrayList<>();
    private final List<Layout.Pagemap> pagemaps = new ArrayList<>();
    private final List<Layout.Vma> vmas = new ArrayList<>();
    private final List<Integer> runLines = new ArrayList<>();
    private Layout.Vma vma;
    private List<Run> runs;
    private boolean ended;

    /** The current line without its comment. */
    private String plain;
    private List<Word> tokens;
    /** Where each part of the current piece stands, for violations that the rules find. */
    private final Map<String, Word> parts = new HashMap<>();

    private LayoutReader(TextLines lines) {
        this.lines = lines;
    }

    static String word(VmaFlag flag) {
        return flag.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a file.
     *
     * @throws InputException when it cannot be read or is not a valid layout
     */
    public static Layout read(Path file) {
        return read(TextLines.of(file, KIND));
    }

    /**
     * Reads lines to their end.
     *
     * @throws InputException when they are not a valid layout
     */
    static Layout read(TextLines lines) {
        return new LayoutReader(lines).parse();
    }

    private Layout parse() {
        if (!lines.next()) {
            throw lines.error(1, 1, "empty file: the first line is '" + LayoutWriter.HEADER + "'");
        }
        header();
        while (lines.next()) {
            statement();
        }
        if (!ended) {
            throw lines.error(1, "truncated: the file stops without an 'end' line");
        }
        try {
            return new Layout(notes, devices, owners, pagemaps, vmas);
        } catch (LayoutRules.Violation v) {
            throw lines.error(v.run < 0 ? lines.number() : runLines.get(v.run), 1, v.getMessage());
        }
    }

    private void header() {
        tokenize();
        if (tokens.size() != 2 || !tokens.get(0).text().equals("faultpath-layout")) {
            throw lines.error(1, "not a layout: the first line is '" + LayoutWriter.HEADER + "'");
        }
        if (!tokens.get(1).text().equals("1")) {
            throw error(tokens.get(1), "unknown version '" + tokens.get(1).text() + "': this program reads version 1");
        }
    }

    private void tokenize() {
        String text = lines.text();
        int comment = text.indexOf('#');
        plain = comment < 0 ? text : text.substring(0, comment);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if ((c < ' ' || c > '~') && c != '\t') {
                throw lines.error(i + 1,
                        String.format(Locale.ROOT, "bad character U+%04X: only printable ASCII outside comments", (int) c));
            }
        }
        tokens = TextLines.words(plain);
    }

    private void statement() {
        tokenize();
        if (tokens.isEmpty()) {
            return;
        }
        Word first = tokens.get(0);
        if (ended) {
            throw error(first, "text after the 'end' line");
        }
        parts.clear();
        try {
            switch (first.text()) {
                case "note" -> note();
                case "device" -> device();
                case "owner" -> owner();
                case "pagemap" -> pagemap();
                case "vma" -> vma();
                case "end" -> end();
                default -> {
                    if (!"0123456789+".contains(first.text().substring(0, 1))) {
                        throw error(first, "unknown line '" + first.text()
                                + "': expected note, device, owner, pagemap, vma, OFFSET+PAGES or end");
                    }
                    run();
                }
            }
        } catch (LayoutRules.Violation v) {
            throw error(parts.getOrDefault(v.part, first), v.getMessage());
        }
    }

    private void note() {
        declaration();
        String body = plain.strip().substring("note".length()).strip();
        LayoutRules.note(body);
        notes.add(body);
    }

    private void device() {
        Layout.Device d = new Layout.Device(onlyName());
        rules.device(d);
        devices.add(d);
    }

    private void owner() {
        Layout.Owner o = new Layout.Owner(onlyName());
        rules.owner(o);
        owners.add(o);
    }

    private void pagemap() {
        declaration();
        String name = part("name", 1, "the pagemap's name");
        attributes(2, Set.of("device", "owner", "type", "pages"));
        for (String key : List.of("device", "owner", "type", "pages")) {
            if (!parts.containsKey(key)) {
                throw error(endOfLine(), "missing " + key + "=");
            }
        }
        Pagemap.Type type = switch (value("type")) {
            case "private" -> Pagemap.Type.PRIVATE;
            case "coherent" -> Pagemap.Type.COHERENT;
            default -> throw error(parts.get("type"), "unknown pagemap type '" + value("type")
                    + "': private or coherent");
        };
        Layout.Pagemap p = new Layout.Pagemap(name, value("device"), value("owner"), type,
                pages(parts.get("pages"), value("pages")));
        rules.pagemap(p);
        pagemaps.add(p);
    }

    /** The name, with which a declaration ends. */
    private String onlyName() {
        declaration();
        String name = part("name", 1, "the " + tokens.get(0).text() + "'s name");
        if (tokens.size() > 2) {
            throw error(tokens.get(2), "unexpected '" + tokens.get(2).text() + "'");
        }
        return name;
    }

    private void declaration() {
        if (vma != null) {
            throw error(tokens.get(0), tokens.get(0).text() + " lines come before the first vma line");
        }
    }

    private void vma() {
        closeVma();
        String start = part("start", 1, "the start address, 0x... or +PAGES after the VMA before");
        String pages = part("pages", 2, "the length in pages");
        String perms = part("perms", 3, "the permissions, as in rw-p");
        String backing = part("backing", 4, "anon or file");
        long length = pages(parts.get("pages"), pages);
        long address;
        if (start.startsWith("+")) {
            long gap = start.equals("+0") ? 0 : pages(parts.get("start"), start.substring(1));
            long from = vmas.isEmpty() ? Layout.BASE : vmas.get(vmas.size() - 1).end();
            if (gap > (Paging.TASK_SIZE - from) / Paging.PAGE_SIZE) {
                throw error(parts.get("start"), "the VMA starts past user space");
            }
            address = from + gap * Paging.PAGE_SIZE;
        } else if (start.startsWith("0x")) {
            address = hex(parts.get("start"), start);
        } else {
            throw error(parts.get("start"), "'" + start + "' is not an address: 0x... or +PAGES after the VMA before");
        }
        EnumSet<VmaFlag> flags = perms(perms);
        if (backing.equals("anon")) {
            flags.add(VmaFlag.ANON);
        } else if (!backing.equals("file")) {
            throw error(parts.get("backing"), "expected anon or file, not '" + backing + "'");
        }
        int order = 0;
        for (int i = 5; i < tokens.size(); i++) {
            Word t = tokens.get(i);
            if (t.text().startsWith("hugetlb=")) {
                once("hugetlb", t);
                order = (int) number(t, t.text().substring(8), 63);
                if (order == 0) {
                    throw error(t, "hugetlb order is 9 (2 MiB) or 18 (1 GiB), not 0");
                }
                continue;
            }
            VmaFlag f = WORD_FLAGS.stream().filter(w -> word(w).equals(t.text())).findFirst().orElse(null);
            if (f == null) {
                throw error(t, "unknown VMA flag '" + t.text()
                        + "': io, pfnmap, mixedmap, hugepage, hugetlb=ORDER");
            }
            if (!flags.add(f)) {
                throw error(t, "'" + t.text() + "' is said twice");
            }
        }
        Layout.Vma v = new Layout.Vma(address, length, flags, order, List.of());
        rules.vma(v);
        vma = v;
        runs = new ArrayList<>();
    }

    private EnumSet<VmaFlag> perms(String perms) {
        EnumSet<VmaFlag> flags = EnumSet.noneOf(VmaFlag.class);
        String set = "rwxs";
        List<VmaFlag> meaning = List.of(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.EXEC, VmaFlag.SHARED);
        boolean ok = perms.length() == 4;
        for (int i = 0; ok && i < 4; i++) {
            if (perms.charAt(i) == set.charAt(i)) {
                flags.add(meaning.get(i));
            } else {
                ok = perms.charAt(i) == (i == 3 ? 'p' : '-');
            }
        }
        if (!ok) {
            throw error(parts.get("perms"), "'" + perms + "' are not permissions: four letters as in rw-p or r--s");
        }
        return flags;
    }

    private void run() {
        Word where = tokens.get(0);
        if (vma == null) {
            throw error(where, "a run before the first vma line");
        }
        int plus = where.text().indexOf('+');
        if (plus < 0) {
            throw error(where, "expected OFFSET+PAGES, as in 0+512, not '" + where.text() + "'");
        }
        parts.put("offset", where);
        parts.put("pages", new Word(where.column() + plus + 1, where.text().substring(plus + 1)));
        long next = runs.isEmpty() ? 0 : runs.get(runs.size() - 1).end();
        String before = where.text().substring(0, plus);
        long offset = before.isEmpty() ? next : before.equals("0") ? 0 : pages(where, before);
        long pages = pages(parts.get("pages"), parts.get("pages").text());
        String word = part("kind", 1, "the entry kind");
        EntryKind kind = EntryKind.ofToken(word);
        if (kind == null) {
            throw error(parts.get("kind"), "unknown kind '" + word + "'" + suggestion(word));
        }
        attributes(2, Set.of("pagemap", "pfn", "at", "chunk"));
        String pagemap = value("pagemap");
        long first = Run.AUTO;
        if (parts.containsKey("pfn")) {
            if (pagemap != null) {
                throw error(parts.get("pfn"), "pfn= is for system memory; a page inside a pagemap is at=");
            }
            parts.put("first", parts.get("pfn"));
            String v = value("pfn");
            first = v.startsWith("0x") ? hex(parts.get("pfn"), v) : number(parts.get("pfn"), v, Layout.MAX_RAW_PFN);
        }
        if (parts.containsKey("at")) {
            if (pagemap == null) {
                throw error(parts.get("at"), "at= is a page inside a pagemap, but there is no pagemap=");
            }
            parts.put("first", parts.get("at"));
            first = number(parts.get("at"), value("at"), Layout.MAX_PAGEMAP_PAGES);
        }
        long chunk = parts.containsKey("chunk") ? pages(parts.get("chunk"), value("chunk")) : 0;
        if (parts.containsKey("chunk") && chunk == 0) {
            throw error(parts.get("chunk"), "pieces of 0 pages");
        }
        Run r = new Run(offset, pages, kind, pagemap, first, chunk);
        rules.run(r);
        runs.add(r);
        runLines.add(lines.number());
    }

    /** The kind that shares the longest prefix with a mistyped word, as a hint. */
    private static String suggestion(String word) {
        for (int n = word.length(); n >= 3; n--) {
            for (EntryKind k : EntryKind.values()) {
                if (k.token().startsWith(word.substring(0, n))) {
                    return " (did you mean '" + k.token() + "'?)";
                }
            }
        }
        return "";
    }

    private void end() {
        closeVma();
        attributes(1, Set.of("vmas", "runs"));
        count("vmas", vmas.size());
        count("runs", runLines.size());
        ended = true;
    }

    private void count(String what, long found) {
        if (parts.containsKey(what)) {
            long said = number(parts.get(what), value(what), Integer.MAX_VALUE);
            if (said != found) {
                throw error(parts.get(what), "the file says " + what + "=" + said + " but has " + found
                        + ": lines are missing or were added");
            }
        }
    }

    private void closeVma() {
        if (vma != null) {
            vmas.add(vma.withRuns(runs));
        }
    }

    /** Takes KEY=VALUE tokens from the given index on. */
    private void attributes(int from, Set<String> allowed) {
        for (int i = from; i < tokens.size(); i++) {
            Word t = tokens.get(i);
            int eq = t.text().indexOf('=');
            String key = eq < 0 ? t.text() : t.text().substring(0, eq);
            if (eq < 0 || !allowed.contains(key)) {
                throw error(t, "unexpected '" + t.text() + "': expected "
                        + String.join(", ", allowed.stream().sorted().map(k -> k + "=").toList()));
            }
            once(key, t);
            if (eq == t.text().length() - 1) {
                throw error(t, key + "= has no value");
            }
        }
    }

    private void once(String key, Word t) {
        if (parts.put(key, t) != null) {
            throw error(t, key + "= is said twice");
        }
    }

    /** Value of a KEY=VALUE token, or null when it was not given. */
    private String value(String key) {
        Word t = parts.get(key);
        return t == null ? null : t.text().substring(t.text().indexOf('=') + 1);
    }

    private String part(String part, int index, String what) {
        if (index >= tokens.size()) {
            throw error(endOfLine(), "missing " + what);
        }
        parts.put(part, tokens.get(index));
        return tokens.get(index).text();
    }

    private Word endOfLine() {
        Word last = tokens.get(tokens.size() - 1);
        return new Word(last.column() + last.text().length(), "");
    }

    /** A length: decimal pages, or bytes with a suffix K, M, G. */
    private long pages(Word t, String text) {
        int shift = text.isEmpty() ? -1 : switch (text.charAt(text.length() - 1)) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> -1;
        };
        if (shift < 0) {
            return number(t, text, Paging.TASK_SIZE / Paging.PAGE_SIZE);
        }
        long bytes = number(t, text.substring(0, text.length() - 1), Paging.TASK_SIZE >> shift) << shift;
        if (bytes % Paging.PAGE_SIZE != 0) {
            throw error(t, "'" + text + "' is not a multiple of the 4096-byte page");
        }
        return bytes / Paging.PAGE_SIZE;
    }

    private long number(Word t, String text, long max) {
        if (!DECIMAL.matcher(text).matches()) {
            throw error(t, "'" + text + "' is not a number");
        }
        BigInteger number = new BigInteger(text);
        if (number.compareTo(BigInteger.valueOf(max)) > 0) {
            throw error(t, "number out of range: " + text + " is more than " + max);
        }
        return number.longValue();
    }

    private long hex(Word t, String text) {
        String digits = text.substring(2);
        if (!HEX.matcher(digits).matches()) {
            throw error(t, "'" + text + "' is not a hexadecimal number");
        }
        if (digits.length() > 15) {
            throw error(t, "number out of range: " + text);
        }
        return Long.parseLong(digits, 16);
    }

    private InputException error(Word t, String message) {
        return lines.error(t.column(), message);
    }
}
