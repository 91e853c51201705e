package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.report.page.SyntheticResults;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five lines and the points of the picture, of results that are made up. */
class AnswerTest {
    @TempDir
    private Path temp;

    private Answer of(List<CellResult> cells) throws IOException {
        Path folder = SyntheticResults.write(temp.resolve("a"), SyntheticResults.environment("2026-01-02T03:04:05Z", "publish",
                "0123456789",
                "m"), cells);
        return Answer.of(ResultSet.merge(List.of(ResultFolder.read(folder))).get(0));
    }

    @Test
    void pointsAreTheCostOfAPageOverTheOwnerCheckByRunLength() throws IOException {
        Answer answer = of(SyntheticResults.small());
        assertThat(answer.points()).extracting(Answer.Point::run).containsOnly(1, 2, 16);
        assertThat(answer.points()).extracting(Answer.Point::series).containsOnly("JDK 17");
        // 1500 ns of the owner check, and 4 ns for each of the calls of 512 pages.
        assertThat(answer.points().stream().filter(p -> p.run() == 16 && p.design().equals("callback-per-page")).findFirst().orElseThrow()
                .over().estimate()).isCloseTo(4, within(0.2));
        assertThat(answer.points().stream().filter(p -> p.run() == 16 && p.design().equals("callback-last-pagemap")).findFirst()
                        .orElseThrow()
                .over().estimate()).isCloseTo(0.25, within(0.1));
        assertThat(answer.lines().get(1).answer()).startsWith("In runs of 16 pages, ");
        assertThat(answer.lines().get(2).figures()).endsWith("faster than asking each page in runs of 2 pages and more (JDK 17)");
        assertThat(answer.lines().get(3).figures()).contains("where it is refused and migrates, it is ").contains(" % on JDK 17");
        assertThat(answer.text().lines()).allMatch(l -> l.length() <= ClaimsText.WIDTH)
                .anyMatch(l -> l.contains("runs of") && l.endsWith("16"));
    }

    @Test
    void aRunThatLacksTheCellsSaysSoInFewWords() throws IOException {
        Answer answer = of(SyntheticResults.many(8));
        assertThat(answer.points()).isEmpty();
        assertThat(answer.lines()).hasSize(5).allSatisfy(l -> assertThat(l.text()).endsWith("? Not measured in this run."));
    }
}
