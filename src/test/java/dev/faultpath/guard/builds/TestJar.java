package dev.faultpath.guard.builds;

import dev.faultpath.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small builds: sources of a toy suite, compiled and packed. */
final class TestJar {
    /** A line of JMH's own list for a benchmark without parameters. */
    private static final String LINE = "JMH S %d %s S 1 x S %d %s S 11 AverageTime E A 1 1 1 E I 2 20 T 5 50 ms E"
            + " I 2 20 T 5 50 ms E I 1 5 E E E E E M 0 U 11 NANOSECONDS E E \n";

    final Map<String, String> sources = new TreeMap<>();
    final Map<String, String> resources = new TreeMap<>();

    TestJar() {
        source("dev.faultpath.bench.RangeWalkBenchmark", "import org.openjdk.jmh.annotations.*; public class RangeWalkBenchmark {"
                + " @Benchmark public long[] hashed(WalkState s) { return dev.faultpath.design.walk.HashedWalk.walk(s.pfns); }"
                + " @Benchmark public long[] extents(WalkState s) { return dev.faultpath.design.walk.ExtentsWalk.walk(s.pfns); }"
                + " @Benchmark public Object named(WalkState s) { return dev.faultpath.design.Designs.create(s.design); } }");
        source("dev.faultpath.bench.WalkState", "import org.openjdk.jmh.annotations.*; @State(Scope.Thread) public class WalkState {"
                + " @Param({\"512\"}) public int pages; @Param({\"hashed\"}) public String design; public long[] pfns = new long[8]; }");
        source("dev.faultpath.design.Designs", "public class Designs { public static Object create(String name) { return name; } }");
        source("dev.faultpath.design.walk.HashedWalk", "public class HashedWalk {"
                + " public static long[] walk(long[] p) { p[0]++; return Helper.same(p); } }");
        source("dev.faultpath.design.walk.Helper", "class Helper { static long[] same(long[] p) { return p; } }");
        source("dev.faultpath.design.walk.ExtentsWalk", "public class ExtentsWalk {"
                + " public static long[] walk(long[] p) { p[1]++; return p; } }");
        source("dev.faultpath.report.Report", "public class Report { public int pages = 1; }");
        resources.put("dev/faultpath/layout/captured-jvm.layout", "one\n");
        resources.put("dev/faultpath/layout/captured-compiler.layout", "one\n");
        resources.put("org/openjdk/jmh/jmh.properties", "1.37\n");
        benchmarks("dev.faultpath.bench.RangeWalkBenchmark.hashed");
    }

    TestJar source(String name, String text) {
        sources.put(name, text);
        return this;
    }

    /** Changes the source of a class. */
    TestJar edit(String name, String from, String to) {
        if (!sources.get(name).contains(from)) {
            throw new IllegalArgumentException(from);
        }
        return source(name, sources.get(name).replace(from, to));
    }

    /** What the list of benchmarks names. */
    TestJar benchmarks(String... names) {
        StringBuilder list = new StringBuilder();
        for (String name : names) {
            String type = name.substring(0, name.lastIndexOf('.'));
            list.append(LINE.formatted(type.length(), type, name.length() - type.length() - 1, name.substring(type.length() + 1)));
        }
        resources.put("META-INF/BenchmarkList", list.toString());
        return this;
    }

    /** Compiles and packs. */
    Path write(Path jar) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        sources.forEach((name, text) -> texts.put(name, "package " + name.substring(0, name.lastIndexOf('.')) + ";\n" + text));
        Map<String, byte[]> classes = Sources.compile(texts, Files.createTempDirectory(jar.toAbsolutePath().getParent(), "sources"));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            classes.forEach((name, bytes) -> put(zip, name, bytes));
            resources.forEach((name, text) -> put(zip, name, text.getBytes(StandardCharsets.UTF_8)));
        }
        return jar;
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) {
        try {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(bytes);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
