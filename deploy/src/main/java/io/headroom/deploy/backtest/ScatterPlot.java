package io.headroom.deploy.backtest;

import static io.headroom.deploy.backtest.Markup.place;

import io.headroom.recommender.replay.Front;
import io.headroom.recommender.replay.Front.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Strategies by harm and waste, with their Pareto front: lower and further left is better.
 *
 * @param title what it is of
 * @param harm what harm is called, in per cent
 * @param logarithmic whether harm is drawn so
 * @param points those of strategies
 * @param hindsight those with the future known
 * @param judged the strategy that stands out
 */
record ScatterPlot(
        String title,
        String harm,
        boolean logarithmic,
        List<Point> points,
        List<Point> hindsight,
        String judged) {
    private static final int WIDTH = 540;
    private static final int HEIGHT = 340;
    private static final int LEFT = 46;
    private static final int RIGHT = 14;
    private static final int TOP = 30;
    private static final int BOTTOM = 44;
    private static final double LEAST_PERCENT = 0.01;

    /** Points along a line of the front, which is bent where harm is drawn logarithmically. */
    private static final int BENDS = 24;

    private static final double CHARACTER = 6.2;
    private static final double LINE = 12;

    /** A piece of paper that is taken. */
    private record Box(double x, double y, double width, double height) {
        boolean overlaps(Box other) {
            return x < other.x + other.width
                    && other.x < x + width
                    && y < other.y + other.height
                    && other.y < y + height;
        }

        boolean liesWithin(double left, double top, double right, double bottom) {
            return x >= left && y >= top && x + width <= right && y + height <= bottom;
        }
    }

    String svg() {
        List<Point> shown =
                Stream.concat(points.stream(), hindsight.stream())
                        .filter(point -> Double.isFinite(point.harmRatio()))
                        .filter(point -> Double.isFinite(point.wasteRatio()))
                        .toList();
        Axis harms =
                logarithmic
                        ? Axis.logarithmic(
                                shown.stream().mapToDouble(point -> 100 * point.harmRatio()),
                                LEAST_PERCENT)
                        : Axis.linear(shown.stream().mapToDouble(point -> 100 * point.harmRatio()));
        Axis wastes = Axis.linear(shown.stream().mapToDouble(Point::wasteRatio));
        StringBuilder svg = new StringBuilder();
        svg.append(
                """
                <svg viewBox="0 0 %d %d" role="img" aria-label="%s">
                <text class="title" x="%d" y="16">%s</text>
                """
                        .formatted(WIDTH, HEIGHT, Markup.text(title), LEFT, Markup.text(title)));
        axes(svg, harms, wastes);
        if (shown.isEmpty()) {
            svg.append("<text x=\"%d\" y=\"%d\">no usage</text>".formatted(LEFT + 20, HEIGHT / 2));
        }
        Front front = Front.of(points.stream().filter(shown::contains).toList());
        front(svg, front, harms, wastes);
        dots(svg, shown, front, harms, wastes);
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg, Axis harms, Axis wastes) {
        for (double tick : wastes.ticks()) {
            double y = y(wastes, tick);
            svg.append(
                    """
                    <line class="grid" x1="%d" y1="%s" x2="%d" y2="%s"/>
                    <text class="tick" x="%d" y="%s" text-anchor="end">%s</text>
                    """
                            .formatted(
                                    LEFT,
                                    place(y),
                                    WIDTH - RIGHT,
                                    place(y),
                                    LEFT - 6,
                                    place(y + 4),
                                    Axis.label(tick)));
        }
        for (double tick : harms.ticks()) {
            String label =
                    logarithmic && tick == harms.low() && tick <= LEAST_PERCENT
                            ? "≤" + Axis.label(tick)
                            : Axis.label(tick);
            svg.append(
                    """
                    <line class="grid" x1="%s" y1="%d" x2="%s" y2="%d"/>
                    <text class="tick" x="%s" y="%d" text-anchor="middle">%s</text>
                    """
                            .formatted(
                                    place(x(harms, tick)),
                                    TOP,
                                    place(x(harms, tick)),
                                    HEIGHT - BOTTOM,
                                    place(x(harms, tick)),
                                    HEIGHT - BOTTOM + 16,
                                    label));
        }
        svg.append(
                """
                <text class="tick" x="%s" y="%d" text-anchor="middle">%s</text>
                <text class="tick" transform="translate(11 %s) rotate(-90)" text-anchor="middle">waste per unit used</text>
                """
                        .formatted(
                                place((LEFT + WIDTH - RIGHT) / 2.0),
                                HEIGHT - 8,
                                Markup.text(harm),
                                place((TOP + HEIGHT - BOTTOM) / 2.0)));
    }

    private static void front(StringBuilder svg, Front front, Axis harms, Axis wastes) {
        List<String> bends = new ArrayList<>();
        for (int i = 0; i < front.points().size(); i++) {
            Point to = front.points().get(i);
            Point from = i == 0 ? to : front.points().get(i - 1);
            double begin = harms.part(100 * from.harmRatio());
            double end = harms.part(100 * to.harmRatio());
            for (int bend = 1; bend <= BENDS; bend++) {
                double part = begin + (end - begin) * bend / BENDS;
                double harmRatio = bend == BENDS ? to.harmRatio() : harms.value(part) / 100;
                double waste =
                        front.at(Math.clamp(harmRatio, from.harmRatio(), to.harmRatio())).ratio();
                bends.add(place(x(harms, 100 * harmRatio)) + "," + place(y(wastes, waste)));
            }
        }
        svg.append(
                "<polyline class=\"front\" points=\"%s\"/>\n".formatted(String.join(" ", bends)));
    }

    private void dots(StringBuilder svg, List<Point> shown, Front front, Axis harms, Axis wastes) {
        Set<String> onFront = front.points().stream().map(Point::name).collect(Collectors.toSet());
        Set<String> known = hindsight.stream().map(Point::name).collect(Collectors.toSet());
        List<Box> taken = new ArrayList<>();
        for (Point point : shown) {
            taken.add(
                    new Box(
                            x(harms, 100 * point.harmRatio()) - 5,
                            y(wastes, point.wasteRatio()) - 5,
                            10,
                            10));
        }
        for (int i = 0; i < shown.size(); i++) {
            Point point = shown.get(i);
            String kind =
                    known.contains(point.name())
                            ? "hindsight"
                            : point.name().equals(judged)
                                    ? "judged"
                                    : onFront.contains(point.name()) ? "on" : "off";
            double x = x(harms, 100 * point.harmRatio());
            double y = y(wastes, point.wasteRatio());
            Box label = label(point.name(), x, y, taken);
            taken.add(label);
            double from = label.x() > x ? label.x() : Math.min(x, label.x() + label.width());
            double height = label.y() + LINE / 2;
            if (Math.hypot(from - x, height - y) > 2 * LINE) {
                svg.append(
                        """
                        <line class="leader" x1="%s" y1="%s" x2="%s" y2="%s"/>
                        """
                                .formatted(place(x), place(y), place(from), place(height)));
            }
            svg.append(
                    """
                    <circle class="%s" cx="%s" cy="%s" r="4.5"><title>%s: %s %% harmed, waste %s</title></circle>
                    <text class="name %s" x="%s" y="%s">%s</text>
                    """
                            .formatted(
                                    kind,
                                    place(x),
                                    place(y),
                                    Markup.text(point.name()),
                                    Markup.figure(100 * point.harmRatio(), 3),
                                    Markup.figure(point.wasteRatio(), 3),
                                    kind,
                                    place(label.x()),
                                    place(label.y() + LINE - 3),
                                    Markup.text(point.name())));
        }
    }

    /** Beside the dot, where nothing is yet; far from it rather than on another. */
    private static Box label(String name, double x, double y, List<Box> taken) {
        double width = CHARACTER * name.length();
        Box first = new Box(x + 8, y - LINE / 2, width, LINE);
        for (int ring = 0; ring < 6; ring++) {
            double away = ring * LINE;
            for (double[] place :
                    new double[][] {
                        {x + 8, y - LINE / 2 - away},
                        {x + 8, y - LINE / 2 + away},
                        {x - 8 - width, y - LINE / 2 - away},
                        {x - 8 - width, y - LINE / 2 + away},
                        {x - width / 2, y - 8 - LINE - away},
                        {x - width / 2, y + 8 + away}
                    }) {
                Box box = new Box(place[0], place[1], width, LINE);
                if (box.liesWithin(LEFT, TOP - LINE / 2, WIDTH, HEIGHT - BOTTOM)
                        && taken.stream().noneMatch(box::overlaps)) {
                    return box;
                }
            }
        }
        return first;
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.part(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Axis axis, double value) {
        return HEIGHT - BOTTOM - axis.part(value) * (HEIGHT - TOP - BOTTOM);
    }
}
