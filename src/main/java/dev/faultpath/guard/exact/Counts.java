package dev.faultpath.guard.exact;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.faultpath.results.Json;
import java.util.List;
import java.util.Map;

/**
 * What an operation of a cell does in one build, at a small size and without a clock.
 *
 * @param operations   what its byte code asks for, by kind; empty if it could not be counted
 * @param instructions distinct counts of the forks that counted, ascending: equal code may be compiled to one of several forms; empty if
 *                     they could not be counted
 * @param varies       whether instructions differ from operation to operation, so that their mean stands there
 * @param methods      instructions of the first fork that counted, by compiled method; empty if not known
 * @param bytes        allocated; {@code null} if not known
 * @param harness      most of these bytes that can be the harness's
 * @param scale        how many times larger an operation of the cell's own size is
 * @param executed     what tells builds apart that executed other byte code, set-up included; {@code null} if operations were not counted
 * @param uncounted    why instructions were not counted, one line; {@code null} if they were
 * @param failure      why operations were not counted, one line; {@code null} if they were
 */
@Json.Exact
public record Counts(Map<String, Double> operations, List<Double> instructions, boolean varies, Map<String, Double> methods,
                     @JsonInclude Double bytes, double harness, double scale,
                     @JsonInclude(Include.NON_NULL) String executed, @JsonInclude(Include.NON_NULL) String uncounted,
                     @JsonInclude(Include.NON_NULL) String failure) {
    /** Rejects what no count is. */
    public Counts {
        if (instructions.isEmpty() == (uncounted == null)) {
            throw new IllegalArgumentException("a count has instructions, or says why it has none");
        }
        if (!(scale > 0) || instructions.stream().anyMatch(n -> !(n > 0))) {
            throw new IllegalArgumentException("instructions and their scale are above 0");
        }
        instructions = instructions.stream().sorted().toList();
    }

    /** The count that stands for the cell: of its forms, the one with the fewest. */
    public double least() {
        return instructions.get(0);
    }

    /** Whether it is known to have been compiled in one way. */
    boolean oneForm() {
        return instructions.size() == 1 && !methods.isEmpty();
    }

    /** By how much forks differ, as a share; 0 if there is one count, or none. */
    double spread() {
        return instructions.isEmpty() ? 0 : instructions.get(instructions.size() - 1) / least() - 1;
    }

    boolean counted() {
        return !instructions.isEmpty();
    }
}
