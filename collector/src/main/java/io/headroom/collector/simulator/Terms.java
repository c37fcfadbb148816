package io.headroom.collector.simulator;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What quotas and LimitRanges look at in simulated pods, as a watch of the API would tell it. */
final class Terms {
    private Terms() {}

    /** Of a pod without a PriorityClass, to which the API server gives the priority 0. */
    static PodTerms of(List<ContainerSpec> containers) {
        return new PodTerms(
                containers.stream()
                        .filter(container -> container.type() != ContainerType.EPHEMERAL)
                        .map(Terms::of)
                        .toList(),
                false,
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                0,
                false,
                false,
                false,
                null);
    }

    private static PodTerms.Container of(ContainerSpec spec) {
        return new PodTerms.Container(
                spec.name(),
                spec.type(),
                amounts(spec.requests(), spec.said().extended()),
                amounts(spec.limits(), spec.said().extended()));
    }

    private static Map<String, BigDecimal> amounts(Resources of, Map<String, Long> extended) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        Cpu cpu = of.cpu();
        if (cpu != null) {
            amounts.put("cpu", SimulatedQuota.cores(cpu.millicores()));
        }
        Memory memory = of.memory();
        if (memory != null) {
            amounts.put("memory", BigDecimal.valueOf(memory.bytes()));
        }
        extended.forEach((name, pieces) -> amounts.put(name, BigDecimal.valueOf(pieces)));
        return amounts;
    }
}
