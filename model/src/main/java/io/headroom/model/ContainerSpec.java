package io.headroom.model;

/** A container of a pod or of a workload's pod template, with what it asks for. */
public record ContainerSpec(
        String name, ContainerType type, Resources requests, Resources limits) {}
