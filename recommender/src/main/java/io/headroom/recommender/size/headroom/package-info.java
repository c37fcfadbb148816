/**
 * The strategy {@code headroom}: what a container's own past would have cost under many simple
 * rules decides which of them to follow.
 */
@NullMarked
package io.headroom.recommender.size.headroom;

import org.jspecify.annotations.NullMarked;
