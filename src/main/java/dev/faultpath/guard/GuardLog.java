package dev.faultpath.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.PairRunner;
import dev.faultpath.forks.Shape;
import dev.faultpath.guard.decision.Pair;
import dev.faultpath.guard.decision.Procedure;
import dev.faultpath.guard.decision.Timed;
import dev.faultpath.guard.exact.Comparison;
import dev.faultpath.run.RecordFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a guard run has done so far, built from the lines of its file: the same whether they were just written or read back,
 * so that a resumed run goes on as the uninterrupted one would have, and a stored one is judged to the same bytes again.
 */
public final class GuardLog {
    private final GuardPlan plan;
    private final ObjectNode run;
    private final Map<String, Comparison> compared = new HashMap<>();
    private final List<GuardLine.PairEnded> pairs = new ArrayList<>();
    private Procedure procedure;
    private GuardLine.End end;

    private GuardLog(GuardLine.Start start) {
        plan = start.plan();
        run = start.run();
    }

    /** What a file says that is open for writing. */
    public static GuardLog of(RecordFile<GuardLine> file) {
        return of(file.path(), file.lines());
    }

    /**
     * What a file says, without writing to it or measuring anything.
     *
     * @throws InputException if there is no such file, or a line is not what it should be
     */
    public static GuardLog read(Path path) {
        return of(path, RecordFile.read(path, GuardLine.FORM));
    }

    private static GuardLog of(Path path, List<GuardLine> lines) {
        GuardLog log = new GuardLog((GuardLine.Start) lines.get(0));
        RecordFile.replay(path, lines, log::apply);
        return log;
    }

    /** Takes in one more line, as it stands in the file. */
    void apply(GuardLine line) {
        if (line instanceof GuardLine.Start || ended() && !(line instanceof GuardLine.Resumed)) {
            throw new InputException(ended() ? "a line behind the end of the run" : "a second plan");
        }
        if (line instanceof GuardLine.Counted counted) {
            if (uncounted().stream().noneMatch(e -> e.label().equals(counted.cell()))) {
                throw new InputException("the counts of " + counted.cell() + " are of no cell that is still to be counted");
            }
            compared.put(counted.cell(), Comparison.of(counted.baseline(), counted.candidate()));
        } else if (line instanceof GuardLine.PairEnded pair) {
            if (pair.number() != pairs.size() + 1) {
                throw new InputException("pair " + pair.number() + " comes after " + pairs.size() + " pairs");
            }
            procedure().add(pair.pair());
            pairs.add(pair);
        } else if (line instanceof GuardLine.End last) {
            end = last;
        }
    }

    /** Cells that are still to be counted, in their order. */
    List<GuardPlan.Entry> uncounted() {
        return plan.entries().stream().filter(e -> e.counted() && !compared.containsKey(e.label())).toList();
    }

    /** Labels of the cells that the clock is asked of; none before all are counted. */
    public List<String> timed() {
        return plan.settings().exactOnly() || !uncounted().isEmpty() ? List.of()
                : plan.entries().stream().filter(e -> e.counted() && needsClock(compared.get(e.label()))).map(GuardPlan.Entry::label)
                .toList();
    }

    private boolean needsClock(Comparison c) {
        return plan.timeAll() || !c.same() || c.memoryBound();
    }

    private Procedure procedure() {
        if (procedure == null) {
            procedure = new Procedure(plan.settings(), timed(), plan.seed());
        }
        return procedure;
    }

    /** The pairs that are wanted next, at most so many, in their order. */
    List<PairRunner.Wanted> next(int most) {
        Map<String, Cell> cells = plan.entries().stream().collect(Collectors.toMap(GuardPlan.Entry::label, GuardPlan.Entry::cell));
        return procedure().next(most).stream().map(r -> new PairRunner.Wanted(cells.get(r.cell()), r.candidateFirst())).toList();
    }

    /** Those of the pairs that the budget allows. */
    List<PairRunner.Wanted> affordable(List<PairRunner.Wanted> wanted) {
        List<PairRunner.Wanted> affordable = new ArrayList<>();
        double foreseen = seconds();
        for (PairRunner.Wanted pair : wanted) {
            foreseen += cost(pair.cell().label());
            if (pairs.isEmpty() || foreseen <= plan.budgetSeconds()) {
                affordable.add(pair);
            }
        }
        return affordable;
    }

    /** Expected wall time of a cell's next pair, seconds. */
    private double cost(String cell) {
        return Shape.cost(seconds(p -> p.cell().equals(cell)), seconds(p -> true), 2 * plan.shape().forkSeconds());
    }

    /** Wall time that one fork may take, seconds. */
    double limit(String cell) {
        return plan.shape().limit(seconds(p -> p.cell().equals(cell)));
    }

    private double[] seconds(Predicate<GuardLine.PairEnded> which) {
        return pairs.stream().filter(which).mapToDouble(GuardLine.PairEnded::seconds).toArray();
    }

    /** Wall time of all pairs so far, seconds; does not count pauses between runs. */
    public double seconds() {
        return Arrays.stream(seconds(p -> true)).sum();
    }

    /** What the run does. */
    public GuardPlan plan() {
        return plan;
    }

    /** What was known of builds and machine at the start. */
    public ObjectNode run() {
        return run;
    }

    /** Cells that were counted. */
    public int counted() {
        return compared.size();
    }

    /** All pairs, in order of time. */
    public List<Pair> pairs() {
        return pairs.stream().map(GuardLine.PairEnded::pair).toList();
    }

    /** Whether nothing is left to do. */
    public boolean ended() {
        return end != null;
    }

    /** Most pairs that may still be wanted. */
    public int pairsLeft() {
        return procedure().pairsLeft();
    }

    /** What the run says; of one that has not ended, what it says so far. */
    public GuardResult result() {
        boolean clock = uncounted().isEmpty();
        String why = ended() ? end.stopped() : "the run is not finished";
        Judge judge = new Judge(plan.settings(), clock && procedure().restless());
        Map<String, Timed> times = clock ? procedure().result() : Map.of();
        return new GuardResult(run, plan.settings(), plan.seed(), plan.entries().stream()
                .map(e -> judge.of(e, compared.get(e.label()), times.get(e.label()), why)).toList(), why);
    }
}
