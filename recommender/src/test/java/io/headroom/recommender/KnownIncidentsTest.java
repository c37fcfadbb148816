package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownIncidentsTest {
    private static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");

    private final KnownIncidents known = new KnownIncidents(3);

    @Test
    void showsTheNewestFirstAndOfEachTheLastWord() {
        known.put(incident("a", 1, 1));
        known.put(incident("b", 2, 1));
        known.put(incident("a", 1, 5));
        assertThat(known.newestFirst().values())
                .extracting(Incident::id, Incident::restarts)
                .containsExactly(tuple("b", 1L), tuple("a", 5L));
    }

    @Test
    void anEarlierBeginningMovesAnIncident() {
        known.put(incident("a", 3, 1));
        known.put(incident("b", 2, 1));
        known.put(incident("a", 1, 2));
        assertThat(known.newestFirst().values()).extracting(Incident::id).containsExactly("b", "a");
    }

    @Test
    void theOldestGivesWay() {
        assertThat(known.put(incident("a", 2, 1))).isFalse();
        assertThat(known.put(incident("b", 1, 1))).isFalse();
        assertThat(known.put(incident("c", 3, 1))).isFalse();
        assertThat(known.put(incident("d", 4, 1))).isTrue();
        assertThat(known.newestFirst().values())
                .extracting(Incident::id)
                .containsExactly("d", "c", "a");
    }

    private static Incident incident(String id, int minute, int restarts) {
        Instant at = Instant.EPOCH.plusSeconds(60L * minute);
        return new Incident(
                CART,
                id,
                new Classification(
                        IncidentClass.APP_ERROR, "A15", Confidence.LIKELY, false, "1", List.of()),
                null,
                false,
                at,
                at,
                restarts,
                0,
                List.of(),
                List.of(),
                Outcome.OPEN,
                at);
    }
}
