package io.headroom.recommender.scale.replay;

import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Leads a demand through autoscalers. Load is spread evenly over the pods that are Ready; what they
 * cannot serve is lost, and what is beyond their limits is seen by no metric that is about what
 * pods use. The controller sees what was measured one sync before. After a hole of more than three
 * windows it starts anew, with all pods Ready. Thread-safe.
 */
public final class Replay {
    private static final double FLAP_SECONDS = 600;
    private static final double TAKEN_BACK_SECONDS = 1_800;
    private static final int LONGEST_HOLE = 3;

    /**
     * By how much a look comes later than a sync after the one before: a controller waits from when
     * it is done. So a window of twenty syncs does not reach back to the twentieth look before.
     */
    private static final double LATE_SECONDS = 0.01;

    private final Demand demand;
    private final ReplayedPod pod;
    private final ControllerSettings settings;
    private final Map<HpaMetric, Demand> metrics;
    private final Map<HpaMetric, EachPod> ofEach;
    private final @Nullable Samples samples;

    public Replay(Demand demand, ReplayedPod pod, ControllerSettings settings) {
        this(demand, pod, settings, Map.of());
    }

    /**
     * @param metrics what metrics other than the pods' use came to, over all pods; each has the
     *     windows of the demand. A metric that is not there is what pods use of the demand
     */
    public Replay(
            Demand demand,
            ReplayedPod pod,
            ControllerSettings settings,
            Map<HpaMetric, Demand> metrics) {
        this(demand, pod, settings, metrics, Map.of(), null);
    }

    /**
     * One in which each pod comes to the same whatever their number.
     *
     * @param ofEach by the metrics of which that is so
     */
    public static Replay ofEach(
            Demand demand,
            ReplayedPod pod,
            ControllerSettings settings,
            Map<HpaMetric, EachPod> ofEach) {
        return new Replay(demand, pod, settings, Map.of(), ofEach, null);
    }

