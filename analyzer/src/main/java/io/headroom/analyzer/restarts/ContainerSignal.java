package io.headroom.analyzer.restarts;

import java.util.Locale;

/** What may be seen of the end of one instance of a container. */
enum ContainerSignal implements Signal {
    /** It is the same instance: only Ready or Started changed. */
    SAME_INSTANCE,
    /** Its node's kubelet has just started. */
    KUBELET_STARTED,
    /** The pod's deletion had been asked for before the end. */
    POD_DELETING,
    /** The pod had ended. */
    POD_ENDED,
    /** {@code RestartingAllContainers}. */
    REASON_RESTARTING_ALL,
    /** The condition AllContainersRestarting turned after the end. */
    ALL_RESTARTING,
    /** That condition's message names this container as what triggered it. */
    TRIGGERED_ALL_RESTARTING,
    REASON_OOM_KILLED,
    EVENT_LIVENESS_KILL,
    EVENT_STARTUP_KILL,
    EVENT_RESIZE,
    /** The autoscaler's event that it resized the pod in place. */
    EVENT_RESIZED_BY_VPA,
    /** The requests in force are not those that the instance began with. */
    REQUESTS_CHANGED,
    /** A change of its requests restarts it. */
    RESIZE_RESTARTS,
    EVENT_DEFINITION_CHANGED,
    /** The image is not the one that the instance began with. */
    IMAGE_CHANGED,
    EVENT_SANDBOX_CHANGED,
    /** The node's boot is not the one that the instance began in. */
    NODE_REBOOTED,
    /** All containers of the pod, more than one, ended within seconds. */
    ALL_TOGETHER,
    /** Reason {@code Unknown}, or exit code 255. */
    END_UNKNOWN,
    REASON_STATUS_UNKNOWN,
    REASON_START_ERROR,
    /** It waited because it could not be made or run. */
    WAITED_FOR_START_ERROR,
    EXIT_IN_RESTART_RULES,
    EXIT_ZERO,
    /** The policy restarts it after failures only, or never. */
    POLICY_NOT_ALWAYS,
    /** An init container that is to end. */
    INIT_CONTAINER,
    EXIT_137,
    /** Exit code 129 to 165: 128 and a signal's number, by convention. */
    EXIT_SIGNAL,
    EXIT_FAILURE,
    /** The count went on from it before it was seen. */
    NOT_LATEST,
    /** The status does not say how it ended. */
    END_NOT_SHOWN;

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
