package io.headroom.collector.history;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What containers were and asked for, as kube-state-metrics told. */
final class ContainerFacts {
    private final Set<PodName.Container> apps = new HashSet<>();
    private final Set<PodName> podsWithApps = new HashSet<>();
    private final Map<PodName.Container, ContainerType> inits = new HashMap<>();
    private final Amounts requests;
    private final Amounts limits;

    ContainerFacts(Answers.Containers told) {
        for (Matrix.Series series : told.apps().series()) {
            PodName.Container container = PodName.Container.of(series);
            if (container != null) {
                apps.add(container);
                podsWithApps.add(container.pod());
            }
        }
        for (Matrix.Series series : told.inits().series()) {
            PodName.Container container = PodName.Container.of(series);
            if (container != null) {
                boolean sidecar = series.label("restart_policy").equals("Always");
                inits.put(container, sidecar ? ContainerType.SIDECAR : ContainerType.INIT);
            }
        }
        this.requests = new Amounts(told.requests());
        this.limits = new Amounts(told.limits());
    }

    /** Every container is one of those that a pod is listed with; others came for debugging. */
    ContainerType type(PodName.Container container, WorkloadRef workload, KnownWorkloads known) {
        ContainerType init = inits.get(container);
        if (init != null) {
            // versions of kube-state-metrics before sidecars do not tell which one is
            ContainerType now = known.type(workload, container.name());
            return now == ContainerType.SIDECAR ? now : init;
        }
        if (apps.contains(container)) {
            return ContainerType.APP;
        }
        ContainerType now = known.type(workload, container.name());
        if (now != null) {
            return now;
        }
        return podsWithApps.contains(container.pod()) ? ContainerType.EPHEMERAL : ContainerType.APP;
    }

    Resources requests(PodName.Container container, long millis) {
        return requests.at(container, millis);
    }

    Resources limits(PodName.Container container, long millis) {
        return limits.at(container, millis);
    }

    private static final class Amounts {
        private final Map<PodName.Container, Matrix.Series> cores = new HashMap<>();
        private final Map<PodName.Container, Matrix.Series> bytes = new HashMap<>();

        Amounts(Matrix told) {
            for (Matrix.Series series : told.series()) {
                PodName.Container container = PodName.Container.of(series);
                if (container != null && series.length() > 0) {
                    switch (series.label("resource")) {
                        case "cpu" -> cores.put(container, series);
                        case "memory" -> bytes.put(container, series);
                        default -> {}
                    }
                }
            }
        }

        Resources at(PodName.Container container, long millis) {
            Double cpu = at(cores.get(container), millis);
            Double memory = at(bytes.get(container), millis);
            if (cpu == null && memory == null) {
                return Resources.NONE;
            }
            return new Resources(
                    cpu == null ? null : new Cpu(Math.round(cpu * 1_000)),
                    memory == null ? null : new Memory(Math.round(memory)));
        }

        /** What was told at the end of the hour that this time lies in; else the last before. */
        private static @Nullable Double at(Matrix.@Nullable Series series, long millis) {
            if (series == null) {
                return null;
            }
            double value = series.value(series.length() - 1);
            for (int i = series.length() - 1; i >= 0 && series.atMillis(i) >= millis; i--) {
                value = series.value(i);
            }
            return value < 0 ? null : value;
        }
    }
}
