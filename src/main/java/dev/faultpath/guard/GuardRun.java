package dev.faultpath.guard;

import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.PairRunner;
import dev.faultpath.guard.decision.GuardCell;
import dev.faultpath.guard.decision.Pair;
import dev.faultpath.guard.decision.Procedure;
import dev.faultpath.guard.decision.Request;
import dev.faultpath.results.Fork;
import dev.faultpath.run.RecordFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Drives a guard run: blocks of the pairs that the {@link Procedure} wants, until it wants no more or the budget is spent.
 * Decides from the {@link GuardLog} alone.
 */
public final class GuardRun {
    private final PairRunner pairs;
    private final RecordFile<GuardLine> file;
    private final GuardLog log;
    private final Listener listener;
    private final BooleanSupplier cancelled;
    private final Map<String, GuardPlan.Entry> entries;

    /** Told what happens in a run, on the thread that runs it. */
    public interface Listener {
        /** Hears nothing. */
        Listener SILENT = (pair, log) -> { };

        /** A pair ended, and this is what the run has done so far. */
        void pairEnded(Pair pair, GuardLog log);
    }

    /** @param cancelled asked before pairs and after one that failed; true ends the run without a mark, so that it can be resumed */
    public GuardRun(PairRunner pairs, RecordFile<GuardLine> file, Listener listener, BooleanSupplier cancelled) {
        this.pairs = pairs;
        this.file = file;
        this.log = GuardLog.of(file);
        this.listener = listener;
        this.cancelled = cancelled;
        this.entries = log.plan().entries().stream().collect(Collectors.toMap(GuardPlan.Entry::label, e -> e));
    }

    /**
     * Runs to the end.
     *
     * @return what was done; {@link GuardLog#ended()} is false if the run was cancelled
     * @throws dev.faultpath.InputException if the file cannot be written or no fork can be started
     */
    public GuardLog run() throws InterruptedException {
        while (!log.ended() && !cancelled.getAsBoolean()) {
            List<Request> pending = log.pending();
            List<Request> affordable = affordable(pending);
            if (pending.isEmpty()) {
                List<Request> next = log.next();
                write(next.isEmpty() ? new GuardLine.End(null) : new GuardLine.Block(next));
            } else if (affordable.isEmpty()) {
                write(new GuardLine.End(String.format(Locale.ROOT, "the budget of %.0f s is spent", log.plan().budgetSeconds())));
            } else if (!run(affordable)) {
                break;
            }
        }
        return log;
    }

    /** The pairs that are run next, at once: the block is cut into equal parts, and what the budget does not allow is left out. */
    private List<Request> affordable(List<Request> pending) {
        int parts = (pending.size() + pairs.atOnce() - 1) / pairs.atOnce();
        int some = parts == 0 ? 0 : (pending.size() + parts - 1) / parts;
        List<Request> affordable = new ArrayList<>();
        double seconds = log.seconds();
        for (Request request : pending.subList(0, some)) {
            seconds += log.cost(request.cell());
            if (log.seconds() == 0 || seconds <= log.plan().budgetSeconds()) {
                affordable.add(request);
            }
        }
        return affordable;
    }

    private boolean run(List<Request> requests) throws InterruptedException {
        List<PairRunner.Wanted> wanted = new ArrayList<>();
        double limit = 0;
        for (Request request : requests) {
            GuardPlan.Entry entry = entries.get(request.cell());
            wanted.add(new PairRunner.Wanted(entry.cell(), entry.kind() == GuardCell.Kind.RULER, request.candidateFirst()));
            limit = Math.max(limit, log.limit(request.cell()));
        }
        List<PairRunner.Outcomes> outcomes = pairs.run(wanted, log.plan().shape(), limit);
        List<ForkOutcome> forks = outcomes.stream().flatMap(o -> Stream.of(o.baseline(), o.candidate())).toList();
        if (ForkOutcome.cutShort(forks, cancelled)) {
            return false; // they were ended with the run: not the cells' fault
        }
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            write(new GuardLine.PairEnded(request.cell(), request.stage(), log.pairs().size() + 1, request.candidateFirst(),
                    outcomes.get(i).seconds(), fork(outcomes.get(i).baseline()), fork(outcomes.get(i).candidate())));
            listener.pairEnded(log.pairs().get(log.pairs().size() - 1), log);
        }
        return true;
    }

    private Fork fork(ForkOutcome outcome) {
        return outcome.fork(0, log.plan().shape());
    }

    private void write(GuardLine line) {
        log.apply(file.append(line));
    }
}
