package io.headroom.analyzer.restarts;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.RestartRecord;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Hears what is counted, for metrics. */
public interface RestartTally {

    /** Counts rose by so much in the API. */
    void increased(long restarts);

    /** A restart that was not known before, with the class that it has by then. */
    void restart(RestartRecord restart);

    /** A pod ended, with the class that it has when it is over. */
    void disruption(WorkloadRef workload, Classification classification);

    /** Something was Ready again. */
    void healed(IncidentClass kind, Duration recovery);

    /** A count fell. */
    void baselineReset();

    /**
     * Something went back and forth, or failed and stayed.
     *
     * @param container null for what concerns all of them
     */
    void flapped(WorkloadRef workload, @Nullable String container, Flaps.Kind kind, long times);

    /** A node's kubelet was restarted; told by each container that it shows at. */
    void kubeletRestarted(String node, Instant at);

    /** Something was not kept, for one of a few reasons. */
    void dropped(String reason);
}
