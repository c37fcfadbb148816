package io.headroom.recommender.scale.lint;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How much more than the others the hottest replica uses. */
public final class Unevenness {
    /** Less than this is noise, in cores. */
    private static final double LITTLE = 0.02;

    private static final int ENOUGH_WINDOWS = 24;

    /** One replica alone is the hottest and the mean. */
    private static final int FEWEST = 2;

    private Unevenness() {}

    /**
     * The median over a day of what the hottest replica uses of CPU if it is so by one of its
     * containers, as times the mean.
     *
     * @param together the containers of each replica that count, that one among them: what one uses
     *     more is little where it is little of all
     * @param until where that day ends
     * @return 0 where less than two hours of it are known
     */
    public static double of(
            ContainerProfile profile,
            List<ContainerProfile> together,
            Ring readyReplicas,
            Instant until) {
        long end = Windows.indexOf(until);
        List<Double> ratios = new ArrayList<>();
        for (long window = end - Windows.PER_DAY; window <= end; window++) {
            double mean = profile.cpuMean().amountAt(window, ByteScale.CPU_CORES);
            double hottest = profile.cpuHottest().amountAt(window, ByteScale.CPU_CORES);
            double replicas = readyReplicas.amountAt(window, ByteScale.REPLICAS);
            double all = mean(together, window);
            if (replicas >= FEWEST && all >= LITTLE && hottest >= LITTLE && mean >= 0) {
                ratios.add(1 + (hottest - mean) / all);
            }
        }
        if (ratios.size() < ENOUGH_WINDOWS) {
            return 0;
        }
        return ratios.stream().sorted().skip(ratios.size() / 2).findFirst().orElse(0.0);
    }

    /** Of those that are known; those that start a pod are over by then. */
    private static double mean(List<ContainerProfile> together, long window) {
        double sum = 0;
        for (ContainerProfile each : together) {
            double mean = each.cpuMean().amountAt(window, ByteScale.CPU_CORES);
            sum += Double.isNaN(mean) || !each.type().longRunning() ? 0 : mean;
        }
        return sum;
    }
}
