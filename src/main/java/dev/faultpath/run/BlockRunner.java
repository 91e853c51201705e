package dev.faultpath.run;

import dev.faultpath.forks.Cell;
import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.ForkRunner;
import dev.faultpath.forks.Shape;
import dev.faultpath.machine.MachineLoad;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Drives a run: blocks of single forks in seeded random order, those that are compared with each other at once, until every cell is
 * precise enough, ran often enough, or the budget is spent. Decides from the {@link RunLog} alone, so that a resumed run goes on as
 * the uninterrupted one would have.
 *
 * <p>After their first blocks the budget goes to the ratios that it can bring to the wanted precision, the nearest first; the others
 * get what is left. The width of an interval decides, never where it lies: a stop may not look at which design wins.
 */
public final class BlockRunner {
    /** Forks that may fail in a row before a cell is given up. */
    static final int FAILURES_IN_A_ROW = 2;
    /** How many times its first blocks a cell runs at most for as many good forks. */
    private static final double MORE_FOR_GOOD = 1.5;
    /** How much longer than the budget a first block may take on a machine that is never quiet. */
    private static final double LONGER_FIRST = 1.5;
    /** Time of one look at what other programs do, seconds: some hundred ticks of the clock that accounts for them. */
    private static final double LOOK_SECONDS = 1;

    /** Looks at what others do to the machine, while nothing of the run works. */
    @FunctionalInterface
    public interface Look {
        /** Takes some seconds. */
        MachineLoad.Shares at(double seconds) throws InterruptedException;
    }

    private final ForkRunner forks;
    private final Look look;
    private final RecordFile<RunLine> file;
    private final RunLog log;
    private final Plan plan;
    private final RunListener listener;
    private final BooleanSupplier cancelled;
    private final BlockJudge judge = new BlockJudge();
    private final InstructionCounts counts;
    private final Map<String, Double> widths = new HashMap<>();
    /** What cells of a group are compared with: one reference, but for controls that stand beside several groups. */
    private final Map<CellResult.Group, List<Cell>> references = new HashMap<>();
    /** Whether the machine may be busy: nothing is known yet, or the last forks were disturbed. */
    private boolean suspect = true;

    /**
     * @param look      at the machine, before the first forks and after disturbed ones
     * @param cancelled asked before each fork and after a failed one; true ends the run without a mark, so that it can be resumed
     */
    public BlockRunner(ForkRunner forks, Look look, RecordFile<RunLine> file, RunListener listener, BooleanSupplier cancelled) {
        this.forks = forks;
        this.look = look;
        this.file = file;
        this.log = RunLog.of(file);
        this.plan = log.plan();
        this.listener = listener;
        this.cancelled = cancelled;
        counts = new InstructionCounts(forks, log, this::write, listener, cancelled);
        List<Cell> all = plan.cells().stream().filter(Cell::reference).toList();
        for (Cell cell : plan.cells()) {
            List<Cell> own = all.stream().filter(r -> r.group().equals(cell.group())).limit(1).toList();
            List<Cell> found = !own.isEmpty() ? own
                    : all.stream().filter(r -> cell.control() && r.group().covers(cell.group())).toList();
            references.merge(cell.group(), found, (before, now) -> before.isEmpty() ? now : before);
        }
    }

    /**
     * Runs to the end.
     *
     * @return what was found; {@link RunLog#end()} is empty if the run was cancelled
     * @throws dev.faultpath.InputException if the run file cannot be written or no fork can be started
     */
    public RunLog run() throws InterruptedException {
        while (log.end().isEmpty() && !cancelled.getAsBoolean()) {
            if (!log.blockOpen()) {
                for (Optional<RunLine.Judgement> other = judge.again(log); other.isPresent(); other = judge.again(log)) {
                    judged(other.get());
                }
                List<Cell> next = next();
                if (next.isEmpty()) {
                    if (!counts.ofForms()) {
                        break;
                    }
                    if (!next().isEmpty()) {
                        continue; // forms that are told apart now have too few forks
                    }
                    if (!counts.ofSmallerSizes()) {
                        break;
                    }
                    countDisturbed();
                    write(new RunLine.End(reasonToEnd()));
                    break;
                }
                startBlock(next);
            }
            boolean ran = runBlock();
            while (ran && voidSlow()) {
                ran = runBlock();
            }
            if (ran) {
                judged(judge.judge(log));
            }
        }
        return log;
    }

