package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultpath.design.walk.Deviation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalkCommandTest {
    private static final String CASE = """
            faultpath-layout 1
            device gpu0
            device gpu1
            owner hive
            owner lone
            pagemap vram0 device=gpu0 owner=hive type=private pages=1024
            pagemap vram1 device=gpu1 owner=lone type=private pages=1024
            vma 0x40000000 1024 rw-p anon
              0+8 rw pfn=0x1000
              8+4 ro pfn=0x1100
              12+4 device-private-rw pagemap=vram0
              16+4 device-private-rw pagemap=vram1
              20+1 guard-marker
              512+512 pmd-rw pfn=0x2000
            vma 0x40400000 4 r--p anon
              0+4 ro pfn=0x3000
            end
            """;

    @TempDir
    Path dir;

    private String layout() throws IOException {
        return file(CASE);
    }

    private String file(String text) throws IOException {
        Path file = dir.resolve("case.layout");
        Files.writeString(file, text);
        return file.toString();
    }

    private JsonNode json(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("walk", layout(), "--json"));
        args.addAll(List.of(more));
        CommandRun run = CommandRun.of(args.toArray(new String[0]));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static List<String> runs(JsonNode root) {
        List<String> runs = new ArrayList<>();
        for (JsonNode r : root.get("runs")) {
            runs.add(r.get("pages").asInt() + (r.get("output").asBoolean() ? " out " : " in ") + r.get("flags").asText() + " o="
                    + r.get("order").asInt() + " " + r.get("found").asText()
                    + (r.get("found").equals(r.get("now")) ? "" : " -> " + r.get("now").asText()));
        }
        return runs;
    }

    @Test
    void aSnapshotShowsEveryKind() throws IOException {
        JsonNode root = json();
        assertThat(root.get("schema").asText()).isEqualTo("faultpath-walk/1");
        assertThat(root.get("returnName").asText()).isEqualTo("0");
        assertThat(root.get("owner").asText()).isEqualTo("hive");
        assertThat(root.get("outputPages").asInt()).isEqualTo(1028);
        assertThat(runs(root)).containsExactly("8 out VW o=0 rw", "4 out V o=0 ro", "4 out VW o=0 device-private-rw vram0",
                "4 out - o=0 device-private-rw vram1", "1 out - o=0 guard-marker", "491 out - o=0 none", "512 out VW o=9 pmd-rw",
                "4 out V o=0 ro");
        assertThat(root.get("runs").get(0).get("word").asText()).isEqualTo("0xc000000000001000");
        assertThat(root.get("runs").get(0).get("pfn").asLong()).isEqualTo(0x1000);
        assertThat(root.get("runs").get(0).get("pfnStep").asInt()).isEqualTo(1);
        assertThat(root.get("runs").get(6).get("start").asText()).isEqualTo("0x40200000");
    }

    @Test
    void everyFieldIsDescribed() throws IOException {
        List<String> fields = new ArrayList<>();
        JsonNode root = json();
        root.fieldNames().forEachRemaining(fields::add);
        root.get("counts").fieldNames().forEachRemaining(fields::add);
        root.get("runs").get(0).fieldNames().forEachRemaining(fields::add);
        json("--before", "read@0+1").get("events").get(0).fieldNames().forEachRemaining(fields::add);
        try (java.io.InputStream in = WalkCommand.class.getResourceAsStream("WALK.md")) {
            String doc = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(fields).allSatisfy(f -> assertThat(doc).contains("`" + f + "`")).hasSize(36);
        }
    }

    @Test
    void theOwnerDecidesWhatIsOwn() throws IOException {
        assertThat(runs(json("--owner", "lone", "--range", "12+8"))).containsExactly("4 out - o=0 device-private-rw vram0",
                "4 out VW o=0 device-private-rw vram1");
        assertThat(runs(json("--owner", "none", "--range", "12+8"))).containsExactly("4 out - o=0 device-private-rw vram0",
                "4 out - o=0 device-private-rw vram1");
    }

    @Test
    void wordsAfterTheStopAreStillInput() throws IOException {
        JsonNode stopped = json("--range", "0+24", "--request", "F", "--engine", "inside-walk");
        // The walk faults page 16 to the end, meets the guard marker and gives up: nothing from 16 on is answered.
        assertThat(stopped.get("returnName").asText()).isEqualTo("-EFAULT");
        assertThat(stopped.get("outputPages").asInt()).isEqualTo(16);
        assertThat(runs(stopped)).containsExactly("8 out VW o=0 rw", "4 out V o=0 ro", "4 out VW o=0 device-private-rw vram0",
                "4 in - o=0 device-private-rw vram1 -> rw", "1 in - o=0 guard-marker", "3 in - o=0 none");
    }

    private String reason(String... options) throws IOException {
        return json(options).get("reason").asText();
    }

    @Test
    void aStopHasItsReason() throws IOException {
        assertThat(json("--range", "0+8").get("reason").isNull()).isTrue();
        for (String engine : List.of("inside-walk", "record-rewalk")) {
            assertThat(reason("--range", "0+24", "--request", "F", "--engine", engine))
                    .isEqualTo("0x40014000, page 20, guard-marker, row 16: its CPU fault fails, SIGSEGV; faulted from page 16 on");
        }
        assertThat(reason("--range", "20+4", "--request", "F")).isEqualTo("0x40014000, page 0, guard-marker, row 16: no CPU fault"
                + " brings that in");
        assertThat(reason("--range", "1020+16", "--request", "F")).startsWith("0x40404000, page 8, no-vma, row 1: ");
        assertThat(reason("--range", "0x40400000+4", "--request", "W")).startsWith("0x40400000, page 0, ro, row 6: a write is wanted");
        assertThat(reason("--range", "16+4", "--request", "F", "--once")).startsWith("the notifier sequence moved");
        CommandRun run = CommandRun.of("walk", "captured-jvm", "--request", "F");
        assertThat(run.out()).containsOnlyOnce("reason    0x").containsPattern("reason    0x[0-9a-f]+, page \\d+, \\S+, row \\d+: ");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 120);
    }

    private List<String> events(JsonNode root) {
        List<String> events = new ArrayList<>();
        root.get("events").forEach(e -> events.add(
                e.get("when").asText() + " " + e.get("event").asText() + ": " + e.get("result").asText()));
        return events;
    }

    @Test
    void anActorBetweenWalkAndCheckIsNoticed() throws IOException {
        JsonNode root = json("--range", "0+4", "--request", "F", "--between", "dontneed@0+2");
        assertThat(root.get("returnName").asText()).isEqualTo("0");
        assertThat(root.get("counts").get("retries").asInt()).isEqualTo(1);
        assertThat(runs(root)).containsExactly("2 out V o=0 rw -> zero", "2 out VW o=0 rw");
        assertThat(events(root)).containsExactly("between dontneed 0x40000000-0x40002000: done");
        JsonNode gone = json("--range", "0+4", "--request", "F", "--between", "munmap@2+2");
        assertThat(gone.get("reason").asText()).startsWith("0x40002000, page 2, no-vma, row 1: ");
        JsonNode once = json("--range", "0+4", "--between", "munmap@2+2", "--once");
        assertThat(once.get("returnName").asText()).isEqualTo("-EBUSY");
        assertThat(once.get("outputPages").asInt()).as("what was answered is void").isZero();
        assertThat(json("--range", "0+4", "--between", "munmap@8+2").get("counts").get("retries").asInt()).as("elsewhere").isZero();
    }

    @Test
    void devicesMigrateAndTakePagesForThemselves() throws IOException {
        JsonNode moved = json("--range", "0+8", "--before", "migrate:vram0@0+4", "--before", "migrate:vram1@4+4");
        assertThat(runs(moved)).containsExactly("4 out VW o=0 device-private-rw vram0", "4 out - o=0 device-private-rw vram1");
        assertThat(events(moved)).containsExactly("before migrate:vram0 0x40000000-0x40004000: 4 pages",
                "before migrate:vram1 0x40004000-0x40008000: 4 pages");
        assertThat(runs(json("--range", "12+1", "--before", "home:vram0@12+1"))).containsExactly("1 out VW o=0 rw");
        assertThat(runs(json("--range", "0+4", "--before", "exclusive:vram0@0+4", "--before", "read@1+1")))
                .containsExactly("1 out - o=0 device-exclusive", "1 out VW o=0 rw", "2 out - o=0 device-exclusive");
        assertThat(runs(json("--range", "0+2", "--request", "F", "--before", "exclusive:vram0@0+2")))
                .containsExactly("2 out VW o=0 device-exclusive -> rw");
        String coherent = file(CASE.replace("type=private pages=1024\nvma", "type=coherent pages=1024\nvma")
                .replace("  16+4 device-private-rw pagemap=vram1\n", ""));
        CommandRun run = CommandRun.of("walk", coherent, "--range", "0+2", "--before", "migrate:vram1@0+1");
        assertThat(run.out()).contains("before    migrate:vram1 0x40000000-0x40001000: 1 page")
                .containsPattern("VW +0 +0x[0-9a-f]+ +rw vram1");
    }

    @Test
    void aRangeIsAddressesOrPages() throws IOException {
        assertThat(json("--range", "0x40008000-0x40010000").get("pages").asInt()).isEqualTo(8);
        assertThat(json("--range", "8-16").get("start").asText()).isEqualTo("0x40008000");
        assertThat(json("--range", "0x40008000+3").get("end").asText()).isEqualTo("0x4000b000");
    }

    @Test
    void inputWordsAreShownAsTheyWere() throws IOException {
        JsonNode stopped = json("--range", "20+4", "--request-words", "F,W,0x123,S");
        assertThat(stopped.get("returnName").asText()).isEqualTo("-EFAULT");
        assertThat(stopped.get("pfnFlagsMask").asText()).isEqualTo("0xc000000000000000");
        List<String> words = new ArrayList<>();
        stopped.get("runs").forEach(r -> words.add(r.get("word").asText()));
        assertThat(words).containsExactly("0x8000000000000000", "0xc000000000000000", "0x123", "0x0");
    }

    @Test
    void aWriteToAReadOnlyAreaIsEperm() throws IOException {
        JsonNode root = json("--range", "0x40400000+4", "--request", "W");
        assertThat(root.get("returnCode").asInt()).isEqualTo(-1);
        assertThat(root.get("returnName").asText()).isEqualTo("-EPERM");
        assertThat(root.get("outputPages").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-p anon; 0+1 none; +1 hwpoison", "rw-p anon; 0+1 none; +1 poison-marker",
        "rw-p anon; 0+1 none; +1 guard-marker", "rw-s file hugetlb=9; 0+512 hugetlb-hwpoison"})
    void poisonIsEfaultInBothEngines(String area) throws IOException {
        String file = file("faultpath-layout 1\nvma 0x40000000 512 " + area.replace("; ", "\n  ") + "\nend\n");
        for (String engine : List.of("inside-walk", "record-rewalk")) {
            for (String request : List.of("F", "W")) {
                CommandRun run = CommandRun.of("walk", file, "--range", "0+2", "--engine", engine, "--request", request);
                assertThat(run.out()).as(engine + " " + request).contains("returns   -EFAULT");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"S", "W"})
    void aHugetlbPageIsNotLent(String request) throws IOException {
        String file = file("faultpath-layout 1\ndevice g\nowner o\npagemap vram0 device=g owner=o type=private pages=1024\n"
                + "vma 0x40000000 512 rw-p anon hugetlb=9\n  0+512 hugetlb-rw\nend\n");
        CommandRun run = CommandRun.of("walk", file, "--before", "exclusive:vram0@0+1", "--request", request);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("-EOPNOTSUPP").containsPattern("out .* 512 +VW +9 .* hugetlb-rw\n");
    }

    static Stream<Arguments> deviations() {
        String huge = "device g\nowner o\npagemap v device=g owner=o type=private pages=1024\nvma 0x40000000 1024 rw-p anon\n"
                + "  0+512 pmd-device-private-rw pagemap=v";
        String slots = "vma 0x40000000 1536 rw-s file hugetlb=9\n  512+512 hugetlb-rw";
        String alone = "vma 0x40000000 1536 rw-s file hugetlb=9";
        String hint = "vma 0x40000000 262144 rw-p file\n  0+262144 pud-protnone-rw";
        return Stream.of(
                Arguments.of(huge, "5+8 S", "Row 18"), Arguments.of(huge, "0+8 S", ""), Arguments.of(huge, "5+8 S none", ""),
                Arguments.of(slots, "0+512 S", "Row 3"), Arguments.of(slots, "512+512 S", ""), Arguments.of(slots, "0+512 F", ""),
                Arguments.of(slots, "0+4 S,F", "Row 3"), Arguments.of(slots, "1000+30 S", "Row 3"),
                Arguments.of(alone, "0+1536 S", ""),
                Arguments.of(alone, "0+512 S*1,F", ""),
                Arguments.of(alone, "0+1024 S*1,F", "Row 3"), Arguments.of(alone, "0+1024 F*512", "Row 3"),
                Arguments.of(hint, "0+8 S", "Row 26"), Arguments.of(hint, "700+8 F", "Row 26"),
                Arguments.of("vma 0x40000000 262144 rw-p file\n  0+262144 pud-rw", "0+8 S", ""));
    }

    @ParameterizedTest
    @MethodSource("deviations")
    void anAnswerThatDependsOnADeviationSaysSo(String area, String request, String expected) throws IOException {
        String file = file("faultpath-layout 1\n" + area + "\nend\n");
        String[] part = request.split(" ");
        List<String> args = new ArrayList<>(List.of("walk", file, "--range", part[0]));
        boolean words = part[1].length() > 1;
        args.addAll(List.of(words ? "--request-words" : "--request", part[1]));
        if (part.length > 2) {
            args.addAll(List.of("--owner", part[2]));
        }
        String out = CommandRun.of(args.toArray(new String[0])).out();
        if (expected.isEmpty()) {
            assertThat(out).contains("returns").doesNotContain("note ");
        } else {
            assertThat(out).containsOnlyOnce("note ").contains("note      the kernel differs: " + expected + ": ");
        }
        args.add("--json");
        JsonNode notes = new ObjectMapper().readTree(CommandRun.of(args.toArray(new String[0])).out()).get("notes");
        assertThat(notes).hasSize(expected.isEmpty() ? 0 : 1);
    }

    @Test
    void theDecisionTableListsEveryDeviationAndNoOther() throws IOException {
        String doc = Files.readString(Path.of("src/main/docs/decision-table.md"));
        List<String> listed = doc.substring(doc.indexOf("The model differs")).lines().filter(l -> l.startsWith("* "))
                .map(l -> l.substring(2)).toList();
        assertThat(listed).containsExactly(Stream.of(Deviation.values()).map(Deviation::toString).toArray(String[]::new));
    }

    @Test
    void whereThereIsNoAreaASnapshotSaysError() throws IOException {
        assertThat(runs(json("--range", "0x3ffff000+2"))).containsExactly("1 out E o=0 no-vma", "1 out VW o=0 rw");
    }

    @Test
    void aMovedSequenceStartsOverUnlessToldNotTo() throws IOException {
        JsonNode over = json("--range", "16+4", "--request", "F");
        assertThat(over.get("returnName").asText()).isEqualTo("0");
        assertThat(over.get("counts").get("retries").asInt()).isEqualTo(1);
        assertThat(over.get("counts").get("cpuFaults").asInt()).isEqualTo(4);
        assertThat(over.get("counts").get("walks").asInt()).isEqualTo(2);
        JsonNode once = json("--range", "16+4", "--request", "F", "--once");
        assertThat(once.get("returnName").asText()).isEqualTo("-EBUSY");
        assertThat(once.get("outputPages").asInt()).isZero();
    }

    @Test
    void flagsAndMaskAreBits() throws IOException {
        // Fault all, and write only the pages whose word says so.
        JsonNode root = json("--range", "8+4", "--default-flags", "F", "--mask", "W", "--request-words", "S*2,0x4000000000000000,S");
        assertThat(root.get("defaultFlags").asText()).isEqualTo("0x8000000000000000");
        assertThat(root.get("pfnFlagsMask").asText()).isEqualTo("0x4000000000000000");
        assertThat(runs(root)).containsExactly("2 out V o=0 ro", "2 out VW o=0 ro -> rw");
        // REQ_WRITE alone asks for nothing.
        assertThat(runs(json("--range", "8+4", "--default-flags", "W"))).containsExactly("4 out V o=0 ro");
        assertThat(json("--range", "8+4", "--default-flags", "REQ_FAULT|REQ_WRITE").get("defaultFlags").asText())
                .isEqualTo("0xc000000000000000");
    }

    @Test
    void stickyBitsAreKeptAndShown() throws IOException {
        JsonNode root = json("--range", "0+4", "--request-words", "0x1c00000000000000*2");
        assertThat(runs(root)).containsExactly("2 out VWDPB o=0 rw", "2 out VW o=0 rw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inside-walk", "record-rewalk"})
    void bothShapesAnswerAlike(String engine) throws IOException {
        JsonNode root = json("--engine", engine, "--range", "0+20", "--request", "W");
        assertThat(root.get("returnName").asText()).isEqualTo("0");
        // The need at page 8 is faulted to the segment's end, and so the asker's own device pages come home as well.
        assertThat(runs(root)).containsExactly("8 out VW o=0 rw", "4 out VW o=0 ro -> rw", "4 out VW o=0 device-private-rw vram0 -> rw",
                "4 out VW o=0 device-private-rw vram1 -> rw");
    }

    @Test
    void thePlainTextSaysTheSame() throws IOException {
        CommandRun run = CommandRun.of("walk", layout(), "--range", "0+24", "--request", "F", "--engine", "inside-walk");
        assertThat(run.code()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).endsWith("case.layout");
        assertThat(lines.subList(1, 6)).containsExactly("range     0x40000000-0x40018000, 24 pages",
                "request   default_flags F, pfn_flags_mask 0, owner hive, engine inside-walk", "returns   -EFAULT",
                "output    16 words of 24; stopped at 0x40010000, page 16",
                "counts    walks 1, restarts 0, cpu faults 5, migration waits 0, started over 0");
        assertThat(lines).contains("out  0x000040000000-0x000040008000      8  VW         0  0x1000+  rw",
                "in   0x000040010000-0x000040014000      4  -          0  -        device-private-rw vram1 -> rw");
        assertThat(lines).noneMatch(l -> l.endsWith(" "));
    }

    @Test
    void theOutputIsTheSameInAnyLocale() throws IOException {
        String file = layout();
        CommandRun before = CommandRun.of("walk", file);
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(CommandRun.of("walk", file)).isEqualTo(before);
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void aPlacementIsLaidOver() {
        CommandRun run = CommandRun.of("walk", "system-present:64", "--place", "alternate:16:2");
        assertThat(run.out()).contains("system-present:64, placed alternate:16:2", "device-private-rw vram0", "device-private-rw vram1");
        CommandRun twice = CommandRun.of("walk", "all-own:64", "--place", "own");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err()).hasLineCount(1).contains("--place own on all-own:64: the layout has devices or owners already");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(Arguments.of("--range 5", "--range '5': expected START-END or START+PAGES"),
                Arguments.of("--range 0x1-0x1000", "--range '0x1-0x1000': 0x1 is not a multiple of the 4096-byte page"),
                Arguments.of("--range 0x1000-0x1000", "--range '0x1000-0x1000': the range is empty"),
                Arguments.of("--range 0+x", "--range '0+x': 'x' is not a number of pages"),
                Arguments.of("--range 0xg000+1", "--range '0xg000+1': '0xg000' is not a hexadecimal number of 64 bits"),
                Arguments.of("--range 0x800000001000+1", "--range '0x800000001000+1': 0x800000001000 is past user space"),
                Arguments.of("--range 0+999999999999", "--range '0+999999999999': ends past user space"),
                Arguments.of("--range 0+16777217", "the range has 16777217 pages, the most is 16777216: give --range"),
                Arguments.of("--request X", "--request 'X': expected S (snapshot), F (fault) or W (write fault)"),
                Arguments.of("--request F --mask F", "--request stands for --default-flags with mask 0: give it alone, without"
                        + " --default-flags, --mask and --request-words"),
                Arguments.of("--mask X", "--mask 'X': expected bits 0, F (REQ_FAULT), W (REQ_WRITE), F|W or 0x..."),
                Arguments.of("--request-words S*3,Z", "--request-words 'Z': expected S (snapshot), F (fault) or W (write fault), or 0x..."),
                Arguments.of("--range 0+4 --request-words S*5", "--request-words: more words than the range has pages, 4"),
                Arguments.of("--owner me", "--owner 'me': the layout declares hive, lone; none for no owner"),
                Arguments.of("--engine fast", "--engine 'fast': expected inside-walk or record-rewalk"),
                Arguments.of("--before read", "--before 'read': expected ACTION@RANGE, with ACTION read, write,"),
                Arguments.of("--before fly@0+1", "--before 'fly@0+1': expected ACTION@RANGE"),
                Arguments.of("--between migrate:x@0+1", "--between 'migrate:x@0+1': the layout declares the pagemaps vram0, vram1"),
                Arguments.of("--between exclusive@0+1", "--between 'exclusive@0+1': the layout declares the pagemaps vram0, vram1"),
                Arguments.of("--before mprotect:x@0+1", "expected mprotect:r, mprotect:rw or mprotect:none"),
                Arguments.of("--before read:x@0+1", "read takes no name"),
                Arguments.of("--before read@0+x", "--before 'read@0+x': 'x' is not a number of pages"),
                Arguments.of("--place somewhere", "unknown device placement 'somewhere': system, own, foreign,"));
    }

    @ParameterizedTest
    @MethodSource
    void wrong(String options, String error) throws IOException {
        List<String> args = new ArrayList<>(List.of("walk", layout()));
        args.addAll(List.of(options.split(" ")));
        CommandRun run = CommandRun.of(args.toArray(new String[0]));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasLineCount(1).contains(error);
    }

    @Test
    void aMalformedLayoutIsOneLine() throws IOException {
        String file = file(CASE.replace("8+4 ro", "7+4 ro"));
        CommandRun run = CommandRun.of("walk", file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasLineCount(1).contains(file + ":10:3: run at page 7 overlaps the one before, which ends at page 8");
        CommandRun cut = CommandRun.of("walk", file(CASE.substring(0, 400)));
        assertThat(cut.code()).isEqualTo(2);
        assertThat(cut.err()).hasLineCount(1).containsPattern("case.layout:\\d+:\\d+: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"captured-jvm", "captured-compiler", "captured-interpreter"})
    void shippedLayoutsAreWalked(String name) {
        CommandRun run = CommandRun.of("walk", name);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("returns   0\n");
    }
}
