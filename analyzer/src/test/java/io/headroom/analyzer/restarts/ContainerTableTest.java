package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.ActingPod.web;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.lifecycle.ContainerSettings;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.PodFact;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Table A, row by row, from what the API shows to the class. */
class ContainerTableTest {
    private static final String LIVENESS = "Container app failed liveness probe, will be restarted";

    private final Watcher watcher = new Watcher();
    private final ActingPod pod = web();

    @AfterEach
    void everyIncreaseIsARecord() {
        assertThat(watcher.records).isEqualTo(watcher.increases);
        assertThat(watcher.restarts).hasSize((int) watcher.increases);
    }

    @Test
    void a0NotReadyIsAFlapAndNoRestart() {
        watcher.tell(pod.fact(1));
        pod.app().ready = false;
        watcher.tell(pod.notReady(5).fact(5));
        assertThat(watcher.flaps).containsExactly(IncidentClass.READINESS_FLAP);
        assertThat(watcher.restarts).isEmpty();
    }

    @Test
    void a0NotReadyAfterTheKubeletStartedIsTheKubelets() {
        watcher.tell(pod.fact(1));
        pod.app().ready = false;
        pod.kubeletStartedAt = 4;
        watcher.tell(pod.notReady(5).fact(5));
        assertThat(watcher.flaps).containsExactly(IncidentClass.KUBELET_RESTART);
        assertThat(watcher.restarts).isEmpty();
    }

    @Test
    void a1AnEndAfterTheDeletionWasAskedForIsTheDeletions() {
        watcher.tell(pod.fact(1));
        pod.deletionAt = 130;
        watcher.tell(pod.restart(143, "Error", 110).fact(112));
        is("A1", IncidentClass.POD_TERMINATION, Confidence.LIKELY);
        assertThat(watcher.why().planned()).isTrue();
    }

    @Test
    void a1AnEndBeforeTheDeletionIsNot() {
        watcher.tell(pod.fact(1));
        pod.deletionAt = 130;
        watcher.tell(pod.restart(1, "Error", 90).fact(112));
        is("A15", IncidentClass.APP_ERROR, Confidence.LIKELY);
    }

    @Test
    void a2ARuleThatRestartsAllIsOneIncidentOfThePod() {
        pod.with("other");
        watcher.tell(pod.fact(1));
        pod.conditions.add(
                new PodFact.Condition(
                        "AllContainersRestarting",
                        "False",
                        "ContainerExited",
                        "Container app exited with code 42, triggering pod restart",
                        ActingPod.at(60)));
        pod.restart("app", 42, "Error", 60).restart("other", 137, "RestartingAllContainers", 60);
        watcher.tell(pod.fact(66));
        assertThat(watcher.restarts.values())
                .allSatisfy(each -> {
                    assertThat(kind(each)).isEqualTo(IncidentClass.RULE_RESTART_ALL);
                    assertThat(Watcher.why(each).confidence()).isEqualTo(Confidence.CONFIRMED);
                    assertThat(Watcher.why(each).row()).isEqualTo("A2");
                });
        assertThat(watcher.restarts.values())
                .extracting(each -> Watcher.why(each).detail())
                .containsExactly("trigger", null);
        assertThat(watcher.incident().restarts()).isEqualTo(2);
    }

    @Test
    void a3OomKilledSaysSoItself() {
        watcher.tell(pod.fact(1), pod.restart(137, "OOMKilled", 60).fact(66));
        is("A3", IncidentClass.OOM_KILLED, Confidence.CONFIRMED);
        assertThat(watcher.why().planned()).isFalse();
        assertThat(watcher.restart().outcome())
                .isEqualTo(
                        new Outcome(Outcome.State.HEALED, ActingPod.at(65), Duration.ofSeconds(5)));
    }

