package dev.faultpath.results;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Fork values of two cells from the blocks in which both count: forks of one block ran close together, so that slow drift of the machine
 * cancels in their ratio.
 *
 * @param candidate ns per operation, or another value of a fork
 * @param reference the same of the other cell, same blocks in the same order
 */
public record Pairs(double[] candidate, double[] reference) {
    public int size() {
        return candidate.length;
    }

    /**
     * Pairs forks by block.
     *
     * @param value a fork's value, such as its time; a fork for which it is NaN is left out
     */
    public static Pairs of(List<Fork> candidate, List<Fork> reference, ToDoubleFunction<Fork> value) {
        Map<Integer, Double> byBlock = new HashMap<>();
        reference.stream().filter(f -> f.counts() && !Double.isNaN(value.applyAsDouble(f)))
                .forEach(f -> byBlock.put(f.block(), value.applyAsDouble(f)));
        List<double[]> pairs = new ArrayList<>();
        candidate.stream().filter(f -> f.counts() && byBlock.containsKey(f.block()) && !Double.isNaN(value.applyAsDouble(f)))
                .forEach(f -> pairs.add(new double[] {value.applyAsDouble(f), byBlock.get(f.block())}));
        return new Pairs(pairs.stream().mapToDouble(p -> p[0]).toArray(), pairs.stream().mapToDouble(p -> p[1]).toArray());
    }
}
