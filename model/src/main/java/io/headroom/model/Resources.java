package io.headroom.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of CPU and memory that belong together, such as a container's requests. A part that is
 * not set is null: in Kubernetes "no limit" differs from a limit of zero.
 */
public record Resources(
        @JsonProperty("cpuMillicores") @Nullable Cpu cpu,
        @JsonProperty("memoryBytes") @Nullable Memory memory) {

    /** Neither CPU nor memory is set. */
    public static final Resources NONE = new Resources(null, null);

    /** Both together; what one of them does not set is what the other does. */
    public Resources plus(Resources other) {
        return new Resources(
                cpu == null || other.cpu == null
                        ? cpu == null ? other.cpu : cpu
                        : cpu.plus(other.cpu),
                memory == null || other.memory == null
                        ? memory == null ? other.memory : memory
                        : memory.plus(other.memory));
    }

    /** What is left beside another, and no less than nothing; what is not set stays so. */
    public Resources minus(Resources other) {
        return new Resources(
                cpu == null || other.cpu == null
                        ? cpu
                        : new Cpu(Math.max(0, cpu.millicores() - other.cpu.millicores())),
                memory == null || other.memory == null
                        ? memory
                        : new Memory(Math.max(0, memory.bytes() - other.memory.bytes())));
    }
}
