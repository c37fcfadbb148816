package io.headroom.collector.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.model.usage.CpuReading;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CadvisorCountersTest {
    private static final String SERIES =
            "container_cpu_cfs_throttled_seconds_total{namespace=\"shop\",pod=\"web-1\",container=\"%s\"} %s\n";

    private final Tally tally = new Tally();

    @Test
    void aCounterIsTheSameAndItIsKnownHowLongItWasHeldBack() throws Exception {
        assertThat(throttledNanos(SERIES.formatted("app", "1.5"))).isEqualTo(1_500_000_000L);
    }

    @Test
    void otherContainersOtherSeriesAndThePodsOwnGroupTellNothing() throws Exception {
        assertThat(
                        throttledNanos(
                                SERIES.formatted("proxy", "1")
                                        + SERIES.formatted("", "2")
                                        + "container_cpu_cfs_periods_total{namespace=\"shop\",pod=\"web-1\",container=\"app\"} 3\n"
                                        + SERIES.formatted("app", "4").replace("shop", "other")))
                .isNull();
        assertThat(tally.samples()).isEmpty();
    }

    @Test
    void ofTwoInstancesNeitherCounts() throws Exception {
        assertThat(throttledNanos(SERIES.formatted("app", "9") + SERIES.formatted("app", "1")))
                .isNull();
        assertThat(tally.count("duplicate")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "+Inf", "-1", "1e300", "1e-99999999"})
    void whatIsNoTimeIsCountedAndNotTaken(String value) throws Exception {
        assertThat(throttledNanos(SERIES.formatted("app", value))).isNull();
        assertThat(tally.count("invalid")).isEqualTo(1);
    }

    @Test
    void aRateHasNoCounterToAddTo() throws Exception {
        var rate = new CpuReading.Rate(null, Duration.ofSeconds(15), 0.5);

        assertThat(added(SERIES.formatted("app", "1"), rate)).isEqualTo(rate);
    }

    @Test
    void howManyProcessesWereKilledIsAddedToWhateverIsRead() throws Exception {
        String kills = SERIES.replace("cpu_cfs_throttled_seconds", "oom_events");
        var rate = new CpuReading.Rate(null, Duration.ofSeconds(15), 0.5);
        assertThat(container(kills.formatted("app", "3"), rate).oomKills()).isEqualTo(3);
        assertThat(container(kills.formatted("", "3"), rate).oomKills()).isNull();
        assertThat(container(kills.formatted("app", "3").repeat(2), rate).oomKills()).isNull();
        assertThat(container(kills.formatted("app", "NaN"), rate).oomKills()).isNull();
    }

    @Test
    void anAnswerThatCannotBeReadIsNone() {
        assertThatThrownBy(() -> throttledNanos("<html>"))
                .isInstanceOf(UnreadableAnswerException.class);
    }

    private @Nullable Long throttledNanos(String body) throws UnreadableAnswerException {
        return added(body, new CpuReading.Counter(null, 7, null))
                        instanceof CpuReading.Counter counter
                ? counter.throttledNanos()
                : null;
    }

    private @Nullable CpuReading added(String body, CpuReading cpu)
            throws UnreadableAnswerException {
        return container(body, cpu).cpu();
    }

    private ContainerUsage container(String body, CpuReading cpu) throws UnreadableAnswerException {
        PodUsage pod =
                new PodUsage(
                        "shop",
                        "web-1",
                        null,
                        List.of(new ContainerUsage("app", null, cpu, null, null)));
        return CadvisorCounters.parse(body.getBytes(UTF_8), tally)
                .added(List.of(pod))
                .getFirst()
                .containers()
                .getFirst();
    }
}
