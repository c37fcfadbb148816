package io.headroom.deploy.incidents;

import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.List;
import java.util.function.Function;

/** What must not be taken for evidence, although it looks like it. */
final class NegativeCases {
    private static final String APP = PlayedPod.APP;
    private static final String BY_PROBE = " failed liveness probe, will be restarted";
    private static final String KILLED = "A14 killed_unattributed(137) unknown unplanned 1 healed";
    private static final String DELETED =
            "B16 manual_delete_unattributed unknown unplanned 1 nothing_to_heal";

    private NegativeCases() {}

    static List<Case> all() {
        return List.of(
                killed(
                        "not-another-container",
                        s ->
                                killing(
                                        s.pod().container("other"),
                                        s,
                                        "Container other" + BY_PROBE,
                                        -1)),
                killed(
                        "not-an-older-uid",
                        s -> {
                            ObjectReference older = s.pod().container(APP);
                            older.setUid("0a3c1f6e-older");
                            return killing(older, s, "Container app" + BY_PROBE, -1);
                        }),
                killed(
                        "not-unhealthy-alone",
                        s ->
                                Said.of(
                                        s.pod().container(APP),
                                        "Warning",
                                        "Unhealthy",
                                        "Liveness probe failed: HTTP probe failed with statuscode: 500",
                                        s.pod().at(-1))),
                killed(
                        "not-stopping",
                        s -> killing(s.pod().container(APP), s, "Stopping container app", -1)),
                killed(
                        "not-without-restart",
                        s ->
                                killing(
                                        s.pod().container(APP),
                                        s,
                                        "Container app failed liveness probe",
                                        -1)),
                killed(
                        "not-before-its-start",
                        s -> killing(s.pod().container(APP), s, "Container app" + BY_PROBE, -400)),
                killed(
                        "not-long-after-its-end",
                        s -> killing(s.pod().container(APP), s, "Container app" + BY_PROBE, 15)),
                Case.of("not-137-alone")
                        .runs(s -> s.pod().create())
                        .end(s -> s.pod().restarts(137, "Error").write())
                        .says(KILLED),
                Case.of("not-a-lost-status")
                        .runs(s -> s.pod().create())
                        .end(s -> s.pod().restarts(137, "ContainerStatusUnknown").write())
                        .says("A9 status_lost(137) likely unplanned 1 healed"),
                Case.of("not-a-cancelled-taint")
                        .runs(s -> s.pod().create())
                        .end(s -> {
                            taint(s, "Marking for deletion Pod played/x", -2).write(s.api());
                            taint(s, "Cancelling deletion of Pod played/x", -1).write(s.api());
                            s.pod().delete().gone();
                        })
                        .says(DELETED),
                Case.of("not-a-longer-name")
                        .given(s -> s.keep(s.owners().statefulSet(s.name(), 3)))
                        .runs(s -> s.pod("1").of(statefulSet(s)).create())
                        .end(s -> {
                            Said.of(
                                            Owners.reference(statefulSet(s)),
                                            "Normal",
                                            "SuccessfulDelete",
                                            "delete Pod "
                                                    + s.pod("1").name()
                                                    + "1 in StatefulSet x successful",
                                            s.now())
                                    .write(s.api());
                            s.pod("1").delete().gone();
                        })
                        .says("B16 manual_delete_unattributed unknown unplanned 1 open"),
                Case.of("not-a-sidecar-at-the-end")
                        .given(s -> s.keep(s.owners().job(s.name())))
                        .runs(s ->
                                s.pod("a")
                                        .of(
                                                s.kept(
                                                        io.fabric8.kubernetes.api.model.batch.v1.Job
                                                                .class))
                                        .policy("Never")
                                        .withInit("mesh", "Always")
                                        .with(APP)
                                        .create())
                        .end(s ->
                                s.pod("a")
                                        .ends(APP, 0, "Completed", 0)
                                        .ends("mesh", 137, "Error", 1)
                                        .phase("Succeeded")
                                        .write())
                        .says("B11 job_done confirmed planned 1 nothing_to_heal"));
    }

    /** The container ended with 137, and this was said of something else. */
    private static Case killed(String name, Function<Stage, Said> event) {
        return Case.of(name)
                .runs(s -> s.pod().with(APP).with("other").create())
                .end(s -> {
                    event.apply(s).write(s.api());
                    s.pod().restarts(137, "Error").write();
                })
                .says(KILLED);
    }

    private static Said killing(ObjectReference about, Stage stage, String note, int second) {
        return Said.of(about, "Normal", "Killing", note, stage.pod().at(second));
    }

    private static Said taint(Stage stage, String note, int secondsAgo) {
        return Said.of(
                stage.pod().reference(),
                "Normal",
                "TaintManagerEviction",
                note,
                stage.now().plusSeconds(secondsAgo));
    }

    private static io.fabric8.kubernetes.api.model.apps.StatefulSet statefulSet(Stage stage) {
        return stage.kept(io.fabric8.kubernetes.api.model.apps.StatefulSet.class);
    }
}
