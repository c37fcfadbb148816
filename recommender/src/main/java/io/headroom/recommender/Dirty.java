package io.headroom.recommender;

import io.headroom.model.WorkloadRef;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The workloads whose recommendation may have changed. Not thread-safe. */
final class Dirty {
    private final Set<WorkloadRef> workloads = new HashSet<>();
    private final Set<String> namespaces = new HashSet<>();
    private boolean all;

    void mark(WorkloadRef workload) {
        workloads.add(workload);
    }

    void markNamespace(String namespace) {
        namespaces.add(namespace);
    }

    void markAll() {
        all = true;
    }

    /** Those of {@code known} that are dirty and those marked by name, in order; then none is. */
    Set<WorkloadRef> drain(Collection<WorkloadRef> known) {
        Set<WorkloadRef> drained = new TreeSet<>(workloads);
        if (all || !namespaces.isEmpty()) {
            for (WorkloadRef workload : known) {
                if (all || namespaces.contains(workload.namespace())) {
                    drained.add(workload);
                }
            }
        }
        workloads.clear();
        namespaces.clear();
        all = false;
        return drained;
    }

    boolean isEmpty() {
        return workloads.isEmpty() && namespaces.isEmpty() && !all;
    }
}
