/** The parts of one process, started in the order in which they need one another. */
@NullMarked
package io.headroom.deploy.launch;

import org.jspecify.annotations.NullMarked;
