/** Requests and autoscalers changed together, so that neither undoes what the other did. */
@NullMarked
package io.headroom.recommender.scale.joint;

import org.jspecify.annotations.NullMarked;
