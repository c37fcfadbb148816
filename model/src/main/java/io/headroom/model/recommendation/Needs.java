package io.headroom.model.recommendation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.headroom.model.assessment.Spread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a container's needs beside the numbers, in figures; the reasons say it in
 * words. Each part is null where there is nothing to say.
 *
 * @param startup it needs more right after a start than later
 * @param pageCache a good part of its memory is file pages
 * @param atLimit its use is held down, so that its demand is not known
 * @param runs it runs now and then, and is sized by its runs
 * @param jvm it runs on a Java virtual machine
 * @param spread how far its replicas differ
 * @param extended what it asks for of extended resources
 */
public record Needs(
        @Nullable Startup startup,
        @Nullable PageCache pageCache,
        @Nullable AtLimit atLimit,
        @Nullable Runs runs,
        @Nullable Jvm jvm,
        @Nullable Spread spread,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<Extended> extended) {

    /** Nothing was found. */
    public static final Needs NONE = new Needs(null, null, null, null, null, null, List.of());

    public Needs {
        extended = extended == null ? List.of() : List.copyOf(extended);
    }

    /** What it asks for of extended resources; empty where it asks for none. */
    @Override
    public List<Extended> extended() {
        return extended == null ? List.of() : extended;
    }

    /** The same with a spike after each start. */
    public Needs with(Startup found) {
        return new Needs(found, pageCache, atLimit, runs, jvm, spread, extended);
    }

    /** The same with file pages. */
    public Needs with(PageCache found) {
        return new Needs(startup, found, atLimit, runs, jvm, spread, extended);
    }

    /** The same with use that was held down. */
    public Needs with(AtLimit found) {
        return new Needs(startup, pageCache, found, runs, jvm, spread, extended);
    }

    /** The same with runs. */
    public Needs with(Runs found) {
        return new Needs(startup, pageCache, atLimit, found, jvm, spread, extended);
    }

    /** The same with a virtual machine. */
    public Needs with(Jvm found) {
        return new Needs(startup, pageCache, atLimit, runs, found, spread, extended);
    }

    /** The same with how far replicas differ. */
    public Needs with(Spread found) {
        return new Needs(startup, pageCache, atLimit, runs, jvm, found, extended);
    }

    /** The same with extended resources. */
    public Needs with(List<Extended> found) {
        return new Needs(startup, pageCache, atLimit, runs, jvm, spread, found);
    }

    /**
     * A spike after each start.
     *
     * @param starts how many were seen
     * @param peakMillicores the most that was used soon after one
     * @param factor what that is as a multiple of the target
     * @param seconds for how long after a start more than the target was used
     */
    public record Startup(int starts, long peakMillicores, double factor, long seconds) {}

    /**
     * What of the memory in use is file pages that the kernel can take back.
     *
     * @param workingSetBytes the most that was in use, active file pages included
     * @param residentBytes the most of it that is no file page
     * @param counted whether the target counts the file pages too
     */
    public record PageCache(long workingSetBytes, long residentBytes, boolean counted) {}

    /**
     * Use that something held down.
     *
     * @param windowRatio the share of the windows in which it was at its limit, 0 to 1
     * @param limitMillicores its limit; null where it has none
     * @param heldBackMillicores how much more it would have used at most, as far as a source tells
     */
    public record AtLimit(
            double windowRatio,
            @Nullable Long limitMillicores,
            @Nullable Long heldBackMillicores) {}

    /**
     * Runs that were seen.
     *
     * @param count how many
     * @param medianSeconds how long they took, to the next five minutes
     * @param longestSeconds likewise
     * @param hoursPerDay for how many hours a day one ran, on average from the start of the first
     *     to that of the last; null where there was but one
     */
    public record Runs(
            int count, long medianSeconds, long longestSeconds, @Nullable Double hoursPerDay) {}

    /**
     * A Java virtual machine, and how its heap, its other memory and the container's fit together.
     *
     * @param recognisedBy {@code options} of its environment or command, or {@code image}
     * @param heapMaxBytes the largest heap that it takes now; null where that cannot be told
     * @param heapMaxBy the option that says so; null where its default does
     * @param nonHeapBytes what it needs beside its heap
     * @param nonHeapEstimated whether that is an estimate, as its heap may hide it
     * @param maxRamPercentage the {@code MaxRAMPercentage} at which heap and the rest fit into the
     *     memory limit that is advised; null where there is none
     */
    public record Jvm(
            String recognisedBy,
            @Nullable Long heapMaxBytes,
            @Nullable String heapMaxBy,
            long nonHeapBytes,
            boolean nonHeapEstimated,
            @Nullable Double maxRamPercentage) {}

    /** An extended resource that it asks for, and what is known of its use. */
    public record Extended(String name, long amount, Use use) {

        /** The label is the word on the wire. */
        public enum Use {
            /** The container works; whether with the resource is not seen. */
            REQUESTED("requested"),
            /** The container does nothing, and so nothing with the resource. */
            IDLE("idle");

            private final String label;

            Use(String label) {
                this.label = label;
            }

            @JsonValue
            public String label() {
                return label;
            }
        }
    }
}
