package io.headroom.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.collector.kubernetes.ShownCluster;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.recommender.fit.Volumes;
import io.headroom.recommender.scale.lint.AutoscalerFlaps;
import io.headroom.recommender.scale.lint.Lint;
import io.headroom.recommender.scale.lint.ReplicasOwnership;
import io.headroom.recommender.scale.lint.Room;
import io.headroom.recommender.scale.lint.ScalingFinding;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import io.headroom.recommender.scale.lint.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sets the replicas of a workload, as the real API server keeps it. */
class ReplicasFightIT {
    private static final ControlPlane PLANE = ControlPlane.bare();
    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:%s
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: web, image: example/web, resources: {requests: {cpu: 100m}}}
            """;
    private static final String AUTOSCALER =
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 2
              maxReplicas: 9
              metrics:
              - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}
            """;

    private final String namespace = PLANE.newNamespace("fight");

    @TempDir Path directory;

    private @Nullable ReplicasOwnership ownership;

    @Test
    void whoAppliesTheReplicasOverAndOverIsNamedUntilADayAfterTheyAreTakenOut() throws IOException {
        apply("argocd-controller", DEPLOYMENT.formatted("\n  replicas: 3"));
        apply("team", AUTOSCALER);
        assertThat(fight(0)).contains("argocd-controller sets spec.replicas of it too");

        scale(5);
        assertThat(fight(1)).as("it may have been set for the start alone").isNull();

        apply("argocd-controller", DEPLOYMENT.formatted("\n  replicas: 3"));
        assertThat(fight(180)).contains("take spec.replicas out of what argocd-controller writes");
        scale(5);
        assertThat(fight(181)).contains("argocd-controller", "the last time at " + minute(181));

        apply("argocd-controller", DEPLOYMENT.formatted(""));
        assertThat(fight(200)).as("nobody knows yet whether it is over").isNotNull();
        assertThat(fight(181 + 24 * 60)).isNotNull();
        assertThat(fight(182 + 24 * 60)).isNull();
    }

    @Test
    void ofTwoWhoApplyThemTheOneWhoHasThemIsNamed() throws IOException {
        apply("team", AUTOSCALER);
        apply("argocd-controller", DEPLOYMENT.formatted("\n  replicas: 3"));
        apply("kustomize-controller", DEPLOYMENT.formatted("\n  replicas: 4"));
        assertThat(fight(1)).contains("kustomize-controller sets spec.replicas of it too");

        apply("argocd-controller", DEPLOYMENT.formatted("\n  replicas: 4"));
        assertThat(fight(2)).as("both, and they agree").contains("argocd-controller");

        apply("argocd-controller", DEPLOYMENT.formatted(""));
        assertThat(fight(3)).as("the other one still does").contains("kustomize-controller");

        apply("kustomize-controller", DEPLOYMENT.formatted(""));
        assertThat(fight(4)).isNull();
    }

    /** Through the scale, as the autoscaler's controller does. */
    private void scale(int replicas) {
        PLANE.kubectl()
                .run("-n", namespace, "scale", "deployment", "web", "--replicas=" + replicas);
    }

    private static Instant minute(int minute) {
        return Instant.EPOCH.plus(Duration.ofMinutes(minute));
    }

    /** What is said of it when it is looked at then; null where nothing is. */
    private @Nullable String fight(int minute) {
        KeptInventory kept = new KeptInventory();
        ShownCluster shown = new ShownCluster(kept);
        shown.shown(
                PLANE.admin().apps().deployments().inNamespace(namespace).withName("web").get(),
                Instant.EPOCH);
        shown.shown(
                PLANE.admin()
                        .autoscaling()
                        .v2()
                        .horizontalPodAutoscalers()
                        .inNamespace(namespace)
                        .withName("web")
                        .get(),
                Instant.EPOCH);
        WorkloadState workload = kept.all(WorkloadState.class).getFirst();
        ReplicasOwnership seen =
                ownership == null
                        ? ReplicasOwnership.of(workload.replicasOwner())
                        : ownership.then(workload.replicasOwner(), minute(minute));
        ownership = seen;
        Situation situation =
                new Situation(
                        kept.all(AutoscalerState.class).getFirst(),
                        List.of(),
                        List.of(),
                        workload,
                        true,
                        seen.fight(minute(minute)).orElse(null),
                        List.of(),
                        null,
                        AutoscalerFlaps.NONE,
                        List.of(),
                        Volumes.NONE,
                        null,
                        Room.of(List.of(), List.of()),
                        Instant.EPOCH);
        return Lint.findings(situation).stream()
                .filter(each -> each.code() == Code.REPLICAS_SET_ELSEWHERE)
                .map(ScalingFinding::message)
                .findFirst()
                .orElse(null);
    }

    private void apply(String manager, String yaml) throws IOException {
        Path file = Files.createTempFile(directory, "object", ".yaml");
        Files.writeString(file, yaml);
        PLANE.kubectl()
                .run(
                        "-n",
                        namespace,
                        "apply",
                        "--server-side",
                        "--force-conflicts",
                        "--field-manager=" + manager,
                        "-f",
                        file.toString());
    }
}
