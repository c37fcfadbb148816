package io.headroom.analyzer.restarts;

import java.util.Locale;

/** What may be seen of the end of a pod. */
enum PodSignal implements Signal {
    REASON_EVICTED,
    /** The node was low on a resource, or had a condition. */
    MESSAGE_NODE_PRESSURE,
    /** A limit of its own on local storage was exceeded. */
    MESSAGE_STORAGE_LIMIT,
    /** A warning of the kubelet, with the resource that the node was short of. */
    EVENT_EVICTED_FOR_PRESSURE,
    DISRUPTED_BY_KUBELET,
    REASON_TERMINATED,
    MESSAGE_NODE_SHUTDOWN,
    REASON_NODE_SHUTDOWN,
    REASON_PREEMPTING,
    MESSAGE_CRITICAL_POD,
    DISRUPTED_BY_SCHEDULER,
    EVENT_PREEMPTED,
    DISRUPTED_BY_TAINT,
    EVENT_TAINT_EVICTION,
    EVENT_TAINT_CANCELLED,
    /** The node's state is known at all. */
    NODE_KNOWN,
    /** It has a NoExecute taint of being not ready or unreachable. */
    NODE_UNREACHABLE,
    DISRUPTED_BY_POD_GC,
    NODE_GONE,
    NODE_CORDONED,
    NODE_MAINTENANCE,
    /** A taint of the Cluster Autoscaler, which is about to remove the node. */
    NODE_SCALED_DOWN,
    /** A taint of Karpenter, likewise. */
    NODE_DISRUPTED_BY_KARPENTER,
    DISRUPTED_BY_EVICTION,
    EVENT_EVICTED_BY_VPA,
    EVENT_NODE_SCALE_DOWN,
    /** Of type Normal: Karpenter's. */
    EVENT_EVICTED_NORMAL,
    DISRUPTED_BY_DEVICE_TAINT,
    /** A reason by which a kubelet refuses a pod. */
    REASON_REJECTED,
    NEVER_STARTED,
    OWNER_JOB,
    PHASE_SUCCEEDED,
    PHASE_FAILED,
    JOB_BACK_OFF_EXCEEDED,
    JOB_DEADLINE_EXCEEDED,
    /** The owner makes its pods of another template now. */
    TEMPLATE_OLD,
    /** It makes them of this one. */
    TEMPLATE_CURRENT,
    /** What differs is when the workload was asked to restart. */
    TEMPLATE_RESTARTED,
    /** The owner's event that it deleted this pod. */
    EVENT_DELETED_BY_OWNER,
    REPLICAS_LOWERED,
    ORDINAL_BEYOND_REPLICAS,
    /** An autoscaler's, of at most two minutes before. */
    EVENT_RESCALED,
    /** The owner's event that it makes this pod anew because it had ended. */
    EVENT_RECREATED_BY_OWNER,
    OWNER_DELETING,
    NAMESPACE_DELETING,
    DELETING,
    /** It is no longer there. */
    GONE,
    /** By a rule of its Job that fits, it does not count as a failure. */
    JOB_IGNORES_FAILURE,
    /** Its Job failed because of a rule that fits. */
    JOB_FAILED_BY_POLICY,
    /** An autoscaler changed the owner's size at most two minutes before. */
    AUTOSCALED_LATELY;

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
