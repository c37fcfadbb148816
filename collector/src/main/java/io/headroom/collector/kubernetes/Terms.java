package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.headroom.model.ContainerType;
import io.headroom.model.inventory.PodTerms;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What quotas and LimitRanges look at, as a pod's object writes it. */
public final class Terms {
    private Terms() {}

    public static PodTerms of(Pod pod) {
        PodSpec spec = pod.getSpec() == null ? new PodSpec() : pod.getSpec();
        return of(spec, pod.getStatus(), Defaulted.of(pod), goneAt(pod));
    }

    /**
     * Of a pod that is to be made, before admission adds to it; null where nothing is said of it.
     */
    static @Nullable PodTerms of(@Nullable PodTemplateSpec template) {
        return template == null || template.getSpec() == null
                ? null
                : of(template.getSpec(), null, Defaulted.NOTHING, null);
    }

    private static PodTerms of(
            PodSpec spec,
            @Nullable PodStatus status,
            Defaulted defaulted,
            @Nullable Instant goneAt) {
        ResourceRequirements whole = spec.getResources();
        return new PodTerms(
                containers(spec, status, defaulted),
                whole != null,
                requests(whole),
                limits(whole),
                Amounts.all(spec.getOverhead()),
                Containers.blankToNull(spec.getPriorityClassName()),
                spec.getPriority(),
                spec.getActiveDeadlineSeconds() != null && spec.getActiveDeadlineSeconds() >= 0,
                isAffineAcrossNamespaces(spec.getAffinity()),
                isInfeasible(status),
                goneAt);
    }

    /** The timestamp has the grace in it already; quotas add it once more. */
    private static @Nullable Instant goneAt(Pod pod) {
        Instant deletedAt = Times.parse(pod.getMetadata().getDeletionTimestamp());
        Long graceSeconds = pod.getMetadata().getDeletionGracePeriodSeconds();
        return deletedAt == null || graceSeconds == null
                ? null
                : deletedAt.plusSeconds(graceSeconds);
    }

    private static List<PodTerms.Container> containers(
            PodSpec spec, @Nullable PodStatus status, Defaulted defaulted) {
        Map<String, ContainerStatus> statuses = new HashMap<>();
        if (status != null) {
            Stream.concat(
                            Containers.present(status.getInitContainerStatuses()).stream(),
                            Containers.present(status.getContainerStatuses()).stream())
                    .forEach(each -> statuses.put(each.getName(), each));
        }
        List<PodTerms.Container> containers = new ArrayList<>();
        for (Container init : Containers.present(spec.getInitContainers())) {
            containers.add(
                    container(
                            init,
                            "Always".equals(init.getRestartPolicy())
                                    ? ContainerType.SIDECAR
                                    : ContainerType.INIT,
                            statuses.get(init.getName()),
                            defaulted));
        }
        for (Container each : Containers.present(spec.getContainers())) {
            containers.add(
                    container(each, ContainerType.APP, statuses.get(each.getName()), defaulted));
        }
        return containers;
    }

    private static PodTerms.Container container(
            Container container,
            ContainerType type,
            @Nullable ContainerStatus status,
            Defaulted defaulted) {
        Map<String, BigDecimal> requests = requests(container.getResources());
        Map<String, BigDecimal> limits = limits(container.getResources());
        Map<String, BigDecimal> given = Map.of();
        Map<String, BigDecimal> givenLimits = Map.of();
        // of an init container that is no sidecar, and of a status without them, nobody asks
        if (status != null && status.getResources() != null && type != ContainerType.INIT) {
            given =
                    larger(
                            Amounts.all(status.getAllocatedResources()),
                            requests(status.getResources()));
            givenLimits = limits(status.getResources());
        }
        return new PodTerms.Container(
                container.getName(),
                type,
                requests,
                limits,
                given.equals(requests) ? Map.of() : given,
                givenLimits.equals(limits) ? Map.of() : givenLimits,
                defaulted.requests(container.getName()),
                defaulted.limits(container.getName()));
    }

    private static Map<String, BigDecimal> requests(@Nullable ResourceRequirements asked) {
        return Amounts.all(asked == null ? null : asked.getRequests());
    }

    private static Map<String, BigDecimal> limits(@Nullable ResourceRequirements asked) {
        return Amounts.all(asked == null ? null : asked.getLimits());
    }

    private static Map<String, BigDecimal> larger(
            Map<String, BigDecimal> one, Map<String, BigDecimal> other) {
        Map<String, BigDecimal> larger = new TreeMap<>(one);
        other.forEach((name, amount) -> larger.merge(name, amount, BigDecimal::max));
        return larger;
    }

    private static boolean isInfeasible(@Nullable PodStatus status) {
        return status != null
                && Containers.present(status.getConditions()).stream()
                        .anyMatch(condition ->
                                "PodResizePending".equals(condition.getType())
                                        && "Infeasible".equals(condition.getReason()));
    }

    private static boolean isAffineAcrossNamespaces(@Nullable Affinity affinity) {
        if (affinity == null) {
            return false;
        }
        var near = affinity.getPodAffinity();
        var far = affinity.getPodAntiAffinity();
        return Stream.of(
                        near == null
                                ? Stream.<PodAffinityTerm>of()
                                : terms(
                                        near.getRequiredDuringSchedulingIgnoredDuringExecution(),
                                        near.getPreferredDuringSchedulingIgnoredDuringExecution()),
                        far == null
                                ? Stream.<PodAffinityTerm>of()
                                : terms(
                                        far.getRequiredDuringSchedulingIgnoredDuringExecution(),
                                        far.getPreferredDuringSchedulingIgnoredDuringExecution()))
                .flatMap(terms -> terms)
                .anyMatch(term ->
                        !Containers.present(term.getNamespaces()).isEmpty()
                                || term.getNamespaceSelector() != null);
    }

    private static Stream<PodAffinityTerm> terms(
            @Nullable List<PodAffinityTerm> required,
            @Nullable List<WeightedPodAffinityTerm> preferred) {
        return Stream.concat(
                Containers.present(required).stream(),
                Containers.present(preferred).stream()
                        .map(WeightedPodAffinityTerm::getPodAffinityTerm));
    }
}
