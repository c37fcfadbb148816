package io.headroom.deploy.replay;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.model.WorkloadRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Nodes, workloads and running pods on an API server that has no controllers, written as the
 * controllers and kubelets would; each pod's usage is a series played at the time of a clock.
 */
public final class ReplayedCluster {
    /** The one container of each pod. */
    public static final String CONTAINER = "main";

    private final KubernetesClient client;
    private final FakeKubelets kubelets;
    private final ReplayClock clock;
    private final String namespace;
    private final List<Played> pods = new ArrayList<>();
    private final List<String> nodes = new ArrayList<>();

    private record Played(String node, Pod pod, Playback playback, Instant startedAt) {}

    public ReplayedCluster(
            KubernetesClient client, FakeKubelets kubelets, ReplayClock clock, String namespace) {
        this.client = client;
        this.kubelets = kubelets;
        this.clock = clock;
        this.namespace = namespace;
    }

    /** What kind of controller a workload has. */
    public enum Kind {
        /** A Deployment with its ReplicaSet. */
        DEPLOYMENT("Deployment", "apps"),
        STATEFUL_SET("StatefulSet", "apps"),
        DAEMON_SET("DaemonSet", "apps"),
        /** A kind that nobody watches, with a ReplicaSet: only the owner references tell of it. */
        ROLLOUT("Rollout", "argoproj.io");

        private final String kind;
        private final String group;

        Kind(String kind, String group) {
            this.kind = kind;
            this.group = group;
        }
    }

    /** Adds a node with a kubelet of its own. */
    public FakeKubelets.Kubelet addNode(String name) {
        FakeKubelets.Kubelet kubelet = kubelets.start(name, () -> usage(name));
        register(name, kubelet);
        return kubelet;
    }

    /** Adds a node whose kubelet shows a certificate that nobody trusts. */
    public FakeKubelets.Kubelet addSelfSignedNode(String name) {
        FakeKubelets.Kubelet kubelet = kubelets.startSelfSigned(name, () -> usage(name));
        register(name, kubelet);
        return kubelet;
    }

    /** Adds a workload with one running pod per series, on the nodes in turn. */
    public WorkloadRef addWorkload(
            Kind kind, String name, List<TraceSeries> replicas, List<String> nodes) {
        OwnerReference owner = controller(kind, name, replicas.size());
        for (int i = 0; i < replicas.size(); i++) {
            TraceSeries series = replicas.get(i);
            String node = nodes.get(i % nodes.size());
            Pod pod = addPod(owner, name + "-" + i, node);
            synchronized (pods) {
                pods.add(new Played(node, pod, new Playback(series), series.startedAt()));
            }
        }
        return new WorkloadRef(namespace, kind.kind, kind.group, name);
    }

    /** Shows a pod's container as running again after it has ended so often in all. */
    public void restarted(String pod, int times) {
        client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .editStatus(seen ->
                        new PodBuilder(seen)
                                .editStatus()
                                .editFirstContainerStatus()
                                .withContainerID("fake://" + pod + "-" + times)
                                .withRestartCount(times)
                                .withNewLastState()
                                .withNewTerminated()
                                .withContainerID("fake://" + pod + "-" + (times - 1))
                                .withExitCode(1)
                                .withReason("Error")
                                .withFinishedAt(seen.getMetadata().getCreationTimestamp())
                                .endTerminated()
                                .endLastState()
                                .endContainerStatus()
                                .endStatus()
                                .build());
    }

    /** Removes the nodes; what is in the namespace is in nobody's way. */
    public void delete() {
        nodes.forEach(node -> client.nodes().withName(node).delete());
    }

    private List<PodUsage> usage(String node) {
        Instant now = clock.instant();
        synchronized (pods) {
            return pods.stream()
                    .filter(played -> played.node().equals(node))
                    .flatMap(played -> usage(played, now))
                    .toList();
        }
    }

    private static Stream<PodUsage> usage(Played played, Instant now) {
        ObjectMeta pod = played.pod().getMetadata();
        Optional<PodUsage.Container> container = played.playback().at(now, CONTAINER);
        return container.stream()
                .map(usage ->
                        new PodUsage(
                                pod.getNamespace(),
                                pod.getName(),
                                pod.getUid(),
                                played.startedAt(),
                                List.of(usage)));
    }

    private void register(String name, FakeKubelets.Kubelet kubelet) {
        kubelet.register(
                client,
                Map.of(
                        "cpu", new Quantity("128"),
                        "memory", new Quantity("1Ti"),
                        "pods", new Quantity("110")));
        nodes.add(name);
    }

