package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerSettings;
import io.headroom.model.lifecycle.ContainerState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The containers of a pod or a pod template, and what the pod's status says of each. */
final class Containers {
    private static final int MAX_MESSAGE_CHARS = 1_000;

    private Containers() {}

    /** Every container of the specification, with what it asks for there. */
    static List<ContainerSpec> specs(@Nullable PodSpec spec) {
        return specs(spec, Map.of());
    }

    /**
     * Every container of a pod, with the requests and limits in force: those that its status
     * reports, because a resize changes the specification first.
     */
    static List<ContainerSpec> inForce(@Nullable PodSpec spec, @Nullable PodStatus status) {
        Map<String, ContainerStatus> byName = new HashMap<>();
        if (status != null) {
            for (var list :
                    List.of(
                            present(status.getContainerStatuses()),
                            present(status.getInitContainerStatuses()))) {
                list.forEach(container -> byName.put(container.getName(), container));
            }
        }
        return specs(spec, byName);
    }

    /** What the status says of every container, sorted as the specification lists them. */
    static List<ContainerFact> facts(@Nullable PodSpec spec, @Nullable PodStatus status) {
        if (spec == null || status == null) {
            return List.of();
        }
        Map<String, ContainerSpec> specs = new HashMap<>();
        inForce(spec, status).forEach(container -> specs.put(container.name(), container));
        Map<String, ContainerSettings> settings = settings(spec);
        List<ContainerFact> facts = new ArrayList<>();
        add(facts, status.getInitContainerStatuses(), ContainerType.INIT, specs, settings);
        add(facts, status.getContainerStatuses(), ContainerType.APP, specs, settings);
        add(
                facts,
                status.getEphemeralContainerStatuses(),
                ContainerType.EPHEMERAL,
                specs,
                settings);
        return facts;
    }

    private static List<ContainerSpec> specs(
            @Nullable PodSpec spec, Map<String, ContainerStatus> statuses) {
        if (spec == null) {
            return List.of();
        }
        List<ContainerSpec> all = new ArrayList<>();
        for (Container container : present(spec.getInitContainers())) {
            boolean sidecar = "Always".equals(container.getRestartPolicy());
            all.add(
                    spec(
                                    container.getName(),
                                    sidecar ? ContainerType.SIDECAR : ContainerType.INIT,
                                    container.getResources(),
                                    statuses)
                            .with(Traits.of(container, spec)));
        }
        for (Container container : present(spec.getContainers())) {
            all.add(
                    spec(container.getName(), ContainerType.APP, container.getResources(), statuses)
                            .with(Traits.of(container, spec)));
        }
        for (EphemeralContainer container : present(spec.getEphemeralContainers())) {
            all.add(
                    new ContainerSpec(
                            container.getName(),
                            ContainerType.EPHEMERAL,
                            Resources.NONE,
                            Resources.NONE));
        }
        return all;
    }

    private static ContainerSpec spec(
            String name,
            ContainerType type,
            @Nullable ResourceRequirements asked,
            Map<String, ContainerStatus> statuses) {
        ContainerStatus status = statuses.get(name);
        ResourceRequirements reported = status == null ? null : status.getResources();
        ResourceRequirements inForce =
                reported != null
                                && (!present(reported.getRequests()).isEmpty()
                                        || !present(reported.getLimits()).isEmpty())
                        ? reported
                        : asked;
        return new ContainerSpec(
                name,
                type,
                Amounts.resources(inForce == null ? null : inForce.getRequests()),
                Amounts.resources(inForce == null ? null : inForce.getLimits()));
    }

    private static Map<String, ContainerSettings> settings(PodSpec spec) {
        Map<String, ContainerSettings> settings = new HashMap<>();
        for (var list : List.of(present(spec.getInitContainers()), present(spec.getContainers()))) {
            for (Container container : list) {
                String own = blankToNull(container.getRestartPolicy());
                settings.put(
                        container.getName(),
                        new ContainerSettings(
                                blankToNull(container.getImage()),
                                own == null ? blankToNull(spec.getRestartPolicy()) : own,
                                rules(container),
                                present(container.getResizePolicy()).stream()
                                        .anyMatch(policy ->
                                                "RestartContainer"
                                                        .equals(policy.getRestartPolicy()))));
            }
        }
        return settings;
    }

    private static List<ContainerSettings.ExitCodeRule> rules(Container container) {
        List<ContainerSettings.ExitCodeRule> rules = new ArrayList<>();
        for (ContainerRestartRule rule : present(container.getRestartPolicyRules())) {
            if (rule.getExitCodes() != null && "Restart".equals(rule.getAction())) {
                rules.add(
                        new ContainerSettings.ExitCodeRule(
                                "NotIn".equals(rule.getExitCodes().getOperator()),
                                present(rule.getExitCodes().getValues())));
            }
        }
        return rules;
    }

    private static void add(
            List<ContainerFact> facts,
            @Nullable List<ContainerStatus> statuses,
            ContainerType unlisted,
            Map<String, ContainerSpec> specs,
            Map<String, ContainerSettings> settings) {
        for (ContainerStatus status : present(statuses)) {
            ContainerSpec spec = specs.get(status.getName());
            Integer restarts = status.getRestartCount();
            ContainerState state = state(status.getState());
            facts.add(
                    new ContainerFact(
                            status.getName(),
                            spec == null ? unlisted : spec.type(),
                            blankToNull(status.getContainerID()),
                            restarts == null ? 0 : restarts,
                            Boolean.TRUE.equals(status.getReady()),
                            status.getStarted(),
                            state == null ? new ContainerState.Waiting(null) : state,
                            state(status.getLastState()),
                            spec == null ? null : spec.requests(),
                            settings.get(status.getName()),
                            spec == null ? null : spec.limits()));
        }
    }

    private static @Nullable ContainerState state(
            io.fabric8.kubernetes.api.model.@Nullable ContainerState state) {
        if (state == null) {
            return null;
        }
        if (state.getTerminated() != null) {
            return terminated(state.getTerminated());
        }
        if (state.getRunning() != null) {
            return new ContainerState.Running(Times.parse(state.getRunning().getStartedAt()));
        }
        return state.getWaiting() == null
                ? null
                : new ContainerState.Waiting(blankToNull(state.getWaiting().getReason()));
    }

    private static ContainerState terminated(ContainerStateTerminated ended) {
        Integer exitCode = ended.getExitCode();
        Integer signal = ended.getSignal();
        return new ContainerState.Terminated(
                exitCode == null ? 0 : exitCode,
                signal == null || signal == 0 ? null : signal,
                blankToNull(ended.getReason()),
                shortened(ended.getMessage()),
                Times.parse(ended.getStartedAt()),
                Times.parse(ended.getFinishedAt()),
                blankToNull(ended.getContainerID()));
    }

    /** A message that somebody else wrote, cut where it would not help any more. */
    static @Nullable String shortened(@Nullable String text) {
        String present = blankToNull(text);
        return present == null || present.length() <= MAX_MESSAGE_CHARS
                ? present
                : present.substring(0, MAX_MESSAGE_CHARS) + "…";
    }

    static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    static <T> List<T> present(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static <K, V> Map<K, V> present(@Nullable Map<K, V> map) {
        return map == null ? Map.of() : map;
    }
}
