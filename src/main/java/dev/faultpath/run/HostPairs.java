package dev.faultpath.run;

import dev.faultpath.InputException;
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
    private final Turns turns;
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
        this.turns = mode == Mode.LOCKSTEP ? new Turns(2) : null;
    }

    @Override
    public Outcomes run(Cell cell, boolean self, boolean candidateFirst, Shape shape, double limitSeconds) throws InterruptedException {
        Side second = self ? Side.TWIN : Side.CANDIDATE;
        int last = processors.get(processors.size() - 1);
        long begin = System.nanoTime();
        ForkOutcome[] outcomes = switch (mode) {
            case ADJACENT -> adjacent(cell, second, candidateFirst, shape, limitSeconds, Hosting.ANY);
            case PINNED -> adjacent(cell, second, candidateFirst, shape, limitSeconds, last);
            case DUET -> {
                int first = processors.get(0);
                yield together(cell, runner(new Place(Side.BASELINE, candidateFirst ? last : first, 0)),
                        runner(new Place(second, candidateFirst ? first : last, 0)), shape, limitSeconds, -1);
            }
            case LOCKSTEP -> together(cell, runner(new Place(Side.BASELINE, Hosting.ANY, turns.port(0))),
                    runner(new Place(second, Hosting.ANY, turns.port(1))), shape, 2 * limitSeconds, candidateFirst ? 1 : 0);
        };
        return new Outcomes(outcomes[0], outcomes[1], (System.nanoTime() - begin) / 1e9);
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

    private ForkOutcome[] together(Cell cell, ForkRunner baseline, ForkRunner candidate, Shape shape, double limit, int leads)
            throws InterruptedException {
        if (leads >= 0) {
            turns.clear();
        }
        return both.run(List.of(() -> baseline.run(cell, shape, limit), () -> candidate.run(cell, shape, limit)), ended -> {
            if (leads >= 0) {
                turns.give(shape.total(), leads == 0 ? List.of(0, 1) : List.of(1, 0), 2, (int) (limit * 1000), ended);
            }
        }).toArray(new ForkOutcome[0]);
    }

    private synchronized ForkRunner runner(Place place) {
        return runners.computeIfAbsent(place, starter);
    }

    @Override
    public synchronized void close() {
        both.close();
        runners.values().forEach(ForkRunner::close);
        if (turns != null) {
            turns.close();
        }
    }
}
