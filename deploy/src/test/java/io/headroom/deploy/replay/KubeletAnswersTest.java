package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeletAnswersTest {
    private static final Instant START = Instant.parse("2013-08-13T00:00:00Z");

    private final PodUsage pod =
            new PodUsage(
                    "shop",
                    "web-0",
                    "u-1",
                    START,
                    List.of(
                            new PodUsage.Container(
                                    "web", START, START.plusSeconds(60), 1_500_000_000L, 42)));

    @Test
    void writesCountersWithTheTimeTheyWereReadAt() {
        assertThat(KubeletAnswers.resource(List.of(pod)))
                .contains(
                        "container_cpu_usage_seconds_total{container=\"web\",namespace=\"shop\","
                                + "pod=\"web-0\"} 1.500000000 1376352060000\n",
                        "container_start_time_seconds{container=\"web\",namespace=\"shop\","
                                + "pod=\"web-0\"} 1376352000.000 1376352060000\n");
    }

    @Test
    void namesThePodByItsUidInTheSummary() {
        assertThat(KubeletAnswers.summary("n1", List.of(pod)))
                .contains("\"uid\":\"u-1\"", "\"usageCoreNanoSeconds\":1500000000");
    }
}
