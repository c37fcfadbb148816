/** What is given to act on, on a real API server. */
@NullMarked
package io.headroom.deploy.output;

import org.jspecify.annotations.NullMarked;
