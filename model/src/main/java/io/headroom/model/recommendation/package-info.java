/** What the recommendations topic carries: what to request, or why there is no answer yet. */
@NullMarked
package io.headroom.model.recommendation;

import org.jspecify.annotations.NullMarked;
