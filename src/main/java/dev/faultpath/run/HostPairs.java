package dev.faultpath.run;

import dev.faultpath.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Pairs of forks that JMH runs, in one of the modes. Each build has processes of its own, started when first needed and kept
 * alive; a build that is compared with itself has a second one, so that both arms are treated alike.
 */
public final class HostPairs implements PairRunner {
    private final Mode mode;
    private final List<Integer> processors;
    private final Function<Place, ForkRunner> starter;
    private final Map<Place, ForkRunner> runners = new HashMap<>();
    private final ForksInTurns turns;
    private final ForksAtOnce both = new ForksAtOnce(2);

    /** Whose forks a process runs. */
    public enum Side {
        /** The first build. */
        BASELINE,
        /** The second build. */
        CANDIDATE,
        /** The first build again. */
        TWIN
    }

    /**
     * Which forks a process runs, and under what conditions.
     *
     * @param side      whose
     * @param processor number of the processor it is bound to; {@link Hosting#ANY} if to none
     * @param turns     port at which its forks ask for their turns; 0 if they run freely
     */
    public record Place(Side side, int processor, int turns) {
    }

    /**
     * @param mode       how the two forks share the machine
     * @param processors numbers of the processors that may be used, see {@link Machine#processors()}
     * @param starter    makes what runs the forks of a place; asked once for each
     * @throws InputException if the machine has too few processors for the mode, or no port can be opened
     */
    public HostPairs(Mode mode, List<Integer> processors, Function<Place, ForkRunner> starter) {
        if (mode == Mode.DUET && processors.size() < 2) {
            throw new InputException("mode duet needs two processors, and there is one");
        }
        this.mode = mode;
        this.processors = List.copyOf(processors);
        this.starter = starter;
        this.turns = mode == Mode.LOCKSTEP ? new ForksInTurns(2 * mode.atOnce()) : null;
    }

    @Override
    public int atOnce() {
        return mode.atOnce();
    }

    @Override
    public Outcomes run(Wanted pair, Shape shape, double limitSeconds) throws InterruptedException {
        if (mode == Mode.LOCKSTEP) {
            return inTurns(List.of(pair), shape, limitSeconds).get(0);
        }
        Cell cell = pair.cell();
        Side second = second(pair);
        int last = processors.get(processors.size() - 1);
        long begin = System.nanoTime();
        ForkOutcome[] outcomes = switch (mode) {
            case ADJACENT -> adjacent(cell, second, pair.candidateFirst(), shape, limitSeconds, Hosting.ANY);
            case PINNED -> adjacent(cell, second, pair.candidateFirst(), shape, limitSeconds, last);
            default -> duet(cell, second, pair.candidateFirst(), shape, limitSeconds);
        };
        return new Outcomes(outcomes[0], outcomes[1], (System.nanoTime() - begin) / 1e9);
    }

    @Override
    public List<Outcomes> run(List<Wanted> pairs, Shape shape, double limitSeconds) throws InterruptedException {
        if (mode != Mode.LOCKSTEP) {
            return PairRunner.super.run(pairs, shape, limitSeconds);
        }
        List<Outcomes> outcomes = new ArrayList<>();
        for (int from = 0; from < pairs.size(); from += atOnce()) {
            outcomes.addAll(inTurns(pairs.subList(from, Math.min(pairs.size(), from + atOnce())), shape, limitSeconds));
        }
        return outcomes;
    }

    private static Side second(Wanted pair) {
        return pair.self() ? Side.TWIN : Side.CANDIDATE;
    }

    private ForkOutcome[] adjacent(Cell cell, Side second, boolean candidateFirst, Shape shape, double limit, int processor)
            throws InterruptedException {
        ForkRunner baseline = runner(new Place(Side.BASELINE, processor, 0));
        ForkRunner candidate = runner(new Place(second, processor, 0));
        ForkOutcome[] outcomes = new ForkOutcome[2];
        if (candidateFirst) {
            outcomes[1] = candidate.run(cell, shape, limit);
        }
        outcomes[0] = baseline.run(cell, shape, limit);
        if (!candidateFirst) {
            outcomes[1] = candidate.run(cell, shape, limit);
        }
        return outcomes;
    }

    private ForkOutcome[] duet(Cell cell, Side second, boolean candidateFirst, Shape shape, double limit) throws InterruptedException {
        int first = processors.get(0);
        int last = processors.get(processors.size() - 1);
        ForkRunner baseline = runner(new Place(Side.BASELINE, candidateFirst ? last : first, 0));
        ForkRunner candidate = runner(new Place(second, candidateFirst ? first : last, 0));
        return both.run(List.of(() -> baseline.run(cell, shape, limit), () -> candidate.run(cell, shape, limit)), ended -> { })
                .toArray(new ForkOutcome[0]);
    }

    /** Runs pairs whose forks all take turns; those of a pair follow one another. */
    private List<Outcomes> inTurns(List<Wanted> pairs, Shape shape, double limitSeconds) throws InterruptedException {
        long begin = System.nanoTime();
        List<ForksInTurns.Seated> forks = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Wanted pair = pairs.get(i);
            forks.add(new ForksInTurns.Seated(runner(new Place(Side.BASELINE, Hosting.ANY, turns.port(2 * i))), pair.cell()));
            forks.add(new ForksInTurns.Seated(runner(new Place(second(pair), Hosting.ANY, turns.port(2 * i + 1))), pair.cell()));
            order.add(2 * i + (pair.candidateFirst() ? 1 : 0));
            order.add(2 * i + (pair.candidateFirst() ? 0 : 1));
        }
        List<ForkOutcome> ended = turns.run(forks, order, 2, shape, limitSeconds);
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
        both.close();
        if (turns != null) {
            turns.close();
        }
        runners.values().forEach(ForkRunner::close);
    }
}
