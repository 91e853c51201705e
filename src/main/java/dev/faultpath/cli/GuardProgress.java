package dev.faultpath.cli;

import dev.faultpath.guard.GuardLog;
import dev.faultpath.guard.GuardPlan;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows how a guard run goes: one line that renews itself on a terminal, a plain line every half minute elsewhere. */
final class GuardProgress extends ConsoleLine implements Consumer<GuardLog> {
    private static final long PLAIN_NANOS = 30_000_000_000L;

    private long said = System.nanoTime();

    GuardProgress(PrintWriter err, boolean terminal) {
        super(err, terminal);
    }

    @Override
    public void accept(GuardLog log) {
        if (!log.pairs().isEmpty() && log.pairs().get(log.pairs().size() - 1).lost() != null) {
            print(log.pairs().get(log.pairs().size() - 1).cell() + ": a pair was lost: " + log.pairs().get(log.pairs().size() - 1).lost());
        }
        if (terminal()) {
            renew(state(log));
        } else if (System.nanoTime() - said > PLAIN_NANOS) {
            said = System.nanoTime();
            print(state(log));
        }
    }

    private static String state(GuardLog log) {
        long cells = log.plan().count(GuardPlan.Kind.COMPARED);
        return log.counted() < cells ? String.format(Locale.ROOT, "%d of %d cells counted", log.counted(), cells)
                : String.format(Locale.ROOT, "%d cells timed, %d pairs done, at most %d to come, %s of %s elapsed", log.timed().size(),
                log.pairs().size(), log.pairsLeft(), ConsoleProgress.time(log.seconds()), ConsoleProgress.time(log.plan().budgetSeconds()));
    }
}
