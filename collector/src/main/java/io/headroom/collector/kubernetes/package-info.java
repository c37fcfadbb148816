/** What the Kubernetes API shows, watched and told to the sink; the only user of its client. */
@NullMarked
package io.headroom.collector.kubernetes;

import org.jspecify.annotations.NullMarked;
