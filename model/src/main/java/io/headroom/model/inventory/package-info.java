/** What the inventory topic carries: the slim state of workloads, pods and autoscalers. */
@NullMarked
package io.headroom.model.inventory;

import org.jspecify.annotations.NullMarked;
