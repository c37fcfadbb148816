/** Reads files with the demand that workloads had to serve. */
@NullMarked
package io.headroom.recommender.scale.trace;

import org.jspecify.annotations.NullMarked;
