package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.inventory.WorkloadState.ReplicasOwner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who sets the replicas of a workload, and how it rolls out. */
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

    @Test
    void aRolloutEndsAsManyPodsFirstAsTheObjectSays() {
        assertThat(deployment("{}").maxUnavailable()).isEqualTo("25%");
        assertThat(
                        deployment("{\"rollingUpdate\":{\"maxSurge\":1,\"maxUnavailable\":0}}")
                                .maxUnavailable())
                .isEqualTo("0");
        assertThat(deployment("{\"type\":\"Recreate\"}"))
                .extracting(WorkloadState::maxSurge, WorkloadState::maxUnavailable)
                .containsExactly("0", "100%");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 1",
                "{'type':'OnDelete'} | 1",
                "{'rollingUpdate':{'maxUnavailable':2}} | 2",
                "{'rollingUpdate':{'maxUnavailable':'10%'}} | 10%"
            })
    void oneByOneIsHowStatefulSetsAndDaemonSetsRollOutThatSayNothing(String strategy, String most) {
        String spec = strategy.replace('\'', '"');
        assertThat(
                        Workloads.of(
                                        Serialization.unmarshal(
                                                object("StatefulSet", "updateStrategy", spec),
                                                StatefulSet.class))
                                .maxUnavailable())
                .isEqualTo(most);
        assertThat(
                        Workloads.of(
                                        Serialization.unmarshal(
                                                object("DaemonSet", "updateStrategy", spec),
                                                DaemonSet.class))
                                .maxUnavailable())
                .isEqualTo(most);
    }

    private static WorkloadState deployment(String strategy) {
        return Workloads.of(
                Serialization.unmarshal(
                        object("Deployment", "strategy", strategy), Deployment.class));
    }

    private static String object(String kind, String field, String strategy) {
        return """
        {"apiVersion":"apps/v1","kind":"%s",
         "metadata":{"name":"web","namespace":"shop","uid":"u"},
         "spec":{"%s":%s,"selector":{},"template":{"spec":{"containers":[]}}}}
        """
                .formatted(kind, field, strategy);
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
