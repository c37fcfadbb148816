package io.headroom.model;

import java.util.Comparator;
import java.util.Set;

/**
 * The thing that is sized: the top controller of a set of pods, or a pod that has none.
 *
 * @param group the API group of the kind, empty for the core group: kinds of the same name in
 *     different groups are different workloads
 */
public record WorkloadRef(String namespace, String kind, String group, String name)
        implements Comparable<WorkloadRef> {

    private static final Comparator<WorkloadRef> ORDER =
            Comparator.comparing(WorkloadRef::namespace)
                    .thenComparing(WorkloadRef::kind)
                    .thenComparing(WorkloadRef::group)
                    .thenComparing(WorkloadRef::name);

    /** Of these groups a kind is known by its name alone. */
    private static final Set<String> PLAIN_GROUPS = Set.of("", "apps", "batch");

    public WorkloadRef {
        require("namespace", namespace);
        require("kind", kind);
        require("name", name);
    }

    /** Reads what {@link #key} wrote. */
    public static WorkloadRef parse(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not namespace/kind.group/name: " + key);
        }
        int dot = parts[1].indexOf('.');
        return dot < 0
                ? new WorkloadRef(parts[0], parts[1], "", parts[2])
                : new WorkloadRef(
                        parts[0],
                        parts[1].substring(0, dot),
                        parts[1].substring(dot + 1),
                        parts[2]);
    }

    /** {@code namespace/kind.group/name}, without the dot for the core group: the Kafka key. */
    public String key() {
        return namespace + '/' + qualifiedKind() + '/' + name;
    }

    /** {@code kind.group}, without the dot for the core group. */
    public String qualifiedKind() {
        return group.isEmpty() ? kind : kind + '.' + group;
    }

    /** The kind as people know it: with its group only where that is none of Kubernetes' own. */
    public String shortKind() {
        return PLAIN_GROUPS.contains(group) ? kind : qualifiedKind();
    }

    @Override
    public int compareTo(WorkloadRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return key();
    }

    private static void require(String part, String value) {
        if (value.isEmpty() || value.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    part + " must not be empty or hold a slash: '" + value + "'");
        }
    }
}
