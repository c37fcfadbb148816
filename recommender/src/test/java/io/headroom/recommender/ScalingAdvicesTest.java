package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.ScalingAdvices.Known.Reported;
import io.headroom.recommender.ScalingCases.Read;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.scale.advice.Price;
import io.headroom.recommender.scale.advice.ScalingCase;
import io.headroom.recommender.scale.advice.ScalingReport;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.advice.Suitability;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is searched, and what is said, as room in a shared namespace comes and goes. */
class ScalingAdvicesTest {
    private static final WorkloadRef CART = Scaled.CART;
    private static final Instant MIDNIGHT = Instant.ofEpochSecond(1_772_323_200L);
    private static final ReplayedPod POD = new ReplayedPod(1, 1, Duration.ofMinutes(2));
    private static final HpaSpec WIDE = HpaSpec.ofCpu(8, 100, 30).withBehavior(Behavior.DEFAULT);
    private static final Demand DAYS = days(0);
    private static final Demand NEXT_DAYS = days(1);

    private final ScalingAdvices advices = new ScalingAdvices();
    private final Set<ScalingReport> searched = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The days come to some 37 replicas: 60 are enough, and 20 are not. */
    @Test
    void roomThatSwingsAboutWhatTheDaysNeedIsSearchedOnceEachAndPublishedAsTheLeast() {
        List<Integer> published = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            published.add(maxOf(refreshed(DAYS, null, new Most(100, i % 2 == 0 ? 60 : 20))));
        }

        assertThat(searched.size()).as("with a bound, and without").isLessThanOrEqualTo(2);
        assertThat(published).containsExactly(60, 20, 20, 20, 20, 20, 20, 20);

        assertThat(maxOf(refreshed(NEXT_DAYS, null, new Most(100, 60))))
                .as("from the next midnight on")
                .isEqualTo(60);
    }

    @Test
    void roomForAllThatTheDaysNeedIsPublishedAsTheLeastOfTheDay() {
        List<Integer> published = new ArrayList<>();
        for (int room : new int[] {60, 50, 60, 55}) {
            published.add(maxOf(refreshed(DAYS, null, new Most(100, room))));
        }

        assertThat(published).containsExactly(60, 50, 50, 50);
        assertThat(searched.size()).isEqualTo(1);
    }

    @Test
    void whoChangesAnAutoscalerAndBackFindsWhatWasSearched() {
        Most room = new Most(100, 20);
        ScalingReport first = refreshed(DAYS, WIDE, room).report();
        refreshed(DAYS, WIDE.withReplicas(12, 100), room);

        assertThat(refreshed(DAYS, WIDE, room).report()).isSameAs(first);
        assertThat(maxOf(refreshed(DAYS, WIDE, new Most(100, 60)))).isEqualTo(20);
    }

    /** Replicas of one size are not those of another. */
    @Test
    void roomForOtherPodsIsCountedAnew() {
        assertThat(maxOf(refreshed(DAYS, null, new Most(100, 20)))).isEqualTo(20);

        ReplayedPod half = new ReplayedPod(0.5, 1, Duration.ofMinutes(2));
        assertThat(maxOf(refreshed(DAYS, null, new Most(100, 60), half))).isEqualTo(60);
    }

    /** What lasts for less is a node that starts anew, or pods that are replaced. */
    @Test
    void roomOnNodesIsLessOnceItHasBeenForTenMinutes() {
        int[] minutes = {0, 3, 9, 11, 22, 28, 33, 70};
        int[] rooms = {90, 80, 90, 88, 88, 80, 86, 90};
        List<Integer> published = new ArrayList<>();
        for (int i = 0; i < rooms.length; i++) {
            published.add(
                    maxOf(
                            refreshed(
                                    DAYS,
                                    null,
                                    Most.UNLIMITED.beside(rooms[i]),
                                    POD,
                                    MIDNIGHT.plus(Duration.ofMinutes(minutes[i])))));
        }

        assertThat(published).containsExactly(90, 90, 90, 90, 88, 88, 88, 86);
        assertThat(searched.size()).isEqualTo(1);
    }

    private static int maxOf(Reported known) {
        ScalingOverview overview =
                ScalingOverview.of(
                        CART, known, new ScalingOverview.Around(null, null, null, "EUR"));
        return Objects.requireNonNull(overview.settings()).maxReplicas();
    }

    private Reported refreshed(Demand demand, @Nullable HpaSpec current, Most most) {
        return refreshed(demand, current, most, POD);
    }

    private Reported refreshed(
            Demand demand, @Nullable HpaSpec current, Most most, ReplayedPod pod) {
        return refreshed(demand, current, most, pod, MIDNIGHT);
    }

    private Reported refreshed(
            Demand demand, @Nullable HpaSpec current, Most most, ReplayedPod pod, Instant at) {
        Instant asOf = Instant.ofEpochSecond(demand.end(demand.size() - 1));
        ScalingCase of =
                new ScalingCase(
                        asOf,
                        demand.hashCode(),
                        Scope.POD,
                        current,
                        pod,
                        pod,
                        new Suitability.Facts(false, 20, 1),
                        Price.of(Risk.SAFE),
                        most,
                        List.of());
        advices.refresh(
                List.of(CART),
                at,
                _ -> Optional.of(new Read.Known(null, of, demand, Map.of())),
                (_, e) -> {
                    throw e;
                });
        Reported known = (Reported) Objects.requireNonNull(advices.of(CART));
        searched.addAll(known.searched().reports());
        return known;
    }

    private static Demand days(int later) {
        Demand.Builder demand = Demand.withStep(Duration.ofMinutes(5));
        for (int i = 288 * later; i < (6 + later) * 288; i++) {
            demand.add(
                    MIDNIGHT.getEpochSecond() + (i + 1) * 300L,
                    i % 288 / 12 == 9 ? 20 : 4 + Math.sin(i));
        }
        return demand.build();
    }
}
