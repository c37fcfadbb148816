package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControllerTest {
    @Test
    void theOwnerThatControlsGoesBeforeOthers() {
        assertThat(of(owner("ConfigMap", "v1", null), owner("ReplicaSet", "apps/v1", true)))
                .isEqualTo(controller("ReplicaSet", "apps"));
        assertThat(of(owner("ReplicaSet", "apps/v1", true), owner("Widget", "x.io/v1", false)))
                .isEqualTo(controller("ReplicaSet", "apps"));
    }

    @Test
    void whereNoneSaysThatItControlsTheLastOneNamedDoes() {
        assertThat(of(owner("Widget", "example.com/v1", null)))
                .isEqualTo(controller("Widget", "example.com"));
        assertThat(of(owner("Widget", "example.com/v1", null), owner("Gadget", "x.io/v2", false)))
                .isEqualTo(controller("Gadget", "x.io"));
    }

    @Test
    void whatNobodyOwnsHasNone() {
        assertThat(of()).isNull();
    }

    private static @Nullable Controller of(OwnerReference... owners) {
        return Controller.of(
                new PodBuilder()
                        .withNewMetadata()
                        .withOwnerReferences(owners)
                        .endMetadata()
                        .build());
    }

    private static Controller controller(String kind, String group) {
        return new Controller(kind, group, "o", "uid-" + kind);
    }

    private static OwnerReference owner(
            String kind, String apiVersion, @Nullable Boolean controller) {
        return new OwnerReferenceBuilder()
                .withKind(kind)
                .withApiVersion(apiVersion)
                .withName("o")
                .withUid("uid-" + kind)
                .withController(controller)
                .build();
    }
}
