package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Quantity;
import java.util.List;
import java.util.Map;

/**
 * What one workload claims of its namespace's quotas.
 *
 * @param priority the value of its PriorityClass: whoever has less gives up first
 * @param pods how many it may have: its autoscaler's maximum, else its replicas
 * @param fewest how many a plan leaves it: its autoscaler's minimum, else its replicas
 * @param surge how many more a rollout starts before it ends the old ones
 * @param containers those of a pod, in the order of its specification, init containers included
 * @param overhead what running a pod takes beside them
 * @param whole what a pod asks for as a whole: that counts and not its containers
 * @param others what a pod counts for beside CPU and memory, by the quota's name for it
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
        Map<String, Long> others) {

    public Claim {
        if (fewest < 0 || pods < fewest || surge < 0) {
            throw new IllegalArgumentException(
                    "from %d to %d pods and a surge of %d".formatted(fewest, pods, surge));
        }
        containers = List.copyOf(containers);
        whole = Map.copyOf(whole);
        others = Map.copyOf(others);
    }

    /** One whose pods ask for nothing as a whole. */
    Claim(
            WorkloadRef workload,
            int priority,
            int pods,
            int fewest,
            int surge,
            List<Want> containers,
            Resources overhead,
            Map<String, Long> others) {
        this(workload, priority, pods, fewest, surge, containers, overhead, Map.of(), others);
    }

    /** All pods that may exist at once. */
    int atOnce() {
        return pods + surge;
    }

    long overhead(Counted.Kind kind) {
        Quantity<?> amount = kind.of(overhead);
        return amount == null ? 0 : amount.units();
    }
}
