package io.headroom.recommender.needs;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.recommendation.Needs;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a container needs, window by window: what it was seen to use, without what it used right
 * after a start and without the file pages that the kernel can take back. Pure.
 *
 * @param history what a strategy is to look at
 * @param startupApart whether what was used right after a start is left out
 * @param pageCache what of its memory is file pages, where that is much; else null
 */
public record Demand(
        UsageHistory history, boolean startupApart, Needs.@Nullable PageCache pageCache) {
    /** A start that takes less, as a multiple of what is used later, is no spike. */
    private static final double SPIKE = 1.5;

    /** What must be known of the time after a start before it stands for itself: half a day. */
    private static final int STEADY_WINDOWS = 144;

    /**
     * Memory of the kernel for the container, and the pages of its own code: what is resident does
     * not count them, and they are not given back.
     */
    private static final double BESIDE_RESIDENT = 0.1;

    private static final double BESIDE_RESIDENT_BYTES = 16 << 20;

    /** File pages that are a smaller part of the memory in use are not worth a word. */
    private static final double MUCH = 0.1;

    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    /**
     * What is asked for.
     *
     * @param perRun whether runs are the unit; then a start is a part of each of them
     * @param startupCounted whether what is used right after a start counts as any other use
     * @param cacheCounted why the file pages of a container, by its name, count; empty where they
     *     do not
     */
    public record Rules(
            boolean perRun,
            boolean startupCounted,
            Function<String, Optional<String>> cacheCounted) {
        /** For what runs all the time. */
        public static final Rules DEFAULT = new Rules(false, false, _ -> Optional.empty());
    }

    /** All that was seen. */
    public static Demand seen(ContainerProfile profile) {
        return new Demand(
                UsageHistory.ofRings(profile.cpuHottest(), profile.memoryPeak()), false, null);
    }

    public static Demand of(ContainerProfile profile, Rules rules) {
        Particulars known = profile.known();
        boolean apart = !rules.perRun() && !rules.startupCounted() && isSpike(known);
        Ring cpu = apart && known.cpuSteady() != null ? known.cpuSteady() : profile.cpuHottest();
        UsageHistory seen = UsageHistory.ofRings(cpu, profile.memoryPeak());
        Ring resident = known.residentByHour();
        if (resident == null) {
            return new Demand(seen, apart, null);
        }
        UsageHistory needed =
                seen.withMemory((endMillis, bytes) -> needed(resident, endMillis, bytes));
        double most = most(seen);
        if (!(most(needed) < (1 - MUCH) * most)) {
            return new Demand(seen, apart, null);
        }
        boolean counted = rules.cacheCounted().apply(profile.name()).isPresent();
        return new Demand(
                counted ? seen : needed,
                apart,
                new Needs.PageCache(
                        Math.round(most),
                        Math.round(
                                resident.amounts(ByteScale.MEMORY_BYTES).max().orElse(Double.NaN)),
                        counted));
    }

    private static boolean isSpike(Particulars known) {
        Ring steady = known.cpuSteady();
        Ring byAge = known.cpuByAge();
        return steady != null
                && byAge != null
                && steady.known() >= STEADY_WINDOWS
                && byAge.amounts(ByteScale.CPU_CORES).max().orElse(0)
                        >= SPIKE * steady.amounts(ByteScale.CPU_CORES).max().orElse(0);
    }

    /** What of this window is needed; all of it where it is not known what is resident. */
    private static double needed(Ring residentByHour, long endMillis, double bytes) {
        long hour = Math.floorDiv(endMillis - 1, HOUR_MILLIS) - residentByHour.firstWindow();
        double resident =
                hour < 0 || hour >= residentByHour.length()
                        ? Double.NaN
                        : residentByHour.amount((int) hour, ByteScale.MEMORY_BYTES);
        double beside = Math.max(BESIDE_RESIDENT * resident, BESIDE_RESIDENT_BYTES);
        return Double.isNaN(resident) ? bytes : Math.min(bytes, resident + beside);
    }

    private static double most(UsageHistory history) {
        double most = 0;
        for (int window = 0; window < history.size(); window++) {
            double bytes = history.memoryBytes(window);
            most = Double.isNaN(bytes) ? most : Math.max(most, bytes);
        }
        return most;
    }
}
