package io.headroom.recommender.replay;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Strategies;
import io.headroom.recommender.size.Strategy;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One container's replay.
 *
 * @param origins the moments of advice
 * @param strategies by name, in the order that they were asked for
 * @param hindsight likewise, of {@link Hindsight}
 * @param staticPeak what the highest usage ever seen would have done
 * @param cheapestCpu the least that CPU could have cost, by price of an unserved core-hour in the
 *     order of {@link Prices#unservedCoreHour}
 * @param cheapestMemory the least that memory could have cost
 */
public record SeriesScore(
        String set,
        String name,
        List<Instant> origins,
        SequencedMap<String, StrategyScore> strategies,
        SequencedMap<String, StrategyScore> hindsight,
        StrategyScore staticPeak,
        List<Double> cheapestCpu,
        double cheapestMemory) {

    /**
     * Replays one container.
     *
     * @return empty where no day of it can be scored: it is too short, or full of holes
     */
    public static Optional<SeriesScore> of(
            ContainerSeries series, Protocol protocol, List<Strategy> strategies) {
        List<Instant> origins = protocol.origins(series);
        ScoredUsage cpu = ScoredUsage.cpu(series.usage(), origins, protocol);
        ScoredUsage memory = ScoredUsage.memory(series.usage(), origins, protocol);
        if (cpu.days() == 0 && memory.days() == 0) {
            return Optional.empty();
        }
        SequencedMap<String, StrategyScore> scores = new LinkedHashMap<>();
        for (Strategy strategy : strategies) {
            scores.put(
                    strategy.name(),
                    // safety is stated for the next day
                    protocol.horizon().equals(Protocol.DAY)
                            ? StrategyScore.ofStated(
                                    strategy.state(series.usage(), origins), cpu, memory)
                            : StrategyScore.of(
                                    strategy.advise(series.usage(), origins), cpu, memory));
        }
        SequencedMap<String, StrategyScore> hindsight = new LinkedHashMap<>();
        for (Hindsight oracle : Hindsight.values()) {
            List<Amounts> advice =
                    origins.stream()
                            .map(origin ->
                                    oracle.advise(series.usage(), origin, protocol.horizon()))
                            .toList();
            hindsight.put(oracle.label(), StrategyScore.of(advice, cpu, memory));
        }
        Strategy peak = Strategies.staticPeak();
        StrategyScore staticPeak =
                StrategyScore.of(peak.advise(series.usage(), origins), cpu, memory);
        Prices prices = protocol.prices();
        return Optional.of(
                new SeriesScore(
                        series.set(),
                        series.name(),
                        origins,
                        Collections.unmodifiableSequencedMap(scores),
                        Collections.unmodifiableSequencedMap(hindsight),
                        staticPeak,
                        prices.unservedCoreHour().stream()
                                .map(price -> CheapestPath.cpu(cpu, prices, price))
                                .toList(),
                        CheapestPath.memory(memory, prices)));
    }

    /** The score of a strategy that was asked for. */
    public StrategyScore strategy(String name) {
        return Objects.requireNonNull(strategies.get(name), name);
    }

    /** The same with one more strategy, before all others. */
    SeriesScore with(String strategy, StrategyScore score) {
        SequencedMap<String, StrategyScore> all = new LinkedHashMap<>(strategies);
        all.putFirst(strategy, score);
        return new SeriesScore(
                set,
                name,
                origins,
                Collections.unmodifiableSequencedMap(all),
                hindsight,
                staticPeak,
                cheapestCpu,
                cheapestMemory);
    }

    StrategyScore hindsight(Hindsight oracle) {
        return Objects.requireNonNull(hindsight.get(oracle.label()), oracle.label());
    }

    /** How much more {@code score} cost than the least possible, in core-hours. */
    double regret(StrategyScore score, Prices prices) {
        return prices.cpu(score.cpu(), prices.unservedCoreHour().getFirst())
                + prices.memory(score.memory())
                - cheapestCpu.getFirst()
                - cheapestMemory;
    }
}
