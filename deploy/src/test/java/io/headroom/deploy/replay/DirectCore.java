package io.headroom.deploy.replay;

import io.headroom.analyzer.usage.ContainerAggregate;
import io.headroom.analyzer.usage.PodContainerState;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Advice;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.VpaStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The aggregation and the strategy fed straight from series by a plain loop, without Kubernetes,
 * Kafka or windows: what everything else must come to as well.
 */
public final class DirectCore {
    private static final Ring NOTHING = new Ring(0, new byte[0]);

    private DirectCore() {}

    private record Sample(int replica, TraceSeries.Row row, boolean hasRate) {}

    /**
     * What to request for the one container of these replicas.
     *
     * @param asOf later rows do not count
     * @param longestGap between two rows for the later one to say something of CPU: a longer one
     *     hides peaks in its average
     */
    public static Advice.Resize advise(
            List<TraceSeries> replicas, Instant asOf, Duration longestGap) {
        ContainerProfile profile = profile(replicas, asOf, longestGap);
        var advised = new VpaStrategy(MinimumEvidence.NONE).advise(List.of(profile), asOf);
        return (Advice.Resize) advised.getFirst().advice();
    }

    /** What these replicas' one container has used. */
    public static ContainerProfile profile(
            List<TraceSeries> replicas, Instant asOf, Duration longestGap) {
        ContainerAggregate aggregate = new ContainerAggregate();
        List<PodContainerState> pods =
                replicas.stream().map(replica -> new PodContainerState()).toList();
        for (Sample sample : samples(replicas, asOf, longestGap)) {
            PodContainerState pod = pods.get(sample.replica());
            TraceSeries.Row row = sample.row();
            if (sample.hasRate()) {
                pod.addCpu(aggregate, Cpu.ofCores(row.cpuCores()).millicores(), row.at());
            }
            pod.addMemory(aggregate, row.memoryBytes(), row.at());
        }
        return new ContainerProfile(
                ReplayedCluster.CONTAINER,
                ContainerType.APP,
                Resources.NONE,
                Resources.NONE,
                Objects.requireNonNull(aggregate.firstSampleAt()),
                Objects.requireNonNull(aggregate.lastSampleAt()),
                aggregate.samples(),
                aggregate.cpu().state(),
                aggregate.memoryPeaks().state(),
                NOTHING,
                NOTHING,
                NOTHING);
    }

    /**
     * All replicas' rows as time brings them. A counter's first reading has a rate since its start.
     */
    private static List<Sample> samples(
            List<TraceSeries> replicas, Instant asOf, Duration longestGap) {
        List<Sample> samples = new ArrayList<>();
        for (int replica = 0; replica < replicas.size(); replica++) {
            Instant before = replicas.get(replica).startedAt();
            for (TraceSeries.Row row : replicas.get(replica).rows()) {
                if (row.at().isAfter(asOf)) {
                    break;
                }
                boolean hasRate = Duration.between(before, row.at()).compareTo(longestGap) <= 0;
                samples.add(new Sample(replica, row, hasRate));
                before = row.at();
            }
        }
        samples.sort(
                Comparator.comparing((Sample sample) -> sample.row().at())
                        .thenComparingInt(Sample::replica));
        return samples;
    }
}
