package io.headroom.model.recommendation;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;

/** The advice for the containers of one name, beside what they ask for now. */
public record ContainerRecommendation(
        String name, ContainerType type, Resources requests, Resources limits, Advice advice) {}
