package dev.faultpath.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.HostForkRunner;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Fork;
import dev.faultpath.results.SizedCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a run has done so far, built from the lines of its file: the same whether they were just written or read back, so that a
 * resumed run decides as the uninterrupted one would have.
 */
public final class RunLog {
    /** Forks that a cell gets in one block at most: a fork on a slow processor is tried again. */
    static final int TRIES = 3;

    private Plan plan;
    private final ObjectNode environment;
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final Map<String, List<Fork>> forks = new LinkedHashMap<>();
    /** The same forks with the forms that they are known by. */
    private final Map<String, List<Fork>> settled = new LinkedHashMap<>();
    /** What forks told that nobody timed. */
    private final Map<String, List<CompiledForm>> counts = new LinkedHashMap<>();
    private final Map<String, List<SizedCount>> sized = new LinkedHashMap<>();
    private final Map<String, Fork.Vm> vms = new LinkedHashMap<>();
    private final List<RunLine.Judgement> judgements = new ArrayList<>();
    private List<String> open = List.of();
    private final Set<String> openDone = new LinkedHashSet<>();
    private int block;
    private double seconds;
    private double paused;
    private String end;
    private int resumed;

    private RunLog(RunLine.Start start) {
        plan = start.plan();
        environment = start.environment();
        for (Cell cell : plan.cells()) {
            cells.put(cell.label(), cell);
            forks.put(cell.label(), new ArrayList<>());
        }
    }

    /** What a file says. */
    public static RunLog of(RecordFile<RunLine> file) {
        RunLog log = new RunLog((RunLine.Start) file.lines().get(0));
        RecordFile.replay(file.path(), file.lines(), log::apply);
        return log;
    }

    /** Takes in one more line, as it stands in the file. */
    void apply(RunLine line) {
        settled.clear();
        if (line instanceof RunLine.Block started) {
            if (started.block() != block + 1) {
                throw new InputException("block " + started.block() + " begins after block " + block);
            }
            block = started.block();
            open = started.cells();
            open.forEach(this::own);
            openDone.clear();
        } else if (line instanceof RunLine.ForkEnded ended) {
            List<Fork> own = own(ended.cell());
            if (ended.fork().block() != block || !open.contains(ended.cell()) || !openDone.add(ended.cell())) {
                throw new InputException(ended.cell() + ": a fork in block " + ended.fork().block() + " that is not due");
            }
            own.add(ended.fork());
            seconds += ended.fork().seconds();
            if (ended.fork().vm() != null) {
                vms.put(ended.cell(), ended.fork().vm());
            }
        } else if (line instanceof RunLine.Meanwhile all) {
            for (String cell : all.cells()) {
                List<Fork> own = own(cell);
                if (own.isEmpty() || own.get(own.size() - 1).block() != all.block()) {
                    throw new InputException(cell + ": no such fork in block " + all.block());
                }
                Fork last = own.remove(own.size() - 1);
                own.add(last.meanwhile(all.seconds(), all.steal(), all.foreign()));
                seconds += all.seconds() - last.seconds();
            }
        } else if (line instanceof RunLine.Sized counted) {
            own(counted.cell());
            sized.put(counted.cell(), counted.counts());
        } else if (line instanceof RunLine.Counted counted) {
            own(counted.cell());
            counts.computeIfAbsent(counted.cell(), c -> new ArrayList<>()).add(counted.form());
        } else if (line instanceof RunLine.Slow slow) {
            List<Fork> own = own(slow.cell());
            own.replaceAll(f -> f.block() == slow.block() ? f.slow(slow.reason()) : f);
            if (slow.block() == block && own.stream().filter(f -> f.block() == block).count() < TRIES) {
                openDone.remove(slow.cell());
            }
        } else if (line instanceof RunLine.Noisy noisy) {
            List<Fork> own = own(noisy.cell());
            int at = IntStream.range(0, own.size()).filter(i -> own.get(i).block() == noisy.block()).skip(noisy.attempt()).findFirst()
                    .orElseThrow(() -> new InputException(noisy.cell() + ": no such fork in block " + noisy.block()));
            own.set(at, own.get(at).noisy());
        } else if (line instanceof RunLine.Paused pause) {
            seconds += pause.seconds();
            paused += pause.seconds();
        } else if (line instanceof RunLine.Judgement j) {
            judgements.removeIf(before -> before.block() == j.block()); // a later look may say otherwise
            judgements.add(j);
            judgements.sort(Comparator.comparingInt(RunLine.Judgement::block));
            if (j.status().equals("void")) {
                forks.values().forEach(list -> list.replaceAll(f -> f.block() == j.block() ? f.voided(j.reason()) : f));
            } else if (j.status().equals("noisy")) {
                forks.values().forEach(list -> list.replaceAll(f -> f.block() == j.block() && f.counts() ? f.noisy() : f));
            }
            open = List.of();
            openDone.clear();
        } else if (line instanceof RunLine.End over) {
            end = over.reason();
        } else if (line instanceof RunLine.Resumed on) {
            resumed++;
            plan = on.budgetSeconds() == null ? plan : plan.within(on.budgetSeconds());
        }
    }

