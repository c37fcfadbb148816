package io.headroom.model.assessment;

import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.List;

/**
 * How often a workload's containers were restarted since they were first seen. Key: {@code
 * /restarts/} and the workload's key.
 */
public record RestartAssessment(WorkloadRef workload, Instant asOf, List<Container> containers)
        implements Assessment {

    public RestartAssessment {
        containers = List.copyOf(containers);
    }

    @Override
    public String key() {
        return Keys.restarts(workload.key());
    }

    /**
     * The restarts of the containers of one name, over all replicas that ever were.
     *
     * @param oomKills the latest kills for want of memory, oldest first
     */
    public record Container(String name, long restarts, List<OomKill> oomKills) {

        public Container {
            oomKills = oomKills == null ? List.of() : List.copyOf(oomKills);
        }
    }
}
