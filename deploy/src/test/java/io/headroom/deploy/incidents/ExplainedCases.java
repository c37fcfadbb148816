package io.headroom.deploy.incidents;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What an event tells of, each with its event told, lost, merged into others, written as a series,
 * and half an hour late: the count is the same each time, and only the class is less certain.
 */
final class ExplainedCases {
    private static final String APP = PlayedPod.APP;
    private static final String GONE = "B16 manual_delete_unattributed unknown unplanned 1 ";

    private ExplainedCases() {}

    /**
     * @param basis what happens, without its end
     * @param end without the event
     * @param event that explains it
     * @param told what is said with it
     * @param lost what is said without it
     */
    private record Explained(
            Case basis,
            Consumer<Stage> end,
            Function<Stage, Said> event,
            String told,
            String lost) {

        List<Case> everyWay() {
            String name = basis.name();
            return List.of(
                    basis.named(name + "-told")
                            .end(first((said, s) -> said.write(s.api())))
                            .says(told),
                    basis.named(name + "-lost").end(end).says(lost),
                    basis.named(name + "-merged")
                            .end(first((said, s) -> said.writeMerged(s.api())))
                            .says(told),
                    basis.named(name + "-series")
                            .end(first((said, s) -> said.writeSeries(s.api())))
                            .says(told),
                    basis.named(name + "-late")
                            .end(first((said, s) -> s.keep(said)))
                            .late(s -> s.kept(Said.class).write(s.api()))
                            .says(lost)
                            .saysLate(told));
        }

        private Consumer<Stage> first(java.util.function.BiConsumer<Said, Stage> write) {
            Consumer<Stage> event = s -> write.accept(this.event.apply(s), s);
            return event.andThen(end);
        }
    }

    static List<Case> all() {
        List<Explained> all = new ArrayList<>();
        all.addAll(containers());
        all.addAll(pods());
        all.addAll(jobs());
        all.addAll(rollouts());
        all.addAll(scalings());
        all.addAll(recreations());
        return all.stream().flatMap(each -> each.everyWay().stream()).toList();
    }

    private static List<Explained> containers() {
        return List.of(
                killed(
                        "a4",
                        137,
                        " failed liveness probe, will be restarted",
                        "A4 liveness_kill confirmed unplanned 1 healed",
                        "A14 killed_unattributed(137) unknown unplanned 1 healed"),
                killed(
                        "a4-clean",
                        0,
                        " failed liveness probe, will be restarted",
                        "A4 liveness_kill confirmed unplanned 1 healed",
                        "A12 clean_exit_restart likely unplanned 1 healed"),
                killed(
                        "a5",
                        1,
                        " failed startup probe, will be restarted",
                        "A5 startup_kill confirmed unplanned 1 healed",
                        "A15 app_error(1) likely unplanned 1 healed"),
                killed(
                        "a6",
                        143,
                        " resize requires restart",
                        "A6 resize_restart confirmed planned 1 healed",
                        "A14 signal(15) likely unplanned 1 healed"),
                killed(
                        "a7",
                        143,
                        " definition changed, will be restarted",
                        "A7 spec_change_restart confirmed planned 1 healed",
                        "A14 signal(15) likely unplanned 1 healed"),
                new Explained(
                        Case.of("a6-vpa")
                                .runs(s -> s.pod().with(ContainerCases.resizable()).create()),
                        s -> s.pod().restarts(143, "Error").write(),
                        s ->
                                Said.of(
                                        s.pod().reference(),
                                        "Normal",
                                        "InPlaceResizedByVPA",
                                        "Pod was resized in place by VPA Updater.",
                                        s.pod().at(-1)),
                        "A6 resize_restart likely planned 1 healed",
                        "A14 signal(15) likely unplanned 1 healed"),
                new Explained(
                        Case.of("a8").runs(s -> s.pod().create()),
                        s -> s.pod().restarts(137, "Error").write(),
                        s ->
                                Said.of(
                                        s.pod().reference(),
                                        "Normal",
                                        "SandboxChanged",
                                        "Pod sandbox changed, it will be killed and re-created.",
                                        s.pod().at(-1)),
                        "A8 node_reboot_or_sandbox_loss confirmed unplanned 1 healed",
                        "A14 killed_unattributed(137) unknown unplanned 1 healed"),
                new Explained(
                        Case.of("a4-sidecar")
                                .runs(s -> s.pod().withInit("mesh", "Always").create()),
                        s -> s.pod().restarts("mesh", 137, "Error").write(),
                        s ->
                                Said.of(
                                        s.pod().container("mesh"),
                                        "Normal",
                                        "Killing",
                                        "Container mesh failed liveness probe, will be restarted",
                                        s.pod().at(-1)),
                        "A4 liveness_kill confirmed unplanned 1 healed",
                        "A14 killed_unattributed(137) unknown unplanned 1 healed"));
    }

