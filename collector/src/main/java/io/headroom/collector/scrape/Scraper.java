package io.headroom.collector.scrape;

import io.headroom.collector.CollectorConfig.Scraping;
import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Findings;
import io.headroom.collector.publish.Sink;
import io.headroom.model.cluster.Finding.Severity;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the usage of every node, each at its own place in the interval, and gives it to the sink.
 * One node's trouble never holds up another.
 */
public final class Scraper implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Scraper.class);
    private static final Duration WAKE = Duration.ofMillis(100);
    private static final String SOURCE_FINDING = "usage-source";
    private static final String TLS_FINDING = "kubelet-tls";
    private static final String RESOURCE_PATH = "/metrics/resource";

    private final Scraping config;
    private final KnownCluster known;
    private final KubeletClient kubelets;
    private final MetricsApiSnapshot metricsApi;
    private final Sink sink;
    private final Findings findings;
    private final CollectorMetrics metrics;
    private final InstantSource clock;
    private final Timing timing;
    private final Semaphore free;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private @Nullable Thread loop;
    private volatile boolean closed;

    public Scraper(
            Scraping config,
            KnownCluster known,
            KubeletAccess access,
            MetricsApi metricsApi,
            Sink sink,
            Findings findings,
            CollectorMetrics metrics,
            InstantSource clock) {
        this.config = config;
        this.known = known;
        this.kubelets = new KubeletClient(access, config.timeout(), config.maxResponseBytes());
        this.sink = sink;
        this.findings = findings;
        this.metrics = metrics;
        this.metricsApi =
                new MetricsApiSnapshot(metricsApi, config.interval(), this::countWithoutNode);
        this.clock = clock;
        this.timing = new Timing(config.interval());
        this.free = new Semaphore(config.concurrency());
    }

    /** A node's turn: when it comes, and how it went. */
    private static final class Place {
        final NodeProbe probe;
        volatile Instant nextAt;
        volatile boolean busy;
        volatile @Nullable Instant succeededAt;
        volatile Duration clockSkew = Duration.ZERO;

        Place(NodeProbe probe, Instant nextAt) {
            this.probe = probe;
            this.nextAt = nextAt;
        }
    }

    /** Begins to read every node whenever its time comes. */
    public synchronized void start() {
        if (loop == null) {
            loop = Thread.ofPlatform().name("headroom-scraper").daemon().start(this::run);
        }
    }

    /**
     * Reads every node once, as if it were this time, and returns when all that they gave is with
     * the sink. For replays that are faster than life; the loop need not have been started.
     */
    public void scrapeAll(Instant now) throws InterruptedException {
        List<NodeState> nodes = known.nodes();
        Semaphore done = new Semaphore(0);
        for (NodeState node : nodes) {
            Place place = place(node, now);
            free.acquire();
            metrics.scrapeBegins();
            workers.execute(() -> {
                try {
                    scrape(node, place, now, now);
                } finally {
                    metrics.scrapeIsOver();
                    free.release();
                    done.release();
                }
            });
        }
        done.acquire(nodes.size());
        report(nodes, now);
    }

    @Override
    public void close() {
        closed = true;
        Thread running;
        synchronized (this) {
            running = loop;
        }
        if (running != null) {
            running.interrupt();
        }
        workers.shutdownNow();
        kubelets.close();
    }

    private void run() {
        Instant reportAt = Instant.MIN;
        while (!closed) {
            try {
                Instant now = clock.instant();
                List<NodeState> nodes = known.nodes();
                startDue(nodes, now);
                if (!now.isBefore(reportAt)) {
                    report(nodes, now);
                    reportAt = now.plusSeconds(5);
                }
                TimeUnit.MILLISECONDS.sleep(WAKE.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOGGER.atError().setCause(e).log("starting readings failed, going on");
            }
        }
    }

    private record Due(NodeState node, Place place) {}

    /** Who has waited longest comes first: with too much to do all are read less often. */
    private void startDue(List<NodeState> nodes, Instant now) {
        List<Due> due =
                nodes.stream()
                        .map(node -> new Due(node, place(node, now)))
                        .filter(each -> !each.place().busy && !now.isBefore(each.place().nextAt))
                        .sorted(Comparator.comparing(each -> each.place().nextAt))
                        .toList();
        for (Due each : due) {
            if (!free.tryAcquire()) {
                return;
            }
            start(each.node(), each.place(), now);
        }
    }

    private void start(NodeState node, Place place, Instant now) {
        place.busy = true;
        metrics.scrapeBegins();
        workers.execute(() -> {
            try {
                scrape(node, place, now, null);
            } finally {
                place.busy = false;
                metrics.scrapeIsOver();
                free.release();
            }
        });
    }

    private Place place(NodeState node, Instant now) {
        return places.computeIfAbsent(
                node.name(),
                name ->
                        new Place(
                                new NodeProbe(config.source(), config.review()),
                                timing.next(name, now)));
    }

    /**
     * Reads one node.
     *
     * @param receivedAt when the answer counts as received; null for the time when it does arrive
     */
    private void scrape(NodeState node, Place place, Instant now, @Nullable Instant receivedAt) {
        try {
            var outcome = place.probe.read(now, source -> read(node, source, now, receivedAt));
            Taken taken = outcome.value();
            if (taken == null && closed) {
                return; // it was broken off, it did not fail
            }
            if (taken == null) {
                place.nextAt = timing.afterFailure(node.name(), place.probe.failures(), now);
            } else {
                place.succeededAt = taken.receivedAt();
                place.clockSkew = taken.tally().clockSkew();
                place.nextAt =
                        node.ready() ? timing.next(node.name(), now) : timing.afterNotReady(now);
                taken.readings().forEach(sink::usage);
                count(taken.tally());
            }
            tell(node, place, outcome);
        } catch (RuntimeException e) {
            place.nextAt = timing.afterFailure(node.name(), 1, now);
            LOGGER.atWarn()
                    .addKeyValue("node", node.name())
                    .setCause(e)
                    .log("reading a node failed");
        }
    }

    /** What one source gave. */
    private record Taken(List<UsageReading> readings, Tally tally, Instant receivedAt) {}

    private Taken read(NodeState node, Source source, Instant now, @Nullable Instant receivedAt)
            throws RefusedException {
        long begun = System.nanoTime();
        String result = "ok";
        try {
            Tally tally = new Tally();
            List<PodUsage> pods =
                    switch (source) {
                        case SUMMARY ->
                                SummaryParser.parse(kubelets.get(node, "/stats/summary"), tally);
                        case RESOURCE -> {
                            String path = node.resourceMetricsPath();
                            yield ResourceMetricsParser.parse(
                                    kubelets.get(node, path == null ? RESOURCE_PATH : path), tally);
                        }
                        case METRICS_API -> fromMetricsApi(node, now);
                        case PROMETHEUS, SIMULATOR ->
                                throw new IllegalStateException("not read from nodes: " + source);
                    };
            if (config.cadvisor() && source != Source.METRICS_API) {
                pods = withCadvisor(node, pods, tally);
            }
            Instant received =
                    Instant.ofEpochMilli(
                            (receivedAt == null ? clock.instant() : receivedAt).toEpochMilli());
            List<UsageReading> readings =
                    new Readings(node, source, received, config.interval())
                            .of(pods, known::pod, tally);
            return new Taken(readings, tally, received);
        } catch (UnreadableAnswerException e) {
            result = Refusal.Why.UNREADABLE.label();
            LOGGER.atDebug()
                    .addKeyValue("node", node.name())
                    .log("unreadable answer: {}", e.getMessage());
            throw new RefusedException(Refusal.Why.UNREADABLE, "");
        } catch (RuntimeException e) {
            // whatever it is, it is this node's trouble, and a failure like any other
            result = Refusal.Why.UNREADABLE.label();
            LOGGER.atWarn()
                    .addKeyValue("node", node.name())
                    .setCause(e)
                    .log("reading a node failed");
            throw new RefusedException(Refusal.Why.UNREADABLE, "");
        } catch (RefusedException e) {
            result = e.refusal().why().label();
            throw e;
        } finally {
            metrics.scraped(source.label(), result, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    /** Where that cannot be had, usage counts without it. */
    private List<PodUsage> withCadvisor(NodeState node, List<PodUsage> pods, Tally tally) {
        long begun = System.nanoTime();
        String result = "ok";
        try {
            return CadvisorCounters.parse(kubelets.get(node, CadvisorCounters.PATH), tally)
                    .added(pods);
        } catch (RefusedException e) {
            result = e.refusal().why().label();
            return pods;
        } catch (UnreadableAnswerException e) {
            result = Refusal.Why.UNREADABLE.label();
            return pods;
        } finally {
            metrics.scraped(
                    CadvisorCounters.ENDPOINT, result, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private List<PodUsage> fromMetricsApi(NodeState node, Instant now) throws RefusedException {
        List<PodUsage> here =
                metricsApi.at(now).stream()
                        .filter(pod -> known.isOn(node.name(), pod.namespace(), pod.name()))
                        .toList();
        if (here.isEmpty() && known.running(node.name()) > 0) {
            throw new RefusedException(Refusal.Why.NO_DATA, "");
        }
        return here;
    }

    /** No node's reading has these, so that they are counted here. */
    private void countWithoutNode(List<PodUsage> pods) {
        int lost = 0;
        for (PodUsage usage : pods) {
            PodState pod = known.pod(usage.namespace(), usage.name());
            lost += pod == null || pod.node() == null ? usage.containers().size() : 0;
        }
        metrics.samples(Tally.Sample.UNOWNED.label(), lost);
    }

    private void count(Tally tally) {
        tally.samples().forEach((result, count) -> metrics.samples(result, count));
        metrics.duplicateSeries(tally.count(Tally.Sample.DUPLICATE.label()));
        tally.missing().forEach((field, count) -> metrics.missingField(field, count));
    }

    private void tell(NodeState node, Place place, NodeProbe.Outcome<Taken> outcome) {
        Source source = outcome.source();
        Severity severity =
                source == null || (source == Source.METRICS_API && config.source().isEmpty())
                        ? Severity.WARNING
                        : Severity.INFO;
        place.probe
                .sentence(outcome)
                .ifPresent(sentence ->
                        findings.report(SOURCE_FINDING, severity, node.name(), sentence));
        if (NodeProbe.distrusts(outcome)) {
            findings.report(
                    TLS_FINDING,
                    Severity.WARNING,
                    node.name(),
                    "the kubelet shows a certificate that cannot be verified: name the authority"
                            + " that signed it by collector.kubelet-ca-file, or accept any"
                            + " certificate by collector.kubelet-insecure-tls=true");
        } else if (source == Source.SUMMARY
                || source == Source.RESOURCE
                || config.source().equals(Optional.of(Source.METRICS_API))) {
            findings.clear(TLS_FINDING, node.name());
        }
    }

    private void report(List<NodeState> nodes, Instant now) {
        var names = nodes.stream().map(NodeState::name).collect(Collectors.toSet());
        places.keySet().retainAll(names);
        if (known.isComplete()) {
            // also what an earlier run said, and what a reading said that was under way
            findings.retain(SOURCE_FINDING, names::contains);
            findings.retain(TLS_FINDING, names::contains);
        }
        int failing = 0;
        int skipped = 0;
        Instant oldest = null;
        Duration skew = Duration.ZERO;
        for (Place place : places.values()) {
            failing += place.probe.failures() > 0 ? 1 : 0;
            boolean late = place.nextAt.plus(config.interval()).isBefore(now);
            skipped += late && !place.busy ? 1 : 0;
            Instant success = place.succeededAt;
            if (success != null && (oldest == null || success.isBefore(oldest))) {
                oldest = success;
            }
            skew = place.clockSkew.compareTo(skew) > 0 ? place.clockSkew : skew;
        }
        metrics.nodes("owned", nodes.size());
        metrics.nodes("ready", (int) nodes.stream().filter(NodeState::ready).count());
        metrics.nodes("failing", failing);
        metrics.nodes("skipped", skipped);
        metrics.clockSkew(skew);
        if (oldest != null) {
            metrics.oldestSuccessfulScrape(oldest);
        }
    }
}
