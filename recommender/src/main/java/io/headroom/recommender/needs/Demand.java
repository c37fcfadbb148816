package io.headroom.recommender.needs;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.recommendation.Needs;
import io.headroom.recommender.size.Samples;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a container needs, window by window: what it was seen to use, without what it used right
 * after a start and without the file pages that the kernel can take back. Pure.
 */
public final class Demand {
    /**
     * How far back from a moment is looked to tell what counts. The rings reach fourteen days back
     * from the latest window, so that whatever is found of a moment of the last days is found of it
     * again later.
     */
    public static final Duration REACH = Duration.ofDays(10);

    private static final Duration DAY = Duration.ofDays(1);

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

    /**
     * What was known to be needed at some moment.
     *
     * @param history all windows, those after the moment too, without what did not count at it;
     *     memory in the middle of the steps of its ring
     * @param startupApart whether what was used right after a start is left out
     * @param pageCache what of the memory was file pages, where that was much; else null
     */
    public record Known(
            UsageHistory history, boolean startupApart, Needs.@Nullable PageCache pageCache) {}

    private final Windowed seen;
    private final @Nullable Windowed steady;
    private final @Nullable Ring residentByHour;

    /** The two without file pages: a look at another moment cuts from the same. */
    private final Windowed seenNeeded;

    private final @Nullable Windowed steadyNeeded;
    private final Optional<String> cacheCounted;

    /**
     * Windows as a ring has them, and as decisions are made by them.
     *
     * @param most no amount less than what was used
     * @param likely memory in the middle of the step that it was rounded up to: rules are chosen,
     *     and their margins are, by what was used
     */
    private record Windowed(UsageHistory most, UsageHistory likely) {

        static Windowed ofRings(Ring cpu, Ring memory) {
            return of(UsageHistory.ofRings(cpu, memory));
        }

        static Windowed of(UsageHistory most) {
            return new Windowed(most, most.withMemory((_, bytes) -> bytes / ByteScale.ROUNDED_UP));
        }

        Windowed needed(@Nullable Ring residentByHour) {
            return residentByHour == null
                    ? this
                    : of(
                            most.withMemory((endMillis, bytes) ->
                                    Demand.needed(residentByHour, endMillis, bytes)));
        }

        Windowed asRead() {
            return new Windowed(most, most);
        }
    }

    private Demand(
            Windowed seen,
            @Nullable Windowed steady,
            @Nullable Ring residentByHour,
            Optional<String> cacheCounted) {
        this.seen = seen;
        this.steady = steady;
        this.residentByHour = residentByHour;
        this.seenNeeded = seen.needed(residentByHour);
        this.steadyNeeded = steady == null ? null : steady.needed(residentByHour);
        this.cacheCounted = cacheCounted;
    }

    public static Demand of(ContainerProfile profile, Rules rules) {
        Particulars known = profile.known();
        Ring steady = rules.perRun() || rules.startupCounted() ? null : known.cpuSteady();
        return new Demand(
                Windowed.ofRings(profile.cpuHottest(), profile.memoryPeak()),
                steady == null ? null : Windowed.ofRings(steady, profile.memoryPeak()),
                known.residentByHour(),
                rules.cacheCounted().apply(profile.name()));
    }

    /** The same where all that was seen counts, as the rings have it. */
    public Demand asSeen() {
        return new Demand(seen.asRead(), null, null, Optional.empty());
    }

    /** All that was seen, whether it counts or not. */
    public UsageHistory seen() {
        return seen.most();
    }

    /** Whether a whole day was known at {@code moment}. */
    public boolean dayKnownAt(Instant moment) {
        UsageHistory all = seen.most();
        return all.size() > 0 && !all.end(0).minus(all.step()).plus(DAY).isAfter(moment);
    }

    /**
     * What counts by the windows that had ended at {@code moment}, and no other; by all as long as
     * these are no day.
     */
    public Known at(Instant moment) {
        Instant known = dayKnownAt(moment) ? moment : seen.most().asOf();
        return at(known, known.minus(REACH));
    }

    /**
     * The same, by those windows that ended after {@code reach}.
     *
     * @param known when a day was known
     */
    public Known at(Instant known, Instant reach) {
        boolean apart = isSpike(known, reach);
        Windowed history = apart && steady != null ? steady : seen;
        Ring resident = residentByHour;
        if (resident == null) {
            return new Known(history.likely(), apart, null);
        }
        Windowed needed = apart && steadyNeeded != null ? steadyNeeded : seenNeeded;
        Duration span = Duration.between(reach, known);
        double most = history.most().until(known).memory(span).max();
        if (!(needed.most().until(known).memory(span).max() < (1 - MUCH) * most)) {
            return new Known(history.likely(), apart, null);
        }
        return new Known(
                cacheCounted.isPresent() ? history.likely() : needed.likely(),
                apart,
                new Needs.PageCache(
                        Math.round(most),
                        Math.round(mostResident(resident, known, reach)),
                        cacheCounted.isPresent()));
    }

    private boolean isSpike(Instant known, Instant reach) {
        if (steady == null) {
            return false;
        }
        Duration span = Duration.between(reach, known);
        Samples later = steady.most().until(known).cpu(span);
        return later.size() >= STEADY_WINDOWS
                && seen.most().until(known).cpu(span).max() >= SPIKE * later.max();
    }

    private static double mostResident(Ring byHour, Instant known, Instant reach) {
        double most = Double.NaN;
        long end = Math.ceilDiv(known.toEpochMilli(), HOUR_MILLIS);
        long first = Math.floorDiv(reach.toEpochMilli(), HOUR_MILLIS);
        for (long hour = first; hour < end; hour++) {
            double bytes = byHour.amountAt(hour, ByteScale.MEMORY_BYTES);
            most = Double.isNaN(most) || bytes > most ? bytes : most;
        }
        return most;
    }

    /** What of this window is needed; all of it where it is not known what is resident. */
    private static double needed(Ring residentByHour, long endMillis, double bytes) {
        double resident =
                residentByHour.amountAt(
                        Math.floorDiv(endMillis - 1, HOUR_MILLIS), ByteScale.MEMORY_BYTES);
        double beside = Math.max(BESIDE_RESIDENT * resident, BESIDE_RESIDENT_BYTES);
        return Double.isNaN(resident) ? bytes : Math.min(bytes, resident + beside);
    }
}
