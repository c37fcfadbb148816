package io.headroom.collector.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceMetricsParserTest {
    private static final String L = "{container=\"c\",namespace=\"ns\",pod=\"p\"} ";

    private final Tally tally = new Tally();

    @Test
    void readsOneContainer() throws Exception {
        List<PodUsage> pods =
                parse(
                        "# HELP x y\n# TYPE x counter\n",
                        "container_cpu_usage_seconds_total" + L + "1.25 1700000000000\n",
                        "container_memory_working_set_bytes" + L + "1.048576e+06 1700000000001\n",
                        "container_start_time_seconds" + L + "1.69999e+09\n",
                        "container_swap_usage_bytes" + L + "5 1700000000001\n",
                        "node_cpu_usage_seconds_total 7 1700000000000\n");
        assertThat(pods)
                .containsExactly(
                        new PodUsage(
                                "ns",
                                "p",
                                null,
                                List.of(
                                        new ContainerUsage(
                                                "c",
                                                Instant.ofEpochSecond(1_699_990_000),
                                                new CpuReading.Counter(
                                                        Instant.ofEpochMilli(1_700_000_000_000L),
                                                        1_250_000_000,
                                                        null),
                                                new MemoryReading(
                                                        Instant.ofEpochMilli(1_700_000_000_001L),
                                                        1 << 20,
                                                        null,
                                                        5L),
                                                null))));
    }

    @Test
    void ofTwoInstancesTheOneThatStartedLastCounts() throws Exception {
        List<PodUsage> pods =
                parse(
                        "container_cpu_usage_seconds_total" + L + "900\n",
                        "container_cpu_usage_seconds_total" + L + "1\n",
                        "container_start_time_seconds" + L + "100\n",
                        "container_start_time_seconds" + L + "200\n");
        assertThat(pods.getFirst().containers().getFirst().cpu())
                .isEqualTo(new CpuReading.Counter(null, 1_000_000_000, null));
        assertThat(tally.count("duplicate")).isEqualTo(1);
    }

    @Test
    void ofTwoInstancesThatCannotBeToldApartNoneCounts() throws Exception {
        List<PodUsage> pods =
                parse(
                        "container_cpu_usage_seconds_total" + L + "900\n",
                        "container_cpu_usage_seconds_total" + L + "1\n",
                        "container_start_time_seconds" + L + "100\n");
        assertThat(pods.getFirst().containers()).isEmpty();
        assertThat(tally.count("duplicate")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "+Inf", "-Inf", "-1", "1e18", "1e-2147483647"})
    void whatIsNoAmountIsAbsentAndCounted(String value) throws Exception {
        List<PodUsage> pods = parse("container_cpu_usage_seconds_total" + L + value + "\n");
        assertThat(pods.getFirst().containers()).isEmpty();
        assertThat(tally.count("invalid")).isEqualTo(1);
    }

    @Test
    void understandsEscapes() throws Exception {
        List<PodUsage> pods =
                parse(
                        "container_cpu_usage_seconds_total{container=\"a\\\\b\\\"c\\nd\","
                                + " namespace = \"ns\",pod=\"p\",} 1\n");
        assertThat(pods.getFirst().containers().getFirst().name()).isEqualTo("a\\b\"c\nd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>\n",
                "hello world\n",
                "x{a=\"b\" 1\n",
                "x{a=\"b} 1\n",
                "x 1 2 3\n",
                "x 1",
                "x{a=\"\\q\"} 1\n"
            })
    void refusesWhatIsNotInTheFormat(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOf(UnreadableAnswerException.class);
    }

    private List<PodUsage> parse(String... lines) throws UnreadableAnswerException {
        return ResourceMetricsParser.parse(String.join("", lines).getBytes(UTF_8), tally);
    }
}
