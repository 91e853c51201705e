package dev.faultpath.guard;

import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.PairRunner;
import dev.faultpath.guard.exact.CellCounter;
import dev.faultpath.run.RecordFile;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Drives a guard run: counts every cell whose byte code differs, then times what counts do not settle, until no more pairs are wanted or
 * the budget is spent. Decides from the {@link GuardLog} alone.
 */
public final class GuardRun {
    private final Supplier<CellCounter> counter;
    private final PairRunner pairs;
    private final RecordFile<GuardLine> file;
    private final GuardLog log;
    private final Consumer<GuardLog> listener;
    private final BooleanSupplier cancelled;

    /**
     * @param counter   makes what counts; closed when all cells are counted
     * @param listener  told what the run has done so far, on this thread, when a cell was counted or a pair ended
     * @param cancelled asked before each step and after one that failed; true ends the run without a mark, so that it can be resumed
     */
    public GuardRun(Supplier<CellCounter> counter, PairRunner pairs, RecordFile<GuardLine> file, Consumer<GuardLog> listener,
                    BooleanSupplier cancelled) {
        this.counter = counter;
        this.pairs = pairs;
        this.file = file;
        this.log = GuardLog.of(file);
        this.listener = listener;
        this.cancelled = cancelled;
    }

    /**
     * Runs to the end.
     *
     * @return what was done; {@link GuardLog#ended()} is false if the run was cancelled
     * @throws dev.faultpath.InputException if the file cannot be written or no fork can be started
     */
    public GuardLog run() throws InterruptedException {
        if (log.ended() || !count()) {
            return log;
        }
        while (!log.ended() && !cancelled.getAsBoolean()) {
            List<PairRunner.Wanted> wanted = log.next(pairs.atOnce());
            List<PairRunner.Wanted> affordable = log.affordable(wanted);
            if (affordable.isEmpty()) {
                log.apply(file.append(new GuardLine.End(wanted.isEmpty() ? null
                        : String.format(Locale.ROOT, "the budget of %.0f s is spent", log.plan().budgetSeconds()))));
            } else if (!time(affordable)) {
                break;
            }
        }
        return log;
    }

    /** Counts what is still to be counted; says whether all of it was. */
    private boolean count() throws InterruptedException {
        List<GuardPlan.Entry> uncounted = log.uncounted();
        if (uncounted.isEmpty()) {
            return true;
        }
        try (CellCounter counts = counter.get()) {
            for (GuardPlan.Entry entry : uncounted) {
                CellCounter.Both both = cancelled.getAsBoolean() ? null : counts.count(entry.cell());
                if (both == null || ForkOutcome.cutShort(both.failed(), cancelled)) {
                    return false;
                }
                write(new GuardLine.Counted(entry.label(), both.baseline(), both.candidate()));
            }
        }
        return true;
    }

    /** Runs pairs; says whether they came to their end. */
    private boolean time(List<PairRunner.Wanted> wanted) throws InterruptedException {
        double limit = wanted.stream().mapToDouble(w -> log.limit(w.cell().label())).max().orElseThrow();
        List<PairRunner.Outcomes> outcomes = pairs.run(wanted, log.plan().shape(), limit);
        if (ForkOutcome.cutShort(outcomes.stream().flatMap(o -> Stream.of(o.baseline(), o.candidate())).toList(), cancelled)) {
            return false; // they were ended with the run: not the cells' fault
        }
        for (int i = 0; i < wanted.size(); i++) {
            PairRunner.Outcomes came = outcomes.get(i);
            write(new GuardLine.PairEnded(wanted.get(i).cell().label(), log.pairs().size() + 1, wanted.get(i).candidateFirst(),
                    came.seconds(), came.baseline().fork(0, log.plan().shape()), came.candidate().fork(0, log.plan().shape())));
        }
        return true;
    }

    private void write(GuardLine line) {
        log.apply(file.append(line));
        listener.accept(log);
    }
}
