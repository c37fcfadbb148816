package io.headroom.deploy.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.headroom.deploy.events.ToldEvents.Todo;
import io.headroom.deploy.events.ToldEvents.What;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Incident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToldEventsTest {
    private static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");
    private static final Instant T = Instant.parse("2026-03-01T00:00:00Z");

    private final ToldEvents told = new ToldEvents(false);

    @Test
    void anIncidentIsToldOnceWhenItsClassHasHadTimeToSettle() {
        Incident killed = Told.oomKill(WEB, "a", T);

        assertThat(told.next(List.of(killed), T.plusSeconds(29))).isEmpty();
        assertThat(told.next(List.of(killed), T.plusSeconds(30)))
                .containsExactly(new Todo(killed, What.FIRST));
        told.written(killed, 1, T.plusSeconds(30));
        assertThat(told.next(List.of(killed), T.plusSeconds(600))).isEmpty();
    }

    @Test
    void whatCouldNotBeWrittenIsTriedAgain() {
        Incident killed = Told.oomKill(WEB, "a", T);

        assertThat(told.next(List.of(killed), T.plusSeconds(30))).hasSize(1);
        assertThat(told.next(List.of(killed), T.plusSeconds(35))).hasSize(1);
    }

    @Test
    void whatIsRefusedThreeTimesIsLeft() {
        Incident killed = Told.oomKill(WEB, "a", T);
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(told.next(List.of(killed), T.plusSeconds(40))).hasSize(1);
            told.refused(killed, T.plusSeconds(40));
        }

        assertThat(told.next(List.of(killed), T.plusSeconds(45))).isEmpty();
    }

    @Test
    void moreEndsRaiseTheCountEveryFiveMinutesAtMost() {
        told.written(Told.oomKill(WEB, "a", T), 1, T.plusSeconds(30));
        Incident again = Told.oomKills(WEB, "a", T, 2, T.plusSeconds(60));

        assertThat(told.next(List.of(again), T.plusSeconds(90))).isEmpty();
        assertThat(told.next(List.of(again), T.plusSeconds(330)))
                .containsExactly(new Todo(again, What.COUNT));
    }

    @Test
    void whatUsageShowsLaterIsToldOnceMoreAndOnlyOnce() {
        Incident killed = Told.probeKill(WEB, "a", T);
        told.written(killed, 1, T.plusSeconds(30));
        Incident starved = killed.starved("it waited for CPU");
        Instant anHourLater = T.plusSeconds(3_600);

        assertThat(told.next(List.of(killed), anHourLater)).isEmpty();
        assertThat(told.next(List.of(starved), anHourLater))
                .containsExactly(new Todo(starved, What.STARVED));
        told.starved(starved);
        assertThat(told.next(List.of(starved), anHourLater)).isEmpty();
    }

    @Test
    void whatIsKnownAtOnceIsInTheFirstEvent() {
        Incident starved = Told.probeKill(WEB, "a", T).starved("it waited for CPU");
        assertThat(told.next(List.of(starved), T.plusSeconds(30)))
                .containsExactly(new Todo(starved, What.FIRST));
        told.written(starved, 1, T.plusSeconds(30));
        assertThat(told.next(List.of(starved), T.plusSeconds(60))).isEmpty();
        assertThat(IncidentEvent.of(starved, "apps/v1", "uid-1", "me").getNote())
                .contains("not planned). Starved: it waited for CPU. Evidence: ");
    }

    @Test
    void whatIsOldIsNoNewsAndIsNotToldAtAStart() {
        assertThat(told.next(List.of(Told.oomKill(WEB, "a", T)), T.plusSeconds(901))).isEmpty();
    }

    @Test
    void whatWasPlannedIsToldOnlyWhereAllIsAskedFor() {
        Incident rollout = Told.rollout(WEB, T);

        assertThat(told.next(List.of(rollout), T.plusSeconds(60))).isEmpty();
        assertThat(new ToldEvents(true).next(List.of(rollout), T.plusSeconds(60))).hasSize(1);
    }

    @Test
    void aFloodIsToldAtFiveASecondAndWhatExpiresIsCounted() {
        List<Incident> flood = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            flood.add(Told.oomKill(WEB, "flood-" + i, T));
        }
        int written = 0;
        for (int second = 30; second <= 900; second += 5) {
            List<Todo> due = told.next(flood, T.plusSeconds(second));
            assertThat(due).hasSizeLessThanOrEqualTo(second == 30 ? 100 : 25);
            for (Todo todo : due) {
                told.written(todo.incident(), 1, T.plusSeconds(second));
            }
            written += due.size();
        }
        assertThat(told.next(flood, T.plusSeconds(901))).isEmpty();

        assertThat(written).isEqualTo(100 + 174 * 25);
        assertThat(told.takeExpired()).isEqualTo(10_000 - written);
        assertThat(told.takeExpired()).isZero();
    }

    @Test
    void anEventSaysWhatHappenedToWhomAndWhereThereIsMore() {
        Event event =
                IncidentEvent.of(
                        Told.oomKills(WEB, "a", T, 3, T.plusSeconds(60)), "apps/v1", "uid-1", "me");

        assertThat(event.getType()).isEqualTo("Warning");
        assertThat(event.getReason()).isEqualTo("OomKilled");
        assertThat(event.getNote())
                .isEqualTo(
                        "container app ended 3 times: oom_killed (confirmed, not planned), Ready"
                                + " again after 9 s. Evidence: reason_oom_killed. More: GET"
                                + " /api/v1/incidents?namespace=shop&workload=web");
        assertThat(event.getSeries().getCount()).isEqualTo(3);
        assertThat(event.getRegarding().getUid()).isEqualTo("uid-1");
        assertThat(event.getMetadata().getName()).startsWith("web.headroom-");
    }

    @Test
    void moreEndsThanTheApiCanCountAreAsManyAsItCan() {
        Incident odd = Told.oomKills(WEB, "a", T, 3_000_000_000L, T.plusSeconds(60));

        Event event = IncidentEvent.of(odd, "apps/v1", "uid-1", "me");

        assertThat(event.getSeries().getCount()).isEqualTo(Integer.MAX_VALUE);
        assertThat(event.getNote()).startsWith("container app ended 3000000000 times: ");
    }

    @Test
    void theSameIncidentHasTheSameNameAndAnotherAnother() {
        assertThat(IncidentEvent.name(Told.oomKills(WEB, "a", T, 3, T.plusSeconds(60))))
                .isEqualTo(IncidentEvent.name(Told.oomKill(WEB, "a", T)))
                .isNotEqualTo(IncidentEvent.name(Told.oomKill(WEB, "b", T)));
        WorkloadRef longest = new WorkloadRef("shop", "Deployment", "apps", "w".repeat(253));
        assertThat(IncidentEvent.name(Told.oomKill(longest, "a", T))).hasSizeLessThan(254);
    }
}