    /** What is disturbed counts for cells that got nothing better. */
    private void countDisturbed() {
        for (List<Cell> group : company(plan.cells())) {
            for (Cell cell : group) {
                Cell reference = references(cell).stream().findFirst().orElse(null);
                BlockJudge.toCount(log, cell, reference, group, plan.blocks(cell)).forEach(this::write);
            }
        }
        widths.clear();
    }

    /**
     * Waits until other programs leave the machine alone, up to a share of the budget in all; what runs after that is judged by what
     * they do then.
     */
    private void awaitQuiet() throws InterruptedException {
        double allowed = BlockJudge.WAITING * plan.budgetSeconds() - log.paused();
        if (plan.target() <= 0 || !suspect || allowed <= 0) {
            return;
        }
        double waited = 0;
        String reason = "";
        for (suspect = true; suspect && waited < allowed && !cancelled.getAsBoolean(); ) {
            MachineLoad.Shares others = look.at(LOOK_SECONDS);
            List<String> seen = BlockJudge.busy(others.steal(), others.foreign());
            suspect = !seen.isEmpty();
            waited += LOOK_SECONDS;
            if (suspect) {
                reason = String.join("; ", seen);
                listener.waiting(reason, Math.max(0, allowed - waited));
            }
        }
        if (!reason.isEmpty() || log.seconds() > 0) {
            write(new RunLine.Paused(waited, reason)); // looks are part of it, but for the one that a run begins with
        }
    }

    private void write(RunLine line) {
        log.apply(file.append(line));
    }

    /** Why there is no next block. */
    private String reasonToEnd() {
        if (wanting().isEmpty()) {
            long failed = plan.cells().stream().filter(this::givenUp).count();
            return failed == plan.cells().size() ? "no cell runs" : (failed > 0 ? failed + " cells were given up; " : "")
                    + (plan.target() > 0 ? "every ratio is precise enough or ran often enough" : "every cell ran often enough");
        }
        return "the budget is spent";
    }

    /** Cells that want another fork for their own sake. */
    private List<Cell> wanting() {
        return plan.cells().stream().filter(c -> !givenUp(c) && wantsMore(c)).toList();
    }

    /** Cells with what has to run beside them; empty if there are none. */
    private List<Cell> accompanied(List<Cell> cells) {
        Set<Cell> active = new LinkedHashSet<>(cells);
        for (Cell cell : cells) {
            references(cell).stream().filter(r -> !givenUp(r)).forEach(active::add); // a ratio needs its reference in the same block
        }
        Set<String> jdks = active.stream().map(Cell::jdk).collect(Collectors.toSet());
        // The controls of the harness watch every block.
        return plan.cells().stream().filter(c -> active.contains(c)
                || BlockJudge.watches(c) && jdks.contains(c.jdk()) && !givenUp(c)).toList();
    }

    private boolean wantsMore(Cell cell) {
        return lacksFirst(cell) || counting(cell) < plan.maxBlocks() && hasReference(cell) && plan.target() > 0 && !precise(cell);
    }

    /** Whether it has too few good forks yet, beside good ones of its reference; some cells never have that many. */
    private boolean lacksFirst(Cell cell) {
        int first = plan.blocks(cell);
        return counting(cell) < first || plan.target() > 0 && counting(cell) < MORE_FOR_GOOD * first && good(cell) < first;
    }

    private int good(Cell cell) {
        List<Fork> own = settled(cell);
        return beside(cell).mapToInt(r -> Pairs.of(own, settled(r), Fork::score).size()).min()
                .orElse(own.size());
    }

