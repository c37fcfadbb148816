package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.ScalingAdvices.Known.Reported;
import io.headroom.recommender.ScalingCases.Read;
import io.headroom.recommender.scale.advice.HeldOut;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.scale.advice.Price;
import io.headroom.recommender.scale.advice.ScalingAdvice;
import io.headroom.recommender.scale.advice.ScalingCase;
import io.headroom.recommender.scale.advice.ScalingReport;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.advice.Suitability;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of advice with a schedule once somebody follows it. */
class FollowedFloorTest {
    private static final int DAYS = 8;
    private static final Instant MIDNIGHT = Instant.ofEpochSecond(1_772_323_200L);
    private static final ReplayedPod POD = new ReplayedPod(1, 1, Duration.ofMinutes(2));
    private static final WorkloadRef CART = Scaled.CART;
    private static final Demand RUSH = rush();

    private final ScalingAdvices advices = new ScalingAdvices();

    /** Some moves of the minimum a day are one autoscaler, and not as many. */
    @Test
    void whoSetsTheMinimumByTheClockHasOneAutoscalerAllDay() {
        ScalingAdvice advice = advised();
        FloorSchedule floor = Objects.requireNonNull(advice.floor());
        Set<ScalingReport> reports = Collections.newSetFromMap(new IdentityHashMap<>());

        for (int minutes = 5; minutes < 24 * 60; minutes += 10) {
            Instant now = MIDNIGHT.plus(Duration.ofMinutes(minutes));
            reports.add(
                    refreshed(min(advice.spec(), floor.at(now.getEpochSecond() - 60)), null, now));
        }

        assertThat(floor.changes()).isGreaterThan(3);
        assertThat(reports).as("searched once").hasSize(1);
        ScalingReport last = reports.iterator().next();
        assertThat(last.of().floor()).isEqualTo(floor);
        assertThat(last.suitability()).isEqualTo(Suitability.AS_IT_IS);
        HeldOut held = Objects.requireNonNull(last.heldOut());
        assertThat(Objects.requireNonNull(held.asItIs()).unservedRatio())
                .as("with the schedule")
                .isLessThan(2 * held.advised().unservedRatio() + 0.001);
        assertThat(refreshed(min(advice.spec(), 17), null, MIDNIGHT.plusSeconds(60)).of().floor())
                .as("a minimum that is none of the schedule's then")
                .isNull();
    }

    @Test
    void triggersOfTheClockAreTakenForNoSchedule() {
        ScalingAdvice advice = advised();
        AutoscalerState made = Scaled.ofKeda("cart-hpa", CART, "s1-cron-UTC-558xxx-010xxx");

        ScalingReport report = refreshed(advice.spec(), made, MIDNIGHT.plusSeconds(60));

        assertThat(report.of().floor()).as("what they ask for nobody tells").isNull();
        assertThat(report.suitability()).isNotEqualTo(Suitability.AS_IT_IS);
        assertThat(Objects.requireNonNull(report.advice()).floor()).isEqualTo(advice.floor());
        assertThat(refreshed(advice.spec(), made, MIDNIGHT.plusSeconds(3_600))).isSameAs(report);
    }

    private ScalingAdvice advised() {
        HpaSpec usual = HpaSpec.ofCpu(2, 300, 40).withBehavior(Behavior.DEFAULT);
        return Objects.requireNonNull(refreshed(usual, null, MIDNIGHT).advice());
    }

    private static HpaSpec min(HpaSpec spec, int min) {
        return spec.withReplicas(min, spec.maxReplicas());
    }

    private ScalingReport refreshed(
            HpaSpec current, @Nullable AutoscalerState autoscaler, Instant now) {
        ScalingCase of =
                new ScalingCase(
                        MIDNIGHT,
                        RUSH.hashCode(),
                        Scope.POD,
                        current,
                        POD,
                        POD,
                        new Suitability.Facts(false, 20, 1),
                        Price.of(Risk.SAFE),
                        Most.UNLIMITED,
                        List.of());
        advices.refresh(
                List.of(CART),
                _ -> Optional.of(new Read.Known(autoscaler, of, RUSH, Map.of(), now)),
                (_, e) -> {
                    throw e;
                });
        return ((Reported) Objects.requireNonNull(advices.of(CART))).report();
    }

    /** From 9 to 10 some twenty cores, from 14 to 16 some twelve, else some four. */
    private static Demand rush() {
        SplittableRandom random = new SplittableRandom(4);
        Demand.Builder demand = Demand.withStep(Duration.ofMinutes(5));
        for (int i = 0; i < DAYS * 288; i++) {
            int hour = i % 288 / 12;
            double cores = hour == 9 ? 20 : hour == 14 || hour == 15 ? 12 : 4;
            demand.add(
                    MIDNIGHT.getEpochSecond() + (i + 1 - DAYS * 288) * 300L,
                    cores * random.nextDouble(0.85, 1.15));
        }
        return demand.build();
    }
}
