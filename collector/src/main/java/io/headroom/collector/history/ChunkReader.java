package io.headroom.collector.history;

import io.headroom.collector.history.Queries.RangeQuery;
import io.headroom.model.profile.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Asks everything about one chunk, one query after another. Not thread-safe. */
final class ChunkReader {
    private final RangeSource source;
    private final Queries queries;
    private final Set<String> warnings = new LinkedHashSet<>();

    /**
     * What is to be expected.
     *
     * @param containers how many use something now
     * @param podsTold whether kube-state-metrics tells of pods
     */
    record Survey(Resolution resolution, long containers, boolean podsTold) {}

    ChunkReader(RangeSource source, Queries queries) {
        this.source = source;
        this.queries = queries;
    }

    /** Looks what there is at {@code now}; empty when there is nothing of containers. */
    Optional<Survey> survey(Instant now) throws PrometheusException, InterruptedException {
        double samples = single(queries.samplesPerContainer(), now);
        double containers = single(queries.containerCount(), now);
        if (!(samples > 0) || !(containers > 0)) {
            return Optional.empty();
        }
        return Optional.of(
                new Survey(
                        Resolution.of(samples, Queries.SAMPLES_RANGE),
                        Math.round(containers),
                        single(queries.podCount(), now) > 0));
    }

    Answers read(Chunk chunk, Resolution resolution)
            throws PrometheusException, InterruptedException {
        Optional<RangeQuery> cpuMax = queries.cpuMax(resolution);
        return new Answers(
                new Answers.Usage(
                        ask(queries.cpuMean(resolution), chunk),
                        cpuMax.isPresent() ? ask(cpuMax.get(), chunk) : Matrix.EMPTY,
                        ask(queries.memoryMax(), chunk),
                        ask(queries.ready(), chunk)),
                new Answers.Pods(
                        ask(queries.pods(), chunk),
                        ask(queries.podOwners(), chunk),
                        ask(queries.podsCreated(), chunk),
                        ask(queries.replicaSetOwners(), chunk),
                        ask(queries.jobOwners(), chunk)),
                new Answers.Containers(
                        ask(queries.containers(), chunk),
                        ask(queries.initContainers(), chunk),
                        ask(queries.requests(), chunk),
                        ask(queries.limits(), chunk)));
    }

    /** What the server warned of so far, in its own words. */
    Collection<String> warnings() {
        return warnings;
    }

    private Matrix ask(RangeQuery query, Chunk chunk)
            throws PrometheusException, InterruptedException {
        return ask(query.text(), first(chunk, query.step()), chunk.end(), query.step());
    }

    /** The first of the moments, a step apart, of which the last is the chunk's end. */
    private static Instant first(Chunk chunk, Duration step) {
        Duration length = Windows.LENGTH.multipliedBy(chunk.windows());
        long more = Math.max(0, (length.toSeconds() - 1) / step.toSeconds());
        return chunk.end().minus(step.multipliedBy(more));
    }

    /** The one value of a query at a time; NaN when it has none. */
    private double single(String query, Instant at)
            throws PrometheusException, InterruptedException {
        Matrix answer = ask(query, at, at, Windows.LENGTH);
        return answer.series().isEmpty() || answer.series().getFirst().length() == 0
                ? Double.NaN
                : answer.series().getFirst().value(0);
    }

    private Matrix ask(String query, Instant start, Instant end, Duration step)
            throws PrometheusException, InterruptedException {
        Matrix answer = source.range(query, start, end, step);
        warnings.addAll(answer.warnings());
        return answer;
    }
}
