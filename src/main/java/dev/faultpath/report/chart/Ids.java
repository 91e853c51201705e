package dev.faultpath.report.chart;

import dev.faultpath.results.CellResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/** Names of charts: from what they show, so that the same chart has the same name in every run. */
final class Ids {
    /** Longer ones end in a checksum: file systems have limits. */
    private static final int LONGEST = 120;

    private Ids() {
    }

    static String of(String kind, CellResult.Group group) {
        String subject = group.benchmarkClass().replaceAll("Benchmark$", "");
        return of(kind, group.work().isEmpty() ? subject : subject + "-" + group.work(), group.jdk(), group.params());
    }

    /**
     * A name of lower-case letters, digits and hyphens.
     *
     * @param kind       of the chart
     * @param subject    benchmark or topology
     * @param jdk        feature version; {@code null} if it has to do with none
     * @param parameters what else tells it from others of its kind
     */
    static String of(String kind, String subject, String jdk, Map<String, String> parameters) {
        StringBuilder text = new StringBuilder(kind).append('-').append(subject.replaceAll("([a-z0-9])([A-Z])", "$1-$2"));
        if (jdk != null) {
            text.append("-jdk").append(jdk);
        }
        parameters.forEach((name, value) -> text.append('-').append(name).append('-').append(value));
        String id = text.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
        if (id.length() <= LONGEST) {
            return id;
        }
        CRC32 sum = new CRC32();
        sum.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return id.substring(0, LONGEST - 9).replaceAll("-$", "") + String.format(Locale.ROOT, "-%08x", sum.getValue());
    }
}
