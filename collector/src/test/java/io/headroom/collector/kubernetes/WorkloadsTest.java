package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.headroom.model.ContainerType;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.inventory.WorkloadState.ReplicasOwner;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a workload's object says of its pods, how it rolls out, and who sets how many there are. */
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

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "10, -, 0, -, false, 10",
                "10, 12, 5, -, false, 7",
                "10, 12, 1, -, false, 10",
                "2, 3, 3, -, false, 0",
                "-, -, 0, -, false, 1",
                "4, -, 0, Complete, false, 0",
                "4, 4, 1, Failed, false, 0",
                "4, -, 0, -, true, 0"
            })
    void aJobWantsThePodsThatItHasYetToRunAtOnce(
            @Nullable Integer parallelism,
            @Nullable Integer completions,
            int succeeded,
            @Nullable String condition,
            boolean suspended,
            int wanted) {
        Job job =
                new JobBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName("once")
                        .withUid("u")
                        .endMetadata()
                        .withNewSpec()
                        .withParallelism(parallelism)
                        .withCompletions(completions)
                        .withSuspend(suspended)
                        .endSpec()
                        .withNewStatus()
                        .withSucceeded(succeeded)
                        .withConditions(
                                condition == null
                                        ? List.of()
                                        : List.of(
                                                new JobConditionBuilder()
                                                        .withType(condition)
                                                        .withStatus("True")
                                                        .build()))
                        .endStatus()
                        .build();

        assertThat(Workloads.of(job).desiredReplicas()).isEqualTo(wanted);
    }

    /** Quotas that no pod has got past look at these. */
    @Test
    void whatQuotasLookAtIsReadFromTheTemplate() {
        PodTerms terms =
                Workloads.of(
                                Serialization.unmarshal(
                                        """
                                        {"apiVersion":"apps/v1","kind":"Deployment",
                                         "metadata":{"name":"web","namespace":"shop","uid":"u"},
                                         "spec":{"replicas":3,"selector":{},"template":{"spec":{
                                          "priorityClassName":"high","activeDeadlineSeconds":60,
                                          "resources":{"requests":{"cpu":"2"}},
                                          "initContainers":[{"name":"mesh","restartPolicy":"Always",
                                           "resources":{"limits":{"ephemeral-storage":"1Gi"}}}],
                                          "containers":[{"name":"web",
                                           "resources":{"requests":{"cpu":"500m"}}}]}}}}
                                        """,
                                        Deployment.class))
                        .terms();

        assertThat(Objects.requireNonNull(terms).priorityClass()).isEqualTo("high");
        assertThat(terms.priority()).isNull();
        assertThat(terms.terminating()).isTrue();
        assertThat(terms.whole()).isTrue();
        assertThat(terms.requests()).containsOnlyKeys("cpu");
        assertThat(terms.containers())
                .extracting(PodTerms.Container::name, PodTerms.Container::type)
                .containsExactly(
                        tuple("mesh", ContainerType.SIDECAR), tuple("web", ContainerType.APP));
        assertThat(terms.containers().getFirst().limits().get("ephemeral-storage"))
                .isEqualByComparingTo("1073741824");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'jobTemplate':{'spec':{}}} | 1",
                "{'jobTemplate':{'spec':{'parallelism':4}}} | 4",
                "{'jobTemplate':{'spec':{'parallelism':4,'completions':8}}} | 4",
                "{'jobTemplate':{'spec':{'parallelism':4,'completions':3}}} | 3",
                "{'jobTemplate':{'spec':{'completions':3}}} | 1",
                "{'jobTemplate':{'spec':{'parallelism':0}}} | 0",
                "{'jobTemplate':{'spec':{'parallelism':4}},'suspend':false} | 4",
                "{'jobTemplate':{'spec':{'parallelism':4}},'suspend':true} | 0",
                "{'jobTemplate':{'spec':{'parallelism':4,'suspend':true}}} | 0",
                "{'jobTemplate':{}} |",
                "{} |"
            })
    void aCronJobAsksForThePodsThatItsNextRunMakesAtOnce(String spec, @Nullable Integer pods) {
        WorkloadState state =
                Workloads.of(
                        Serialization.unmarshal(
                                """
                                {"apiVersion":"batch/v1","kind":"CronJob",
                                 "metadata":{"name":"nightly","namespace":"shop","uid":"u"},
                                 "spec":%s}
                                """
                                        .formatted(spec.replace('\'', '"')),
                                CronJob.class));

        assertThat(state.desiredReplicas()).isEqualTo(pods);
        assertThat(state.readyReplicas()).isNull();
        assertThat(state.replicasOwner()).isNull();
    }

    @Test
    void saysWhoReplacesItsPods() {
        assertThat(deployment("{\"type\":\"Recreate\"}").strategy()).isEqualTo("Recreate");
        assertThat(deployment("{}").strategy()).isNull();
        assertThat(
                        Workloads.of(
                                        Serialization.unmarshal(
                                                object(
                                                        "StatefulSet",
                                                        "updateStrategy",
                                                        "{\"type\":\"OnDelete\"}"),
                                                StatefulSet.class))
                                .strategy())
                .isEqualTo("OnDelete");
        assertThat(
                        Workloads.of(
                                        Serialization.unmarshal(
                                                object(
                                                        "DaemonSet",
                                                        "updateStrategy",
                                                        "{\"type\":\"RollingUpdate\"}"),
                                                DaemonSet.class))
                                .strategy())
                .isEqualTo("RollingUpdate");
        assertThat(
                        Workloads.of(
                                        Serialization.unmarshal(
                                                object(
                                                        "CronJob",
                                                        "concurrencyPolicy",
                                                        "\"Forbid\""),
                                                CronJob.class))
                                .strategy())
                .isEqualTo("Forbid");
    }

    @Test
    void saysWhatTakesUpNoChangeOfItsTemplate() {
        assertThat(deployment("{}").paused()).isNull();
        assertThat(paused(false).paused()).isNull();
        assertThat(paused(true).paused()).isTrue();
        assertThat(partition("{}")).isNull();
        assertThat(partition("{\"type\":\"OnDelete\"}")).isNull();
        assertThat(partition("{\"rollingUpdate\":{\"partition\":0}}")).isNull();
        assertThat(partition("{\"rollingUpdate\":{\"partition\":2}}")).isEqualTo(2);
        assertThat(
                        partition(
                                "{\"rollingUpdate\":{\"partition\":2}},"
                                        + "\"ordinals\":{\"start\":5}"))
                .as("it counts pods from the first")
                .isEqualTo(7);
    }

    private static WorkloadState paused(boolean paused) {
        return Workloads.of(
                Serialization.unmarshal(
                        object("Deployment", "paused", String.valueOf(paused)), Deployment.class));
    }

    private static @Nullable Integer partition(String strategy) {
        return Workloads.of(
                        Serialization.unmarshal(
                                object("StatefulSet", "updateStrategy", strategy),
                                StatefulSet.class))
                .partition();
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
