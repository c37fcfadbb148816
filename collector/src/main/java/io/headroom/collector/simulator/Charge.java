package io.headroom.collector.simulator;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What a pod counts for in its namespace's ResourceQuotas, and takes of its node. */
record Charge(long requestMillicores, long requestBytes, long limitMillicores, long limitBytes) {

    static final Charge NONE = new Charge(0, 0, 0, 0);

    static Charge of(List<ContainerSpec> containers) {
        return new Charge(
                effective(containers, ContainerSpec::requests, Charge::millicores),
                effective(containers, ContainerSpec::requests, Charge::bytes),
                effective(containers, ContainerSpec::limits, Charge::millicores),
                effective(containers, ContainerSpec::limits, Charge::bytes));
    }

    Charge plus(Charge other) {
        return new Charge(
                requestMillicores + other.requestMillicores,
                requestBytes + other.requestBytes,
                limitMillicores + other.limitMillicores,
                limitBytes + other.limitBytes);
    }

    Charge minus(Charge other) {
        return new Charge(
                requestMillicores - other.requestMillicores,
                requestBytes - other.requestBytes,
                limitMillicores - other.limitMillicores,
                limitBytes - other.limitBytes);
    }

    /**
     * As Kubernetes sums a pod: all that run together, or an init container with the sidecars that
     * were started before it, whichever is more.
     */
    private static long effective(
            List<ContainerSpec> containers,
            Function<ContainerSpec, Resources> kind,
            ToLongFunction<Resources> amount) {
        long together = 0;
        long starting = 0;
        long sidecars = 0;
        for (ContainerSpec container : containers) {
            long own = amount.applyAsLong(kind.apply(container));
            if (container.type() == ContainerType.INIT) {
                starting = Math.max(starting, sidecars + own);
            } else {
                together += own;
                sidecars += container.type() == ContainerType.SIDECAR ? own : 0;
            }
        }
        return Math.max(together, starting);
    }

    private static long millicores(Resources resources) {
        return resources.cpu() == null ? 0 : resources.cpu().millicores();
    }

    private static long bytes(Resources resources) {
        return resources.memory() == null ? 0 : resources.memory().bytes();
    }
}
