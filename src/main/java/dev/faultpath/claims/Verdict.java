package dev.faultpath.claims;

import java.util.Locale;

/** What the results say of a claim. */
public enum Verdict {
    /** It holds wherever it was looked at. */
    SUPPORTED,
    /** It holds nowhere it was looked at. */
    REFUTED,
    /** It holds in some regions and not in others. */
    DEPENDS,
    /** Too little was measured, or too coarsely. */
    INCONCLUSIVE;

    /** As it is printed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
