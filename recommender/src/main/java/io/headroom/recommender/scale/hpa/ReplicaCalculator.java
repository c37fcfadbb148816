package io.headroom.recommender.scale.hpa;

import io.headroom.recommender.scale.hpa.MetricReading.PerPod;
import io.headroom.recommender.scale.hpa.MetricReading.PodMetric;
import io.headroom.recommender.scale.hpa.MetricReading.Total;
import io.headroom.recommender.scale.hpa.MetricReading.Unavailable;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.MetricTarget.Value;
import io.headroom.recommender.scale.hpa.Proposal.Invalid;
import io.headroom.recommender.scale.hpa.Proposal.Replicas;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * How many replicas one metric asks for: the arithmetic of the controller's {@code
 * replica_calculator.go}, with its rounding.
 *
 * @param settings how the controller is set
 */
record ReplicaCalculator(ControllerSettings settings) {

    /**
     * What the calculation is about.
     *
     * @param specReplicas how many there should be now
     * @param statusReplicas how many there are
     */
    record Scale(int specReplicas, int statusReplicas, List<ObservedPod> pods) {
        Scale {
            pods = List.copyOf(pods);
        }
    }

    Proposal propose(
            HpaMetric metric,
            MetricReading reading,
            Scale scale,
            Tolerances tolerances,
            Instant now) {
        return switch (reading) {
            case Unavailable(String why) -> new Invalid(why);
            case PerPod perPod -> ofPods(metric, perPod, scale, tolerances, now);
            case Total total -> ofTotal(metric, total.sum(), scale, tolerances);
        };
    }

    private Proposal ofPods(
            HpaMetric metric, PerPod reading, Scale scale, Tolerances tolerances, Instant now) {
        if (metric.isKnownWithoutPods()) {
            return new Invalid(metric.name() + " is no metric of pods");
        }
        if (scale.pods().isEmpty()) {
            return new Invalid("there is no pod");
        }
        boolean cpu = !(metric instanceof HpaMetric.Pods) && metric.name().equals(HpaMetric.CPU);
        Groups groups = Groups.of(scale.pods(), reading.pods(), cpu, settings, now);
        if (groups.usage().isEmpty()) {
            return new Invalid("no pod that counts has a metric (they may not be Ready)");
        }
        if (metric.target() instanceof Utilization(int percent)) {
            Map<String, Long> requests = new HashMap<>();
            for (ObservedPod pod : scale.pods()) {
                switch (Requests.of(pod, metric)) {
                    case Requests.Known(long milli) -> requests.put(pod.name(), milli);
                    case Requests.Unknown(String why) -> {
                        return new Invalid(why);
                    }
                }
            }
            return byUtilization(groups, requests, percent, scale.specReplicas(), tolerances);
        }
        return byAverage(groups, milli(metric.target()), scale.specReplicas(), tolerances);
    }

    private static Proposal byUtilization(
            Groups groups,
            Map<String, Long> requests,
            int percent,
            int current,
            Tolerances tolerances) {
        long requested = sum(groups.usage().keySet(), requests);
        if (requested == 0) {
            return new Invalid("no metric is of a pod with a request");
        }
        long usage = utilization(groups.usage(), requests);
        // a pod of which nothing is known holds a move down back as if it were full
        int full = Math.max(100, percent);
        return proposed(
                groups,
                current,
                tolerances,
                (double) usage / percent,
                usage,
                pod -> requests.getOrDefault(pod, 0L) * full / 100,
                filled -> (double) utilization(filled, requests) / percent);
    }

    private static Proposal byAverage(
            Groups groups, long target, int current, Tolerances tolerances) {
        long usage = average(groups.usage());
        return proposed(
                groups,
                current,
                tolerances,
                (double) usage / target,
                usage,
                _ -> target,
                filled -> (double) average(filled) / target);
    }

    /** The ratio to the target once the pods of which nothing is known are filled in. */
    @FunctionalInterface
    private interface Ratio {
        double of(Map<String, Long> usage);
    }

    private static Proposal proposed(
            Groups groups,
            int current,
            Tolerances tolerances,
            double ratio,
            long usage,
            ToLongFunction<String> missingWhenLow,
            Ratio again) {
        boolean upWithUnready = !groups.unready().isEmpty() && ratio > 1;
        if (!upWithUnready && groups.missing().isEmpty()) {
            return new Replicas(
                    tolerances.hold(ratio) ? current : ceil(ratio * groups.ready()), usage);
        }
        Map<String, Long> filled = new HashMap<>(groups.usage());
        if (ratio != 1) {
            groups.missing()
                    .forEach(pod ->
                            filled.put(pod, ratio < 1 ? missingWhenLow.applyAsLong(pod) : 0L));
        }
        if (upWithUnready) {
            groups.unready().forEach(pod -> filled.put(pod, 0L));
        }
        double after = again.of(filled);
        int proposed = ceil(after * filled.size());
        boolean turns = ratio < 1 && after > 1 || ratio > 1 && after < 1;
        boolean contradicts = after < 1 && proposed > current || after > 1 && proposed < current;
        return new Replicas(
                tolerances.hold(after) || turns || contradicts ? current : proposed, usage);
    }

