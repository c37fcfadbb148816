package io.headroom.deploy.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatus;
import io.fabric8.kubernetes.api.model.metrics.v1beta1.PodMetrics;
import io.headroom.recommender.scale.hpa.ControllerMemory;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.Decision;
import io.headroom.recommender.scale.hpa.HpaController;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricReading;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.ObservedPod;
import io.headroom.recommender.scale.hpa.Proposal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the real controller did about one autoscaler, look for look, and what the algorithm does for
 * the same looks. Each look shows in the object's status, with the readings that it went by: of
 * what was sampled around that moment, the sample with these readings is the one that the
 * controller saw.
 */
final class Looks {
    private static final Duration PERIOD = ControllerSettings.DEFAULT.syncPeriod();

    /** Samples are late on a busy machine, and so is what is told of a look. */
    private static final Duration BEFORE = Duration.ofSeconds(10);

    private static final Duration AFTER = Duration.ofSeconds(2);

    private final String name;
    private final HpaSpec spec;
    private final int replicasAtFirst;

    Looks(String name, HpaSpec spec, int replicasAtFirst) {
        this.name = name;
        this.spec = spec;
        this.replicasAtFirst = replicasAtFirst;
    }

    /** The pods of a namespace and what metrics-server says of them. */
    record Sample(Instant at, List<Pod> pods, List<PodMetrics> metrics) {}

    /** A change of an object's status. */
    record Look(Instant at, HorizontalPodAutoscaler object) {
        int desired() {
            return object.getStatus().getDesiredReplicas();
        }

        int current() {
            Integer current = object.getStatus().getCurrentReplicas();
            return current == null ? 0 : current;
        }
    }

    /** A change of the number of replicas. */
    record Move(Instant at, int from, int to) {}

