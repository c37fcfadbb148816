package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.OwnerFact;
import io.headroom.model.lifecycle.PodSettings;
import io.headroom.model.lifecycle.Surroundings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownSurroundingsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

    private final KnownSurroundings known = new KnownSurroundings();

    @Test
    void knowsNothingOfWhatWasNeverSeen() {
        assertThat(known.around(pod("ReplicaSet", "rs-1")))
                .isEqualTo(new Surroundings(null, null, false));
        assertThat(known.around(pod(null, null)).owner()).isNull();
    }

    // nodes

    @Test
    void tellsWhatANodeSaysOfItself() {
        known.node(
                new NodeBuilder()
                        .withNewMetadata()
                        .withName("worker-1")
                        .endMetadata()
                        .withNewSpec()
                        .withUnschedulable(true)
                        .addNewTaint()
                        .withKey("node.kubernetes.io/unreachable")
                        .withEffect("NoExecute")
                        .endTaint()
                        .endSpec()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("Unknown")
                        .withLastTransitionTime("2026-03-01T00:00:05Z")
                        .endCondition()
                        .addNewCondition()
                        .withType("DrainInProgress")
                        .withStatus("True")
                        .endCondition()
                        .withNewNodeInfo()
                        .withBootID("boot-1")
                        .endNodeInfo()
                        .endStatus()
                        .build());
        assertThat(node())
                .isEqualTo(
                        new NodeFact(
                                "worker-1",
                                false,
                                NOW.plusSeconds(5),
                                true,
                                "boot-1",
                                List.of(
                                        new NodeFact.Taint(
                                                "node.kubernetes.io/unreachable", "NoExecute")),
                                true,
                                null,
                                false));
    }

    @Test
    void ofANodeThatSaysNothingNothingIsAssumed() {
        plainNode();
        assertThat(node())
                .isEqualTo(
                        new NodeFact(
                                "worker-1",
                                null,
                                null,
                                false,
                                null,
                                List.of(),
                                false,
                                null,
                                false));
    }

    @Test
    void aMaintenanceThatIsOverIsNone() {
        known.node(
                new NodeBuilder()
                        .withNewMetadata()
                        .withName("worker-1")
                        .endMetadata()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("MaintenanceInProgress")
                        .withStatus("False")
                        .endCondition()
                        .endStatus()
                        .build());
        assertThat(node().maintenance()).isFalse();
    }

    @Test
    void aKubeletsStartIsKeptWhileItsNodeChangesAndNotBeyondItsNode() {
        known.kubeletStarted("worker-1", NOW);
        plainNode();
        assertThat(node().kubeletStartedAt()).isNull();
        known.kubeletStarted("worker-1", NOW);
        plainNode();
        assertThat(node().kubeletStartedAt()).isEqualTo(NOW);
        known.nodeGone("worker-1");
        assertThat(node().kubeletStartedAt()).isEqualTo(NOW);
        plainNode();
        assertThat(node().kubeletStartedAt()).isNull();
    }

    @Test
    void ofANodeThatIsGoneTheLastWordIsKeptUntilItComesBack() {
        known.node(
                new NodeBuilder()
                        .withNewMetadata()
                        .withName("worker-1")
                        .endMetadata()
                        .withNewSpec()
                        .withUnschedulable(true)
                        .endSpec()
                        .build());
        known.nodeGone("worker-1");
        assertThat(node().gone()).isTrue();
        assertThat(node().unschedulable()).isTrue();
        plainNode();
        assertThat(node().gone()).isFalse();
        assertThat(node().unschedulable()).isFalse();
    }

    @Test
    void nodesThatAreGoneAreRememberedUpToABound() {
        for (int i = 0; i <= 10_000; i++) {
            String name = i == 0 ? "worker-1" : "other-" + i;
            known.node(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build());
            known.nodeGone(name);
        }
        assertThat(known.around(pod(null, null)).node()).isNull();
    }

    // namespaces

    @Test
    void aNamespaceIsBeingDeletedFromItsTimestampOrItsPhaseUntilItIsGone() {
        assertThat(deleting()).isFalse();
        namespace(null, "Terminating");
        assertThat(deleting()).isTrue();
        namespace(null, "Active");
        assertThat(deleting()).isFalse();
        namespace("2026-03-01T00:00:00Z", "Active");
        assertThat(deleting()).isTrue();
        known.namespaceGone("shop");
        assertThat(deleting()).isFalse();
    }

    // ReplicaSets and Deployments

    @Test
    void theCurrentTemplateIsThatOfTheNewestReplicaSet() {
        known.replicaSet(replicaSet("rs-1", "h1", 1, null), NOW);
        assertThat(owner("rs-1").currentRevision()).isEqualTo("h1");
        known.replicaSet(replicaSet("rs-2", "h2", 2, "then"), NOW);
        assertThat(owner("rs-1").currentRevision()).isEqualTo("h2");
        assertThat(owner("rs-1").restartedAt()).isEqualTo("then");
        // an older one that changes, because its replicas go down, is not newer for it
        known.replicaSet(replicaSet("rs-1", "h1", 1, null), NOW);
        assertThat(owner("rs-2").currentRevision()).isEqualTo("h2");
    }

    @Test
    void aRollBackMakesAnOlderReplicaSetTheNewest() {
        known.replicaSet(replicaSet("rs-1", "h1", 1, null), NOW);
        known.replicaSet(replicaSet("rs-2", "h2", 2, null), NOW);
        known.replicaSet(replicaSet("rs-1", "h1", 3, null), NOW);
        assertThat(owner("rs-2").currentRevision()).isEqualTo("h1");
    }

    @Test
    void whatADeletedDeploymentMadeItsPodsOfIsForgotten() {
        known.deployment(deployment(false), NOW);
        known.replicaSet(replicaSet("rs-5", "h5", 5, null), NOW);
        known.ownerGone("d-1");
        // deleted after it, and told with its last state first
        known.replicaSet(replicaSet("rs-5", "h5", 5, null), NOW);
        known.ownerGone("rs-5");
        known.replicaSet(replicaSet("rs-1", "h1", 1, null), NOW);
        assertThat(owner("rs-1").currentRevision()).isEqualTo("h1");
    }

    @Test
    void aReplicaSetOfItsOwnHasItsOwnTemplate() {
        ReplicaSet alone = replicaSet("rs-1", "h1", 1, null);
        alone.getMetadata().setOwnerReferences(List.of());
        known.replicaSet(alone, NOW);
        assertThat(owner("rs-1").currentRevision()).isEqualTo("h1");
    }

    @Test
    void whichTemplateAControllerThatIsNotWatchedMakesPodsOfIsNotKnown() {
        ReplicaSet ofRollout = replicaSet("rs-1", "h1", 1, null);
        ofRollout.getMetadata().getOwnerReferences().getFirst().setKind("Rollout");
        known.replicaSet(ofRollout, NOW);
        assertThat(owner("rs-1").currentRevision()).isNull();
    }

    @Test
    void aChangeOfTheReplicasIsKeptWithWhenItWasSeen() {
        known.replicaSet(replicaSet("rs-1", "h1", 1, null, 3), NOW);
        assertThat(owner("rs-1").replicasBefore()).isNull();
        known.replicaSet(replicaSet("rs-1", "h1", 1, null, 2), NOW.plusSeconds(10));
        known.replicaSet(replicaSet("rs-1", "h1", 1, null, 2), NOW.plusSeconds(60));
        OwnerFact owner = owner("rs-1");
        assertThat(owner.replicas()).isEqualTo(2);
        assertThat(owner.replicasBefore()).isEqualTo(3);
        assertThat(owner.replicasChangedAt()).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void aReplicaSetGoesWithItsDeployment() {
        known.deployment(deployment(false), NOW);
        known.replicaSet(replicaSet("rs-1", "h1", 1, null), NOW);
        assertThat(owner("rs-1").deleting()).isFalse();
        known.deployment(deployment(true), NOW);
        assertThat(owner("rs-1").deleting()).isTrue();
        known.ownerGone("d-1");
        assertThat(owner("rs-1").gone()).isTrue();
        known.ownerGone("rs-1");
        assertThat(owner("rs-1").gone()).isTrue();
    }

    @Test
    void anOwnerThatAListMissedOnceIsThereAgain() {
        known.replicaSet(replicaSet("rs-1", "h1", 1, null), NOW);
        known.ownerGone("rs-1");
        assertThat(owner("rs-1").gone()).isTrue();
        known.replicaSet(replicaSet("rs-1", "h1", 1, null), NOW);
        assertThat(owner("rs-1").gone()).isFalse();
    }

    // the other kinds

    @Test
    void aStatefulSetSaysWhichRevisionItUpdatesTo() {
        known.statefulSet(
                new StatefulSetBuilder()
                        .withMetadata(metadata("db", "sts-1", null))
                        .withNewSpec()
                        .withReplicas(3)
                        .withTemplate(template("then"))
                        .endSpec()
                        .withNewStatus()
                        .withUpdateRevision("db-7")
                        .endStatus()
                        .build(),
                NOW);
        OwnerFact owner = owner("sts-1");
        assertThat(owner.currentRevision()).isEqualTo("db-7");
        assertThat(owner.restartedAt()).isEqualTo("then");
        assertThat(owner.replicas()).isEqualTo(3);
    }

    @Test
    void ofAStatefulSetThatIsNotNumberedFromZeroTheReplicasTellNothing() {
        known.statefulSet(
                new StatefulSetBuilder()
                        .withMetadata(metadata("db", "sts-1", null))
                        .withNewSpec()
                        .withReplicas(3)
                        .withNewOrdinals(5)
                        .endSpec()
                        .build(),
                NOW);
        assertThat(owner("sts-1").replicas()).isNull();
    }

    @Test
    void aDaemonSetCountsItsTemplates() {
        ObjectMeta metadata = metadata("agent", "ds-1", null);
        metadata.setAnnotations(Map.of("deprecated.daemonset.template.generation", "4"));
        known.daemonSet(
                new DaemonSetBuilder()
                        .withMetadata(metadata)
                        .withNewSpec()
                        .withTemplate(template(null))
                        .endSpec()
                        .build(),
                NOW);
        assertThat(owner("ds-1").currentRevision()).isEqualTo("4");
        assertThat(owner("ds-1").replicas()).isNull();
    }

    @Test
    void aJobIsFinishedByAConditionThatHolds() {
        job("Failed", "False", null);
        assertThat(owner("job-1").finished()).isNull();
        job("Suspended", "True", "JobSuspended");
        assertThat(owner("job-1").finished()).isNull();
        job("FailureTarget", "True", "DeadlineExceeded");
        assertThat(owner("job-1").finished()).isEqualTo("Failed");
        assertThat(owner("job-1").finishedReason()).isEqualTo("DeadlineExceeded");
        job("Failed", "True", "BackoffLimitExceeded");
        assertThat(owner("job-1").finished()).isEqualTo("Failed");
        assertThat(owner("job-1").finishedReason()).isEqualTo("BackoffLimitExceeded");
        known.ownerGone("job-1");
        assertThat(owner("job-1").finished()).isEqualTo("Failed");
        assertThat(owner("job-1").gone()).isTrue();
        job("Complete", "True", null);
        assertThat(owner("job-1").gone()).isFalse();
        assertThat(owner("job-1").finished()).isEqualTo("Complete");
    }

    private NodeFact node() {
        return Objects.requireNonNull(known.around(pod(null, null)).node());
    }

    private OwnerFact owner(String uid) {
        return Objects.requireNonNull(known.around(pod("ReplicaSet", uid)).owner());
    }

    private boolean deleting() {
        return known.around(pod(null, null)).namespaceDeleting();
    }

    @Test
    void aJobSaysWhatItMakesOfPodsThatFail() {
        known.job(
                new JobBuilder()
                        .withMetadata(metadata("index", "job-1", null))
                        .withNewSpec()
                        .withNewPodFailurePolicy()
                        .addNewRule()
                        .withAction("FailJob")
                        .withNewOnExitCodes()
                        .withContainerName("app")
                        .withOperator("NotIn")
                        .withValues(0, 42)
                        .endOnExitCodes()
                        .endRule()
                        .addNewRule()
                        .withAction("Ignore")
                        .addNewOnPodCondition("True", "DisruptionTarget")
                        .endRule()
                        .endPodFailurePolicy()
                        .endSpec()
                        .build(),
                NOW);
        assertThat(owner("job-1").failureRules())
                .containsExactly(
                        new OwnerFact.FailureRule(
                                "FailJob", "app", true, List.of(0, 42), List.of()),
                        new OwnerFact.FailureRule(
                                "Ignore",
                                null,
                                false,
                                List.of(),
                                List.of(
                                        new OwnerFact.FailureRule.Condition(
                                                "DisruptionTarget", "True"))));
    }

    @Test
    void whenAnAutoscalerScaledADeploymentItsReplicaSetsTell() {
        known.deployment(deployment(false), NOW);
        known.replicaSet(replicaSet("rs-1", "h1", 1, null), NOW);
        known.autoscaler(autoscaler("Deployment", "web", "2026-03-01T00:00:05Z"));
        assertThat(owner("rs-1").autoscaledAt()).isEqualTo(NOW.plusSeconds(5));
        known.autoscaler(autoscaler("Deployment", "other", "2026-03-01T00:00:09Z"));
        assertThat(owner("rs-1").autoscaledAt()).isNull();
        known.autoscaler(autoscaler("Deployment", "web", "2026-03-01T00:00:07Z"));
        known.autoscalerGone("shop", "hpa");
        assertThat(owner("rs-1").autoscaledAt()).isNull();
    }

    private static HorizontalPodAutoscaler autoscaler(String kind, String name, String at) {
        return new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("hpa")
                .endMetadata()
                .withNewSpec()
                .withNewScaleTargetRef()
                .withApiVersion("apps/v1")
                .withKind(kind)
                .withName(name)
                .endScaleTargetRef()
                .endSpec()
                .withNewStatus()
                .withLastScaleTime(at)
                .endStatus()
                .build();
    }

    private void plainNode() {
        known.node(new NodeBuilder().withNewMetadata().withName("worker-1").endMetadata().build());
    }

    private void namespace(@Nullable String deletedAt, String phase) {
        known.namespace(
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("shop")
                        .withDeletionTimestamp(deletedAt)
                        .endMetadata()
                        .withNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build());
    }

    private void job(String condition, String status, @Nullable String reason) {
        known.job(
                new JobBuilder()
                        .withMetadata(metadata("index", "job-1", null))
                        .withNewStatus()
                        .addNewCondition()
                        .withType(condition)
                        .withStatus(status)
                        .withReason(reason)
                        .endCondition()
                        .endStatus()
                        .build(),
                NOW);
    }

    private static Deployment deployment(boolean deleting) {
        ObjectMeta metadata = metadata("web", "d-1", null);
        metadata.setDeletionTimestamp(deleting ? "2026-03-01T00:00:00Z" : null);
        return new DeploymentBuilder().withMetadata(metadata).build();
    }

    private static ReplicaSet replicaSet(
            String uid, String hash, int revision, @Nullable String restartedAt) {
        return replicaSet(uid, hash, revision, restartedAt, 3);
    }

    private static ReplicaSet replicaSet(
            String uid, String hash, int revision, @Nullable String restartedAt, int replicas) {
        ObjectMeta metadata = metadata("web-" + hash, uid, "d-1");
        metadata.setLabels(Map.of("pod-template-hash", hash));
        metadata.setAnnotations(
                Map.of("deployment.kubernetes.io/revision", Integer.toString(revision)));
        return new ReplicaSetBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withReplicas(replicas)
                .withTemplate(template(restartedAt))
                .endSpec()
                .build();
    }

    private static PodTemplateSpec template(@Nullable String restartedAt) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withAnnotations(restartedAt == null ? Map.of() : Map.of(RESTARTED_AT, restartedAt))
                .endMetadata()
                .build();
    }

    private static ObjectMeta metadata(String name, String uid, @Nullable String deploymentUid) {
        ObjectMetaBuilder metadata =
                new ObjectMetaBuilder().withName(name).withNamespace("shop").withUid(uid);
        if (deploymentUid != null) {
            metadata.withOwnerReferences(
                    new OwnerReferenceBuilder()
                            .withApiVersion("apps/v1")
                            .withKind("Deployment")
                            .withName("web")
                            .withUid(deploymentUid)
                            .withController(true)
                            .build());
        }
        return metadata.build();
    }

    private static SeenPod pod(@Nullable String ownerKind, @Nullable String ownerUid) {
        return new SeenPod(
                "shop",
                "web-1",
                "uid-1",
                ownerKind == null || ownerUid == null
                        ? null
                        : new Controller(ownerKind, "apps", "owner", ownerUid),
                "worker-1",
                NOW,
                NOW,
                new SeenPod.Status("Running", null, null, null, List.of(), List.of()),
                new PodSettings("Always", null, 1L, null, null, null),
                List.of(),
                null);
    }
}
