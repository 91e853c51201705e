package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.forks.Cell;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.Fork;
import dev.faultpath.run.RunLine;
import dev.faultpath.run.RunListener.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private static final Cell CELL = new Cell("dev.faultpath.bench.OwnerComparisonBenchmark.compare", new TreeMap<>(), "17", "64m");
    private static final Fork OK = new Fork(1, Fork.Status.OK, null, new double[0], new double[0], 1, 1, null, 1, null, null, List.of(),
            null, null);
    private static final Fork FAILED = new Fork(1, Fork.Status.FAILED, "java.lang.OutOfMemoryError", new double[0], new double[0], 1, 1,
            null, 1, null, null, List.of(), null, null);
    private static final Progress HALF = new Progress(3, 4, 8, 8, 2, 61, 125.4, 0.0512);

    private final StringWriter text = new StringWriter();

    private ConsoleProgress progress(boolean terminal) {
        return new ConsoleProgress(new PrintWriter(text), terminal);
    }

    @Test
    void elsewhereThanOnATerminalThereAreWholePlainLines() {
        ConsoleProgress plain = progress(false);
        plain.forkEnded(CELL, OK, HALF);
        plain.blockJudged(new RunLine.Judgement(3, "good", null), HALF);
        plain.blockJudged(new RunLine.Judgement(4, "void", "2.5 % was stolen"), HALF);
        plain.finish();
        assertThat(text.toString()).doesNotContain("\r");
        assertThat(text.toString().lines()).containsExactly(
                "block 3 done; 2 of 8 cells done, 1:01 elapsed, about 2:05 left, widest interval ±5.1 %",
                "block 4 done; void: 2.5 % was stolen; 2 of 8 cells done, 1:01 elapsed, about 2:05 left, widest interval ±5.1 %");
    }

    @Test
    void aFailedForkIsSaidAtOnceAndByCell() {
        progress(false).forkEnded(CELL, FAILED, HALF);
        assertThat(text.toString().trim()).isEqualTo("OwnerComparisonBenchmark.compare on JDK 17: fork failed: java.lang.OutOfMemoryError");
    }

    @Test
    void aTerminalsLineRenewsItselfAndIsCleared() {
        ConsoleProgress live = progress(true);
        live.forkEnded(CELL, OK, HALF);
        live.finish();
        assertThat(text.toString()).startsWith("\rblock 3, fork 4 of 8; 2 of 8 cells done").endsWith("\r").doesNotContain("\n");
    }

    @Test
    void waitingIsSaidOnceAndSoIsItsEnd() {
        ConsoleProgress plain = progress(false);
        plain.waiting("other programs used 50 % of the machine", 27);
        plain.waiting("other programs used 52 % of the machine", 26);
        plain.waiting("other programs used 51 % of the machine", 0);
        assertThat(text.toString().lines()).containsExactly(
                "waiting for a quiet machine: other programs used 50 % of the machine; up to 0:27 more",
                "waiting for a quiet machine: other programs used 51 % of the machine; measuring beside it from here on");
    }

    @Test
    void theTableStandsAfterTheFirstBlockAndIsRefinedInPlaceWhereThereIsRoom() {
        List<CellResult> cells = List.of(CellsForTest.cell("ownerPointer", Map.of("pages", "512"), 512, 520));
        ConsoleProgress plain = progress(false);
        plain.refined(0, cells); // a first group alone: elsewhere than on a terminal it would stand there for good
        assertThat(text.toString()).isEmpty();
        plain.refined(1, cells);
        plain.refined(2, cells);
        assertThat(text.toString()).contains("so far, after block 1", "owner-pointer").doesNotContain("block 2", "\033");
        text.getBuffer().setLength(0);
        ConsoleLine small = new ConsoleLine(new PrintWriter(text), new int[] {4, 80});
        assertThat(small.area(List.of("a", "b", "c"))).isFalse();
        ConsoleLine live = new ConsoleLine(new PrintWriter(text), new int[] {24, 8});
        assertThat(live.area(List.of("a wide line", "b"))).isTrue();
        live.renew("half");
        live.print("said");
        live.area(List.of("c"));
        live.finish();
        assertThat(text.toString().replace("\033[J", "").replace("\r", "")).isEqualTo(
                "a wide \nb\nhalf    \033[2Asaid\na wide \nb\n\033[2Ac\n\033[1A");
    }

    @Test
    void timesAreMinutesOrHours() {
        assertThat(ConsoleProgress.time(7)).isEqualTo("0:07");
        assertThat(ConsoleProgress.time(4440)).isEqualTo("1:14:00");
    }
}
