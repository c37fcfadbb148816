package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.ActingPod.at;
import static io.headroom.analyzer.restarts.ActingPod.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.DisruptionRecord;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.OwnerFact;
import io.headroom.model.lifecycle.PodGone;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Table B, row by row, from what the API shows to the class. */
class PodTableTest {
    private static final WorkloadRef JOB = new WorkloadRef("shop", "Job", "batch", "index");
    private static final WorkloadRef DATABASE =
            new WorkloadRef("shop", "StatefulSet", "apps", "db");
    private static final NodeFact.Taint UNREACHABLE =
            new NodeFact.Taint("node.kubernetes.io/unreachable", "NoExecute");

    private final Watcher watcher = new Watcher();
    private final ActingPod pod = web();

    @AfterEach
    void noEndOfAPodIsARestart() {
        assertThat(watcher.increases).isZero();
        assertThat(watcher.restarts).isEmpty();
    }

    @Test
    void b1PressureOnTheNodeNamesTheResource() {
        watcher.tell(pod.fact(1));
        failed("Evicted", "The node was low on resource: memory. Threshold quantity: 100Mi.");
        is("B1", IncidentClass.EVICT_NODE_PRESSURE, Confidence.CONFIRMED, false);
        assertThat(why().detail()).isEqualTo("memory");
    }

    @Test
    void b1TheKubeletsWarningAloneMakesItLikely() {
        watcher.tell(pod.fact(1));
        watcher.tell(
                pod.event("Warning", "Evicted", "The node was low on resource: memory.", null, 60));
        failed(null, null);
        is("B1", IncidentClass.EVICT_NODE_PRESSURE, Confidence.LIKELY, false);
    }

    @Test
    void b1ItsConditionConfirmsTheWarning() {
        watcher.tell(pod.fact(1));
        watcher.tell(
                pod.event("Warning", "Evicted", "The node was low on resource: memory.", null, 60));
        pod.disrupted("TerminationByKubelet");
        failed(null, null);
        is("B1", IncidentClass.EVICT_NODE_PRESSURE, Confidence.CONFIRMED, false);
    }

    @Test
    void b2ALimitOfItsOwnOnStorageIsNotTheNodes() {
        watcher.tell(pod.fact(1));
        failed("Evicted", "Usage of EmptyDir volume \"cache\" exceeds the limit \"1Gi\". ");
        is("B2", IncidentClass.EVICT_STORAGE_LIMIT, Confidence.CONFIRMED, false);
    }

    @Test
    void b3AShutdownOfACordonedNodeIsPlanned() {
        pod.cordoned = true;
        watcher.tell(pod.fact(1));
        failed("Terminated", "Pod was terminated in response to imminent node shutdown.");
        is("B3", IncidentClass.NODE_SHUTDOWN, Confidence.CONFIRMED, true);
    }

    @Test
    void b3AShutdownOfAnotherNodeIsNot() {
        watcher.tell(pod.fact(1));
        failed("Terminated", "Pod was terminated in response to imminent node shutdown.");
        is("B3", IncidentClass.NODE_SHUTDOWN, Confidence.CONFIRMED, false);
    }

    @Test
    void b4ACriticalPodMayTakeItsPlace() {
        watcher.tell(pod.fact(1));
        failed("Preempting", "Preempted in order to admit critical pod");
        is("B4", IncidentClass.PREEMPT_KUBELET, Confidence.CONFIRMED, false);
    }

    @Test
    void b5TheSchedulerMayPreemptIt() {
        deleted("PreemptionByScheduler");
        is("B5", IncidentClass.PREEMPT_SCHEDULER, Confidence.CONFIRMED, false);
    }

    @Test
    void b6ATaintOfANodeThatIsNotReachedIsItsFailure() {
        pod.taints = List.of(UNREACHABLE);
        deleted("DeletionByTaintManager");
        is("B6", IncidentClass.NODE_FAILURE, Confidence.CONFIRMED, false);
        assertThat(watcher.incident().cause()).isEqualTo("node/worker-1/node_failure");
    }