    @Test
    void a4AFailedLivenessProbeIsConfirmedByItsEvent() {
        watcher.tell(
                pod.fact(1),
                pod.killing("app", LIVENESS, 58),
                pod.restart(0, "Completed", 60).fact(66));
        is("A4", IncidentClass.LIVENESS_KILL, Confidence.CONFIRMED);
        assertThat(watcher.why().evidence())
                .containsExactly(
                        new Classification.Evidence(
                                "event_liveness_kill", ActingPod.at(58), LIVENESS));
    }

    @Test
    void a4AnEventHalfAnHourLateRefinesTheClassAndNotTheCount() {
        watcher.tell(pod.fact(1), pod.restart(137, "Error", 60).fact(66));
        is("A14", IncidentClass.KILLED_UNATTRIBUTED, Confidence.UNKNOWN);
        String id = watcher.incident().id();
        watcher.tell(ActingPod.toldAt(pod.killing("app", LIVENESS, 58), 60 + 1_800));
        is("A4", IncidentClass.LIVENESS_KILL, Confidence.CONFIRMED);
        assertThat(watcher.incident().id()).isEqualTo(id);
        assertThat(watcher.incident().classification().kind())
                .isEqualTo(IncidentClass.LIVENESS_KILL);
        assertThat(watcher.records).isEqualTo(1);
    }

    @Test
    void a4AMergedEventSaysTheSame() {
        watcher.tell(
                pod.fact(1),
                pod.killing("app", "(combined from similar events): " + LIVENESS, 58),
                pod.restart(137, "Error", 60).fact(66));
        is("A4", IncidentClass.LIVENESS_KILL, Confidence.CONFIRMED);
    }

    @Test
    void a5AFailedStartupProbeIsConfirmedByItsEvent() {
        watcher.tell(
                pod.fact(1),
                pod.killing("app", "Container app failed startup probe, will be restarted", 58),
                pod.restart(137, "Error", 60).fact(66));
        is("A5", IncidentClass.STARTUP_KILL, Confidence.CONFIRMED);
    }

    @Test
    void a6AResizeThatNeedsARestartIsPlanned() {
        watcher.tell(
                pod.fact(1),
                pod.killing("app", "Container app resize requires restart", 58),
                pod.restart(143, "Error", 60).fact(66));
        is("A6", IncidentClass.RESIZE_RESTART, Confidence.CONFIRMED);
        assertThat(watcher.why().planned()).isTrue();
    }

    @Test
    void a6OtherRequestsOfAContainerThatRestartsForThemAreLikelyWhy() {
        pod.app().resizeRestarts = true;
        watcher.tell(pod.fact(1));
        pod.app().cpuMillicores = 200;
        watcher.tell(pod.restart(143, "Error", 60).fact(66));
        is("A6", IncidentClass.RESIZE_RESTART, Confidence.LIKELY);
    }

    @Test
    void a7AChangedDefinitionIsPlanned() {
        watcher.tell(
                pod.fact(1),
                pod.killing("app", "Container app definition changed, will be restarted", 58),
                pod.restart(143, "Error", 60).fact(66));
        is("A7", IncidentClass.SPEC_CHANGE_RESTART, Confidence.CONFIRMED);
        assertThat(watcher.why().planned()).isTrue();
    }

    @Test
    void a7AnotherImageIsLikelyWhy() {
        watcher.tell(pod.fact(1));
        pod.app().image = "web:2";
        watcher.tell(pod.fact(30), pod.restart(143, "Error", 60).fact(66));
        is("A7", IncidentClass.SPEC_CHANGE_RESTART, Confidence.LIKELY);
    }

    @Test
    void a8AChangedSandboxIsConfirmedByItsEvent() {
        watcher.tell(
                pod.fact(1),
                pod.event(
                        "Normal",
                        "SandboxChanged",
                        "Pod sandbox changed, it will be killed and re-created.",
                        null,
                        59),
                pod.restart(137, "Error", 60).fact(66));
        is("A8", IncidentClass.NODE_REBOOT_OR_SANDBOX_LOSS, Confidence.CONFIRMED);
    }

