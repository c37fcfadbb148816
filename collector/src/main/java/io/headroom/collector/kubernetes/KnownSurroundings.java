package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetOrdinals;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.OwnerFact;
import io.headroom.model.lifecycle.Surroundings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of nodes, owners and namespaces, for whatever is told of a pod. Of what is gone the
 * last word is kept, of a bounded number. Not thread-safe.
 */
final class KnownSurroundings {
    private static final int GONE_REMEMBERED = 10_000;
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
    private static final Set<String> MAINTENANCE =
            Set.of("MaintenancePlanned", "MaintenanceInProgress", "DrainInProgress");

    private final Map<String, NodeFact> nodes = new HashMap<>();
    private final Map<String, Instant> kubeletStarts = new HashMap<>();
    private final Map<String, Owner> owners = new HashMap<>();
    private final Map<String, Owner> goneOwners = remembering();
    private final Map<String, NodeFact> goneNodes = remembering();
    private final Map<String, Template> templates = new HashMap<>();

    /** When each owner that is scaled was so last, and which one each autoscaler scales. */
    private final Map<String, Instant> autoscaled = new HashMap<>();

    private final Map<String, String> targets = new HashMap<>();
    private final Set<String> deletingNamespaces = new HashSet<>();

    /** An owner as it was seen last, with its own controller's UID. */
    private record Owner(OwnerFact fact, @Nullable String aboveUid) {}

    /** What the newest ReplicaSet of a Deployment makes its pods of. */
    private record Template(
            String replicaSetUid,
            long revision,
            @Nullable String hash,
            @Nullable String restartedAt) {}

    /** Everything that is known around a pod. */
    Surroundings around(SeenPod pod) {
        String name = pod.node();
        NodeFact node = name == null ? null : nodes.getOrDefault(name, goneNodes.get(name));
        Controller controller = pod.controller();
        return new Surroundings(
                node,
                controller == null ? null : owner(controller.uid(), pod.namespace()),
                deletingNamespaces.contains(pod.namespace()));
    }

    void node(Node node) {
        String name = node.getMetadata().getName();
        var spec = node.getSpec();
        var status = node.getStatus();
        NodeCondition ready = null;
        boolean maintenance = false;
        for (NodeCondition condition :
                Containers.present(status == null ? null : status.getConditions())) {
            if ("Ready".equals(condition.getType())) {
                ready = condition;
            }
            maintenance |=
                    MAINTENANCE.contains(condition.getType())
                            && "True".equals(condition.getStatus());
        }
        var info = status == null ? null : status.getNodeInfo();
        goneNodes.remove(name);
        nodes.put(
                name,
                new NodeFact(
                        name,
                        ready == null ? null : (Boolean) "True".equals(ready.getStatus()),
                        ready == null ? null : Times.parse(ready.getLastTransitionTime()),
                        spec != null && Boolean.TRUE.equals(spec.getUnschedulable()),
                        info == null ? null : Containers.blankToNull(info.getBootID()),
                        Containers.present(spec == null ? null : spec.getTaints()).stream()
                                .map(taint -> new NodeFact.Taint(taint.getKey(), taint.getEffect()))
                                .toList(),
                        maintenance,
                        kubeletStarts.get(name),
                        false));
    }

    void nodeGone(String name) {
        NodeFact last = nodes.remove(name);
        kubeletStarts.remove(name);
        if (last != null) {
            goneNodes.put(name, copy(last, last.kubeletStartedAt(), true));
        }
    }

    void kubeletStarted(String node, Instant at) {
        NodeFact known = nodes.get(node);
        if (known != null) {
            kubeletStarts.put(node, at);
            nodes.put(node, copy(known, at, false));
        }
    }

    void namespace(Namespace namespace) {
        String name = namespace.getMetadata().getName();
        if (ClusterObjects.isTerminating(namespace)) {
            deletingNamespaces.add(name);
        } else {
            deletingNamespaces.remove(name);
        }
    }

    void namespaceGone(String name) {
        deletingNamespaces.remove(name);
    }

