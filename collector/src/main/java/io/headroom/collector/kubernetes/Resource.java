package io.headroom.collector.kubernetes;

/**
 * A resource of the API, as its URLs and roles name it.
 *
 * @param group empty for the core group
 */
record Resource(String name, String group) {

    /** {@code name.group}, as kubectl and the metrics write it. */
    String label() {
        return group.isEmpty() ? name : name + '.' + group;
    }

    /** The one that a path such as {@code /apis/apps/v1/replicasets} lists in all namespaces. */
    static Resource ofPath(String path) {
        String[] parts = path.substring(1).split("/", -1);
        String name = parts[parts.length - 1];
        return new Resource(name, parts[0].equals("apis") && parts.length > 1 ? parts[1] : "");
    }

    /** Whether nothing can be said without it: the pods, and the nodes that they are read from. */
    boolean needed() {
        return group.isEmpty() && (name.equals("pods") || name.equals("nodes"));
    }

    /** Whether there are clusters whose API has no such thing, where nothing is missing then. */
    boolean optional() {
        return group.equals("quota.openshift.io") || group.equals("autoscaling.k8s.io");
    }

    /** What to say when it may not be read. */
    String forbidden() {
        return label()
                + " may not be read, so that whatever depends on them is missing: let the service"
                + " account of Headroom list and watch them (apiGroups: [\""
                + group
                + "\"], resources: [\""
                + name
                + "\"], verbs: [\"list\", \"watch\"])";
    }
}
