/** What the API server would say of a pod: LimitRanges first, then ResourceQuotas, exactly. */
@NullMarked
package io.headroom.recommender.fit.admission;

import org.jspecify.annotations.NullMarked;
