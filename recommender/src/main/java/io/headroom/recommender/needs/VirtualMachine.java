package io.headroom.recommender.needs;

import io.headroom.model.ContainerTraits;
import io.headroom.model.quantity.Memory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Java virtual machine, as far as its container's specification tells. It takes the heap that it
 * is allowed to, whatever it needs, and keeps it: its working set says how large the heap may be.
 * Pure.
 *
 * @param recognisedBy {@code options} or {@code image}
 */
record VirtualMachine(String recognisedBy, List<String> options) {
    private static final double MIB = 1 << 20;

    /** HotSpot's defaults of {@code MaxRAMPercentage}, and of {@code MinRAMPercentage} below. */
    private static final double DEFAULT_PERCENTAGE = 25;

    private static final double SMALL_PERCENTAGE = 50;
    private static final double SMALL_BYTES = 250 * MIB;

    /* What a small service has in use beside its heap; each gives way to an option that caps it. */
    private static final double METASPACE_BYTES = 96 * MIB;
    private static final double CODE_BYTES = 48 * MIB;
    private static final double DIRECT_BYTES = 32 * MIB;
    private static final double THREADS_AND_COLLECTOR_BYTES = 48 * MIB;

    private static final Pattern SIZE = Pattern.compile("(\\d+)([kKmMgGtT]?)");

    /** The largest heap that it may take, and the option that says so; null for its default. */
    record Heap(double bytes, @Nullable String option) {}

    /** What runs in a container of which this is said, if that is one. */
    static Optional<VirtualMachine> of(ContainerTraits said) {
        List<String> options = said.jvmOptions();
        if (options != null) {
            return Optional.of(new VirtualMachine("options", options));
        }
        return Images.isJvm(said.image())
                ? Optional.of(new VirtualMachine("image", List.of()))
                : Optional.empty();
    }

    /** Whether the heap is a fixed amount, which does not shrink with the container's limit. */
    boolean isFixed() {
        return fixed() != null;
    }

    /**
     * The largest heap.
     *
     * @param limit the container's; null where it has none
     * @return null where that depends on the node
     */
    @Nullable Heap heap(@Nullable Memory limit) {
        String fixed = fixed();
        if (fixed != null) {
            return new Heap(bytes(fixed.replaceFirst("^-(Xmx|XX:MaxHeapSize=)", "")), fixed);
        }
        String maxRam = last("-XX:MaxRAM=");
        double ram =
                maxRam != null
                        ? bytes(maxRam.substring("-XX:MaxRAM=".length()))
                        : limit == null || limit.bytes() == 0 ? Double.NaN : limit.bytes();
        if (Double.isNaN(ram)) {
            return null;
        }
        String percentage = last("-XX:MaxRAMPercentage=");
        double percent =
                percentage != null
                        ? Double.parseDouble(percentage.substring(percentage.indexOf('=') + 1))
                        : ram < SMALL_BYTES ? SMALL_PERCENTAGE : DEFAULT_PERCENTAGE;
        return new Heap(ram * percent / 100, percentage);
    }

    /** What it needs beside its heap where nothing was seen of that, in bytes. */
    double usualBesideHeap() {
        return capped("-XX:MaxMetaspaceSize=", METASPACE_BYTES)
                + capped("-XX:ReservedCodeCacheSize=", CODE_BYTES)
                + capped("-XX:MaxDirectMemorySize=", DIRECT_BYTES)
                + THREADS_AND_COLLECTOR_BYTES;
    }

    private double capped(String option, double usual) {
        String given = last(option);
        return given == null ? usual : Math.min(bytes(given.substring(option.length())), usual);
    }

    private @Nullable String fixed() {
        String found = null;
        for (String option : options) {
            if (option.startsWith("-Xmx") || option.startsWith("-XX:MaxHeapSize=")) {
                found = option;
            }
        }
        return found;
    }

    private @Nullable String last(String start) {
        String found = null;
        for (String option : options) {
            found = option.startsWith(start) ? option : found;
        }
        return found;
    }

    private static double bytes(String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            return Double.NaN;
        }
        return Double.parseDouble(matcher.group(1))
                * switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "k" -> 0x1p10;
                    case "m" -> 0x1p20;
                    case "g" -> 0x1p30;
                    case "t" -> 0x1p40;
                    default -> 1;
                };
    }
}
