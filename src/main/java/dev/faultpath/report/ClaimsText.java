package dev.faultpath.report;

import dev.faultpath.Table;
import dev.faultpath.Text;
import dev.faultpath.claims.ClaimVerdict;
import dev.faultpath.claims.ExternalCheck;
import dev.faultpath.claims.Figure;
import dev.faultpath.claims.Half;
import dev.faultpath.claims.Region;
import dev.faultpath.claims.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The verdicts of the claims as plain text of at most {@value #WIDTH} columns: a few lines each, or all there is. */
public final class ClaimsText {
    /** Only a single word that is longer goes beyond. */
    public static final int WIDTH = 100;

    /** Most lines on what is open; the last of all is always among them. */
    private static final int OPEN_LINES = 8;
    private static final String INDENT = "    ";
    /** Most lines of the few: on what decides a half, and figures. */
    private static final int HALF_LINES = 3;
    /** Characters of a reason that are printed even if that takes more lines, as in a terminal of very few columns. */
    private static final int SHORTEST = 40;
    private static final int FIGURES = 2;

    private final StringBuilder out = new StringBuilder();
    private final int columns;

    private ClaimsText(int columns) {
        this.columns = Math.min(WIDTH, columns);
    }

    /**
     * All that is known of some claims, each line with a line feed.
     *
     * @param name    what was judged, empty where that needs no saying
     * @param columns of the terminal
     */
    public static String full(String name, List<ClaimVerdict> verdicts, int columns) {
        ClaimsText text = new ClaimsText(columns).head(name, verdicts);
        verdicts.forEach(text::verdict);
        return text.out.toString();
    }

    /** Of each claim its verdicts, what decides them, and what it means for a patch; less than a screen. */
    public static String brief(String name, List<ClaimVerdict> verdicts, int columns) {
        ClaimsText text = new ClaimsText(columns).head(name, verdicts);
        verdicts.forEach(text::few);
        return text.out.toString();
    }

    /** The published breakdown of a fault beside the model's. */
    public static String of(ExternalCheck check, int columns) {
        ClaimsText text = new ClaimsText(columns);
        text.check(check);
        return text.out.toString();
    }

    private ClaimsText head(String name, List<ClaimVerdict> verdicts) {
        if (!name.isEmpty()) {
            wrap("", name);
        }
        Table list = new Table(0, "lll");
        verdicts.forEach(v -> list.row(v.claim(), v.verdict().word(), v.said()));
        out.append(list.text(columns)).append('\n');
        for (Verdict verdict : Verdict.values()) {
            wrap("", verdict.word() + ": " + verdict.meaning());
        }
        return this;
    }

    private void few(ClaimVerdict v) {
        out.append('\n');
        wrap(v.claim() + "  ", v.sentence() + " Limit: " + v.limit() + ".");
        few("of the design", v.design());
        if (v.hotSpot() != null) {
            few("on HotSpot", v.hotSpot());
        }
        List<Figure> figures = Stream.concat(Stream.ofNullable(v.deciding()), v.figuresByGrade().values().stream()
                .map(of -> of.get(0)).filter(f -> v.deciding() == null || f.grade() != v.deciding().grade())).limit(FIGURES).toList();
        figures.forEach(f -> wrap("  " + f.grade() + "  ", value(f) + (f.jdk().isEmpty() ? "" : " on JDK " + f.jdk()) + ", " + f.label()));
        wrap("  for a patch: ", v.meaning());
    }

    private void few(String of, Half half) {
        String head = "  " + of + ": ";
        int most = Math.max(SHORTEST, HALF_LINES * (columns - head.length()) - columns / 4);
        wrap(head, Text.oneLine(half.verdict().word() + ": " + half.because(), most));
    }

    private void verdict(ClaimVerdict v) {
        out.append('\n');
        wrap(v.claim() + "  ", v.sentence() + " Limit: " + v.limit() + ".");
        half("of the design", v.design());
        if (v.hotSpot() != null) {
            half("on HotSpot", v.hotSpot());
        }
        if (!v.cause().isEmpty()) {
            wrap("  why they differ: ", v.cause());
        }
        v.figuresByGrade().forEach((grade, figures) -> {
            out.append("  ").append(grade).append(": ").append(grade.words()).append('\n');
            int width = figures.stream().mapToInt(f -> value(f).length()).max().orElse(0);
            for (Figure f : figures) {
                String jdk = f.jdk().isEmpty() ? "" : "JDK " + f.jdk();
                wrap(INDENT + String.format(Locale.ROOT, "%-" + width + "s  %-6s  ", value(f), jdk), f.label());
            }
        });
        wrap("  for a patch: ", v.meaning());
        out.append("  said\n");
        v.sources().forEach(s -> wrap(INDENT + "- ", s.message() + "; " + s.date()));
        out.append("  limits\n");
        v.limits().forEach(l -> wrap(INDENT + "- ", l.text() + ". Why: " + l.reason()));
        if (!v.open().isEmpty()) {
            out.append("  would decide what is open\n");
            int shown = v.open().size() <= OPEN_LINES ? v.open().size() : OPEN_LINES - 2;
            v.open().subList(0, shown).forEach(o -> wrap(INDENT + "- ", o));
            if (shown < v.open().size()) {
                wrap(INDENT + "- ", "and " + (v.open().size() - shown - 1) + " more, all in the JSON form");
                wrap(INDENT + "- ", v.open().get(v.open().size() - 1));
            }
        }
    }

    private void half(String of, Half half) {
        wrap("  " + of + ": ", half.verdict().word() + ": " + half.because());
        half.remarks().forEach(r -> wrap(INDENT + "- ", r));
        for (Region region : half.regions()) {
            wrap(INDENT + String.format(Locale.ROOT, "%-14s  ", region.holds()), region.where() + ": " + region.what());
        }
    }

    private static String value(Figure f) {
        return f.text() + (f.unit().equals("share") || f.unit().equals("ratio") ? "" : " " + f.unit());
    }

    private void check(ExternalCheck check) {
        out.append('\n');
        wrap("", "Published breakdown of a 2 MiB fault beside the model's, as shares of the fault; " + check.source() + ". Published"
                + " pages of 4 KiB and huge pages stand beside faults of the model on memory that the process maps in 4 KiB and 2 MiB.");
        out.append(String.format(Locale.ROOT, "\n  %-12s %10s %10s   %s\n", "stage", "4 KiB", "huge", "model"));
        for (ExternalCheck.Row row : check.rows()) {
            String head = String.format(Locale.ROOT, "  %-12s %10s %10s   ", row.stage(), Text.percent(row.published4k()),
                    Text.percent(row.publishedHuge()));
            if (row.models().isEmpty()) {
                out.append(head).append("not measured\n");
            }
            for (ExternalCheck.Model model : row.models()) {
                Figure share = model.share();
                out.append(head).append(String.format(Locale.ROOT, "%s  JDK %-2s  %s\n", model.pages(), share.jdk(), share.text()));
                head = " ".repeat(head.length());
            }
            wrap("      ", row.reason());
        }
    }

    private void wrap(String head, String text) {
        Text.wrap(out, head, text, columns);
    }
}
