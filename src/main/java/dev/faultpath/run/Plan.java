package dev.faultpath.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.Shape;
import dev.faultpath.results.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
 * @param fewest        by label, blocks that a cell runs at least, of cells for which it is another number
 * @param countsLast    whether instructions are counted when all is timed, and not in the first block
 */
@Json.Exact
public record Plan(String preset, long seed, Shape shape, double budgetSeconds, double target, int minBlocks, int maxBlocks,
                   List<Cell> cells, @JsonInclude(Include.NON_EMPTY) Map<String, Integer> fewest,
                   @JsonInclude(Include.NON_DEFAULT) boolean countsLast) {
    /** Keeps a copy; none is no other number. */
    public Plan {
        fewest = fewest == null ? Map.of() : Map.copyOf(fewest);
    }

    /** All cells run equally often at least, and are counted in the first block. */
    public Plan(String preset, long seed, Shape shape, double budgetSeconds, double target, int minBlocks, int maxBlocks,
                List<Cell> cells) {
        this(preset, seed, shape, budgetSeconds, target, minBlocks, maxBlocks, cells, Map.of(), false);
    }

    /** Each cell runs as often at least as is said beside it. */
    public static Plan of(Preset preset, long seed, Shape shape, double budgetSeconds, Map<Cell, Integer> blocks) {
        Map<String, Integer> fewest = new TreeMap<>();
        blocks.forEach((cell, least) -> {
            if (least != preset.minBlocks()) {
                fewest.put(cell.label(), least);
            }
        });
        return new Plan(preset.name(), seed, shape, budgetSeconds, preset.target(), preset.minBlocks(), preset.maxBlocks(),
                List.copyOf(blocks.keySet()), fewest, preset.countsLast());
    }

    /** The same within another budget, seconds. */
    Plan within(double seconds) {
        return new Plan(preset, seed, shape, seconds, target, minBlocks, maxBlocks, cells, fewest, countsLast);
    }

    /** Blocks that a cell runs at least, budget permitting. */
    public int blocks(Cell cell) {
        return Math.min(fewest.getOrDefault(cell.label(), minBlocks), maxBlocks);
    }

    /** Wall time of one block of all cells by the rule of thumb, seconds. */
    public double blockSeconds() {
        return cells.size() * shape.forkSeconds();
    }

    /** Longest wall time to expect before anything ran, seconds: until the budget or the blocks end. */
    public double estimateSeconds() {
        return Math.min(budgetSeconds, blockSeconds() * maxBlocks);
    }
}
