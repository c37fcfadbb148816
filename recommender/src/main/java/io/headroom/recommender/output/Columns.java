package io.headroom.recommender.output;

import java.util.List;

/** Rows of words under each other. */
final class Columns {
    private Columns() {}

    /**
     * The rows, each column as wide as its widest word.
     *
     * @param left how many columns begin at the left; the others end at the right
     */
    static String aligned(List<List<String>> rows, int left) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String padding = " ".repeat(widths[column] - row.get(column).length());
                line.append(column < left ? row.get(column) + padding : padding + row.get(column))
                        .append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
