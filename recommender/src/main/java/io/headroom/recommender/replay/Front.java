package io.headroom.recommender.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The points of several strategies that no other beats on both waste and harm, by rising harm.
 * Between two of them lies what a mix of both over containers reaches.
 */
public record Front(List<Point> points) {

    /**
     * What a strategy costs and breaks.
     *
     * @param harmRatio the unserved part of CPU, or the part of days that memory was too little
     * @param wasteRatio what was requested and not used, for each unit used
     */
    public record Point(String name, double harmRatio, double wasteRatio) {

        /** No worse on both, and better on one. */
        public boolean dominates(Point other) {
            return harmRatio <= other.harmRatio
                    && wasteRatio <= other.wasteRatio
                    && (harmRatio < other.harmRatio || wasteRatio < other.wasteRatio);
        }
    }

    /**
     * The waste of the front at some harm.
     *
     * @param reached whether the front has anything that harms as much: beyond its end the cheapest
     *     point's waste is given, which says nothing
     */
    public record Waste(double ratio, boolean reached) {}

    public Front {
        points = List.copyOf(points);
    }

    public static Front of(List<Point> points) {
        List<Point> sorted =
                points.stream()
                        .sorted(
                                Comparator.comparingDouble(Point::harmRatio)
                                        .thenComparingDouble(Point::wasteRatio)
                                        .thenComparing(Point::name))
                        .toList();
        List<Point> front = new ArrayList<>();
        double best = Double.POSITIVE_INFINITY;
        for (Point point : sorted) {
            if (point.wasteRatio() < best) {
                front.add(point);
                best = point.wasteRatio();
            }
        }
        return new Front(front);
    }

    /** Interpolated; left of the front it is the safest point's waste. */
    public Waste at(double harmRatio) {
        if (points.isEmpty() || Double.isNaN(harmRatio)) {
            return new Waste(Double.NaN, false);
        }
        Point before = points.getFirst();
        if (harmRatio <= before.harmRatio()) {
            return new Waste(before.wasteRatio(), true);
        }
        for (Point point : points) {
            if (harmRatio <= point.harmRatio()) {
                double part =
                        (harmRatio - before.harmRatio()) / (point.harmRatio() - before.harmRatio());
                return new Waste(
                        before.wasteRatio() + part * (point.wasteRatio() - before.wasteRatio()),
                        true);
            }
            before = point;
        }
        return new Waste(before.wasteRatio(), false);
    }
}
