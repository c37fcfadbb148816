package io.headroom.deploy.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.topic.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Workloads on kwok's nodes, run by the real controllers, whose usage is in annotations. */
final class KwokWorkloads {
    static final String CONTAINER = "main";
    static final Resources REQUESTS = new Resources(new Cpu(50), Memory.ofMebibytes(64));

    private static final String QUOTA = "compute";

    private static final String CPU = "headroom.test/cpu";
    private static final String MEMORY = "headroom.test/memory";
    private static final int NODES = 3;
    private static final int DEPLOYMENTS = 10;
    private static final int STATEFUL_REPLICAS = 2;
    private static final int STATEFUL_RANK = DEPLOYMENTS;
    private static final int DAEMON_RANK = DEPLOYMENTS + 1;
    private static final int CRON_RANK = DEPLOYMENTS + 2;

    /** Another test may have left nodes in the same cluster, where a DaemonSet would run too. */
    private static final Map<String, String> OURS = Map.of("headroom.test/nodes", "kwok-it");

    private final KubernetesClient client;
    private final String namespace;
    private final WorkloadRef cron;
    private final SortedMap<WorkloadRef, Integer> ranks = new TreeMap<>();

    /** How much the pods use: the second level is twice the first. */
    enum Level {
        FIRST(1),
        SECOND(2);

        private final int factor;

        Level(int factor) {
            this.factor = factor;
        }

        double cores(int rank) {
            return factor * (100 + 40 * rank) / 1_000.0;
        }

        long bytes(int rank) {
            return ((long) factor * (300 + 50 * rank)) << 20;
        }

        Map<String, String> annotations(int rank) {
            return Map.of(
                    CPU,
                    factor * (100 + 40 * rank) + "m",
                    MEMORY,
                    factor * (300 + 50 * rank) + "Mi");
        }
    }

    KwokWorkloads(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
        this.cron = new WorkloadRef(namespace, "CronJob", "batch", "report");
        for (int i = 0; i < DEPLOYMENTS; i++) {
            ranks.put(new WorkloadRef(namespace, "Deployment", "apps", "web-" + i), i);
        }
        ranks.put(new WorkloadRef(namespace, "StatefulSet", "apps", "db"), STATEFUL_RANK);
        ranks.put(new WorkloadRef(namespace, "DaemonSet", "apps", "agent"), DAEMON_RANK);
        ranks.put(cron, CRON_RANK);
    }

    /** Adds the nodes, which everything on the control plane shares, unless they are there. */
    void addNodes() {
        for (int i = 0; i < NODES; i++) {
            String name = "kwok-" + i;
            if (client.nodes().withName(name).get() == null) {
                client.resource(
                                new NodeBuilder()
                                        .withNewMetadata()
                                        .withName(name)
                                        .addToLabels(OURS)
                                        .addToAnnotations("kwok.x-k8s.io/node", "fake")
                                        .addToAnnotations(
                                                "metrics.k8s.io/resource-metrics-path",
                                                "/metrics/nodes/" + name + "/metrics/resource")
                                        .endMetadata()
                                        .build())
                        .create();
            }
        }
    }

    /** Adds everything at the first level: ten Deployments and one of each other kind. */
    void add() {
        client.resource(
                        new ResourceQuotaBuilder()
                                .withMetadata(meta(QUOTA))
                                .withNewSpec()
                                .addToHard("requests.cpu", new Quantity("20"))
                                .addToHard("requests.memory", new Quantity("20Gi"))
                                .addToHard("pods", new Quantity("100"))
                                .endSpec()
                                .build())
                .create();
        for (int i = 0; i < DEPLOYMENTS; i++) {
            client.resource(
                            new DeploymentBuilder()
                                    .withMetadata(meta("web-" + i))
                                    .withNewSpec()
                                    .withReplicas(replicas(i))
                                    .withSelector(selector("web-" + i))
                                    .withTemplate(template("web-" + i, i, Map.of()))
                                    .endSpec()
                                    .build())
                    .create();
        }
        client.resource(
                        new StatefulSetBuilder()
                                .withMetadata(meta("db"))
                                .withNewSpec()
                                .withServiceName("db")
                                .withReplicas(STATEFUL_REPLICAS)
                                .withSelector(selector("db"))
                                .withTemplate(template("db", STATEFUL_RANK, Map.of()))
                                .endSpec()
                                .build())
                .create();
        client.resource(
                        new DaemonSetBuilder()
                                .withMetadata(meta("agent"))
                                .withNewSpec()
                                .withSelector(selector("agent"))
                                .withTemplate(template("agent", DAEMON_RANK, Map.of()))
                                .endSpec()
                                .build())
                .create();
        client.resource(cronJob()).create();
    }