    @Test
    void a8AnotherBootOfTheNodeIsLikelyWhy() {
        watcher.tell(pod.fact(1));
        pod.bootId = "boot-2";
        watcher.tell(pod.restart(255, "Unknown", 60).fact(66));
        is("A8", IncidentClass.NODE_REBOOT_OR_SANDBOX_LOSS, Confidence.LIKELY);
    }

    @Test
    void a8AllContainersAtOnceAreOneIncident() {
        pod.with("other");
        watcher.tell(pod.fact(1));
        pod.restart("app", 137, "Error", 60).restart("other", 137, "Error", 62);
        watcher.tell(pod.fact(70));
        assertThat(watcher.restarts.values())
                .allSatisfy(each ->
                        assertThat(kind(each))
                                .isEqualTo(IncidentClass.NODE_REBOOT_OR_SANDBOX_LOSS));
        assertThat(watcher.incident().restarts()).isEqualTo(2);
    }

    @Test
    void a8AnUnknownEndIsLikelyTheNodes() {
        watcher.tell(pod.fact(1), pod.restart(255, "Error", 60).fact(66));
        is("A8", IncidentClass.NODE_REBOOT_OR_SANDBOX_LOSS, Confidence.LIKELY);
    }

    @Test
    void a9ALostStatusIsNoKill() {
        watcher.tell(pod.fact(1), pod.restart(137, "ContainerStatusUnknown", 60).fact(66));
        is("A9", IncidentClass.STATUS_LOST, Confidence.LIKELY);
    }

    @Test
    void a10AnErrorAtTheStartSaysSoItself() {
        watcher.tell(pod.fact(1), pod.restart(128, "StartError", 60).fact(66));
        is("A10", IncidentClass.START_ERROR, Confidence.CONFIRMED);
    }

    @Test
    void a10OneThatWaitedForAnErrorIsLikelyOne() {
        watcher.tell(pod.fact(1));
        pod.app().state = new ContainerState.Waiting("RunContainerError");
        watcher.tell(pod.fact(40));
        pod.app().state = new ContainerState.Running(ActingPod.at(0));
        watcher.tell(pod.restart(1, "Error", 60).fact(66));
        is("A10", IncidentClass.START_ERROR, Confidence.LIKELY);
    }

    @Test
    void a11AnExitCodeThatARuleNamesIsRestartedByIt() {
        pod.restartPolicy = "Never";
        pod.app().rules = List.of(new ContainerSettings.ExitCodeRule(false, List.of(42)));
        watcher.tell(pod.fact(1), pod.restart(42, "Error", 60).fact(66));
        is("A11", IncidentClass.RULE_RESTART, Confidence.LIKELY);
        assertThat(watcher.why().detail()).isEqualTo("42");
    }

    @Test
    void a12ACleanExitIsRestartedByThePolicy() {
        watcher.tell(pod.fact(1), pod.restart(0, "Completed", 60).fact(66));
        is("A12", IncidentClass.CLEAN_EXIT_RESTART, Confidence.LIKELY);
    }

    @Test
    void a12ACleanExitThatThePolicyWouldNotRestartIsAGuess() {
        pod.restartPolicy = "OnFailure";
        watcher.tell(pod.fact(1), pod.restart(0, "Completed", 60).fact(66));
        is("A12", IncidentClass.CLEAN_EXIT_RESTART, Confidence.UNKNOWN);
    }

    @Test
    void a13AnInitContainerIsTriedAgain() {
        pod.with("second");
        pod.app().type = ContainerType.INIT;
        watcher.tell(pod.fact(1), pod.restart(3, "Error", 60).fact(66));
        is("A13", IncidentClass.INIT_RETRY, Confidence.LIKELY);
        assertThat(watcher.why().detail()).isEqualTo("app_error");
    }

    @Test
    void a13ASidecarIsNoInitContainer() {
        pod.with("second");
        pod.app().type = ContainerType.SIDECAR;
        watcher.tell(pod.fact(1), pod.restart(3, "Error", 60).fact(66));
        is("A15", IncidentClass.APP_ERROR, Confidence.LIKELY);
    }