    /** One that goes by what was measured; demand is what pods used in all, and what is served. */
    public Replay(Demand demand, ReplayedPod pod, ControllerSettings settings, Samples samples) {
        this(
                demand,
                pod,
                settings,
                Map.of(),
                samples.ofEach().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        each -> new EachPod(each.getValue(), pod.request()))),
                samples);
    }

    private Replay(
            Demand demand,
            ReplayedPod pod,
            ControllerSettings settings,
            Map<HpaMetric, Demand> metrics,
            Map<HpaMetric, EachPod> ofEach,
            @Nullable Samples samples) {
        this.demand = demand;
        this.pod = pod;
        this.settings = settings;
        this.metrics = Map.copyOf(metrics);
        this.ofEach = Map.copyOf(ofEach);
        this.samples = samples;
        metrics.forEach((metric, amounts) -> check(metric, amounts, demand));
        ofEach.forEach((metric, each) -> check(metric, each.amounts(), demand));
    }

    private static void check(HpaMetric metric, Demand amounts, Demand demand) {
        if (amounts.size() != demand.size()) {
            throw new IllegalArgumentException(
                    "metric "
                            + metric.name()
                            + " must have the windows of the demand: "
                            + amounts.size()
                            + ", not "
                            + demand.size());
        }
    }

    /** Sees each sync pass. */
    @FunctionalInterface
    public interface Observer {
        /** Sees nothing. */
        Observer NONE = (_, _, _, _, _) -> {};

        /**
         * Sees what was, from the sync before until this one.
         *
         * @param second when it ends, in unix seconds
         */
        void passed(double second, int replicas, int ready, double demand, double served);
    }

    public Outcome run(HpaSpec spec) {
        return run(Phase.always(spec));
    }

    public Outcome run(Phase always) {
        return run(List.of(always), Observer.NONE);
    }

    /**
     * Runs the whole demand.
     *
     * @param plan in the order of time. Before the first phase there is no pod
     */
    public Outcome run(List<Phase> plan, Observer observer) {
        return new Run(plan, observer).whole();
    }

    private Signal[] signals(HpaSpec spec) {
        return spec.metrics().stream().map(this::signal).toArray(Signal[]::new);
    }

    private Signal signal(HpaMetric metric) {
        EachPod each = ofEach.get(metric);
        if (each == null && metric.target() instanceof Utilization && pod.request() == 0) {
            throw new IllegalArgumentException(
                    "pods that request nothing have no utilization of " + metric.name());
        }
        return each == null
                ? new Signal(metric, pod.request(), metrics.get(metric))
                : Signal.ofEach(metric, each.request(), each.amounts());
    }

    /** One passage through the demand. */
    private final class Run {
        private final List<Phase> plan;
        private final Observer observer;
        private final Autoscaler autoscaler = new Autoscaler(settings);
        private final Replicas replicas = new Replicas();
        private final int ticks;
        private final double tick;
        private final double delay = pod.readinessDelay().toMillis() / 1_000.0;
        private int next;
        private Signal[] signals = {};
        private int seenReady;
        private double used;
        private double unserved;
        private double under;
        private double replicaSeconds;
        private double served;
        private double lent;
        private double offered;
        private double atMax;
        private int events;
        private int flaps;
        private int takenBack;
        private int mostTakenBack;
        private long day;
        private int peak;
        private int looks;
        private int lastDirection;
        private double lastMove = Double.NEGATIVE_INFINITY;

        Run(List<Phase> plan, Observer observer) {
            this.plan = plan;
            this.observer = observer;
            double sync = settings.syncPeriod().toMillis() / 1_000.0;
            ticks = Math.max(1, (int) Math.round(demand.stepSeconds() / sync));
            tick = (double) demand.stepSeconds() / ticks;
        }

        Outcome whole() {
            double asked = 0;
            for (int window = 0; window < demand.size(); window++) {
                double amount = demand.amount(window);
                asked += amount * demand.stepSeconds();
                if (window > 0
                        && demand.start(window) - demand.start(window - 1)
                                > (long) LONGEST_HOLE * demand.stepSeconds()) {
                    autoscaler.restart();
                    replicas.settle();
                    seenReady = replicas.ready();
                }
                while (next < plan.size() && plan.get(next).fromSeconds() <= demand.start(window)) {
                    enter(plan.get(next++), window);
                }
                if (next == 0) {
                    unserved += amount * demand.stepSeconds();
                    under += amount > 0 ? demand.stepSeconds() : 0;
                } else {
                    pass(window, plan.get(next - 1));
                }
            }
            return new Outcome(
                    (double) demand.size() * demand.stepSeconds(),
                    asked,
                    unserved,
                    under,
                    replicaSeconds,
                    served,
                    lent,
                    offered,
                    atMax,
                    events,
                    flaps,
                    mostTakenBack,
                    peak);
        }

        private void enter(Phase phase, int window) {
            HpaSpec spec = phase.spec();
            signals = signals(spec);
            autoscaler.follow(spec, signals);
            if (next == 1) {
                startWith(spec, window);
            }
            measure(window, seenReady);
        }

        /** As if it had run like that for long. */
        private void startWith(HpaSpec spec, int window) {
            double amount = demand.amount(window);
            replicas.startWith(samples == null ? settled(spec, window) : samples.replicas());
            seenReady = replicas.ready();
            used = pod.used(amount, seenReady);
        }

        private int settled(HpaSpec spec, int window) {
            int asked = spec.minReplicas();
            for (Signal signal : signals) {
                signal.measure(window, demand.amount(window), 1);
                asked = Math.max(asked, signal.settled());
            }
            return Math.min(asked, spec.maxReplicas());
        }

        private void measure(int window, int ready) {
            seenReady = samples == null ? ready : (int) samples.measured().amount(window);
            for (Signal signal : signals) {
                signal.measure(window, used, ready);
            }
        }

        private void pass(int window, Phase phase) {
            double amount = demand.amount(window);
            double capacity = pod.capacity(demand.each(window));
            double now = demand.start(window);
            int max = phase.spec().maxReplicas();
            for (int i = 0; i < ticks; i++) {
                int min = least(phase, now);
                replicas.pass(now);
                int ready = replicas.ready();
                double serving = Math.min(amount, ready * capacity);
                used = pod.used(amount, ready);
                if (amount > serving) {
                    unserved += (amount - serving) * tick;
                    under += tick;
                }
                served += serving * tick;
                lent += Math.max(0, serving - ready * pod.promised()) * tick;
                offered += ready * capacity * tick;
                replicaSeconds += replicas.all() * tick;
                if (replicas.all() >= max) {
                    atMax += tick;
                }
                peak = Math.max(peak, replicas.all());
                now += tick;
                observer.passed(now, replicas.all(), ready, amount, serving);
                int wanted =
                        autoscaler.reconcile(
                                now + LATE_SECONDS * looks++,
                                replicas.all(),
                                Math.min(seenReady, replicas.all()),
                                min,
                                max);
                measure(window, ready);
                if (wanted != replicas.all()) {
                    move(wanted, now);
                }
            }
        }

        private static int least(Phase phase, double now) {
            FloorSchedule floor = phase.floor();
            int min = phase.spec().minReplicas();
            return floor == null
                    ? min
                    : Math.min(phase.spec().maxReplicas(), Math.max(min, floor.at((long) now)));
        }

        private void move(int wanted, double now) {
            int direction = Integer.signum(wanted - replicas.all());
            replicas.scaleTo(wanted, now + delay);
            events++;
            if (direction == -lastDirection) {
                flaps += now - lastMove <= FLAP_SECONDS ? 1 : 0;
                takeBack(now);
            }
            lastDirection = direction;
            lastMove = now;
        }

        private void takeBack(double now) {
            long today = (long) now / FloorSchedule.DAY_SECONDS;
            takenBack = today == day ? takenBack : 0;
            day = today;
            takenBack += now - lastMove <= TAKEN_BACK_SECONDS ? 1 : 0;
            mostTakenBack = Math.max(mostTakenBack, takenBack);
        }
    }
}
