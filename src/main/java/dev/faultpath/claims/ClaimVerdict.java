package dev.faultpath.claims;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the results say of one claim.
 *
 * @param claim    its name, such as {@code C3}
 * @param said     the claim, in a few words of our own
 * @param sentence claim and verdicts in one sentence of at most {@value Statement#MOST_WORDS} words
 * @param design   what holds of the design: its verdict is that of the claim, as a cost that only HotSpot adds refutes no design
 * @param hotSpot  what HotSpot makes of it; {@code null} where nothing of the claim is HotSpot's
 * @param cause    why the halves differ; empty where they do not, or it is not known
 * @param deciding the figure that the verdict rests on; {@code null} if there is none of the design
 * @param figures  the evidence, the strongest grade first
 * @param meaning  what it means for a patch, one sentence
 * @param sources  where it was said
 * @param limits   the limits that were applied, with reasons
 * @param open     what would decide what is undecided: cells to run, or more forks; empty if nothing is
 */
public record ClaimVerdict(String claim, String said, String sentence, Half design, @JsonInclude(JsonInclude.Include.NON_NULL) Half hotSpot,
                           String cause, @JsonIgnore Figure deciding, List<Figure> figures, String meaning,
                           List<Source> sources, List<Limit> limits, List<String> open) {
    /** The verdict of the claim: the design's. */
    public Verdict verdict() {
        return design.verdict();
    }

    /** The limit that decides, in words: it belongs to the sentence. */
    @JsonIgnore
    public String limit() {
        return limits.get(0).text();
    }

    /** The figures by grade. */
    public Map<Grade, List<Figure>> figuresByGrade() {
        return figures.stream().collect(Collectors.groupingBy(Figure::grade, TreeMap::new, Collectors.toList()));
    }
}
