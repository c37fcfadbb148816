package io.headroom.deploy.backtest;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of a file that programs read: cells are quoted as RFC 4180 has it, and only where they must
 * be; what they say is not changed.
 */
final class CsvRow {
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",\r\n]");

    private CsvRow() {}

    static String of(String... cells) {
        return Stream.of(cells).map(CsvRow::cell).collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(String text) {
        return NEEDS_QUOTES.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
