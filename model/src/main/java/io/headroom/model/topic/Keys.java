package io.headroom.model.topic;

/**
 * The keys of everything that is not a workload. They start with a slash, which no namespace name
 * can, so that they never meet a {@link io.headroom.model.WorkloadRef#key}.
 */
public final class Keys {
    private Keys() {}

    public static String node(String name) {
        return "/node/" + name;
    }

    public static String namespace(String name) {
        return "/namespace/" + name;
    }

    public static String pod(String namespace, String name) {
        return "/pod/" + namespace + '/' + name;
    }

    public static String autoscaler(String namespace, String name) {
        return "/hpa/" + namespace + '/' + name;
    }

    public static String verticalAutoscaler(String namespace, String name) {
        return "/vpa/" + namespace + '/' + name;
    }

    public static String quota(String namespace, String name) {
        return "/quota/" + namespace + '/' + name;
    }

    public static String clusterQuota(String name) {
        return "/clusterquota/" + name;
    }

    public static String volumeClaim(String namespace, String name) {
        return "/pvc/" + namespace + '/' + name;
    }

    /** The key of what is said of a workload's pods that are refused. */
    public static String refusal(String workloadKey) {
        return "/refused/" + workloadKey;
    }

    public static String limitRange(String namespace, String name) {
        return "/limitrange/" + namespace + '/' + name;
    }

    public static String storageClass(String name) {
        return "/storageclass/" + name;
    }

    public static String priorityClass(String name) {
        return "/priorityclass/" + name;
    }

    public static String finding(String code, String subject) {
        return "/finding/" + code + '/' + subject;
    }

    /** The key of a workload's summary of its latest window, beside its assessment. */
    public static String summary(String workloadKey) {
        return "/summary/" + workloadKey;
    }

    /** The key of a workload's restarts, beside its assessment. */
    public static String restarts(String workloadKey) {
        return "/restarts/" + workloadKey;
    }
}
