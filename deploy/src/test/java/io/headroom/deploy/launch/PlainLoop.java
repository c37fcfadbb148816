package io.headroom.deploy.launch;

import io.headroom.analyzer.usage.ContainerAggregate;
import io.headroom.analyzer.usage.PodContainerState;
import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Evidence;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.UsageReading;
import io.headroom.recommender.HistorySizing;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.PresentLimits;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.headroom.Risk;
import io.headroom.recommender.size.restarts.RestartHistory;
import io.headroom.recommender.size.restarts.RestartRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From a workload's readings to its advice, without streams, windows or stores: the differences of
 * the counters, put into the histograms one after the other as time brings them.
 */
final class PlainLoop {
    private static final Ring NOTHING = new Ring(0, new byte[0]);
    private static final Duration MIN_AGE = Duration.ofSeconds(10);

    private PlainLoop() {}

    /** The containers of a recommendation, sized as of the same moment and for the same cluster. */
    static List<ContainerRecommendation> advise(
            List<UsageReading> readings,
            Collection<ClusterEntry> cluster,
            RestartHistory restarts,
            Recommendation recommendation) {
        List<ContainerProfile> profiles =
                recommendation.containers().stream()
                        .map(container -> profile(readings, container, recommendation.asOf()))
                        .toList();
        List<ContainerRecommendation> advised =
                recommendation.strategy().equals(VpaStrategy.NAME)
                        ? new VpaStrategy(MinimumEvidence.NONE)
                                .advise(profiles, recommendation.asOf())
                        : new HistorySizing(MinimumEvidence.NONE, VpaStrategy.Rounding.NONE)
                                .advise(
                                        recommendation.strategy(),
                                        Risk.SAFE,
                                        profiles,
                                        recommendation.asOf(),
                                        Map.of());
        RestartRules rules =
                new RestartRules(restarts, recommendation.asOf(), VpaStrategy.Rounding.NONE);
        List<ContainerRecommendation> fitted = new ArrayList<>();
        for (int i = 0; i < advised.size(); i++) {
            fitted.add(rules.apply(advised.get(i), profiles.get(i)));
        }
        List<LimitRangeState> limitRanges =
                cluster.stream()
                        .filter(LimitRangeState.class::isInstance)
                        .map(LimitRangeState.class::cast)
                        .toList();
        List<Resources> nodes =
                cluster.stream()
                        .filter(NodeState.class::isInstance)
                        .map(node -> ((NodeState) node).allocatable())
                        .toList();
        String namespace = recommendation.workload().namespace();
        List<LimitRangeState> here =
                limitRanges.stream()
                        .filter(limitRange -> limitRange.namespace().equals(namespace))
                        .toList();
        List<ContainerRecommendation> clamped = LimitRangeRules.of(namespace, here).apply(fitted);
        return new PresentLimits()
                .apply(NodeSizes.of(nodes).apply(clamped)).stream()
                        .map(PlainLoop::withoutSafetyOfAnotherTarget)
                        .toList();
    }

    private static ContainerRecommendation withoutSafetyOfAnotherTarget(
            ContainerRecommendation container) {
        Evidence evidence = container.evidence();
        return evidence != null
                        && container.advice() instanceof Advice.Resize resize
                        && !resize.target().equals(resize.uncappedTarget())
                ? container.shownBy(evidence.withoutSafety())
                : container;
    }

    private record Point(String podUid, Duration interval, ContainerReading container) {
        Instant at() {
            return Objects.requireNonNull(Objects.requireNonNull(container.memory()).at());
        }

        CpuReading.Counter counter() {
            return (CpuReading.Counter) Objects.requireNonNull(container.cpu());
        }

        Instant startedAt() {
            return Objects.requireNonNull(container.startedAt());
        }
    }

    private record Moment(Instant at, String podUid) {}

