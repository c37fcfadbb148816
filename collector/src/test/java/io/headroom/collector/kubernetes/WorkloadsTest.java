package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.headroom.model.inventory.WorkloadState.ReplicasOwner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who sets the replicas of a workload, by what the API server keeps of who wrote what. */
class WorkloadsTest {
    private static final String BY_AUTOSCALER =
            entry("kube-controller-manager", "Update", "scale", "f:replicas");

    @Test
    void whoAppliesTheReplicasOwnsThem() {
        assertThat(
                        owner(
                                entry("argocd-controller", "Apply", "", "f:replicas"),
                                entry("kubectl-create", "Update", "", "f:replicas")))
                .isEqualTo(new ReplicasOwner("argocd-controller", true));
    }

    @Test
    void whoWroteThemOwnsThemToo() {
        assertThat(owner(entry("kubectl-create", "Update", "", "f:replicas")))
                .isEqualTo(new ReplicasOwner("kubectl-create", false));
    }

    @Test
    void whatGoesThroughTheScaleIsNoOwnerNorIsWhoWroteSomethingElse() {
        assertThat(owner(BY_AUTOSCALER, entry("argocd-controller", "Apply", "", "f:template")))
                .isNull();
        assertThat(owner()).isNull();
    }

    private static @Nullable ReplicasOwner owner(String... entries) {
        return Workloads.of(
                        Serialization.unmarshal(
                                """
                                {"apiVersion":"apps/v1","kind":"Deployment",
                                 "metadata":{"name":"web","namespace":"shop","uid":"u",
                                  "managedFields":[%s]},
                                 "spec":{"replicas":3,"selector":{},"template":{"spec":{"containers":[]}}}}
                                """
                                        .formatted(String.join(",", entries)),
                                Deployment.class))
                .replicasOwner();
    }

    private static String entry(
            String manager, String operation, String subresource, String field) {
        return """
        {"manager":"%s","operation":"%s","subresource":"%s","apiVersion":"apps/v1",
         "fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"%s":{}}}}
        """
                .formatted(manager, operation, subresource, field);
    }
}
