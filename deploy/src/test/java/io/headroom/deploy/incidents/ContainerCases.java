package io.headroom.deploy.incidents;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Table A: a container ended, and its pod stayed. What only an event tells is elsewhere. */
final class ContainerCases {
    private static final String APP = PlayedPod.APP;

    private ContainerCases() {}

    static List<Case> all() {
        return List.of(
                flap("a0-not-ready"),
                flap("a0-kubelet")
                        .given(s -> s.node(node -> node))
                        .around(s ->
                                Said.of(
                                                s.nodeReference(),
                                                "Normal",
                                                "Starting",
                                                "Starting kubelet.",
                                                s.now())
                                        .write(s.api())),
                Case.of("a1-terminating")
                        .runs(s -> s.pod().create())
                        .end(s -> {
                            s.pod().delete(300);
                            int later =
                                    (int) Duration.between(s.pod().at(0), s.now()).toSeconds() + 1;
                            s.pod().restarts(APP, 143, "Error", later).write().gone();
                        })
                        .says(
                                "A1 pod_termination likely planned 1 superseded",
                                "B16 manual_delete_unattributed unknown unplanned 1"
                                        + " nothing_to_heal"),
                Case.of("a2-all")
                        .runs(s -> s.pod().with(APP).with("other").create())
                        .end(s ->
                                s.pod()
                                        .restarts(APP, 42, "Error")
                                        .restarts("other", 137, "RestartingAllContainers")
                                        .condition(
                                                "AllContainersRestarting",
                                                "False",
                                                "ContainerExited",
                                                "Container app exited with code 42, triggering pod"
                                                        + " restart")
                                        .write())
                        .says("A2 rule_restart_all(trigger) confirmed unplanned 2 healed"),
                Case.of("a2-condition")
                        .runs(s -> s.pod().create())
                        .end(s ->
                                s.pod()
                                        .condition(
                                                "AllContainersRestarting",
                                                "True",
                                                "ContainerExited",
                                                "Container other exited with code 1, triggering"
                                                        + " pod restart")
                                        .restarts(143, "Error")
                                        .write())
                        .says("A2 rule_restart_all likely unplanned 1 healed"),
                restarted("a3-oom", 137, "OOMKilled")
                        .says("A3 oom_killed confirmed unplanned 1 healed"),
                resized("a6-requests", 2),
                Case.of("a7-image")
                        .runs(s -> s.pod().create())
                        .around(s -> s.pod().image("i2"))
                        .end(s -> s.pod().restarts(143, "Error").write())
                        .says("A7 spec_change_restart likely planned 1 healed"),
                restarted("a8-boot", 137, "Error")
                        .given(s -> s.node(node -> node))
                        .around(s ->
                                s.nodeStatusBecomes(node ->
                                        node.editStatus()
                                                .editNodeInfo()
                                                .withBootID("boot-2")
                                                .endNodeInfo()
                                                .endStatus()))
                        .says("A8 node_reboot_or_sandbox_loss likely unplanned 1 healed"),
                Case.of("a8-together")
                        .runs(s -> s.pod().with(APP).with("other").create())
                        .end(s ->
                                s.pod()
                                        .restarts(APP, 137, "Error", 0)
                                        .restarts("other", 143, "Error", 2)
                                        .write())
                        .says("A8 node_reboot_or_sandbox_loss likely unplanned 2 healed"),
                restarted("a8-255", 255, "Unknown")
                        .says("A8 node_reboot_or_sandbox_loss likely unplanned 1 healed"),
                initialised("a8-init", null, 0, "Completed")
                        .says("A8 node_reboot_or_sandbox_loss likely unplanned 1 healed"),
                restarted("a9-lost", 137, "ContainerStatusUnknown")
                        .says("A9 status_lost(137) likely unplanned 1 healed"),
                restarted("a10-start", 128, "StartError")
                        .says("A10 start_error confirmed unplanned 1 healed"),
                restarted("a10-cannot", 127, "ContainerCannotRun")
                        .says("A10 start_error confirmed unplanned 1 healed"),
                Case.of("a10-waited")
                        .runs(s -> s.pod().create())
                        .end(s -> {
                            s.pod().waits(APP, "RunContainerError").write();
                            s.pod().restarts(1, "Error").write();
                        })
                        .says("A10 start_error likely unplanned 1 healed"),
                Case.of("a11-rule")
                        .runs(s -> s.pod().policy("Never").with(restartedOn42()).create())
                        .end(s -> s.pod().restarts(42, "Error").write())
                        .says("A11 rule_restart(42) likely unplanned 1 healed"),
                restarted("a12-clean", 0, "Completed")
                        .says("A12 clean_exit_restart likely unplanned 1 healed"),
                Case.of("a12-policy")
                        .runs(s -> s.pod().policy("OnFailure").create())
                        .end(s -> s.pod().restarts(0, "Completed").write())
                        .says("A12 clean_exit_restart unknown unplanned 1 healed"),
                initialised("a13-code", null, 3, "Error")
                        .says("A13 init_retry(app_error) likely unplanned 1 healed"),
                initialised("a13-signal", null, 139, "Error")
                        .says("A13 init_retry(signal) likely unplanned 1 healed"),
                initialised("a3-init", null, 137, "OOMKilled")
                        .says("A3 oom_killed confirmed unplanned 1 healed"),
                initialised("a15-sidecar", "Always", 3, "Error")
                        .says("A15 app_error(3) likely unplanned 1 healed"),
                restarted("a14-signal", 139, "Error")
                        .says("A14 signal(11) likely unplanned 1 healed"),
                restarted("a14-killed", 137, "Error")
                        .says("A14 killed_unattributed(137) unknown unplanned 1 healed"),
                restarted("a15-code", 3, "Error")
                        .says("A15 app_error(3) likely unplanned 1 healed"),
                Case.of("a16-jump")
                        .runs(s -> s.pod().create())
                        .end(s -> s.pod().countRises(3).restarts(137, "OOMKilled").write())
                        .says("A3 oom_killed confirmed unplanned 4 open loop"),
                Case.of("a16-unseen")
                        .runs(s -> s.pod().create())
                        .end(s -> s.pod().restarts(1, "Error").forgetsHowItEnded().write())
                        .says("A16 unobserved unknown unplanned 1 healed"),
                Case.of("a17-falls")
                        .runs(s -> s.pod().create())
                        .end(s -> {
                            s.pod().restarts(APP, 1, "Error", -40).write();
                            s.pod().countFalls().write();
                            s.pod().restarts(APP, 1, "Error", 0).write();
                        })
                        .says("A15 app_error(1) likely unplanned 2 healed"),
                Case.of("loop")
                        .runs(s -> s.pod().create())
                        .end(s -> {
                            s.pod().restarts(APP, 1, "Error", -60).write();
                            s.pod().restarts(APP, 1, "Error", -30).write();
                            s.pod().restarts(APP, 1, "Error", 0).write();
                        })
                        .says("A15 app_error(1) likely unplanned 3 open loop"),
                Case.of("held-back")
                        .runs(s -> s.pod().create())
                        .end(s -> {
                            s.pod().restarts(APP, 1, "Error", -100).write();
                            s.pod().waits(APP, "CrashLoopBackOff").write();
                            s.pod().restarts(APP, 1, "Error", 0).write();
                        })
                        .says("A15 app_error(1) likely unplanned 2 open loop"),

                // what should not be

                Case.of("without-ids")
                        .runs(s -> s.pod().with(APP).withoutIds().create())
                        .end(s -> s.pod().restarts(137, "OOMKilled").write())
                        .says("A3 oom_killed confirmed unplanned 1 healed"),
                Case.of("clock-ahead")
                        .runs(s -> s.pod().create())
                        .end(s -> s.pod().restarts(APP, 137, "OOMKilled", 3_600).write())
                        .says("A3 oom_killed confirmed unplanned 1 healed"),
                Case.of("millions")
                        .runs(s -> s.pod().create())
                        .end(s -> s.pod().countRises(2_999_999).restarts(137, "OOMKilled").write())
                        .says("A3 oom_killed confirmed unplanned 3000000 open loop"));
    }