    private static ContainerProfile profile(
            List<UsageReading> readings, ContainerRecommendation container, Instant asOf) {
        ContainerAggregate aggregate = new ContainerAggregate();
        Map<String, PodContainerState> pods = new HashMap<>();
        Map<String, Point> previous = new HashMap<>();
        Windowed hottest = new Windowed(ByteScale.CPU_CORES, readings, asOf);
        Windowed peaks = new Windowed(ByteScale.MEMORY_BYTES, readings, asOf);
        for (Point point : points(readings, container.name(), asOf)) {
            PodContainerState pod =
                    pods.computeIfAbsent(point.podUid(), uid -> new PodContainerState());
            Point before = previous.put(point.podUid(), point);
            Double cores = cores(before, point);
            if (cores != null) {
                hottest.take(point.at(), cores);
                boolean _ = pod.addCpu(aggregate, Cpu.ofCores(cores).millicores(), point.at());
            }
            long bytes = Objects.requireNonNull(point.container().memory()).workingSetBytes();
            peaks.take(point.at(), (double) bytes);
            boolean _ = pod.addMemory(aggregate, bytes, point.at());
        }
        return new ContainerProfile(
                container.name(),
                container.type(),
                container.requests(),
                container.limits(),
                Objects.requireNonNull(aggregate.firstSampleAt()),
                Objects.requireNonNull(aggregate.lastSampleAt()),
                aggregate.samples(),
                aggregate.cpu().state(),
                aggregate.memoryPeaks().state(),
                hottest.ring(),
                NOTHING,
                peaks.ring());
    }

    /** The highest amount in each window of five minutes, over at most fourteen days. */
    private static final class Windowed {
        private final ByteScale scale;
        private final long first;
        private final double[] highest;

        Windowed(ByteScale scale, List<UsageReading> readings, Instant asOf) {
            this.scale = scale;
            long last = Windows.indexOf(asOf);
            long born =
                    readings.stream()
                            .mapToLong(reading -> Windows.indexOf(reading.receivedAt()))
                            .min()
                            .orElseThrow();
            this.first = Math.max(born, last - Windows.PER_RING + 1);
            this.highest = new double[(int) (last - first + 1)];
            Arrays.fill(highest, -1);
        }

        void take(Instant at, double amount) {
            int index = (int) (Windows.indexOf(at) - first);
            if (index >= 0) {
                highest[index] = Math.max(highest[index], amount);
            }
        }

        Ring ring() {
            byte[] steps = new byte[highest.length];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = highest[i] < 0 ? ByteScale.MISSING : scale.encode(highest[i]);
            }
            return new Ring(first, steps);
        }
    }

    private static List<Point> points(List<UsageReading> readings, String container, Instant asOf) {
        // a reading that came twice counts once
        Map<Moment, Point> points =
                new TreeMap<>(Comparator.comparing(Moment::at).thenComparing(Moment::podUid));
        for (UsageReading reading : readings) {
            for (ContainerReading each : reading.containers()) {
                Point point = new Point(reading.podUid(), reading.interval(), each);
                if (each.name().equals(container) && !point.at().isAfter(asOf)) {
                    points.putIfAbsent(new Moment(point.at(), point.podUid()), point);
                }
            }
        }
        return new ArrayList<>(points.values());
    }

    /** The mean use since the point before; null where there is none, or it would hide peaks. */
    private static @Nullable Double cores(@Nullable Point before, Point point) {
        if (before == null) {
            return null;
        }
        boolean restarted = point.startedAt().isAfter(before.startedAt());
        Duration over = Duration.between(restarted ? point.startedAt() : before.at(), point.at());
        boolean tooYoung = restarted && over.compareTo(MIN_AGE) < 0;
        if (tooYoung || over.compareTo(point.interval().multipliedBy(3)) > 0) {
            return null;
        }
        long used = point.counter().coreNanos() - (restarted ? 0 : before.counter().coreNanos());
        return used < 0 ? null : used / (over.toMillis() * 1e6);
    }
}
