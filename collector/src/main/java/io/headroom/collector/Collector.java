package io.headroom.collector;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.collector.history.HistoryStart;
import io.headroom.collector.history.PrometheusConfig;
import io.headroom.collector.kubernetes.KubeletCredentials;
import io.headroom.collector.kubernetes.KubernetesWatch;
import io.headroom.collector.kubernetes.MetricsReader;
import io.headroom.collector.publish.CpuBeforeEnds;
import io.headroom.collector.publish.Findings;
import io.headroom.collector.publish.KilledProcesses;
import io.headroom.collector.publish.Publisher;
import io.headroom.collector.publish.Sink;
import io.headroom.collector.scrape.KnownCluster;
import io.headroom.collector.scrape.KubeletAccess;
import io.headroom.collector.scrape.Scraper;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.Finding.Severity;
import io.headroom.model.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes usage, status and events from a cluster to Kafka. First it reads what an earlier run left
 * on its topics, so as to see what went meanwhile; then it watches and scrapes until it is closed.
 */
public final class Collector implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Collector.class);
    private static final String TLS_FINDING = "kubelet-insecure-tls";

    private final CollectorConfig config;
    private final KubernetesClient client;
    private final CollectorMetrics metrics;
    private final InstantSource clock;
    private final Publisher publisher;
    private final KnownCluster known = new KnownCluster();
    private final KubeletAccess access;
    private final TopicState state;
    private volatile @Nullable Running running;
    private final Map<String, Object> kafkaClient;
    private final Topics topics;
    private volatile @Nullable HistoryStart history;
    private volatile @Nullable Thread beginner;
    private volatile boolean learned;
    private volatile boolean closed;

    /** What begins once the topics have been read. */
    private record Running(
            KubernetesWatch watch, Scraper scraper, Findings findings, LatelyGone gone) {}

    private Collector(
            CollectorConfig config,
            KubernetesClient client,
            Map<String, Object> kafkaClient,
            Topics topics,
            CollectorMetrics metrics,
            InstantSource clock) {
        this.config = config;
        this.client = client;
        this.metrics = metrics;
        this.clock = clock;
        this.access =
                KubeletCredentials.of(
                        client.getConfiguration(),
                        config.scraping().kubeletCaFile(),
                        config.scraping().kubeletInsecureTls());
        this.kafkaClient = Map.copyOf(kafkaClient);
        this.topics = topics;
        this.publisher = new Publisher(kafkaClient, topics, config.bufferBytes(), metrics);
        this.state = new TopicState(kafkaClient, topics, known);
    }

    /**
     * Starts collecting.
     *
     * @throws IllegalArgumentException when the certificates for kubelets cannot be read
     */
    public static Collector start(
            CollectorConfig config,
            KubernetesClient client,
            Map<String, Object> kafkaClient,
            Topics topics,
            CollectorMetrics metrics,
            InstantSource clock) {
        Collector collector = new Collector(config, client, kafkaClient, topics, metrics, clock);
        collector.begin(true);
        return collector;
    }

    /**
     * Starts watching; usage is read only when {@link #scrapeAll} is called. For replays that are
     * faster than life.
     */
    public static Collector startDriven(
            CollectorConfig config,
            KubernetesClient client,
            Map<String, Object> kafkaClient,
            Topics topics,
            CollectorMetrics metrics,
            InstantSource clock) {
        Collector collector = new Collector(config, client, kafkaClient, topics, metrics, clock);
        collector.begin(false);
        return collector;
    }

    /**
     * Whether every resource has been listed once, or refused and can be done without, the scraper
     * knows what was listed, history has been imported where there is any, and records get through
     * to Kafka.
     */
    public boolean ready() {
        return notReadyReason().isEmpty();
    }

    /** One sentence on what is still missing; empty when nothing is. */
    public Optional<String> notReadyReason() {
        Running now = running;
        if (now == null) {
            return Optional.of("the collector is reading its topics");
        }
        List<String> unsettled = now.watch().unsettled();
        if (!unsettled.isEmpty()) {
            return Optional.of("the collector has not yet listed " + String.join(", ", unsettled));
        }
        Optional<String> stuck = publisher.notReadyReason();
        if (stuck.isPresent()) {
            return stuck;
        }
        if (!learned) {
            return Optional.of("the collector has not yet read back what it listed");
        }
        HistoryStart importing = history;
        return importing == null ? Optional.empty() : Optional.of(importing.progress());
    }

    /**
     * Reads the usage of every node once, as if it were this time, and returns when all of it is in
     * Kafka.
     */
    public void scrapeAll(Instant now) throws InterruptedException {
        Running begun = running;
        if (begun == null) {
            throw new IllegalStateException("the collector is reading its topics");
        }
        begun.scraper().scrapeAll(now);
        publisher.flush();
    }

    /** Ends, and gives what is not yet in Kafka some seconds to get there. */
    @Override
    public void close() {
        end();
        publisher.close();
    }

    /**
     * Ends because another one may begin: what is not in Kafka within about twice this time is
     * given up and counted.
     */
    public void close(Duration patience) {
        end();
        publisher.close(patience);
    }

    private void end() {
        closed = true;
        Thread begins = beginner;
        if (begins != null) {
            begins.interrupt();
        }
        synchronized (this) {
            Running begun = running;
            if (begun != null) {
                begun.scraper().close();
                begun.watch().close();
                begun.gone().close();
            }
        }
        state.close();
    }

    private void begin(boolean scraping) {
        beginner =
                Thread.ofPlatform()
                        .name("headroom-collector")
                        .daemon()
                        .start(() -> beginOnceRead(scraping));
    }

    private void beginOnceRead(boolean scraping) {
        try {
            state.catchUp().join();
            Optional<PrometheusConfig> prometheus =
                    scraping ? config.prometheus() : Optional.empty();
            Running begun;
            synchronized (this) {
                if (closed) {
                    return;
                }
                begun = run(state.takeLeft());
                running = begun;
            }
            if (prometheus.isPresent()) {
                history =
                        new HistoryStart(
                                prometheus.get(),
                                publisher.waiting(),
                                begun.findings(),
                                metrics,
                                clock);
            } else {
                HistoryStart.none(begun.findings());
                scrape(begun, scraping);
            }
            learn(begun);
            importHistory(begun);
        } catch (CancellationException | CompletionException e) {
            LOGGER.debug("closed before all was read");
        } catch (InterruptedException e) {
            LOGGER.debug("closed before all history was imported");
        }
    }

    /** Live readings begin after the history: what would come after them is late. */
    private void importHistory(Running begun) throws InterruptedException {
        HistoryStart importing = history;
        if (importing != null) {
            importing.run(kafkaClient, topics);
            publisher.flush();
            scrape(begun, true);
            history = null;
        }
    }

    private synchronized void scrape(Running begun, boolean scraping) {
        if (scraping && !closed) {
            begun.scraper().start();
        }
    }

    /**
     * Waits until the scraper, which knows pods from the topics alone, has read there what the
     * first lists showed: until then its readings lack some.
     */
    private void learn(Running begun) {
        begun.watch().settled().join();
        publisher.flush();
        state.catchUp().join();
        known.complete();
        learned = true;
    }

    private Running run(TopicState.Left left) {
        List<Finding> earlier =
                left.cluster().values().stream()
                        .filter(Finding.class::isInstance)
                        .map(Finding.class::cast)
                        .toList();
        Findings findings = new Findings(publisher, clock, earlier);
        reportInsecure(findings);
        Sink sink = new KilledProcesses(new CpuBeforeEnds(publisher));
        KubernetesWatch watch =
                new KubernetesWatch(
                        client, sink, findings, metrics, clock, left.inventory(), left.cluster());
        Scraper scraper =
                new Scraper(
                        config.scraping(),
                        known,
                        access,
                        new MetricsReader(client, field -> metrics.missingField(field, 1)),
                        sink,
                        findings,
                        metrics,
                        clock);
        LatelyGone gone =
                new LatelyGone(
                        Instant.ofEpochMilli(clock.millis()).minus(KubernetesWatch.EVENTS_OF_USE),
                        kafkaClient,
                        topics,
                        watch::wentEarlier);
        watch.start(config.watchList());
        return new Running(watch, scraper, findings, gone);
    }

    private void reportInsecure(Findings findings) {
        if (config.scraping().kubeletInsecureTls()) {
            findings.report(
                    TLS_FINDING,
                    Severity.INFO,
                    "kubelets",
                    "the certificates of kubelets are not verified, because"
                            + " collector.kubelet-insecure-tls is set");
        } else {
            findings.clear(TLS_FINDING, "kubelets");
        }
    }
}
