/** What the lifecycle topic carries: pod status facts and Kubernetes events. */
@NullMarked
package io.headroom.model.lifecycle;

import org.jspecify.annotations.NullMarked;
