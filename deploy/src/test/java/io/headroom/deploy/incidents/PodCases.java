package io.headroom.deploy.incidents;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Table B as far as the pod itself and its node tell: how kubelets and nodes end pods. */
final class PodCases {
    private static final String LOW = "The node was low on resource: memory. Threshold: 100Mi.";
    private static final String SHUTDOWN =
            "Pod was terminated in response to imminent node shutdown.";

    private PodCases() {}

    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        all.addAll(byKubelets());
        all.addAll(byNodes());
        all.addAll(evicted());
        return all;
    }

    private static List<Case> byKubelets() {
        return List.of(
                failed("b1-low", "Evicted", LOW)
                        .says(
                                "B1 evict_node_pressure(memory) confirmed unplanned 1"
                                        + " nothing_to_heal"),
                failed("b1-condition", "Evicted", "The node had condition: [DiskPressure]. ")
                        .says("B1 evict_node_pressure confirmed unplanned 1 nothing_to_heal"),
                failed("b2-volume", "Evicted", "Usage of EmptyDir volume \"c\" exceeds the limit")
                        .says("B2 evict_storage_limit confirmed unplanned 1 nothing_to_heal"),
                failed(
                                "b2-pod",
                                "Evicted",
                                "Pod ephemeral local storage usage exceeds the total limit")
                        .says("B2 evict_storage_limit confirmed unplanned 1 nothing_to_heal"),
                failed(
                                "b2-container",
                                "Evicted",
                                "Container app exceeded its local ephemeral storage limit")
                        .says("B2 evict_storage_limit confirmed unplanned 1 nothing_to_heal"),
                failed("b3-shutdown", "Terminated", SHUTDOWN)
                        .says("B3 node_shutdown confirmed unplanned 1 nothing_to_heal"),
                failed("b3-refused", "NodeShutdown", "Pod was rejected")
                        .says("B3 node_shutdown confirmed unplanned 1 nothing_to_heal"),
                failed("b3-cordoned", "cordoned", "Terminated", SHUTDOWN)
                        .says("B3 node_shutdown confirmed planned 1 nothing_to_heal"),
                onItsNode("b3-maintenance")
                        .around(s ->
                                s.nodeStatusBecomes(node ->
                                        node.editStatus()
                                                .addNewCondition()
                                                .withType("MaintenanceInProgress")
                                                .withStatus("True")
                                                .endCondition()
                                                .endStatus()))
                        .end(s -> s.pod().failed("Terminated", SHUTDOWN).write())
                        .says("B3 node_shutdown confirmed planned 1 nothing_to_heal"),
                failed("b4-reason", "Preempting", "Preempted in order to admit critical pod")
                        .says("B4 preempt_kubelet confirmed unplanned 1 nothing_to_heal"),
                failed("b4-message", null, "Preempted in order to admit critical pod")
                        .says("B4 preempt_kubelet confirmed unplanned 1 nothing_to_heal"),
                rejected("b10-cpu", "OutOfcpu"),
                rejected("b10-affinity", "NodeAffinity"),
                rejected("b10-admission", "UnexpectedAdmissionError"),
                rejected("b10-ports", "NodePorts"),
                Case.of("b10-without-status")
                        .runs(s -> s.pod().createOnly())
                        .end(s -> s.pod().neverStarts().failed("OutOfpods", "No room").write())
                        .says("B10 admission_rejected confirmed unplanned 1 nothing_to_heal"),
                failed("b17-failed", null, null)
                        .says("B17 pod_failed likely unplanned 1 nothing_to_heal"),
                Case.of("b17-done")
                        .runs(s -> s.pod().policy("Never").create())
                        .end(s ->
                                s.pod()
                                        .ends(PlayedPod.APP, 0, "Completed", 0)
                                        .phase("Succeeded")
                                        .write())
                        .says("B17 pod_done likely planned 1 nothing_to_heal"));
    }

    private static List<Case> byNodes() {
        return List.of(
                deleted("b5-preempted", "steady", "PreemptionByScheduler")
                        .says("B5 preempt_scheduler confirmed unplanned 1 nothing_to_heal"),
                onItsNode("b6-failure")
                        .around(s -> s.nodeBecomes(unreachable()))
                        .end(s -> s.pod().disrupted("DeletionByTaintManager").write().delete())
                        .says("B6 node_failure confirmed unplanned 1 nothing_to_heal"),
                deleted("b6-taint", "steady", "DeletionByTaintManager")
                        .says("B6 taint_eviction likely planned 1 nothing_to_heal"),
                deleted("b6-unknown", "nowhere", "DeletionByTaintManager")
                        .says("B6 taint_eviction unknown planned 1 nothing_to_heal"),
                nodeGone("b7-scaled-down", tainted("ToBeDeletedByClusterAutoscaler", "NoSchedule"))
                        .says("B7 node_removed likely planned 1 nothing_to_heal"),
                nodeGone("b7-karpenter", tainted("karpenter.sh/disrupted", "NoSchedule"))
                        .says("B7 node_removed likely planned 1 nothing_to_heal"),
                nodeGone("b7-cordoned", cordoned())
                        .says("B7 node_removed likely planned 1 nothing_to_heal"),
                nodeGone("b7-lost", unreachable())
                        .says("B7 node_lost likely unplanned 1 nothing_to_heal"),
                onItsNode("b7-orphan")
                        .around(Stage::nodeGone)
                        .end(s -> s.pod().delete().gone())
                        .says("B7 node_lost likely unplanned 1 nothing_to_heal"),
                deleted("b9-device", "steady", "DeletionByDeviceTaintManager")
                        .says("B9 device_taint confirmed unplanned 1 nothing_to_heal"),
                Case.of("b16-by-hand")
                        .runs(s -> s.pod().create())
                        .end(s -> s.pod().delete().gone())
                        .says(
                                "B16 manual_delete_unattributed unknown unplanned 1"
                                        + " nothing_to_heal"),
                Case.of("b16-at-once")
                        .runs(s -> s.pod().create())
                        .end(s -> s.pod().gone())
                        .says(
                                "B16 manual_delete_unattributed unknown unplanned 1"
                                        + " nothing_to_heal"),
                Case.of("b16-ends-in-failure")
                        .runs(s -> s.pod().create())
                        .end(s -> {
                            s.pod().delete();
                            s.pod()
                                    .ends(PlayedPod.APP, 143, "Error", 19)
                                    .phase("Failed")
                                    .write()
                                    .gone();
                        })
                        .says(
                                "B16 manual_delete_unattributed unknown unplanned 1"
                                        + " nothing_to_heal"));
    }

    /** Through the eviction API itself; which tool it was only its own event tells. */
    private static List<Case> evicted() {
        return List.of(
                evicted("b8-scaled-down", tainted("ToBeDeletedByClusterAutoscaler", "NoSchedule"))
                        .says("B8 evict_cluster_autoscaler likely planned 1 nothing_to_heal"),
                evicted("b8-karpenter", tainted("karpenter.sh/disrupted", "NoSchedule"))
                        .says("B8 evict_karpenter likely planned 1 nothing_to_heal"),
                evicted("b8-drain", cordoned()).says("B8 drain likely planned 1 nothing_to_heal"),
                evicted("b8-api", node -> node)
                        .says("B8 eviction_api likely planned 1 nothing_to_heal"));
    }

    static UnaryOperator<NodeBuilder> unreachable() {
        return tainted("node.kubernetes.io/unreachable", "NoExecute");
    }

    static Case onItsNode(String name) {
        return Case.of(name)
                .given(s -> s.node(node -> node))
                .runs(s -> s.pod().on(s.name()).create());
    }

    private static UnaryOperator<NodeBuilder> cordoned() {
        return node -> node.editSpec().withUnschedulable(true).endSpec();
    }

    private static UnaryOperator<NodeBuilder> tainted(String key, String effect) {
        return node ->
                node.editSpec().addNewTaint().withKey(key).withEffect(effect).endTaint().endSpec();
    }

    private static Case nodeGone(String name, UnaryOperator<NodeBuilder> before) {
        return onItsNode(name)
                .around(s -> {
                    s.nodeBecomes(before);
                    s.nodeGone();
                })
                .end(s -> s.pod().disrupted("DeletionByPodGC").write().delete().gone());
    }

    private static Case evicted(String name, UnaryOperator<NodeBuilder> before) {
        return onItsNode(name).around(s -> s.nodeBecomes(before)).end(s -> s.pod().evict().gone());
    }

    private static Case deleted(String name, String node, String why) {
        return Case.of(name)
                .runs(s -> s.pod().on(node).create())
                .end(s -> s.pod().disrupted(why).write().delete());
    }

    private static Case failed(String name, @Nullable String reason, @Nullable String message) {
        return failed(name, "steady", reason, message);
    }

    private static Case failed(
            String name, String node, @Nullable String reason, @Nullable String message) {
        return Case.of(name)
                .runs(s -> s.pod().on(node).create())
                .end(s -> s.pod().failed(reason, message).write());
    }

    private static Case rejected(String name, String reason) {
        return Case.of(name)
                .runs(s -> s.pod().createOnly())
                .end(s -> s.pod().neverStarts().failed(reason, "Pod was rejected").write())
                .says("B10 admission_rejected confirmed unplanned 1 nothing_to_heal");
    }
}
