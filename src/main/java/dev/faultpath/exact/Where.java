package dev.faultpath.exact;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the instructions of an operation are: by compiled method and, where a disassembler is installed, the executed instructions of the
 * methods that have most, each with how often an operation executes it. To be asked in the JVM that was counted.
 */
public final class Where {
    /** Share of an operation's instructions from which a method is listed. */
    private static final double LISTED = 0.1;

    private Where() {
    }

    /** The text, a line each; one that says why where nothing is known. */
    public static String of(Counted counted) {
        if (counted.visits().isEmpty()) {
            return "where: " + counted.failure() + "\n";
        }
        StringBuilder out = new StringBuilder();
        Map<String, Double> shares = counted.byMethod();
        List<Map.Entry<String, Double>> most = shares.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())).toList();
        most.forEach(e -> line(out, e.getValue(), e.getKey()));
        Optional<Disassembler> plugin = Disassembler.find();
        if (plugin.isEmpty()) {
            return out.append("no listing: no hsdis in this JDK or on this system (Debian: libhsdis0-fcml)\n").toString();
        }
        for (CompiledCode.Method method : counted.code().methods()) {
            SortedMap<Long, Integer> visits = counted.visits().subMap(method.from(), method.to());
            if (visits.values().stream().mapToLong(v -> v).sum() >= LISTED * counted.instructions() * counted.operations()) {
                out.append('\n').append(method.tiered()).append('\n');
                listing(counted, visits, method, plugin.get(), out);
            }
        }
        return out.toString();
    }

    private static void listing(Counted counted, SortedMap<Long, Integer> visits, CompiledCode.Method method, Disassembler plugin,
                                StringBuilder out) {
        SortedMap<Long, String> code = new TreeMap<>(plugin.decode(method.from(), method.to()));
        visits.keySet().forEach(a -> code.putIfAbsent(a, "?"));
        boolean gap = false;
        for (Map.Entry<Long, String> e : code.entrySet()) {
            Integer visited = visits.get(e.getKey());
            if (visited == null) {
                gap = true; // not executed
                continue;
            }
            if (gap) {
                out.append("         …\n");
                gap = false;
            }
            line(out, (double) visited / counted.operations(), String.format(Locale.ROOT, "+%04x  %s", e.getKey() - method.from(),
                    e.getValue()));
        }
    }

    private static void line(StringBuilder out, double count, String what) {
        out.append(String.format(Locale.ROOT, "%10s  %s%n", count == Math.rint(count) ? String.format(Locale.ROOT, "%.0f", count)
                : String.format(Locale.ROOT, "%.2f", count), what));
    }
}
