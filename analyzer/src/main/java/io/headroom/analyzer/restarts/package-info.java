/** Restarts: counted from what the API says of pods, also of those that nobody saw. */
@NullMarked
package io.headroom.analyzer.restarts;

import org.jspecify.annotations.NullMarked;
