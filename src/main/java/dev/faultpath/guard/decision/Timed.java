package dev.faultpath.guard.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import dev.faultpath.stats.Interval;

/**
 * What the clock says of a cell. Ratios are candidate / baseline of the forks' values: 1.03 is 3 % slower.
 *
 * @param says      the decision
 * @param reason    why nothing can be said, or what is special, one line; {@code null} if nothing is
 * @param ratio     Hodges–Lehmann estimate with a plain 95 % interval, for reading, no decision rests on it; {@code null} before the
 *                  first look
 * @param of        which value of a fork that is of, {@code score} or {@code mean}; {@code null} before the first look
 * @param upper     upper bound at the level of "unchanged": slow-downs above it are excluded; infinite if there is none
 * @param adjustedP one-sided p-value of "slower", looks and both values paid for, adjusted by Holm over the cells that are timed
 * @param pairs     pairs judged
 * @param lost      pairs without a ratio
 * @param repeated  pairs that were measured again, as their forks met processors of different speed
 */
public record Timed(Says says, @JsonInclude(Include.NON_NULL) String reason,
                    @JsonIncludeProperties({"estimate", "low", "high", "method"}) Interval ratio, String of, double upper,
                    double adjustedP, int pairs, int lost, int repeated) {
    /** The decision. */
    public enum Says {
        /** Slower: the word with the promise about false alarms. */
        SLOWER,
        /** Faster; under Benjamini–Hochberg over the cells, so exploratory. Also surely not slower by the margin. */
        FASTER,
        /** Surely not slower by the margin. */
        UNCHANGED,
        /** These pairs do not decide. */
        UNDECIDED,
        /** Forks failed, or had not settled. */
        NOTHING
    }
}
