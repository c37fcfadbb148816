/** What the cluster topic carries: nodes, namespaces, quotas, limit ranges and findings. */
@NullMarked
package io.headroom.model.cluster;

import org.jspecify.annotations.NullMarked;
