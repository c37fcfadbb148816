package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often a workload's containers were restarted since they were first seen, and what went back
 * and forth without a restart. Key: {@code /restarts/} and the workload's key.
 */
public record RestartAssessment(
        WorkloadRef workload,
        Instant asOf,
        List<Container> containers,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<Flaps> flaps)
        implements Assessment {

    public RestartAssessment {
        containers = List.copyOf(containers);
        flaps = flaps == null ? List.of() : List.copyOf(flaps);
    }

    /** Of a workload of which nothing flaps. */
    public RestartAssessment(WorkloadRef workload, Instant asOf, List<Container> containers) {
        this(workload, asOf, containers, List.of());
    }

    @Override
    public List<Flaps> flaps() {
        return flaps == null ? List.of() : flaps;
    }

    @Override
    public String key() {
        return Keys.restarts(workload.key());
    }

    /**
     * The restarts of the containers of one name, over all replicas that ever were.
     *
     * @param oomKills the latest kills for want of memory, and the first at each request and limit,
     *     oldest first
     */
    public record Container(String name, long restarts, List<OomKill> oomKills) {

        public Container {
            oomKills = oomKills == null ? List.of() : List.copyOf(oomKills);
        }
    }
}
