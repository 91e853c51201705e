package dev.faultpath.guard.decision;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.faultpath.stats.Interval;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What a guard run says about one cell.
 *
 * @param cell        its label
 * @param outcome     the decision
 * @param strong      for {@link Outcome#REGRESSED}: even the margin is surely exceeded
 * @param reason      one line: what decided, or why nothing could be decided; never {@code null}
 * @param evidence    the figures; {@code null} if the cell has no pair with a ratio
 * @param pairsNeeded for {@link Outcome#INCONCLUSIVE}: about how many fresh pairs would decide; 0 for the others
 * @param gates       counts without noise that differ between the builds, and those that could not be compared
 * @param notes       what else was seen, one line each
 */
@JsonPropertyOrder({"cell", "outcome", "strong", "reason", "pairsNeeded", "evidence", "gates", "notes"})
public record CellVerdict(String cell, Outcome outcome, boolean strong, String reason, Evidence evidence,
                          @JsonSerialize(using = CellVerdict.NoneIfZero.class) int pairsNeeded, List<Gate> gates, List<String> notes) {
    /** The decision. */
    public enum Outcome {
        /** Slower, or a count without noise rose. Only this word carries the promise about false alarms. */
        REGRESSED,
        /** Faster; under Benjamini–Hochberg over the cells, so exploratory. Also surely not slower by the margin. */
        IMPROVED,
        /** Surely not slower by the margin. */
        UNCHANGED,
        /** Measured, but these pairs do not decide. */
        INCONCLUSIVE,
        /** Nothing can be said. */
        NOT_MEASURED
    }

    /**
     * The figures behind a decision. Ratios are candidate / baseline of the forks' values: 1.03 is 3 % slower.
     *
     * @param stage            whose pairs are judged: the first ones, or the fresh ones of a flagged cell
     * @param ratio            Hodges–Lehmann estimate with a plain 95 % interval of the used pairs, for reading; no decision rests on it
     * @param lower            lower bound at the level that the test of this cell had; 0 if so few pairs give none
     * @param upper            upper bound at the level of "unchanged": slow-downs above it are excluded; infinite if there is none
     * @param p                one-sided p-value of "slower", looks and both scores paid for; of the first stage if it was not flagged
     * @param adjustedP        the same, adjusted by Holm over the flagged cells; 1 if it was not flagged
     * @param improvedQ        one-sided p-value of "faster", adjusted by Benjamini and Hochberg over all cells
     * @param meanRatio        estimate and interval from the forks' means instead of their scores, all pairs
     * @param byMean           whether only the mean shows the slow-down
     * @param pairs            pairs judged
     * @param used             of these: not left out as noisy
     * @param droppedBaseline  left out as the baseline's fork was the noisy one
     * @param droppedCandidate left out as the candidate's fork was the noisy one
     * @param lost             pairs without a ratio, both stages
     * @param smallest         smallest slow-down that such a run finds in this cell in 95 of 100 cases, 0.03 for 3 %; infinite if it
     *                         would find none
     * @param smallestLevel    one-sided level that {@code smallest} was computed for, before it is shared among the looks
     */
    public record Evidence(Stage stage, @JsonIncludeProperties({"estimate", "low", "high", "method"}) Interval ratio,
                           @JsonSerialize(using = NoneIfZero.class) double lower, double upper, double p, double adjustedP,
                           double improvedQ, @JsonIncludeProperties({"estimate", "low", "high", "method"}) Interval meanRatio,
                           boolean byMean, int pairs, int used, int droppedBaseline, int droppedCandidate, int lost, double smallest,
                           double smallestLevel) {
    }

    /** A count without noise, {@code B/op} or a counter: its values in the forks of the builds, and how they compare. */
    @JsonPropertyOrder({"name", "change"})
    public record Gate(String name, double baseline, double candidate, Change change) {
        /** How two counts compare. */
        public enum Change {
            /** More than before: a regression. */
            UP,
            /** Less than before. */
            DOWN,
            /** Not the same in all forks of one build, so nothing can be said. */
            VARIES
        }

        /** The change in words, for a count that rose. */
        String rose() {
            return name + " rose from " + count(baseline) + " to " + count(candidate);
        }

        /** A count without needless digits. */
        public static String count(double value) {
            return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.2f", value);
        }
    }

    /** Writes a number of which 0 says that there is none. */
    private static final class NoneIfZero extends JsonSerializer<Number> {
        @Override
        public void serialize(Number value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(value.doubleValue() == 0 ? null : value, out);
        }
    }
}
