package io.headroom.collector.history;

import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Findings;
import io.headroom.collector.publish.Sink;
import io.headroom.model.cluster.Finding.Severity;
import io.headroom.model.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the history to the topics before live readings begin: what came after them would be late.
 * It says in a finding what was imported, or why nothing was, and never fails.
 */
public final class HistoryStart {
    /** The code of the finding. */
    public static final String FINDING = "history";

    private static final Logger LOGGER = LoggerFactory.getLogger(HistoryStart.class);
    private static final String SUBJECT = "prometheus";

    /** Less than what is missing while an assessment is young is no gap. */
    private static final Duration NO_GAP = Duration.ofMinutes(90);

    private final PrometheusConfig config;
    private final Sink sink;
    private final Findings findings;
    private final CollectorMetrics metrics;
    private final InstantSource clock;
    private volatile double fraction;

    /**
     * Begins nothing yet.
     *
     * @param sink takes every reading, and may make it wait
     */
    public HistoryStart(
            PrometheusConfig config,
            Sink sink,
            Findings findings,
            CollectorMetrics metrics,
            InstantSource clock) {
        this.config = config;
        this.sink = sink;
        this.findings = findings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** There is no Prometheus: whatever an earlier run said of it no longer stands. */
    public static void none(Findings findings) {
        findings.clear(FINDING, SUBJECT);
    }

    /** One sentence on how far it is. */
    public String progress() {
        return "the collector imports history from Prometheus: " + (int) (fraction * 100) + " %";
    }

    /** Returns when everything is on the topics, or will not be. */
    public void run(Map<String, Object> kafkaClient, Topics topics) throws InterruptedException {
        try {
            run(HistoryTopics.read(kafkaClient, topics));
        } catch (RuntimeException e) {
            LOGGER.atWarn().setCause(e).log("no history");
            findings.report(
                    FINDING,
                    Severity.WARNING,
                    SUBJECT,
                    "no history was imported: " + e.getMessage());
        }
        metrics.historyProgress(1);
    }

    void run(KnownWorkloads known) throws InterruptedException {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Instant from = known.lacksFrom(now.minus(config.span()), now);
        if (from.isAfter(now.minus(NO_GAP))) {
            LOGGER.atInfo().log("no history is missing");
            nothingToImport(known);
            return;
        }
        LOGGER.atInfo().log("importing history from {} since {}", config.url(), from);
        metrics.historyProgress(0);
        long began = System.nanoTime();
        Imported imported;
        try (PrometheusHistory history = PrometheusHistory.open(config, metrics::historyAsked)) {
            imported = history.read(from, now, known, this::told, sink::usage);
        }
        HistoryFinding finding = HistoryFinding.of(imported, config.url().toString());
        findings.report(FINDING, finding.severity(), SUBJECT, finding.message());
        LOGGER.atInfo().log(
                "{} ({} readings, {} s)",
                finding.message(),
                imported.readings(),
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }

    /** Somebody gives a Prometheus to a Headroom that has been live, and wonders. */
    private void nothingToImport(KnownWorkloads known) {
        if (known.hasRunning() && !findings.stands(FINDING, SUBJECT)) {
            findings.report(
                    FINDING,
                    Severity.INFO,
                    SUBJECT,
                    "no history was imported from "
                            + config.url()
                            + ": every running workload has been read up to now, and what was"
                            + " before its first live reading would be late; to have it, start with"
                            + " an empty data-dir or another kafka.topic-prefix");
        }
    }

    private void told(ChunkReadings.Tally tally, double done) {
        metrics.historyReadings("published", tally.readings());
        metrics.historyReadings("unowned", tally.unowned());
        metrics.historyReadings("gone", tally.gone());
        metrics.historyProgress(done);
        if ((int) (done * 10) > (int) (fraction * 10)) {
            LOGGER.atInfo().log("history: {} %, {} series", (int) (done * 100), tally.containers());
        }
        fraction = done;
    }
}
