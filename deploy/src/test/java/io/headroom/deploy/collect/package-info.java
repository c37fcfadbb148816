/** The collector against a real API server and a real broker. */
@NullMarked
package io.headroom.deploy.collect;

import org.jspecify.annotations.NullMarked;