    /** The good ones, and those that a busy machine disturbed: waiting for better ones was tried. */
    private List<Fork> settled(Cell cell) {
        return log.result(cell).mainForm().counting().stream().filter(f -> List.of(Fork.NOISY).containsAll(f.flags())).toList();
    }

    private long counting(Cell cell) {
        return log.forks(cell).stream().filter(Fork::counts).count();
    }

    /** Forks that a cell still needs at the rate its interval shrinks. */
    private double needed(Cell cell) {
        double n = counting(cell);
        double wanted = plan.blocks(cell);
        if (plan.target() > 0 && hasReference(cell)) {
            double width = halfWidth(cell, 0);
            // Widths of intervals shrink with the root of n; those of very few values say nothing yet.
            wanted = n < 3 || Double.isInfinite(width) ? plan.maxBlocks()
                    : Math.min(plan.maxBlocks(), Math.max(wanted, n * Math.pow(width / plan.target(), 2)));
        }
        return Math.max(0, wanted - n);
    }

    private boolean hasReference(Cell cell) {
        return references(cell).stream().anyMatch(r -> r != cell);
    }

    /** What a cell's ratios are to: one that was given up brings no more pairs, and counts only where there is no other. */
    private Stream<Cell> beside(Cell cell) {
        List<Cell> others = references(cell).stream().filter(r -> r != cell).toList();
        List<Cell> running = others.stream().filter(r -> !givenUp(r)).toList();
        return (running.isEmpty() ? others : running).stream();
    }

    private List<Cell> references(Cell cell) {
        return references.get(cell.group());
    }

    /** The group that a cell takes turns with: its own, but for some controls the first that they stand beside. */
    private CellResult.Group company(Cell cell) {
        return references(cell).stream().findFirst().map(Cell::group).orElse(cell.group());
    }

    /** Precise at this block and at the one before: the first narrow interval of a growing sample is often luck. */
    private boolean precise(Cell cell) {
        return halfWidth(cell, 0) <= plan.target() && halfWidth(cell, 1) <= plan.target();
    }

    /** Half-width of the least precise of a cell's ratios; 0 for one that is compared with nothing. */
    private double halfWidth(Cell cell, int fewer) {
        return beside(cell).mapToDouble(r -> halfWidth(cell, r, fewer)).max().orElse(0);
    }

    private double halfWidth(Cell cell, Cell beside, int fewer) {
        // Widths are asked for after every fork, but only the cells of that fork's group have a new one.
        List<Fork> own = log.forks(cell);
        List<Fork> reference = log.forks(beside);
        return widths.computeIfAbsent(String.join(" ", cell.label(), beside.label(), "" + fewer, "" + own.size(), "" + reference.size()),
                key -> Precision.halfWidth(own, reference, fewer));
    }

    private boolean givenUp(Cell cell) {
        List<Fork> all = log.forks(cell);
        return all.size() >= FAILURES_IN_A_ROW && all.subList(all.size() - FAILURES_IN_A_ROW, all.size()).stream()
                .allMatch(f -> f.status() == Fork.Status.FAILED || f.status() == Fork.Status.TIMEOUT);
    }

    private double cost(Cell cell) {
        double[] own = seconds(List.of(cell));
        // Of all cells only where its own say nothing: it is asked for each cell after each fork.
        return Shape.cost(own, own.length > 0 ? own : seconds(plan.cells()), plan.shape().forkSeconds());
    }

    private double[] seconds(List<Cell> cells) {
        return cells.stream().flatMap(c -> log.forks(c).stream()).filter(f -> f.status() != Fork.Status.TIMEOUT)
                .mapToDouble(Fork::seconds).toArray();
    }

    private double cost(List<Cell> cells) {
        return cells.stream().mapToDouble(this::cost).sum();
    }

