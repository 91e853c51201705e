package dev.faultpath.forks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Pairs of forks that JMH runs, both at once and in {@linkplain Turns turns}, iteration by iteration. Each build has processes of
 * its own, kept alive.
 */
public final class HostPairs implements PairRunner {
    /**
     * Most pairs that are run at once. More of them spread their iterations over a longer time, and a disturbance that would have
     * hit one pair for most of its life hits a few iterations of each: {@code results/studies}.
     */
    static final int AT_ONCE = 4;

    private final Function<Place, ForkRunner> starter;
    private final Map<Place, ForkRunner> runners = new HashMap<>();
    private final ForksInTurns turns = new ForksInTurns(2 * AT_ONCE, Runtime.getRuntime().availableProcessors());

    /** Whose forks a process runs. */
    public enum Side { BASELINE, CANDIDATE }

    /** Whose forks a process runs, and the port at which they ask for their turns. */
    public record Place(Side side, int turns) {
    }

    /** @param starter makes what runs the forks of a place; asked once for each */
    public HostPairs(Function<Place, ForkRunner> starter) {
        this.starter = starter;
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public List<Outcomes> run(List<Wanted> pairs, Shape shape, double limitSeconds) throws InterruptedException {
        List<Outcomes> outcomes = new ArrayList<>();
        for (int from = 0; from < pairs.size(); from += AT_ONCE) {
            outcomes.addAll(inTurns(pairs.subList(from, Math.min(pairs.size(), from + AT_ONCE)), shape, limitSeconds));
        }
        return outcomes;
    }

    /** Runs pairs whose forks all take turns; those of a pair follow one another. */
    private List<Outcomes> inTurns(List<Wanted> pairs, Shape shape, double limitSeconds) throws InterruptedException {
        long begin = System.nanoTime();
        List<ForksInTurns.Seated> forks = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Wanted pair = pairs.get(i);
            forks.add(new ForksInTurns.Seated(runner(new Place(Side.BASELINE, turns.port(2 * i))), pair.cell()));
            forks.add(new ForksInTurns.Seated(runner(new Place(Side.CANDIDATE, turns.port(2 * i + 1))), pair.cell()));
            order.add(2 * i + (pair.candidateFirst() ? 1 : 0));
            order.add(2 * i + (pair.candidateFirst() ? 0 : 1));
        }
        List<ForkOutcome> ended = turns.run(forks, order, 2, shape, limitSeconds, (cell, outcome) -> { });
        double share = (System.nanoTime() - begin) / 1e9 / pairs.size();
        List<Outcomes> outcomes = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            outcomes.add(new Outcomes(ended.get(2 * i), ended.get(2 * i + 1), share));
        }
        return outcomes;
    }

    private synchronized ForkRunner runner(Place place) {
        return runners.computeIfAbsent(place, starter);
    }

    @Override
    public synchronized void close() {
        turns.close();
        runners.values().forEach(ForkRunner::close);
    }
}
