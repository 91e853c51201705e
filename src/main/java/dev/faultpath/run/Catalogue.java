package dev.faultpath.run;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The benchmarks there are, with the parameter values their annotations name.
 *
 * @param entries one for each benchmark method, sorted by name
 */
public record Catalogue(List<Entry> entries) {
    /**
     * A benchmark method.
     *
     * @param benchmark qualified class name, a dot, and the method
     * @param params    the values its annotations name, by parameter
     */
    public record Entry(String benchmark, SortedMap<String, List<String>> params) {
        /** Simple name of the class. */
        public String benchmarkClass() {
            String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
            return type.substring(type.lastIndexOf('.') + 1);
        }
    }

    /** What JMH's own list on the class path, {@code META-INF/BenchmarkList}, names; empty if there is none. */
    public static Catalogue ofClassPath() {
        if (Catalogue.class.getResource(BenchmarkList.BENCHMARK_LIST) == null) {
            return new Catalogue(List.of());
        }
        List<Entry> entries = new ArrayList<>();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        for (BenchmarkListEntry e : BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT), List.of())) {
            TreeMap<String, List<String>> params = new TreeMap<>();
            Map<String, String[]> named = e.getParams().orElse(Map.of());
            named.forEach((name, values) -> params.put(name, List.of(values)));
            entries.add(new Entry(e.getUsername(), params));
        }
        entries.sort(Comparator.comparing(Entry::benchmark));
        return new Catalogue(List.copyOf(entries));
    }
}
