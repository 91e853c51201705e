package dev.faultpath;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows for a terminal: every column as wide as its widest cell, two blanks between columns, none at the end of a line. picocli's table
 * does not align to the right.
 */
public final class Table {
    /** A last column of fewer columns is not broken: it would be a word a line. */
    private static final int NARROWEST = 20;

    private final String indent;
    private final String sides;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param indent blanks before each line
     * @param sides  a letter a column: {@code l} aligns to the left, {@code r} to the right
     */
    public Table(int indent, String sides) {
        this.indent = " ".repeat(indent);
        this.sides = sides;
    }

    /** Adds a row, one cell a column. */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** Adds a row, one cell a column; whatever a cell holds stays on its line. */
    public Table row(List<String> cells) {
        if (cells.size() != sides.length()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + sides.length() + " columns");
        }
        rows.add(cells.stream().map(Text::inLine).toList());
        return this;
    }

    /** The lines, each with a line feed. */
    @Override
    public String toString() {
        return text(Integer.MAX_VALUE);
    }

    /** The same for a terminal of so many columns: text in the last column that does not fit goes on below its beginning. */
    public String text(int columns) {
        int last = sides.length() - 1;
        int[] width = new int[sides.length()];
        for (List<String> row : rows) {
            for (int i = 0; i < width.length; i++) {
                width[i] = Math.max(width[i], row.get(i).length());
            }
        }
        int before = indent.length() + Arrays.stream(width, 0, last).map(w -> w + 2).sum();
        boolean narrow = sides.charAt(last) == 'l' && columns - before >= NARROWEST;
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < last; i++) {
                line.append(padded(row.get(i), width[i], sides.charAt(i))).append("  ");
            }
            Text.wrap(out, line.toString(), padded(row.get(last), width[last], sides.charAt(last)).stripTrailing(), narrow ? columns
                    : Integer.MAX_VALUE);
        }
        return out.toString();
    }

    private static String padded(String cell, int width, char side) {
        String pad = " ".repeat(width - cell.length());
        return side == 'l' ? cell + pad : pad + cell;
    }
}
