package dev.faultpath.cli;

import dev.faultpath.guard.GuardLog;
import dev.faultpath.guard.GuardRun;
import dev.faultpath.guard.decision.Pair;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows how a guard run goes: one line that renews itself on a terminal, a plain line every half minute elsewhere. */
final class GuardProgress extends ConsoleLine implements GuardRun.Listener {
    private static final double PLAIN_SECONDS = 30;

    private double said;

    GuardProgress(PrintWriter err, boolean terminal) {
        super(err, terminal);
    }

    @Override
    public void pairEnded(Pair pair, GuardLog log) {
        if (pair.lost() != null) {
            print(pair.cell() + ": a pair was lost: " + pair.lost());
        }
        if (terminal()) {
            renew(state(log));
        } else if (log.seconds() >= said + PLAIN_SECONDS) {
            said = log.seconds();
            print(state(log));
        }
    }

    private static String state(GuardLog log) {
        return String.format(Locale.ROOT, "%d pairs done, at most %d to come%s, %s of %s elapsed", log.pairs().size(), log.pairsLeft(),
                log.flagged() > 0 ? ", " + log.flagged() + " cells are looked at closely" : "", ConsoleProgress.time(log.seconds()),
                ConsoleProgress.time(log.plan().budgetSeconds()));
    }
}
