package io.headroom.collector.history;

import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** The history that a Prometheus keeps, as readings or as series. */
public final class PrometheusHistory implements AutoCloseable {
    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private final PrometheusConfig config;
    private final PrometheusClient client;
    private final QueryMeter meter;

    /** Told how long each query took, and what came of it. */
    @FunctionalInterface
    interface QueryMeter {
        void asked(String result, Duration took);
    }

    private PrometheusHistory(PrometheusConfig config, QueryMeter meter) {
        this.config = config;
        this.client = new PrometheusClient(config);
        this.meter = meter;
    }

    /**
     * Opens it; nothing is asked yet.
     *
     * @throws IllegalArgumentException when its certificate authority cannot be read
     */
    public static PrometheusHistory open(PrometheusConfig config) {
        return open(config, (_, _) -> {});
    }

    static PrometheusHistory open(PrometheusConfig config, QueryMeter meter) {
        return new PrometheusHistory(config, meter);
    }

    /** Everything that {@link #read} found, and what became of reading it. */
    public record Found(List<ContainerHistory> series, Imported imported) {
        public Found {
            series = List.copyOf(series);
        }
    }

    /**
     * Reads every container's series in {@code [from, to)} from Prometheus alone, without a
     * cluster.
     *
     * @param progress told what fraction is done, 0 to 1
     */
    public Found read(Instant from, Instant to, DoubleConsumer progress)
            throws InterruptedException {
        Map<List<String>, ContainerHistory> series = new LinkedHashMap<>();
        Imported imported =
                read(
                        from,
                        to,
                        KnownWorkloads.unknown(),
                        (_, fraction) -> progress.accept(fraction),
                        reading -> add(series, reading));
        return new Found(new ArrayList<>(series.values()), imported);
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
        return new HistoryImport(
                        new ChunkReader(bounded, new Queries(config.matchers())),
                        known,
                        listener,
                        stopwatch)
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

    private static void add(Map<List<String>, ContainerHistory> series, UsageReading reading) {
        for (ContainerReading container : reading.containers()) {
            Instant at = at(container);
            if (at != null) {
                series.computeIfAbsent(
                                List.of(
                                        reading.workload().key(),
                                        reading.podUid(),
                                        container.name()),
                                _ ->
                                        new ContainerHistory(
                                                reading.workload(),
                                                reading.pod(),
                                                reading.podUid(),
                                                container.name()))
                        .add(at, container);
            }
        }
    }

    private static @Nullable Instant at(ContainerReading container) {
        CpuReading cpu = container.cpu();
        MemoryReading memory = container.memory();
        return cpu != null ? cpu.at() : memory == null ? null : memory.at();
    }
}