    void replicaSet(ReplicaSet object, Instant now) {
        var spec = object.getSpec();
        PodTemplateSpec template = spec == null ? null : spec.getTemplate();
        String hash =
                object.getMetadata().getLabels() == null
                        ? null
                        : object.getMetadata().getLabels().get("pod-template-hash");
        Controller above = Controller.of(object);
        if (above != null && !above.is("Deployment", "apps")) {
            // which of its ReplicaSets is the newest only a controller of that kind knows
            hash = null;
        } else if (above != null) {
            long revision = number(annotation(object, REVISION));
            Template known = templates.get(above.uid());
            if (known == null || revision >= known.revision()) {
                templates.put(
                        above.uid(),
                        new Template(
                                object.getMetadata().getUid(),
                                revision,
                                hash,
                                restartedAt(template)));
            }
        }
        put(object, "ReplicaSet", spec == null ? null : spec.getReplicas(), hash, template, now);
    }

    void deployment(Deployment object, Instant now) {
        var spec = object.getSpec();
        put(object, "Deployment", spec == null ? null : spec.getReplicas(), null, null, now);
    }

    void statefulSet(StatefulSet object, Instant now) {
        var spec = object.getSpec();
        var status = object.getStatus();
        put(
                object,
                "StatefulSet",
                spec == null || shifted(spec.getOrdinals()) ? null : spec.getReplicas(),
                status == null ? null : Containers.blankToNull(status.getUpdateRevision()),
                spec == null ? null : spec.getTemplate(),
                now);
    }

    /** Whether its pods are not numbered from 0: then their number says nothing of their names. */
    private static boolean shifted(@Nullable StatefulSetOrdinals ordinals) {
        return ordinals != null && ordinals.getStart() != null && ordinals.getStart() != 0;
    }

    void daemonSet(DaemonSet object, Instant now) {
        var spec = object.getSpec();
        put(
                object,
                "DaemonSet",
                null,
                annotation(object, TEMPLATE_GENERATION),
                spec == null ? null : spec.getTemplate(),
                now);
    }