    private List<Fork> own(String cell) {
        List<Fork> own = forks.get(cell);
        if (own == null) {
            throw new InputException(cell + ": no cell of the run's plan");
        }
        return own;
    }

    /** What the run does. */
    public Plan plan() {
        return plan;
    }

    /** The environment stored at the start. */
    public ObjectNode environment() {
        return environment;
    }

    /** Number of the block that runs or ran last; 0 before the first. */
    public int block() {
        return block;
    }

    /** Cells of the current block that did not run yet, in their order; empty between blocks. */
    public List<Cell> pending() {
        return open.stream().filter(c -> !openDone.contains(c)).map(cells::get).toList();
    }

    /** Whether a block was started and not judged yet. */
    public boolean blockOpen() {
        return !open.isEmpty();
    }

    /** Wall time so far of all forks and of waiting for a quiet machine, seconds; not of what lies between an interruption and a resume. */
    public double seconds() {
        return seconds;
    }

    /** The part of it in which the run waited, seconds. */
    public double paused() {
        return paused;
    }

    /** The part of it that brought nothing that counts: waiting, and forks that are void, seconds. */
    double vain() {
        return paused + forks.values().stream().flatMap(List::stream).filter(f -> f.status() == Fork.Status.VOID)
                .mapToDouble(Fork::seconds).sum();
    }

    /** Why nothing is left to do; empty while something is. */
    public Optional<String> end() {
        return Optional.ofNullable(end);
    }

    /** How often the run was interrupted and went on. */
    public int resumed() {
        return resumed;
    }

    /** How the blocks were judged, in order. */
    public List<RunLine.Judgement> judgements() {
        return List.copyOf(judgements);
    }

    /** Whether a cell was counted at smaller sizes, or could not be. */
    boolean sized(Cell cell) {
        return sized.containsKey(cell.label());
    }

    /** What forks of a cell told that were only counted, in order of time. */
    List<CompiledForm> counts(Cell cell) {
        return counts.getOrDefault(cell.label(), List.of());
    }

    /** All forks of a cell, in order of time, each with the form that it is known by. */
    public List<Fork> forks(Cell cell) {
        return settled.computeIfAbsent(cell.label(), label -> CompiledForm.settled(forks.get(label), counts(cell)));
    }

    /** The cells of the plan with what was found; cells that no fork ran are left out. */
    public List<CellResult> results() {
        return plan.cells().stream().filter(c -> !forks.get(c.label()).isEmpty()).map(this::result).sorted(CellResult.ORDER).toList();
    }

    public CellResult result(Cell cell) {
        Fork.Vm vm = vms.get(cell.label());
        if (vm == null) { // no fork of it came back; another of the same JDK may tell
            vm = cells.values().stream().filter(c -> c.jdk().equals(cell.jdk())).map(c -> vms.get(c.label()))
                    .filter(Objects::nonNull).findFirst().orElse(new Fork.Vm("", "", "", "", HostForkRunner.forkArgs(cell.heap())));
        }
        return new CellResult(cell.benchmark(), cell.params(), cell.jdk(), vm.jmhVersion(), vm.jdkVersion(), vm.vmName(),
                vm.vmVersion(), vm.jvmArgs(), plan.shape().warmup(), plan.shape().measured(), plan.shape().millis(), forks(cell),
                sized.getOrDefault(cell.label(), List.of()));
    }
}
