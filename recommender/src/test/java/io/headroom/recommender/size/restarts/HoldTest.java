package io.headroom.recommender.size.restarts;

import static io.headroom.recommender.size.restarts.Pasts.START;
import static io.headroom.recommender.size.restarts.Pasts.incident;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.recommendation.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldTest {

    @Test
    void aCrashLoopHoldsUntilADayAfterItsLastEnd() {
        List<Incident> loop =
                List.of(incident(IncidentClass.APP_ERROR, hour(0), hour(5), true, "1"));

        assertThat(hold(loop, 28).orElseThrow())
                .isEqualTo(
                        new Hold(
                                Reason.Code.HELD_CRASH_LOOP,
                                hour(29),
                                "the latest end of its crash loop was at " + Hold.minute(hour(5))));
        assertThat(hold(loop, 29)).isEmpty();
    }

    @Test
    void anEvictionForWantOfMemoryOnTheNodeHoldsForADay() {
        List<Incident> evicted =
                List.of(
                        incident(
                                IncidentClass.EVICT_NODE_PRESSURE,
                                hour(0),
                                hour(0),
                                false,
                                "memory"));

        assertThat(hold(evicted, 23).orElseThrow().code()).isEqualTo(Reason.Code.HELD_EVICTION);
        assertThat(hold(evicted, 23).orElseThrow().because()).endsWith("short of memory");
        assertThat(hold(evicted, 24)).isEmpty();
    }

    @Test
    void aRolloutHoldsForADayAfterItWasThrough() {
        List<Incident> rollout = List.of(incident(IncidentClass.ROLLOUT, hour(0), hour(2)));

        assertThat(hold(rollout, 25).orElseThrow().code()).isEqualTo(Reason.Code.HELD_ROLLOUT);
        assertThat(hold(rollout, 26)).isEmpty();
    }

    @Test
    void whoRollsOutEveryDayIsHeldForAWeekAndNotForEver() {
        List<Incident> daily = new ArrayList<>();
        for (int day = 0; day < 12; day++) {
            daily.add(incident(IncidentClass.ROLLOUT, hour(20 * day), hour(20 * day)));
        }

        assertThat(hold(daily, 7 * 24 - 1).orElseThrow().until()).isEqualTo(hour(7 * 24));
        assertThat(hold(daily, 7 * 24)).isEmpty();
        assertThat(hold(daily, 9 * 24)).isEmpty();
    }

    @Test
    void theOneThatLastsLongestIsTold() {
        List<Incident> both =
                List.of(
                        incident(IncidentClass.ROLLOUT, hour(0), hour(0)),
                        incident(IncidentClass.APP_ERROR, hour(1), hour(3), true, "1"));

        assertThat(hold(both, 4).orElseThrow().code()).isEqualTo(Reason.Code.HELD_CRASH_LOOP);
    }

    @Test
    void otherEndsHoldNothing() {
        assertThat(hold(List.of(incident(IncidentClass.SCALE_DOWN, hour(0), hour(0))), 1))
                .isEmpty();
        assertThat(hold(List.of(incident(IncidentClass.OOM_KILLED, hour(0), hour(0))), 1))
                .isEmpty();
        assertThat(hold(List.of(incident(IncidentClass.ROLLOUT, hour(3), hour(3))), 1)).isEmpty();
    }

    private static Optional<Hold> hold(List<Incident> incidents, int hour) {
        return Hold.of(incidents, hour(hour));
    }

    private static Instant hour(int hour) {
        return START.plus(Duration.ofHours(hour));
    }
}
