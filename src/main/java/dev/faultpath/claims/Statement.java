package dev.faultpath.claims;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is known of a claim before any result.
 *
 * @param claim    its name, such as {@code C3}
 * @param said     the claim, in a few words of our own: with both verdicts behind it a sentence of at most {@value #MOST_WORDS} words
 * @param meanings what it means for a patch, one sentence for each verdict but {@link Verdict#INCONCLUSIVE}
 * @param sources  where it was said
 */
record Statement(String claim, String said, Map<Verdict, String> meanings, List<Source> sources) {
    /** Most words of a verdict's sentence. */
    static final int MOST_WORDS = 20;

    private static final String NOTHING = "Nothing yet: these results do not decide it.";

    Statement {
        meanings = Map.copyOf(meanings);
        sources = List.copyOf(sources);
        for (Verdict design : Verdict.values()) {
            if (design != Verdict.INCONCLUSIVE && !meanings.containsKey(design)) {
                throw new IllegalArgumentException(claim + ": no meaning where it is " + design.word());
            }
            for (Verdict hotSpot : Verdict.values()) {
                if (words(sentence(said, design, hotSpot)) > MOST_WORDS) {
                    throw new IllegalArgumentException(claim + ": more than " + MOST_WORDS + " words");
                }
            }
        }
    }

    static int words(String text) {
        return text.trim().split("\\s+").length;
    }

    /** The verdict in a sentence; {@code hotSpot} is {@code null} where nothing of the claim is HotSpot's. */
    String sentence(Verdict design, Verdict hotSpot) {
        return sentence(said, design, hotSpot);
    }

    private static String sentence(String said, Verdict design, Verdict hotSpot) {
        return asSentence(said + ": " + design.word() + " of the design" + (hotSpot == null ? ""
                : hotSpot == design ? " and on HotSpot" : "; on HotSpot " + hotSpot.word()));
    }

    String meaning(Verdict verdict) {
        return meanings.getOrDefault(verdict, NOTHING);
    }

    static String asSentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }
}
