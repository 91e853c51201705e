package dev.faultpath.claims;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What the results say of one half of a claim: of the design, or of what HotSpot makes of it.
 *
 * @param verdict the verdict
 * @param because one sentence with the figures that decide
 * @param remarks what belongs to it and decides nothing, a sentence each
 * @param regions where it holds and where not; of a verdict other than {@link Verdict#DEPENDS}, where it was looked at
 */
public record Half(Verdict verdict, String because, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> remarks,
                   List<Region> regions) {
    /** The reason as a sentence of its own. */
    public String sentence() {
        return Statement.asSentence(because);
    }
}
