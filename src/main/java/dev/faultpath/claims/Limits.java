package dev.faultpath.claims;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How limits, sizes and missing cells are worded. */
final class Limits {
    /** What a line that names a missing cell begins with. */
    static final String CELL = "cell ";

    private Limits() {
    }

    /** A share as percent, without needless digits. */
    static String percent(double share) {
        double percent = share * 100;
        return (percent == Math.rint(percent) ? String.format(Locale.ROOT, "%.0f", percent) : String.format(Locale.ROOT, "%.1f", percent)) + " %";
    }

    /** A number of pages. */
    static String pages(String pages) {
        return String.format(Locale.ROOT, "%,d", Long.parseLong(pages)) + (pages.equals("1") ? " page" : " pages");
    }

    /** Those of the wanted cells that the evidence lacks, one line each. */
    static List<String> missing(Evidence evidence, Evidence.Wanted... wanted) {
        return Stream.of(wanted).filter(w -> evidence.find(w).isEmpty()).map(w -> CELL + w.text()).toList();
    }
}
