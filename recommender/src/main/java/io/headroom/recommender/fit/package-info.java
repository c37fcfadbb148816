/** Whether advice fits its namespace's quotas, what fits instead, and what the quotas should be. */
@NullMarked
package io.headroom.recommender.fit;

import org.jspecify.annotations.NullMarked;
