package io.headroom.deploy.dashboard;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.headroom.analyzer.AnalyzerMetrics;
import io.headroom.collector.CollectorMetrics;
import io.headroom.recommender.RecommenderMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;

class OneRegistryTest {

    /** A registry refuses metrics of one name that differ in type or help. */
    @Test
    void theMetricsOfAllPartsFitIntoOneProcess() {
        PrometheusRegistry registry = new PrometheusRegistry();
        assertThatCode(
                        () -> {
                            new CollectorMetrics(registry);
                            new AnalyzerMetrics(registry);
                            new RecommenderMetrics(registry);
                            registry.scrape();
                        })
                .doesNotThrowAnyException();
    }
}
