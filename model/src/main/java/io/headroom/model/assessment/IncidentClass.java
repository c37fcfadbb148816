package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a container ended, or a pod. The label is the word on the wire and in metrics. */
public enum IncidentClass {
    // a container ended and its pod stayed
    READINESS_FLAP("readiness_flap"),
    KUBELET_RESTART("kubelet_restart"),
    POD_TERMINATION("pod_termination"),
    RULE_RESTART_ALL("rule_restart_all"),
    OOM_KILLED("oom_killed"),
    LIVENESS_KILL("liveness_kill"),
    STARTUP_KILL("startup_kill"),
    RESIZE_RESTART("resize_restart"),
    SPEC_CHANGE_RESTART("spec_change_restart"),
    NODE_REBOOT_OR_SANDBOX_LOSS("node_reboot_or_sandbox_loss"),
    STATUS_LOST("status_lost"),
    START_ERROR("start_error"),
    RULE_RESTART("rule_restart"),
    CLEAN_EXIT_RESTART("clean_exit_restart"),
    INIT_RETRY("init_retry"),
    KILLED_UNATTRIBUTED("killed_unattributed"),
    SIGNAL("signal"),
    APP_ERROR("app_error"),
    UNOBSERVED("unobserved"),

    // a pod ended
    EVICT_NODE_PRESSURE("evict_node_pressure"),
    EVICT_STORAGE_LIMIT("evict_storage_limit"),
    NODE_SHUTDOWN("node_shutdown"),
    PREEMPT_KUBELET("preempt_kubelet"),
    PREEMPT_SCHEDULER("preempt_scheduler"),
    NODE_FAILURE("node_failure"),
    TAINT_EVICTION("taint_eviction"),
    NODE_REMOVED("node_removed"),
    NODE_LOST("node_lost"),
    EVICT_VPA("evict_vpa"),
    EVICT_CLUSTER_AUTOSCALER("evict_cluster_autoscaler"),
    EVICT_KARPENTER("evict_karpenter"),
    DRAIN("drain"),
    EVICTION_API("eviction_api"),
    DEVICE_TAINT("device_taint"),
    ADMISSION_REJECTED("admission_rejected"),
    JOB_DONE("job_done"),
    JOB_FAILED("job_failed"),
    JOB_TIMEOUT("job_timeout"),
    JOB_RETRY("job_retry"),
    ROLLOUT("rollout"),
    ROLLOUT_RESTART("rollout_restart"),
    SCALE_DOWN("scale_down"),
    CONTROLLER_RECREATE("controller_recreate"),
    OWNER_DELETED("owner_deleted"),
    POD_FAILED("pod_failed"),
    POD_DONE("pod_done"),
    MANUAL_DELETE_UNATTRIBUTED("manual_delete_unattributed");

    private final String label;

    IncidentClass(String label) {
        this.label = label;
    }

    @JsonValue
    public String label() {
        return label;
    }
}
