/** Recommendations in the forms that a person reads, a program reads, or a cluster takes. */
@NullMarked
package io.headroom.recommender.output;

import org.jspecify.annotations.NullMarked;
