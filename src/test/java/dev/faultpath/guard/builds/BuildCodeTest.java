package dev.faultpath.guard.builds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.guard.GuardPlan;
import dev.faultpath.guard.builds.Builds.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCodeTest {
    private static final String BENCHMARK = "dev.faultpath.bench.RangeWalkBenchmark";
    private static final String DESIGNS = "dev.faultpath.design.walk.";

    @TempDir
    Path folder;
    private int jars;

    private static Cell cell(String method, Map<String, String> params) {
        return new Cell(BENCHMARK + "." + method, new TreeMap<>(params), "17", "128m");
    }

    private static final Cell HASHED = cell("hashed", Map.of("pages", "512"));
    private static final Cell EXTENTS = cell("extents", Map.of("pages", "512"));
    private static final Cell NAMED = cell("named", Map.of("design", "hashed"));
    private static final Cell CAPTURED = cell("hashed", Map.of("layout", "captured-jvm"));

    private BuildCode code(TestJar jar) throws IOException {
        return new BuildCode(jar.write(folder.resolve(++jars + ".jar")));
    }

    /** Which hashes of which cells a change moves: {@code hashed:all}, {@code extents:question+all}, … */
    private List<String> moved(TestJar changed) throws IOException {
        BuildCode before = code(new TestJar());
        BuildCode after = code(changed);
        return List.of(HASHED, EXTENTS, NAMED, CAPTURED).stream().map(c -> {
            BuildCode.Hashes a = before.hashes(c).orElseThrow();
            BuildCode.Hashes b = after.hashes(c).orElseThrow();
            boolean question = !a.question().equals(b.question());
            return (c == CAPTURED ? "captured" : c.method()) + ":" + (question ? "question" : "") + (a.all().equals(b.all()) ? "" : "+all");
        }).filter(s -> !s.endsWith(":")).toList();
    }

    @Test
    void commentsLinesAndLocalNamesAreNoChange() throws IOException {
        assertThat(moved(new TestJar().edit(DESIGNS + "HashedWalk", "public class", "// why\n\n\npublic class")
                .edit(DESIGNS + "Helper", "same(long[] p) { return p; }", "same(long[] pfns) {\n\n return pfns; }"))).isEmpty();
    }

    @Test
    void aDesignIsOfThoseThatReachIt() throws IOException {
        assertThat(moved(new TestJar().edit(DESIGNS + "Helper", "return p", "p[2] = 1; return p")))
                .containsExactly("hashed:+all", "named:+all", "captured:+all");
        assertThat(moved(new TestJar().edit(DESIGNS + "ExtentsWalk", "p[1]++", "p[1]--"))).containsExactly("extents:+all");
    }

    @Test
    void aDesignThatCodeLoadsByNameIsReachedToo() throws IOException {
        String byText = "Designs.create(s.design)";
        BuildCode before = code(new TestJar().edit(BENCHMARK, byText, "Designs.create(\"extents\")"));
        BuildCode after = code(new TestJar().edit(BENCHMARK, byText, "Designs.create(\"extents\")").edit(DESIGNS + "ExtentsWalk", "p[1]++",
                "p[1]--"));
        assertThat(after.hashes(NAMED).orElseThrow().question()).isEqualTo(before.hashes(NAMED).orElseThrow().question());
        assertThat(after.hashes(NAMED).orElseThrow().all()).isNotEqualTo(before.hashes(NAMED).orElseThrow().all());
    }

    /** A design's class is named by its own name and one word of what it is an answer to. */
    @Test
    void aDesignWhoseNameBeginsWithAnothersIsAnother() throws IOException {
        assertThat(moved(new TestJar().source(DESIGNS + "HashedFastWalk", "public class HashedFastWalk { }"))).isEmpty();
        assertThat(moved(new TestJar().source(DESIGNS + "HashedLookup", "public class HashedLookup { }"))).containsExactly("named:+all");
    }

    @Test
    void whatNoBenchmarkReachesDoesNotCount() throws IOException {
        assertThat(moved(new TestJar().edit("dev.faultpath.report.Report", "pages = 1", "pages = 2"))).isEmpty();
    }

    @Test
    void theQuestionIsTheBenchmarkAndItsState() throws IOException {
        assertThat(moved(new TestJar().edit("dev.faultpath.bench.WalkState", "new long[8]", "new long[16]")))
                .containsExactly("hashed:question+all", "extents:question+all", "named:question+all", "captured:question+all");
        assertThat(moved(new TestJar().edit(BENCHMARK, "ExtentsWalk.walk(s.pfns)", "ExtentsWalk.walk(s.pfns.clone())")))
                .containsExactly("extents:question+all");
    }

    @Test
    void parametersMoreDesignsAndMoreMethodsAreTheSameQuestion() throws IOException {
        assertThat(moved(new TestJar().edit("dev.faultpath.bench.WalkState", "{\"hashed\"}", "{\"hashed\", \"extents\"}")
                .edit(BENCHMARK, "public class RangeWalkBenchmark {",
                "@Fork(3) public class RangeWalkBenchmark { public static class More { }"
                        + " @Benchmark public Object more(WalkState s) { return new More(); }"))).isEmpty();
    }

    @Test
    void aLayoutIsPartOfTheQuestionThatNamesIt() throws IOException {
        TestJar other = new TestJar();
        other.resources.put("dev/faultpath/layout/captured-jvm.layout", "two\n");
        assertThat(moved(other)).contains("captured:question+all", "hashed:+all").doesNotContain("hashed:question+all");
    }

    @Test
    void anotherHarnessIsAnotherBuild() throws IOException {
        TestJar other = new TestJar();
        other.resources.put("org/openjdk/jmh/jmh.properties", "1.38\n");
        assertThat(moved(other)).hasSize(4).allMatch(s -> s.endsWith(":+all"));
    }

    @Test
    void aClassThatIsNotThereHasNoHash() throws IOException {
        assertThat(code(new TestJar()).hashes(new Cell("dev.faultpath.bench.NoSuchBenchmark.x", new TreeMap<>(), "17", "1m"))).isEmpty();
    }

    @Test
    void whatIsNoJarIsOneLine() throws IOException {
        Path text = Files.writeString(folder.resolve("x.jar"), "text");
        assertThatThrownBy(() -> new BuildCode(text)).isInstanceOf(InputException.class).hasMessageContaining("no jar that can be read");
        assertThatThrownBy(() -> new BuildCode(folder.resolve("none.jar"))).isInstanceOf(InputException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void cellsAreMissingSameOrComparedWithAReason() throws IOException {
        Build old = new Build(new TestJar().benchmarks(BENCHMARK + ".hashed", BENCHMARK + ".extents").write(folder.resolve("old.jar")),
                "jar", "");
        TestJar changed = new TestJar().benchmarks(BENCHMARK + ".hashed", BENCHMARK + ".extents", BENCHMARK + ".named")
                .edit(DESIGNS + "Helper", "return p", "p[2] = 1; return p")
                .edit(BENCHMARK, "ExtentsWalk.walk(s.pfns)", "ExtentsWalk.walk(s.pfns.clone())");
        Build now = new Build(changed.write(folder.resolve("new.jar")), "jar", "");
        List<Cell> cells = List.of(cell("hashed", Map.of()), cell("extents", Map.of()), cell("named", Map.of()),
                cell("hashed", Map.of("pages", "1")));
        List<GuardPlan.Entry> entries = GuardPlan.entries(cells, old, now, false);
        assertThat(entries).extracting(GuardPlan.Entry::kind).containsExactly(GuardPlan.Kind.COMPARED, GuardPlan.Kind.MISSING,
                GuardPlan.Kind.MISSING, GuardPlan.Kind.MISSING);
        assertThat(entries.get(1).reason()).startsWith("changed benchmark (").contains("nothing compares");
        assertThat(entries.get(0).changed()).containsExactly("Helper.same");
        assertThat(entries.get(2).reason()).isEqualTo("baseline without the benchmark");
        assertThat(entries.get(3).reason()).isEqualTo("candidate without the parameter 'pages'");
        assertThat(GuardPlan.entries(cells.subList(0, 1), old, old, false).get(0).kind()).isEqualTo(GuardPlan.Kind.SAME);
        assertThat(GuardPlan.entries(cells.subList(0, 1), old, old, true).get(0).kind()).isEqualTo(GuardPlan.Kind.COMPARED);
    }
}
