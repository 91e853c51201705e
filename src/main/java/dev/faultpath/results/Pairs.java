package dev.faultpath.results;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fork values of two cells from the blocks in which both count: forks of one block ran minutes apart at most, so slow drift of
 * the machine cancels in their ratio.
 *
 * @param candidate ns per operation
 * @param reference ns per operation, same blocks in the same order
 */
public record Pairs(double[] candidate, double[] reference) {
    /** Number of blocks in which both count. */
    public int size() {
        return candidate.length;
    }

    /**
     * Pairs forks by block.
     *
     * @param candidate forks of one cell
     * @param reference forks of the cell it is compared with
     */
    public static Pairs of(List<Fork> candidate, List<Fork> reference) {
        Map<Integer, Double> byBlock = new HashMap<>();
        reference.stream().filter(Fork::counts).forEach(f -> byBlock.put(f.block(), f.score()));
        List<double[]> pairs = new ArrayList<>();
        candidate.stream().filter(f -> f.counts() && byBlock.containsKey(f.block()))
                .forEach(f -> pairs.add(new double[] {f.score(), byBlock.get(f.block())}));
        return new Pairs(pairs.stream().mapToDouble(p -> p[0]).toArray(), pairs.stream().mapToDouble(p -> p[1]).toArray());
    }
}
