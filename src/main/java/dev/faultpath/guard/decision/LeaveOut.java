package dev.faultpath.guard.decision;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.faultpath.stats.Quantiles;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Which pairs of a sample are left out as noisy. Neither rule looks at a pair's ratio: both say the same if its two forks change
 * places, and if all of the candidate's are slower by a constant. So if the two forks of a pair are alike but for a
 * constant, a left-out ratio was as likely to be above as below the true one.
 */
public enum LeaveOut {
    /** Pairs of which a fork's iterations scatter. Blind to a fork that is in another form all along. */
    @JsonProperty("SCATTER")
    SCATTER {
        @Override
        double[] noise(List<Observation> pairs) {
            return pairs.stream().mapToDouble(Observation::noise).toArray();
        }

        @Override
        boolean[] byCandidate(List<Observation> pairs) {
            boolean[] candidate = new boolean[pairs.size()];
            for (int i = 0; i < candidate.length; i++) {
                candidate[i] = pairs.get(i).candidateNoisy();
            }
            return candidate;
        }
    },
    /**
     * Pairs whose level, the middle of their two log scores, is far from that of the others: a fork was compiled otherwise, or
     * disturbed from its first to its last iteration, which {@link #SCATTER} does not see. The forks' distances from one common
     * middle would find as many, but are no blind rule if the builds differ: they leave out larger ratios first, and more cells than
     * promised are called unchanged.
     */
    @JsonProperty("LEVEL")
    LEVEL {
        @Override
        double[] noise(List<Observation> pairs) {
            return distances(pairs, o -> (o.baseline() + o.candidate()) / 2);
        }

        @Override
        boolean[] byCandidate(List<Observation> pairs) {
            double[] baseline = distances(pairs, Observation::baseline);
            double[] candidate = distances(pairs, Observation::candidate);
            boolean[] by = new boolean[candidate.length];
            for (int i = 0; i < by.length; i++) {
                by[i] = candidate[i] > baseline[i];
            }
            return by;
        }

        @Override
        boolean slowFormsTell() {
            return true;
        }
    };

    private static double[] distances(List<Observation> pairs, ToDoubleFunction<Observation> value) {
        double[] values = pairs.stream().mapToDouble(value).toArray();
        double median = Quantiles.median(values);
        return Arrays.stream(values).map(v -> Math.abs(v - median)).toArray();
    }

    /** How noisy each pair is; only the order matters. */
    abstract double[] noise(List<Observation> pairs);

    /** Whether it is the candidate's fork that makes a pair as noisy as it is. */
    abstract boolean[] byCandidate(List<Observation> pairs);

    /** Whether a pair is the noisier for a slow form that its candidate's fork alone is in: that is no chance, and part of the answer. */
    boolean slowFormsTell() {
        return false;
    }
}
