package dev.faultpath.claims;

import dev.faultpath.results.Operations;
import java.util.List;

/** The claims of the argument, in the kernel's mailing lists, over whether a device may use the memory behind a page. */
public final class Claims {
    /** A cache takes away most calls from this share of them on: claim C2. */
    public static final double MOST_CALLS = LastAnswerClaim.MOST;
    /** Share of a fault from which on a part of it is noticed: claims C4 and C5. */
    public static final double NOTICEABLE = CheckShareClaim.NOTICEABLE;

    private Claims() {
    }

    /** What share of the loads and stores of a whole fault its check makes, from 0 to 1, by one without: claims C4 and C5. */
    public static double checkShare(Operations whole, Operations without) {
        return CheckShareClaim.share(whole, without);
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
