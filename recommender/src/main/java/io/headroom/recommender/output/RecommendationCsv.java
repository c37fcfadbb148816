package io.headroom.recommender.output;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.output.Csv.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line a container. Columns are only ever added, at the end. */
final class RecommendationCsv {
    private static final List<String> COLUMNS =
            List.of(
                    "namespace",
                    "kind",
                    "group",
                    "workload",
                    "container",
                    "container_type",
                    "as_of",
                    "strategy",
                    "advice",
                    "cpu_request_millicores",
                    "cpu_target_millicores",
                    "cpu_lower_bound_millicores",
                    "cpu_upper_bound_millicores",
                    "memory_request_bytes",
                    "memory_target_bytes",
                    "memory_lower_bound_bytes",
                    "memory_upper_bound_bytes",
                    "codes",
                    "message",
                    "cpu_limit_millicores",
                    "cpu_limit_target_millicores",
                    "memory_limit_bytes",
                    "memory_limit_target_bytes");

    private RecommendationCsv() {}

    static String format(List<Recommendation> recommendations) {
        StringBuilder lines = new StringBuilder();
        lines.append(Csv.line(COLUMNS.stream().<Cell>map(Cell.Text::new).toList()));
        for (Recommendation recommendation : recommendations) {
            for (ContainerRecommendation container : recommendation.containers()) {
                lines.append(Csv.line(row(recommendation, container)));
            }
        }
        return lines.toString();
    }

    private static List<Cell> row(
            Recommendation recommendation, ContainerRecommendation container) {
        var workload = recommendation.workload();
        List<Cell> row = new ArrayList<>();
        text(row, workload.namespace());
        text(row, workload.kind());
        text(row, workload.group());
        text(row, workload.name());
        text(row, container.name());
        text(row, container.type().label());
        text(row, recommendation.asOf().toString());
        text(row, recommendation.strategy());
        switch (container.advice()) {
            case Advice.Resize resize -> {
                text(row, "resize");
                amounts(row, container, resize);
                text(
                        row,
                        resize.reasons().stream()
                                .map(reason -> reason.code().label())
                                .distinct()
                                .collect(Collectors.joining(" ")));
                text(
                        row,
                        resize.reasons().stream()
                                .map(Reason::message)
                                .collect(Collectors.joining("; ")));
            }
            case Advice.Hold hold -> {
                text(row, "hold");
                amounts(row, container, null);
                text(row, hold.code().label());
                text(row, hold.message());
            }
        }
        Resources limits = container.limits();
        Resources advised = container.targetLimits();
        Resources targetLimits = advised == null ? Resources.NONE : advised;
        number(row, limits.cpu());
        number(row, targetLimits.cpu());
        number(row, limits.memory());
        number(row, targetLimits.memory());
        return row;
    }

    private static void amounts(
            List<Cell> row, ContainerRecommendation container, Advice.@Nullable Resize resize) {
        Resources requests = container.requests();
        Resources target = resize == null ? Resources.NONE : resize.target();
        Resources lower = resize == null ? Resources.NONE : resize.lowerBound();
        Resources upper = resize == null ? Resources.NONE : resize.upperBound();
        number(row, requests.cpu());
        number(row, target.cpu());
        number(row, lower.cpu());
        number(row, upper.cpu());
        number(row, requests.memory());
        number(row, target.memory());
        number(row, lower.memory());
        number(row, upper.memory());
    }

    private static void text(List<Cell> row, String text) {
        row.add(new Cell.Text(text));
    }

    private static void number(List<Cell> row, @Nullable Quantity<?> amount) {
        row.add(new Cell.Figure(amount == null ? "" : Long.toString(amount.units())));
    }
}
