package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.headroom.model.WorkloadRef;

/**
 * What the incidents topic carries. A record with the same id as an earlier one says more of the
 * same thing. Key: the workload's.
 */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        property = "type",
        defaultImpl = RestartRecord.class) // the only kind, and without a type, in the beginning
@JsonSubTypes({
    @JsonSubTypes.Type(value = RestartRecord.class, name = "restart"),
    @JsonSubTypes.Type(value = DisruptionRecord.class, name = "disruption"),
    @JsonSubTypes.Type(value = Incident.class, name = "incident")
})
public sealed interface IncidentEntry permits RestartRecord, DisruptionRecord, Incident {

    WorkloadRef workload();

    /** The same for everything that is said of one restart, one pod's end or one incident. */
    String id();
}
