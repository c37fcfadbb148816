package io.headroom.model.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pod: who owns it, where it runs and what its containers ask for. Key: {@code
 * /pod/NAMESPACE/NAME}.
 *
 * @param containers every type, with the requests and limits in force (a status that reports them
 *     goes before the specification: a resize may be under way), in the order of the specification
 *     with the init containers first
 * @param overhead what running the pod takes beside its containers; null where it takes nothing,
 *     and in records of older collectors
 * @param oomKilledAt when the instances before the current ones were killed for want of memory, by
 *     container; without those that ended otherwise
 * @param terms what quotas and LimitRanges look at; null in records of older collectors
 * @param readySince when it last became Ready; null while it is not, and in records of older
 *     collectors
 */
public record PodState(
        WorkloadRef workload,
        String name,
        String uid,
        @Nullable String node,
        String phase,
        boolean ready,
        Instant createdAt,
        @Nullable Instant startedAt,
        List<ContainerSpec> containers,
        @Nullable Resources overhead,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Map<String, Instant> oomKilledAt,
        @Nullable PodTerms terms,
        @Nullable Instant readySince)
        implements InventoryEntry {

    /** The youngest last. */
    public static final Comparator<PodState> BY_AGE =
            Comparator.comparing(PodState::createdAt).thenComparing(PodState::uid);

    public PodState {
        containers = List.copyOf(containers);
        oomKilledAt = oomKilledAt == null ? Map.of() : Map.copyOf(oomKilledAt);
    }

    @Override
    public Map<String, Instant> oomKilledAt() {
        return oomKilledAt == null ? Map.of() : oomKilledAt;
    }

    /** A pod of which it is not known since when it is Ready. */
    public PodState(
            WorkloadRef workload,
            String name,
            String uid,
            @Nullable String node,
            String phase,
            boolean ready,
            Instant createdAt,
            @Nullable Instant startedAt,
            List<ContainerSpec> containers,
            @Nullable Resources overhead,
            @Nullable Map<String, Instant> oomKilledAt,
            @Nullable PodTerms terms) {
        this(
                workload,
                name,
                uid,
                node,
                phase,
                ready,
                createdAt,
                startedAt,
                containers,
                overhead,
                oomKilledAt,
                terms,
                null);
    }

    /** A pod of which it is not known what quotas look at. */
    public PodState(
            WorkloadRef workload,
            String name,
            String uid,
            @Nullable String node,
            String phase,
            boolean ready,
            Instant createdAt,
            @Nullable Instant startedAt,
            List<ContainerSpec> containers,
            @Nullable Resources overhead,
            @Nullable Map<String, Instant> oomKilledAt) {
        this(
                workload,
                name,
                uid,
                node,
                phase,
                ready,
                createdAt,
                startedAt,
                containers,
                overhead,
                oomKilledAt,
                null);
    }

    /** A pod that takes nothing beside its containers, none of which was killed. */
    public PodState(
            WorkloadRef workload,
            String name,
            String uid,
            @Nullable String node,
            String phase,
            boolean ready,
            Instant createdAt,
            @Nullable Instant startedAt,
            List<ContainerSpec> containers) {
        this(workload, name, uid, node, phase, ready, createdAt, startedAt, containers, null, null);
    }

    /** The same with what else quotas look at; null where that is not known. */
    public PodState withTerms(@Nullable PodTerms others) {
        return new PodState(
                workload,
                name,
                uid,
                node,
                phase,
                ready,
                createdAt,
                startedAt,
                containers,
                overhead,
                oomKilledAt,
                others,
                readySince);
    }

    public String namespace() {
        return workload.namespace();
    }

    @Override
    public String key() {
        return Keys.pod(namespace(), name);
    }
}