    @Test
    void a14ASignalIsLikelyAndItsNumberIsTold() {
        watcher.tell(pod.fact(1), pod.restart(139, "Error", 60).fact(66));
        is("A14", IncidentClass.SIGNAL, Confidence.LIKELY);
        assertThat(watcher.why().detail()).isEqualTo("11");
    }

    @Test
    void a14ExitCode137IsNeitherAnOomKillNorCertain() {
        watcher.tell(pod.fact(1), pod.restart(137, "Error", 60).fact(66));
        is("A14", IncidentClass.KILLED_UNATTRIBUTED, Confidence.UNKNOWN);
    }

    @Test
    void a15AnyOtherCodeIsTheProgramsOwn() {
        watcher.tell(pod.fact(1), pod.restart(3, "Error", 60).fact(66));
        is("A15", IncidentClass.APP_ERROR, Confidence.LIKELY);
        assertThat(watcher.why().detail()).isEqualTo("3");
    }

    @Test
    void a16OfAJumpOnlyTheLastIsClassified() {
        watcher.tell(pod.fact(1));
        pod.app().count = 2;
        pod.app().instance = 2;
        watcher.tell(pod.restart(137, "OOMKilled", 900).fact(906));
        assertThat(watcher.restarts.values())
                .extracting(ContainerTableTest::kind)
                .containsExactly(
                        IncidentClass.UNOBSERVED,
                        IncidentClass.UNOBSERVED,
                        IncidentClass.OOM_KILLED);
        assertThat(watcher.incident().restarts()).isEqualTo(3);
        assertThat(watcher.incident().classification().kind()).isEqualTo(IncidentClass.OOM_KILLED);
    }

    @Test
    void a16WhatBecameOfAJumpIsWhatBecameOfItsLast() {
        watcher.tell(pod.fact(1));
        pod.app().count = 2;
        watcher.tell(pod.restart(137, "OOMKilled", 9_000).fact(9_066));
        assertThat(watcher.incident().outcome())
                .isEqualTo(Outcome.healed(ActingPod.at(9_000), ActingPod.at(9_005)));
        assertThat(watcher.incident().lastAt()).isEqualTo(ActingPod.at(9_000));
    }

    @Test
    void a16AnEndThatTheStatusDoesNotShowIsCountedAndNotGuessed() {
        watcher.tell(pod.fact(1));
        pod.restart(137, "OOMKilled", 60);
        pod.app().lastState = null;
        watcher.tell(pod.fact(66));
        is("A16", IncidentClass.UNOBSERVED, Confidence.UNKNOWN);
    }

    @Test
    void a17AFallingCountIsANewBaselineAndIdsStayApart() {
        watcher.tell(pod.fact(1));
        pod.app().idsShown = false;
        watcher.tell(pod.restart(1, "Error", 60).fact(66));
        pod.app().count = 0;
        watcher.tell(pod.fact(70), pod.restart(1, "Error", 160).fact(166));
        assertThat(watcher.resets).isEqualTo(1);
        assertThat(watcher.restarts.keySet()).containsExactly("uid-a/app/#1", "uid-a/app/#1.1");
    }

    @Test
    void anEndThatTheStatusShowsASecondTimeIsNotTheNextOne() {
        watcher.tell(pod.fact(1), pod.restart(137, "OOMKilled", 60).fact(66));
        pod.app().count = 2;
        watcher.tell(pod.fact(90));
        assertThat(watcher.restarts.values())
                .extracting(ContainerTableTest::kind)
                .containsExactly(IncidentClass.OOM_KILLED, IncidentClass.UNOBSERVED);
    }

