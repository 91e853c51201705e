package dev.faultpath.report.page;

import dev.faultpath.Hash;
import dev.faultpath.results.CellResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the forks of each cell stand: on pages of one question and JDK each, as sites that show repositories make no page of Markdown that
 * is longer than 512 KB, and a publication has more than that of forks.
 */
final class ForkLinks {
    /** Digits of an anchor, enough for the cells of a page; a report has more than a thousand links. */
    private static final int DIGITS = 8;

    private ForkLinks() {
    }

    /**
     * Links by label. A label without its JDK, as what is counted once for all of them has it, leads to the forks of the first.
     *
     * @param prefix put before each page; letters, digits and hyphens, may be empty
     * @param cells  with labels of their own
     */
    static Map<String, Page.ForkLink> of(String prefix, List<CellResult> cells) {
        Map<String, Page.ForkLink> links = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            String question = PageBuilder.id(cell.question().orElse(null)).toLowerCase(Locale.ROOT);
            links.put(cell.label(), new Page.ForkLink(question, Report.FORKS + "/" + prefix + question + "-jdk" + cell.jdk() + ".md",
                    "c" + new Hash().add(prefix + cell.label()).hex().substring(0, DIGITS), cell.design() + " on JDK " + cell.jdk()));
        }
        for (CellResult cell : cells) {
            Page.ForkLink first = links.get(cell.label());
            links.putIfAbsent(CellResult.label(cell.benchmark(), cell.params()),
                    new Page.ForkLink(first.question(), first.page(), first.anchor(), cell.design()));
        }
        return links;
    }
}
