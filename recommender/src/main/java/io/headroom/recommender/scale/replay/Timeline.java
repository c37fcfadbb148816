package io.headroom.recommender.scale.replay;

import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * A replay, window by window: what a plot shows.
 *
 * @param outcome of all of them
 */
public record Timeline(Outcome outcome, List<Point> points) {
    /** Less, as a fraction of a demand, is a peak now and then. */
    private static final double FULLER = 0.01;

    /** By as much a ring may round up what was seen: of that nobody knows that pods did it. */
    private static final double AT_MOST_ROUNDED_UP = ByteScale.ROUNDED_UP * ByteScale.ROUNDED_UP;

    /**
     * One window of the demand.
     *
     * @param endSeconds in unix seconds
     * @param served the mean of what was
     * @param replicas the mean number, Ready or not
     */
    public record Point(long endSeconds, double demand, double served, double replicas) {}

    public Timeline {
        points = List.copyOf(points);
    }

    /** Leads a demand through what is planned. */
    public static Timeline of(
            Demand demand, ReplayedPod pod, ControllerSettings settings, List<Phase> plan) {
        Summed windows = new Summed(demand);
        Outcome outcome = new Replay(demand, pod, settings).run(plan, windows);
        return new Timeline(outcome, windows.points);
    }

    /**
     * Whether its pods did so much more beyond their requests than others did that they cost less
     * for it. That is asked of what was seen: the means of a ring's windows, as what is put into
     * these is at random, and has pods that just come to their requests go beyond them.
     *
     * @param pod what each is, here as there
     */
    public boolean isFullerThan(Timeline other, ReplayedPod pod) {
        double each = AT_MOST_ROUNDED_UP * pod.promised();
        return beyond(each) > other.beyond(each) + FULLER * outcome.demand();
    }

    /** What pods did beyond an amount each, on the mean of a ring's windows, times seconds. */
    private double beyond(double each) {
        double step = points.isEmpty() ? 0 : outcome.seconds() / points.size();
        double beyond = 0;
        double more = 0;
        for (int i = 0; i < points.size(); i++) {
            more += points.get(i).served() - points.get(i).replicas() * each;
            if (i + 1 == points.size() || window(i + 1) != window(i)) {
                beyond += Math.max(0, more) * step;
                more = 0;
            }
        }
        return beyond;
    }

    /** The window of a ring that a point is in. */
    private long window(int point) {
        return Math.floorDiv(points.get(point).endSeconds() - 1, Windows.LENGTH.toSeconds());
    }

    /** Sums syncs up to windows. */
    private static final class Summed implements Replay.Observer {
        private final Demand demand;
        private final List<Point> points = new ArrayList<>();
        private double served;
        private double replicas;
        private int syncs;

        Summed(Demand demand) {
            this.demand = demand;
        }

        @Override
        public void passed(
                double second, int replicasNow, int ready, double asked, double servedNow) {
            // windows before the first settings are not replayed
            passUntil(second);
            served += servedNow;
            replicas += replicasNow;
            syncs++;
            // half a second: a window need not hold a whole number of syncs
            if (points.size() < demand.size() && second > demand.end(points.size()) - 0.5) {
                close();
            }
        }

        private void passUntil(double second) {
            while (syncs == 0
                    && points.size() < demand.size()
                    && demand.end(points.size()) < second - 0.5) {
                close();
            }
        }

        private void close() {
            int window = points.size();
            points.add(
                    new Point(
                            demand.end(window),
                            demand.amount(window),
                            syncs == 0 ? 0 : served / syncs,
                            syncs == 0 ? 0 : replicas / syncs));
            served = 0;
            replicas = 0;
            syncs = 0;
        }
    }
}
