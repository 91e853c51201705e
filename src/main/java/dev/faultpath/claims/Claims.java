package dev.faultpath.claims;

import java.util.List;

/** The claims of the argument, in the kernel's mailing lists, over whether a device may use the memory behind a page. */
public final class Claims {
    private Claims() {
    }

    /**
     * Judges all claims.
     *
     * <p>A pure function: the same evidence gives the same verdicts. Intervals come from fork-level values, paired by block; no claim
     * looks at a single fork or at a mean over iterations of several. A comparison is judged only with enough pairs for an exact 95 %
     * interval.
     *
     * @return one verdict for each claim, in the order of their names, whatever is missing
     */
    public static List<ClaimVerdict> judge(Evidence evidence) {
        return List.of(ExistingUsersClaim.judge(evidence), LastAnswerClaim.judge(evidence), RacyCacheClaim.judge(evidence),
                CheckShareClaim.judgeUnnoticeable(evidence), CheckShareClaim.judgeVisible(evidence), OwnerSchemeClaim.judge(evidence),
                RegistryClaim.judge(evidence), LifecycleClaim.judgeSafe(evidence), LifecycleClaim.judgePrice(evidence),
                DevicePageAddressClaim.judge(evidence), SystemPagesClaim.judge(evidence));
    }
}
