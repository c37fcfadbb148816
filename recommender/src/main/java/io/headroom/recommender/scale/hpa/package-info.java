/** What the controller of HorizontalPodAutoscalers does, as functions of what it sees. */
@NullMarked
package io.headroom.recommender.scale.hpa;

import org.jspecify.annotations.NullMarked;
