package io.headroom.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class ControlPlaneIT {
    private final ControlPlane plane = ControlPlane.bare();

    @Test
    void admitsAPodIntoANewNamespaceAndLeavesItAlone() {
        String namespace = plane.newNamespace("harness");

        plane.admin()
                .pods()
                .inNamespace(namespace)
                .resource(
                        new PodBuilder()
                                .withNewMetadata()
                                .withName("web")
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName("web")
                                .withImage("example/web")
                                .endContainer()
                                .endSpec()
                                .build())
                .create();

        assertThat(plane.kubectl().run("-n", namespace, "get", "pods", "-o", "name"))
                .isEqualTo("pod/web\n");
    }

    @Test
    void aServiceAccountMayDoNothingUntilItIsAllowedTo() {
        String namespace = plane.newNamespace("harness");
        String token = plane.serviceAccountToken(namespace, "default");

        try (KubernetesClient client = plane.client(token)) {
            assertThatThrownBy(() -> client.pods().inNamespace(namespace).list())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            refused -> assertThat(refused.getCode()).isEqualTo(403));
        }
    }

    @Test
    void saysWhatKubectlSaid() {
        Kubectl.Answer answer =
                plane.kubectl("nobody", ControlPlane.NOBODY_TOKEN).tryRun("get", "nodes");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.error()).contains("nodes is forbidden");
    }
}
