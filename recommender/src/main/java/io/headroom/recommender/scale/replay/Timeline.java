package io.headroom.recommender.scale.replay;

import io.headroom.recommender.scale.hpa.ControllerSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * A replay, window by window: what a plot shows.
 *
 * @param outcome of all of them
 */
public record Timeline(Outcome outcome, List<Point> points) {

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
        Windows windows = new Windows(demand);
        Outcome outcome = new Replay(demand, pod, settings).run(plan, windows);
        return new Timeline(outcome, windows.points);
    }

    /** Sums syncs up to windows. */
    private static final class Windows implements Replay.Observer {
        private final Demand demand;
        private final List<Point> points = new ArrayList<>();
        private double served;
        private double replicas;
        private int syncs;

        Windows(Demand demand) {
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
