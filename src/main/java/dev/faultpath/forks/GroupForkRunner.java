package dev.faultpath.forks;

import dev.faultpath.machine.Affinity;
import dev.faultpath.machine.Lanes;
import dev.faultpath.machine.MachineLoad;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Runs the forks of cells that are compared with each other at the same time, in {@linkplain Turns turns}: while one measures, the
 * others wait. What the machine does to one it does to all within milliseconds, and it cancels in their ratios; forks one after the
 * other meet another clock and other neighbours ({@code results/studies}, modes). And JVMs that start at once use all processors.
 * Where the machine has several {@linkplain Lanes lanes}, as many groups run at once, each on processors of its own.
 */
public final class GroupForkRunner implements ForkRunner {
    /** Most forks that live at once: each takes its heap and a host. */
    public static final int MOST = 16;

    private final ForkRunner alone;
    private final List<Lane> lanes;

    /**
     * @param alone   what runs a fork by itself; is closed with this
     * @param starter makes what runs forks that ask for their turns at a port; asked as often as forks ever live at once
     * @param lanes   processors of each group that runs at once, see {@link Lanes}; at least one
     */
    public GroupForkRunner(ForkRunner alone, IntFunction<ForkRunner> starter, List<List<Integer>> lanes) {
        this.alone = alone;
        this.lanes = lanes.stream().map(cpus -> new Lane(cpus, starter)).toList();
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
    public int atOnce() {
        return lanes.size();
    }

    @Override
    public List<List<ForkOutcome>> run(List<Group> groups, Ended ended) throws InterruptedException {
        if (lanes.size() == 1 && groups.size() == 1 && groups.get(0).cells().size() == 1) {
            return alone.run(groups, ended);
        }
        List<Long> hosts = new ArrayList<>(List.of(ProcessHandle.current().pid()));
        for (List<Long> started : inLanes(groups, Lane::start)) {
            hosts.addAll(started);
        }
        long[] own = hosts.stream().mapToLong(h -> h).toArray();
        MachineLoad before = MachineLoad.now(own);
        long begin = System.nanoTime();
        int forks = groups.stream().mapToInt(g -> g.cells().size()).sum();
        Lock oneAtATime = new ReentrantLock();
        List<List<ForkOutcome>> outcomes = inLanes(groups, (lane, group) -> lane.run(group, (cell, outcome) -> {
            oneAtATime.lock();
            try {
                ended.fork(cell, outcome.meanwhile((System.nanoTime() - begin) / 1e9 / forks, Double.NaN, Double.NaN));
            } finally {
                oneAtATime.unlock();
            }
        }));
        double share = (System.nanoTime() - begin) / 1e9 / forks;
        MachineLoad after = MachineLoad.now(own);
        return outcomes.stream().map(group -> group.stream()
                .map(o -> o.meanwhile(share, MachineLoad.steal(before, after), MachineLoad.foreign(before, after))).toList()).toList();
    }

    /** What a lane does for a group. */
    private interface Work<T> {
        T of(Lane lane, Group group) throws InterruptedException;
    }

    /** Does it for all groups at once, a lane each. */
    private <T> List<T> inLanes(List<Group> groups, Work<T> work) throws InterruptedException {
        if (groups.size() == 1) {
            return List.of(work.of(lanes.get(0), groups.get(0)));
        }
        ExecutorService pool = Executors.newFixedThreadPool(groups.size());
        try {
            List<Future<T>> running = IntStream.range(0, groups.size())
                    .mapToObj(i -> pool.submit(() -> work.of(lanes.get(i), groups.get(i)))).toList();
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(ForkRunner.get(one));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
        alone.close();
    }

    /** Where one group at a time takes its turns. */
    private static final class Lane {
        private final List<Integer> cpus;
        private final IntFunction<ForkRunner> starter;
        private final ForksInTurns turns;
        private final List<ForkRunner> seats = new ArrayList<>();
        private final Set<Long> pinned = new HashSet<>();

        Lane(List<Integer> cpus, IntFunction<ForkRunner> starter) {
            this.cpus = cpus;
            this.starter = starter;
            this.turns = new ForksInTurns(MOST, cpus.isEmpty() ? Runtime.getRuntime().availableProcessors() : cpus.size());
        }

        /** Starts the hosts that a group needs, on their processors; returns their processes. */
        List<Long> start(Group group) throws InterruptedException {
            List<Long> hosts = new ArrayList<>();
            for (int i = 0; i < group.cells().size(); i++) {
                long pid = seat(i % MOST).start(group.cells().get(i).jdk());
                if (i < MOST) {
                    hosts.add(pid);
                }
                if (pinned.add(pid)) {
                    Affinity.pin(pid, cpus);
                }
            }
            return hosts;
        }

        List<ForkOutcome> run(Group group, Ended ended) throws InterruptedException {
            List<ForkOutcome> outcomes = new ArrayList<>();
            for (int from = 0; from < group.cells().size(); from += MOST) {
                List<Cell> some = group.cells().subList(from, Math.min(group.cells().size(), from + MOST));
                List<Integer> order = IntStream.range(0, some.size()).boxed().toList();
                outcomes.addAll(turns.run(order.stream().map(i -> new ForksInTurns.Seated(seat(i), some.get(i))).toList(), order, 1,
                        group.shape(), group.limitSeconds(), ended));
            }
            return outcomes;
        }

        private synchronized ForkRunner seat(int number) {
            while (seats.size() <= number) {
                seats.add(starter.apply(turns.port(seats.size())));
            }
            return seats.get(number);
        }

        synchronized void close() {
            turns.close();
            seats.forEach(ForkRunner::close);
        }
    }
}
