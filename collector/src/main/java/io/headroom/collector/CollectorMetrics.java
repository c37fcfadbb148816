package io.headroom.collector;

import io.headroom.model.usage.Source;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;

/** What the collector tells of its own work. */
public final class CollectorMetrics {
    private final Counter scrapes;
    private final Histogram scrapeDuration;
    private final Gauge nodes;
    private final Gauge scrapesInFlight;
    private final Gauge oldestScrape;
    private final Counter samples;
    private final Counter duplicateSeries;
    private final Counter missingFields;
    private final Gauge clockSkew;
    private final Counter watchEvents;
    private final Counter watchRestarts;
    private final Counter relists;
    private final Counter unreadable;
    private final Gauge cacheObjects;
    private final Gauge cacheSynced;
    private final Gauge lastEvent;
    private final Counter published;
    private final Counter dropped;
    private final Gauge bufferBytes;
    private final Counter historyQueries;
    private final Histogram historyQueryDuration;
    private final Counter historyReadings;
    private final Gauge historyProgress;

    public CollectorMetrics(PrometheusRegistry registry) {
        scrapes =
                counter("collector_scrapes_total", "Readings of nodes.", "endpoint", "result")
                        .register(registry);
        for (Source source : Source.values()) {
            if (source.live()) {
                scrapes.labelValues(source.label(), "ok");
            }
        }
        scrapeDuration =
                Histogram.builder()
                        .name("headroom_collector_scrape_duration_seconds")
                        .help("How long a node took to answer.")
                        .classicUpperBounds(0.01, 0.03, 0.1, 0.3, 1, 3, 10)
                        .register(registry);
        nodes =
                gauge(
                                "collector_nodes",
                                "Nodes by state; skipped ones have waited longer than an interval"
                                        + " for their turn, because too many are being read.",
                                "state")
                        .register(registry);
        scrapesInFlight =
                gauge("collector_scrapes_in_flight", "Nodes that are being read.")
                        .register(registry);
        oldestScrape =
                gauge(
                                "collector_oldest_successful_scrape_timestamp_seconds",
                                "The latest success of the node whose latest success is oldest.")
                        .register(registry);
        samples =
                counter("collector_samples_total", "Container readings.", "result")
                        .register(registry);
        duplicateSeries =
                counter(
                                "collector_duplicate_series_total",
                                "Readings dropped because two instances claim one container.")
                        .register(registry);
        missingFields =
                counter(
                                "collector_missing_fields_total",
                                "Fields that a source did not give.",
                                "field")
                        .register(registry);
        clockSkew =
                gauge(
                                "collector_node_clock_skew_seconds",
                                "The largest distance between a node's clock and this one's in"
                                        + " the latest reading of any node.")
                        .register(registry);
        watchEvents =
                counter(
                                "collector_watch_events_total",
                                "Changes seen by watching.",
                                "resource",
                                "type")
                        .register(registry);
        watchRestarts =
                counter(
                                "collector_watch_restarts_total",
                                "Watches that ended and were begun again.",
                                "resource",
                                "reason")
                        .register(registry);
        relists =
                counter("collector_relists_total", "Full lists read.", "resource", "mode")
                        .register(registry);
        unreadable =
                counter(
                                "collector_unreadable_objects_total",
                                "Objects of the API that could not be taken in.",
                                "resource")
                        .register(registry);
        cacheObjects =
                gauge("collector_cache_objects", "Objects held in memory.", "resource")
                        .register(registry);
        cacheSynced =
                gauge("collector_cache_synced", "Whether a full list was read.", "resource")
                        .register(registry);
        lastEvent =
                gauge(
                                "collector_last_event_timestamp_seconds",
                                "When the latest change was seen.",
                                "resource")
                        .register(registry);
        published =
                counter("kafka_publish_total", "Records sent to Kafka.", "topic", "result")
                        .register(registry);
        dropped =
                counter(
                                "publish_dropped_total",
                                "Records that were not kept, by reason.",
                                "topic",
                                "reason")
                        .register(registry);
        bufferBytes =
                gauge("publish_buffer_bytes", "Bytes that wait for Kafka.").register(registry);
        historyQueries =
                counter("history_queries_total", "Queries to Prometheus.", "result")
                        .register(registry);
        historyQueryDuration =
                Histogram.builder()
                        .name("headroom_history_query_duration_seconds")
                        .help("How long Prometheus took to answer.")
                        .classicUpperBounds(0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
                        .register(registry);
        historyReadings =
                counter(
                                "history_readings_total",
                                "Readings of imported history, by what became of them.",
                                "result")
                        .register(registry);
        historyProgress =
                gauge("history_progress_ratio", "How much of the history is imported.")
                        .register(registry);
        historyQueries.labelValues("ok");
        for (String result : new String[] {"published", "unowned", "gone"}) {
            historyReadings.labelValues(result);
        }
    }

    /** A node was asked for its usage. */
    public void scraped(String endpoint, String result, Duration took) {
        scrapes.labelValues(endpoint, result).inc();
        scrapeDuration.observe(took.toNanos() / 1e9);
    }

    /** The reading of a node begins. */
    public void scrapeBegins() {
        scrapesInFlight.inc();
    }

    /** It is over, and everything of it is counted. */
    public void scrapeIsOver() {
        scrapesInFlight.dec();
    }

    public void nodes(String state, int count) {
        nodes.labelValues(state).set(count);
    }

    public void oldestSuccessfulScrape(Instant at) {
        oldestScrape.set(seconds(at));
    }

    public void samples(String result, int count) {
        samples.labelValues(result).inc(count);
    }

    public void duplicateSeries(int count) {
        duplicateSeries.inc(count);
    }

    public void missingField(String field, int count) {
        missingFields.labelValues(field).inc(count);
    }

    public void clockSkew(Duration largest) {
        clockSkew.set(largest.toSeconds() + largest.toMillisPart() / 1e3);
    }

    /** A resource is to be watched: its series exist from now on. */
    public void watching(String resource) {
        for (String type : new String[] {"added", "modified", "deleted"}) {
            watchEvents.labelValues(resource, type);
        }
        cacheSynced.labelValues(resource).set(0);
        cacheObjects.labelValues(resource).set(0);
    }

    public void watchEvent(String resource, String type, Instant now) {
        watchEvents.labelValues(resource, type).inc();
        lastEvent.labelValues(resource).set(seconds(now));
    }

    public void watchRestarted(String resource, String reason) {
        watchRestarts.labelValues(resource, reason).inc();
    }

    public void relisted(String resource, String mode) {
        relists.labelValues(resource, mode).inc();
    }

    public void unreadable(String resource) {
        unreadable.labelValues(resource).inc();
    }

    public void cache(String resource, int objects, boolean synced) {
        cacheObjects.labelValues(resource).set(objects);
        cacheSynced.labelValues(resource).set(synced ? 1 : 0);
    }

    /** A topic is to be written: its series exist from now on. */
    public void publishing(String topic) {
        for (String result : new String[] {"ok", "retry", "error"}) {
            published.labelValues(topic, result);
        }
        for (String reason : new String[] {"buffer_full", "too_large", "rejected", "closed"}) {
            dropped.labelValues(topic, reason);
        }
    }

    public void published(String topic, String result) {
        published.labelValues(topic, result).inc();
    }

    public void dropped(String topic, String reason) {
        dropped.labelValues(topic, reason).inc();
    }

    /** A Prometheus was asked for history. */
    public void historyAsked(String result, Duration took) {
        historyQueries.labelValues(result).inc();
        historyQueryDuration.observe(took.toNanos() / 1e9);
    }

    public void historyReadings(String result, int count) {
        historyReadings.labelValues(result).inc(count);
    }

    /** How much of the import is done, 0 to 1. */
    public void historyProgress(double fraction) {
        historyProgress.set(fraction);
    }

    public void buffered(long bytes) {
        bufferBytes.set((double) bytes);
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1e3;
    }

    private static Counter.Builder counter(String name, String help, String... labels) {
        return Counter.builder().name("headroom_" + name).help(help).labelNames(labels);
    }

    private static Gauge.Builder gauge(String name, String help, String... labels) {
        return Gauge.builder().name("headroom_" + name).help(help).labelNames(labels);
    }
}
