package io.headroom.deploy.replay;

import static org.awaitility.Awaitility.await;

import io.headroom.analyzer.Analyzer;
import io.headroom.analyzer.AnalyzerConfig;
import io.headroom.analyzer.AnalyzerMetrics;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.model.settings.Settings;
import io.headroom.model.topic.Topics;
import io.headroom.recommender.Recommender;
import io.headroom.recommender.RecommenderConfig;
import io.headroom.recommender.RecommenderMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Analyzer and recommender in a process of their own: something to kill. It ends by itself, with
 * everything published, once the input topics are read to their end, if it is asked to.
 */
public final class AnalysisProcess {
    /** The last argument of one that ends by itself. */
    static final String TO_THE_END = "to-the-end";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private AnalysisProcess() {}

    /**
     * Arguments: bootstrap servers, topic prefix, processing guarantee and, if it is to end by
     * itself, the word.
     */
    public static void main(String[] args) throws Exception {
        Map<String, Object> client =
                Map.of("bootstrap.servers", args[0], "processing.guarantee", args[2]);
        Topics topics = new Topics(args[1]);
        Settings settings = Settings.of(Map.of());
        var registry = new PrometheusRegistry();
        try (Recommender recommender =
                        Recommender.start(
                                RecommenderConfig.from(settings),
                                client,
                                topics,
                                new RecommenderMetrics(registry),
                                () -> true);
                Analyzer _ =
                        Analyzer.start(
                                AnalyzerConfig.from(settings),
                                client,
                                topics,
                                new AnalyzerMetrics(registry))) {
            if (args.length < 4) {
                Thread.currentThread().join();
            }
            TopicContents contents = new TopicContents(args[0]);
            await().atMost(PATIENCE).until(() -> progress(contents, topics).complete());
            await().atMost(PATIENCE)
                    .until(() ->
                            contents.settled(List.of(topics.assessments(), topics.incidents())));
            recommender.catchUp().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        System.exit(0);
    }

    /** How much of the recording the analyzer has read, with what came of it committed. */
    static TopicContents.Progress progress(TopicContents contents, Topics topics) {
        return contents.progress(
                topics.prefix() + "-analyzer",
                List.of(topics.usage(), topics.lifecycle(), topics.cluster()));
    }
}
