/** Compact memories of usage: decaying histograms and rings of one byte per window. */
@NullMarked
package io.headroom.model.profile;

import org.jspecify.annotations.NullMarked;
