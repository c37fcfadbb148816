package io.headroom.deploy.incidents;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A pod that does as a case says; its status is written as a kubelet would, over the real API. */
final class PlayedPod {
    static final String APP = "app";

    private KubernetesClient api;
    private final Instant ended;
    private final Map<String, Instance> containers = new LinkedHashMap<>();
    private final List<PodCondition> conditions = new ArrayList<>();
    private final ContainerState waiting =
            new ContainerStateBuilder().withNewWaiting().endWaiting().build();
    private Pod pod;
    private String phase = "Running";
    private @Nullable String reason;
    private @Nullable String message;
    private boolean ready = true;
    private Instant readySince;
    private long increases;

    /** One container as it is now. */
    private static final class Instance {
        final String name;
        final boolean init;
        int count;
        int number;
        boolean ready = true;
        boolean idsShown = true;
        @Nullable String cpu;
        Instant startedAt;
        @Nullable ContainerState state;
        @Nullable ContainerState last;

        Instance(String name, boolean init, Instant startedAt) {
            this.name = name;
            this.init = init;
            this.startedAt = startedAt;
            this.state = running(startedAt);
        }

        private static ContainerState running(Instant since) {
            return new ContainerStateBuilder()
                    .withNewRunning()
                    .withStartedAt(since.toString())
                    .endRunning()
                    .build();
        }
    }

    /**
     * A pod on the node {@code steady}, without containers yet.
     *
     * @param ended when what ends without a time does
     */
    PlayedPod(KubernetesClient api, String namespace, String name, Instant ended) {
        this.api = api;
        this.ended = ended;
        this.readySince = started();
        this.pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("steady")
                        .endSpec()
                        .build();
    }

    // what it is made of

    PlayedPod on(@Nullable String node) {
        pod.getSpec().setNodeName(node);
        return this;
    }

    PlayedPod policy(String restartPolicy) {
        pod.getSpec().setRestartPolicy(restartPolicy);
        return this;
    }

    PlayedPod labelled(String label, String value) {
        pod = pod.edit().editMetadata().addToLabels(label, value).endMetadata().build();
        return this;
    }

    PlayedPod annotated(String annotation, String value) {
        pod = pod.edit().editMetadata().addToAnnotations(annotation, value).endMetadata().build();
        return this;
    }

    PlayedPod of(HasMetadata owner) {
        pod =
                pod.edit()
                        .editMetadata()
                        .addNewOwnerReference()
                        .withApiVersion(owner.getApiVersion())
                        .withKind(owner.getKind())
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .build();
        return this;
    }

    PlayedPod with(String container) {
        return with(new ContainerBuilder().withName(container).withImage("i").build());
    }

    PlayedPod with(Container container) {
        pod = pod.edit().editSpec().addToContainers(container).endSpec().build();
        containers.put(container.getName(), new Instance(container.getName(), false, started()));
        return this;
    }

    /** An init container that has done its work, or with a policy a sidecar that runs. */
    PlayedPod withInit(String container, @Nullable String policy) {
        pod =
                pod.edit()
                        .editSpec()
                        .addNewInitContainer()
                        .withName(container)
                        .withImage("i")
                        .withRestartPolicy(policy)
                        .endInitContainer()
                        .endSpec()
                        .build();
        containers.put(container, new Instance(container, true, started()));
        return this;
    }

    /** Makes it, with one container where none was asked for; it runs. */
    PlayedPod create() {
        return createOnly().write();
    }

    /** Makes it and lets no kubelet say anything of it. */
    PlayedPod createOnly() {
        if (pod.getSpec().getContainers().isEmpty()) {
            with(APP);
        }
        pod = api.pods().resource(pod).create();
        return this;
    }

    // what it does; seen when it is written

    /** Seconds after the time at which things end in this case. */
    Instant at(int seconds) {
        return ended.plusSeconds(seconds);
    }

    PlayedPod restarts(int exitCode, String why) {
        return restarts(APP, exitCode, why);
    }

    /** The instance ended, the next one runs, and the pod is Ready again. */
    PlayedPod restarts(String container, int exitCode, String why) {
        return restarts(container, exitCode, why, 0);
    }

    PlayedPod restarts(String container, int exitCode, String why, int second) {
        ends(container, exitCode, why, second);
        Instance instance = instance(container);
        instance.last = instance.state;
        instance.count++;
        instance.number++;
        increases++;
        instance.startedAt = at(second + 2);
        instance.state = Instance.running(instance.startedAt);
        instance.ready = true;
        ready = true;
        readySince = at(second + 5);
        return this;
    }

    /** The instance ended, and no other runs. */
    PlayedPod ends(String container, int exitCode, String why, int second) {
        Instance instance = instance(container);
        instance.state =
                new ContainerStateBuilder()
                        .withNewTerminated()
                        .withExitCode(exitCode)
                        .withReason(why)
                        .withStartedAt(instance.startedAt.toString())
                        .withFinishedAt(at(second).toString())
                        .withContainerID(id(instance))
                        .endTerminated()
                        .build();
        instance.ready = false;
        return notReady(second);
    }

    PlayedPod waits(String container, @Nullable String why) {
        Instance instance = instance(container);
        instance.state =
                new ContainerStateBuilder().withNewWaiting().withReason(why).endWaiting().build();
        instance.ready = false;
        return this;
    }

    /** The count shows more restarts than anybody saw. */
    PlayedPod countRises(int by) {
        instance(APP).count += by;
        increases += by;
        return this;
    }

