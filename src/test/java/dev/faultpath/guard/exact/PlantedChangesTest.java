package dev.faultpath.guard.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.Sources;
import dev.faultpath.forks.Cell;
import dev.faultpath.guard.builds.BuildCode;
import dev.faultpath.machine.Jdk;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Changes of designs and the model, planted in a second build: found in the cells that run them, without a clock, and in no other. */
class PlantedChangesTest {
    private static final double MARGIN = 0.02;
    private static final String MODEL = "dev.faultpath.model.";
    private static final String WALK = "dev.faultpath.design.walk.";
    private static final String JDK = Integer.toString(Runtime.version().feature());
    private static final String PAGEMAP_ID = "return (int) words[((int) headPfn(words, pfn) << STRIDE_SHIFT) + PAGEMAP] - 1;";
    private static final Cell OWNER = cell("OwnerComparisonBenchmark.compare", "design", "owner-pointer", "layout", "system-present",
            "pages", "512", "placement", "clique:16:8");
    private static final Cell RADIX = cell("RangeWalkBenchmark.walk", "design", "inlined-radix", "layout", "system-present", "pages",
            "512");
    private static final Cell LOOKUP = cell("VmaLookupBenchmark.lookup", "areas", "256", "design", "sorted-array", "order", "shuffled");
    private static final List<Cell> CELLS = List.of(OWNER, RADIX, LOOKUP);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path temp;
    private static Path base;

