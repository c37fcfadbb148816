package io.headroom.recommender.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IncidentSummaryTest {
    private static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");
    private static final WorkloadRef ETL = new WorkloadRef("batch", "Job", "batch", "etl");

    private static final SortedMap<String, List<Flaps>> NOTHING_FLAPS = new TreeMap<>();

    @Test
    void aNamespaceInWhichThingsOnlyFlapIsToldToo() {
        SortedMap<String, List<Flaps>> flapping =
                new TreeMap<>(
                        Map.of(
                                "batch",
                                List.of(
                                        new Flaps(
                                                "etl",
                                                Flaps.Kind.READINESS_PROBE,
                                                7,
                                                Incidents.START))));

        List<IncidentSummary> all = IncidentSummary.of(List.of(), flapping);

        assertThat(all).hasSize(1);
        assertThat(all.getFirst().incidents()).isZero();
        assertThat(all.getFirst().flaps()).containsExactly(Map.entry("readiness_probe", 7L));
    }

    @Test
    void addsUpEachNamespaceByItself() {
        List<IncidentSummary> all =
                IncidentSummary.of(
                        List.of(
                                Incidents.of(CART, IncidentClass.OOM_KILLED, false, 1, 10),
                                Incidents.of(CART, IncidentClass.ROLLOUT, true, 2, 20),
                                Incidents.of(CART, IncidentClass.OOM_KILLED, false, 3, null),
                                Incidents.of(ETL, IncidentClass.JOB_RETRY, false, 4, null)),
                        NOTHING_FLAPS);
        assertThat(all).extracting(IncidentSummary::namespace).containsExactly("batch", "shop");
        IncidentSummary shop = all.getLast();
        assertThat(shop.incidents()).isEqualTo(3);
        assertThat(shop.open()).isEqualTo(1);
        assertThat(shop.planned()).isEqualTo(1);
        assertThat(shop.classes()).containsEntry("oom_killed", 2L).containsEntry("rollout", 1L);
        assertThat(all.getFirst().recovery()).isNull();
    }

    @Test
    void quantilesAreRecoveriesThatHappened() {
        List<Incident> incidents = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            incidents.add(Incidents.of(CART, IncidentClass.APP_ERROR, false, i, i));
        }
        assertThat(IncidentSummary.of(incidents, NOTHING_FLAPS).getFirst().recovery())
                .isEqualTo(
                        new IncidentSummary.Recovery(
                                100,
                                Duration.ofSeconds(50),
                                Duration.ofSeconds(90),
                                Duration.ofSeconds(99),
                                Duration.ofSeconds(100)));
    }

    @Test
    void whatWasPlannedDoesNotMakeRecoveriesShorterOrLonger() {
        IncidentSummary summary =
                IncidentSummary.of(
                                List.of(
                                        Incidents.of(CART, IncidentClass.OOM_KILLED, false, 1, 90),
                                        Incidents.of(CART, IncidentClass.ROLLOUT, true, 2, 4),
                                        Incidents.of(CART, IncidentClass.DRAIN, true, 3, 6)),
                                NOTHING_FLAPS)
                        .getFirst();
        assertThat(summary.recovery()).isEqualTo(recovery(1, 90, 90));
        assertThat(summary.plannedRecovery()).isEqualTo(recovery(2, 4, 6));
    }

    @Test
    void whereAllWasPlannedNothingRecovered() {
        IncidentSummary summary =
                IncidentSummary.of(
                                List.of(Incidents.of(CART, IncidentClass.ROLLOUT, true, 2, 4)),
                                NOTHING_FLAPS)
                        .getFirst();
        assertThat(summary.recovery()).isNull();
    }

    private static IncidentSummary.Recovery recovery(int healed, int least, int most) {
        return new IncidentSummary.Recovery(
                healed,
                Duration.ofSeconds(least),
                Duration.ofSeconds(most),
                Duration.ofSeconds(most),
                Duration.ofSeconds(most));
    }
}
