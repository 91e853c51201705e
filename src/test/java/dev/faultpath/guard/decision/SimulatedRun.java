package dev.faultpath.guard.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Guard runs on simulated forks: the procedure itself, asked and answered as the runner does it, without a clock. */
final class SimulatedRun {
    private final SimulatedNoise noise;
    private final SimulatedNoise.State state = new SimulatedNoise.State();
    private final Random random;
    private final double slowdown;
    private final Set<String> slower;

    /**
     * @param noise    how forks scatter
     * @param slowdown log ratio by which the candidate's forks are slower
     * @param slower   in which cells
     * @param seed     of everything
     */
    SimulatedRun(SimulatedNoise noise, double slowdown, Set<String> slower, long seed) {
        this.noise = noise;
        this.slowdown = slowdown;
        this.slower = slower;
        random = new Random(seed * 0x9E3779B97F4A7C15L + noise.ordinal());
    }

    static List<GuardCell> cells(int count) {
        List<GuardCell> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cells.add(GuardForks.compared("cell " + i, 20));
        }
        return cells;
    }

    /** The next pair of a cell: two forks in the order that was asked for. */
    Observation pair(String cell, boolean candidateFirst) {
        double first = noise.fork(random, state);
        double second = noise.fork(random, state);
        double candidate = candidateFirst ? first : second;
        double baseline = candidateFirst ? second : first;
        // The means share the scores' noise and have some of their own; noise within a fork tells a little of how far off it is.
        double meanNoise = 0.01 * (-Math.log(1 - random.nextDouble()) + Math.log(1 - random.nextDouble()));
        double withinBaseline = Math.abs(baseline) + 0.02 * random.nextDouble();
        double withinCandidate = Math.abs(candidate) + 0.02 * random.nextDouble();
        candidate += slower.contains(cell) ? slowdown : 0;
        return new Observation(baseline, candidate, candidate - baseline + meanNoise, 1 + Math.max(withinBaseline, withinCandidate),
                withinCandidate > withinBaseline, null);
    }

    /** Runs a plan to its end. */
    Procedure run(Settings settings, int cells, long seed) {
        Procedure procedure = new Procedure(settings, cells(cells), seed);
        for (List<Request> wanted = procedure.next(); !wanted.isEmpty(); wanted = procedure.next()) {
            for (Request r : wanted) {
                procedure.add(r.cell(), r.stage(), pair(r.cell(), r.candidateFirst()));
            }
        }
        return procedure;
    }
}
