package dev.faultpath.cli;

import dev.faultpath.Text;
import dev.faultpath.forks.Cell;
import dev.faultpath.report.ResultTable;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.run.RunLine;
import dev.faultpath.run.RunListener;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Shows how a run goes: one line that renews itself on a terminal, a plain line each block elsewhere. */
final class ConsoleProgress extends ConsoleLine implements RunListener {
    /** Whether a plain line said already that the run waits. */
    private boolean told;
    /** Whether one said already that instructions are counted. */
    private boolean counting;

    ConsoleProgress(PrintWriter err, boolean terminal) {
        super(err, terminal);
    }

    /** Whether this program talks to a terminal, not to a file or a pipe. */
    @SuppressWarnings("SystemConsoleNull") // what newer JDKs return is asked below
    static boolean onTerminal() {
        Console console = System.console();
        if (console == null || System.getenv("TERM") == null) {
            return false;
        }
        try {
            // From JDK 22 on there is a console without a terminal too, and a method to tell, which JDK 17 does not have.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    @Override
    public void forkEnded(Cell cell, Fork fork, Progress p) {
        if (fork.status() == Fork.Status.FAILED || fork.status() == Fork.Status.TIMEOUT) {
            print(cell.label() + ": fork " + (fork.status() == Fork.Status.TIMEOUT ? "ended: " : "failed: ") + fork.reason());
        }
        if (terminal()) {
            renew(String.format(Locale.ROOT, "block %d, fork %d of %d; %s", p.block(), p.forkInBlock(), p.forksInBlock(), state(p)));
        }
    }

    @Override
    public void waiting(String reason, double left) {
        String text = "waiting for a quiet machine: " + reason;
        if (left <= 0) {
            print(text + "; measuring beside it from here on");
        } else if (terminal()) {
            renew(text + "; up to " + time(left) + " more");
        } else if (!told) {
            told = true;
            print(text + "; up to " + time(left) + " more");
        }
    }

    @Override
    public void counted(int asked, int left) {
        String text = String.format(Locale.ROOT, "all is timed; counting instructions, which needs no quiet machine: %d cells asked,"
                + " %d left", asked, left);
        if (terminal()) {
            renew(text);
        } else if (!counting) {
            counting = true;
            print(text);
        }
    }

    @Override
    public void refined(int block, List<CellResult> cells) {
        if (!terminal() && block != 1) {
            return; // it would stand there for good
        }
        String head = "so far" + (block == 0 ? "" : ", after block " + block) + "; instructions are exact, times get more precise";
        List<String> lines = Stream.concat(Stream.of(head), ResultTable.tables(cells).lines()).toList();
        if (!area(lines) && block == 1) {
            lines.forEach(this::print);
        }
    }

    @Override
    public void blockJudged(RunLine.Judgement judgement, Progress p) {
        told = false;
        String verdict = judgement.status().equals("good") ? "" : " " + judgement.status() + ": " + judgement.reason() + ";";
        if (terminal() && verdict.isEmpty()) {
            renew("block " + judgement.block() + " done; " + state(p));
        } else {
            print("block " + judgement.block() + " done;" + verdict + " " + state(p));
        }
    }

    private static String state(Progress p) {
        return String.format(Locale.ROOT, "%d of %d cells done, %s elapsed, about %s left%s", p.done(), p.cells(),
                time(p.elapsedSeconds()), time(p.remainingSeconds()), p.widest() <= 0 || Double.isInfinite(p.widest()) ? ""
                        : ", widest interval ±" + Text.percent(p.widest()));
    }

    /** Minutes and seconds, such as {@code 4:07}. */
    static String time(double seconds) {
        long s = Math.round(seconds);
        return s >= 3600 ? String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
    }
}
