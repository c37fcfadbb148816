/** History from a real Prometheus. */
@NullMarked
package io.headroom.deploy.history;

import org.jspecify.annotations.NullMarked;
