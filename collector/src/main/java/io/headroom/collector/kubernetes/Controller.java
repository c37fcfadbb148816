package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.headroom.model.WorkloadRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The object that controls another one, as its owner reference names it.
 *
 * @param group the API group, empty for the core group
 */
record Controller(String kind, String group, String name, String uid) {

    /**
     * The one owner that controls the object; where none says so, as with some controllers of kinds
     * of their own, the last that is named; null when it has none.
     */
    static @Nullable Controller of(HasMetadata object) {
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        if (owners == null || owners.isEmpty()) {
            return null;
        }
        OwnerReference found = owners.getLast();
        for (OwnerReference owner : owners) {
            if (Boolean.TRUE.equals(owner.getController())) {
                found = owner;
            }
        }
        return new Controller(
                found.getKind(), group(found.getApiVersion()), found.getName(), found.getUid());
    }

    /** The group of an {@code apiVersion}, which is {@code group/version}, or the version alone. */
    static String group(@Nullable String apiVersion) {
        int slash = apiVersion == null ? -1 : apiVersion.indexOf('/');
        return apiVersion == null || slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    boolean is(String kind, String group) {
        return this.kind.equals(kind) && this.group.equals(group);
    }

    WorkloadRef in(String namespace) {
        return new WorkloadRef(namespace, kind, group, name);
    }
}
