package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.headroom.recommender.scale.advice.ScalingTerms;
import io.headroom.recommender.scale.advice.Scheduled;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.advice.Suitability;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.LocalClock;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of advice with a schedule once somebody follows it. */
class FollowedFloorTest {
    private static final int DAYS = 8;
    private static final Instant MIDNIGHT = Instant.ofEpochSecond(1_772_323_200L);
    private static final ReplayedPod POD = new ReplayedPod(1, 1, Duration.ofMinutes(2));
    private static final WorkloadRef CART = Scaled.CART;
    private static final Demand RUSH = rush();

    private final ScalingAdvices advices = new ScalingAdvices();

    /** What is asked for, and let in, from now on. */
    private ScalingTerms terms = ScalingTerms.NONE;

    private Most most = Most.UNLIMITED;

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

    private ScalingReport atTheMinuteOf(Scheduled advised, int minutes, int most) {
        return refreshed(at(advised, minutes, most), MIDNIGHT.plus(Duration.ofMinutes(minutes)));
    }

    /** What it would set is set a minute later. */
    private static HpaSpec at(Scheduled advised, int minutes, int most) {
        long set =
                new LocalClock(advised.zone()).at(MIDNIGHT.getEpochSecond() + (minutes - 1) * 60L);
        int asked = advised.least((int) Math.floorMod(set, (long) FloorSchedule.DAY_SECONDS));
        return advised.spec().withReplicas(Math.min(asked, most), most);
    }

    /** The day is the same by whatever clock; the next schedule is by that of the policy. */
    @Test
    void whoNamesATimeZoneFollowsOnByTheOldClockUntilTheNextScheduleIsTaken() {
        Scheduled byUtc = advised();
        followedForADay(byUtc);
        terms = new ScalingTerms(null, Integer.MAX_VALUE, ZoneId.of("Asia/Kathmandu"));

        ScalingReport named = atTheMinuteOf(byUtc, 24 * 60 + 5, 300);

        assertThat(named.of().floor()).isEqualTo(byUtc.floor());
        assertThat(named.suitability()).isEqualTo(Suitability.AS_IT_IS);
        Scheduled byName = named.scheduled().orElseThrow();
        assertThat(byName.zone()).isEqualTo(terms.zone());
        for (int minutes = 0; minutes < 24 * 60; minutes += 30) {
            long second = MIDNIGHT.getEpochSecond() + minutes * 60L;
            assertThat(byName.floor().at(second))
                    .as("%d minutes after midnight (UTC)", minutes)
                    .isCloseTo(byUtc.floor().at(second), within(2));
        }
        followedForADay(byName);
        assertThat(refreshed(byName, 24 * 60).of().floor()).isEqualTo(byName.floor());
    }

    /** The whole schedule is within what is asked for, and is still known to be followed. */
    @ParameterizedTest
    @CsvSource({"8, 2147483647", ", 15", ", 5"})
    void whoFollowsAScheduleAndAsksForOtherReplicasIsGivenAScheduleWithin(
            @Nullable Integer least, int most) {
        Scheduled before = advised();
        followedForADay(before);
        terms = new ScalingTerms(least, most, ScalingTerms.NONE.zone());

        ScalingReport asked = atTheMinuteOf(before, 24 * 60 + 5, 300);

        assertThat(asked.of().floor()).isEqualTo(before.floor());
        Scheduled within = asked.scheduled().orElseThrow();
        assertThat(terms.allow(within.spec())).isTrue();
        assertThat(terms.allow(Objects.requireNonNull(asked.advice()).alone())).isTrue();
        for (int second = 0; second < 86_400; second += 300) {
            assertThat(within.least(second)).isBetween(least == null ? 2 : least, most);
        }
        assertThat(overview().message().contains("anew each midnight"))
                .isEqualTo(!within.steps().isEmpty());
        followedForADay(within);
        ScalingReport followed = refreshed(within, 24 * 60);
        assertThat(followed.suitability()).isEqualTo(Suitability.AS_IT_IS);
        if (!within.steps().isEmpty()) {
            assertThat(followed.of().floor()).isEqualTo(within.floor());
        }
    }

    /** A quota stops pods by itself, and lets them in again. */
    @ParameterizedTest
    @ValueSource(ints = {15, 3})
    void whoFollowsAScheduleInAQuotaThatIsFullFollowsOn(int room) {
        Scheduled before = advised();
        followedForADay(before);
        most = new Most(room, room);

        ScalingReport full = atTheMinuteOf(before, 24 * 60 + 5, 300);

        assertThat(full.of().floor()).isEqualTo(before.floor());
        assertThat(full.suitability()).isEqualTo(Suitability.AS_IT_IS);
        assertThat(full.scheduled().isPresent()).isEqualTo(room > 5);
        full.scheduled()
                .ifPresent(next -> {
                    assertThat(next.spec().minReplicas()).isEqualTo(next.floor().lowest());
                    assertThat(next.spec().maxReplicas()).isEqualTo(300);
                    assertThat(next.floor().highest()).isGreaterThan(room);
                    var alone =
                            Objects.requireNonNull(
                                    Objects.requireNonNull(overview().floor()).without());
                    assertThat(alone.settings().maxReplicas()).isEqualTo(room);
                    assertThat(alone.settings().maxHeldBy()).isEqualTo("quota");
                });
    }

    /** Seen, and nothing searched meanwhile. */
    private void followedForADay(Scheduled scheduled) {
        for (int minutes = 5; minutes < 24 * 60; minutes += 30) {
            advices.see(
                    CART,
                    List.of(autoscaler(at(scheduled, minutes, scheduled.spec().maxReplicas()))),
                    MIDNIGHT.plus(Duration.ofMinutes(minutes)));
        }
    }

    private ScalingReport refreshed(Scheduled scheduled, int minutes) {
        return atTheMinuteOf(scheduled, minutes, scheduled.spec().maxReplicas());
    }

    private ScalingOverview overview() {
        return ScalingOverview.of(
                CART,
                (Reported) Objects.requireNonNull(advices.of(CART)),
                new ScalingOverview.Around(null, null, null, "EUR"));
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
        return refreshed(current, autoscaler(current), now).report();
    }

    private static AutoscalerState autoscaler(HpaSpec current) {
        return new AutoscalerState(
                "shop",
                "cart-hpa",
                CART,
                current.minReplicas(),
                current.maxReplicas(),
                null,
                null,
                List.of());
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
                                most,
                                List.of(),
                                null,
                                terms),
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
