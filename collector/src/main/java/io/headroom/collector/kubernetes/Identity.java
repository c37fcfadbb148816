package io.headroom.collector.kubernetes;

import io.headroom.model.WorkloadRef;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which workload a pod belongs to. From the pod's controller it climbs only through what
 * comes and goes with every rollout or run, ReplicaSets and Jobs, to their controllers; whatever
 * stands there is the workload, of whatever kind: a Deployment, an Argo Rollout, a virtual machine.
 * A pod without a controller, or one that its node runs from a file, is its own workload.
 */
sealed interface Identity {

    /** The workload is certain. */
    record Known(WorkloadRef workload, @Nullable Controller top) implements Identity {}

    /** It depends on an object that has not been seen. */
    record Waiting(Controller unseen) implements Identity {}

    /** Finds the ReplicaSet or Job with a UID; null when it has not been seen. */
    @FunctionalInterface
    interface Owners {
        @Nullable Owned find(String uid);
    }

    /**
     * A ReplicaSet or Job that has been seen.
     *
     * @param controller what controls it in turn; null when it is on its own
     */
    record Owned(@Nullable Controller controller) {}

    static Identity of(
            String namespace, String pod, @Nullable Controller controller, Owners owners) {
        if (controller == null || controller.is("Node", "")) {
            return new Known(new WorkloadRef(namespace, "Pod", "", pod), null);
        }
        Controller top = controller;
        // owners that own each other are taken by the API server: of a circle the last one counts
        Set<String> climbed = new HashSet<>();
        while (passing(top) && climbed.add(top.uid())) {
            Owned seen = owners.find(top.uid());
            if (seen == null) {
                return new Waiting(top);
            }
            Controller above = seen.controller();
            if (above == null) {
                break;
            }
            top = above;
        }
        return new Known(top.in(namespace), top);
    }

    /** Whether objects of this kind are replaced while the workload goes on. */
    static boolean passing(Controller controller) {
        return controller.is("ReplicaSet", "apps") || controller.is("Job", "batch");
    }
}
