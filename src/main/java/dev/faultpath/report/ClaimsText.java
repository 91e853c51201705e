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

/** The verdicts of the claims, with their figures, as plain text of at most {@value #WIDTH} columns. */
public final class ClaimsText {
    /** Only a single word that is longer goes beyond. */
    public static final int WIDTH = 100;

    /** Most lines on what is open; the last of all is always among them. */
    private static final int OPEN_LINES = 8;
    private static final String INDENT = "    ";

    private ClaimsText() {
    }

    /** The lines, each with a line feed; {@code name} is what was judged, empty where that needs no saying. */
    public static String of(String name, List<ClaimVerdict> verdicts, ExternalCheck check) {
        StringBuilder out = new StringBuilder();
        if (!name.isEmpty()) {
            wrap(out, "", name);
        }
        Table list = new Table(0, "lll");
        verdicts.forEach(v -> list.row(v.claim(), v.verdict().word(), v.said()));
        out.append(list).append('\n');
        for (Verdict verdict : Verdict.values()) {
            wrap(out, "", verdict.word() + ": " + verdict.meaning());
        }
        verdicts.forEach(v -> verdict(out, v));
        check(out, check);
        return out.toString();
    }

    private static void verdict(StringBuilder out, ClaimVerdict v) {
        out.append('\n');
        wrap(out, v.claim() + "  ", v.sentence() + " Limit: " + v.limit() + ".");
        half(out, "of the design", v.design());
        if (v.hotSpot() != null) {
            half(out, "on HotSpot", v.hotSpot());
        }
        if (!v.cause().isEmpty()) {
            wrap(out, "  why they differ: ", v.cause());
        }
        v.figuresByGrade().forEach((grade, figures) -> {
            out.append("  ").append(grade).append(": ").append(grade.words()).append('\n');
            int width = figures.stream().mapToInt(f -> value(f).length()).max().orElse(0);
            for (Figure f : figures) {
                String jdk = f.jdk().isEmpty() ? "" : "JDK " + f.jdk();
                wrap(out, INDENT + String.format(Locale.ROOT, "%-" + width + "s  %-6s  ", value(f), jdk), f.label());
            }
        });
        wrap(out, "  for a patch: ", v.meaning());
        out.append("  said\n");
        v.sources().forEach(s -> wrap(out, INDENT + "- ", s.message() + "; " + s.date()));
        out.append("  limits\n");
        v.limits().forEach(l -> wrap(out, INDENT + "- ", l.text() + ". Why: " + l.reason()));
        if (!v.open().isEmpty()) {
            out.append("  would decide what is open\n");
            int shown = v.open().size() <= OPEN_LINES ? v.open().size() : OPEN_LINES - 2;
            v.open().subList(0, shown).forEach(o -> wrap(out, INDENT + "- ", o));
            if (shown < v.open().size()) {
                wrap(out, INDENT + "- ", "and " + (v.open().size() - shown - 1) + " more, all in the JSON form");
                wrap(out, INDENT + "- ", v.open().get(v.open().size() - 1));
            }
        }
    }

    private static void half(StringBuilder out, String of, Half half) {
        wrap(out, "  " + of + ": ", half.verdict().word() + ": " + half.because());
        for (Region region : half.regions()) {
            wrap(out, INDENT + String.format(Locale.ROOT, "%-14s  ", region.holds()), region.where() + ": " + region.what());
        }
    }

    private static String value(Figure f) {
        return f.text() + (f.unit().equals("share") || f.unit().equals("ratio") ? "" : " " + f.unit());
    }

    private static void check(StringBuilder out, ExternalCheck check) {
        out.append('\n');
        wrap(out, "", "Published breakdown of a 2 MiB fault beside the model's, as shares of the fault; " + check.source() + ". Published"
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
            wrap(out, "      ", row.reason());
        }
    }

    /** Breaks text at blanks and after commas; lines after the first are indented by the width of the head. */
    static void wrap(StringBuilder out, String head, String text) {
        StringBuilder line = new StringBuilder(head);
        for (String word : text.split("(?<= )|(?<=,)(?! )")) {
            if (line.length() > head.length() && line.length() + word.stripTrailing().length() > WIDTH) {
                out.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(" ".repeat(head.length()));
            }
            line.append(word);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
