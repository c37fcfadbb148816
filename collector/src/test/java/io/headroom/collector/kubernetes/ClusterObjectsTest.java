package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterObjectsTest {

    @Test
    void aNodeIsPublishedWithItsLabels() {
        Map<String, String> labels = Map.of("karpenter.sh/capacity-type", "spot", "empty", "");

        assertThat(ClusterObjects.of(node(labels)).labels()).isEqualTo(labels);
        assertThat(ClusterObjects.of(node(Map.of())).labels()).isEmpty();
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
