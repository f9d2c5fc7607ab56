package io.github.djlqat.examples.output;

import java.util.ArrayList;
import java.util.List;

/** A table in plain characters: the first column to the left, the others to the right. */
public final class TextTable {

    private final List<String> header;
    private final boolean[] left;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Starts a table.
     *
     * @param header a name for each column; one that starts with {@code <} is set to the left
     */
    public TextTable(String... header) {
        this.header = new ArrayList<>();
        this.left = new boolean[header.length];
        for (int i = 0; i < header.length; i++) {
            left[i] = i == 0 || header[i].startsWith("<");
            this.header.add(header[i].startsWith("<") ? header[i].substring(1) : header[i]);
        }
    }

    /**
     * Appends a row.
     *
     * @throws IllegalArgumentException if there are not as many cells as columns
     */
    public TextTable row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    "expected " + header.size() + " cells, found " + cells.length);
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
        return this;
    }

    /** Returns the number of rows. */
    public int size() {
        return rows.size();
    }

    /** Returns the lines: header, rule, rows; none ends in a space. */
    public List<String> lines() {
        int[] widths = new int[header.size()];
        List<List<String>> all = new ArrayList<>(rows);
        all.add(0, header);
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        all.add(1, rule);
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            String space = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : "  ");
            line.append(left[i] ? cell + space : space + cell);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), lines());
    }
}
