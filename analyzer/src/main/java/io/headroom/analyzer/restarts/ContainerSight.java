package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.Resources;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.quantity.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What the next sight of a container is compared with; one that neither runs nor has ended waits.
 *
 * @param memoryRequest zero without a request
 * @param memoryLimit null without a limit
 */
record ContainerSight(
        int restartCount,
        boolean running,
        boolean ended,
        Memory memoryRequest,
        @Nullable Memory memoryLimit) {
    private static final int ENDED = 1;
    private static final int LIMITED = 2;

    static ContainerSight of(ContainerFact fact) {
        return new ContainerSight(
                fact.restartCount(),
                fact.state() instanceof ContainerState.Running,
                fact.state() instanceof ContainerState.Terminated,
                memoryRequest(fact.requests()),
                fact.limits() == null ? null : fact.limits().memory());
    }

    void write(StateWriter to) {
        to.number(restartCount)
                .number(running ? 1 : 0)
                .number((ended ? ENDED : 0) | (memoryLimit == null ? 0 : LIMITED))
                .number(memoryRequest.bytes());
        if (memoryLimit != null) {
            to.number(memoryLimit.bytes());
        }
    }

    static ContainerSight read(StateReader from) {
        int restarts = from.count();
        boolean running = from.number() == 1;
        long flags = from.number();
        Memory request = new Memory(from.number());
        // those that were stored before limits were kept have none
        Memory limit = (flags & LIMITED) == 0 ? null : new Memory(from.number());
        return new ContainerSight(restarts, running, (flags & ENDED) != 0, request, limit);
    }

    private static Memory memoryRequest(@Nullable Resources requests) {
        Memory memory = requests == null ? null : requests.memory();
        return memory == null ? new Memory(0) : memory;
    }
}
