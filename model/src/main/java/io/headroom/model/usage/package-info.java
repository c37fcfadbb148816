/** What the usage topic carries: raw readings of one pod's containers. */
@NullMarked
package io.headroom.model.usage;

import org.jspecify.annotations.NullMarked;
