package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.size.MaxRatio;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one workload claims of its namespace's quotas.
 *
 * @param priority the value of its PriorityClass: whoever has less gives up first
 * @param pods how many it may have: its autoscaler's maximum, else its replicas
 * @param fewest how many a plan leaves it: its autoscaler's minimum, else its replicas; of a Job
 *     the pods that it has
 * @param surge how many more a rollout starts before it ends the old ones
 * @param containers those of a pod, in the order of its specification, init containers included
 * @param overhead what running a pod takes beside them
 * @param whole what a pod asks for as a whole: that counts and not its containers
 * @param ratios the most that the limits of a pod's containers may come to as a multiple of their
 *     requests, by the limit; absent where nothing bounds it
 * @param rollout what a rollout makes; null where that is nothing
 * @param others what a pod counts for beside CPU and memory, by the quota's name for it
 * @param held what each of the pods that are there counts for, by the quota's name for it, where
 *     they stay as they are whatever the template says; empty where they are to be like all others
 */
public record Claim(
        WorkloadRef workload,
        int priority,
        int pods,
        int fewest,
        int surge,
        List<Want> containers,
        Resources overhead,
        Map<Counted, Long> whole,
        Map<Counted, Double> ratios,
        @Nullable Rollout rollout,
        Map<String, Long> others,
        List<Map<String, Long>> held) {

    public Claim {
        if (fewest < 0 || pods < fewest || surge < 0) {
            throw new IllegalArgumentException(
                    "from %d to %d pods and a surge of %d".formatted(fewest, pods, surge));
        }
        containers = List.copyOf(containers);
        whole = Map.copyOf(whole);
        ratios = Map.copyOf(ratios);
        others = Map.copyOf(others);
        held = held.stream().map(Map::copyOf).toList();
    }

    /** One whose pods are all alike. */
    Claim(
            WorkloadRef workload,
            int priority,
            int pods,
            int fewest,
            int surge,
            List<Want> containers,
            Resources overhead,
            Map<Counted, Long> whole,
            Map<Counted, Double> ratios,
            @Nullable Rollout rollout,
            Map<String, Long> others) {
        this(
                workload,
                priority,
                pods,
                fewest,
                surge,
                containers,
                overhead,
                whole,
                ratios,
                rollout,
                others,
                List.of());
    }

    /** One whose pods ask for nothing as a whole, and are bound by nothing but quotas. */
    Claim(
            WorkloadRef workload,
            int priority,
            int pods,
            int fewest,
            int surge,
            List<Want> containers,
            Resources overhead,
            Map<String, Long> others) {
        this(
                workload,
                priority,
                pods,
                fewest,
                surge,
                containers,
                overhead,
                Map.of(),
                Map.of(),
                null,
                others);
    }

    /** The same with another surge. */
    Claim surging(int most) {
        return new Claim(
                workload,
                priority,
                pods,
                fewest,
                most,
                containers,
                overhead,
                whole,
                ratios,
                rollout,
                others,
                held);
    }

    /** The same that wants something else of its containers, whatever their limits come to. */
    Claim wanting(List<Want> others) {
        return new Claim(
                workload,
                priority,
                pods,
                fewest,
                surge,
                others,
                overhead,
                whole,
                Map.of(),
                rollout,
                this.others,
                held);
    }

    /** All pods that may exist at once. */
    int atOnce() {
        return pods + surge;
    }

    /**
     * Whether the limits of its containers are no larger a multiple of these requests than they may
     * be.
     */
    boolean isWithinRatio(Counted.Kind kind, List<Given> given) {
        Double ratio = ratios.get(Counted.of(kind, true));
        return ratio == null
                || !new MaxRatio(ratio)
                        .refuses(
                                Counted.of(kind, false).ofPod(containers, given, 0),
                                Counted.of(kind, true).ofPod(containers, given, 0));
    }

    long overhead(Counted.Kind kind) {
        Quantity<?> amount = kind.of(overhead);
        return amount == null ? 0 : amount.units();
    }
}
