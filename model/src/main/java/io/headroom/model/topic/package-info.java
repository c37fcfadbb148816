/** The topics: names, keys, configuration, wire format, and reading a compacted one whole. */
@NullMarked
package io.headroom.model.topic;

import org.jspecify.annotations.NullMarked;
