package dev.faultpath.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.Json;
import dev.faultpath.run.ForkOutcome;
import dev.faultpath.run.PairRunner;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Drives a guard run: blocks of the pairs that the {@link Procedure} wants, until it wants no more or the budget is spent.
 * Decides from the {@link GuardLog} alone.
 */
public final class GuardRun {
    private final PairRunner pairs;
    private final GuardFile file;
    private final GuardLog log;
    private final Listener listener;
    private final BooleanSupplier cancelled;
    private final Map<String, GuardPlan.Entry> entries;

    /** Told what happens in a run, on the thread that runs it. */
    public interface Listener {
        /** Hears nothing. */
        Listener SILENT = (pair, log) -> { };

        /**
         * A pair ended.
         *
         * @param log what the run has done so far
         */
        void pairEnded(Pair pair, GuardLog log);
    }

    /**
     * @param pairs     what runs a pair
     * @param file      new or resumed
     * @param listener  told what happens
     * @param cancelled asked before each pair and after a failed one; true ends the run without a mark, so that it can be resumed
     */
    public GuardRun(PairRunner pairs, GuardFile file, Listener listener, BooleanSupplier cancelled) {
        this.pairs = pairs;
        this.file = file;
        this.log = file.log();
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
            Request request = log.pending();
            if (request == null) {
                List<Request> next = log.next();
                write(next.isEmpty() ? Json.MAPPER.createObjectNode().put("type", "end") : GuardFile.block(next));
            } else if (log.seconds() > 0 && log.seconds() + log.cost(request.cell()) > log.plan().budgetSeconds()) {
                write(Json.MAPPER.createObjectNode().put("type", "end").put("stopped", String.format(Locale.ROOT,
                        "the budget of %.0f s is spent", log.plan().budgetSeconds())));
            } else if (!run(request)) {
                break;
            }
        }
        return log;
    }

    private boolean run(Request request) throws InterruptedException {
        GuardPlan.Entry entry = entries.get(request.cell());
        PairRunner.Outcomes outcomes = pairs.run(entry.cell(), entry.kind() == GuardCell.Kind.RULER, request.candidateFirst(),
                log.plan().shape(), log.limit(request.cell()));
        boolean whole = outcomes.baseline().status() == ForkOutcome.Status.OK && outcomes.candidate().status() == ForkOutcome.Status.OK;
        if (!whole && settledCancel()) {
            return false; // it was ended with the run: not the cell's fault
        }
        ObjectNode record = GuardFile.pair(request, log.pairs().size() + 1, entry.cell(), log.plan().shape(), outcomes);
        write(record);
        listener.pairEnded(log.pairs().get(log.pairs().size() - 1), log);
        return true;
    }

    private void write(JsonNode record) {
        file.append(record);
        log.apply(record);
    }

    /** A terminal's Ctrl-C ends the forks before this program has heard of it. */
    private boolean settledCancel() throws InterruptedException {
        for (int i = 0; i < 5 && !cancelled.getAsBoolean(); i++) {
            Thread.sleep(40);
        }
        return cancelled.getAsBoolean();
    }
}
