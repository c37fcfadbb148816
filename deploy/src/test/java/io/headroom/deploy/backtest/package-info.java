/** Backtests as a user runs them, and the page that comes out as a browser shows it. */
@NullMarked
package io.headroom.deploy.backtest;

import org.jspecify.annotations.NullMarked;
