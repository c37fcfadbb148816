package io.headroom.recommender;

import io.headroom.model.Resources;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in memory of a workload's {@link UsageAssessment}: its profiles with their rings,
 * and what the rings come to.
 *
 * @param windows the windows' statistics by container name
 * @param podsWhileRunning how many of its pods were Ready in the windows in which any was; 1 where
 *     that is not known
 */
public record KnownUsage(
        Instant asOf,
        Completeness completeness,
        List<ContainerProfile> profiles,
        Map<String, ContainerWindows> windows,
        double podsWhileRunning) {
    public KnownUsage {
        profiles = List.copyOf(profiles);
    }

    static KnownUsage of(UsageAssessment assessment) {
        Map<String, ContainerWindows> windows = new TreeMap<>();
        for (ContainerProfile profile : assessment.containers()) {
            windows.put(
                    profile.name(),
                    new ContainerWindows(
                            Statistics.of(profile.cpuHottest(), ByteScale.CPU_CORES).orElse(null),
                            Statistics.of(profile.memoryPeak(), ByteScale.MEMORY_BYTES)
                                    .orElse(null)));
        }
        return new KnownUsage(
                assessment.asOf(),
                assessment.completeness(),
                assessment.containers(),
                windows,
                assessment
                        .readyReplicas()
                        .amounts(ByteScale.REPLICAS)
                        .filter(pods -> pods > 0)
                        .average()
                        .orElse(1));
    }

    /** What each container asks for, by name. */
    Map<String, Resources> requests() {
        Map<String, Resources> requests = new TreeMap<>();
        profiles.forEach(profile -> requests.put(profile.name(), profile.requests()));
        return requests;
    }

    /**
     * One container's windows of five minutes, at most 14 days of them; null where none is known.
     *
     * @param cpuCores of the hottest replica
     * @param memoryBytes the peak of the largest replica
     */
    public record ContainerWindows(
            @Nullable Statistics cpuCores, @Nullable Statistics memoryBytes) {}

    /** What a ring's windows come to. */
    public record Statistics(double p50, double p95, double max) {

        static Optional<Statistics> of(Ring ring, ByteScale scale) {
            double[] amounts = ring.amounts(scale).sorted().toArray();
            return amounts.length == 0
                    ? Optional.empty()
                    : Optional.of(
                            new Statistics(
                                    amounts[rank(amounts.length, 50)],
                                    amounts[rank(amounts.length, 95)],
                                    amounts[amounts.length - 1]));
        }

        /** The index of the smallest of {@code count} that {@code percent} of them do not pass. */
        private static int rank(int count, int percent) {
            return Math.ceilDiv(count * percent, 100) - 1;
        }
    }
}
