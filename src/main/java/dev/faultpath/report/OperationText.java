package dev.faultpath.report;

import dev.faultpath.Table;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Operations.Memory;
import dev.faultpath.results.Operations.Step;
import dev.faultpath.results.Operations.Touch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Counted operations in words: of a walk, of a page of it where there are pages, and what two designs differ by. */
public final class OperationText {
    private OperationText() {
    }

    /** A cell for a terminal: a line for each kind that happens. */
    public static String table(Operations cell) {
        boolean pages = cell.pages() > 0;
        Table table = new Table(4, pages ? "lrr" : "lr");
        table.row(pages ? List.of("operation", "a walk", "a page") : List.of("operation", "a walk"));
        cell.counts().keySet().forEach(kind -> {
            String walk = Counted.amount(cell.each(kind));
            table.row(pages ? List.of(kind, walk, Counted.amount(cell.each(kind) / cell.pages())) : List.of(kind, walk));
        });
        return cell.label() + (cell.period() == 1 ? "" : ", mean of " + cell.period() + " operations") + "\n" + table;
    }

    /** What a cell's counts are divided by in a line: a page, or a walk where the benchmark has no pages. */
    public static String per(Operations cell) {
        return cell.pages() > 0 ? "a page" : "a walk";
    }

    /** All operations in one line, such as {@code memmap 2 loads 1 lines, 1 virtual calls}. */
    public static String line(Operations cell) {
        return line(kind -> each(cell, kind), "");
    }

    /** What a cell does more and less than another, in one line. */
    public static String difference(Operations cell, Operations reference) {
        String text = line(kind -> each(cell, kind) - each(reference, kind), "+");
        return text.isEmpty() ? "the same" : text;
    }

    private static double each(Operations cell, String kind) {
        return cell.each(kind) / Math.max(1, cell.pages());
    }

    private static String line(ToDoubleFunction<String> count, String plus) {
        List<String> parts = new ArrayList<>();
        for (Memory memory : Memory.values()) {
            StringBuilder part = new StringBuilder();
            for (Touch touch : Touch.values()) {
                double n = count.applyAsDouble(touch.of(memory));
                if (n != 0) {
                    part.append(' ').append(signed(n, plus)).append(' ').append(touch.name().toLowerCase(Locale.ROOT));
                }
            }
            if (!part.isEmpty()) {
                parts.add(memory.words() + part);
            }
        }
        for (Step step : Step.values()) {
            double n = count.applyAsDouble(step.words());
            if (n != 0) {
                parts.add(signed(n, plus) + " " + step.words());
            }
        }
        return String.join(", ", parts);
    }

    private static String signed(double n, String plus) {
        return (n > 0 ? plus : "") + Counted.amount(n);
    }
}
