package io.headroom.model;

import org.jspecify.annotations.Nullable;

/**
 * A container of a pod or of a workload's pod template, with what it asks for.
 *
 * @param traits what else its specification says; null where that is nothing, and in records of
 *     older collectors
 */
public record ContainerSpec(
        String name,
        ContainerType type,
        Resources requests,
        Resources limits,
        @Nullable ContainerTraits traits) {

    /** One of which nothing else is known. */
    public ContainerSpec(String name, ContainerType type, Resources requests, Resources limits) {
        this(name, type, requests, limits, null);
    }

    /** What else its specification says; all of it absent where that is nothing. */
    public ContainerTraits said() {
        return traits == null ? ContainerTraits.NONE : traits;
    }

    /** The same with what else its specification says. */
    public ContainerSpec with(@Nullable ContainerTraits found) {
        return new ContainerSpec(name, type, requests, limits, found);
    }
}
