package io.headroom.recommender.output;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lines of comma-separated values as RFC 4180 has them. */
final class Csv {
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",\r\n]");

    /** What a spreadsheet takes for a formula, and would compute when the file is opened. */
    private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\t\r\n]");

    private Csv() {}

    static String line(List<Cell> cells) {
        return cells.stream().map(Csv::written).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String written(Cell cell) {
        return switch (cell) {
            case Cell.Figure(String digits) -> digits;
            case Cell.Text(String text) -> {
                String harmless = FORMULA.matcher(text).find() ? '\'' + text : text;
                yield NEEDS_QUOTES.matcher(harmless).find()
                        ? '"' + harmless.replace("\"", "\"\"") + '"'
                        : harmless;
            }
        };
    }

    /** What stands between two commas. */
    sealed interface Cell {

        /** Words of somebody else: made harmless where a spreadsheet would run them. */
        record Text(String text) implements Cell {}

        /** A number, which may well begin with a minus; empty where there is none. */
        record Figure(String digits) implements Cell {}
    }
}
