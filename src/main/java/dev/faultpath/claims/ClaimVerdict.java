package dev.faultpath.claims;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the results say of one claim.
 *
 * @param claim      its name, such as {@code C3}
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
    /** The reason as a sentence of its own. */
    public String sentence() {
        return because.substring(0, 1).toUpperCase(Locale.ROOT) + because.substring(1) + (because.endsWith(".") ? "" : ".");
    }

    /** The figures by the JDK they were measured on, or {@code computed}. */
    public Map<String, List<Figure>> figuresByJdk() {
        return figures.stream().collect(Collectors.groupingBy(f -> f.jdk().isEmpty() ? "computed" : "JDK " + f.jdk(), LinkedHashMap::new,
                Collectors.toList()));
    }
}