    private static Proposal ofTotal(
            HpaMetric metric, long usage, Scale scale, Tolerances tolerances) {
        if (!metric.isKnownWithoutPods()) {
            return new Invalid(metric.name() + " is a metric of pods");
        }
        return switch (metric.target()) {
            case Value(long target) -> byValue((double) usage / target, usage, scale, tolerances);
            case AverageValue(long target) -> {
                int there = scale.statusReplicas();
                double ratio = usage / ((double) target * there);
                yield new Replicas(
                        tolerances.hold(ratio) ? there : ceil((double) usage / target),
                        there == 0 ? usage : (long) Math.ceil((double) usage / there));
            }
            case Utilization _ -> new Invalid(metric.name() + " has no utilization");
        };
    }

    private static Proposal byValue(double ratio, long usage, Scale scale, Tolerances tolerances) {
        if (scale.specReplicas() == 0) {
            return new Replicas(ceil(ratio), usage);
        }
        if (tolerances.hold(ratio)) {
            return new Replicas(scale.specReplicas(), usage);
        }
        if (scale.pods().isEmpty()) {
            return new Invalid("there is no pod");
        }
        long serving = scale.pods().stream().filter(ObservedPod::servesNow).count();
        return new Replicas(ceil(ratio * serving), usage);
    }

    private static long utilization(Map<String, Long> usage, Map<String, Long> requests) {
        long used =
                usage.entrySet().stream()
                        .filter(pod -> requests.containsKey(pod.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
        return used * 100 / sum(usage.keySet(), requests);
    }

    private static long sum(Set<String> pods, Map<String, Long> requests) {
        return pods.stream().mapToLong(pod -> requests.getOrDefault(pod, 0L)).sum();
    }

    private static long average(Map<String, Long> usage) {
        return usage.values().stream().mapToLong(milli -> milli).sum() / usage.size();
    }

    private static long milli(MetricTarget target) {
        return switch (target) {
            case AverageValue(long milli) -> milli;
            case Value(long milli) -> milli;
            case Utilization(int percent) ->
                    throw new IllegalStateException(percent + " % is no amount");
        };
    }

    /** Up to the next whole replica; the largest number there is for more than that. */
    private static int ceil(double replicas) {
        return (int) Math.ceil(replicas);
    }

    /**
     * Which pods count.
     *
     * @param ready how many do
     * @param usage of those that count, and of pods that are not ours
     * @param unready those that do not serve yet
     * @param missing those of which nothing is known
     */
    private record Groups(
            int ready, Map<String, Long> usage, Set<String> unready, Set<String> missing) {

        static Groups of(
                List<ObservedPod> pods,
                Map<String, PodMetric> metrics,
                boolean cpu,
                ControllerSettings settings,
                Instant now) {
            Map<String, Long> usage = new HashMap<>();
            metrics.forEach((pod, metric) -> usage.put(pod, metric.milli()));
            Set<String> unready = new HashSet<>();
            Set<String> missing = new HashSet<>();
            int ready = 0;
            for (ObservedPod pod : pods) {
                PodMetric metric = metrics.get(pod.name());
                if (pod.isIgnored()) {
                    usage.remove(pod.name());
                } else if (pod.phase() == ObservedPod.Phase.PENDING) {
                    unready.add(pod.name());
                    usage.remove(pod.name());
                } else if (metric == null) {
                    missing.add(pod.name());
                } else if (cpu && isUnready(pod, metric, settings, now)) {
                    unready.add(pod.name());
                    usage.remove(pod.name());
                } else {
                    ready++;
                }
            }
            return new Groups(ready, usage, unready, missing);
        }

        private static boolean isUnready(
                ObservedPod pod, PodMetric metric, ControllerSettings settings, Instant now) {
            ObservedPod.Readiness readiness = pod.readiness();
            Instant started = pod.startedAt();
            if (readiness == null || started == null) {
                return true;
            }
            if (started.plus(settings.cpuInitializationPeriod()).isAfter(now)) {
                // what it used while it started says nothing of what it will need
                return !readiness.ready()
                        || metric.timestamp().isBefore(readiness.since().plus(metric.window()));
            }
            return !readiness.ready()
                    && started.plus(settings.initialReadinessDelay()).isAfter(readiness.since());
        }
    }
}
