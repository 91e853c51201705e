package dev.faultpath.forks;

import dev.faultpath.machine.MachineLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Runs the forks of cells that are compared with each other at the same time, in {@linkplain Turns turns}: while one measures, the
 * others wait. What the machine does to one it does to all within milliseconds, and it cancels in their ratios; forks one after the
 * other meet another clock and other neighbours ({@code results/studies}, modes). And JVMs that start at once use all processors.
 */
public final class GroupForkRunner implements ForkRunner {
    /** Most forks that live at once: each takes its heap and a host. */
    static final int MOST = 16;

    private final ForkRunner alone;
    private final IntFunction<ForkRunner> starter;
    private final ForksInTurns turns = new ForksInTurns(MOST);
    private final List<ForkRunner> seats = new ArrayList<>();

    /**
     * @param alone   what runs a fork by itself; is closed with this
     * @param starter makes what runs forks that ask for their turns at a port; asked as often as forks ever live at once
     */
    public GroupForkRunner(ForkRunner alone, IntFunction<ForkRunner> starter) {
        this.alone = alone;
        this.starter = starter;
    }

    @Override
    public ForkOutcome run(Cell cell, Shape shape, double limitSeconds) throws InterruptedException {
        return alone.run(cell, shape, limitSeconds);
    }

    @Override
    public long start(String jdk) throws InterruptedException {
        return alone.start(jdk);
    }

    @Override
    public List<ForkOutcome> run(List<Cell> cells, Shape shape, double limitSeconds) throws InterruptedException {
        List<ForkOutcome> outcomes = new ArrayList<>();
        for (int from = 0; from < cells.size(); from += MOST) {
            List<Cell> some = cells.subList(from, Math.min(cells.size(), from + MOST));
            outcomes.addAll(some.size() == 1 ? List.of(alone.run(some.get(0), shape, limitSeconds)) : inTurns(some, shape, limitSeconds));
        }
        return outcomes;
    }

    private List<ForkOutcome> inTurns(List<Cell> cells, Shape shape, double limitSeconds) throws InterruptedException {
        int n = cells.size();
        long[] own = new long[n + 1];
        own[n] = ProcessHandle.current().pid();
        for (int i = 0; i < n; i++) {
            own[i] = seat(i).start(cells.get(i).jdk());
        }
        MachineLoad before = MachineLoad.now(own);
        long begin = System.nanoTime();
        List<Integer> order = IntStream.range(0, n).boxed().toList();
        List<ForkOutcome> outcomes = turns.run(order.stream().map(i -> new ForksInTurns.Seated(seat(i), cells.get(i))).toList(), order, 1,
                shape, limitSeconds);
        double share = (System.nanoTime() - begin) / 1e9 / n;
        MachineLoad after = MachineLoad.now(own);
        return outcomes.stream()
                .map(o -> o.meanwhile(share, MachineLoad.steal(before, after), MachineLoad.foreign(before, after))).toList();
    }

    private synchronized ForkRunner seat(int number) {
        while (seats.size() <= number) {
            seats.add(starter.apply(turns.port(seats.size())));
        }
        return seats.get(number);
    }

    @Override
    public synchronized void close() {
        turns.close();
        alone.close();
        seats.forEach(ForkRunner::close);
    }
}
