package dev.faultpath.guard.selftest;

import dev.faultpath.guard.GuardSet;
import dev.faultpath.guard.decision.Observation;
import dev.faultpath.guard.decision.Sample;
import dev.faultpath.guard.decision.Stage;
import dev.faultpath.stats.Quantiles;
import dev.faultpath.stats.SignedRank;
import java.util.ArrayList;
import java.util.List;

/**
 * What planted tokens were seen to cost in pairs of a cell.
 *
 * @param tokens    how many were planted, at least 1
 * @param operation what an operation takes without them, ns
 * @param slower    by which share they slow it down, 0.03 for 3 %; estimated as the guard does, so that forks in another form do not
 *                  tell. Not above 0 if it is lost in the noise
 */
public record Calibration(long tokens, double operation, double slower) {
    /** Fewer tokens cannot be a wanted delay: one more or less is too large a part of it. */
    public static final long FEWEST_TOKENS = 8;
    /** A correction that doubles the tokens is noise, unless they are so few. */
    private static final long FEW_TOKENS = 20;

    /** By the values of the forks of each pair, ns: baseline, and candidate that burned the tokens; at least one pair. */
    public static Calibration of(long tokens, List<double[]> pairs) {
        List<Observation> observations = new ArrayList<>();
        pairs.forEach(p -> observations.add(new Observation(Math.log(p[0]), Math.log(p[1]), 0, 1, false, null)));
        Sample sample = new Sample(observations, GuardSet.of(GuardSet.USUAL).settings(), Stage.CONFIRM);
        return new Calibration(tokens, Quantiles.median(pairs.stream().mapToDouble(p -> p[0]).toArray()),
                Math.expm1(SignedRank.hodgesLehmann(sample.used())));
    }

    /** What a token adds to an operation, ns. */
    public double token() {
        return slower * operation / tokens;
    }

    /** How many tokens of this price slow the operation down by a share of it; 0 if fewer than half a one. */
    public long tokens(double share) {
        return Math.round(share * operation / token());
    }

    /**
     * How many tokens do once it is known what about as many cost: the first few cost less than others, as the processor works on
     * them beside the operation.
     *
     * @param share wanted slow-down, 0.03 for 3 %
     * @param there what about as many were seen to cost
     */
    public long corrected(double share, Calibration there) {
        long missing = tokens(share - there.slower);
        return Math.min(2 * there.tokens + FEW_TOKENS, Math.max(1, there.tokens + missing));
    }
}
