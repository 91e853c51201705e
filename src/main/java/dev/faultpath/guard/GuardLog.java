package dev.faultpath.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.forks.Shape;
import dev.faultpath.guard.decision.Pair;
import dev.faultpath.guard.decision.Procedure;
import dev.faultpath.guard.decision.Procedure.Request;
import dev.faultpath.guard.decision.Timed;
import dev.faultpath.guard.exact.Comparison;
import dev.faultpath.run.RecordFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a guard run has done so far, built from the lines of its file: the same whether they were just written or read back,
 * so that a resumed run goes on as the uninterrupted one would have, and a stored one is judged to the same bytes again.
 */
public final class GuardLog {
    private final GuardPlan plan;
    private final ObjectNode run;
    private final Map<String, Comparison> compared = new HashMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<String, List<Double>> costs = new HashMap<>();
    private Procedure procedure;
    private double seconds;
    private boolean ended;
    private String stopped;

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
        if (line instanceof GuardLine.Start || ended && !(line instanceof GuardLine.Resumed)) {
            throw new InputException(ended ? "a line behind the end of the run" : "a second plan");
        }
        if (line instanceof GuardLine.Counted counted) {
            if (uncounted().stream().noneMatch(e -> e.label().equals(counted.cell()))) {
                throw new InputException("the counts of " + counted.cell() + " are of no cell that is still to be counted");
            }
            compared.put(counted.cell(), Comparison.of(counted.baseline(), counted.candidate()));
        } else if (line instanceof GuardLine.PairEnded ended) {
            Pair pair = ended.pair();
            if (pair.number() != pairs.size() + 1) {
                throw new InputException("pair " + pair.number() + " comes after " + pairs.size() + " pairs");
            }
            procedure().add(pair);
            pairs.add(pair);
            seconds += ended.seconds();
            costs.computeIfAbsent(pair.cell(), c -> new ArrayList<>()).add(ended.seconds());
        } else if (line instanceof GuardLine.End end) {
            ended = true;
            stopped = end.stopped();
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
    List<Request> next(int most) {
        return procedure().next(most);
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

    /** How a cell's counts differ; {@code null} if it was not counted. */
    public Comparison compared(String cell) {
        return compared.get(cell);
    }

    /** All pairs, in order of time. */
    public List<Pair> pairs() {
        return List.copyOf(pairs);
    }

    /** Wall time of all pairs so far, seconds; does not count pauses between runs. */
    public double seconds() {
        return seconds;
    }

    /** Whether nothing is left to do. */
    public boolean ended() {
        return ended;
    }

    /** Most pairs that may still be wanted. */
    public int pairsLeft() {
        return procedure().pairsLeft();
    }

    /** Expected wall time of a cell's next pair, seconds. */
    double cost(String cell) {
        double[] all = costs.values().stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
        return Shape.cost(costs(cell), all, 2 * plan.shape().forkSeconds());
    }

    /** Wall time that one fork may take, seconds. */
    double limit(String cell) {
        return plan.shape().limit(costs(cell));
    }

    private double[] costs(String cell) {
        return costs.getOrDefault(cell, List.of()).stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** What the run says; of one that has not ended, what it says so far. */
    public GuardResult result() {
        boolean clock = uncounted().isEmpty();
        String why = ended ? stopped : "the run is not finished";
        Judge judge = new Judge(plan.settings(), clock && procedure().restless());
        Map<String, Timed> times = clock ? procedure().result() : Map.of();
        return new GuardResult(run, plan.settings(), plan.seed(), plan.entries().stream()
                .map(e -> judge.of(e, compared.get(e.label()), times.get(e.label()), why)).toList(), why);
    }
}
