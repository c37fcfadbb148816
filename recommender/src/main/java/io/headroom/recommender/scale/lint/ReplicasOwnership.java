package io.headroom.recommender.scale.lint;

import io.headroom.model.inventory.WorkloadState.ReplicasOwner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who owns {@code spec.replicas} of a workload, and when it went from who sets it in the object to
 * the scale, which autoscalers go through, or back. Whoever loses it shows nowhere in the object
 * afterwards, so that a fight is seen in the changes alone.
 *
 * @param owner null for the scale, or nobody
 * @param handovers the latest between each owner of the last day and the scale, oldest first
 */
public record ReplicasOwnership(
        @Nullable ReplicasOwner owner, Map<ReplicasOwner, List<Instant>> handovers) {
    private static final Duration REMEMBERED = Duration.ofDays(1);

    /** Who applies sets the replicas each time: once taken back and once lost is a fight. */
    private static final int OF_APPLIED = 2;

    /** Who set them once by hand may never again. Whoever has come back will. */
    private static final int OF_SET = 3;

    public ReplicasOwnership {
        Map<ReplicasOwner, List<Instant>> copied = new HashMap<>();
        handovers.forEach((each, times) -> copied.put(each, List.copyOf(times)));
        handovers = Map.copyOf(copied);
    }

    /** As it is first seen: what was before is not known. */
    public static ReplicasOwnership of(@Nullable ReplicasOwner owner) {
        return new ReplicasOwnership(owner, Map.of());
    }

    /** What it comes to when a later state of the workload is seen. */
    public ReplicasOwnership then(@Nullable ReplicasOwner now, Instant at) {
        if (Objects.equals(owner, now)) {
            return this;
        }
        Map<ReplicasOwner, List<Instant>> after = new HashMap<>(handovers);
        after.values().removeIf(times -> times.getLast().isBefore(at.minus(REMEMBERED)));
        ReplicasOwner other = owner == null ? now : now == null ? owner : null;
        if (other != null) {
            List<Instant> times = new ArrayList<>(after.getOrDefault(other, List.of()));
            times.add(at);
            after.put(other, times.subList(Math.max(0, times.size() - OF_SET), times.size()));
        }
        return new ReplicasOwnership(now, after);
    }

    /** The latest fight of the day before; empty for none. */
    public Optional<ReplicasFight> fight(Instant now) {
        return handovers.entrySet().stream()
                .filter(each -> isFight(each.getKey(), each.getValue(), now))
                .map(each -> new ReplicasFight(each.getKey().manager(), each.getValue().getLast()))
                .max(
                        Comparator.comparing(ReplicasFight::last)
                                .thenComparing(ReplicasFight::manager));
    }

    private static boolean isFight(ReplicasOwner owner, List<Instant> times, Instant now) {
        int enough = owner.applied() ? OF_APPLIED : OF_SET;
        return times.size() >= enough
                && isWithinADay(times.get(times.size() - enough), times.getLast())
                && isWithinADay(times.getLast(), now);
    }

    private static boolean isWithinADay(Instant earlier, Instant later) {
        return !earlier.isBefore(later.minus(REMEMBERED));
    }
}
