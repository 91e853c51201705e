package dev.faultpath.cli;

import dev.faultpath.Table;
import dev.faultpath.design.Designs;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.results.StressOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * What a run of the stress tests says, one row a test. A test passes if it saw nothing forbidden; one that is wrong on purpose passes
 * if it was seen to be wrong.
 *
 * @param rows in order of their names
 */
record StressSummary(List<Row> rows) {
    /**
     * One test over all its configurations.
     *
     * @param test           the guarantee and, where there are several, the design
     * @param samples        outcomes observed
     * @param forbidden      outcomes that must not be
     * @param seen           outcomes that show the fault of a test that is wrong on purpose
     * @param wrongOnPurpose whether {@code seen} must not be 0
     * @param error          why it did not run to its end; null if it did
     */
    record Row(String test, long samples, long forbidden, long seen, boolean wrongOnPurpose, String error) {
        boolean passed() {
            return error == null && samples > 0 && forbidden == 0 && (seen > 0) == wrongOnPurpose;
        }

        /** The design under test, as tables print it; null if the test is not of one. */
        String design() {
            String name = Designs.words(test.substring(test.lastIndexOf('.') + 1));
            try {
                Designs.maker(AccessRevalidation.class, name);
                return name;
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        StressOutcome.Stale stale() {
            if (forbidden > 0) {
                return StressOutcome.Stale.FORBIDDEN_SEEN;
            }
            return seen > 0 ? StressOutcome.Stale.SEEN : StressOutcome.Stale.NOT_SEEN;
        }

        String verdict() {
            if (error != null) {
                return "ERROR: " + error;
            }
            if (samples == 0) {
                return "NOTHING OBSERVED";
            }
            if (forbidden > 0) {
                return "FORBIDDEN OUTCOME SEEN";
            }
            if (wrongOnPurpose) {
                return seen > 0 ? "fault seen, as it must be" : "FAULT NOT SEEN";
            }
            return "clean";
        }
    }

    /**
     * Reads the file that jcstress wrote.
     *
     * @throws IOException if it cannot be read
     */
    static StressSummary read(Path resultFile) throws IOException {
        InProcessCollector collector = new InProcessCollector();
        try {
            DiskReadCollector reader = new DiskReadCollector(resultFile.toString(), collector);
            reader.dump();
            reader.close();
        } catch (ClassNotFoundException e) {
            throw new IOException("not a result file of this jcstress: " + resultFile.getFileName(), e);
        }
        List<Row> rows = new ArrayList<>();
        for (TestResult result : ReportUtils.mergedByName(collector.getTestResults())) {
            rows.add(row(result));
        }
        rows.sort(Comparator.comparing(Row::test));
        return new StressSummary(rows);
    }

    private static Row row(TestResult result) {
        long forbidden = 0;
        long seen = 0;
        for (GradingResult outcome : result.grading().gradingResults.values()) {
            forbidden += outcome.expect == Expect.FORBIDDEN || outcome.expect == Expect.UNKNOWN ? outcome.count : 0;
            seen += outcome.expect == Expect.ACCEPTABLE_INTERESTING ? outcome.count : 0;
        }
        boolean wrongOnPurpose = TestList.getInfo(result.getName()).cases().stream()
                .anyMatch(c -> c.expect() == Expect.ACCEPTABLE_INTERESTING);
        String name = result.getName().substring(result.getName().indexOf(".stress.") + ".stress.".length());
        String error = result.status() == Status.NORMAL ? null : result.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Row(name, result.getTotalCount(), forbidden, seen, wrongOnPurpose, error);
    }

    /** As a results folder keeps it. */
    StressOutcome outcome(String jdk) {
        return new StressOutcome(jdk, rows.stream().map(row -> new StressOutcome.Test(row.test, row.design(), row.stale(), row.samples,
                row.passed())).toList());
    }

    /** Whether every test passed; false if there was none. */
    boolean passed() {
        return !rows.isEmpty() && rows.stream().allMatch(Row::passed);
    }

    /** The table, one line a test and a closing line. */
    String text() {
        Table table = new Table(0, "lrrrl").row("test", "samples", "forbidden", "fault seen", "verdict");
        for (Row row : rows) {
            table.row(row.test(), String.format(Locale.ROOT, "%,d", row.samples()), Long.toString(row.forbidden()),
                    row.wrongOnPurpose() ? Long.toString(row.seen()) : "-", row.verdict());
        }
        long passed = rows.stream().filter(Row::passed).count();
        return table.toString() + passed + " of " + rows.size() + " tests as they must be\n";
    }
}
