package dev.faultpath.guard;

import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.PairRunner;
import dev.faultpath.guard.decision.Procedure.Request;
import dev.faultpath.guard.exact.CellCounter;
import dev.faultpath.results.Fork;
import dev.faultpath.run.RecordFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    private final Map<String, GuardPlan.Entry> entries;

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
        this.entries = log.plan().entries().stream().collect(Collectors.toMap(GuardPlan.Entry::label, Function.identity()));
    }

    /**
     * Runs to the end.
     *
     * @return what was done; {@link GuardLog#ended()} is false if the run was cancelled
     * @throws dev.faultpath.InputException if the file cannot be written or no fork can be started
     */
    public GuardLog run() throws InterruptedException {
        List<GuardPlan.Entry> uncounted = log.uncounted();
        if (!log.ended() && !uncounted.isEmpty()) {
            try (CellCounter counts = counter.get()) {
                for (GuardPlan.Entry entry : uncounted) {
                    CellCounter.Both both = cancelled.getAsBoolean() ? null : counts.count(entry.cell());
                    if (both == null || ForkOutcome.cutShort(both.failed(), cancelled)) {
                        return log;
                    }
                    write(new GuardLine.Counted(entry.label(), both.baseline(), both.candidate()));
                    listener.accept(log);
                }
            }
        }
        while (!log.ended() && !cancelled.getAsBoolean()) {
            List<Request> wanted = log.next(pairs.atOnce());
            List<Request> affordable = affordable(wanted);
            if (affordable.isEmpty()) {
                write(new GuardLine.End(wanted.isEmpty() ? null
                        : String.format(Locale.ROOT, "the budget of %.0f s is spent", log.plan().budgetSeconds())));
            } else if (!run(affordable)) {
                break;
            }
        }
        return log;
    }

    /** The pairs that the budget allows. */
    private List<Request> affordable(List<Request> wanted) {
        List<Request> affordable = new ArrayList<>();
        double seconds = log.seconds();
        for (Request request : wanted) {
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
            wanted.add(new PairRunner.Wanted(entries.get(request.cell()).cell(), request.candidateFirst()));
            limit = Math.max(limit, log.limit(request.cell()));
        }
        List<PairRunner.Outcomes> outcomes = pairs.run(wanted, log.plan().shape(), limit);
        List<ForkOutcome> forks = outcomes.stream().flatMap(o -> Stream.of(o.baseline(), o.candidate())).toList();
        if (ForkOutcome.cutShort(forks, cancelled)) {
            return false; // they were ended with the run: not the cells' fault
        }
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            write(new GuardLine.PairEnded(request.cell(), log.pairs().size() + 1, request.candidateFirst(), outcomes.get(i).seconds(),
                    fork(outcomes.get(i).baseline()), fork(outcomes.get(i).candidate())));
            listener.accept(log);
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
