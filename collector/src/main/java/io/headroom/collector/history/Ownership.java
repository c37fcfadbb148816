package io.headroom.collector.history;

import io.headroom.collector.history.PodFacts.Owner;
import io.headroom.model.WorkloadRef;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Climbs from a pod's controller to its workload, by the same rule that names live ones: through
 * ReplicaSets and Jobs, which come and go with every rollout or run, to what stands above them.
 */
final class Ownership {
    private final KnownWorkloads known;
    private final Map<String, Owner> aboveReplicaSets;
    private final Map<String, Owner> aboveJobs;

    Ownership(Answers.Pods told, KnownWorkloads known) {
        this.known = known;
        this.aboveReplicaSets = owners(told.replicaSets(), "replicaset");
        this.aboveJobs = owners(told.jobs(), "job_name");
    }

    private static Map<String, Owner> owners(Matrix told, String nameLabel) {
        Map<String, Owner> owners = new HashMap<>();
        for (Matrix.Series series : told.series()) {
            owners.put(
                    series.own("namespace") + '/' + series.label(nameLabel),
                    Owner.of(series.label("owner_kind"), series.label("owner_name")));
        }
        return owners;
    }

    /** The workload of a pod with this controller; null when its kind is not known here. */
    @Nullable WorkloadRef workload(PodName pod, Owner controller) {
        if (controller.isNobody() || controller.kind().equals("Node")) {
            return new WorkloadRef(pod.namespace(), "Pod", "", pod.name());
        }
        Owner above =
                switch (controller.kind()) {
                    case "ReplicaSet" -> above(pod, controller, aboveReplicaSets, "Deployment");
                    case "Job" -> above(pod, controller, aboveJobs, "CronJob");
                    default -> controller;
                };
        return above.name().isEmpty() || above.name().indexOf('/') >= 0
                ? null
                : known.named(pod.namespace(), above.kind(), above.name());
    }

    private Owner above(PodName pod, Owner passing, Map<String, Owner> told, String usualKind) {
        Owner above = told.get(pod.namespace() + '/' + passing.name());
        if (above != null) {
            return above.isNobody() ? passing : above;
        }
        // Not told. The name is that of the one above, a dash and a hash or a time: believed only
        // where there is such a one.
        int dash = passing.name().lastIndexOf('-');
        if (dash > 0) {
            String name = passing.name().substring(0, dash);
            WorkloadRef usual = known.named(pod.namespace(), usualKind, name);
            if (usual != null && known.has(usual)) {
                return new Owner(usualKind, name);
            }
        }
        return passing;
    }
}
