package io.headroom.analyzer;

import io.headroom.analyzer.usage.UsageAnalysis;
import io.headroom.analyzer.usage.UsageStore;
import io.headroom.model.topic.Keys;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads the usage topic: readings in, assessments and summaries out. */
final class UsageProcessor extends TopicProcessor<UsageReading> {
    static final String WORKLOADS = "usage-workloads";
    static final String PODS = "usage-pods";
    static final String PROFILES = "usage-profiles";
    static final String DAYS = "usage-days";

    private static final Duration DAY = Duration.ofDays(1);

    private final AnalyzerConfig config;
    private final AnalyzerMetrics metrics;
    private @Nullable UsageAnalysis analysis;

    UsageProcessor(AnalyzerConfig config, AnalyzerMetrics metrics) {
        super(AssessmentTopology.USAGE_ASSESSMENTS, AssessmentTopology.USAGE_DEAD_LETTERS, metrics);
        this.config = config;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        analysis =
                new UsageAnalysis(
                        new UsageStore(
                                store(context, WORKLOADS),
                                store(context, PODS),
                                store(context, PROFILES),
                                store(context, DAYS)),
                        config.windowGrace(),
                        config.publishInterval(),
                        metrics);
        context.schedule(DAY, PunctuationType.STREAM_TIME, this::forget);
    }

    @Override
    @Nullable String problem(String key, UsageReading reading) {
        if (reading.workload() == null || reading.podUid() == null || reading.source() == null) {
            return "workload, podUid or source is missing";
        }
        if (!reading.workload().key().equals(key)) {
            return "the key is not that of the workload " + reading.workload();
        }
        if (!EventTime.plausible(reading.receivedAt())) {
            return "receivedAt is missing or out of range";
        }
        for (ContainerReading container : reading.containers()) {
            if (container.name() == null
                    || container.type() == null
                    || container.requests() == null
                    || container.limits() == null) {
                return "name, type, requests or limits of a container are missing";
            }
            CpuReading cpu = container.cpu();
            MemoryReading memory = container.memory();
            if (!EventTime.plausibleIfKnown(container.startedAt())
                    || (cpu != null && !EventTime.plausibleIfKnown(cpu.at()))
                    || (memory != null && !EventTime.plausibleIfKnown(memory.at()))) {
                return "a time of container " + container.name() + " is out of range";
            }
            if (cpu instanceof CpuReading.Rate rate && rate.window() == null) {
                return "the window of a rate is missing";
            }
        }
        return null;
    }

    @Override
    void handle(String key, UsageReading reading, long timestamp) {
        if (analysis != null) {
            analysis.accept(key, reading, this::say);
        }
    }

    private void forget(long nowMillis) {
        if (analysis == null) {
            return;
        }
        Instant now = Instant.ofEpochMilli(nowMillis);
        for (String key : analysis.forgetBefore(now, AssessmentTopology.SILENCE)) {
            unsay(key, nowMillis);
            unsay(Keys.summary(key), nowMillis);
        }
    }

    private static KeyValueStore<String, byte[]> store(
            ProcessorContext<byte[], byte[]> context, String name) {
        return context.getStateStore(name);
    }
}
