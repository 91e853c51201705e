package dev.faultpath.claims;

import java.util.Locale;

/** What the results say of a claim. */
public enum Verdict {
    SUPPORTED("it holds wherever it was looked at"),
    REFUTED("it holds nowhere it was looked at"),
    DEPENDS("it holds in some places and not in others"),
    INCONCLUSIVE("what is undecided could change it: too little was measured, or too coarsely");

    private final String meaning;

    Verdict(String meaning) {
        this.meaning = meaning;
    }

    /** As it is printed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the word means, for a legend. */
    public String meaning() {
        return meaning;
    }
}
