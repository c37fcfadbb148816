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
}