    private static List<Explained> pods() {
        return List.of(
                new Explained(
                        Case.of("b1").runs(s -> s.pod().create()),
                        s -> s.pod().failed(null, null).write(),
                        s ->
                                Said.of(
                                                s.pod().reference(),
                                                "Warning",
                                                "Evicted",
                                                "The node was low on resource: memory. ",
                                                s.now())
                                        .annotated(
                                                Map.of(
                                                        "starved_resource", "memory",
                                                        "offending_containers", APP,
                                                        "offending_containers_usage", "64Mi")),
                        "B1 evict_node_pressure(memory) likely unplanned 1 nothing_to_heal",
                        "B17 pod_failed likely unplanned 1 nothing_to_heal"),
                deleted(
                        "b5",
                        "Preempted",
                        "Preempted by pod 5a1c on node steady",
                        "B5 preempt_scheduler likely unplanned 1 nothing_to_heal"),
                new Explained(
                        PodCases.onItsNode("b6-failure")
                                .around(s -> s.nodeBecomes(PodCases.unreachable())),
                        s -> s.pod().delete().gone(),
                        s -> ofPod(s, "TaintManagerEviction", "Marking for deletion Pod played/x"),
                        "B6 node_failure likely unplanned 1 nothing_to_heal",
                        GONE + "nothing_to_heal"),
                deleted(
                        "b6-taint",
                        "TaintManagerEviction",
                        "Marking for deletion Pod played/x",
                        "B6 taint_eviction likely planned 1 nothing_to_heal"),
                evicted(
                        "b8-vpa",
                        "EvictedByVPA",
                        "Pod was evicted by VPA Updater",
                        "B8 evict_vpa confirmed planned 1 nothing_to_heal"),
                evicted(
                        "b8-autoscaler",
                        "ScaleDown",
                        "deleting pod for node scale down",
                        "B8 evict_cluster_autoscaler confirmed planned 1 nothing_to_heal"),
                evicted(
                        "b8-karpenter",
                        "Evicted",
                        "Evicted pod: Underutilized",
                        "B8 evict_karpenter confirmed planned 1 nothing_to_heal"));
    }

    private static List<Explained> jobs() {
        return List.of(
                new Explained(
                        ofJob("b11-failed"),
                        s -> s.pod("a").ends(APP, 1, "Error", 0).failed(null, null).write(),
                        s ->
                                Said.of(
                                        Owners.reference(s.kept(Job.class)),
                                        "Warning",
                                        "BackoffLimitExceeded",
                                        "Job has reached the specified backoff limit",
                                        s.pod("a").at(1)),
                        "B11 job_failed confirmed unplanned 1 nothing_to_heal",
                        "B11 job_retry likely unplanned 1 open"),
                new Explained(
                        ofJob("b11-timeout")
                                .around(s ->
                                        s.owners().fails(s.kept(Job.class), "DeadlineExceeded")),
                        s -> s.pod("a").delete().gone(),
                        s -> deletedBy(s, s.kept(Job.class), "a"),
                        "B11 job_timeout confirmed unplanned 1 nothing_to_heal",
                        "B11 job_timeout likely unplanned 1 nothing_to_heal"));
    }

