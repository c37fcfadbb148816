/** What was observed goes to Kafka from here. */
@NullMarked
package io.headroom.collector.publish;

import org.jspecify.annotations.NullMarked;
