package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.ScalingAdvices.Known.Reported;
import io.headroom.recommender.ScalingCases.Read;
import io.headroom.recommender.scale.advice.CronTrigger;
import io.headroom.recommender.scale.advice.Followed;
import io.headroom.recommender.scale.advice.Following;
import io.headroom.recommender.scale.advice.HeldOut;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.scale.advice.Price;
import io.headroom.recommender.scale.advice.ScalingCase;
import io.headroom.recommender.scale.advice.ScalingReport;
import io.headroom.recommender.scale.advice.Scheduled;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        Scheduled advised = advised();
        Set<ScalingReport> reports = Collections.newSetFromMap(new IdentityHashMap<>());

        for (int minutes = 5; minutes < 24 * 60; minutes += 10) {
            reports.add(atTheMinuteOf(advised, minutes, 300));
        }

        assertThat(advised.floor().changes()).isGreaterThan(3);
        // with each of two minimums until it is known to be followed, and from then on
        assertThat(reports).as("searches").hasSizeLessThan(5);
        ScalingReport last = atTheMinuteOf(advised, 24 * 60 - 5, 300);
        assertThat(last.of().floor()).isEqualTo(advised.floor());
        assertThat(last.suitability()).isEqualTo(Suitability.AS_IT_IS);
        HeldOut held = Objects.requireNonNull(last.heldOut());
        assertThat(Objects.requireNonNull(held.asItIs()).unservedRatio())
                .as("with the schedule")
                .isLessThan(2 * held.advised().unservedRatio() + 0.001);
        assertThat(refreshed(min(advised.spec(), 17), MIDNIGHT.plusSeconds(60)).of().floor())
                .as("a minimum that is none of the schedule's then")
                .isNull();
    }

    /** Where a quota let in fewer, the commands set no more than the maximum. */
    @Test
    void aScheduleThatAMaximumCutsOffIsFollowedAsFarAsThat() {
        Scheduled advised = advised();
        int most = advised.floor().highest() - 4;
        assertThat(most).isGreaterThan(advised.spec().minReplicas() + 2);

        for (int minutes = 5; minutes < 24 * 60; minutes += 10) {
            atTheMinuteOf(advised, minutes, most);
        }

        assertThat(atTheMinuteOf(advised, 24 * 60 - 5, most).of().floor())
                .isEqualTo(advised.floor());
    }

    /** Of a schedule that moves by one or two, it is always about what that asks for. */
    @Test
    void aMinimumThatAHandHasSetIsNoneOfASchedule() {
        Scheduled advised = advised();
        int least = advised.spec().minReplicas();

        for (int minutes = 5; minutes < 24 * 60; minutes += 10) {
            ScalingReport report =
                    refreshed(
                            min(advised.spec(), least + (minutes < 12 * 60 ? 0 : 1)),
                            MIDNIGHT.plus(Duration.ofMinutes(minutes)));

            assertThat(report.of().floor()).as("after %d minutes", minutes).isNull();
        }
    }

    /** Each midnight brings another, and not everybody takes it. */
    @Test
    void whoFollowsTheScheduleOfAnotherDayIsKnownAllTheSame() {
        Following following = Following.NONE;
        for (int day = 0; day < 20; day++) {
            following = following.advised(schedule(day));
            for (int hour = 0; hour < 24; hour++) {
                following =
                        following.seen(
                                schedule(3).least(hour * 3_600),
                                300,
                                MIDNIGHT.plus(Duration.ofDays(day)).plusSeconds(hour * 3_600L));
            }
            assertThat(following.followed(2).map(Followed::floor))
                    .as("day %d", day)
                    .isEqualTo(day < 4 ? Optional.empty() : Optional.of(schedule(3).floor()));
        }
    }

    /** As the advice says to: from each midnight on by the schedule that came with it. */
    @Test
    void whoTakesEachScheduleAnewFollowsOneAllTheTime() {
        Following following = Following.NONE;
        for (int day = 0; day < 20; day++) {
            following = following.advised(schedule(day));
            for (int hour = 0; hour < 24; hour++) {
                following =
                        following.seen(
                                schedule(day).least(hour * 3_600),
                                300,
                                MIDNIGHT.plus(Duration.ofDays(day)).plusSeconds(hour * 3_600L));
                // its second move is that at the second midnight
                assertThat(following.followed(2).isPresent())
                        .as("day %d, hour %d", day, hour)
                        .isEqualTo(day > 0);
            }
        }
        assertThat(following.followed(2).map(Followed::floor))
                .as("the latest that has been moved by twice")
                .contains(schedule(18).floor());
    }

    /** Of those that were advised the latest has been taken, more likely than not. */
    @Test
    void ofSchedulesWithTheSameHoursInTriggersTheLatestIsTakenToBeFollowed() {
        Scheduled first = schedule(1);
        Scheduled second = schedule(2);
        Set<String> hours =
                first.triggers().stream().map(CronTrigger::metric).collect(Collectors.toSet());

        Following following = Following.NONE.advised(first).advised(second).seen(hours, 300);

        assertThat(following.followed(2).map(Followed::floor)).contains(second.floor());
    }

    private static Scheduled schedule(int day) {
        int[] hours = IntStream.range(0, 24).map(hour -> 2 + (hour < 12 ? 0 : 5 + day)).toArray();
        return new Scheduled(
                HpaSpec.ofCpu(2, 300, 80), new FloorSchedule(FloorSchedule.DAY_SECONDS, hours));
    }

    /** What it would set is set a minute later. */
    private ScalingReport atTheMinuteOf(Scheduled advised, int minutes, int most) {
        Instant now = MIDNIGHT.plus(Duration.ofMinutes(minutes));
        int asked = advised.least((minutes - 1) * 60);
        return refreshed(advised.spec().withReplicas(Math.min(asked, most), most), now);
    }

    /** Their names tell the hours. */
    @Test
    void triggersOfKedaAreASchedulesWhereTheyHaveItsHours() {
        Scheduled advised = advised();
        String[] names =
                advised.triggers().stream()
                        .map(trigger ->
                                "s1-cron-UTC-%s-%s"
                                        .formatted(
                                                trigger.start().replaceAll("[* ]+$", "xxx"),
                                                trigger.end().replaceAll("[* ]+$", "xxx"))
                                        .replace(" ", ""))
                        .toArray(String[]::new);
        assertThat(names).hasSizeGreaterThan(1);

        Reported reported = refreshed(advised.spec(), names);

        ScalingReport report = reported.report();
        assertThat(report.of().floor()).isEqualTo(advised.floor());
        assertThat(reported.leftOut()).isEmpty();
        assertThat(report.suitability()).isEqualTo(Suitability.AS_IT_IS);
        assertThat(refreshed(advised.spec(), names).report()).as("searched once").isSameAs(report);
    }

    @Test
    void triggersOfOtherHoursAreTakenForNoSchedule() {
        Scheduled advised = advised();
        String other = "s1-cron-UTC-558xxx-010xxx";

        Reported reported = refreshed(advised.spec(), other);

        ScalingReport report = reported.report();
        assertThat(report.of().floor()).as("what they ask for nobody tells").isNull();
        assertThat(reported.leftOut()).containsExactly(other);
        assertThat(report.suitability()).isNotEqualTo(Suitability.AS_IT_IS);
        assertThat(Objects.requireNonNull(report.advice()).floor()).isEqualTo(advised.floor());
        assertThat(refreshed(advised.spec(), other).report()).isSameAs(report);
    }

    private Scheduled advised() {
        HpaSpec usual = HpaSpec.ofCpu(2, 300, 40).withBehavior(Behavior.DEFAULT);
        return refreshed(usual, MIDNIGHT).scheduled().orElseThrow();
    }

    private static HpaSpec min(HpaSpec spec, int min) {
        return spec.withReplicas(min, spec.maxReplicas());
    }

    private ScalingReport refreshed(HpaSpec current, Instant now) {
        return refreshed(
                        current,
                        new AutoscalerState(
                                "shop",
                                "cart-hpa",
                                CART,
                                current.minReplicas(),
                                current.maxReplicas(),
                                null,
                                null,
                                List.of()),
                        now)
                .report();
    }

    private Reported refreshed(HpaSpec current, String... triggers) {
        return refreshed(
                current, Scaled.ofKeda("cart-hpa", CART, triggers), MIDNIGHT.plusSeconds(60));
    }

    private Reported refreshed(HpaSpec current, AutoscalerState autoscaler, Instant now) {
        advices.see(CART, List.of(autoscaler), now);
        Followed followed = advices.followed(CART);
        Read.Known known =
                new Read.Known(
                        autoscaler,
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
                                List.of()),
                        RUSH,
                        Map.of());
        advices.refresh(
                List.of(CART),
                now,
                _ -> Optional.of(followed == null ? known : known.following(followed)),
                (_, e) -> {
                    throw e;
                });
        return (Reported) Objects.requireNonNull(advices.of(CART));
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
