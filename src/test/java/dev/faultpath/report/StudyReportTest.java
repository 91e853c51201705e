package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.InputException;
import dev.faultpath.results.StudyFork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReportTest {
    @TempDir
    Path folder;

    /** One-sided interference: most iterations near 100, some far above; the first eight twice as slow. */
    private static double[] iterations(Random random, double level) {
        double[] values = new double[40];
        Arrays.setAll(values, i -> level * (i < 8 ? 2 : 1) * (1 + 0.01 * random.nextDouble() + (random.nextInt(4) == 0 ? 5 * random.nextDouble() : 0)));
        return values;
    }

    private static List<StudyFork> pairs() {
        Random random = new Random(5);
        List<StudyFork> forks = new ArrayList<>();
        for (int round = 1; round <= 30; round++) {
            double drift = Math.exp(0.1 * round);
            for (String cell : List.of("x", "y")) {
                forks.add(new StudyFork("estimator", round, "interleaved", cell, "A", 1, 25, 1.4, iterations(random, drift)));
                forks.add(new StudyFork("estimator", round, "interleaved", cell, "B", 2, 25, 1.4, iterations(random, drift)));
            }
        }
        return forks;
    }

    @Test
    void lowQuantilesWinUnderOneSidedInterference() {
        List<StudyReport.Choice> choices = StudyReport.choices(pairs());
        StudyReport.Choice best = choices.get(0);
        assertThat(best.estimator()).isIn("p25", "p10", "minimum");
        assertThat(best.spread()).isLessThan(0.02);
        StudyReport.Choice mean = choices.stream().filter(c -> c.estimator().equals("mean")).findFirst().orElseThrow();
        assertThat(mean.cost()).isGreaterThan(10 * best.cost());
    }

    @Test
    void tooShortAWarmupIsSeenAsUnsettled() {
        List<StudyReport.Choice> choices = StudyReport.choices(pairs());
        assertThat(choices).filteredOn(c -> c.estimator().equals("p25") && c.warmup() == 8 && c.measured() == 8 && c.millis() == 25)
                .singleElement().satisfies(c -> assertThat(c.unsettled()).isCloseTo(0, within(0.02)));
        assertThat(choices).filteredOn(c -> c.estimator().equals("p25") && c.warmup() * c.millis() == 100 && c.measured() == 8 && c.millis() == 25)
                .singleElement().satisfies(c -> assertThat(c.seconds()).isCloseTo(0.4 + 0.3, within(1e-9)));
    }

    private static List<StudyFork> sessions() {
        Random random = new Random(6);
        List<StudyFork> forks = new ArrayList<>();
        double clock = 0;
        for (int session = 1; session <= 12; session++) {
            for (String scheme : List.of("interleaved", "sequential")) {
                for (int i = 0; i < 16; i++) {
                    clock += 0.03; // the machine slows down and speeds up again
                    double level = 100 * Math.exp(0.3 * Math.sin(clock));
                    String arm = scheme.equals("interleaved") ? i % 2 == 0 ? "A" : "B" : i < 8 ? "A" : "B";
                    forks.add(new StudyFork("order", session, scheme, "x", arm, i + 1, 25, 1, iterations(random, level)));
                }
            }
        }
        return forks;
    }

    @Test
    void blocksCancelDriftThatJmhsOrderDoesNot() {
        StudyReport.Order order = StudyReport.order(sessions(), 8);
        assertThat(order.sessions()).isEqualTo(12);
        assertThat(dev.faultpath.stats.Spread.aboutZero(order.sequential()))
                .isGreaterThan(3 * dev.faultpath.stats.Spread.aboutZero(order.interleaved()));
        assertThat(StudyReport.orderText(sessions(), 8)).contains("12 sessions", "times as much as ours");
    }

    @Test
    void incompleteSessionsAreLeftOut() {
        List<StudyFork> cut = sessions();
        assertThat(StudyReport.order(cut.subList(0, cut.size() - 5), 8).sessions()).isEqualTo(11);
        assertThat(StudyReport.orderText(List.of(), 8)).contains("no complete");
        assertThat(StudyReport.estimator(List.of(), 8, 12, 25)).contains("no complete");
    }

    @Test
    void filesReadBackAndBadLinesAreNamed() throws IOException {
        Path file = folder.resolve("study.jsonl");
        StringBuilder text = new StringBuilder("{\"studyFile\":1,\"description\":{}}\n");
        sessions().forEach(f -> text.append(f.toJson()).append('\n'));
        Files.writeString(file, text);
        assertThat(StudyReport.order(StudyFork.read(file), 8).sessions()).isEqualTo(12);
        Files.writeString(file, text + "{\"study\":\"order\"}\n");
        assertThatThrownBy(() -> StudyFork.read(file)).isInstanceOf(InputException.class).hasMessageContaining("line 386");
        Files.writeString(file, "{}\n");
        assertThatThrownBy(() -> StudyFork.read(file)).hasMessageContaining("not a study file");
        assertThatThrownBy(() -> StudyFork.read(folder.resolve("none"))).hasMessageContaining("no such file");
    }

    @Test
    void modesAreJudgedBySpreadAndTime() {
        Random random = new Random(8);
        List<StudyFork> forks = new ArrayList<>();
        for (int round = 1; round <= 300; round++) {
            for (String mode : List.of("adjacent", "duet")) {
                double drift = Math.exp(0.1 * random.nextGaussian());
                for (String arm : List.of("A", "B")) {
                    // Two at once disturb each other three times as much, and take half the time.
                    double level = drift * Math.exp((mode.equals("duet") ? 0.03 : 0.01) * random.nextGaussian());
                    forks.add(new StudyFork("modes", round, mode, "x", arm, round, 25, 1.4, iterations(random, level)));
                }
            }
        }
        String text = StudyReport.modes(forks, 8, 24, 25);
        assertThat(text).contains("1 cells, 600 A/A pairs").contains("adjacent", "duet", "present shape", "cheapest shape");
        double adjacent = cost(text, "adjacent");
        double duet = cost(text, "duet");
        assertThat(duet / adjacent).isBetween(3.0, 7.0); // 9 / 2 but for luck
        assertThat(StudyReport.modes(List.of(), 8, 24, 25)).isEqualTo("no complete pair of forks in the study\n");
    }

    private static double cost(String text, String mode) {
        String line = text.lines().filter(l -> l.startsWith(mode) && l.contains("present shape")).findFirst().orElseThrow();
        return Double.parseDouble(line.trim().split("\\s+")[7]);
    }
}
