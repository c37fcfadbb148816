package io.headroom.recommender.fit.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** By hand; beside the real quota controller it is tried in QuotaSumIT. */
class QuotaSumTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final QuotaState QUOTA =
            new QuotaState(
                    "n",
                    "q",
                    Map.of(
                            "pods", BigDecimal.TEN,
                            "count/pods", BigDecimal.TEN,
                            "requests.cpu", BigDecimal.TEN,
                            "requests.storage", BigDecimal.TEN,
                            "count/secrets", BigDecimal.TEN),
                    Map.of(),
                    List.of());

    @Test
    void whatIsOverCountsAsAnObjectOnly() {
        assertThat(
                        sum(
                                pod("Running", terms(null)),
                                pod("Succeeded", terms(null)),
                                pod("Failed", terms(null))))
                .containsEntry("pods", BigDecimal.ONE)
                .containsEntry("count/pods", BigDecimal.valueOf(3))
                .containsEntry("requests.cpu", new BigDecimal("0.5"));
    }

    @Test
    void aDeletedPodCountsUntilItsGraceIsOver() {
        assertThat(sum(pod("Running", terms(NOW)))).containsEntry("pods", BigDecimal.ONE);
        assertThat(sum(pod("Running", terms(NOW.minusMillis(1)))))
                .containsEntry("pods", BigDecimal.ZERO)
                .containsEntry("count/pods", BigDecimal.ONE);
    }

    @Test
    void ofObjectsThatNobodyWatchesNothingIsSaid() {
        assertThat(sum())
                .containsOnlyKeys("pods", "count/pods", "requests.cpu", "requests.storage");
    }

    @Test
    void ofPodsNothingIsSaidWhereOneIsNotKnownExactly() {
        assertThat(sum(pod("Running", terms(null)), pod("Running", null)))
                .containsOnlyKeys("requests.storage");
    }

    @Test
    void claimsAreCountedBesidePods() {
        VolumeClaimState claim =
                new VolumeClaimState("n", "c", null, List.of(), BigDecimal.TWO, null);

        assertThat(QuotaSum.of(QUOTA, List.of(), List.of(claim, claim), NOW))
                .containsEntry("requests.storage", BigDecimal.valueOf(4));
    }

    private static Map<String, BigDecimal> sum(PodState... pods) {
        return QuotaSum.of(QUOTA, List.of(pods), List.of(), NOW);
    }

    private static PodState pod(String phase, @Nullable PodTerms terms) {
        return new PodState(
                new WorkloadRef("n", "Deployment", "apps", "web"),
                "web-1",
                "uid",
                null,
                phase,
                true,
                NOW,
                null,
                List.of(),
                null,
                null,
                terms);
    }

    private static PodTerms terms(@Nullable Instant goneAt) {
        return new PodTerms(
                List.of(
                        new PodTerms.Container(
                                "web",
                                ContainerType.APP,
                                Map.of("cpu", new BigDecimal("0.5")),
                                Map.of())),
                false,
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                null,
                false,
                false,
                false,
                goneAt);
    }
}
