package io.headroom.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.collector.scrape.Refusal.Why;
import io.headroom.model.usage.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeProbeTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration REVIEW = Duration.ofMinutes(5);

    private final Map<Source, Why> refusals = new EnumMap<>(Source.class);
    private final List<Source> asked = new ArrayList<>();
    private final NodeProbe probe = new NodeProbe(Optional.empty(), REVIEW);

    @Test
    void takesTheBestSourceThatAnswersAndSaysWhyNotABetterOne() {
        refusals.put(Source.SUMMARY, Why.NOT_FOUND);

        NodeProbe.Outcome<Source> outcome = read(probe, NOW);

        assertThat(outcome.value()).isEqualTo(Source.RESOURCE);
        assertThat(asked).containsExactly(Source.SUMMARY, Source.RESOURCE);
        assertThat(probe.sentence(outcome))
                .contains(
                        "usage is read from the kubelet's resource metrics, because the kubelet's"
                                + " /stats/summary was not found (404)");
    }

    @Test
    void asksTheApiOnlyWhereNoKubeletAnswers() {
        refusals.put(Source.SUMMARY, Why.TLS);
        refusals.put(Source.RESOURCE, Why.TLS);

        NodeProbe.Outcome<Source> outcome = read(probe, NOW);

        assertThat(outcome.value()).isEqualTo(Source.METRICS_API);
        assertThat(NodeProbe.distrusts(outcome)).isTrue();
        assertThat(probe.sentence(outcome))
                .get()
                .asString()
                .startsWith("usage is read from metrics.k8s.io, because");
    }

    @Test
    void staysWithItsChoiceUntilItIsReviewed() {
        refusals.put(Source.SUMMARY, Why.FORBIDDEN);
        read(probe, NOW);
        refusals.clear();
        asked.clear();

        assertThat(read(probe, NOW.plus(REVIEW).minusMillis(1)).source())
                .isEqualTo(Source.RESOURCE);
        assertThat(asked).containsExactly(Source.RESOURCE);

        NodeProbe.Outcome<Source> reviewed = read(probe, NOW.plus(REVIEW));
        assertThat(reviewed.source()).isEqualTo(Source.SUMMARY);
        assertThat(probe.sentence(reviewed))
                .contains(
                        "usage is read from the kubelet's /stats/summary, the best source there is");
    }

    @Test
    void aFailureInPassingChangesNothingAndSaysNothing() {
        read(probe, NOW);
        refusals.put(Source.SUMMARY, Why.TIMEOUT);
        asked.clear();

        for (int failure = 1; failure <= 2; failure++) {
            NodeProbe.Outcome<Source> outcome = read(probe, NOW);
            assertThat(outcome.value()).isNull();
            assertThat(probe.sentence(outcome)).isEmpty();
            assertThat(probe.failures()).isEqualTo(failure);
        }
        assertThat(asked).containsOnly(Source.SUMMARY);

        // the third time is no longer in passing
        assertThat(read(probe, NOW).source()).isEqualTo(Source.RESOURCE);
        assertThat(probe.failures()).isZero();
    }

    @Test
    void aLastingRefusalOfTheChosenSourceLeadsToTheNextAtOnce() {
        read(probe, NOW);
        refusals.put(Source.SUMMARY, Why.FORBIDDEN);

        assertThat(read(probe, NOW).source()).isEqualTo(Source.RESOURCE);
    }

    @Test
    void whatFailedInPassingAtFirstIsTriedAgainSoonAndThenLessOften() {
        refusals.put(Source.SUMMARY, Why.TIMEOUT);
        refusals.put(Source.RESOURCE, Why.TIMEOUT);
        Duration first = REVIEW.dividedBy(32);
        assertThat(read(probe, NOW).source()).isEqualTo(Source.METRICS_API);

        assertThat(read(probe, NOW.plus(first)).source()).isEqualTo(Source.METRICS_API);
        asked.clear();
        assertThat(read(probe, NOW.plus(first.multipliedBy(2))).source())
                .isEqualTo(Source.METRICS_API);
        assertThat(asked).containsExactly(Source.METRICS_API);

        refusals.clear();
        assertThat(read(probe, NOW.plus(first.multipliedBy(3))).source()).isEqualTo(Source.SUMMARY);
    }

    @Test
    void saysOfEverySourceWhyItGaveNothing() {
        refusals.put(Source.SUMMARY, Why.UNREACHABLE);
        refusals.put(Source.RESOURCE, Why.UNREACHABLE);
        refusals.put(Source.METRICS_API, Why.NO_DATA);

        NodeProbe.Outcome<Source> outcome = read(probe, NOW);

        assertThat(probe.sentence(outcome))
                .contains(
                        "usage cannot be read: the kubelet's /stats/summary cannot be reached; the"
                                + " kubelet's resource metrics cannot be reached; metrics.k8s.io has"
                                + " nothing about the pods of this node");
    }

    @Test
    void aSourceThatASettingNamesIsTheOnlyOneAsked() {
        NodeProbe fixed = new NodeProbe(Optional.of(Source.METRICS_API), REVIEW);

        NodeProbe.Outcome<Source> outcome = read(fixed, NOW);

        assertThat(asked).containsExactly(Source.METRICS_API);
        assertThat(fixed.sentence(outcome))
                .contains("usage is read from metrics.k8s.io, as collector.source says");
    }

    private NodeProbe.Outcome<Source> read(NodeProbe probe, Instant now) {
        return probe.read(
                now,
                source -> {
                    asked.add(source);
                    Why why = refusals.get(source);
                    if (why != null) {
                        throw new RefusedException(why, "");
                    }
                    return source;
                });
    }
}
