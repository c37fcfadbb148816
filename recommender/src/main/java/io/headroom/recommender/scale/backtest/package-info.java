/** Holds advice on autoscalers against what came after it. */
@NullMarked
package io.headroom.recommender.scale.backtest;

import org.jspecify.annotations.NullMarked;
