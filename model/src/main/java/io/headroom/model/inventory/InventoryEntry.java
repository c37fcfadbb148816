package io.headroom.model.inventory;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The latest state of one object of the inventory. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkloadState.class, name = "workload"),
    @JsonSubTypes.Type(value = PodState.class, name = "pod"),
    @JsonSubTypes.Type(value = AutoscalerState.class, name = "autoscaler"),
    @JsonSubTypes.Type(value = VerticalAutoscalerState.class, name = "vertical-autoscaler"),
    @JsonSubTypes.Type(value = VolumeClaimState.class, name = "volume-claim"),
    @JsonSubTypes.Type(value = PodRefusal.class, name = "pod-refusal")
})
public sealed interface InventoryEntry
        permits WorkloadState,
                PodState,
                AutoscalerState,
                VerticalAutoscalerState,
                VolumeClaimState,
                PodRefusal {

    /** The key on the topic. */
    String key();
}
