package dev.faultpath.guard.decision;

import dev.faultpath.results.Fork;
import java.util.Locale;

/**
 * One fork of each build, run next to each other.
 *
 * @param cell   label of the cell
 * @param number its place in the run, from 1
 */
public record Pair(String cell, int number, boolean candidateFirst, Fork baseline, Fork candidate) {
    /** Why the pair has no ratio: what became of the fork that failed, with its build; {@code null} if it has one. */
    public String lost() {
        Fork failed = !baseline.counts() ? baseline : candidate;
        return failed.counts() ? null : (failed == baseline ? "baseline: " : "candidate: ")
                + (failed.reason() == null ? failed.status().toString().toLowerCase(Locale.ROOT) : failed.reason());
    }

    /** Log ratio candidate / baseline of the forks' scores. */
    double score() {
        return Math.log(candidate.score() / baseline.score());
    }

    /** The same of their means. */
    double mean() {
        return Math.log(candidate.mean() / baseline.mean());
    }
}
