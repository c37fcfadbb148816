package io.headroom.collector.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueriesTest {
    private static final Resolution HALF_MINUTE = new Resolution(Duration.ofSeconds(30));

    @Test
    void theMeanIsTheRateOverTheWindow() {
        assertThat(new Queries("").cpuMean(HALF_MINUTE))
                .isEqualTo(
                        new Queries.RangeQuery(
                                "max by (namespace,pod,exported_namespace,exported_pod,container,"
                                        + "exported_container) (rate("
                                        + "container_cpu_usage_seconds_total{container!=\"\","
                                        + "container!=\"POD\",cpu=~\"total|\"}[300s]))",
                                Duration.ofMinutes(5)));
    }

    @Test
    void thePeakIsTheHighestShortRateWithinTheWindow() {
        assertThat(new Queries("").cpuMax(HALF_MINUTE).orElseThrow().text())
                .contains("max_over_time(rate(")
                .contains("[60s])[241s:30s])");
    }

    @Test
    void aSparselyScrapedClusterHasMeansOnly() {
        Resolution sparse = new Resolution(Duration.ofMinutes(3));
        assertThat(new Queries("").cpuMax(sparse)).isEmpty();
        assertThat(new Queries("").cpuMean(sparse).text()).contains("[360s]");
    }

    @Test
    void matchersGoIntoEverySelector() {
        Queries queries = new Queries("cluster=\"prod\"");
        assertThat(queries.memoryMax().text()).contains("container!=\"POD\",cluster=\"prod\"}");
        assertThat(queries.pods().text()).contains("kube_pod_info{cluster=\"prod\"}[3600s]");
        assertThat(queries.podCount()).contains("kube_pod_owner{cluster=\"prod\"}");
        assertThat(queries.requests().text().split("cluster=\"prod\"", -1)).hasSize(3);
    }

    @Test
    void namespacesAreAskedForInTheLabelThatTellsThem() {
        Queries queries = new Queries("cluster=\"prod\"", Set.of("shop", "billing"));
        String plain = "namespace=~\"billing|shop\",exported_namespace=\"\",cluster=\"prod\"";
        String pushedAside = "exported_namespace=~\"billing|shop\",cluster=\"prod\"";
        assertThat(queries.pods().text())
                .contains("kube_pod_info{" + plain + "}", ") or max by (")
                .contains("kube_pod_info{" + pushedAside + "}");
        assertThat(queries.containerCount())
                .startsWith("count(count by (")
                .contains(
                        ",container!=\"POD\"," + plain + "}", ",container!=\"POD\"," + pushedAside);
        for (String query :
                List.of(
                        queries.samplesPerContainer(),
                        queries.containerCount(),
                        queries.cpuMean(HALF_MINUTE).text(),
                        queries.cpuMax(HALF_MINUTE).orElseThrow().text(),
                        queries.memoryMax().text(),
                        queries.ready().text(),
                        queries.pods().text(),
                        queries.podOwners().text(),
                        queries.podsCreated().text(),
                        queries.replicaSetOwners().text(),
                        queries.jobOwners().text(),
                        queries.containers().text(),
                        queries.initContainers().text())) {
            assertThat(query.split("billing", -1)).as(query).hasSize(3);
        }
        assertThat(queries.podCount().split("billing", -1)).hasSize(5);
        assertThat(queries.requests().text().split("billing", -1)).hasSize(5);
        assertThat(queries.limits().text().split("billing", -1)).hasSize(5);
    }

    @Test
    void whatCanBeNoNamespaceIsNotAskedFor() {
        assertThatThrownBy(() -> new Queries("", Set.of("shop\"} or up{a=\"")))
                .hasMessageStartingWith("is no name of a namespace: shop");
    }

    @ParameterizedTest
    @CsvSource({"40,15", "20,30", "19,30", "10,60", "5,120", "2,300", "600,5"})
    void theScrapeIntervalIsToldFromTheNumberOfSamples(double samples, long seconds) {
        assertThat(Resolution.of(samples, Duration.ofMinutes(10)).scrapeInterval())
                .isEqualTo(Duration.ofSeconds(seconds));
    }
}
