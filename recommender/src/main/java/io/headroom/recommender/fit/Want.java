package io.headroom.recommender.fit;

import io.headroom.model.ContainerType;

/** What one container of a pod is to have, and the least that a plan leaves it. */
public record Want(String container, ContainerType type, Amount cpu, Amount memory) {}
