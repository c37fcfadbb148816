/** A real Kubernetes control plane on the loopback, started by the tests that need one. */
@NullMarked
package io.headroom.deploy.cluster;

import org.jspecify.annotations.NullMarked;