    /** Creates the controllers, top down, and gives a reference to the one that owns the pods. */
    private OwnerReference controller(Kind kind, String name, int replicas) {
        ObjectMeta meta = new ObjectMetaBuilder().withName(name).withNamespace(namespace).build();
        Map<String, String> labels = Map.of("app", name);
        return switch (kind) {
            case DEPLOYMENT ->
                    replicaSet(
                            name,
                            replicas,
                            create(
                                    new DeploymentBuilder()
                                            .withMetadata(meta)
                                            .withNewSpec()
                                            .withReplicas(replicas)
                                            .withNewSelector()
                                            .withMatchLabels(labels)
                                            .endSelector()
                                            .withTemplate(template(labels))
                                            .endSpec()
                                            .build()));
            case ROLLOUT ->
                    replicaSet(
                            name,
                            replicas,
                            new OwnerReferenceBuilder()
                                    .withApiVersion("argoproj.io/v1alpha1")
                                    .withKind("Rollout")
                                    .withName(name)
                                    .withUid("rollout-" + name)
                                    .withController(true)
                                    .build());
            case STATEFUL_SET ->
                    create(
                            new StatefulSetBuilder()
                                    .withMetadata(meta)
                                    .withNewSpec()
                                    .withServiceName(name)
                                    .withReplicas(replicas)
                                    .withNewSelector()
                                    .withMatchLabels(labels)
                                    .endSelector()
                                    .withTemplate(template(labels))
                                    .endSpec()
                                    .build());
            case DAEMON_SET ->
                    create(
                            new DaemonSetBuilder()
                                    .withMetadata(meta)
                                    .withNewSpec()
                                    .withNewSelector()
                                    .withMatchLabels(labels)
                                    .endSelector()
                                    .withTemplate(template(labels))
                                    .endSpec()
                                    .build());
        };
    }

    private OwnerReference replicaSet(String name, int replicas, OwnerReference owner) {
        Map<String, String> labels = Map.of("app", name, "pod-template-hash", "5d89bdf4c8");
        return create(
                new ReplicaSetBuilder()
                        .withNewMetadata()
                        .withName(name + "-5d89bdf4c8")
                        .withNamespace(namespace)
                        .withOwnerReferences(owner)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withNewSelector()
                        .withMatchLabels(labels)
                        .endSelector()
                        .withTemplate(template(labels))
                        .endSpec()
                        .build());
    }

    private OwnerReference create(HasMetadata controller) {
        HasMetadata created = client.resource(controller).create();
        return new OwnerReferenceBuilder()
                .withApiVersion(created.getApiVersion())
                .withKind(created.getKind())
                .withName(created.getMetadata().getName())
                .withUid(created.getMetadata().getUid())
                .withController(true)
                .build();
    }

    private Pod addPod(OwnerReference owner, String name, String node) {
        Pod created =
                client.resource(
                                new PodBuilder()
                                        .withNewMetadata()
                                        .withName(name)
                                        .withNamespace(namespace)
                                        .withOwnerReferences(owner)
                                        .endMetadata()
                                        .withNewSpec()
                                        .withNodeName(node)
                                        .withAutomountServiceAccountToken(false)
                                        .addToContainers(container())
                                        .endSpec()
                                        .build())
                        .create();
        String now = created.getMetadata().getCreationTimestamp();
        client.resource(
                        new PodBuilder(created)
                                .withNewStatus()
                                .withPhase("Running")
                                .withStartTime(now)
                                .addNewCondition()
                                .withType("Ready")
                                .withStatus("True")
                                .withLastTransitionTime(now)
                                .endCondition()
                                .addNewContainerStatus()
                                .withName(CONTAINER)
                                .withContainerID("fake://" + name + "-0")
                                .withImage("example/image")
                                .withImageID("")
                                .withReady(true)
                                .withStarted(true)
                                .withRestartCount(0)
                                .withNewState()
                                .withNewRunning(now)
                                .endState()
                                .endContainerStatus()
                                .endStatus()
                                .build())
                .patchStatus();
        return created;
    }

    private static PodTemplateSpec template(Map<String, String> labels) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addToContainers(container())
                .endSpec()
                .build();
    }

    private static Container container() {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage("example/image")
                .withNewResources()
                .addToRequests("cpu", new Quantity("100m"))
                .addToRequests("memory", new Quantity("256Mi"))
                .endResources()
                .build();
    }
}
