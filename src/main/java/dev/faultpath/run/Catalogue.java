package dev.faultpath.run;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.c.CLibrary;
import dev.faultpath.results.Question;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks there are, sorted by name. */
public record Catalogue(List<Entry> entries) {
    /** A benchmark: its qualified class name, a dot, and the method; and the values its annotations name, by parameter. */
    public record Entry(String benchmark, SortedMap<String, List<String>> params) {
        /** Simple name of the class. */
        public String benchmarkClass() {
            String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
            return type.substring(type.lastIndexOf('.') + 1);
        }
    }

    /** What JMH's own list on the class path names, whether it can run here or not; empty if there is none. */
    public static Catalogue all() {
        return Catalogue.class.getResource(BenchmarkList.BENCHMARK_LIST) == null ? new Catalogue(List.of())
                : of(BenchmarkList.defaultList());
    }

    /**
     * What JMH's own list on the class path, {@code META-INF/BenchmarkList}, names, without the C pair where it cannot run; empty if there
     * is none.
     */
    public static Catalogue ofClassPath() {
        Catalogue all = all();
        return CLibrary.missing().isEmpty() ? all
                : new Catalogue(all.entries.stream().filter(e -> !Question.inC(e.benchmarkClass())).toList());
    }

    /**
     * What JMH's list in a jar names.
     *
     * @throws InputException if the file is no jar that can be read, or has no such list
     */
    public static Catalogue of(Path jar) {
        try (ZipFile zip = Disk.zip(jar)) {
            ZipEntry list = zip.getEntry(BenchmarkList.BENCHMARK_LIST.substring(1));
            if (list == null) {
                throw new InputException(jar + ": has no " + BenchmarkList.BENCHMARK_LIST.substring(1) + ", so it is no jar of benchmarks");
            }
            try (InputStream in = zip.getInputStream(list)) {
                return of(BenchmarkList.fromString(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw InputException.because(jar + ": no jar that can be read", e);
        }
    }

    private static Catalogue of(BenchmarkList list) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        OutputFormat silent = OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT);
        return new Catalogue(list.getAll(silent, List.of()).stream().map(e -> {
            TreeMap<String, List<String>> params = new TreeMap<>();
            e.getParams().orElse(Map.of()).forEach((name, values) -> params.put(name, List.of(values)));
            return new Entry(e.getUsername(), params);
        }).sorted(Comparator.comparing(Entry::benchmark)).toList());
    }
}