    @Test
    void threeEndsWithinTenMinutesAreACrashLoopWhateverIsWaitedFor() {
        watcher.tell(pod.fact(1));
        for (int at : List.of(100, 250, 400)) {
            watcher.tell(pod.restart(1, "Error", at).fact(at + 6));
        }
        assertThat(watcher.restarts.values())
                .extracting(RestartRecord::crashLoop)
                .containsExactly(false, false, true);
        Incident loop = watcher.incident();
        assertThat(loop.restarts()).isEqualTo(3);
        assertThat(loop.crashLoop()).isTrue();
        assertThat(loop.outcome().open()).isTrue();
        watcher.tell(pod.fact(1_100));
        assertThat(watcher.incident().outcome().recovery()).isEqualTo(Duration.ofSeconds(305));
    }

    @Test
    void twoEndsAreACrashLoopWhereTheKubeletHoldsTheStartBack() {
        watcher.tell(pod.fact(1));
        for (int at : List.of(100, 500)) {
            pod.end("app", 1, "Error", at);
            ContainerState ended = pod.app().state;
            pod.app().state = new ContainerState.Waiting("CrashLoopBackOff");
            watcher.tell(pod.fact(at + 1));
            pod.app().state = ended;
            watcher.tell(pod.start("app", at + 300).readyAt(at + 301).fact(at + 302));
        }
        assertThat(watcher.restarts.values())
                .extracting(RestartRecord::crashLoop)
                .containsExactly(false, true);
        assertThat(watcher.incident().outcome().open()).isTrue();
    }

    @Test
    void aLongRunEndsACrashLoop() {
        watcher.tell(pod.fact(1));
        for (int at : List.of(100, 250, 400, 1_100)) {
            watcher.tell(pod.restart(1, "Error", at).fact(at + 6));
        }
        assertThat(watcher.restarts.values())
                .extracting(RestartRecord::crashLoop)
                .containsExactly(false, false, true, false);
        assertThat(watcher.incidents).hasSize(2);
    }

    @Test
    void anEndBeforeThePodWasReadyAgainLeavesTheOneBeforeUnhealed() {
        watcher.tell(pod.fact(1));
        watcher.tell(pod.end("app", 1, "Error", 60).start("app", 62).fact(63));
        watcher.tell(pod.end("app", 1, "Error", 70).start("app", 90).fact(91));
        assertThat(watcher.restarts.values())
                .extracting(each -> Watcher.outcome(each).state())
                .containsExactly(Outcome.State.UNHEALED, Outcome.State.OPEN);
    }

    @Test
    void whoIsNotReadyForAQuarterOfAnHourIsUnhealedUntilHeIs() {
        watcher.tell(pod.fact(1));
        watcher.tell(pod.end("app", 1, "Error", 60).start("app", 62).fact(63));
        watcher.tell(pod.fact(960));
        assertThat(watcher.incident().outcome().open()).isTrue();
        watcher.tell(pod.fact(961));
        assertThat(Watcher.outcome(watcher.restart()).state()).isEqualTo(Outcome.State.UNHEALED);
        assertThat(watcher.incident().outcome().state()).isEqualTo(Outcome.State.UNHEALED);
        watcher.killed();
        watcher.tell(pod.fact(10_000));
        watcher.tell(pod.readyAt(20_000).fact(20_001));
        assertThat(Watcher.outcome(watcher.restart()).recovery())
                .isEqualTo(Duration.ofSeconds(19_940));
        assertThat(watcher.incident().outcome().recovery()).isEqualTo(Duration.ofSeconds(19_940));
        assertThat(watcher.healed).containsExactly(Duration.ofSeconds(19_940));
    }

    @Test
    void aProbeThatGoesOnFailingShowsThatItIsNotReady() {
        watcher.tell(pod.fact(1));
        watcher.tell(pod.end("app", 1, "Error", 60).start("app", 62).fact(63));
        watcher.tell(
                pod.event(
                        "Warning",
                        "Unhealthy",
                        "Readiness probe failed: HTTP 503",
                        "spec.containers{app}",
                        1_000));
        assertThat(watcher.incident().outcome().state()).isEqualTo(Outcome.State.UNHEALED);
    }

