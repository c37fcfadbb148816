/** Settings from file, environment and flags, all problems reported together. */
@NullMarked
package io.headroom.model.settings;

import org.jspecify.annotations.NullMarked;
