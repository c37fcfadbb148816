/** What following the recommendations would save, or cost, and what following them has saved. */
@NullMarked
package io.headroom.recommender.savings;

import org.jspecify.annotations.NullMarked;