    @Test
    void whatIsReadyBeforeAnybodyLooksAgainWasHealedInTime() {
        watcher.tell(pod.fact(1), pod.restart(1, "Error", 60).fact(5_000));
        assertThat(watcher.incident().outcome().recovery()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aPodThatIsDeletedSupersedesWhatWasOpen() {
        watcher.tell(pod.fact(1));
        watcher.tell(pod.end("app", 1, "Error", 60).start("app", 62).fact(63));
        pod.deletionAt = 100;
        watcher.tell(pod.fact(71));
        assertThat(Watcher.outcome(watcher.restart()).state()).isEqualTo(Outcome.State.SUPERSEDED);
    }

    // what must not be taken for evidence

    @Test
    void anEventOfAnotherContainerSaysNothing() {
        pod.with("other");
        notALivenessKill(
                pod.killing(
                        "other", "Container other failed liveness probe, will be restarted", 58));
    }

    @Test
    void anEventOfAnEarlierPodOfThatNameSaysNothing() {
        EventDelta event = pod.killing("app", LIVENESS, 58);
        notALivenessKill(
                pod.event(
                        new EventDelta.Regarding(
                                "Pod", "shop", pod.name, "uid-before", "spec.containers{app}"),
                        "Normal",
                        "Killing",
                        LIVENESS,
                        58));
        assertThat(event.regarding().uid()).isEqualTo(pod.uid);
        assertThat(watcher.dropped).containsExactly("event_of_unknown_pod");
    }

    @Test
    void aFailedProbeAloneSaysNothing() {
        notALivenessKill(
                pod.event(
                        "Warning",
                        "Unhealthy",
                        "Liveness probe failed: HTTP probe failed with statuscode: 500",
                        "spec.containers{app}",
                        58));
    }

    @Test
    void stoppingAContainerIsNoProbes() {
        notALivenessKill(pod.killing("app", "Stopping container app", 58));
    }

    @Test
    void aKillThatIsNotFollowedByARestartSaysNothing() {
        notALivenessKill(pod.killing("app", "Container app failed liveness probe", 58));
    }

    @Test
    void anEventBeforeTheInstanceBeganIsAboutTheOneBefore() {
        watcher.tell(pod.fact(1), pod.restart(1, "Error", 30).fact(36));
        watcher.tell(pod.killing("app", LIVENESS, 31));
        watcher.tell(pod.restart(137, "Error", 500).fact(506));
        assertThat(watcher.restarts.values())
                .extracting(ContainerTableTest::kind)
                .endsWith(IncidentClass.KILLED_UNATTRIBUTED);
    }

    @Test
    void aSidecarThatIsKilledWhenItsJobIsDoneIsNoRestart() {
        pod.with("second");
        pod.app().type = ContainerType.SIDECAR;
        watcher.tell(pod.fact(1));
        pod.phase = "Succeeded";
        watcher.tell(pod.end("app", 137, "Error", 60).fact(61));
        assertThat(watcher.restarts).isEmpty();
    }

    @Test
    void aSandboxThatChangesAfterTheProgramFailedIsNotWhy() {
        watcher.tell(pod.fact(1), pod.end("app", 3, "Error", 60).fact(61));
        watcher.tell(pod.event("Normal", "SandboxChanged", "Pod sandbox changed", null, 200));
        watcher.tell(pod.start("app", 202).readyAt(205).fact(206));
        is("A15", IncidentClass.APP_ERROR, Confidence.LIKELY);
    }

    private void notALivenessKill(EventDelta event) {
        watcher.tell(pod.fact(1), event, pod.restart(137, "Error", 60).fact(66));
        is("A14", IncidentClass.KILLED_UNATTRIBUTED, Confidence.UNKNOWN);
    }

    private void is(String row, IncidentClass kind, Confidence confidence) {
        Classification why = watcher.why();
        assertThat(why.row()).isEqualTo(row);
        assertThat(why.kind()).isEqualTo(kind);
        assertThat(why.confidence()).isEqualTo(confidence);
        assertThat(why.evidence()).isNotEmpty();
    }

    private static IncidentClass kind(RestartRecord restart) {
        return Watcher.why(restart).kind();
    }
}
