package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.forks.FakeForks;
import dev.faultpath.guard.FakePairs;
import dev.faultpath.guard.GuardLine;
import dev.faultpath.guard.GuardRun;
import dev.faultpath.guard.decision.GuardForks;
import dev.faultpath.layout.FakeProc;
import dev.faultpath.layout.LayoutWriter;
import dev.faultpath.layout.Layouts;
import dev.faultpath.report.ResultTable;
import dev.faultpath.results.Json;
import dev.faultpath.results.Published;
import dev.faultpath.results.Question;
import dev.faultpath.results.Stored;
import dev.faultpath.run.BlockRunner;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Publication;
import dev.faultpath.run.RecordFile;
import dev.faultpath.run.RunLine;
import dev.faultpath.run.RunListener;
import dev.faultpath.run.RunLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some thousand inputs made from good ones by what goes wrong with files and options: each is taken or refused in one line, with an exit
 * code that is documented, and none shows a trace.
 */
class MalformedInputTest {
    private static final Path SHIPPED = Published.read(Path.of("results")).current().orElseThrow().newest().path();
    private static final List<String> VALUES = List.of("null", "\"text\"", "\"\"", "\"=1+1\\n\\u001b[2J\"", "-1", "0", "1e300", "1e-320",
            "2.5", "true", "[]", "{}", "[null]", "99999999999999999999", "\"../../x\"");

    /** The system's number of the limit on the size of files. */
    private static final int FILE_SIZE = 1;

    @TempDir
    Path folder;
    private final Random random = new Random(20261129);

    private static CommandRun check(String what, String... args) {
        CommandRun run = CommandRun.of(args);
        String said = what + ", " + String.join(" ", args) + ": " + run.code() + "\n" + run.err();
        assertThat(run.code()).as(said).isBetween(0, 4);
        assertThat(run.err()).as(said).doesNotContain("\tat ", "Exception", "dev.faultpath.", "com.fasterxml");
        List<String> errors = run.err().lines().filter(l -> !l.startsWith("the C pair is left out: ")).toList();
        assertThat(errors).as(said).hasSizeLessThanOrEqualTo(1).allMatch(l -> l.startsWith("faultpath: "));
        assertThat(run.code() == 2).as(said).isEqualTo(errors.size() == 1);
        return run;
    }

    /** A text with one thing wrong in it. */
    private String broken(String json) throws IOException {
        JsonNode tree = Json.MAPPER.readTree(json);
        List<ContainerNode<?>> all = new ArrayList<>();
        collect(tree, all);
        ContainerNode<?> in = all.get(random.nextInt(all.size()));
        String value = VALUES.get(random.nextInt(VALUES.size()));
        int at = in.isEmpty() ? 0 : random.nextInt(in.size());
        int kind = random.nextInt(10);
        if (kind == 0) {
            return json.substring(0, random.nextInt(json.length()));
        }
        if (kind == 1) {
            return json + List.of("junk", "[]", "\u0000", "{}", json).get(random.nextInt(5));
        }
        if (in instanceof ArrayNode array && !array.isEmpty()) {
            switch (kind) {
                case 2, 3 -> array.remove(at);
                case 4, 5 -> array.insert(at, array.get(at).deepCopy());
                default -> array.set(at, Json.MAPPER.readTree(value));
            }
        } else if (in instanceof ObjectNode object && !object.isEmpty()) {
            List<String> keys = new ArrayList<>();
            object.fieldNames().forEachRemaining(keys::add);
            String key = keys.get(at);
            switch (kind) {
                case 2, 3, 4 -> object.remove(key);
                case 5 -> {
                    String one = Json.MAPPER.writeValueAsString(key) + ":" + object.get(key);
                    return tree.toString().replace(one, one + "," + one);
                }
                case 6 -> object.set(key + "s", object.remove(key));
                default -> object.set(key, Json.MAPPER.readTree(value));
            }
        }
        return tree.toString();
    }

    /** A file of records with one thing wrong in its first lines. */
    private List<String> broken(List<String> lines, int first) throws IOException {
        List<String> bad = new ArrayList<>(lines);
        int at = random.nextInt(Math.min(first, bad.size()));
        switch (random.nextInt(6)) {
            case 0 -> bad.remove(at);
            case 1 -> bad.add(at, bad.get(at));
            case 2 -> bad.set(at, bad.set(random.nextInt(bad.size()), bad.get(at)));
            default -> bad.set(at, broken(bad.get(at)));
        }
        return bad;
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> into) {
        if (node instanceof ContainerNode<?> container) {
            into.add(container);
            container.forEach(child -> collect(child, into));
        }
    }