    /** The cells of the next block; empty if the budget has no room for any. */
    private List<Cell> next() {
        List<Cell> wanting = wanting();
        if (log.block() == 0) {
            return accompanied(wanting);
        }
        List<Cell> first = wanting.stream().filter(this::lacksFirst).toList();
        List<Cell> nearest = wanting.stream().sorted(Comparator.comparingDouble(this::needed)).toList();
        List<Cell> chosen = first.isEmpty() ? within(nearest, cell -> Math.max(1, Math.ceil(needed(cell)))) : first;
        return accompanied(within(chosen.isEmpty() ? nearest : chosen, cell -> 1));
    }

    /** The first of these cells, as far as the budget that is left lasts for their blocks, references and controls included. */
    private List<Cell> within(List<Cell> cells, ToDoubleFunction<Cell> blocks) {
        List<Cell> chosen = new ArrayList<>();
        Map<Cell, Double> paid = new HashMap<>();
        double budget = plan.budgetSeconds() - log.seconds();
        for (Cell cell : cells) {
            double price = 0;
            List<Cell> all = accompanied(List.of(cell));
            for (Cell c : all) {
                price += Math.max(0, blocks.applyAsDouble(cell) - paid.getOrDefault(c, 0.0)) * cost(c);
            }
            if (price <= budget) {
                budget -= price;
                all.forEach(c -> paid.merge(c, blocks.applyAsDouble(cell), Math::max));
                chosen.add(cell);
            }
        }
        return chosen;
    }

    private void startBlock(List<Cell> next) {
        int block = log.block() + 1;
        List<Cell> order = new ArrayList<>(next);
        Collections.shuffle(order, new Random(plan.seed() * 1_000_003L + block));
        write(new RunLine.Block(block, order.stream().map(Cell::label).toList()));
    }

    /**
     * Leaves out the forks of slow processors, and those that took turns with them: a ratio of one that was slow to one that was not
     * is none. Once the patience is spent, they count and are marked. True if the open block can try some of them again.
     */
    private boolean voidSlow() {
        List<BlockJudge.Slow> slow = judge.slow(log);
        boolean patient = BlockJudge.patient(log);
        for (BlockJudge.Slow s : slow) {
            for (Cell cell : plan.cells()) {
                List<Fork> own = log.forks(cell).stream().filter(f -> f.block() == s.block()).toList();
                if (own.stream().noneMatch(Fork::counts) || !company(cell).equals(company(s.cell()))) {
                    continue;
                }
                if (!patient) {
                    write(new RunLine.Noisy(s.block(), cell.label(), own.size() - 1)); // earlier ones of the block are void
                } else {
                    write(new RunLine.Slow(s.block(), cell.label(),
                            (cell.equals(s.cell()) ? "" : "beside " + s.cell().label() + ": ") + s.reason()));
                }
            }
        }
        widths.clear(); // forks that no longer count change them
        return !slow.isEmpty() && !log.pending().isEmpty();
    }

