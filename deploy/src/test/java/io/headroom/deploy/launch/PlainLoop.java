package io.headroom.deploy.launch;

import io.headroom.analyzer.usage.ContainerAggregate;
import io.headroom.analyzer.usage.PodContainerState;
import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.PodState;
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
import io.headroom.recommender.needs.Demand;
import io.headroom.recommender.needs.Demands;
import io.headroom.recommender.needs.Findings;
import io.headroom.recommender.needs.Idleness;
import io.headroom.recommender.needs.PageCaches;
import io.headroom.recommender.size.LimitPolicy;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.PodLimits;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.headroom.Risk;
import io.headroom.recommender.size.restarts.RestartHistory;
import io.headroom.recommender.size.restarts.RestartRules;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    /**
     * The containers of a recommendation, sized as of the same moment and for the same cluster.
     *
     * @param pods all that there are
     */
    static List<ContainerRecommendation> advise(
            List<UsageReading> readings,
            Collection<ClusterEntry> cluster,
            Collection<PodState> pods,
            RestartHistory restarts,
            Recommendation recommendation) {
        List<ContainerProfile> profiles =
                recommendation.containers().stream()
                        .map(container -> profile(readings, container, recommendation.asOf()))
                        .toList();
        PodState youngest =
                pods.stream()
                        .filter(pod -> pod.workload().equals(recommendation.workload()))
                        .max(Comparator.comparing(PodState::createdAt).thenComparing(PodState::uid))
                        .orElse(null);
        PodShape shape =
                youngest == null
                        ? PodShape.UNKNOWN
                        : new PodShape(youngest.containers(), Resources.NONE);
        Findings findings = findings(recommendation, profiles, shape, youngest);
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
                                        Map.of(),
                                        findings.demands());
        RestartRules rules =
                new RestartRules(restarts, recommendation.asOf(), VpaStrategy.Rounding.NONE);
        List<ContainerRecommendation> fitted = new ArrayList<>();
        for (int i = 0; i < advised.size(); i++) {
            ContainerProfile profile = profiles.get(i);
            fitted.add(rules.apply(advised.get(i), profile, findings.demands().seen(profile)));
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
        LimitRangeRules ranges = LimitRangeRules.of(namespace, here);
        List<ContainerRecommendation> clamped =
                NodeSizes.of(nodes)
                        .holding(shape)
                        .apply(
                                ranges.bounding(shape, LimitPolicy.DEFAULT)
                                        .apply(findings.shaping(fitted)));
        List<ContainerRecommendation> limited =
                new PodLimits(LimitPolicy.DEFAULT, shape, ranges, Set.of(), Map.of())
                        .apply(clamped);
        return findings.telling(limited, findings.idle(recommendation.asOf()).orElse(null)).stream()
                .map(PlainLoop::withoutSafetyOfAnotherTarget)
                .toList();
    }

    private static Findings findings(
            Recommendation recommendation,
            List<ContainerProfile> profiles,
            PodShape shape,
            @Nullable PodState youngest) {
        String kind = recommendation.workload().kind();
        return new Findings(
                recommendation.workload(),
                recommendation.strategy(),
                Risk.SAFE,
                new Demands(
                        new Demand.Rules(
                                kind.equals("Job") || kind.equals("CronJob"),
                                false,
                                new PageCaches(false, LimitPolicy.DEFAULT, shape))),
                Idleness.DEFAULT,
                profiles,
                recommendation.asOf().minus(Duration.ofMinutes(30)).truncatedTo(ChronoUnit.DAYS),
                shape,
                LimitPolicy.DEFAULT.memoryLimitGoesWithRequest(shape.containers()),
                youngest == null ? null : youngest.createdAt());
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

    private record Point(
            String podUid, String node, Duration interval, ContainerReading container) {
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
        List<PlainParticulars.Sample> samples = new ArrayList<>();
        List<PlainParticulars.Held> memories = new ArrayList<>();
        Windowed hottest = new Windowed(ByteScale.CPU_CORES, readings, asOf);
        Windowed peaks = new Windowed(ByteScale.MEMORY_BYTES, readings, asOf);
        Point last = null;
        for (Point point : points(readings, container.name(), asOf)) {
            PodContainerState pod =
                    pods.computeIfAbsent(point.podUid(), uid -> new PodContainerState());
            Point before = previous.put(point.podUid(), point);
            last = point;
            PlainParticulars.Sample sample = sample(before, point);
            if (sample != null) {
                samples.add(sample);
            }
            if (sample != null && !sample.gap()) {
                hottest.take(point.at(), sample.cores());
                boolean _ =
                        pod.addCpu(aggregate, Cpu.ofCores(sample.cores()).millicores(), point.at());
            }
            long bytes = Objects.requireNonNull(point.container().memory()).workingSetBytes();
            peaks.take(point.at(), (double) bytes);
            boolean _ = pod.addMemory(aggregate, bytes, point.at());
            memories.add(
                    new PlainParticulars.Held(
                            point.at(),
                            point.podUid(),
                            point.node(),
                            bytes,
                            Objects.requireNonNull(
                                    Objects.requireNonNull(point.container().memory())
                                            .rssBytes())));
        }
        ContainerReading latest = Objects.requireNonNull(last).container();
        return new ContainerProfile(
                        container.name(),
                        latest.type(),
                        latest.requests(),
                        latest.limits(),
                        Objects.requireNonNull(aggregate.firstSampleAt()),
                        Objects.requireNonNull(aggregate.lastSampleAt()),
                        aggregate.samples(),
                        aggregate.cpu().state(),
                        aggregate.memoryPeaks().state(),
                        hottest.ring(),
                        NOTHING,
                        peaks.ring())
                .with(new PlainParticulars(samples, memories, hottest.first, asOf).find());
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
                Point point = new Point(reading.podUid(), reading.node(), reading.interval(), each);
                if (each.name().equals(container) && !point.at().isAfter(asOf)) {
                    points.putIfAbsent(new Moment(point.at(), point.podUid()), point);
                }
            }
        }
        return new ArrayList<>(points.values());
    }

    /** The use since the point before; null where nothing tells. */
    private static PlainParticulars.@Nullable Sample sample(@Nullable Point before, Point point) {
        boolean fromStart = before == null || point.startedAt().isAfter(before.startedAt());
        Duration over =
                Duration.between(
                        fromStart || before == null ? point.startedAt() : before.at(), point.at());
        boolean gap = over.compareTo(point.interval().multipliedBy(3)) > 0;
        if ((fromStart && over.compareTo(MIN_AGE) < 0) || (before == null && gap)) {
            return null;
        }
        CpuReading.Counter now = point.counter();
        CpuReading.Counter then = fromStart || before == null ? null : before.counter();
        long used = now.coreNanos() - (then == null ? 0 : then.coreNanos());
        double nanos = over.toMillis() * 1e6;
        return used < 0
                ? null
                : new PlainParticulars.Sample(
                        point.at(),
                        point.podUid(),
                        point.node(),
                        point.startedAt(),
                        used / nanos,
                        over,
                        gap,
                        heldBack(now, then) / nanos);
    }

    private static double heldBack(CpuReading.Counter now, CpuReading.@Nullable Counter then) {
        Long throttled = now.throttledNanos();
        Long before = then == null ? Long.valueOf(0) : then.throttledNanos();
        return throttled == null || before == null ? Double.NaN : throttled - before;
    }
}