    private static List<Explained> rollouts() {
        return List.of(
                rollout("b12", null, "B12 rollout"),
                rollout("b12-asked", "now", "B12 rollout_restart"),
                new Explained(
                        ofStatefulSet("b12-stateful", "0")
                                .around(s -> s.owners().updates(s.kept(StatefulSet.class), "r2"))
                                .after(s -> {
                                    s.forget("0");
                                    s.pod("0")
                                            .of(s.kept(StatefulSet.class))
                                            .labelled(Owners.REVISION_HASH, "r2")
                                            .create();
                                }),
                        s -> s.pod("0").delete().gone(),
                        s -> deletedByStatefulSet(s, "0"),
                        "B12 rollout confirmed planned 1 healed",
                        "B12 rollout likely planned 1 healed"),
                new Explained(
                        Case.of("b12-daemon")
                                .given(s -> s.keep(s.owners().daemonSet(s.name())))
                                .runs(s ->
                                        s.pod("a")
                                                .of(s.kept(DaemonSet.class))
                                                .labelled(Owners.GENERATION, "1")
                                                .create())
                                .around(s -> s.owners().updates(s.kept(DaemonSet.class)))
                                .after(s ->
                                        s.pod("b")
                                                .of(s.kept(DaemonSet.class))
                                                .labelled(Owners.GENERATION, "2")
                                                .create()),
                        s -> s.pod("a").delete().gone(),
                        s -> deletedBy(s, s.kept(DaemonSet.class), "a"),
                        "B12 rollout confirmed planned 1 healed",
                        "B12 rollout likely planned 1 healed"));
    }

    private static List<Explained> scalings() {
        return List.of(
                new Explained(
                        ofDeployment("b13")
                                .around(s -> s.owners().scale(s.kept(ReplicaSet.class), 2)),
                        s -> s.pod("a").delete().gone(),
                        s -> deletedBy(s, s.kept(ReplicaSet.class), "a"),
                        "B13 scale_down confirmed planned 1 nothing_to_heal",
                        "B13 scale_down likely planned 1 nothing_to_heal"),
                new Explained(
                        ofDeployment("b13-autoscaler")
                                .given(s ->
                                        s.keep(s.owners().autoscaler(s.kept(Deployment.class)))),
                        s -> {
                            deletedBy(s, s.kept(ReplicaSet.class), "a").write(s.api());
                            s.pod("a").delete().gone();
                        },
                        s ->
                                Said.of(
                                        Owners.reference(s.kept(HorizontalPodAutoscaler.class)),
                                        "Normal",
                                        "SuccessfulRescale",
                                        "New size: 2; reason: All metrics below target",
                                        s.now()),
                        "B13 scale_down(autoscaler) likely planned 1 nothing_to_heal",
                        "B13 scale_down likely planned 1 nothing_to_heal"),
                new Explained(
                        ofStatefulSet("b13-stateful", "2")
                                .around(s -> s.owners().scale(s.kept(StatefulSet.class), 2)),
                        s -> s.pod("2").delete().gone(),
                        s -> deletedByStatefulSet(s, "2"),
                        "B13 scale_down confirmed planned 1 nothing_to_heal",
                        "B13 scale_down likely planned 1 nothing_to_heal"));
    }

    private static List<Explained> recreations() {
        return List.of(
                recreated(
                        "b14-failed",
                        "StatefulSet",
                        "0",
                        false,
                        "RecreatingFailedPod",
                        "StatefulSet played/x is recreating failed Pod "),
                recreated(
                        "b14-terminated",
                        "StatefulSet",
                        "0",
                        true,
                        "RecreatingTerminatedPod",
                        "StatefulSet played/x is recreating terminated Pod "),
                recreated(
                        "b14-daemon",
                        "DaemonSet",
                        "a",
                        false,
                        "FailedDaemonPod",
                        "Found failed daemon pod played/"),
                recreated(
                        "b14-daemon-done",
                        "DaemonSet",
                        "a",
                        true,
                        "SucceededDaemonPod",
                        "Found succeeded daemon pod played/"));
    }

    private static Explained killed(
            String name, int exitCode, String how, String told, String lost) {
        return new Explained(
                Case.of(name).runs(s -> s.pod().create()),
                s -> s.pod().restarts(exitCode, exitCode == 0 ? "Completed" : "Error").write(),
                s ->
                        Said.of(
                                s.pod().container(APP),
                                "Normal",
                                "Killing",
                                "Container app" + how,
                                s.pod().at(-1)),
                told,
                lost);
    }

    private static Explained deleted(String name, String reason, String note, String told) {
        return new Explained(
                Case.of(name).runs(s -> s.pod().create()),
                s -> s.pod().delete().gone(),
                s -> ofPod(s, reason, note),
                told,
                GONE + "nothing_to_heal");
    }

