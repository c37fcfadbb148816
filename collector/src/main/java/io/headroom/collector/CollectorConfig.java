package io.headroom.collector;

import io.headroom.collector.history.PrometheusConfig;
import io.headroom.model.settings.Settings;
import io.headroom.model.usage.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the collector watches and scrapes.
 *
 * @param watchList whether to ask the API server to stream its lists (it is asked again for plain
 *     ones where it cannot)
 * @param bufferBytes how much may wait for Kafka before something is dropped
 * @param prometheus where history is imported from at start; empty for none
 */
public record CollectorConfig(
        Scraping scraping,
        boolean watchList,
        long bufferBytes,
        Optional<PrometheusConfig> prometheus) {

    public CollectorConfig {
        if (bufferBytes < 1L << 20) {
            throw new IllegalArgumentException("bufferBytes must be at least 1Mi: " + bufferBytes);
        }
    }

    /**
     * How usage is read.
     *
     * @param source where from; empty lets each node have the best that it offers
     * @param interval from one reading of a node to the next
     * @param timeout of one request, never more than a third of the interval
     * @param concurrency how many requests may be under way at once
     * @param maxResponseBytes a longer answer is refused unread
     * @param review how long a choice of source stands before a better one is tried again
     * @param kubeletCaFile the certificate authority of the kubelets where it is not the cluster's
     * @param kubeletInsecureTls whether kubelets may show any certificate
     * @param cadvisor whether each kubelet is also asked how long its containers were held back
     */
    public record Scraping(
            Optional<Source> source,
            Duration interval,
            Duration timeout,
            int concurrency,
            long maxResponseBytes,
            Duration review,
            Optional<Path> kubeletCaFile,
            boolean kubeletInsecureTls,
            boolean cadvisor) {

        public Scraping {
            requirePositive("interval", interval);
            requirePositive("timeout", timeout);
            requirePositive("review", review);
            if (timeout.compareTo(interval.dividedBy(3)) > 0) {
                timeout = interval.dividedBy(3);
            }
        }
    }

    /** Reads the settings whose keys start with {@code collector.} or {@code prometheus.}. */
    public static CollectorConfig from(Settings settings) {
        return new CollectorConfig(
                new Scraping(
                        settings.choice(
                                "collector.source",
                                Optional.<Source>empty(),
                                Map.of(
                                        "auto",
                                        Optional.empty(),
                                        Source.SUMMARY.label(),
                                        Optional.of(Source.SUMMARY),
                                        Source.RESOURCE.label(),
                                        Optional.of(Source.RESOURCE),
                                        Source.METRICS_API.label(),
                                        Optional.of(Source.METRICS_API)),
                                "where usage is read from: auto takes the best that each node"
                                        + " offers"),
                        settings.duration(
                                "collector.scrape-interval",
                                "30s",
                                "time between two readings of a node"),
                        settings.duration(
                                "collector.scrape-timeout",
                                "10s",
                                "longest wait for a node's answer, at most a third of the"
                                        + " interval"),
                        settings.integer(
                                "collector.scrape-concurrency",
                                50,
                                1,
                                10_000,
                                "how many nodes are asked at once"),
                        settings.bytes(
                                "collector.max-response-bytes",
                                "64Mi",
                                "64Ki",
                                "longer answers of a node are refused"),
                        settings.duration(
                                "collector.source-review",
                                "5m",
                                "how long the choice of a node's source stands before a better"
                                        + " one is tried again"),
                        settings.path(
                                "collector.kubelet-ca-file",
                                "PEM file with the kubelets' certificate authority, where it is"
                                        + " not the cluster's"),
                        settings.bool(
                                "collector.kubelet-insecure-tls",
                                false,
                                "accept any certificate from kubelets"),
                        settings.bool(
                                "collector.cadvisor",
                                false,
                                "also ask kubelets how long CPU limits held containers back, and"
                                        + " how many of their processes were killed for want of"
                                        + " memory (/metrics/cadvisor, a long answer)")),
                settings.bool(
                        "collector.watch-list",
                        true,
                        "ask the API server to stream its lists, where it can"),
                settings.bytes(
                        "collector.buffer-bytes",
                        "64Mi",
                        "1Mi",
                        "how much may wait for Kafka before something is dropped"),
                PrometheusConfig.from(settings));
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " must be longer than zero: " + value);
        }
    }
}