    /** Runs what the open block still lacks; false if the run was cancelled. */
    private boolean runBlock() throws InterruptedException {
        List<Cell> pending = log.pending();
        int done = (int) plan.cells().stream().filter(c -> log.forks(c).stream().anyMatch(f -> f.block() == log.block())).count();
        int size = pending.size() + done;
        List<List<Cell>> groups = List.copyOf(company(pending));
        for (int from = 0; from < groups.size(); from += forks.atOnce()) {
            List<List<Cell>> some = groups.subList(from, Math.min(groups.size(), from + forks.atOnce()));
            List<Cell> cells = some.stream().flatMap(List::stream).toList();
            if (cancelled.getAsBoolean()) {
                return false;
            }
            if (!tooDear(cells)) {
                awaitQuiet(); // which takes of the budget too
            }
            if (tooDear(cells)) {
                return true; // a block that costs more than foreseen ends early; what it has is good
            }
            Map<Cell, ForkOutcome> told = new HashMap<>();
            List<ForkOutcome> outcomes = forks.run(some.stream().map(this::toRun).toList(), (cell, outcome) -> {
                if (!ForkOutcome.cutShort(List.of(outcome), cancelled)) {
                    write(new RunLine.ForkEnded(cell.label(), outcome.fork(log.block(), plan.shape())));
                    told.put(cell, outcome);
                }
            }).stream().flatMap(List::stream).toList();
            if (told.size() < cells.size()) {
                return false; // forks were ended with the run: not their cells' fault
            }
            suspect = outcomes.stream().anyMatch(o -> !BlockJudge.busy(o.steal(), o.foreign()).isEmpty());
            if (!outcomes.get(0).equals(told.get(cells.get(0)))) {
                ForkOutcome all = outcomes.get(0);
                write(new RunLine.Meanwhile(log.block(), cells.stream().map(Cell::label).toList(), all.seconds(), all.steal(),
                        all.foreign()));
            }
            for (Cell cell : cells) {
                List<Fork> own = log.forks(cell);
                listener.forkEnded(cell, own.get(own.size() - 1), progress(++done, size));
            }
            if (plan.target() > 0 && log.judgements().isEmpty() && done < size) {
                listener.refined(0, log.results());
            }
        }
        return true;
    }

    /** Whether a block's budget has no room for these cells; the first have room. */
    private boolean tooDear(List<Cell> cells) {
        return log.seconds() > log.paused() && log.seconds() + cost(cells) > blockBudget();
    }

    /** Until when groups start, seconds. Where others slow a first block down it may take longer, or a table would lack rows for them. */
    private double blockBudget() {
        return plan.budgetSeconds() * (log.block() == 1 && plan.target() > 0 && !BlockJudge.patient(log) ? LONGER_FIRST : 1);
    }

    private ForkRunner.Group toRun(List<Cell> group) {
        Shape shape = group.stream().anyMatch(counts::wanted) ? plan.shape().counting() : plan.shape();
        return new ForkRunner.Group(group, shape, group.stream().mapToDouble(c -> limit(c, shape)).max().orElseThrow());
    }

    /** The cells that are compared with each other together, each group where its first cell stands. */
    private Collection<List<Cell>> company(List<Cell> cells) {
        Map<CellResult.Group, List<Cell>> groups = new LinkedHashMap<>();
        cells.forEach(c -> groups.computeIfAbsent(company(c), g -> new ArrayList<>()).add(c));
        return groups.values();
    }

    double limit(Cell cell, Shape shape) {
        return shape.limit(seconds(List.of(cell)));
    }

    private void judged(RunLine.Judgement judgement) {
        widths.clear(); // forks that no longer count change them
        write(judgement);
        listener.blockJudged(judgement, progress(0, 0));
        if (plan.target() > 0) {
            listener.refined(judgement.block(), log.results());
        }
    }

    /** Where the run stands; may be asked at any time by the thread that runs it. */
    RunListener.Progress progress(int forkInBlock, int forksInBlock) {
        List<Cell> active = accompanied(wanting());
        double widest = active.stream().mapToDouble(c -> halfWidth(c, 0)).max().orElse(0);
        return new RunListener.Progress(log.block(), forkInBlock, forksInBlock, plan.cells().size(),
                plan.cells().size() - active.size(), log.seconds(), remaining(active), widest);
    }

    /** Estimate of the wall time left, seconds: what each cell still needs at the rate its interval shrinks, up to the budget. */
    private double remaining(List<Cell> active) {
        Map<CellResult.Group, Double> mostOfGroup = new HashMap<>();
        active.forEach(c -> mostOfGroup.merge(company(c), needed(c), Math::max));
        double longest = mostOfGroup.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double seconds = 0;
        for (Cell cell : active) {
            double more = BlockJudge.watches(cell) ? longest : cell.reference() ? mostOfGroup.get(cell.group()) : needed(cell);
            seconds += more * cost(cell);
        }
        return Math.max(0, Math.min(seconds, plan.budgetSeconds() - log.seconds()));
    }
}
