/** A simulated cluster with a life of its own, in its own time, behind the seam of the real one. */
@NullMarked
package io.headroom.collector.simulator;

import org.jspecify.annotations.NullMarked;