    /**
     * What came of it.
     *
     * @param looks of the real controller
     * @param matched of which a sample with the same readings was found
     * @param agreed at which the algorithm came to the controller's number
     */
    record Result(
            String name,
            int looks,
            int matched,
            int agreed,
            List<Move> controller,
            List<Move> algorithm) {

        /** The moves of either that the other did not make within one sync period. */
        List<Move> disputed() {
            List<Move> disputed = new ArrayList<>();
            controller.stream().filter(move -> !isIn(algorithm, move)).forEach(disputed::add);
            algorithm.stream().filter(move -> !isIn(controller, move)).forEach(disputed::add);
            return disputed;
        }

        private static boolean isIn(List<Move> others, Move move) {
            return others.stream()
                    .anyMatch(other ->
                            other.to() == move.to()
                                    && Duration.between(other.at(), move.at())
                                                    .abs()
                                                    .compareTo(PERIOD)
                                            <= 0);
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%-10s %2d looks, %2d with a sample of the same readings, %2d alike; moves %s",
                    name,
                    looks,
                    matched,
                    agreed,
                    controller.stream().map(move -> move.from() + ">" + move.to()).toList());
        }
    }

    Result compare(List<Look> seen, List<Sample> samples) {
        HpaController controller = new HpaController(ControllerSettings.DEFAULT);
        ControllerMemory memory = ControllerMemory.NONE;
        List<Move> real = new ArrayList<>();
        List<Move> own = new ArrayList<>();
        int replicas = replicasAtFirst;
        int matched = 0;
        int agreed = 0;
        @Nullable Look before = null;
        for (Look look : seen) {
            // one after which nothing in the status was new does not show
            while (before != null
                    && Duration.between(before.at(), look.at())
                                    .compareTo(PERIOD.multipliedBy(3).dividedBy(2))
                            > 0) {
                before = new Look(before.at().plus(PERIOD), before.object());
                Decision quiet =
                        decide(controller, before, replicas, memory, nearest(samples, before.at()));
                memory = quiet.memory();
                if (quiet.replicas() != replicas) {
                    own.add(new Move(before.at(), replicas, quiet.replicas()));
                }
            }
            Decision decision = null;
            for (Sample sample : around(samples, look.at())) {
                Decision candidate = decide(controller, look, replicas, memory, sample);
                if (live(sample) == look.current() && sameReadings(candidate, look)) {
                    decision = candidate;
                    matched++;
                    break;
                }
            }
            if (decision == null) {
                decision = decide(controller, look, replicas, memory, nearest(samples, look.at()));
            }
            memory = decision.memory();
            if (decision.replicas() == look.desired()) {
                agreed++;
            }
            if (decision.replicas() != replicas) {
                own.add(new Move(look.at(), replicas, decision.replicas()));
            }
            if (look.desired() != replicas) {
                real.add(new Move(look.at(), replicas, look.desired()));
            }
            replicas = look.desired();
            before = look;
        }
        return new Result(name, seen.size(), matched, agreed, real, own);
    }

    private Decision decide(
            HpaController controller,
            Look look,
            int replicas,
            ControllerMemory memory,
            Sample sample) {
        List<ObservedPod> pods =
                sample.pods().stream()
                        .filter(pod -> name.equals(pod.getMetadata().getLabels().get("app")))
                        .map(Looks::observed)
                        .toList();
        return controller.reconcile(
                spec,
                new HpaController.Observation(
                        replicas,
                        look.current(),
                        pods,
                        spec.metrics().stream()
                                .map(metric -> reading(metric.name(), sample))
                                .toList()),
                memory,
                look.at());
    }

    private long live(Sample sample) {
        return sample.pods().stream().filter(pod -> ScaledWorkloads.isOf(pod, name)).count();
    }

    /** Those before the look first, the latest of them first: what is after it is its work. */
    private static List<Sample> around(List<Sample> samples, Instant at) {
        return samples.stream()
                .filter(sample ->
                        sample.at().isAfter(at.minus(BEFORE))
                                && sample.at().isBefore(at.plus(AFTER)))
                .sorted(
                        Comparator.comparing((Sample sample) -> sample.at().isAfter(at))
                                .thenComparing(sample -> distance(sample, at)))
                .toList();
    }

    private static Sample nearest(List<Sample> samples, Instant at) {
        return samples.stream()
                .filter(sample -> !sample.at().isAfter(at))
                .max(Comparator.comparing(Sample::at))
                .orElseGet(samples::getFirst);
    }

    private static Duration distance(Sample sample, Instant at) {
        return Duration.between(sample.at(), at).abs();
    }

    private boolean sameReadings(Decision decision, Look look) {
        var current = look.object().getStatus().getCurrentMetrics();
        if (current == null
                || current.size() != decision.proposals().size()
                || decision.proposals().isEmpty()) {
            return false;
        }
        for (int i = 0; i < current.size(); i++) {
            var resource = current.get(i).getResource();
            if (resource == null
                    || !(decision.proposals().get(i) instanceof Proposal.Replicas(_, long usage))
                    || !said(spec.metrics().get(i), resource.getCurrent())
                            .equals(Optional.of(usage))) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Long> said(HpaMetric metric, MetricValueStatus current) {
        if (metric.target() instanceof MetricTarget.Utilization) {
            return Optional.ofNullable(current.getAverageUtilization()).map(Integer::longValue);
        }
        return Optional.ofNullable(current.getAverageValue()).map(Looks::milli);
    }

    private MetricReading reading(String resource, Sample sample) {
        Map<String, MetricReading.PodMetric> byPod = new HashMap<>();
        for (PodMetrics pod : sample.metrics()) {
            if (name.equals(pod.getMetadata().getLabels().get("app"))) {
                long milli =
                        pod.getContainers().stream()
                                .mapToLong(container -> milli(container.getUsage().get(resource)))
                                .sum();
                byPod.put(
                        pod.getMetadata().getName(),
                        new MetricReading.PodMetric(
                                milli,
                                Instant.parse(pod.getTimestamp()),
                                pod.getWindow().getDuration()));
            }
        }
        return byPod.isEmpty()
                ? new MetricReading.Unavailable("no pod has metrics")
                : new MetricReading.PerPod(byPod);
    }

    private static ObservedPod observed(Pod pod) {
        Map<String, Map<String, Long>> requests = new HashMap<>();
        pod.getSpec()
                .getContainers()
                .forEach(container -> {
                    Map<String, Long> own = new HashMap<>();
                    container
                            .getResources()
                            .getRequests()
                            .forEach((resource, amount) -> own.put(resource, milli(amount)));
                    requests.put(container.getName(), own);
                });
        String started = pod.getStatus().getStartTime();
        return new ObservedPod(
                pod.getMetadata().getName(),
                ObservedPod.Phase.valueOf(pod.getStatus().getPhase().toUpperCase(Locale.ROOT)),
                pod.getMetadata().getDeletionTimestamp() != null,
                started == null ? null : Instant.parse(started),
                readiness(pod),
                requests,
                Map.of());
    }

    private static ObservedPod.@Nullable Readiness readiness(Pod pod) {
        for (PodCondition condition : pod.getStatus().getConditions()) {
            if (condition.getType().equals("Ready")) {
                return new ObservedPod.Readiness(
                        condition.getStatus().equals("True"),
                        Instant.parse(condition.getLastTransitionTime()));
            }
        }
        return null;
    }

    /** In thousandths, up as Kubernetes rounds. */
    private static long milli(Quantity quantity) {
        return Objects.requireNonNull(quantity)
                .getNumericalAmount()
                .multiply(BigDecimal.valueOf(1_000))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
