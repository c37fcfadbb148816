/** How much to request: estimates from usage, and the clamps that the cluster puts on them. */
@NullMarked
package io.headroom.recommender.size;

import org.jspecify.annotations.NullMarked;
