package io.headroom.analyzer;

import io.headroom.analyzer.restarts.RestartAnalysis;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.ProcessKills;
import io.headroom.model.topic.Keys;
import io.headroom.model.topic.RecordCodec;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/** Reads the lifecycle topic: facts in, restarts and their totals out. */
final class LifecycleProcessor extends TopicProcessor<LifecycleFact> {
    static final String WORKLOADS = "restart-workloads";
    static final String PODS = "restart-pods";
    static final String INCIDENT_STATES = "restart-incidents";

    /** More is no count of restarts: one every second for a month comes to this. */
    private static final int MAX_RESTARTS = 3_000_000;

    private static final Duration DAY = Duration.ofDays(1);

    private final RecordCodec<IncidentEntry> incidents = new RecordCodec<>(IncidentEntry.class);
    private final AnalyzerMetrics metrics;
    private @Nullable RestartAnalysis analysis;

    LifecycleProcessor(AnalyzerMetrics metrics) {
        super(
                AssessmentTopology.RESTART_ASSESSMENTS,
                AssessmentTopology.LIFECYCLE_DEAD_LETTERS,
                metrics);
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        analysis =
                new RestartAnalysis(
                        context.getStateStore(WORKLOADS),
                        context.getStateStore(PODS),
                        context.getStateStore(INCIDENT_STATES),
                        metrics);
        context.schedule(DAY, PunctuationType.STREAM_TIME, this::forget);
    }

    @Override
    @Nullable String problem(String key, LifecycleFact fact) {
        if (!EventTime.plausible(fact.observedAt())) {
            return "observedAt is missing or out of range";
        }
        if (fact instanceof EventDelta event) {
            return problem(event);
        }
        if (fact.workload() == null) {
            return "the workload is missing";
        }
        if (!fact.workload().key().equals(key)) {
            return "the key is not that of the workload " + fact.workload();
        }
        return switch (fact) {
            case PodFact pod -> problem(pod);
            case PodGone gone -> gone.podUid() == null ? "podUid is missing" : null;
            case EventDelta event -> problem(event);
            case ProcessKills kills ->
                    kills.podUid() == null || kills.container() == null
                            ? "podUid or container is missing"
                            : null;
        };
    }

    private static @Nullable String problem(EventDelta event) {
        return event.reason() == null
                        || event.regarding() == null
                        || event.regarding().kind() == null
                ? "reason or regarding is missing"
                : null;
    }

    private static @Nullable String problem(PodFact pod) {
        if (pod.podUid() == null || pod.pod() == null) {
            return "pod or podUid is missing";
        }
        if (!EventTime.plausible(pod.createdAt())) {
            return "createdAt is missing or out of range";
        }
        for (ContainerFact container : pod.containers()) {
            if (container.name() == null || container.type() == null || container.state() == null) {
                return "name, type or state of a container is missing";
            }
            if (container.restartCount() < 0 || container.restartCount() > MAX_RESTARTS) {
                return "restartCount is out of range: " + container.restartCount();
            }
        }
        return null;
    }

    @Override
    void handle(String key, LifecycleFact fact, long timestamp) {
        if (analysis == null) {
            return;
        }
        RestartAnalysis.Shown shown =
                switch (fact) {
                    case PodFact pod -> analysis.accept(key, pod);
                    case PodGone gone -> analysis.accept(key, gone);
                    // events say why something restarted, never whether
                    case EventDelta event -> analysis.accept(key, event);
                    case ProcessKills kills -> analysis.accept(key, kills);
                };
        shown.restarts().forEach(metrics::restart);
        for (IncidentEntry entry : shown.said()) {
            send(AssessmentTopology.INCIDENTS, key, incidents.encode(entry), timestamp);
        }
        if (shown.assessment() != null) {
            say(shown.assessment());
        }
    }

    private void forget(long nowMillis) {
        if (analysis == null) {
            return;
        }
        Instant now = Instant.ofEpochMilli(nowMillis);
        for (String key : analysis.forgetBefore(now, AssessmentTopology.SILENCE)) {
            unsay(Keys.restarts(key), nowMillis);
        }
    }
}
