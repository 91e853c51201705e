package dev.faultpath.report;

import dev.faultpath.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * How well ratios to the references are known: of each cell that of the form that most of its forks have, as others have what forks
 * chance leaves them.
 *
 * @param compared cells with a ratio; a control once for each group that it stands in
 * @param wide     those whose ratio is known less well than was aimed at, a line each
 */
public record KnownRatios(int compared, List<String> wide) {
    /** Of some groups; {@code target} is the half-width that was aimed at, 0.03 for 3 % of a ratio. */
    public static KnownRatios of(List<RowGroup> groups, double target) {
        int compared = 0;
        List<String> wide = new ArrayList<>();
        for (RowGroup group : groups) {
            for (Row row : group.main()) {
                if (row.standing() == Row.Standing.COMPARED) {
                    compared++;
                    if (!(row.ratio().relativeHalfWidth() <= target)) {
                        wide.add(row.label() + (row.cell().control() ? " beside " + group.parameters() : "") + ": "
                                + (row.ratio().bounded() ? "±" + Text.percent(row.ratio().relativeHalfWidth()) : "no interval"));
                    }
                }
            }
        }
        return new KnownRatios(compared, List.copyOf(wide));
    }
}
