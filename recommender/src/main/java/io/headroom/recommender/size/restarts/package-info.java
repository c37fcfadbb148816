/** What ends of containers mean for what they should request. Pure. */
@NullMarked
package io.headroom.recommender.size.restarts;

import org.jspecify.annotations.NullMarked;
