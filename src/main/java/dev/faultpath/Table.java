package dev.faultpath;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows for a terminal: every column as wide as its widest cell, two blanks between columns, none at the end of a line. picocli's table
 * does not align to the right.
 */
public final class Table {
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
        int[] width = new int[sides.length()];
        for (List<String> row : rows) {
            for (int i = 0; i < width.length; i++) {
                width[i] = Math.max(width[i], row.get(i).length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < width.length; i++) {
                String cell = row.get(i);
                String pad = " ".repeat(width[i] - cell.length());
                line.append(i == 0 ? "" : "  ").append(sides.charAt(i) == 'l' ? cell + pad : pad + cell);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
