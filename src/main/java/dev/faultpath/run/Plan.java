package dev.faultpath.run;

import dev.faultpath.forks.Cell;
import dev.faultpath.forks.Shape;
import dev.faultpath.results.Json;
import java.util.List;

/**
 * All that decides what a run does; the first record of its file, so that a resumed run does the same.
 *
 * @param preset        name of the preset it came from
 * @param seed          seed of the order of cells within blocks
 * @param shape         how each fork is divided
 * @param budgetSeconds wall time that forks may take together, seconds
 * @param target        half-width at which a cell is precise enough, 0.03 for 3 % of its ratio; 0 if precision does not matter
 * @param minBlocks     blocks each cell runs at least, budget permitting
 * @param maxBlocks     blocks each cell runs at most
 * @param cells         what to measure, no two alike
 */
@Json.Exact
public record Plan(String preset, long seed, Shape shape, double budgetSeconds, double target, int minBlocks, int maxBlocks,
                   List<Cell> cells) {
    /** Wall time of one block of all cells by the rule of thumb, seconds. */
    public double blockSeconds() {
        return cells.size() * shape.forkSeconds();
    }

    /** Longest wall time to expect before anything ran, seconds: until the budget or the blocks end. */
    public double estimateSeconds() {
        return Math.min(budgetSeconds, blockSeconds() * maxBlocks);
    }
}
