package io.headroom.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a container's specification says of how it uses memory, and of resources that are neither
 * CPU nor memory. Of its environment and command nothing is kept but {@code jvmOptions}.
 *
 * @param image as the specification names it; null where it names none
 * @param jvmOptions the options of a Java virtual machine that bear on memory, in the order in
 *     which it reads them: of two of one kind the last holds. Null where neither environment nor
 *     command speak of one
 * @param extended what it asks for of extended resources, by name, such as {@code nvidia.com/gpu}
 * @param memoryVolume true where it mounts a volume that is kept in memory; else null
 */
public record ContainerTraits(
        @Nullable String image,
        @Nullable List<String> jvmOptions,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Map<String, Long> extended,
        @Nullable Boolean memoryVolume) {

    /** Nothing is said. */
    public static final ContainerTraits NONE = new ContainerTraits(null, null, Map.of(), null);

    public ContainerTraits {
        jvmOptions = jvmOptions == null ? null : List.copyOf(jvmOptions);
        extended = extended == null ? Map.of() : Map.copyOf(extended);
    }

    /** What it asks for of extended resources; empty where it asks for none. */
    @Override
    public Map<String, Long> extended() {
        return extended == null ? Map.of() : extended;
    }
}
