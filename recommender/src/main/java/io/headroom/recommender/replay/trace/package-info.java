/** Reads usage from CSV files: one file for a container, one folder for a set of them. */
@NullMarked
package io.headroom.recommender.replay.trace;

import org.jspecify.annotations.NullMarked;