    /** The first rows of a shipped file. */
    private static String shortened(Path file) throws IOException {
        JsonNode tree = Json.MAPPER.readTree(Stored.read(file));
        while (tree instanceof ArrayNode rows && rows.size() > 1) {
            rows.remove(rows.size() - 1);
        }
        return Json.pretty(tree);
    }

    @Test
    void filesOfResults() throws IOException {
        Path good = Files.createDirectory(folder.resolve("good"));
        try (Stream<Path> files = Files.list(SHIPPED)) {
            for (Path file : files.filter(f -> Stored.name(f).endsWith(".json") && !f.toString().contains("jdk25")).sorted().toList()) {
                Files.writeString(good.resolve(Stored.name(file)), shortened(file));
            }
        }
        check("good", "claims", good.toString());
        List<Path> files;
        try (Stream<Path> all = Files.list(good)) {
            files = all.sorted().toList();
        }
        for (Path file : files) {
            String text = Files.readString(file);
            for (int i = 0; i < 130; i++) {
                Files.writeString(file, broken(text));
                check(file + " " + i, "export", good.toString());
                if (i % 30 == 0) {
                    check(file + " " + i, "claims", good.toString());
                }
                if (i % 65 == 0) {
                    check(file + " " + i, "report", good.toString(), "-o", folder.resolve("report").toString());
                }
            }
            Files.delete(file);
            check("without " + file, "claims", good.toString());
            byte[] compressed = Stored.compressed(text);
            for (int i = 0; i < 10; i++) {
                byte[] cut = Arrays.copyOf(compressed, random.nextInt(2 * compressed.length));
                if (cut.length > 20) {
                    cut[random.nextInt(cut.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(good.resolve(file.getFileName() + ".gz"), cut);
                check(file + ".gz", "export", good.toString());
            }
            Files.delete(good.resolve(file.getFileName() + ".gz"));
            Files.createDirectory(file);
            check("a folder for " + file, "claims", good.toString());
            Files.delete(file);
            Files.createSymbolicLink(file, folder.resolve("nowhere"));
            check("a dangling link for " + file, "claims", good.toString());
            Files.delete(file);
            Files.writeString(file, text);
        }
    }

    /** A run of two blocks. */
    private static List<String> run(Path path) throws Exception {
        ObjectNode environment = (ObjectNode) Json.read(SHIPPED.resolve("environment.json"));
        RunLine.Start start = new RunLine.Start(FakeForks.plan(FakeForks.cells(), 1e6, 0.5, 2, 2), environment);
        try (RecordFile<RunLine> file = new RecordFile<>(path, RunLine.FORM, start)) {
            new BlockRunner(new FakeForks(1), FakeForks.QUIET, file, RunListener.SILENT, () -> false).run();
        }
        return Files.readAllLines(path);
    }

    @Test
    void filesOfRuns() throws Exception {
        Path path = folder.resolve("run.jsonl");
        List<String> lines = run(path);
        int taken = 0;
        for (int i = 0; i < 600; i++) {
            Files.write(path, broken(lines, i % 2 == 0 ? 3 : lines.size()));
            try (RecordFile<RunLine> file = new RecordFile<>(path, RunLine.FORM)) {
                RunLog log = RunLog.of(file);
                Publication.name(log.environment());
                assertThat(ResultTable.of(log.results())).isNotNull();
                taken++;
            } catch (InputException e) {
                assertThat(e.getMessage()).as("input " + i).hasLineCount(1).doesNotContain("Exception", "java.", "fasterxml");
            }
        }
        assertThat(taken).isBetween(1, 700);
    }

    /** A guard run with a pair of each cell that is timed, its words not those of a terminal's commands. */
    private List<String> guardRun(Path path) throws Exception {
        try (RecordFile<GuardLine> file = FakePairs.file(path, FakePairs.plan(40, GuardForks.FAST), Json.MAPPER.createObjectNode()
                .put("jdk", "17.0.9"))) {
            new GuardRun(() -> new FakePairs.FakeCounter().differ("hashed", "extents"), new FakePairs(), file, log -> { },
                    () -> false).run();
        }
        return Files.readAllLines(path);
    }

    @Test
    void filesOfGuardRuns() throws Exception {
        Path path = folder.resolve("run.guard");
        List<String> lines = guardRun(path);
        int taken = 0;
        for (int i = 0; i < 1200; i++) {
            Files.write(path, broken(lines, i % 2 == 0 ? 7 : lines.size()));
            check("guard " + i, "guard", "--analyse", path.toString(), "--json", folder.resolve("g.json").toString(), "--markdown",
                    folder.resolve("g.md").toString());
            taken += Files.exists(folder.resolve("g.md")) ? 1 : 0;
            for (String name : List.of("g.md", "g.json")) {
                Path told = folder.resolve(name);
                assertThat(Files.exists(told) ? Files.readString(told) : "").as("input " + i).doesNotContain("\u001b");
                Files.deleteIfExists(told);
            }
        }
        assertThat(taken).isBetween(1, 800);
    }

    /**
     * Drops each key of each kind of line in turn: it is told with its line and never stands for 0, false or nothing.
     *
     * @param left keys that may be left out
     */
    private static void keys(Path path, List<String> lines, Set<String> left, Consumer<Path> read) throws IOException {
        Set<String> tried = new HashSet<>();
        Set<String> taken = new TreeSet<>();
        for (int i = 0; i < lines.size(); i++) {
            List<ContainerNode<?>> all = new ArrayList<>();
            JsonNode tree = Json.MAPPER.readTree(lines.get(i));
            collect(tree, all);
            List<ContainerNode<?>> asTheyAre = new ArrayList<>(); // what is known of the machine, values by name
            tree.findValues("params").forEach(values -> collect(values, asTheyAre));
            collect(tree.path("environment"), asTheyAre);
            collect(tree.path("run"), asTheyAre);
            all.removeIf(in -> asTheyAre.stream().anyMatch(kept -> kept == in));
            for (ContainerNode<?> in : all) {
                List<String> names = new ArrayList<>();
                in.fieldNames().forEachRemaining(names::add);
                for (String name : names) {
                    if (!tried.add(tree.path("type").asText() + " " + String.join(",", names) + " " + name)) {
                        continue;
                    }
                    List<String> bad = new ArrayList<>(lines);
                    JsonNode value = ((ObjectNode) in).remove(name);
                    bad.set(i, tree.toString());
                    ((ObjectNode) in).set(name, value);
                    Files.write(path, bad);
                    String what = name + " of " + String.join(",", names);
                    try {
                        read.accept(path);
                        taken.add(name);
                    } catch (InputException e) {
                        assertThat(e.getMessage()).as(what).startsWith(path + ": line " + (i + 1) + ": ").hasLineCount(1)
                                .containsPattern("no (\\S+\\.)?" + name + (name.equals("type") ? "|no record of a" : name.equals("measured")
                                        ? "|without its iterations" : ""));
                    }
                }
            }
        }
        assertThat(taken).isEqualTo(left);
        assertThat(tried).hasSizeGreaterThan(40);
    }

    @Test
    void keysThatAreMissing() throws Exception {
        Path path = folder.resolve("run.jsonl");
        keys(path, run(path), Set.of(), p -> {
            try (RecordFile<RunLine> file = new RecordFile<>(p, RunLine.FORM)) {
                RunLog.of(file);
            }
        });
        Path guard = folder.resolve("run.guard");
        keys(guard, guardRun(guard),
                Set.of("vm", "speedNanos", "executed", "branches", "Walk.walk"), p -> RecordFile.read(p, GuardLine.FORM));
    }

    /** What is missing, unknown or of another type is told with its line and its key. */
    @Test
    void whatIsWrongInAGuardRunIsNamedWithItsLine() throws Exception {
        Path path = folder.resolve("run.guard");
        List<String> lines = guardRun(path);
        int pair = (int) lines.stream().takeWhile(l -> !l.contains("\"type\":\"pair\"")).count();
        for (Object[] wrong : new Object[][] {{0, "\"plan\":", "\"plans\":", "plan"}, {0, "\"entries\":", "\"entry\":", "entr"},
            {0, "\"cell\":", "\"cells\":", "cell"}, {0, "\"kind\":\"compared\",", "", "kind"},
            {0, "\"kind\":\"compared\"", "\"kind\":\"frok\"", "kind"}, {0, "\"seed\":11", "\"seed\":\"x\"", "seed"},
            {0, "\"looks\":", "\"look\":", "look"}, {1, "\"cell\":", "\"c\":", "c"}, {1, "\"scale\":1.0", "\"scale\":0.0", "scale"},
            {1, "\"instructions\":\\[1000.0]", "\"instructions\":[]", "instructions"},
            {1, "\"instructions\":\\[1000.0]", "\"instructions\":[\"abc\"]", "instructions"}, {1, "\"counts\"", "\"frok\"", "type"},
            {pair, "\"type\":\"pair\"", "\"type\":\"frok\"", "type"}, {pair, "\"score\":[^,]*", "\"score\":\"abc\"", "score"},
            {pair, "\"score\":[^,]*", "\"score\":null", "score"}, {pair, ",\"measured\":\\[[^]]*]", "", "iterations"},
            {pair, "\"cell\":", "\"x\":", "no cell"}, {pair, "\"number\":1", "\"number\":2", "pair 2 comes after 0 pairs"},
            {pair, "\"flags\":\\[],", "", "flags"}}) {
            List<String> bad = new ArrayList<>(lines);
            int at = (int) wrong[0];
            bad.set(at, bad.get(at).replaceFirst((String) wrong[1], (String) wrong[2]));
            assertThat(bad.get(at)).as((String) wrong[1]).isNotEqualTo(lines.get(at));
            Files.write(path, bad);
            CommandRun run = CommandRun.of("guard", "--analyse", path.toString());
            assertThat(run.code()).as(run.err()).isEqualTo(2);
            assertThat(run.err()).startsWith("faultpath: " + path + ": line " + (at + 1) + ": ").hasLineCount(1)
                    .containsPattern(": .*" + wrong[3]);
        }
        for (int at : new int[] {0, 1, pair, lines.size() - 1}) {
            List<String> twice = new ArrayList<>(lines);
            twice.add(at, lines.get(at));
            Files.write(path, twice);
            assertThat(CommandRun.of("guard", "--analyse", path.toString()).err()).startsWith("faultpath: " + path + ": line " + (at + 2))
                    .hasLineCount(1);
        }
    }

    @Test
    void layoutsAndTopologies() throws IOException {
        Path file = folder.resolve("x.txt");
        String layout = LayoutWriter.write(Layouts.named("decision-table"));
        for (int i = 0; i < 250; i++) {
            Files.write(file, garbled(layout));
            check("layout " + i, i % 2 == 0 ? new String[] {"walk", file.toString()} : new String[] {"layout", "check", file.toString()});
        }
        for (String name : List.of("h100-nvswitch-8", "max1550-two-tiles", "mi60-ring-4")) {
            try (InputStream in = Layouts.class.getResourceAsStream("topologies/" + name + ".txt")) {
                String topology = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                for (int i = 0; i < 50; i++) {
                    Files.write(file, garbled(topology));
                    check(name + " " + i, "topology", file.toString(), "--orders", "3");
                }
            }
        }
    }

    /** What a process's files say, each with something wrong in it, as from another moment than the others. */
    @Test
    void filesOfProcesses() throws IOException {
        for (int i = 0; i < 150; i++) {
            Path root = Files.createDirectory(folder.resolve("proc" + i));
            FakeProc proc = new FakeProc(root).area(0x400000, 16, "r-xp", "55 /bin/x", 0, "rd ex mm").area(0x410000, 4, "rw-p", "55 /bin/x")
                    .area(0x600000, 1536, "rw-p", "0 ", 4096, "rd wr hg").area(0x40000000, 1024, "rw-s", "9 /h", 0, "rd wr ht")
                    .area(0x7f0000000000L, 1 << 16, "rw-p", "0 [heap]").area(0x7fff00000000L, 2, "r--p", "0 [vvar]", 0, "rd pf io");
            proc.words(0x400000, FakeProc.rising(FakeProc.file(900), 16)).words(0x600000, FakeProc.rising(FakeProc.mine(1024), 1024))
                    .words(0x40000000, FakeProc.rising(FakeProc.file(2048), 512))
                    .pageFlags(random.nextInt(2000), random.longs(20).toArray());
            proc.words(0x400000 + 4096L * random.nextInt(2048), random.longs(5).toArray());
            String file = List.of("maps", "smaps", "maps", "smaps", "pagemap").get(i % 5);
            Path path = proc.dir().resolve(file);
            if (file.equals("pagemap")) {
                try (FileChannel words = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    words.truncate(random.nextInt(1 << 16));
                }
            } else {
                Files.write(path, garbled(Files.readString(path, StandardCharsets.ISO_8859_1)));
            }
            check(file + " " + i, "capture", Long.toString(FakeProc.PID), "--proc", root.toString());
        }
    }

    /** Words too: a fork, or worse a published figure, is no place to find out that there is no such one. */
    @Test
    void valuesOfParameters() {
        SortedMap<String, String> questions = new TreeMap<>();
        Catalogue.ofClassPath().entries().forEach(e -> e.params().keySet().forEach(param -> Question.ofBenchmark(e.benchmarkClass())
                .ifPresent(q -> questions.putIfAbsent(param, q.name()))));
        assertThat(questions).containsKeys("pages", "layout", "placement", "design", "mapping", "profile", "callbackCost", "request");
        questions.forEach((param, question) -> {
            for (String value : List.of("abc", "-1", "99999999999", "512,,16", ",", " ", "1.5", "nope:3", "NaN", "../x", "\u0661",
                    "+5", "016", "alternate:01:8")) {
                for (String command : value.equals("abc") ? List.of("bench", "instructions", "operations") : List.of("bench")) {
                    List<String> args = new ArrayList<>(List.of(command, "--question", question, "--param", param + "=" + value));
                    if (command.equals("bench")) {
                        args.add("--dry-run");
                    }
                    CommandRun run = check("value", args.toArray(String[]::new));
                    assertThat(run.code()).as(args.toString()).isEqualTo(2);
                    assertThat(run.out()).isEmpty();
                }
            }
        });
    }

    /**
     * Disks that are full after some bytes: a limit of the system on the size of files, which this process sets itself.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void fullDisks() throws IOException {
        Path layout = folder.resolve("x.layout");
        LayoutWriter.writeFile(Layouts.named("captured-jvm"), layout);
        Path proc = folder.resolve("proc");
        new FakeProc(proc).area(0x400000, 600, "rw-p", "0").words(0x400000, random.longs(600).toArray());
        Path out = Files.createDirectory(folder.resolve("out"));
        int full = 0;
        for (int limit : new int[] {0, 1, 100, 3_000, 5_000, 17_000, 100_000}) {
            for (String line : List.of("layout show captured-jvm -o %s/a/x", "capture 4711 --proc " + proc + " -o %s/x",
                    "export " + SHIPPED + " -o %s/x", "report " + SHIPPED + " -o %s", "report " + SHIPPED + " -o %s/r")) {
                CommandRun[] run = new CommandRun[1];
                String[] args = String.format(line, out).split(" ");
                limited(limit, () -> run[0] = CommandRun.of(args));
                String said = line + " with " + limit + ": " + run[0].err();
                assertThat(run[0].code()).as(said).isIn(0, 2);
                if (run[0].code() == 2) {
                    full++;
                    assertThat(run[0].err()).as(said).startsWith("faultpath: ").hasLineCount(1).doesNotContain("Exception");
                    assertThat(out).as(said).isEmptyDirectory();
                } else {
                    Disk.delete(out);
                    Files.createDirectory(out);
                }
            }
        }
        assertThat(full).isGreaterThan(20);
    }

    /** Runs something while no file of this process can be longer than some bytes. */
    private static void limited(long bytes, Runnable what) {
        Function setLimit = NativeLibrary.getInstance("c").getFunction("setrlimit");
        Function getLimit = NativeLibrary.getInstance("c").getFunction("getrlimit");
        try (Memory limit = new Memory(16)) {
            assertThat(getLimit.invokeInt(new Object[] {FILE_SIZE, limit})).isZero();
            long before = limit.getLong(0);
            limit.setLong(0, bytes);
            assertThat(setLimit.invokeInt(new Object[] {FILE_SIZE, limit})).isZero();
            try {
                what.run();
            } finally {
                limit.setLong(0, before);
                setLimit.invokeInt(new Object[] {FILE_SIZE, limit});
            }
        }
    }

    private byte[] garbled(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int at = random.nextInt(lines.size());
        String[] words = lines.get(at).split(" ");
        switch (random.nextInt(7)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
            case 2 -> {
                words[random.nextInt(words.length)] = List.of("", "-1", "99999999999999999999", "0x", "=", "\u001b[31m", "a0..a9999", "X",
                        "none",
                        "0+0", "x".repeat(2000), "\u0000", "\u0085", "é").get(random.nextInt(14));
                lines.set(at, String.join(" ", words));
            }
            case 3 -> lines.subList(at, lines.size()).clear();
            case 4 -> lines.set(at, lines.get(at).substring(lines.get(at).length() / 2));
            case 5 -> lines.set(at, lines.get(at).replaceAll("\\d+", Integer.toString(random.nextInt())));
            default -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                return bytes;
            }
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    /** Named pipes that nobody writes to, wherever a file or a folder is named or looked for. */
    @Test
    void pipes() throws Exception {
        Path pipe = folder.resolve("jdk17.json");
        Path project = Files.createDirectories(folder.resolve("project/results"));
        for (Path made : List.of(pipe, folder.resolve("environment.json"), project.resolveSibling("README.md"),
                folder.resolve("release"))) {
            assertThat(new ProcessBuilder("mkfifo", made.toString()).start().waitFor()).isZero();
        }
        for (String line : List.of("walk P", "walk @P", "topology P", "layout check P", "layout show P", "layout show all-own:4 -o P",
                "advise --topology P", "advise --layout P", "runs --layout P", "report P -o D/r", "export P", "export D", "claims P",
                "history P", "index --project D/project", "bench --dry-run --question Q3 --param layout=P", "bench --dry-run --jdk P",
                "bench --dry-run --jdk D", "bench --resume P --out D", "guard --analyse P", "guard --resume P", "operations --jar P")) {
            String[] args = line.replace("P", pipe.toString()).replace("D", folder.toString()).split(" ");
            CommandRun run = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> check("pipe", args), line);
            assertThat(run.code()).as(line).isEqualTo(2);
        }
    }

    @Test
    void numbersAndPlacesOfOptions() throws IOException {
        Path layout = folder.resolve("x.layout");
        LayoutWriter.writeFile(Layouts.named("all-own:4"), layout);
        Path file = Files.writeString(folder.resolve("file"), "");
        Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        List<String> numbers = List.of("-1", "0", "2147483648", "99999999999999999999", "NaN", "Infinity", "-Infinity", "1e400", "x", "",
                " ",
                "0x10", "1,5", "--", "\u0661");
        List<String> places = List.of("/", "", "/dev/null", "/dev/full", folder.toString(), file + "/x", folder + "/no/such/x",
                folder + "/loop", folder + "/" + "n".repeat(300));
        for (String n : numbers) {
            check("number", "walk", layout.toString(), "--range", n);
            check("number", "walk", layout.toString(), "--range", "0+" + n);
            check("number", "walk", layout.toString(), "--place", "alternate:" + n + ":2");
            check("number", "walk", layout.toString(), "--request-words", "F*" + n);
            check("number", "layout", "show", "all-own:" + n);
            check("number", "topology", "mi60-ring-4", "--orders", n.equals("2147483648") ? "x" : n);
            check("number", "topology", "mi60-ring-4", "--matrix", n);
            check("number", "capture", n, "--proc", folder.toString());
            check("number", "capture", "1", "--max-pages", n, "--proc", folder.toString());
            check("number", "bench", "--dry-run", "--preset", "smoke", "--question", "Q0", "--seed", n);
            check("number", "bench", "--dry-run", "--preset", "smoke", "--question", "Q0", "--budget", n);
            check("number", "bench", "--dry-run", "--preset", "smoke", "--question", "Q0", "--jdk", n);
            check("number", "guard", "--analyse", folder + "/none", "--margin", n);
            check("number", "guard", "--analyse", folder + "/none", "--budget", n);
            check("number", "guard", "--analyse", folder + "/none", "--seed", n);
            check("number", "topology", "mi60-ring-4", "--seed", n);
            if (!n.equals("2147483648") && !n.equals("\u0661")) {
                assertThat(check("number", "instructions", "--forks", n).code()).isEqualTo(2);
            }
            if (!n.equals("0") && !n.equals("2147483648") && !n.equals("99999999999999999999")) {
                assertThat(check("number", "check-env", "--seconds", n).code()).isEqualTo(2);
            }
        }
        for (String place : places) {
            check("place", "layout", "show", "all-own:4", "-o", place);
            check("place", "layout", "check", place);
            check("place", "export", SHIPPED.resolve("environment.json").toString(), "-o", place);
            check("place", "export", place);
            check("place", "claims", place);
            check("place", "report", place, "-o", folder.resolve("r").toString());
            // An empty name is this folder, the project itself, whose generated files are not for a test to write.
            if (!place.isEmpty()) {
                check("place", "index", "--project", place);
            }
            check("place", "topology", place);
            check("place", "walk", place);
            check("place", "walk", "@" + place);
            check("place", "stress", "--tests", "nosuchtest", "--out", place);
            check("place", "bench", "--resume", place, "--out", folder.toString());
            check("place", "guard", "--analyse", folder + "/none", "--json", place);
            check("place", "guard", "--analyse", folder + "/none", "--markdown", place);
            check("place", "guard", "--resume", place);
            check("place", "guard", "--baseline", "HEAD", "--json", place, "--cells", "2147483647");
        }
    }
}
