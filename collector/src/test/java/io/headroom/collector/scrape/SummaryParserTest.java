package io.headroom.collector.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryParserTest {
    private static final String BODY =
            """
            {"node": {"nodeName": "n", "cpu": {"usageNanoCores": 1}},
             "pods": [{"podRef": {"name": "p", "namespace": "ns", "uid": "u-1"},
               "startTime": "2026-01-01T00:00:00Z",
               "containers": [
                 {"name": "c", "startTime": "2026-01-01T00:00:01Z",
                  "cpu": {"time": "2026-01-01T00:10:00Z", "usageNanoCores": 5,
                          "usageCoreNanoSeconds": 123456789,
                          "psi": {"some": {"total": 7, "avg10": 0.1}, "full": {"total": 3}}},
                  "memory": {"time": "2026-01-01T00:10:00Z", "workingSetBytes": 1000,
                             "rssBytes": 900},
                  "swap": {"time": "2026-01-01T00:10:00Z", "swapUsageBytes": 11}},
                 {"name": "odd", "startTime": "0001-01-01T00:00:00Z",
                  "cpu": {"usageCoreNanoSeconds": -4},
                  "memory": {"workingSetBytes": "many"}}]}]}
            """;

    private final Tally tally = new Tally();

    @Test
    void readsCountersTimesPressureAndSwap() throws Exception {
        PodUsage pod = SummaryParser.parse(BODY.getBytes(UTF_8), tally).getFirst();
        assertThat(pod.uid()).isEqualTo("u-1");
        ContainerUsage container = pod.containers().getFirst();
        Instant at = Instant.parse("2026-01-01T00:10:00Z");
        assertThat(container.startedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:01Z"));
        assertThat(container.cpu()).isEqualTo(new CpuReading.Counter(at, 123456789, null));
        assertThat(container.memory()).isEqualTo(new MemoryReading(at, 1000, 900L, 11L));
        assertThat(container.pressure())
                .hasToString(
                        "PressureReading[cpuSomeNanos=7, cpuFullNanos=3, memorySomeNanos=null,"
                                + " memoryFullNanos=null, ioSomeNanos=null, ioFullNanos=null]");
    }

    @Test
    void whatMakesNoSenseIsAbsentAndCounted() throws Exception {
        ContainerUsage odd =
                SummaryParser.parse(BODY.getBytes(UTF_8), tally).getFirst().containers().getLast();
        assertThat(odd).isEqualTo(new ContainerUsage("odd", null, null, null, null));
        assertThat(tally.count("invalid")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "hello", "{}", "{\"pods\": [{\"podRef\": {\"name\""})
    void refusesWhatIsNoSummary(String body) {
        assertThatThrownBy(() -> SummaryParser.parse(body.getBytes(UTF_8), tally))
                .isInstanceOf(UnreadableAnswerException.class);
    }

    @Test
    void refusesABodyThatWasCutAnywhere() {
        byte[] whole = BODY.strip().getBytes(UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> SummaryParser.parse(cut, tally))
                    .isInstanceOf(UnreadableAnswerException.class);
        }
    }
}
