package io.headroom.recommender.output;

import io.headroom.model.Resources;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Recommendation;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One line a container: what it asks for now, what it should ask for and between which bounds that
 * may stay, for CPU and for memory, and what else shaped the numbers. At most {@value #WIDTH}
 * columns: names that do not fit are cut.
 */
final class RecommendationTable {
    static final int WIDTH = 120;

    /* Without the day: what is held is held for minutes. */
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** How the strategy came to its numbers comes after what acted on them, which is rarer. */
    private static final Set<Reason.Code> OF_THE_STRATEGY =
            EnumSet.of(
                    Reason.Code.RULE,
                    Reason.Code.STEADY,
                    Reason.Code.WEIGHED,
                    Reason.Code.LITTLE_HISTORY);

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("NAMESPACE", 14, false),
                    new Column("WORKLOAD", 28, false),
                    new Column("CONTAINER", 12, false),
                    new Column("CPU", 6, true),
                    new Column("TARGET", 6, true),
                    new Column("BOUNDS", 12, false),
                    new Column("MEMORY", 7, true),
                    new Column("TARGET", 7, true),
                    new Column("BOUNDS", 16, false),
                    new Column("WHY", 60, false));

    private RecommendationTable() {}

    static String format(List<Recommendation> recommendations) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS.stream().map(Column::title).toList());
        for (Recommendation recommendation : recommendations) {
            for (ContainerRecommendation container : recommendation.containers()) {
                rows.add(row(recommendation, container));
            }
        }
        int[] widths = new int[COLUMNS.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                int wanted = Math.max(widths[i], row.get(i).length());
                widths[i] = Math.min(wanted, COLUMNS.get(i).width());
            }
        }
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static List<String> row(
            Recommendation recommendation, ContainerRecommendation container) {
        Resources requests = container.requests();
        var workload = recommendation.workload();
        List<String> row = new ArrayList<>();
        row.add(workload.namespace());
        row.add(workload.kind().toLowerCase(Locale.ROOT) + '/' + workload.name());
        row.add(container.name());
        row.add(Amounts.of(requests.cpu()));
        switch (container.advice()) {
            case Advice.Resize resize -> {
                row.add(Amounts.of(resize.target().cpu()));
                row.add(
                        bounds(
                                Amounts.of(resize.lowerBound().cpu()),
                                Amounts.of(resize.upperBound().cpu())));
                row.add(Amounts.of(requests.memory()));
                row.add(Amounts.of(resize.target().memory()));
                row.add(
                        bounds(
                                Amounts.of(resize.lowerBound().memory()),
                                Amounts.of(resize.upperBound().memory())));
                row.add(
                        resize.reasons().stream()
                                .map(Reason::code)
                                .filter(code -> code != Reason.Code.PERCENTILE)
                                .distinct()
                                .sorted(Comparator.comparing(OF_THE_STRATEGY::contains))
                                .map(Reason.Code::label)
                                .collect(Collectors.joining(" ")));
            }
            case Advice.Hold hold -> {
                row.add("");
                row.add("");
                row.add(Amounts.of(requests.memory()));
                row.add("");
                row.add("");
                row.add(
                        hold.code().label()
                                + (hold.until() == null
                                        ? ""
                                        : " until " + MINUTE.format(hold.until())));
            }
        }
        return row;
    }

    private static String bounds(String lower, String upper) {
        return lower + ".." + upper;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cut(cells.get(i), widths[i]);
            String padding = " ".repeat(widths[i] - cell.length());
            line.append(COLUMNS.get(i).right() ? padding + cell : cell + padding).append(' ');
        }
        return cut(line.toString().stripTrailing(), WIDTH) + "\n";
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + '…';
    }

    private record Column(String title, int width, boolean right) {}
}
