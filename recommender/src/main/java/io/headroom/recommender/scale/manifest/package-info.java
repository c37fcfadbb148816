/** HorizontalPodAutoscalers as the API server takes them. */
@NullMarked
package io.headroom.recommender.scale.manifest;

import org.jspecify.annotations.NullMarked;
