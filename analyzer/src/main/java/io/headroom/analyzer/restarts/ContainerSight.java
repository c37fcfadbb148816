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
 */
record ContainerSight(int restartCount, boolean running, boolean ended, Memory memoryRequest) {

    static ContainerSight of(ContainerFact fact) {
        return new ContainerSight(
                fact.restartCount(),
                fact.state() instanceof ContainerState.Running,
                fact.state() instanceof ContainerState.Terminated,
                memoryRequest(fact.requests()));
    }

    void write(StateWriter to) {
        to.number(restartCount)
                .number(running ? 1 : 0)
                .number(ended ? 1 : 0)
                .number(memoryRequest.bytes());
    }

    static ContainerSight read(StateReader from) {
        return new ContainerSight(
                from.count(), from.number() == 1, from.number() == 1, new Memory(from.number()));
    }

    private static Memory memoryRequest(@Nullable Resources requests) {
        Memory memory = requests == null ? null : requests.memory();
        return memory == null ? new Memory(0) : memory;
    }
}
