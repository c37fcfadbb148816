/** What a Prometheus remembers of the time before the first start, as readings. */
@NullMarked
package io.headroom.collector.history;

import org.jspecify.annotations.NullMarked;
