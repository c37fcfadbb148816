/**
 * The collector against real API servers, kubelets that misbehave on purpose, and a real broker.
 */
@NullMarked
package io.headroom.deploy.collect;

import org.jspecify.annotations.NullMarked;
