package io.headroom.deploy.incidents;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;

/** Table B as far as what controls the pod tells, and which pods take the place of others. */
final class OwnerCases {
    private static final String APP = PlayedPod.APP;

    private OwnerCases() {}

    static List<Case> all() {
        return List.of(
                ExplainedCases.ofJob("b11-done")
                        .end(s ->
                                s.pod("a").ends(APP, 0, "Completed", 0).phase("Succeeded").write())
                        .says("B11 job_done confirmed planned 1 nothing_to_heal"),
                ExplainedCases.ofJob("b11-retry")
                        .end(s -> s.pod("a").ends(APP, 1, "Error", 0).failed(null, null).write())
                        .after(s -> s.pod("b").of(s.kept(Job.class)).policy("Never").create())
                        .says("B11 job_retry likely unplanned 1 healed"),
                Case.of("b11-ignored")
                        .given(s -> s.keep(s.owners().jobThatIgnores(s.name(), 42)))
                        .runs(s -> s.pod("a").of(s.kept(Job.class)).policy("Never").create())
                        .end(s -> s.pod("a").ends(APP, 42, "Error", 0).failed(null, null).write())
                        .says("B11 job_retry likely unplanned 1 open"),
                ExplainedCases.ofJob("b11-policy")
                        .around(s -> s.owners().fails(s.kept(Job.class), "PodFailurePolicy"))
                        .end(s -> s.pod("a").ends(APP, 3, "Error", 0).failed(null, null).write())
                        .says("B11 job_failed likely unplanned 1 nothing_to_heal"),
                ExplainedCases.ofDeployment("b13-scaled-by-status")
                        .given(s -> s.keep(s.owners().autoscaler(s.kept(Deployment.class))))
                        .around(s -> {
                            s.owners().scale(s.kept(ReplicaSet.class), 2);
                            s.owners().scaledNow(s.kept(HorizontalPodAutoscaler.class));
                        })
                        .end(s -> s.pod("a").delete().gone())
                        .says("B13 scale_down(autoscaler) likely planned 1 nothing_to_heal"),
                ExplainedCases.ofJob("b11-status")
                        .around(s -> s.owners().fails(s.kept(Job.class), "BackoffLimitExceeded"))
                        .end(s -> s.pod("a").ends(APP, 1, "Error", 0).failed(null, null).write())
                        .says("B11 job_failed confirmed unplanned 1 nothing_to_heal"),
                ofAControllerThatIsNotWatched(),
                ExplainedCases.ofStatefulSet("b14-deleted-first", "0")
                        .end(s -> {
                            s.pod("0").delete();
                            Said.of(
                                            Owners.reference(s.kept(StatefulSet.class)),
                                            "Warning",
                                            "RecreatingFailedPod",
                                            "StatefulSet played/x is recreating failed Pod "
                                                    + s.pod("0").name(),
                                            s.now())
                                    .write(s.api());
                            s.pod("0").gone();
                        })
                        .says("B14 controller_recreate likely unplanned 1 open"),
                ExplainedCases.ofDeployment("b15-owner")
                        .around(s -> s.owners().delete(s.kept(Deployment.class)))
                        .end(s -> s.pod("a").delete().gone())
                        .says("B15 owner_deleted likely planned 1 nothing_to_heal"),
                Case.of("b15-namespace")
                        .given(s -> {
                            s.api()
                                    .namespaces()
                                    .resource(
                                            new NamespaceBuilder()
                                                    .withNewMetadata()
                                                    .withName(s.name())
                                                    .endMetadata()
                                                    .build())
                                    .create();
                            s.api()
                                    .serviceAccounts()
                                    .inNamespace(s.name())
                                    .resource(
                                            new ServiceAccountBuilder()
                                                    .withNewMetadata()
                                                    .withName("default")
                                                    .endMetadata()
                                                    .build())
                                    .create();
                        })
                        .runs(s -> s.podIn(s.name()).create())
                        .around(s -> s.api().namespaces().withName(s.name()).delete())
                        .end(s -> s.podIn(s.name()).delete().gone())
                        .says("B15 owner_deleted likely planned 1 nothing_to_heal"),
                ExplainedCases.ofDeployment("b16-replaced")
                        .end(s -> s.pod("a").delete().gone())
                        .after(s ->
                                s.pod("b")
                                        .of(s.kept(ReplicaSet.class))
                                        .labelled(Owners.HASH, "r1")
                                        .create())
                        .says("B16 manual_delete_unattributed unknown unplanned 1 healed"),
                ExplainedCases.ofStatefulSet("b16-other-ordinal", "0")
                        .end(s -> s.pod("0").delete().gone())
                        .after(s ->
                                s.pod("1")
                                        .of(s.kept(StatefulSet.class))
                                        .labelled(Owners.REVISION_HASH, "r1")
                                        .create())
                        .says("B16 manual_delete_unattributed unknown unplanned 1 open"));
    }

    /** Its ReplicaSet does not tell which template is the newest. */
    private static Case ofAControllerThatIsNotWatched() {
        return Case.of("b13-rollout")
                .given(s -> {
                    GenericKubernetesResource above = new GenericKubernetesResource();
                    above.setApiVersion("argoproj.io/v1alpha1");
                    above.setKind("Rollout");
                    above.setMetadata(
                            new ObjectMetaBuilder()
                                    .withName(s.name())
                                    .withUid("7c9e6679-7425-40de-944b-e07fc1f90ae7")
                                    .build());
                    s.keep(s.owners().replicaSet(above, 1, 3, null));
                })
                .runs(s ->
                        s.pod("a")
                                .of(s.kept(ReplicaSet.class))
                                .labelled(Owners.HASH, "r1")
                                .create())
                .end(s -> {
                    Said.of(
                                    Owners.reference(s.kept(ReplicaSet.class)),
                                    "Normal",
                                    "SuccessfulDelete",
                                    "Deleted pod: " + s.pod("a").name(),
                                    s.now())
                            .write(s.api());
                    s.pod("a").delete().gone();
                })
                .says("B13 scale_down unknown planned 1 nothing_to_heal");
    }
}
