package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.headroom.model.cluster.PriorityClassState;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterObjectsTest {

    @Test
    void aNodeIsPublishedWithItsLabels() {
        Map<String, String> labels = Map.of("karpenter.sh/capacity-type", "spot", "empty", "");

        assertThat(ClusterObjects.of(node(labels)).labels()).isEqualTo(labels);
        assertThat(ClusterObjects.of(node(Map.of())).labels()).isEmpty();
    }

    @Test
    void aNodeSaysHowManyPodsItTakes() {
        assertThat(ClusterObjects.of(taking("110")).pods()).isEqualTo(110);
        assertThat(ClusterObjects.of(taking("many")).pods()).isNull();
        assertThat(ClusterObjects.of(node(Map.of())).pods()).isNull();
    }

    @Test
    void aStorageClassSaysWhetherItIsTheDefault() {
        assertThat(storageClass(Map.of())).isFalse();
        assertThat(storageClass(Map.of("storageclass.kubernetes.io/is-default-class", "true")))
                .isTrue();
        assertThat(storageClass(Map.of("storageclass.beta.kubernetes.io/is-default-class", "true")))
                .isTrue();
        assertThat(storageClass(Map.of("storageclass.kubernetes.io/is-default-class", "false")))
                .isFalse();
    }

    @Test
    void aPriorityClassSaysItsValueAndWhetherItIsTheDefault() {
        assertThat(priorityClass(true)).isEqualTo(new PriorityClassState("high", 1_000, true));
        assertThat(priorityClass(null)).isEqualTo(new PriorityClassState("high", 1_000, false));
    }

    private static PriorityClassState priorityClass(@Nullable Boolean globalDefault) {
        return ClusterObjects.of(
                new PriorityClassBuilder()
                        .withNewMetadata()
                        .withName("high")
                        .endMetadata()
                        .withValue(1_000)
                        .withGlobalDefault(globalDefault)
                        .build());
    }

    private static boolean storageClass(Map<String, String> annotations) {
        return ClusterObjects.of(
                        new StorageClassBuilder()
                                .withNewMetadata()
                                .withName("fast")
                                .withCreationTimestamp("2026-03-01T12:00:00Z")
                                .withAnnotations(annotations)
                                .endMetadata()
                                .build())
                .isDefault();
    }

    private static Node taking(String pods) {
        return node(Map.of())
                .edit()
                .withNewStatus()
                .addToCapacity("pods", new Quantity("250"))
                .addToAllocatable("pods", new Quantity(pods))
                .endStatus()
                .build();
    }

    private static Node node(Map<String, String> labels) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("node-1")
                .withUid("uid")
                .withLabels(labels)
                .endMetadata()
                .build();
    }
}
