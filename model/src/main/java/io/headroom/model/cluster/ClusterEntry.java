package io.headroom.model.cluster;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The latest state of something that everyone needs to know whole. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NodeState.class, name = "node"),
    @JsonSubTypes.Type(value = NamespaceState.class, name = "namespace"),
    @JsonSubTypes.Type(value = QuotaState.class, name = "quota"),
    @JsonSubTypes.Type(value = ClusterQuotaState.class, name = "cluster-quota"),
    @JsonSubTypes.Type(value = LimitRangeState.class, name = "limit-range"),
    @JsonSubTypes.Type(value = StorageClassState.class, name = "storage-class"),
    @JsonSubTypes.Type(value = PriorityClassState.class, name = "priority-class"),
    @JsonSubTypes.Type(value = Finding.class, name = "finding")
})
public sealed interface ClusterEntry
        permits NodeState,
                NamespaceState,
                QuotaState,
                ClusterQuotaState,
                LimitRangeState,
                StorageClassState,
                PriorityClassState,
                Finding {

    /** The key on the topic. */
    String key();
}
