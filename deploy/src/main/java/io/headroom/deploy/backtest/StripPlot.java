package io.headroom.deploy.backtest;

import static io.headroom.deploy.backtest.Markup.place;

import io.headroom.recommender.size.Samples;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One figure of every series, a row for each strategy, with the median: shows what sums hide.
 *
 * @param title what it is of
 * @param least what is lower is drawn there
 * @param judged the strategy that stands out
 */
record StripPlot(String title, double least, List<Row> rows, String judged) {
    private static final int WIDTH = 540;
    private static final int LEFT = 118;
    private static final int RIGHT = 26;
    private static final int TOP = 30;
    private static final int ROW = 18;
    private static final int BOTTOM = 26;

    /** A strategy's figures; what is not finite is left out. */
    record Row(String name, List<Double> values) {}

    String svg() {
        Axis axis =
                Axis.logarithmic(
                        rows.stream()
                                .flatMap(row -> row.values().stream())
                                .mapToDouble(Double::doubleValue),
                        least);
        int bottom = TOP + ROW * rows.size();
        StringBuilder svg = new StringBuilder();
        svg.append(
                """
                <svg viewBox="0 0 %d %d" role="img" aria-label="%s">
                <text class="title" x="6" y="16">%s</text>
                """
                        .formatted(WIDTH, bottom + BOTTOM, Markup.text(title), Markup.text(title)));
        for (double tick : axis.ticks()) {
            String label = (tick <= least ? "≤" : "") + Axis.label(tick);
            svg.append(
                    """
                    <line class="grid" x1="%s" y1="%d" x2="%s" y2="%d"/>
                    <text class="tick" x="%s" y="%d" text-anchor="middle">%s</text>
                    """
                            .formatted(
                                    place(x(axis, tick)),
                                    TOP,
                                    place(x(axis, tick)),
                                    bottom,
                                    place(x(axis, tick)),
                                    bottom + 16,
                                    label));
        }
        for (int i = 0; i < rows.size(); i++) {
            row(svg, axis, rows.get(i), TOP + ROW * i + ROW / 2.0);
        }
        return svg.append("</svg>\n").toString();
    }

    private void row(StringBuilder svg, Axis axis, Row row, double y) {
        String kind = row.name().equals(judged) ? "judged" : "on";
        svg.append(
                """
                <text class="name %s" x="%d" y="%s" text-anchor="end">%s</text>
                """
                        .formatted(kind, LEFT - 12, place(y + 4), Markup.text(row.name())));
        double[] sorted =
                row.values().stream()
                        .flatMapToDouble(DoubleStream::of)
                        .filter(Double::isFinite)
                        .sorted()
                        .toArray();
        for (double value : sorted) {
            svg.append(
                    """
                    <circle class="series %s" cx="%s" cy="%s" r="3"/>
                    """
                            .formatted(kind, place(x(axis, value)), place(y)));
        }
        if (sorted.length > 0) {
            double median = x(axis, Samples.quantile(sorted, 0.5));
            svg.append(
                    """
                    <line class="median" x1="%s" y1="%s" x2="%s" y2="%s"/>
                    """
                            .formatted(place(median), place(y - 7), place(median), place(y + 7)));
        }
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.part(value) * (WIDTH - LEFT - RIGHT);
    }
}
