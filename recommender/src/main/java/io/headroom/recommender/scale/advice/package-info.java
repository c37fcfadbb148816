/** How an autoscaler should be set, from what the demand was. */
@NullMarked
package io.headroom.recommender.scale.advice;

import org.jspecify.annotations.NullMarked;