    /** A container that restarts for other requests, and begins with 100 millicores. */
    static Container resizable() {
        return new ContainerBuilder()
                .withName(APP)
                .withImage("i")
                .withNewResources()
                .addToRequests("cpu", new Quantity("100m"))
                .endResources()
                .addNewResizePolicy("cpu", "RestartContainer")
                .build();
    }

    private static Case resized(String name, int times) {
        return Case.of(name)
                .runs(s -> s.pod().with(resizable()).runsWith(APP, "100m").create())
                .end(s -> s.pod().runsWith(APP, times + "00m").restarts(143, "Error").write())
                .says("A6 resize_restart likely planned 1 healed");
    }

    private static Case restarted(String name, int exitCode, String why) {
        return Case.of(name)
                .runs(s -> s.pod().on(ownNode(s)).create())
                .end(s -> s.pod().restarts(exitCode, why).write());
    }

    private static Case initialised(
            String name, @Nullable String policy, int exitCode, String why) {
        return Case.of(name)
                .runs(s -> s.pod().withInit("setup", policy).with(APP).create())
                .end(s -> s.pod().restarts("setup", exitCode, why).write());
    }

    private static Case flap(String name) {
        return Case.of(name)
                .runs(s -> s.pod().on(ownNode(s)).create())
                .end(s -> s.pod().notReady(10).write());
    }

    /** The node of the case's own, where it made one. */
    private static String ownNode(Stage stage) {
        return stage.api().nodes().withName(stage.name()).get() == null ? "steady" : stage.name();
    }

    private static Container restartedOn42() {
        return new ContainerBuilder()
                .withName(APP)
                .withImage("i")
                .withRestartPolicy("Never")
                .addNewRestartPolicyRule()
                .withAction("Restart")
                .withNewExitCodes()
                .withOperator("In")
                .withValues(42)
                .endExitCodes()
                .endRestartPolicyRule()
                .build();
    }
}
