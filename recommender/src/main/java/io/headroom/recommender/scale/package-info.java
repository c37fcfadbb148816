/** How many replicas a workload should run: horizontal autoscalers, replayed and advised. */
@NullMarked
package io.headroom.recommender.scale;

import org.jspecify.annotations.NullMarked;
