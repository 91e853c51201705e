package dev.faultpath.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.forks.Shape;
import dev.faultpath.guard.decision.GuardResult;
import dev.faultpath.guard.decision.Pair;
import dev.faultpath.guard.decision.Procedure;
import dev.faultpath.guard.decision.Request;
import dev.faultpath.run.RecordFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final Procedure procedure;
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<String, List<Double>> costs = new HashMap<>();
    private final List<Request> pending = new ArrayList<>();
    private double seconds;
    private boolean ended;

    private GuardLog(GuardLine.Start start) {
        plan = start.plan();
        run = start.run();
        procedure = plan.procedure();
    }

    /** What a file says that is open for writing. */
    public static GuardLog of(RecordFile<GuardLine> file) {
        return of(file.path(), file.lines());
    }

    /**
     * What a file says, without writing to it or measuring anything.
     *
     * @throws dev.faultpath.InputException if there is no such file, or a line is not what it should be
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
        if (line instanceof GuardLine.Block block) {
            pending.clear();
            pending.addAll(block.pairs());
        } else if (line instanceof GuardLine.PairEnded ended) {
            Pair pair = ended.pair();
            procedure.add(pair);
            pairs.add(pair);
            pending.stream().filter(r -> r.cell().equals(pair.cell()) && r.stage() == pair.stage()).findFirst().ifPresent(pending::remove);
            pending.removeIf(r -> procedure.givenUp(r.cell()));
            seconds += ended.seconds();
            costs.computeIfAbsent(pair.cell(), c -> new ArrayList<>()).add(ended.seconds());
        } else if (line instanceof GuardLine.End end) {
            ended = true;
            if (end.stopped() != null) {
                procedure.stop(end.stopped());
            }
        }
    }

    /** What the run does. */
    public GuardPlan plan() {
        return plan;
    }

    /** What was known of builds and machine at the start. */
    public ObjectNode run() {
        return run;
    }

    /** All pairs, in order of time. */
    public List<Pair> pairs() {
        return List.copyOf(pairs);
    }

    /** Wall time of all pairs so far, seconds; does not count pauses between runs. */
    public double seconds() {
        return seconds;
    }

    /** Wall time of a cell's pairs so far, seconds. */
    public double seconds(String cell) {
        return Arrays.stream(costs(cell)).sum();
    }

    /** Whether nothing is left to do. */
    public boolean ended() {
        return ended;
    }

    /** Most pairs that may still be wanted. */
    public int pairsLeft() {
        return procedure.pairsLeft();
    }

    /** Cells that the first stage flagged. */
    public int flagged() {
        return procedure.flaggedCells().size();
    }

    /** What is left of the block that runs, in its order; empty if it is over. */
    List<Request> pending() {
        return List.copyOf(pending);
    }

    /** The pairs that are wanted next, in their order. */
    List<Request> next() {
        return procedure.next();
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
        if (!ended) {
            procedure.stop("the run is not finished");
        }
        return procedure.result(run, List.of());
    }
}
