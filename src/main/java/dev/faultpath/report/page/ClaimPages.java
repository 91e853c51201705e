package dev.faultpath.report.page;

import dev.faultpath.Text;
import dev.faultpath.claims.ClaimVerdict;
import dev.faultpath.claims.ExternalCheck;
import dev.faultpath.claims.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Verdicts and the check against published figures as a page shows them. */
final class ClaimPages {
    /** Units that a number needs no word for: the label says what it is. */
    private static final Set<String> PLAIN = Set.of("share", "ratio", "count", "exponent");

    private final String prefix;
    private final Anchors anchors;

    /**
     * @param prefix  put before the anchors of claims
     * @param anchors where forks stand
     */
    ClaimPages(String prefix, Anchors anchors) {
        this.prefix = prefix;
        this.anchors = anchors;
    }

    Page.Claim claim(ClaimVerdict v) {
        Map<String, List<Page.Figure>> byJdk = new LinkedHashMap<>();
        v.figures().forEach(f -> byJdk.computeIfAbsent(f.jdk().isEmpty() ? "computed" : "JDK " + f.jdk(), j -> new ArrayList<>()).add(figure(f)));
        List<Page.Figures> figures = byJdk.entrySet().stream().map(e -> new Page.Figures(e.getKey(), e.getValue())).toList();
        return new Page.Claim(prefix + v.claim().toLowerCase(Locale.ROOT), v.claim(), v.said(), v.verdict().word(), sentence(v.because()),
                v.deciding() == null ? null : figure(v.deciding()),
                v.regions().stream().map(r -> new Page.Region(r.where(), r.holds(), r.what())).toList(), v.open(), v.thresholds(), figures);
    }

    private static String sentence(String text) {
        return text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }

    private Page.Figure figure(Figure f) {
        String text = f.text();
        int range = text.indexOf(" [");
        String value = (range < 0 ? text : text.substring(0, range)) + (PLAIN.contains(f.unit()) ? "" : " " + f.unit());
        List<Page.Link> cells = f.cells().stream().map(c -> new Page.Link(c, anchors.of(c))).toList();
        return new Page.Figure(f.label(), value, range(f), cells);
    }

    private static String range(Figure f) {
        String text = f.text();
        if (f.exact()) {
            return "exact";
        }
        String inside = text.substring(text.indexOf(" [") + 2).replace("]", "");
        return inside.contains("?") ? "too few forks" : inside.replace(", ", " to ");
    }

    /** The check as tables, one a JDK; {@code null} if nothing of it was measured. */
    static Page.External external(ExternalCheck check) {
        Map<String, List<List<String>>> byJdk = new TreeMap<>();
        for (ExternalCheck.Row row : check.rows()) {
            for (ExternalCheck.Model model : row.models()) {
                boolean huge = model.pages().equals("2 MiB");
                byJdk.computeIfAbsent(model.share().jdk(), j -> new ArrayList<>()).add(List.of(row.stage(), model.pages(),
                        Text.percent(huge ? row.publishedHuge() : row.published4k()),
                        model.share().text().replaceAll(" \\[.*", ""), range(model.share())));
            }
        }
        if (byJdk.isEmpty()) {
            return null;
        }
        List<String> text = new ArrayList<>(List.of("Shares that the stages of a 2 MiB fault have of it, as published (" + check.source() + "), beside those"
                + " that leaving a stage out gives in the model. Published pages of 4 KiB and huge pages stand beside faults of the model on memory that the"
                + " process maps in 4 KiB and 2 MiB. Nothing in the model is tuned to agree."));
        check.rows().forEach(r -> text.add(r.stage() + ": " + r.reason() + "."));
        return new Page.External(text, byJdk.entrySet().stream().map(e -> new Page.Plain("Stages of a fault, published and modelled, JDK " + e.getKey(),
                List.of("stage", "pages", "published", "model", "95 % interval"), e.getValue(), List.of())).toList());
    }
}
