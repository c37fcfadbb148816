package io.headroom.collector.history;

import io.headroom.model.profile.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The queries in PromQL. Each is summed up over everything but what tells containers apart, so that
 * answers are small and the same series from two Prometheis or two endpoints of a kubelet counts
 * once. Where a scrape does not honor the labels of kube-state-metrics, theirs are called {@code
 * exported_...}: both are asked for.
 *
 * @param matchers label matchers for every selector, or nothing
 * @param namespaces only of these; none for all
 */
record Queries(String matchers, Set<String> namespaces) {
    /** Facts are read once an hour: they hold until the next ones. */
    static final Duration FACT_STEP = Duration.ofHours(1);

    /** What {@link #samplesPerContainer} counts in. */
    static final Duration SAMPLES_RANGE = Duration.ofMinutes(10);

    private static final String POD = "namespace,pod,exported_namespace,exported_pod";
    private static final String CONTAINER = POD + ",container,exported_container";

    /* Without a name it is a pod's or a system slice's sum; POD is the sandbox. */
    private static final String USED = "container!=\"\",container!=\"POD\"";
    private static final String USED_CPU = USED + ",cpu=~\"total|\"";
    private static final String SIZED = "resource=~\"cpu|memory\"";

    /** Values that belong to a window lie at its end, facts at the end of their hour. */
    record RangeQuery(String text, Duration step) {}

    Queries {
        namespaces = Set.copyOf(namespaces);
        for (String namespace : namespaces) {
            if (!namespace.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")) {
                throw new IllegalArgumentException("is no name of a namespace: " + namespace);
            }
        }
    }

    /** Of all namespaces. */
    Queries(String matchers) {
        this(matchers, Set.of());
    }

    /** How many samples a container has of late: the median over all. */
    String samplesPerContainer() {
        return "quantile(0.5,"
                + anywhere(scope ->
                        "count_over_time("
                                + selector("container_cpu_usage_seconds_total", USED_CPU, scope)
                                + range(SAMPLES_RANGE)
                                + ")")
                + ")";
    }

    /** How many containers there are. */
    String containerCount() {
        return "count("
                + anywhere(scope ->
                        "count by ("
                                + CONTAINER
                                + ") ("
                                + selector("container_memory_working_set_bytes", USED, scope)
                                + ")")
                + ")";
    }

    /** How many pods kube-state-metrics tells of. */
    String podCount() {
        return "count("
                + anywhere(scope ->
                        selector("kube_pod_info", "", scope)
                                + " or "
                                + selector("kube_pod_owner", "", scope))
                + ")";
    }

    RangeQuery cpuMean(Resolution resolution) {
        return window(
                CONTAINER,
                scope ->
                        "rate("
                                + selector("container_cpu_usage_seconds_total", USED_CPU, scope)
                                + range(resolution.meanRange())
                                + ")");
    }

    /**
     * The highest of the short rates that lie within the window as a whole. The second more: from
     * version 3 on a range excludes its beginning.
     */
    Optional<RangeQuery> cpuMax(Resolution resolution) {
        return resolution
                .peakRange()
                .map(peak ->
                        window(
                                CONTAINER,
                                scope ->
                                        "max_over_time(rate("
                                                + selector(
                                                        "container_cpu_usage_seconds_total",
                                                        USED_CPU,
                                                        scope)
                                                + range(peak)
                                                + ")["
                                                + seconds(Windows.LENGTH.minus(peak).plusSeconds(1))
                                                + ":"
                                                + seconds(peak.dividedBy(2))
                                                + "])"));
    }

    /** Without the moment at its end, which belongs to the next window. */
    RangeQuery memoryMax() {
        return window(
                CONTAINER,
                scope ->
                        "max_over_time("
                                + selector("container_memory_working_set_bytes", USED, scope)
                                + range(Windows.LENGTH)
                                + " offset 1ms)");
    }

    /** 1 or 0, at the end of the window. */
    RangeQuery ready() {
        return window(POD, scope -> selector("kube_pod_status_ready", "condition=\"true\"", scope));
    }

    RangeQuery pods() {
        return facts(
                POD + ",uid,node,created_by_kind,created_by_name",
                "max_over_time",
                "kube_pod_info",
                "");
    }

    RangeQuery podOwners() {
        return facts(
                POD + ",uid,owner_kind,owner_name",
                "max_over_time",
                "kube_pod_owner",
                "owner_is_controller!=\"false\"");
    }

    /** The value is when the pod was created, in seconds since 1970. */
    RangeQuery podsCreated() {
        return facts(POD + ",uid", "max_over_time", "kube_pod_created", "");
    }

    RangeQuery replicaSetOwners() {
        return facts(
                "namespace,exported_namespace,replicaset,owner_kind,owner_name",
                "max_over_time",
                "kube_replicaset_owner",
                "owner_is_controller!=\"false\"");
    }

    RangeQuery jobOwners() {
        return facts(
                "namespace,exported_namespace,job_name,owner_kind,owner_name",
                "max_over_time",
                "kube_job_owner",
                "owner_is_controller!=\"false\"");
    }

    RangeQuery containers() {
        return facts(CONTAINER, "max_over_time", "kube_pod_container_info", "");
    }

    RangeQuery initContainers() {
        return facts(
                CONTAINER + ",restart_policy", "max_over_time", "kube_pod_init_container_info", "");
    }

    RangeQuery requests() {
        return amounts("requests");
    }

    RangeQuery limits() {
        return amounts("limits");
    }

    /* Sidecars are init containers. */
    private RangeQuery amounts(String which) {
        String labels = CONTAINER + ",resource";
        return new RangeQuery(
                facts(labels, "last_over_time", "kube_pod_container_resource_" + which, SIZED)
                                .text()
                        + " or "
                        + facts(
                                        labels,
                                        "last_over_time",
                                        "kube_pod_init_container_resource_" + which,
                                        SIZED)
                                .text(),
                FACT_STEP);
    }

    private RangeQuery window(String labels, UnaryOperator<String> expression) {
        return new RangeQuery(
                anywhere(scope -> "max by (" + labels + ") (" + expression.apply(scope) + ")"),
                Windows.LENGTH);
    }

    private RangeQuery facts(String labels, String function, String metric, String fixed) {
        return new RangeQuery(
                anywhere(scope ->
                        "max by ("
                                + labels
                                + ") ("
                                + function
                                + "("
                                + selector(metric, fixed, scope)
                                + range(FACT_STEP)
                                + "))"),
                FACT_STEP);
    }

    /** An expression for every label that may tell the namespace, one or the other. */
    private String anywhere(UnaryOperator<String> expression) {
        return scopes().stream().map(expression).collect(Collectors.joining(" or "));
    }

    private List<String> scopes() {
        if (namespaces.isEmpty()) {
            return List.of("");
        }
        String any = "=~\"" + String.join("|", new TreeSet<>(namespaces)) + '"';
        return List.of("namespace" + any + ",exported_namespace=\"\"", "exported_namespace" + any);
    }

    private String selector(String metric, String fixed, String scope) {
        return metric
                + Stream.of(fixed, scope, matchers)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String range(Duration length) {
        return "[" + seconds(length) + "]";
    }

    private static String seconds(Duration length) {
        return length.toSeconds() + "s";
    }
}