    void job(Job object, Instant now) {
        String finished = null;
        String reason = null;
        var status = object.getStatus();
        for (JobCondition condition :
                Containers.present(status == null ? null : status.getConditions())) {
            String end =
                    switch (condition.getType() == null ? "" : condition.getType()) {
                        case "Complete" -> "Complete";
                        // decided, though its pods still have to end
                        case "Failed", "FailureTarget" -> "Failed";
                        default -> null;
                    };
            if (end != null && "True".equals(condition.getStatus())) {
                finished = end;
                reason = Containers.blankToNull(condition.getReason());
            }
        }
        OwnerFact fact = fact(object, "Job", null, null, null, now);
        owners.put(
                object.getMetadata().getUid(),
                new Owner(
                        new OwnerFact(
                                fact.kind(),
                                fact.name(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                fact.deleting(),
                                false,
                                finished,
                                reason,
                                null,
                                failureRules(object)),
                        aboveUid(object)));
    }

    private static List<OwnerFact.FailureRule> failureRules(Job object) {
        var spec = object.getSpec();
        var policy = spec == null ? null : spec.getPodFailurePolicy();
        List<OwnerFact.FailureRule> rules = new ArrayList<>();
        for (PodFailurePolicyRule rule :
                Containers.present(policy == null ? null : policy.getRules())) {
            var codes = rule.getOnExitCodes();
            rules.add(
                    new OwnerFact.FailureRule(
                            rule.getAction(),
                            codes == null ? null : Containers.blankToNull(codes.getContainerName()),
                            codes != null && "NotIn".equals(codes.getOperator()),
                            codes == null ? List.of() : Containers.present(codes.getValues()),
                            Containers.present(rule.getOnPodConditions()).stream()
                                    .map(each ->
                                            new OwnerFact.FailureRule.Condition(
                                                    each.getType(),
                                                    each.getStatus() == null
                                                            ? "True"
                                                            : each.getStatus()))
                                    .toList()));
        }
        return rules;
    }

    void autoscaler(HorizontalPodAutoscaler object) {
        var metadata = object.getMetadata();
        var spec = object.getSpec();
        var target = spec == null ? null : spec.getScaleTargetRef();
        var status = object.getStatus();
        Instant at = status == null ? null : Times.parse(status.getLastScaleTime());
        autoscalerGone(metadata.getNamespace(), metadata.getName());
        if (target != null && at != null) {
            String scaled = scaled(metadata.getNamespace(), target.getKind(), target.getName());
            autoscaled.put(scaled, at);
            targets.put(metadata.getNamespace() + '/' + metadata.getName(), scaled);
        }
    }

    void autoscalerGone(String namespace, String name) {
        String scaled = targets.remove(namespace + '/' + name);
        if (scaled != null) {
            autoscaled.remove(scaled);
        }
    }

    private static String scaled(String namespace, String kind, String name) {
        return namespace + '/' + kind + '/' + name;
    }

    void ownerGone(@Nullable String uid) {
        if (uid != null) {
            Owner last = owners.remove(uid);
            if (last != null) {
                goneOwners.put(uid, last);
            }
            if (last != null && last.aboveUid() != null) {
                // with the ReplicaSet, not with the Deployment: that one often goes first
                templates.computeIfPresent(
                        last.aboveUid(),
                        (_, template) -> template.replicaSetUid().equals(uid) ? null : template);
            }
        }
    }

    private @Nullable OwnerFact owner(String uid, String namespace) {
        Owner alive = owners.get(uid);
        Owner owner = alive == null ? goneOwners.get(uid) : alive;
        if (owner == null) {
            return null;
        }
        OwnerFact fact = owner.fact();
        String aboveUid = owner.aboveUid();
        Owner above = aboveUid == null ? null : owners.get(aboveUid);
        Template template = aboveUid == null ? null : templates.get(aboveUid);
        OwnerFact sized = above == null ? fact : above.fact();
        boolean gone = alive == null || (aboveUid != null && goneOwners.containsKey(aboveUid));
        return new OwnerFact(
                fact.kind(),
                fact.name(),
                fact.replicas(),
                fact.replicasBefore(),
                fact.replicasChangedAt(),
                template == null ? fact.currentRevision() : template.hash(),
                template == null ? fact.restartedAt() : template.restartedAt(),
                fact.deleting() || (above != null && above.fact().deleting()),
                gone,
                fact.finished(),
                fact.finishedReason(),
                autoscaled.get(scaled(namespace, sized.kind(), sized.name())),
                fact.failureRules());
    }

    private void put(
            HasMetadata object,
            String kind,
            @Nullable Integer replicas,
            @Nullable String revision,
            @Nullable PodTemplateSpec template,
            Instant now) {
        // a list that missed it once must not leave it gone for ever
        goneOwners.remove(object.getMetadata().getUid());
        owners.put(
                object.getMetadata().getUid(),
                new Owner(fact(object, kind, replicas, revision, template, now), aboveUid(object)));
    }

    private OwnerFact fact(
            HasMetadata object,
            String kind,
            @Nullable Integer replicas,
            @Nullable String revision,
            @Nullable PodTemplateSpec template,
            Instant now) {
        Owner known = owners.get(object.getMetadata().getUid());
        OwnerFact before = known == null ? null : known.fact();
        Integer was = before == null ? null : before.replicas();
        boolean changed = was != null && replicas != null && !was.equals(replicas);
        return new OwnerFact(
                kind,
                object.getMetadata().getName(),
                replicas,
                changed ? was : before == null ? null : before.replicasBefore(),
                changed ? now : before == null ? null : before.replicasChangedAt(),
                revision,
                restartedAt(template),
                object.getMetadata().getDeletionTimestamp() != null,
                false,
                null,
                null);
    }

    private static NodeFact copy(NodeFact node, @Nullable Instant kubeletStarted, boolean gone) {
        return new NodeFact(
                node.name(),
                node.ready(),
                node.readyChangedAt(),
                node.unschedulable(),
                node.bootId(),
                List.copyOf(node.taints()),
                node.maintenance(),
                kubeletStarted,
                gone);
    }

    private static @Nullable String aboveUid(HasMetadata object) {
        Controller above = Controller.of(object);
        return above == null ? null : above.uid();
    }

    private static @Nullable String restartedAt(@Nullable PodTemplateSpec template) {
        return template == null || template.getMetadata() == null
                ? null
                : Containers.present(template.getMetadata().getAnnotations()).get(RESTARTED_AT);
    }

    private static @Nullable String annotation(HasMetadata object, String name) {
        return Containers.present(object.getMetadata().getAnnotations()).get(name);
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static <V> Map<String, V> remembering() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > GONE_REMEMBERED;
            }
        };
    }
}
