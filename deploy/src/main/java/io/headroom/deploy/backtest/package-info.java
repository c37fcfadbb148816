/** Runs a replay of strategies over usage that was measured, and reports on it. */
@NullMarked
package io.headroom.deploy.backtest;

import org.jspecify.annotations.NullMarked;
