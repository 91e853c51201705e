package dev.faultpath.claims;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What the results say of one claim.
 *
 * @param claim      {@code C1} to {@code C8}
 * @param said       the claim, in a few words of our own
 * @param verdict    the verdict
 * @param because    one sentence with the figures that decide
 * @param regions    where it holds and where not; of a verdict other than {@link Verdict#DEPENDS}, where it was looked at
 * @param open       what would decide what is undecided: cells to run, or more forks; empty if nothing is
 * @param thresholds the limits that were applied, each with its value
 * @param deciding   the figure of the case that the sentence rests on, or the first of the claim where a case has none;
 *                   {@code null} if there is no figure
 * @param figures    the figures, in the order of the regions
 */
public record ClaimVerdict(String claim, String said, Verdict verdict, String because, List<Region> regions, List<String> open,
                           @JsonProperty("limits") List<String> thresholds, @JsonIgnore Figure deciding, List<Figure> figures) {
}
