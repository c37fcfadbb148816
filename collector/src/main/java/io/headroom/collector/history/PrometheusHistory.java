package io.headroom.collector.history;

import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** The history that a Prometheus keeps, as readings. */
public final class PrometheusHistory implements AutoCloseable {
    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private final PrometheusConfig config;
    private final Queries queries;
    private final PrometheusClient client;
    private final QueryMeter meter;

    /** Told how long each query took, and what came of it. */
    @FunctionalInterface
    interface QueryMeter {
        void asked(String result, Duration took);
    }

    private PrometheusHistory(PrometheusConfig config, Set<String> namespaces, QueryMeter meter) {
        this.config = config;
        this.queries = new Queries(config.matchers(), namespaces);
        this.client = new PrometheusClient(config);
        this.meter = meter;
    }

    /**
     * Opens it; nothing is asked yet.
     *
     * @param namespaces only of these; none for all
     * @throws IllegalArgumentException when its certificate authority cannot be read, or there can
     *     be no such namespace
     */
    public static PrometheusHistory open(PrometheusConfig config, Set<String> namespaces) {
        return new PrometheusHistory(config, namespaces, (_, _) -> {});
    }

    static PrometheusHistory open(PrometheusConfig config, QueryMeter meter) {
        return new PrometheusHistory(config, Set.of(), meter);
    }

    /**
     * Reads every container's usage in {@code [from, to)} from Prometheus alone, without a cluster:
     * window by window, the oldest first, each stamped just before its end.
     *
     * @param progress told what fraction is done, 0 to 1
     * @param sink takes every reading; what it throws ends the reading
     */
    public Imported read(
            Instant from, Instant to, DoubleConsumer progress, Consumer<UsageReading> sink)
            throws InterruptedException {
        return read(
                from,
                to,
                KnownWorkloads.unknown(),
                (_, fraction) -> progress.accept(fraction),
                sink);
    }

    Imported read(
            Instant from,
            Instant to,
            KnownWorkloads known,
            HistoryImport.Listener listener,
            Consumer<UsageReading> sink)
            throws InterruptedException {
        long began = System.nanoTime();
        HistoryImport.Stopwatch stopwatch = () -> Duration.ofNanos(System.nanoTime() - began);
        RangeSource patient =
                new RetryingSource(metered(client), ATTEMPTS, FIRST_PAUSE, Thread::sleep);
        RangeSource bounded =
                (query, start, end, step) -> {
                    if (stopwatch.elapsed().compareTo(config.patience()) > 0) {
                        throw new PrometheusException(
                                PrometheusException.Why.TIMEOUT, "the time for the import is over");
                    }
                    return patient.range(query, start, end, step);
                };
        return new HistoryImport(new ChunkReader(bounded, queries), known, listener, stopwatch)
                .run(from, to, config.patience(), sink);
    }

    @Override
    public void close() {
        client.close();
    }

    private RangeSource metered(RangeSource source) {
        return (query, start, end, step) -> {
            long began = System.nanoTime();
            String result = "ok";
            try {
                return source.range(query, start, end, step);
            } catch (PrometheusException e) {
                result = e.why().label();
                throw e;
            } finally {
                meter.asked(result, Duration.ofNanos(System.nanoTime() - began));
            }
        };
    }
}
