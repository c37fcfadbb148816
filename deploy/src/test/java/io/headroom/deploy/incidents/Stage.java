package io.headroom.deploy.incidents;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Where one case is played: what it has made so far, by name. */
final class Stage {
    private final KubernetesClient api;
    private final String namespace;
    private final String name;
    private final Instant ended;
    private final Owners owners;
    private final Map<String, PlayedPod> pods = new HashMap<>();
    private final Map<Class<?>, Object> kept = new HashMap<>();

    /**
     * @param ended when what ends without a time of its own does
     */
    Stage(KubernetesClient api, String namespace, String name, Instant ended) {
        this.api = api;
        this.namespace = namespace;
        this.name = name;
        this.ended = ended;
        this.owners = new Owners(api, namespace);
    }

    String name() {
        return name;
    }

    KubernetesClient api() {
        return api;
    }

    Owners owners() {
        return owners;
    }

    /** The pod that a case is about when it is about one: named as the case is. */
    PlayedPod pod() {
        return podNamed(name);
    }

    /** One of several. */
    PlayedPod pod(String suffix) {
        return podNamed(name + '-' + suffix);
    }

    private PlayedPod podNamed(String podName) {
        return pods.computeIfAbsent(
                podName, itsName -> new PlayedPod(api, namespace, itsName, ended));
    }

    /** One of another namespace. */
    PlayedPod podIn(String otherNamespace) {
        return pods.computeIfAbsent(
                otherNamespace + '/' + name, _ -> new PlayedPod(api, otherNamespace, name, ended));
    }

    /** Forgets a pod, so that the next one of its name is another. */
    void forget(String suffix) {
        pods.remove(name + '-' + suffix);
    }

    Collection<PlayedPod> pods() {
        return pods.values();
    }

    /** Keeps an object for a later phase. */
    <T> T keep(T object) {
        kept.put(object.getClass(), object);
        return object;
    }

    <T> T kept(Class<T> type) {
        return type.cast(Objects.requireNonNull(kept.get(type)));
    }

    /** A node of this case's own. */
    void node(UnaryOperator<NodeBuilder> like) {
        api.nodes()
                .resource(
                        like.apply(
                                        new NodeBuilder()
                                                .withNewMetadata()
                                                .withName(name)
                                                .endMetadata()
                                                .withNewSpec()
                                                .endSpec()
                                                .withNewStatus()
                                                .withNewNodeInfo()
                                                .withBootID("boot-1")
                                                .endNodeInfo()
                                                .endStatus())
                                .build())
                .create();
    }

    void nodeBecomes(UnaryOperator<NodeBuilder> other) {
        api.nodes().withName(name).edit(node -> other.apply(new NodeBuilder(node)).build());
    }

    void nodeStatusBecomes(UnaryOperator<NodeBuilder> other) {
        api.nodes().withName(name).editStatus(node -> other.apply(new NodeBuilder(node)).build());
    }

    void nodeGone() {
        api.nodes().withName(name).delete();
    }

    ObjectReference nodeReference() {
        Node node = Objects.requireNonNull(api.nodes().withName(name).get());
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(name)
                .withUid(node.getMetadata().getUid())
                .build();
    }

    Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
