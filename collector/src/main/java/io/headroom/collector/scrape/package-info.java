/** What containers use, read from kubelets and from the metrics API. */
@NullMarked
package io.headroom.collector.scrape;

import org.jspecify.annotations.NullMarked;