    @Test
    void b6AnyOtherTaintIsSomebodysWill() {
        deleted("DeletionByTaintManager");
        is("B6", IncidentClass.TAINT_EVICTION, Confidence.LIKELY, true);
    }

    @Test
    void b6ATaintOfANodeThatNothingIsKnownOfIsAGuess() {
        pod.surroundingsKnown = false;
        deleted("DeletionByTaintManager");
        is("B6", IncidentClass.TAINT_EVICTION, Confidence.UNKNOWN, true);
    }

    @Test
    void b6AnEvictionThatWasCancelledIsNone() {
        watcher.tell(pod.fact(1));
        watcher.tell(taint("Marking for deletion Pod shop/web-r1-a", 50));
        watcher.tell(taint("Cancelling deletion of Pod shop/web-r1-a", 55));
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61), pod.gone(70));
        is("B16", IncidentClass.MANUAL_DELETE_UNATTRIBUTED, Confidence.UNKNOWN, false);
    }

    @Test
    void b6AnEvictionThatWasMarkedAgainIsOne() {
        watcher.tell(pod.fact(1));
        watcher.tell(taint("Cancelling deletion of Pod shop/web-r1-a", 50));
        watcher.tell(taint("Marking for deletion Pod shop/web-r1-a", 55));
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61), pod.gone(70));
        is("B6", IncidentClass.TAINT_EVICTION, Confidence.LIKELY, true);
    }

    @Test
    void b7ANodeThatWentWithoutAWordIsLost() {
        pod.nodeGone = true;
        deleted("DeletionByPodGC");
        is("B7", IncidentClass.NODE_LOST, Confidence.LIKELY, false);
    }

    @Test
    void b7ANodeThatAnAutoscalerRemovedIsPlanned() {
        pod.taints = List.of(new NodeFact.Taint("ToBeDeletedByClusterAutoscaler", "NoSchedule"));
        deleted("DeletionByPodGC");
        is("B7", IncidentClass.NODE_REMOVED, Confidence.LIKELY, true);
    }

    @Test
    void b8TheVerticalAutoscalerSaysSoItself() {
        evicted(
                pod.event(
                        "Normal",
                        "EvictedByVPA",
                        "Pod was evicted by VPA Updater to apply resource recommendation.",
                        null,
                        60));
        is("B8", IncidentClass.EVICT_VPA, Confidence.CONFIRMED, true);
    }

    @Test
    void b8TheClusterAutoscalerSaysSoItself() {
        evicted(pod.event("Normal", "ScaleDown", "deleting pod for node scale down", null, 60));
        is("B8", IncidentClass.EVICT_CLUSTER_AUTOSCALER, Confidence.CONFIRMED, true);
    }

    @Test
    void b8KarpentersEventIsNoWarning() {
        evicted(pod.event("Normal", "Evicted", "Evicted pod: Underutilized", null, 60));
        is("B8", IncidentClass.EVICT_KARPENTER, Confidence.CONFIRMED, true);
    }

    @Test
    void b8KarpentersTaintMakesItLikely() {
        pod.taints = List.of(new NodeFact.Taint("karpenter.sh/disrupted", "NoSchedule"));
        deleted("EvictionByEvictionAPI");
        is("B8", IncidentClass.EVICT_KARPENTER, Confidence.LIKELY, true);
    }

    @Test
    void b8AnEvictionFromACordonedNodeIsLikelyADrain() {
        pod.cordoned = true;
        deleted("EvictionByEvictionAPI");
        is("B8", IncidentClass.DRAIN, Confidence.LIKELY, true);
    }

    @Test
    void b8AnyOtherEvictionIsSomebodysWill() {
        deleted("EvictionByEvictionAPI");
        is("B8", IncidentClass.EVICTION_API, Confidence.LIKELY, true);
    }

    @Test
    void b8AnEventThatComesLateRefinesTheClassOfTheSameIncident() {
        pod.cordoned = true;
        deleted("EvictionByEvictionAPI");
        String id = watcher.incident().id();
        watcher.tell(
                ActingPod.toldAt(
                        pod.event("Normal", "EvictedByVPA", "Pod was evicted", null, 60), 1_860));
        is("B8", IncidentClass.EVICT_VPA, Confidence.CONFIRMED, true);
        assertThat(watcher.incident().id()).isEqualTo(id);
    }

    @Test
    void b8WhoSaidSoWhileNobodyWatchedLikelyDidIt() {
        watcher.tell(pod.fact(1));
        watcher.tell(ActingPod.toldAt(said("EvictedByVPA", "Pod was evicted by VPA Updater"), 905));
        watcher.tell(missing(900));
        is("B8", IncidentClass.EVICT_VPA, Confidence.LIKELY, true);
    }

    @Test
    void whatWasSaidWhileNobodyWatchedExplainsAPodThatAListNoLongerHas() {
        watcher.tell(pod.fact(1), missing(1_900));
        is("B16", IncidentClass.MANUAL_DELETE_UNATTRIBUTED, Confidence.UNKNOWN, false);
        watcher.killed();
        watcher.tell(ActingPod.toldAt(said("Preempted", "Preempted by pod 5a1c"), 1_905));
        is("B5", IncidentClass.PREEMPT_SCHEDULER, Confidence.LIKELY, false);
    }

    @Test
    void whatWasSaidBeforeItWasSeenLastDoesNot() {
        watcher.tell(pod.fact(1), pod.fact(400), missing(1_900));
        watcher.tell(ActingPod.toldAt(said("Preempted", "Preempted by pod 5a1c"), 1_905));
        is("B16", IncidentClass.MANUAL_DELETE_UNATTRIBUTED, Confidence.UNKNOWN, false);
    }

    @Test
    void norDoesItExplainAPodThatWasSeenToGoLongAfter() {
        watcher.tell(pod.fact(1), pod.gone(1_900));
        watcher.tell(ActingPod.toldAt(said("Preempted", "Preempted by pod 5a1c"), 1_905));
        is("B16", IncidentClass.MANUAL_DELETE_UNATTRIBUTED, Confidence.UNKNOWN, false);
    }

    @Test
    void whatItsOwnerSaidMeanwhileMayBeOfTheNextPodOfThatName() {
        watcher.tell(pod.fact(1), missing(1_900));
        watcher.tell(
                ActingPod.toldAt(
                        pod.ofOwner("SuccessfulDelete", "Deleted pod: " + pod.name, 300), 1_905));
        is("B16", IncidentClass.MANUAL_DELETE_UNATTRIBUTED, Confidence.UNKNOWN, false);
    }

    private EventDelta said(String reason, String note) {
        return pod.event("Normal", reason, note, null, 300);
    }

    /** A list no longer has it. */
    private PodGone missing(int at) {
        return new PodGone(ActingPod.WEB, pod.name, pod.uid, at(at), true);
    }

    @Test
    void b9ADeviceMayBeTainted() {
        deleted("DeletionByDeviceTaintManager");
        is("B9", IncidentClass.DEVICE_TAINT, Confidence.CONFIRMED, false);
    }

    @Test
    void b10APodThatANodeRefusedNeverStarted() {
        pod.app().state = new ContainerState.Waiting(null);
        pod.notReady(0);
        watcher.tell(pod.fact(1));
        failed("OutOfcpu", "Pod was rejected: Node didn't have enough resource: cpu");
        is("B10", IncidentClass.ADMISSION_REJECTED, Confidence.CONFIRMED, false);
    }

    @Test
    void b11AJobThatIsDoneNeedsNoHealing() {
        ActingPod job = job();
        watcher.tell(job.fact(1));
        job.phase = "Succeeded";
        watcher.tell(job.end("app", 0, "Completed", 60).fact(61));
        is("B11", IncidentClass.JOB_DONE, Confidence.CONFIRMED, true);
        assertThat(watcher.disruption().outcome().state()).isEqualTo(Outcome.State.NOTHING_TO_HEAL);
    }

    @Test
    void b11AFailedPodOfAJobThatGoesOnIsTriedAgain() {
        ActingPod job = job();
        watcher.tell(job.fact(1));
        job.phase = "Failed";
        watcher.tell(job.end("app", 1, "Error", 60).fact(61));
        is("B11", IncidentClass.JOB_RETRY, Confidence.LIKELY, false);
        ActingPod next = new ActingPod(JOB, "index-b", "uid-b").with("app");
        next.ownerKind = "Job";
        next.createdAt = 65;
        watcher.tell(next.readyAt(80).fact(81));
        assertThat(watcher.disruption().outcome()).isEqualTo(Outcome.healed(at(60), at(80)));
        assertThat(watcher.disruption().replacement()).isEqualTo("index-b");
    }

    @Test
    void b11AJobMayHaveTriedTooOften() {
        ActingPod job = job();
        watcher.tell(job.fact(1));
        job.phase = "Failed";
        watcher.tell(job.end("app", 1, "Error", 60).fact(61));
        watcher.tell(
                job.ofOwner(
                        "BackoffLimitExceeded", "Job has reached the specified backoff limit", 62));
        is("B11", IncidentClass.JOB_FAILED, Confidence.CONFIRMED, false);
    }

    @Test
    void b11AJobMayTakeTooLong() {
        ActingPod job = job();
        job.finished = "Failed";
        job.finishedReason = "DeadlineExceeded";
        watcher.tell(job.fact(1));
        job.deletionAt = 90;
        watcher.tell(job.fact(61), job.gone(70));
        is("B11", IncidentClass.JOB_TIMEOUT, Confidence.LIKELY, false);
        watcher.tell(job.ofOwner("SuccessfulDelete", "Deleted pod: index-a", 60));
        is("B11", IncidentClass.JOB_TIMEOUT, Confidence.CONFIRMED, false);
    }

    @Test
    void b11APodThatFailedAndWasTriedAgainDidNotEndItsJob() {
        ActingPod job = job();
        watcher.tell(job.fact(1));
        job.phase = "Failed";
        watcher.tell(job.end("app", 1, "Error", 60).fact(61));
        watcher.tell(
                job.ofOwner("BackoffLimitExceeded", "Job has reached the specified limit", 75));
        watcher.tell(job.ofOwner("DeadlineExceeded", "Job was active too long", 75));
        is("B11", IncidentClass.JOB_RETRY, Confidence.LIKELY, false);
    }

    @Test
    void b11WhatAJobsPolicyIgnoresDoesNotCount() {
        ActingPod job = job();
        job.failureRules = List.of(onCodes("Ignore", "app", false, 42));
        failsWith(job, 42);
        is("B11", IncidentClass.JOB_RETRY, Confidence.LIKELY, false);
        assertThat(watcher.disruption().counted()).isFalse();
        assertThat(why().evidence())
                .extracting(Classification.Evidence::signal)
                .contains("job_ignores_failure");
    }

    @Test
    void b11TheFirstRuleThatFitsDecides() {
        ActingPod job = job();
        job.failureRules =
                List.of(
                        onCodes("Ignore", "other", false, 1),
                        onCodes("Count", null, true, 42),
                        onCodes("Ignore", null, false, 1));
        failsWith(job, 1);
        assertThat(watcher.disruption().counted()).isTrue();
    }

    @Test
    void b11ARuleMayGoByTheConditionsOfThePod() {
        ActingPod job = job();
        job.failureRules =
                List.of(
                        new OwnerFact.FailureRule(
                                "Ignore",
                                null,
                                false,
                                List.of(),
                                List.of(
                                        new OwnerFact.FailureRule.Condition(
                                                "DisruptionTarget", "True"))));
        job.disrupted("PreemptionByScheduler");
        failsWith(job, 143);
        is("B5", IncidentClass.PREEMPT_SCHEDULER, Confidence.CONFIRMED, false);
        assertThat(watcher.disruption().counted()).isFalse();
    }

    @Test
    void b11AnExitCodeOfZeroFitsNoRule() {
        ActingPod job = job();
        job.failureRules = List.of(onCodes("Ignore", null, true, 1));
        failsWith(job, 0);
        assertThat(watcher.disruption().counted()).isTrue();
    }

    @Test
    void b11OnlyOfAJobsPodThatFailedIsItSaidWhetherItCounts() {
        deleted(null);
        assertThat(watcher.disruption().counted()).isNull();
    }

    @Test
    void b11AJobMayFailByItsPolicy() {
        ActingPod job = job();
        job.finished = "Failed";
        job.finishedReason = "PodFailurePolicy";
        failsWith(job, 3);
        is("B11", IncidentClass.JOB_FAILED, Confidence.LIKELY, false);
    }

    @Test
    void b12APodOfAnOldTemplateIsRolledOver() {
        watcher.tell(pod.fact(1));
        pod.currentRevision = "r2";
        pod.deletionAt = 90;
        watcher.tell(pod.ofOwner("SuccessfulDelete", "Deleted pod: web-r1-a", 60));
        watcher.tell(pod.fact(61), pod.gone(70));
        is("B12", IncidentClass.ROLLOUT, Confidence.CONFIRMED, true);
    }

    @Test
    void b12WithoutTheEventItIsLikely() {
        watcher.tell(pod.fact(1));
        pod.currentRevision = "r2";
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61), pod.gone(70));
        is("B12", IncidentClass.ROLLOUT, Confidence.LIKELY, true);
    }

    @Test
    void b12ARestartOfTheWorkloadIsARolloutOfItsOwnKind() {
        watcher.tell(pod.fact(1));
        pod.currentRevision = "r2";
        pod.currentRestartedAt = "2026-03-01T00:00:50Z";
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61), pod.gone(70));
        is("B12", IncidentClass.ROLLOUT_RESTART, Confidence.LIKELY, true);
    }

    @Test
    void b12ARolloutThatBeginsWhileThePodEndsIsNotWhy() {
        deleted(null);
        pod.currentRevision = "r2";
        watcher.tell(pod.gone(85));
        is("B16", IncidentClass.MANUAL_DELETE_UNATTRIBUTED, Confidence.UNKNOWN, false);
    }

    @Test
    void b13FewerReplicasMeanFewerPods() {
        watcher.tell(pod.fact(1));
        pod.replicasBefore = 3;
        pod.replicas = 2;
        pod.deletionAt = 90;
        watcher.tell(pod.ofOwner("SuccessfulDelete", "Deleted pod: web-r1-a", 60));
        watcher.tell(pod.fact(61), pod.gone(70));
        is("B13", IncidentClass.SCALE_DOWN, Confidence.CONFIRMED, true);
        assertThat(watcher.disruption().outcome().state()).isEqualTo(Outcome.State.NOTHING_TO_HEAL);
    }

    @Test
    void b13AnAutoscalerIsNamedByWhenItScaledLast() {
        watcher.tell(pod.fact(1));
        pod.replicasBefore = 3;
        pod.replicas = 2;
        pod.autoscaledAt = 58;
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61), pod.gone(70));
        is("B13", IncidentClass.SCALE_DOWN, Confidence.LIKELY, true);
        assertThat(why().detail()).isEqualTo("autoscaler");
        assertThat(why().evidence())
                .extracting(Classification.Evidence::signal)
                .contains("autoscaled_lately");
    }

    @Test
    void b13AnAutoscalerThatScaledLongAgoDidNotDoIt() {
        watcher.tell(pod.fact(1));
        pod.replicasBefore = 3;
        pod.replicas = 2;
        pod.autoscaledAt = -100;
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61), pod.gone(70));
        is("B13", IncidentClass.SCALE_DOWN, Confidence.LIKELY, true);
        assertThat(why().detail()).isNull();
    }

    @Test
    void b13AnAutoscalerThatSaidSoIsNamed() {
        watcher.tell(pod.fact(1));
        watcher.tell(
                pod.event(
                        new EventDelta.Regarding(
                                "HorizontalPodAutoscaler", "shop", "web", "uid-hpa", null),
                        "Normal",
                        "SuccessfulRescale",
                        "New size: 2; reason: All metrics below target",
                        58));
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61));
        watcher.tell(pod.ofOwner("SuccessfulDelete", "Deleted pod: web-r1-a", 60), pod.gone(70));
        is("B13", IncidentClass.SCALE_DOWN, Confidence.LIKELY, true);
        assertThat(why().detail()).isEqualTo("autoscaler");
    }

    @Test
    void b13AnOrdinalThatIsNoLongerAskedForIsScaledDown() {
        ActingPod last = database("db-2");
        last.replicas = 2;
        watcher.tell(last.fact(1));
        last.deletionAt = 90;
        watcher.tell(last.fact(61), last.gone(70));
        is("B13", IncidentClass.SCALE_DOWN, Confidence.LIKELY, true);
    }

    @Test
    void b13AStatefulSetThatShrinksTakesNoOtherOrdinal() {
        ActingPod first = database("db-0");
        watcher.tell(first.fact(1));
        first.replicasBefore = 3;
        first.replicas = 2;
        first.deletionAt = 90;
        watcher.tell(
                first.ofOwner(
                        "SuccessfulDelete", "delete Pod db-0 in StatefulSet db successful", 60));
        watcher.tell(first.fact(61), first.gone(70));
        is("B13", IncidentClass.SCALE_DOWN, Confidence.LIKELY, true);
        assertThat(why().evidence())
                .extracting(Classification.Evidence::signal)
                .doesNotContain("replicas_lowered");
    }

    @Test
    void b14ThePodThatCameInItsPlaceFailedAndNotThisOne() {
        ActingPod first = database("db-0");
        watcher.tell(first.fact(1));
        first.deletionAt = 90;
        watcher.tell(first.fact(61), first.gone(70));
        watcher.tell(
                first.ofOwner(
                        "RecreatingFailedPod",
                        "StatefulSet shop/db is recreating failed Pod db-0",
                        200));
        is("B14", IncidentClass.CONTROLLER_RECREATE, Confidence.LIKELY, false);
    }

    @Test
    void b14AControllerMakesAFailedPodAnew() {
        ActingPod first = database("db-0");
        watcher.tell(first.fact(1));
        first.phase = "Failed";
        watcher.tell(first.end("app", 1, "Error", 60).fact(61));
        is("B17", IncidentClass.POD_FAILED, Confidence.LIKELY, false);
        watcher.tell(
                first.ofOwner(
                        "RecreatingFailedPod",
                        "StatefulSet shop/db is recreating failed Pod db-0",
                        62));
        watcher.tell(
                first.ofOwner(
                        "SuccessfulDelete", "delete Pod db-0 in StatefulSet db successful", 62));
        is("B14", IncidentClass.CONTROLLER_RECREATE, Confidence.CONFIRMED, false);
    }

    @Test
    void b15WithItsOwnerAPodGoesAsWell() {
        watcher.tell(pod.fact(1));
        pod.ownerDeleting = true;
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61), pod.gone(70));
        is("B15", IncidentClass.OWNER_DELETED, Confidence.LIKELY, true);
    }

    @Test
    void b15WithItsNamespaceAPodGoesAsWell() {
        watcher.tell(pod.fact(1));
        pod.namespaceDeleting = true;
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61), pod.gone(70));
        is("B15", IncidentClass.OWNER_DELETED, Confidence.LIKELY, true);
    }

    @Test
    void b16WhoDeletedAPodNobodySays() {
        deleted(null);
        is("B16", IncidentClass.MANUAL_DELETE_UNATTRIBUTED, Confidence.UNKNOWN, false);
    }

    @Test
    void b17ABarePodThatFailsIsNotHealed() {
        ActingPod bare =
                new ActingPod(new WorkloadRef("shop", "Pod", "", "debug"), "debug", "uid-d")
                        .with("app");
        bare.surroundingsKnown = false;
        watcher.tell(bare.fact(1));
        bare.phase = "Failed";
        watcher.tell(bare.end("app", 1, "Error", 60).fact(61));
        is("B17", IncidentClass.POD_FAILED, Confidence.LIKELY, false);
        assertThat(watcher.disruption().outcome().state()).isEqualTo(Outcome.State.NOTHING_TO_HEAL);
    }

    @Test
    void anOwnersEventAboutAPodWithALongerNameSaysNothing() {
        ActingPod other = new ActingPod(ActingPod.WEB, "web", "uid-web").with("app");
        watcher.tell(other.fact(1));
        watcher.tell(other.ofOwner("SuccessfulDelete", "Deleted pod: web-1", 60));
        other.deletionAt = 90;
        watcher.tell(other.fact(61), other.gone(70));
        is("B16", IncidentClass.MANUAL_DELETE_UNATTRIBUTED, Confidence.UNKNOWN, false);
    }

    @Test
    void aDeletedPodThatFailsOnItsWayIsStillDeleted() {
        watcher.tell(pod.fact(1));
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61));
        pod.phase = "Failed";
        watcher.tell(pod.end("app", 143, "Error", 62).fact(63), pod.gone(64));
        is("B16", IncidentClass.MANUAL_DELETE_UNATTRIBUTED, Confidence.UNKNOWN, false);
    }

    @Test
    void aPodThatHadFailedBeforeAnybodyLookedIsNoNews() {
        pod.phase = "Failed";
        watcher.tell(pod.fact(1, true), pod.fact(5, true), pod.gone(9));
        assertThat(watcher.disruptions).isEmpty();
    }

    @Test
    void aRolloutOfThreePodsIsOneIncidentHealedByThreeOthers() {
        for (String each : List.of("a", "b", "c")) {
            ActingPod old = new ActingPod(ActingPod.WEB, "web-r1-" + each, "old-" + each);
            watcher.tell(old.with("app").fact(1));
        }
        int second = 100;
        for (String each : List.of("a", "b", "c")) {
            ActingPod old = new ActingPod(ActingPod.WEB, "web-r1-" + each, "old-" + each);
            old.with("app").currentRevision = "r2";
            old.deletionAt = second + 30;
            watcher.tell(old.fact(second), old.gone(second + 5));
            ActingPod young = new ActingPod(ActingPod.WEB, "web-r2-" + each, "new-" + each);
            young.with("app").createdAt = second + 1;
            young.ownerUid = "rs-2";
            young.revision = "r2";
            young.currentRevision = "r2";
            watcher.tell(young.readyAt(second + 12).fact(second + 13));
            second += 60;
        }
        assertThat(watcher.incident().disruptions()).isEqualTo(3);
        assertThat(watcher.incident().outcome().recovery()).isEqualTo(Duration.ofSeconds(12));
        assertThat(watcher.disruptions.values())
                .extracting(DisruptionRecord::replacement)
                .containsExactly("web-r2-a", "web-r2-b", "web-r2-c");
    }

    @Test
    void theNextPodOfAStatefulSetHasTheSameName() {
        ActingPod first = database("db-0");
        watcher.tell(first.fact(1));
        first.deletionAt = 90;
        watcher.tell(first.fact(61), first.gone(70));
        ActingPod other = new ActingPod(DATABASE, "db-1", "uid-other").with("app");
        other.createdAt = 71;
        watcher.tell(other.readyAt(75).fact(76));
        assertThat(watcher.disruption().outcome().open()).isTrue();
        ActingPod next = new ActingPod(DATABASE, "db-0", "uid-next").with("app");
        next.createdAt = 71;
        watcher.tell(next.readyAt(80).fact(81));
        assertThat(watcher.disruption().outcome()).isEqualTo(Outcome.healed(at(60), at(80)));
    }

    @Test
    void theNextPodOfADaemonSetIsOnTheSameNode() {
        WorkloadRef agents = new WorkloadRef("shop", "DaemonSet", "apps", "agent");
        ActingPod agent = new ActingPod(agents, "agent-a", "uid-1").with("app");
        watcher.tell(agent.fact(1));
        agent.deletionAt = 90;
        watcher.tell(agent.fact(61), agent.gone(70));
        ActingPod elsewhere = new ActingPod(agents, "agent-b", "uid-2").with("app");
        elsewhere.node = "worker-2";
        elsewhere.createdAt = 71;
        watcher.tell(elsewhere.readyAt(75).fact(76));
        assertThat(watcher.disruption().outcome().open()).isTrue();
        ActingPod next = new ActingPod(agents, "agent-c", "uid-3").with("app");
        next.createdAt = 71;
        watcher.tell(next.readyAt(80).fact(81));
        assertThat(watcher.disruption().outcome()).isEqualTo(Outcome.healed(at(60), at(80)));
    }

    private void failsWith(ActingPod job, int exitCode) {
        watcher.tell(job.fact(1));
        job.phase = "Failed";
        watcher.tell(job.end("app", exitCode, "Error", 60).fact(61));
    }

    private static OwnerFact.FailureRule onCodes(
            String action, @Nullable String container, boolean except, int code) {
        return new OwnerFact.FailureRule(action, container, except, List.of(code), List.of());
    }

    private void deleted(@Nullable String condition) {
        watcher.tell(pod.fact(1));
        if (condition != null) {
            pod.disrupted(condition);
        }
        pod.deletionAt = 90;
        watcher.tell(pod.fact(61), pod.gone(70));
    }

    private void evicted(EventDelta event) {
        watcher.tell(pod.fact(1), event);
        pod.disrupted("EvictionByEvictionAPI").deletionAt = 90;
        watcher.tell(pod.fact(61), pod.gone(70));
    }

    private void failed(@Nullable String reason, @Nullable String message) {
        pod.phase = "Failed";
        pod.reason = reason;
        pod.message = message;
        watcher.tell(pod.fact(61));
    }

    private EventDelta taint(String note, int second) {
        return pod.event("Normal", "TaintManagerEviction", note, null, second);
    }

    private static ActingPod job() {
        ActingPod job = new ActingPod(JOB, "index-a", "uid-j").with("app");
        job.ownerKind = "Job";
        job.restartPolicy = "Never";
        return job;
    }

    private static ActingPod database(String name) {
        ActingPod pod = new ActingPod(DATABASE, name, "uid-" + name).with("app");
        pod.ownerKind = "StatefulSet";
        return pod;
    }

    private Classification why() {
        return watcher.disruption().classification();
    }

    private void is(String row, IncidentClass kind, Confidence confidence, boolean planned) {
        assertThat(why().row()).isEqualTo(row);
        assertThat(why().kind()).isEqualTo(kind);
        assertThat(why().confidence()).isEqualTo(confidence);
        assertThat(why().planned()).isEqualTo(planned);
        assertThat(why().evidence()).isNotEmpty();
        assertThat(watcher.incident().classification().kind()).isEqualTo(kind);
    }
}