    private static Cell cell(String name, String... params) {
        TreeMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < params.length; i += 2) {
            values.put(params[i], params[i + 1]);
        }
        return new Cell("dev.faultpath.bench." + name, values, JDK, "64m");
    }

    @BeforeAll
    static void build() throws IOException {
        Assumptions.assumeThat(Files.exists(classes().resolve("META-INF/BenchmarkList"))).as("built by Maven").isTrue();
        base = jar("base.jar", Map.of());
    }

    private static Path classes() {
        return Path.of("target", "classes").toAbsolutePath();
    }

    /** This build in a jar, some classes changed; libraries stay where they are. */
    private static Path jar(String name, Map<String, byte[]> changed) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, Arrays.stream(System.getProperty("java.class.path")
                .split(File.pathSeparator)).filter(p -> p.endsWith(".jar")).map(p -> Path.of(p).toUri().toString())
                .collect(Collectors.joining(" ")));
        Path jar = temp.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream zip = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes())) {
            zip.setLevel(Deflater.BEST_SPEED);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String entry = classes().relativize(file).toString().replace('\\', '/');
                if (!entry.equals("META-INF/MANIFEST.MF")) {
                    zip.putNextEntry(new ZipEntry(entry));
                    zip.write(changed.getOrDefault(entry, Files.readAllBytes(file)));
                }
            }
        }
        return jar;
    }

    /** This build with another text in the source of a class. */
    private static Path edited(String name, String type, String... texts) throws IOException {
        String source = Files.readString(Path.of("src/main/java", type.replace('.', '/') + ".java"));
        for (int i = 0; i < texts.length; i += 2) {
            assertThat(source).contains(texts[i]);
            source = source.replace(texts[i], texts[i + 1]);
        }
        return jar(name + ".jar", Sources.compile(Map.of(type, source), Files.createDirectory(temp.resolve(name))));
    }

    /** Compares the cells whose byte code differs, in methods of one name; says which cells are regressions by counts alone. */
    private static List<String> regressed(Path changed, String where, Cell... reached) throws InterruptedException {
        BuildCode before = new BuildCode(base);
        BuildCode after = new BuildCode(changed);
        List<Cell> differing = CELLS.stream().filter(c -> !before.hashes(c).equals(after.hashes(c))).toList();
        assertThat(differing).containsAll(List.of(reached));
        List<String> regressed = new ArrayList<>();
        try (BuildCounter counter = new BuildCounter(base, changed, Jdk.current(), List.of())) {
            for (Cell cell : differing) {
                assertThat(after.changed(cell, before)).isNotEmpty().allMatch(m -> m.startsWith(where));
                CellCounter.Both both = counter.count(cell);
                Comparison comparison = Comparison.of(both.baseline(), both.candidate());
                Assumptions.assumeThat(String.valueOf(comparison.uncounted())).as("stepping").doesNotContain("trac", "JNA");
                assertThat(List.of(reached).contains(cell) || comparison.same())
                        .as("%s: %s %s", cell.label(), comparison.words(), comparison.uncounted()).isTrue();
                if (!comparison.grown(MARGIN).isEmpty()) {
                    regressed.add(cell.benchmarkClass());
                }
            }
        }
        return regressed;
    }

    @Test
    void commentsAndLinesAreNoChange() throws IOException {
        BuildCode after = new BuildCode(edited("comment", MODEL + "Memmap", PAGEMAP_ID, "\n\n // why\n" + PAGEMAP_ID));
        BuildCode before = new BuildCode(base);
        assertThat(CELLS).allSatisfy(c -> assertThat(after.hashes(c)).isEqualTo(before.hashes(c)));
    }

    /** A fault is of 512 pages or a multiple, so that smaller sizes are none. */
    @Test
    void aSizeThatABenchmarkRefusesIsNotCounted() throws InterruptedException {
        try (BuildCounter counter = new BuildCounter(base, base, Jdk.current(), List.of())) {
            CellCounter.Both both = counter.count(cell("FaultPathBenchmark.fault", "design", "check-of-last-pagemap", "memory",
                    "foreign-granted", "granule", "2m", "mapping", "4k", "pages", "512"));
            assertThat(both.baseline().scale()).isEqualTo(1);
            assertThat(both.baseline().operations()).as(String.valueOf(both.baseline().failure())).isNotEmpty();
            Comparison comparison = Comparison.of(both.baseline(), both.candidate());
            assertThat(comparison.differs()).as(comparison.words()).isFalse();
            // On a busy machine a fork of some kilobytes of code may be compiled again while it is counted; a refused size says so.
            assertThat(String.valueOf(comparison.uncounted())).doesNotContain("multiple of");
        }
    }

    @Test
    void anUnreachedChangeCountsTheSame() throws IOException, InterruptedException {
        assertThat(regressed(edited("unreached", MODEL + "Memmap", "memmap of ", "a memmap of "), "Memmap.add"))
                .isEmpty();
    }

    @Test
    void oneMoreLoadAPage() throws IOException, InterruptedException {
        assertThat(regressed(edited("load", MODEL + "Memmap", PAGEMAP_ID, "int id = (int) words[((int) headPfn(words, pfn) << STRIDE_SHIFT)"
                + " + PAGEMAP] - 1; return id + (int) (words[((int) pfn << STRIDE_SHIFT) + 5] >>> 63);"), "Memmap.pagemapId", OWNER))
                .containsExactly("OwnerComparisonBenchmark");
    }

    @Test
    void oneMoreBranchAPage() throws IOException, InterruptedException {
        assertThat(regressed(edited("branch", MODEL + "Memmap", PAGEMAP_ID,
                "int id = (int) words[((int) headPfn(words, pfn) << STRIDE_SHIFT) + PAGEMAP] - 1; if (id < -7) { return 0; } return id;"),
                "Memmap.pagemapId", OWNER))
                .containsExactly("OwnerComparisonBenchmark");
    }

    /** What counts say of the cell of owners if a load a page is changed to another. */
    private static Comparison between(String name, String load, String other) throws IOException, InterruptedException {
        String method = "public static int pagemapId(long[] words, long pfn) {";
        String fields = "private static final long[] PLANTED = new long[1 << 20]; private static int fixed; private static int last; ";
        String id = "int id = (int) words[((int) headPfn(words, pfn) << STRIDE_SHIFT) + PAGEMAP] - 1; last = (int) PLANTED[";
        Path before = edited(name + "-before", MODEL + "Memmap", method, fields + method, PAGEMAP_ID, id + load + "]; return id + last;");
        Path after = edited(name + "-after", MODEL + "Memmap", method, fields + method, PAGEMAP_ID, id + other + "]; return id + last;");
        try (BuildCounter counter = new BuildCounter(before, after, Jdk.current(), List.of())) {
            CellCounter.Both both = counter.count(OWNER);
            Comparison comparison = Comparison.of(both.baseline(), both.candidate());
            Assumptions.assumeThat(String.valueOf(comparison.uncounted())).as("stepping").doesNotContain("trac", "JNA");
            return comparison;
        }
    }

    /** Equal counts: the clock is to tell. */
    @Test
    void aStrideThatMissesTheCache() throws IOException, InterruptedException {
        Comparison stride = between("stride", "(int) pfn * 0x58 & 0xfffff", "(int) pfn * 0x5808 & 0xfffff");
        assertThat(stride.words()).isEqualTo("equal counts of other code");
        assertThat(stride.same()).isFalse();
        assertThat(stride.grown(MARGIN)).isEmpty();
    }

    @Test
    void aDependencyBetweenLoads() throws IOException, InterruptedException {
        Comparison chained = between("chain", "((int) pfn ^ fixed) & 0xffff", "((int) pfn ^ last) & 0xffff");
        assertThat(chained.otherCode()).isTrue();
        assertThat(chained.same()).isFalse();
        assertThat(chained.grown(MARGIN)).isEmpty();
    }

    @Test
    void oneAllocationAWalk() throws IOException, InterruptedException {
        assertThat(regressed(edited("allocation", WALK + "InlinedRadixWalk", "int index = first;",
                "int index = first; planted = new long[8];",
                "    @Override\n    int leafTable", "    static volatile Object planted;\n    @Override\n    int leafTable"),
                "InlinedRadixWalk", RADIX)).containsExactly("RangeWalkBenchmark");
    }

    /** The callee grows past what is inlined; its dead part never runs. */
    @Test
    void aCallThatNoLongerInlines() throws IOException, InterruptedException {
        assertThat(regressed(edited("call", MODEL + "Memmap", PAGEMAP_ID, "if (pfn == Long.MIN_VALUE) {"
                + " words[0] ^= words[1] * 31 + words[2];".repeat(40) + "}" + PAGEMAP_ID), "Memmap.pagemapId", OWNER))
                .containsExactly("OwnerComparisonBenchmark");
    }

    @Test
    void aFieldMadeVolatile() throws IOException, InterruptedException {
        assertThat(regressed(edited("volatile", MODEL + "Pagemap", "private final Owner owner;", "private volatile Owner owner;"),
                "Pagemap", OWNER)).containsExactly("OwnerComparisonBenchmark");
    }

    @Test
    void anArrayThatBecomesABoxedList() throws IOException, InterruptedException {
        assertThat(regressed(edited("boxed", WALK + "SortedArrayLookup", "private final Vma[] areas;",
                "private final Vma[] areas; private final java.util.List<Long> ends = new java.util.ArrayList<>();", "this.areas = areas;",
                "this.areas = areas; for (Vma area : areas) { ends.add(area.end()); }", "areas[middle].end() > addr",
                "ends.get(middle) > addr"), "SortedArrayLookup", LOOKUP)).containsExactly("VmaLookupBenchmark");
    }
}
