package dev.faultpath.guard.selftest;

import dev.faultpath.guard.decision.GuardCell;
import dev.faultpath.guard.decision.Observation;
import dev.faultpath.guard.decision.Pair;
import dev.faultpath.guard.decision.Procedure;
import dev.faultpath.guard.decision.Request;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.guard.decision.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Guard runs made of stored pairs of a build with itself: each cell takes a contiguous stretch of its pairs, in order of time, so
 * that whatever hangs together in time stays together. A slow-down is planted by multiplying the candidate's values. What this
 * says of error rates is as good as the pairs are many: runs overlap.
 */
final class Redraw {
    private final Settings settings;
    private final Map<String, List<Observation>> pools = new TreeMap<>();
    private final int needed;
    private final double budget;

    /** Of redrawn runs: in how many the cell with the planted slow-down was called regressed, and in how many any other. */
    record Count(int runs, int hits, int falseAlarms) {
    }

    /**
     * @param settings the plan of the runs
     * @param pairs    of equal code, in order of time
     * @param budget   pairs of a cell that a run has time for, those of rulers beside fresh ones included; may be infinite
     */
    Redraw(Settings settings, List<Pair> pairs, double budget) {
        this.settings = settings;
        this.budget = budget;
        this.needed = settings.screen().pairs() + settings.confirm().pairs();
        Map<String, List<Observation>> all = new HashMap<>();
        pairs.stream().filter(p -> p.lost() == null)
                .forEach(p -> all.computeIfAbsent(p.cell(), c -> new ArrayList<>()).add(Observation.of(p)));
        all.forEach((cell, pool) -> {
            if (pool.size() >= needed) {
                pools.put(cell, pool);
            }
        });
    }

    /** Cells that have pairs enough for a run. */
    List<String> cells() {
        return List.copyOf(pools.keySet());
    }

    /** Pairs of the cell that has fewest. */
    int fewest() {
        return pools.values().stream().mapToInt(List::size).min().orElse(0);
    }

    /** @param planted slow-down of one cell, which changes from run to run; 0.03 for 3 %, 0 for none */
    Count count(int runs, double planted, long seed) {
        List<GuardCell> cells = pools.keySet().stream().map(c -> new GuardCell(c, 1, GuardCell.Kind.COMPARED, null)).toList();
        int hits = 0;
        int falseAlarms = 0;
        for (int run = 0; run < runs; run++) {
            Random random = new Random(seed * 1_000_003L + run);
            String slower = planted > 0 ? cells.get(run % cells.size()).label() : null;
            Map<String, Integer> at = new HashMap<>();
            pools.forEach((cell, pool) -> at.put(cell, random.nextInt(pool.size() - needed + 1)));
            Procedure procedure = new Procedure(settings, cells, random.nextLong());
            double left = budget * cells.size();
            for (List<Request> wanted = procedure.next(); !wanted.isEmpty(); wanted = procedure.next()) {
                for (Request r : wanted) {
                    left -= r.stage() == Stage.SCREEN ? 1 : 1 + 1.0 / Procedure.PAIRS_A_RULER;
                    if (left < 0) {
                        procedure.stop("the budget is spent");
                        break;
                    }
                    Observation pair = pools.get(r.cell()).get(at.merge(r.cell(), 1, Integer::sum) - 1);
                    procedure.add(r.cell(), r.stage(), pair.slowed(r.cell().equals(slower) ? Math.log1p(planted) : 0));
                }
            }
            List<String> regressed = procedure.regressedByTime();
            hits += regressed.contains(slower) ? 1 : 0;
            falseAlarms += regressed.stream().anyMatch(c -> !c.equals(slower)) ? 1 : 0;
        }
        return new Count(runs, hits, falseAlarms);
    }
}
