package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.VerticalAutoscalerState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerticalAutoscalersTest {

    @Test
    void setsWhatItsPoliciesLetIt() {
        VerticalAutoscalerState state =
                read("""
                metadata: {name: cart, namespace: shop}
                spec:
                  targetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}
                  updatePolicy: {updateMode: InPlaceOrRecreate}
                  resourcePolicy:
                    containerPolicies:
                    - {containerName: web, controlledResources: [memory]}
                    - {containerName: proxy, mode: "Off"}
                    - {containerName: agent, maxAllowed: {cpu: 1}}
                """)
                        .orElseThrow();

        assertThat(state.key()).isEqualTo("/vpa/shop/cart");
        assertThat(state.target()).isEqualTo(new WorkloadRef("shop", "Deployment", "apps", "cart"));
        assertThat(state.updateMode()).isEqualTo("InPlaceOrRecreate");
        assertThat(state.sets("web", "memory")).isTrue();
        assertThat(state.sets("web", "cpu")).isFalse();
        assertThat(state.sets("proxy", "memory")).isFalse();
        assertThat(state.sets("agent", "cpu")).isTrue();
        assertThat(state.sets("not-named", "cpu")).isTrue();
    }

    @Test
    void aPolicyForAllStandsForThoseThatAreNotNamed() {
        VerticalAutoscalerState state =
                read("""
                metadata: {name: cart, namespace: shop}
                spec:
                  targetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}
                  resourcePolicy:
                    containerPolicies:
                    - {containerName: "*", controlledResources: [cpu]}
                """)
                        .orElseThrow();

        assertThat(state.updateMode()).isEmpty();
        assertThat(state.sets("web", "cpu")).isTrue();
        assertThat(state.sets("web", "memory")).isFalse();
    }

    @Test
    void setsNothingWhereItIsOff() {
        assertThat(
                        read("""
                        metadata: {name: cart, namespace: shop}
                        spec:
                          targetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}
                          updatePolicy: {updateMode: "Off"}
                        """)
                                .orElseThrow()
                                .sets("web", "cpu"))
                .isFalse();
    }

    @Test
    void isNoneWithoutATarget() {
        assertThat(read("metadata: {name: cart, namespace: shop}\nspec: {}\n")).isEmpty();
    }

    private static Optional<VerticalAutoscalerState> read(String yaml) {
        return VerticalAutoscalers.of(
                new KubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class));
    }
}
