package io.headroom.recommender.scale.advice;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Looks for the cheapest candidate: along one thing after the other, until nothing gets better.
 * Costs are remembered. Not thread-safe.
 */
final class Search {
    private final ToDoubleFunction<Candidate> price;
    private final List<Candidate.Line> lines;
    private final Map<Candidate, Double> costs = new HashMap<>();

    Search(ToDoubleFunction<Candidate> price, List<Candidate.Line> lines) {
        this.price = price;
        this.lines = lines;
    }

    double cost(Candidate candidate) {
        return costs.computeIfAbsent(candidate, price::applyAsDouble);
    }

    /** The cheapest that is found from any of the starts. */
    Candidate best(List<Candidate> starts) {
        return cheapest(starts.stream().map(this::descended));
    }

    private Candidate descended(Candidate start) {
        Candidate best = start;
        double before;
        do {
            before = cost(best);
            for (Candidate.Line line : lines) {
                best = cheapest(Stream.concat(Stream.of(best), line.through(best)));
            }
        } while (cost(best) < before);
        return best;
    }

    /** Of those that cost the same the first. */
    private Candidate cheapest(Stream<Candidate> candidates) {
        return candidates
                .reduce((one, other) -> cost(other) < cost(one) ? other : one)
                .orElseThrow();
    }
}
