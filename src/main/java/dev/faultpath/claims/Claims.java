package dev.faultpath.claims;

import java.util.List;

/** The claims of the argument over whether a device may use the memory behind a page; {@code suite.md} section 1. */
public final class Claims {
    private Claims() {
    }

    /**
     * Judges all claims.
     *
     * <p>A pure function: the same evidence gives the same verdicts. Intervals come from fork-level values, paired by block; no claim
     * looks at a single fork or at a mean over iterations of several. A comparison with fewer pairs than an exact 95 % interval
     * takes is not judged.
     *
     * @return one verdict for each of C1 to C8, in that order, whatever is missing
     */
    public static List<ClaimVerdict> judge(Evidence evidence) {
        return List.of(ExistingUsersClaim.judge(evidence), LastAnswerClaim.judge(evidence), RacyCacheClaim.judge(evidence),
                CheckShareClaim.judgeUnnoticeable(evidence), CheckShareClaim.judgeVisible(evidence), OwnerSchemeClaim.judge(evidence),
                RegistryClaim.judge(evidence), LifecycleClaim.judge(evidence));
    }
}
