package dev.faultpath.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsTest {
    @TempDir
    private Path temp;

    private ResultFolder run(String name, String started, String jdk, String kernel) {
        ObjectNode environment = SyntheticResults.environment(started, "publish", name, "m");
        environment.put("codeHash", "a");
        ((ObjectNode) environment.path("machine")).put("kernel", kernel);
        ((ObjectNode) environment.path("jdks")).removeAll().putObject(jdk).put("vendor", "Test").put("vmName", "VM").put("vmVersion",
                jdk + ".0.1+1");
        return new ResultFolder(temp, name, environment, List.of(CellsForTest.cell("dev.faultpath.bench.OwnerComparisonBenchmark"
                + ".ownerPointer", Map.of("pages", "512"), jdk, 1)));
    }

    @Test
    void everyRunOfASetIsTold() {
        List<ResultSet> sets = ResultSet.merge(List.of(run("0123456", "2026-01-01T00:00:00Z", "17", "6.18.44-a"),
                run("89abcde", "2026-01-02T00:00:00Z", "25", "6.18.44-b")));
        assertThat(sets).hasSize(1);
        assertThat(Facts.of(sets.get(0))).containsEntry("commit", "0123456; 89abcde").containsEntry("system", "Linux 6.18.44-a; 6.18.44-b")
                .containsEntry("JDK 17", "Test VM 17.0.1+1").containsEntry("JDK 25", "Test VM 25.0.1+1")
                .containsEntry("started", "2026-01-01T00:00:00Z; 2026-01-02T00:00:00Z").containsEntry("preset", "publish");
    }

    @Test
    void anotherReleaseOfTheKernelIsAnotherMachine() {
        for (String[] two : new String[][] {{"6.18.44-a", "6.19.1-a"}, {"6.1.0-18-amd64", "6.1.0-28-amd64"},
            {"5.14.0-427.el9", "5.14.0-503.el9"}, {"6.12.3-amd64", "6.12.3-rt-amd64"}}) {
            assertThat(ResultSet.merge(List.of(run("0123456", "2026-01-01T00:00:00Z", "17", two[0]),
                    run("89abcde", "2026-01-02T00:00:00Z", "25", two[1])))).as(two[0]).hasSize(2);
        }
    }
}
