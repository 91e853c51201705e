package dev.faultpath.guard;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.faultpath.forks.Cell;
import dev.faultpath.guard.decision.Timed;
import dev.faultpath.guard.exact.Comparison;
import java.util.List;

/**
 * What a guard run says about one cell.
 *
 * @param of      the cell
 * @param outcome the decision
 * @param reason  one line: what decided, or why nothing could be decided
 * @param changed methods that it can reach and whose code differs
 * @param exact   how its counts differ; {@code null} if they were not needed
 * @param timed   what the clock says; {@code null} if it was not asked
 */
@JsonPropertyOrder("cell")
public record CellVerdict(@JsonIgnore Cell of, Outcome outcome, String reason, List<String> changed,
                          @JsonInclude(Include.NON_NULL) Comparison exact, @JsonInclude(Include.NON_NULL) Timed timed) {
    /** The decision. What matters first. */
    public enum Outcome {
        /** Slower, or more is allocated; without a clock, more is done. */
        REGRESSED,
        /** Nothing can be said. */
        NOT_MEASURED,
        /** Timed, but the pairs do not decide. */
        INCONCLUSIVE,
        /** Faster, and surely not slower by the margin; without a clock, less is done. */
        IMPROVED,
        /** Surely not slower by the margin. */
        UNCHANGED,
        /** One build does not have it, or its benchmark differs: nothing to compare. */
        NOT_COMPARED
    }

    /** Its label. */
    @JsonProperty
    public String cell() {
        return of.label();
    }
}
