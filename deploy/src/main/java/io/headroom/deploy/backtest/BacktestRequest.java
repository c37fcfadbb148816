package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.Protocol;
import io.headroom.recommender.size.Strategy;
import java.util.List;

/**
 * What is asked of a backtest.
 *
 * @param strategies those to replay; the first one is judged
 * @param against names of those that each is held against, itself left out
 * @param resamples how often series are drawn again for an interval
 * @param seed decides the draws
 */
public record BacktestRequest(
        Protocol protocol,
        List<Strategy> strategies,
        List<String> against,
        int resamples,
        long seed) {
    public BacktestRequest {
        strategies = List.copyOf(strategies);
        against = List.copyOf(against);
    }

    List<String> names() {
        return strategies.stream().map(Strategy::name).toList();
    }
}
