package io.headroom.deploy.incidents;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What controls pods, written as its controllers would: on this cluster none of them runs. */
record Owners(KubernetesClient api, String namespace) {
    static final String HASH = "pod-template-hash";
    static final String REVISION_HASH = "controller-revision-hash";
    static final String GENERATION = "pod-template-generation";
    static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
    private static final String REVISION = "deployment.kubernetes.io/revision";

    static ObjectReference reference(HasMetadata owner) {
        return new ObjectReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withNamespace(owner.getMetadata().getNamespace())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .build();
    }

    Deployment deployment(String name, int replicas) {
        return api.apps()
                .deployments()
                .inNamespace(namespace)
                .resource(
                        new DeploymentBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withNewSpec()
                                .withReplicas(replicas)
                                .withSelector(selector(name))
                                .withTemplate(template(name, null))
                                .endSpec()
                                .build())
                .create();
    }

    /** With its finalizer: what it controls is to be deleted before. */
    void delete(Deployment deployment) {
        api.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment.getMetadata().getName())
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
    }

    /** Its template's hash is {@code r} and the revision. */
    ReplicaSet replicaSet(
            HasMetadata above, int revision, int replicas, @Nullable String restartedAt) {
        String name = above.getMetadata().getName();
        String hash = "r" + revision;
        PodTemplateSpec template = template(name, restartedAt);
        template.getMetadata().setLabels(Map.of("app", name, HASH, hash));
        return api.apps()
                .replicaSets()
                .inNamespace(namespace)
                .resource(
                        new ReplicaSetBuilder()
                                .withNewMetadata()
                                .withName(name + '-' + hash)
                                .addToLabels(HASH, hash)
                                .addToAnnotations(REVISION, Integer.toString(revision))
                                .addNewOwnerReference()
                                .withApiVersion(above.getApiVersion())
                                .withKind(above.getKind())
                                .withName(name)
                                .withUid(above.getMetadata().getUid())
                                .withController(true)
                                .endOwnerReference()
                                .endMetadata()
                                .withNewSpec()
                                .withReplicas(replicas)
                                .withSelector(selector(name))
                                .withTemplate(template)
                                .endSpec()
                                .build())
                .create();
    }

    void scale(ReplicaSet replicaSet, int replicas) {
        api.apps()
                .replicaSets()
                .inNamespace(namespace)
                .withName(replicaSet.getMetadata().getName())
                .edit(shown -> shown.edit().editSpec().withReplicas(replicas).endSpec().build());
    }

    StatefulSet statefulSet(String name, int replicas) {
        StatefulSet created =
                api.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .resource(
                                new StatefulSetBuilder()
                                        .withNewMetadata()
                                        .withName(name)
                                        .endMetadata()
                                        .withNewSpec()
                                        .withReplicas(replicas)
                                        .withServiceName(name)
                                        .withSelector(selector(name))
                                        .withTemplate(template(name, null))
                                        .endSpec()
                                        .build())
                        .create();
        updates(created, "r1");
        return created;
    }

    void updates(StatefulSet statefulSet, String revision) {
        api.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(statefulSet.getMetadata().getName())
                .editStatus(shown ->
                        shown.edit()
                                .editOrNewStatus()
                                .withReplicas(0)
                                .withUpdateRevision(revision)
                                .endStatus()
                                .build());
    }

    void scale(StatefulSet statefulSet, int replicas) {
        api.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(statefulSet.getMetadata().getName())
                .edit(shown -> shown.edit().editSpec().withReplicas(replicas).endSpec().build());
    }

    DaemonSet daemonSet(String name) {
        return api.apps()
                .daemonSets()
                .inNamespace(namespace)
                .resource(
                        new DaemonSetBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withNewSpec()
                                .withSelector(selector(name))
                                .withTemplate(template(name, null))
                                .endSpec()
                                .build())
                .create();
    }

    /** Another template: the API server itself counts them. */
    void updates(DaemonSet daemonSet) {
        api.apps()
                .daemonSets()
                .inNamespace(namespace)
                .withName(daemonSet.getMetadata().getName())
                .edit(shown ->
                        shown.edit()
                                .editSpec()
                                .editTemplate()
                                .editSpec()
                                .editContainer(0)
                                .withImage("i2")
                                .endContainer()
                                .endSpec()
                                .endTemplate()
                                .endSpec()
                                .build());
    }

    Job job(String name) {
        return job(name, null);
    }

    /** It does not count pods that end with this exit code. */
    Job jobThatIgnores(String name, int exitCode) {
        return job(
                name,
                new PodFailurePolicyBuilder()
                        .addNewRule()
                        .withAction("Ignore")
                        .withNewOnExitCodes()
                        .withOperator("In")
                        .withValues(exitCode)
                        .endOnExitCodes()
                        .endRule()
                        .build());
    }

    private Job job(String name, @Nullable PodFailurePolicy policy) {
        PodTemplateSpec template = template(name, null);
        template.getMetadata().setLabels(Map.of());
        template.getSpec().setRestartPolicy("Never");
        return api.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .resource(
                        new JobBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withNewSpec()
                                .withTemplate(template)
                                .withPodFailurePolicy(policy)
                                .endSpec()
                                .build())
                .create();
    }

    /** It has failed, though its pods may still have to end. */
    void fails(Job job, String reason) {
        api.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(job.getMetadata().getName())
                .editStatus(shown ->
                        shown.edit()
                                .editOrNewStatus()
                                .withStartTime(shown.getMetadata().getCreationTimestamp())
                                .addNewCondition()
                                .withType("FailureTarget")
                                .withStatus("True")
                                .withReason(reason)
                                .withLastTransitionTime(now())
                                .withLastProbeTime(now())
                                .endCondition()
                                .endStatus()
                                .build());
    }

    HorizontalPodAutoscaler autoscaler(Deployment deployment) {
        return api.autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(namespace)
                .resource(
                        new HorizontalPodAutoscalerBuilder()
                                .withNewMetadata()
                                .withName(deployment.getMetadata().getName())
                                .endMetadata()
                                .withNewSpec()
                                .withMinReplicas(1)
                                .withMaxReplicas(9)
                                .withNewScaleTargetRef()
                                .withApiVersion(deployment.getApiVersion())
                                .withKind(deployment.getKind())
                                .withName(deployment.getMetadata().getName())
                                .endScaleTargetRef()
                                .endSpec()
                                .build())
                .create();
    }

    /** The autoscaler says that it has just changed a size. */
    void scaledNow(HorizontalPodAutoscaler autoscaler) {
        api.autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(namespace)
                .withName(autoscaler.getMetadata().getName())
                .editStatus(shown ->
                        shown.edit()
                                .editOrNewStatus()
                                .withDesiredReplicas(2)
                                .withLastScaleTime(now())
                                .endStatus()
                                .build());
    }

    private static String now() {
        return Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    }

    private static LabelSelector selector(String name) {
        return new LabelSelectorBuilder().addToMatchLabels("app", name).build();
    }

    private static PodTemplateSpec template(String name, @Nullable String restartedAt) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels("app", name)
                .withAnnotations(restartedAt == null ? Map.of() : Map.of(RESTARTED_AT, restartedAt))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName(PlayedPod.APP)
                .withImage("i")
                .endContainer()
                .endSpec()
                .build();
    }
}
