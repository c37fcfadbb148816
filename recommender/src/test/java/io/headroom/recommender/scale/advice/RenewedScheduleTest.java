package io.headroom.recommender.scale.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FinerDemand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever follows a schedule, and takes what is advised anew each midnight, as clocks change. */
class RenewedScheduleTest {
    private static final int STEP = 300;
    private static final int DAY = 86_400;
    private static final int KNOWN = 13;
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ReplayedPod POD = new ReplayedPod(1, 1, Duration.ofMinutes(2));
    private static final ControllerSettings SETTINGS = ControllerSettings.DEFAULT;
    private static final HpaSpec USUAL = HpaSpec.ofCpu(2, 300, 50).withBehavior(Behavior.DEFAULT);

    /** The last midnight (UTC) before clocks go forward in Berlin: by UTC all comes earlier. */
    private static final Instant SPRING = Instant.parse("2026-03-29T00:00:00Z");

    @Test
    void byUtcAScheduleIsLateForADayOrTwoWhereItIsTakenAnewAndForGoodWhereItIsNot() {
        Demand days = days(SPRING, 3, RenewedScheduleTest::rush);

        List<Outcome> renewed = renewed(days, SPRING, 3, UTC);

        assertThat(renewed.getFirst().unservedRatio()).isGreaterThan(0.01);
        assertThat(renewed.getLast().unservedRatio()).isLessThan(0.005);
        assertThat(never(days, SPRING, UTC).unservedRatio()).isGreaterThan(0.01);
    }

    /** What its minimum is at the moment is the schedule's, and nobody's own. */
    @Test
    void theMinimumOfWhoFollowsAScheduleFallsWithIt() {
        Demand days = falling(days(SPRING, 6, RenewedScheduleTest::rush), SPRING);
        ScalingAdvice followed = first(days, SPRING, UTC);
        int before = followed.spec().minReplicas();

        for (int day = 1; day <= 6; day++) {
            ScalingReport report =
                    report(days, SPRING.plusSeconds((long) day * DAY), UTC, followed);
            assertThat(report.suitability()).isEqualTo(Suitability.AS_IT_IS);
            followed = Objects.requireNonNull(report.advice(), "the next schedule");
            assertThat(followed.spec().minReplicas())
                    .as("day %d", day)
                    .isEqualTo(Objects.requireNonNull(followed.floor()).lowest());
        }

        assertThat(followed.spec().minReplicas()).isLessThan(before);
    }

    /** A whole day of what a rush needs would cost more than the rush. */
    @Test
    void whoCeasesToFollowAScheduleIsAdvisedAsOneWhoNeverDid() {
        Demand days = days(SPRING, 7, RenewedScheduleTest::rush);
        Instant next = SPRING.plusSeconds(DAY);
        ScalingAdvice followed = first(days, SPRING, UTC);

        ScalingAdvice renewed =
                Objects.requireNonNull(report(days, next, UTC, followed).advice(), "advice");
        ScalingAdvice never =
                Objects.requireNonNull(report(days, next, UTC, null).advice(), "advice");

        assertThat(renewed.floorReason()).isEqualTo(ScalingAdvice.FloorReason.STAYS);
        HpaSpec without = Objects.requireNonNull(renewed.without()).spec();
        HpaSpec whoNeverDid = never.alone();
        assertThat(without.upTo(whoNeverDid.maxReplicas()))
                .as("but for its maximum, which stays as it is high enough")
                .isEqualTo(whoNeverDid);
        Replay week = new Replay(days.between(next, Instant.MAX), POD, SETTINGS);
        HpaSpec spec = renewed.spec();
        Outcome rushAllDay =
                week.run(
                        spec.withReplicas(
                                Objects.requireNonNull(renewed.floor()).highest(),
                                spec.maxReplicas()));
        Outcome alone = week.run(renewed.alone());
        assertThat(alone.replicaHours()).isLessThan(0.5 * rushAllDay.replicaHours());
        assertThat(alone.unservedRatio()).isLessThan(week.run(spec).unservedRatio() / 2);
    }

