package io.headroom.analyzer;

import static io.headroom.analyzer.DrivenTopology.TOPICS;
import static io.headroom.analyzer.Readings.START;
import static io.headroom.analyzer.Readings.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.analyzer.DrivenTopology.Said;
import io.headroom.model.ContainerType;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.quantity.Memory;
import io.headroom.model.topic.DeadLetters;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.usage.UsageReading;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestartsAndPoisonTest {
    private static final WorkloadRef API = deployment("api");

    private final DrivenTopology topology = new DrivenTopology();

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void countsWhatAStatusChangeShows() {
        topology.lifecycle(pod("a", 1, START, 0, false));
        topology.lifecycle(pod("a", 2, START, 1, false));
        RestartRecord restart = topology.restarts().getFirst();
        assertThat(restart.observed()).isTrue();
        assertThat(restart.containerId()).isEqualTo("containerd://a-0");
        assertThat(restart.exitCode()).isEqualTo(137);
        assertThat(restart.reason()).isEqualTo("OOMKilled");
        assertThat(total()).isEqualTo(1);
    }

    @Test
    void countsEachRestartOfAJump() {
        topology.lifecycle(pod("a", 1, START, 0, false));
        topology.lifecycle(pod("a", 2, START, 4, false));
        List<RestartRecord> restarts = topology.restarts();
        assertThat(restarts).extracting(RestartRecord::restartCount).containsExactly(1, 2, 3, 4);
        assertThat(restarts)
                .extracting(RestartRecord::observed)
                .containsExactly(false, false, false, true);
        assertThat(restarts).extracting(RestartRecord::id).doesNotHaveDuplicates();
        assertThat(total()).isEqualTo(4);
    }

    @Test
    void takesWhatWasThereFirstForGiven() {
        topology.lifecycle(pod("a", 1, START.minusSeconds(60), 7, true));
        topology.lifecycle(pod("b", 1, START.minusSeconds(60), 3, true));
        assertThat(topology.restarts()).isEmpty();
        assertThat(total()).isZero();
        topology.lifecycle(pod("a", 5, START.minusSeconds(60), 8, false));
        assertThat(total()).isEqualTo(1);
    }

    @Test
    void countsWhatHappenedWhileTheCollectorWasDown() {
        topology.lifecycle(pod("a", 1, START.minusSeconds(60), 2, true));
        topology.lifecycle(pod("a", 2, START.minusSeconds(60), 2, false));
        // the collector comes back: one pod has restarted, another one is new and has, too
        topology.lifecycle(pod("a", 100, START.minusSeconds(60), 5, true));
        topology.lifecycle(pod("b", 100, START.plusSeconds(50), 2, true));
        assertThat(topology.restarts()).hasSize(5);
        assertThat(total()).isEqualTo(5);
    }

    @Test
    void countsARelistOfTheSameOnce() {
        topology.lifecycle(pod("a", 1, START, 1, false));
        topology.lifecycle(pod("a", 2, START, 1, true));
        topology.lifecycle(pod("a", 3, START, 1, true));
        topology.lifecycle(pod("a", 1, START, 0, false));
        topology.lifecycle(pod("a", 4, START, 1, false));
        assertThat(topology.restarts()).hasSize(1);
    }

    @Test
    void countsAnEvictionThatIsToldTwiceOnce() {
        topology.lifecycle(pod("a", 1, START, 0, false));
        EventDelta evicted =
                new EventDelta(
                        API,
                        "event-uid",
                        new EventDelta.Regarding("Pod", "shop", "a", "uid-a", null),
                        "Warning",
                        "Evicted",
                        null,
                        "kubelet",
                        1,
                        1,
                        START.plusSeconds(2),
                        START.plusSeconds(2),
                        Map.of(
                                "offending_containers", "app",
                                "offending_containers_usage", "1024Ki",
                                "starved_resource", "memory"),
                        START.plusSeconds(3));
        topology.lifecycle(evicted);
        topology.lifecycle(evicted);
        assertThat(oomKills()).extracting(OomKill::memory).containsExactly(new Memory(1 << 20));
    }

    @Test
    void startsAnewWhenACountFalls() {
        topology.lifecycle(pod("a", 1, START, 5, false));
        topology.lifecycle(pod("a", 2, START, 0, false));
        topology.lifecycle(pod("a", 3, START, 1, false));
        assertThat(total()).isEqualTo(6);
    }

    @Test
    void remembersAPodThatIsGoneForAWhile() {
        topology.lifecycle(pod("a", 1, START, 2, false));
        topology.lifecycle(new PodGone(API, "api-a", "a", START.plusSeconds(5), false));
        topology.lifecycle(pod("a", 2, START, 2, false));
        assertThat(topology.restarts()).hasSize(2);
    }

    @Test
    void saysHowFullAQuotaIsAndTakesItBack() {
        QuotaState quota =
                new QuotaState(
                        "shop",
                        "compute",
                        Map.of("pods", BigDecimal.TEN),
                        Map.of("pods", BigDecimal.ONE),
                        List.of(),
                        START);
        topology.cluster(quota);
        topology.pipe(TOPICS.cluster(), quota.key(), null);
        List<Said> said = topology.said();
        assertThat(said.getFirst().value()).isInstanceOf(QuotaAssessment.class);
        assertThat(Objects.requireNonNull(said.getFirst().value()).asOf()).isEqualTo(START);
        assertThat(said.getLast()).isEqualTo(new Said(quota.key(), null, null));
    }

    @Test
    void remembersWhatWasUsedOfAQuotaEachDayUntilItIsGone() {
        topology.cluster(quota("3", START));
        topology.cluster(quota("5", START.plus(Duration.ofDays(2))));
        assertThat(daysOfQuota()).containsExactly("3", "3", "5");

        topology.pipe(TOPICS.cluster(), quota("5", START).key(), null);
        topology.cluster(quota("7", START.plus(Duration.ofDays(3))));
        assertThat(daysOfQuota()).containsExactly("7");
    }

    private List<String> daysOfQuota() {
        return ((QuotaAssessment) Objects.requireNonNull(topology.said().getLast().value()))
                .lines().getFirst().highestByDay().stream().map(BigDecimal::toPlainString).toList();
    }

    private static QuotaState quota(String pods, Instant observedAt) {
        return new QuotaState(
                "shop",
                "compute",
                Map.of("pods", BigDecimal.TEN),
                Map.of("pods", new BigDecimal(pods)),
                List.of(),
                observedAt);
    }

    @Test
    void aQuotaOfAnImpossibleTimeIsRefused() {
        topology.cluster(quota("3", Instant.parse("+100000-01-01T00:00:00Z")));

        assertThat(topology.deadLetters()).hasSize(1);
        assertThat(topology.said()).isEmpty();
    }

    @Test
    void sendsWhatItCannotReadToTheDeadLettersAndGoesOn() {
        byte[] json =
                new RecordCodec<>(UsageReading.class)
                        .encode(
                                Readings.life(API, List.of("a"), START, Duration.ofMinutes(1), 1, 1)
                                        .getFirst());
        topology.pipe(TOPICS.usage(), API.key(), bytes("no json"));
        topology.pipe(TOPICS.usage(), API.key(), bytes("{}"));
        topology.pipe(TOPICS.usage(), API.key(), bytes("null"));
        topology.pipe(TOPICS.usage(), API.key(), null);
        topology.pipe(TOPICS.usage(), null, json);
        topology.pipe(TOPICS.usage(), deployment("other").key(), json);
        topology.pipe(
                TOPICS.usage(),
                API.key(),
                json,
                new RecordHeaders().add(RecordCodec.SCHEMA_HEADER, bytes("2")));
        topology.pipe(TOPICS.lifecycle(), API.key(), bytes("[]"));
        topology.pipe(TOPICS.cluster(), "/quota/shop/compute", bytes("{\"type\":\"??\"}"));

        List<TestRecord<byte[], byte[]>> dead = topology.deadLetters();
        assertThat(dead).hasSize(9);
        assertThat(dead.getFirst().value()).isEqualTo(bytes("no json"));
        assertThat(header(dead.get(6), DeadLetters.ERROR_HEADER)).contains("newer");
        assertThat(header(dead.get(7), DeadLetters.TOPIC_HEADER)).isEqualTo(TOPICS.lifecycle());
        assertThat(Metrics.value(topology.registry, "headroom_dead_letter_records", "unreadable"))
                .isGreaterThanOrEqualTo(5);

        topology.usage(Readings.life(API, List.of("a"), START, Duration.ofMinutes(1), 5, 1));
        assertThat(topology.said()).isNotEmpty();
    }

    private long total() {
        return latest().restarts();
    }

    private List<OomKill> oomKills() {
        return latest().oomKills();
    }

    private RestartAssessment.Container latest() {
        return topology.said().stream()
                .map(Said::value)
                .filter(RestartAssessment.class::isInstance)
                .map(RestartAssessment.class::cast)
                .toList()
                .getLast()
                .containers()
                .getFirst();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static PodFact pod(
            String uid, int second, Instant createdAt, int restarts, boolean snapshot) {
        ContainerState.Terminated last =
                new ContainerState.Terminated(
                        137,
                        null,
                        "OOMKilled",
                        null,
                        START,
                        START,
                        "containerd://" + uid + '-' + (restarts - 1));
        return new PodFact(
                API,
                "api-" + uid,
                uid,
                null,
                "node",
                createdAt,
                null,
                "Running",
                null,
                null,
                List.of(),
                List.of(
                        new ContainerFact(
                                "app",
                                ContainerType.APP,
                                "containerd://" + uid + '-' + restarts,
                                restarts,
                                true,
                                true,
                                new ContainerState.Running(START),
                                restarts == 0 ? null : last,
                                null)),
                START.plusSeconds(second),
                snapshot);
    }
}
