package io.headroom.recommender.output;

import io.headroom.recommender.scale.advice.SideBySide;
import io.headroom.recommender.scale.replay.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same days three times over, as an SVG: how many replicas there would have been. */
public final class ScalingPlot {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 360;
    private static final int LEFT = 48;
    private static final int TOP = 80;

    /** Of the legend, a line for each of those that are shown: some have long names. */
    private static final int LINE = 16;

    private static final int BOTTOM = 28;

    /** More points than that no screen shows. */
    private static final int MOST_POINTS = 900;

    private ScalingPlot() {}

    private record Line(String name, String colour, Timeline timeline) {}

    /**
     * The document.
     *
     * @param title of the plot; anything, it is escaped
     * @param asItIs what the autoscaler as it is is called
     * @param advised what the one that it is held against is called
     */
    public static String svg(String title, SideBySide days, String asItIs, String advised) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("none (" + days.noneReplicas() + ")", "#999999", days.none()));
        if (days.asItIs() != null) {
            lines.add(new Line(asItIs, "#d55e00", days.asItIs()));
        }
        lines.add(new Line(advised, "#0072b2", days.advised()));
        double most =
                lines.stream()
                        .flatMap(line -> line.timeline().points().stream())
                        .mapToDouble(Timeline.Point::replicas)
                        .max()
                        .orElse(1);
        StringBuilder svg = new StringBuilder(1 << 14);
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                        WIDTH,
                        HEIGHT));
        svg.append(
                String.format(
                        Locale.ROOT, "<text x=\"%d\" y=\"16\">%s</text>", LEFT, escaped(title)));
        int y = LINE;
        for (Line line : lines) {
            y += LINE;
            String legend =
                    String.format(
                            Locale.ROOT,
                            "%s: %.0f replica-hours, %.3f %% unserved",
                            line.name(),
                            line.timeline().outcome().replicaHours(),
                            100 * line.timeline().outcome().unservedRatio());
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                            LEFT,
                            y,
                            line.colour(),
                            escaped(legend)));
        }
        svg.append(axis(most, days.advised()));
        for (Line line : lines) {
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<polyline fill=\"none\" stroke=\"%s\" points=\"%s\"/>",
                            line.colour(),
                            points(line.timeline().points(), most)));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String axis(double most, Timeline timeline) {
        List<Timeline.Point> points = timeline.points();
        int bottom = HEIGHT - BOTTOM;
        return String.format(
                Locale.ROOT,
                "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#333333\"/>"
                        + "<text x=\"4\" y=\"%d\">%.0f</text><text x=\"4\" y=\"%d\">0</text>"
                        + "<text x=\"%d\" y=\"%d\">%s</text>"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                LEFT,
                TOP,
                bottom,
                WIDTH,
                TOP + 10,
                most,
                bottom,
                LEFT,
                HEIGHT - 8,
                time(points.getFirst()),
                WIDTH,
                HEIGHT - 8,
                time(points.getLast()));
    }

    private static String time(Timeline.Point point) {
        return Instant.ofEpochSecond(point.endSeconds()).toString();
    }

    /** Of windows that share a point the highest. */
    private static String points(List<Timeline.Point> all, double most) {
        int each = Math.max(1, Math.ceilDiv(all.size(), MOST_POINTS));
        long first = all.getFirst().endSeconds();
        double span = Math.max(1, all.getLast().endSeconds() - first);
        double height = HEIGHT - BOTTOM - TOP;
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < all.size(); i += each) {
            double highest =
                    all.subList(i, Math.min(i + each, all.size())).stream()
                            .mapToDouble(Timeline.Point::replicas)
                            .max()
                            .orElse(0);
            points.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%.1f ",
                            LEFT + (WIDTH - LEFT) * (all.get(i).endSeconds() - first) / span,
                            HEIGHT - BOTTOM - height * highest / Math.max(1, most)));
        }
        return points.toString().strip();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
