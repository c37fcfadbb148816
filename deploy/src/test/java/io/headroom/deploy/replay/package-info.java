/** Kubelets and a cluster that play real traces again, as fast as they are read. */
@NullMarked
package io.headroom.deploy.replay;

import org.jspecify.annotations.NullMarked;