    private static Explained evicted(String name, String reason, String note, String told) {
        return new Explained(
                Case.of(name).runs(s -> s.pod().create()),
                s -> s.pod().evict().gone(),
                s -> ofPod(s, reason, note),
                told,
                "B8 eviction_api likely planned 1 nothing_to_heal");
    }

    private static Explained rollout(String name, String restartedAt, String said) {
        return new Explained(
                ofDeployment(name)
                        .around(s -> {
                            Deployment above = s.kept(Deployment.class);
                            s.keep(new Next(s.owners().replicaSet(above, 2, 3, restartedAt)));
                        })
                        .after(s ->
                                s.pod("b")
                                        .of(s.kept(Next.class).replicaSet())
                                        .labelled(Owners.HASH, "r2")
                                        .create()),
                s -> s.pod("a").delete().gone(),
                s -> deletedBy(s, s.kept(ReplicaSet.class), "a"),
                said + " confirmed planned 1 healed",
                said + " likely planned 1 healed");
    }

    private record Next(ReplicaSet replicaSet) {}

    private static Explained recreated(
            String name, String kind, String suffix, boolean well, String reason, String note) {
        Case basis =
                kind.equals("StatefulSet")
                        ? ofStatefulSet(name, suffix)
                                .after(s -> {
                                    s.forget(suffix);
                                    s.pod(suffix)
                                            .of(s.kept(StatefulSet.class))
                                            .labelled(Owners.REVISION_HASH, "r1")
                                            .create();
                                })
                        : Case.of(name)
                                .given(s -> s.keep(s.owners().daemonSet(s.name())))
                                .runs(s -> s.pod(suffix).of(s.kept(DaemonSet.class)).create())
                                .after(s -> s.pod("b").of(s.kept(DaemonSet.class)).create());
        return new Explained(
                basis,
                s -> {
                    s.pod(suffix).ends(APP, well ? 0 : 1, well ? "Completed" : "Error", 0);
                    s.pod(suffix).phase(well ? "Succeeded" : "Failed").write().gone();
                },
                s ->
                        Said.of(
                                Owners.reference(
                                        kind.equals("StatefulSet")
                                                ? s.kept(StatefulSet.class)
                                                : s.kept(DaemonSet.class)),
                                well ? "Normal" : "Warning",
                                reason,
                                note + s.pod(suffix).name() + " on node steady",
                                s.now()),
                "B14 controller_recreate confirmed unplanned 1 healed",
                well
                        ? "B17 pod_done likely planned 1 healed"
                        : "B17 pod_failed likely unplanned 1 healed");
    }

    /** A Deployment with one ReplicaSet of three, of which one pod is played. */
    static Case ofDeployment(String name) {
        return Case.of(name)
                .given(s -> {
                    Deployment above = s.keep(s.owners().deployment(s.name(), 3));
                    s.keep(s.owners().replicaSet(above, 1, 3, null));
                })
                .runs(s ->
                        s.pod("a")
                                .of(s.kept(ReplicaSet.class))
                                .labelled(Owners.HASH, "r1")
                                .create());
    }

    static Case ofStatefulSet(String name, String ordinal) {
        return Case.of(name)
                .given(s -> s.keep(s.owners().statefulSet(s.name(), 3)))
                .runs(s ->
                        s.pod(ordinal)
                                .of(s.kept(StatefulSet.class))
                                .labelled(Owners.REVISION_HASH, "r1")
                                .create());
    }

    static Case ofJob(String name) {
        return Case.of(name)
                .given(s -> s.keep(s.owners().job(s.name())))
                .runs(s -> s.pod("a").of(s.kept(Job.class)).policy("Never").create());
    }

    private static Said ofPod(Stage stage, String reason, String note) {
        return Said.of(stage.pod().reference(), "Normal", reason, note, stage.now());
    }

    private static Said deletedBy(Stage stage, HasMetadata owner, String suffix) {
        return Said.of(
                Owners.reference(owner),
                "Normal",
                "SuccessfulDelete",
                "Deleted pod: " + stage.pod(suffix).name(),
                stage.now());
    }

    private static Said deletedByStatefulSet(Stage stage, String ordinal) {
        return Said.of(
                Owners.reference(stage.kept(StatefulSet.class)),
                "Normal",
                "SuccessfulDelete",
                "delete Pod " + stage.pod(ordinal).name() + " in StatefulSet x successful",
                stage.now());
    }
}
