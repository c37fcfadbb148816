/** Usage profiles: counters to rates, samples to windows, windows to histograms and rings. */
@NullMarked
package io.headroom.analyzer.usage;

import org.jspecify.annotations.NullMarked;
