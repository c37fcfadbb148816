/** Amounts of CPU and memory as types, so that they do not mix. */
@NullMarked
package io.headroom.model.quantity;

import org.jspecify.annotations.NullMarked;