    PlayedPod countFalls() {
        instance(APP).count = 0;
        return this;
    }

    PlayedPod forgetsHowItEnded() {
        instance(APP).last = null;
        return this;
    }

    PlayedPod withoutIds() {
        containers.values().forEach(each -> each.idsShown = false);
        return this;
    }

    PlayedPod runsWith(String container, String cpu) {
        instance(container).cpu = cpu;
        return this;
    }

    PlayedPod notReady(int second) {
        containers.values().forEach(each -> each.ready &= !each.name.equals(APP));
        ready = false;
        readySince = at(second);
        return this;
    }

    PlayedPod neverStarts() {
        containers.values().forEach(each -> each.state = waiting);
        return this;
    }

    PlayedPod condition(String type, String status, String why, @Nullable String words) {
        conditions.removeIf(each -> each.getType().equals(type));
        conditions.add(
                new PodConditionBuilder()
                        .withType(type)
                        .withStatus(status)
                        .withReason(why)
                        .withMessage(words)
                        .withLastTransitionTime(at(0).toString())
                        .build());
        return this;
    }

    PlayedPod disrupted(String why) {
        return condition("DisruptionTarget", "True", why, null);
    }

    PlayedPod phase(String now) {
        phase = now;
        return this;
    }

    PlayedPod failed(@Nullable String why, @Nullable String words) {
        phase = "Failed";
        reason = why;
        message = words;
        return this;
    }

    /** Shows the API how it is now. */
    PlayedPod write() {
        List<ContainerStatus> init = new ArrayList<>();
        List<ContainerStatus> main = new ArrayList<>();
        containers.values().forEach(each -> (each.init ? init : main).add(status(each)));
        List<PodCondition> all = new ArrayList<>(conditions);
        all.add(
                new PodConditionBuilder()
                        .withType("Ready")
                        .withStatus(ready ? "True" : "False")
                        .withLastTransitionTime(readySince.toString())
                        .build());
        pod =
                resource()
                        .editStatus(shown -> {
                            // what others have written into it stays
                            Objects.requireNonNull(shown).getStatus().getConditions().stream()
                                    .filter(condition ->
                                            all.stream()
                                                    .noneMatch(own ->
                                                            own.getType()
                                                                    .equals(condition.getType())))
                                    .toList()
                                    .forEach(all::add);
                            return shown.edit()
                                    .editStatus()
                                    .withPhase(phase)
                                    .withReason(reason)
                                    .withMessage(message)
                                    .withConditions(all)
                                    .withInitContainerStatuses(init)
                                    .withContainerStatuses(main)
                                    .endStatus()
                                    .build();
                        });
        return this;
    }

    /** From now on another API server is told. */
    PlayedPod through(KubernetesClient other) {
        api = other;
        return this;
    }

    // what others do with it

    PlayedPod image(String image) {
        pod =
                resource()
                        .edit(shown ->
                                shown.edit()
                                        .editSpec()
                                        .editContainer(0)
                                        .withImage(image)
                                        .endContainer()
                                        .endSpec()
                                        .build());
        return this;
    }

    /** Asks for its deletion; its kubelet would have time for it. */
    PlayedPod delete() {
        return delete(30);
    }

    PlayedPod delete(long graceSeconds) {
        resource().withGracePeriod(graceSeconds).delete();
        return this;
    }

    /** Its kubelet has ended it. */
    PlayedPod gone() {
        return delete(0);
    }

    /** Through the eviction API, which leaves its condition. */
    PlayedPod evict() {
        if (!resource().evict()) {
            throw new AssertionError("not evicted: " + pod.getMetadata().getName());
        }
        return this;
    }

    String name() {
        return pod.getMetadata().getName();
    }

    String namespace() {
        return pod.getMetadata().getNamespace();
    }

    String uid() {
        return pod.getMetadata().getUid();
    }

    Instant createdAt() {
        return Instant.parse(pod.getMetadata().getCreationTimestamp());
    }

    /** By how much its counts have risen in all. */
    long increases() {
        return increases;
    }

    ObjectReference reference() {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(name())
                .withUid(pod.getMetadata().getUid())
                .build();
    }

    ObjectReference container(String container) {
        String list = instance(container).init ? "initContainers" : "containers";
        return reference().edit().withFieldPath("spec." + list + "{" + container + "}").build();
    }

    private Instant started() {
        return ended.minusSeconds(300);
    }

    private Instance instance(String container) {
        return Objects.requireNonNull(containers.get(container));
    }

    private PodResource resource() {
        return api.pods().inNamespace(pod.getMetadata().getNamespace()).withName(name());
    }

    private @Nullable String id(Instance instance) {
        return instance.idsShown
                ? "containerd://" + name() + '-' + instance.name + '-' + instance.number
                : null;
    }

    private ContainerStatus status(Instance instance) {
        ContainerStatusBuilder status =
                new ContainerStatusBuilder()
                        .withName(instance.name)
                        .withImage("i")
                        .withImageID("i")
                        .withReady(instance.ready)
                        .withStarted(instance.ready)
                        .withRestartCount(instance.count)
                        .withContainerID(id(instance))
                        .withState(instance.state)
                        .withLastState(instance.last);
        if (instance.cpu != null) {
            status.withNewResources()
                    .addToRequests("cpu", new Quantity(instance.cpu))
                    .endResources();
        }
        return status.build();
    }
}