    /** Most of the days before each of its days but the first ones had a rush by the clock. */
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "America/New_York"})
    void noScheduleIsNewForAWeekendAfterAWeekOfWork(String zone) {
        Instant saturday = Instant.parse("2026-02-14T00:00:00Z");
        Demand days = weeks(saturday, ZoneId.of(zone));

        for (int day = -1; day < 2; day++) {
            ScalingReport report =
                    report(
                            days,
                            saturday.plusSeconds((long) day * DAY),
                            ZoneId.of(zone),
                            /* followed */ null);
            ScalingAdvice advice = Objects.requireNonNull(report.advice(), "advice");
            assertThat(advice.floor() != null).as("day %d", day).isEqualTo(day < 0);
        }
    }

    /** Of the Friday before nothing is known. */
    @Test
    void aScheduleIsAdvisedWhereTheDayAWeekAgoIsNotKnown() {
        Instant friday = Instant.parse("2026-02-13T00:00:00Z");
        Demand days = weeks(friday.plusSeconds(DAY), UTC);
        Instant gap = friday.minus(Duration.ofDays(7));
        Demand.Builder known = Demand.withStep(Duration.ofSeconds(days.stepSeconds()));
        for (int i = 0; i < days.size(); i++) {
            Instant end = Instant.ofEpochSecond(days.end(i));
            if (!end.isAfter(gap) || end.isAfter(gap.plusSeconds(DAY))) {
                known.add(days.end(i), days.amount(i));
            }
        }

        assertThat(
                        Objects.requireNonNull(report(known.build(), friday, UTC, null).advice())
                                .floorReason())
                .isEqualTo(ScalingAdvice.FloorReason.HELPS);
    }

    /** Work from ten to eight on five days of the week, and a twentieth of that else. */
    private static Demand weeks(Instant midnight, ZoneId zone) {
        SplittableRandom random = new SplittableRandom(9);
        Demand.Builder demand = Demand.withStep(Duration.ofSeconds(STEP));
        double ofDay = 1;
        for (int i = 0; i < (KNOWN + 2) * DAY / STEP; i++) {
            Instant end = midnight.minus(Duration.ofDays(KNOWN + 1)).plusSeconds((i + 1L) * STEP);
            ZonedDateTime time = end.minusSeconds(STEP / 2).atZone(zone);
            if (i * STEP % DAY == 0) {
                ofDay = 1 + 0.1 * random.nextGaussian();
            }
            boolean works = time.getDayOfWeek().getValue() < 6 && time.getHour() / 10 == 1;
            demand.add(end.getEpochSecond(), (works ? 12 : 0.6) * ofDay);
        }
        return FinerDemand.of(demand.build());
    }

    /** From then on by a thirtieth a day. */
    private static Demand falling(Demand days, Instant from) {
        Demand.Builder falling = Demand.withStep(Duration.ofSeconds(days.stepSeconds()));
        for (int i = 0; i < days.size(); i++) {
            double since = Math.max(0, days.end(i) - from.getEpochSecond()) / (double) DAY;
            falling.add(days.end(i), days.amount(i) * Math.pow(29 / 30.0, since));
        }
        return falling.build();
    }

    /** The figures of the README. */
    @ParameterizedTest
    @Tag("slow")
    @CsvSource({
        "rush, 2026-03-29T00:00:00Z, UTC",
        "rush, 2026-03-29T00:00:00Z, Europe/Berlin",
        "rush, 2026-10-25T00:00:00Z, UTC",
        "rush, 2026-10-25T00:00:00Z, Europe/Berlin",
        "curve, 2026-03-29T00:00:00Z, UTC",
        "curve, 2026-03-29T00:00:00Z, Europe/Berlin",
        "curve, 2026-10-25T00:00:00Z, UTC",
        "curve, 2026-10-25T00:00:00Z, Europe/Berlin"
    })
    void theWeekAfterAChangeOfClocks(String load, Instant midnight, ZoneId zone) {
        DoubleUnaryOperator ofHour =
                load.equals("rush") ? RenewedScheduleTest::rush : RenewedScheduleTest::curve;
        Demand days = days(midnight, 7, ofHour);

        List<Outcome> renewed = renewed(days, midnight, 7, zone);

        double week =
                renewed.stream().mapToDouble(Outcome::unserved).sum()
                        / renewed.stream().mapToDouble(Outcome::demand).sum();
        StringBuilder told = new StringBuilder();
        for (Outcome day : renewed) {
            told.append(percent(day.unservedRatio()));
        }
        System.out.printf(
                Locale.ROOT,
                "%s, clocks of Berlin from %s on, by %s: unserved by day%s, in the week%s, never renewed%s, hpa50%s%n",
                load,
                midnight,
                zone,
                told,
                percent(week),
                percent(never(days, midnight, zone).unservedRatio()),
                percent(
                        new Replay(days.between(midnight, Instant.MAX), POD, SETTINGS)
                                .run(USUAL)
                                .unservedRatio()));
        assertThat(week).isLessThan(zone.equals(BERLIN) ? 0.001 : 0.01);
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, " %.2f %%", 100 * ratio);
    }

    /** What each day came to with the schedule that was taken at its midnight. */
    private static List<Outcome> renewed(Demand days, Instant midnight, int count, ZoneId zone) {
        List<Outcome> outcomes = new ArrayList<>();
        ScalingAdvice followed = first(days, midnight, zone);
        for (int i = 0; i < count; i++) {
            Instant now = midnight.plusSeconds((long) i * DAY);
            if (i > 0) {
                ScalingAdvice next = report(days, now, zone, followed).advice();
                followed = next == null ? followed : next;
            }
            outcomes.add(outcome(days.between(now, now.plusSeconds(DAY)), followed));
        }
        return outcomes;
    }

    private static Outcome never(Demand days, Instant midnight, ZoneId zone) {
        return outcome(days.between(midnight, Instant.MAX), first(days, midnight, zone));
    }

    private static Outcome outcome(Demand days, ScalingAdvice followed) {
        return new Replay(days, POD, SETTINGS).run(new Phase(0, followed.spec(), followed.floor()));
    }

    private static ScalingAdvice first(Demand days, Instant midnight, ZoneId zone) {
        ScalingAdvice first =
                Objects.requireNonNull(report(days, midnight, zone, null).advice(), "advice");
        assertThat(first.floor()).isNotNull();
        return first;
    }

    private static ScalingReport report(
            Demand days, Instant now, ZoneId zone, @Nullable ScalingAdvice followed) {
        Demand known = days.between(now.minus(Duration.ofDays(KNOWN)), now);
        ScalingCase of =
                new ScalingCase(
                        now,
                        known.hashCode(),
                        Scope.POD,
                        USUAL,
                        POD,
                        POD,
                        new Suitability.Facts(false, 20, 1),
                        Price.of(Risk.SAFE),
                        Most.UNLIMITED,
                        List.of(),
                        null,
                        new ScalingTerms(null, Integer.MAX_VALUE, zone));
        return ScalingReport.of(
                followed == null || followed.floor() == null
                        ? of
                        : of.following(followed.floor(), followed.spec()),
                known,
                Map.of(),
                SETTINGS);
    }

    private static double rush(double hour) {
        return hour >= 9 && hour < 10 ? 20 : 4;
    }

    private static double curve(double hour) {
        return hour >= 7 && hour < 20 ? 4 + 16 * Math.sin(Math.PI * (hour - 7) / 13) : 4;
    }

    /** By the clock of Berlin, a little more or less each time. */
    private static Demand days(Instant midnight, int after, DoubleUnaryOperator ofHour) {
        SplittableRandom random = new SplittableRandom(9);
        Demand.Builder demand = Demand.withStep(Duration.ofSeconds(STEP));
        long from = midnight.minus(Duration.ofDays(KNOWN)).getEpochSecond();
        for (int i = 0; i < (KNOWN + after) * DAY / STEP; i++) {
            long end = from + (i + 1L) * STEP;
            int second =
                    Instant.ofEpochSecond(end - STEP / 2)
                            .atZone(BERLIN)
                            .toLocalTime()
                            .toSecondOfDay();
            demand.add(end, ofHour.applyAsDouble(second / 3_600.0) * random.nextDouble(0.85, 1.15));
        }
        return FinerDemand.of(demand.build());
    }
}