    /** All but the CronJob. */
    Set<WorkloadRef> longRunning() {
        Set<WorkloadRef> workloads = new TreeSet<>(ranks.keySet());
        workloads.remove(cron);
        return workloads;
    }

    WorkloadRef cron() {
        return cron;
    }

    /** What the usage of a workload's pods is multiplied by. */
    int rank(WorkloadRef workload) {
        return Objects.requireNonNull(ranks.get(workload), workload::key);
    }

    /** Waits until every pod of the long-running workloads runs. */
    void awaitRunning() {
        int expected = NODES + STATEFUL_REPLICAS;
        for (int i = 0; i < DEPLOYMENTS; i++) {
            expected += replicas(i);
        }
        int pods = expected;
        await().atMost(Duration.ofMinutes(3))
                .until(() ->
                        longRunningPods().stream()
                                        .filter(pod -> pod.getStatus().getPhase().equals("Running"))
                                        .count()
                                == pods);
    }

    /** Changes what the running pods use, without touching their workloads. */
    void setLevel(Level level) {
        for (Pod pod : longRunningPods()) {
            int rank = Integer.parseInt(pod.getMetadata().getLabels().get("rank"));
            client.pods()
                    .resource(pod)
                    .edit(running ->
                            new PodBuilder(running)
                                    .editMetadata()
                                    .addToAnnotations(level.annotations(rank))
                                    .endMetadata()
                                    .build());
        }
    }

    /** Changes what the CronJob's runs from the next one on use. */
    void setRunsLevel(Level level) {
        client.batch()
                .v1()
                .cronjobs()
                .inNamespace(namespace)
                .withName(cron.name())
                .edit(job ->
                        new CronJobBuilder(job)
                                .editSpec()
                                .editJobTemplate()
                                .editSpec()
                                .editTemplate()
                                .editMetadata()
                                .addToAnnotations(level.annotations(CRON_RANK))
                                .endMetadata()
                                .endTemplate()
                                .endSpec()
                                .endJobTemplate()
                                .endSpec()
                                .build());
    }

    /** What the API says is used of the quota. */
    Map<String, Quantity> quotaUsed() {
        return client.resourceQuotas()
                .inNamespace(namespace)
                .withName(QUOTA)
                .get()
                .getStatus()
                .getUsed();
    }

    String quotaKey() {
        return Keys.quota(namespace, QUOTA);
    }

    /** Lets the pods go, and with the CronJob those that it would go on to make. */
    void remove() {
        client.namespaces().withName(namespace).delete();
    }

    List<Pod> longRunningPods() {
        return client.pods()
                .inNamespace(namespace)
                .withLabelNotIn("app", "report")
                .list()
                .getItems();
    }

    private static int replicas(int rank) {
        return 1 + rank % 3;
    }

    private ObjectMeta meta(String name) {
        return new ObjectMetaBuilder().withName(name).withNamespace(namespace).build();
    }

    private static LabelSelector selector(String name) {
        return new LabelSelectorBuilder().addToMatchLabels("app", name).build();
    }

    private CronJob cronJob() {
        PodTemplateSpec template =
                template("report", CRON_RANK, Map.of("headroom.test/runs", "60s"));
        template.getSpec().setRestartPolicy("Never");
        return new CronJobBuilder()
                .withMetadata(meta("report"))
                .withNewSpec()
                .withSchedule("* * * * *")
                .withConcurrencyPolicy("Allow")
                .withNewJobTemplate()
                .withNewSpec()
                .withTemplate(template)
                .endSpec()
                .endJobTemplate()
                .endSpec()
                .build();
    }

    private static PodTemplateSpec template(
            String name, int rank, Map<String, String> annotations) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Map.of("app", name, "rank", Integer.toString(rank)))
                .addToAnnotations(Level.FIRST.annotations(rank))
                .addToAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withNodeSelector(OURS)
                .addNewContainer()
                .withName(CONTAINER)
                .withImage("example/image")
                .withNewResources()
                .addToRequests("cpu", new Quantity("50m"))
                .addToRequests("memory", new Quantity("64Mi"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }
}
