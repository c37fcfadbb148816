package io.headroom.recommender.needs;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Needs;
import io.headroom.model.recommendation.Reason;
import io.headroom.recommender.needs.VirtualMachine.Heap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Request, heap and what is beside it, told together. Pure. */
final class HeapAdvice {
    /** A larger share leaves too little for what grows beside the heap. */
    private static final double LARGEST_PERCENTAGE = 80;

    private HeapAdvice() {}

    /**
     * Raises the target to what a heap of fixed size may take, where the container's limit would go
     * with the request and fall below it: the machine would be killed as it fills its heap.
     *
     * @param peak the most memory that was in use; null where not known
     */
    static ContainerRecommendation holdingFixedHeap(
            ContainerRecommendation container, VirtualMachine machine, @Nullable Memory peak) {
        Heap heap = machine.heap(container.limits().memory());
        if (heap == null
                || !machine.isFixed()
                || !(container.advice() instanceof Advice.Resize resize)
                || resize.target().memory() == null) {
            return container;
        }
        Memory target = resize.target().memory();
        Memory held = Memory.ofBytes(Math.ceil(heap.bytes() + besideHeap(machine, heap, peak)));
        if (!target.isLessThan(held)) {
            return container;
        }
        Memory upper = resize.upperBound().memory();
        return container.with(
                new Advice.Resize(
                                new Resources(resize.target().cpu(), held),
                                resize.lowerBound(),
                                new Resources(
                                        resize.upperBound().cpu(),
                                        upper == null || upper.isLessThan(held) ? held : upper),
                                resize.uncappedTarget(),
                                resize.confidence(),
                                resize.samples(),
                                resize.reasons())
                        .because(
                                Reason.Code.JVM,
                                ("memory raised from %s to %s: the limit goes with the request and"
                                                + " has to hold %s and what is beside the heap")
                                        .formatted(
                                                target.humanized(),
                                                held.humanized(),
                                                heap.option())));
    }

    /**
     * Says how large the heap may be, and how it and the rest fit into the limit that is advised.
     *
     * @param peak the most memory that was in use; null where not known
     */
    static ContainerRecommendation told(
            ContainerRecommendation container, VirtualMachine machine, @Nullable Memory peak) {
        if (!(container.advice() instanceof Advice.Resize resize)) {
            return container;
        }
        Heap heap = machine.heap(container.limits().memory());
        boolean seen =
                heap != null
                        && peak != null
                        && peak.bytes() - heap.bytes() >= machine.usualBesideHeap();
        double beside = heap == null ? machine.usualBesideHeap() : besideHeap(machine, heap, peak);
        Memory limit = container.targetLimits() == null ? null : container.targetLimits().memory();
        Double percentage = percentage(limit, beside);
        return container
                .with(
                        resize.because(
                                Reason.Code.JVM,
                                sentence(machine, heap, beside, seen, limit, percentage)))
                .needing(
                        container
                                .found()
                                .with(
                                        new Needs.Jvm(
                                                machine.recognisedBy(),
                                                heap == null ? null : Math.round(heap.bytes()),
                                                heap == null ? null : heap.option(),
                                                Math.round(beside),
                                                !seen,
                                                percentage)));
    }

    /** What was in use beyond the largest heap, and at least what is usual. */
    private static double besideHeap(VirtualMachine machine, Heap heap, @Nullable Memory peak) {
        double usual = machine.usualBesideHeap();
        return peak == null ? usual : Math.max(usual, peak.bytes() - heap.bytes());
    }

    /** Down to a whole percent; null where there is no limit, or no room in it. */
    private static @Nullable Double percentage(@Nullable Memory limit, double beside) {
        if (limit == null || limit.bytes() <= beside) {
            return null;
        }
        return Math.min(LARGEST_PERCENTAGE, Math.floor(100 * (1 - beside / limit.bytes())));
    }

    private static String sentence(
            VirtualMachine machine,
            @Nullable Heap heap,
            double beside,
            boolean seen,
            @Nullable Memory limit,
            @Nullable Double percentage) {
        String takes =
                heap == null
                        ? "its heap may take a quarter of the node, as it has no limit"
                        : "its heap may take %s by %s"
                                .formatted(
                                        Memory.ofBytes(heap.bytes()).humanized(),
                                        heap.option() == null
                                                ? "default, unless its image says otherwise"
                                                : heap.option());
        String fits =
                limit == null
                        ? "give it a memory limit or -Xmx"
                        : percentage == null
                                ? "a limit of %s does not hold that".formatted(limit.humanized())
                                : String.format(
                                        Locale.ROOT,
                                        "within a limit of %s that is -XX:MaxRAMPercentage=%.0f",
                                        limit.humanized(),
                                        percentage);
        return ("a Java virtual machine by its %s: %s, and %s is %s beside it; the working set shows"
                        + " what the heap was allowed to take, not what it needs; %s")
                .formatted(
                        machine.recognisedBy(),
                        takes,
                        Memory.ofBytes(beside).humanized(),
                        seen ? "seen" : "usual",
                        fits);
    }
}
