package io.headroom.recommender;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.recommender.fit.Member;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in memory of a workload's {@link UsageAssessment}: its profiles with their rings,
 * and what the rings come to.
 *
 * @param windows the windows' statistics by container name
 * @param podsWhileRunning how many of its pods were Ready in the windows in which any was; 1 where
 *     that is not known
 * @param cpuDemand the CPU in use over all replicas
 * @param readyReplicas how many were Ready
 */
public record KnownUsage(
        Instant asOf,
        Completeness completeness,
        List<ContainerProfile> profiles,
        Map<String, ContainerWindows> windows,
        double podsWhileRunning,
        Ring cpuDemand,
        Ring readyReplicas) {
    private static final double USUAL = 0.95;

    public KnownUsage {
        profiles = List.copyOf(profiles);
    }

    /** One of which it is not known what all pods used, and how many there were when. */
    KnownUsage(
            Instant asOf,
            Completeness completeness,
            List<ContainerProfile> profiles,
            Map<String, ContainerWindows> windows,
            double podsWhileRunning) {
        this(
                asOf,
                completeness,
                profiles,
                windows,
                podsWhileRunning,
                new Ring(0, new byte[0]),
                new Ring(0, new byte[0]));
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
                        .orElse(1),
                assessment.cpuDemand(),
                assessment.readyReplicas());
    }

    /** The most of its pods that were Ready in any window; as while it ran where none is known. */
    double mostPods() {
        return readyReplicas.amounts(ByteScale.REPLICAS).max().orElse(podsWhileRunning);
    }

    /** What its pods were and needed on each whole day: part of one hides its busiest hours. */
    List<Member.Day> days() {
        long first = Math.ceilDiv(readyReplicas.firstWindow(), Windows.PER_DAY);
        long end = readyReplicas.firstWindow() + readyReplicas.length();
        int count = (int) Math.max(0, Math.floorDiv(end, Windows.PER_DAY) - first);
        double[] pods = byDay(readyReplicas, first, count, ByteScale.REPLICAS, 1);
        double[] cores = unknown(count);
        double[] bytes = unknown(count);
        for (ContainerProfile profile : profiles) {
            // what starts a pod is not beside what it runs
            if (profile.type() != ContainerType.INIT) {
                add(cores, byDay(profile.cpuHottest(), first, count, ByteScale.CPU_CORES, USUAL));
                add(bytes, byDay(profile.memoryPeak(), first, count, ByteScale.MEMORY_BYTES, 1));
            }
        }
        return IntStream.range(0, count)
                .mapToObj(day -> new Member.Day(first + day, pods[day], cores[day], bytes[day]))
                .toList();
    }

    private static double[] unknown(int count) {
        double[] amounts = new double[count];
        Arrays.fill(amounts, Double.NaN);
        return amounts;
    }

    /** Of the containers that are known of a day the sum. */
    private static void add(double[] sum, double[] more) {
        for (int day = 0; day < sum.length; day++) {
            if (!Double.isNaN(more[day])) {
                sum[day] = Double.isNaN(sum[day]) ? more[day] : sum[day] + more[day];
            }
        }
    }

    /** What {@code share} of the known windows of each day do not pass. */
    private static double[] byDay(Ring ring, long first, int count, ByteScale scale, double share) {
        double[] amounts = unknown(count);
        byte[] steps = ring.steps();
        for (int day = 0; day < count; day++) {
            long start = (first + day) * Windows.PER_DAY - ring.firstWindow();
            int[] windows = new int[1 << Byte.SIZE];
            int known = 0;
            for (long at = Math.max(start, 0);
                    at < Math.min(start + Windows.PER_DAY, steps.length);
                    at++) {
                byte step = steps[(int) at];
                if (step != ByteScale.MISSING) {
                    windows[step & 0xff]++;
                    known++;
                }
            }
            if (known > 0) {
                int wanted = (int) Math.ceil(share * known);
                int step = 0;
                for (int reached = windows[0]; reached < wanted; reached += windows[step]) {
                    step++;
                }
                amounts[day] = scale.decode((byte) step);
            }
        }
        return amounts;
    }

    /**
     * The same of one container of each pod alone: its demand is the mean over replicas times their
     * number.
     */
    KnownUsage ofContainer(String name) {
        List<ContainerProfile> own =
                profiles.stream().filter(profile -> profile.name().equals(name)).toList();
        byte[] steps = new byte[own.isEmpty() ? 0 : readyReplicas.length()];
        for (int i = 0; i < steps.length; i++) {
            double cores =
                    readyReplicas.amount(i, ByteScale.REPLICAS)
                            * own.getFirst()
                                    .cpuMean()
                                    .amountAt(readyReplicas.firstWindow() + i, ByteScale.CPU_CORES);
            // both were rounded up already
            steps[i] =
                    Double.isNaN(cores)
                            ? ByteScale.MISSING
                            : ByteScale.CPU_CORES.encode(cores / ByteScale.ROUNDED_UP);
        }
        return new KnownUsage(
                asOf,
                completeness,
                own,
                windows,
                podsWhileRunning,
                new Ring(readyReplicas.firstWindow(), steps),
                readyReplicas);
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
            int[] counts = ring.counts();
            int known = 0;
            int highest = 0;
            for (int step = 0; step < counts.length; step++) {
                known += counts[step];
                highest = counts[step] > 0 ? step : highest;
            }
            return known == 0
                    ? Optional.empty()
                    : Optional.of(
                            new Statistics(
                                    scale.decode(percentile(counts, known, 50)),
                                    scale.decode(percentile(counts, known, 95)),
                                    scale.decode((byte) highest)));
        }

        /** The lowest step that {@code percent} of all do not pass. */
        private static byte percentile(int[] counts, int known, int percent) {
            int wanted = Math.ceilDiv(known * percent, 100);
            int step = 0;
            for (int reached = counts[0]; reached < wanted; reached += counts[step]) {
                step++;
            }
            return (byte) step;
        }
    }
}
