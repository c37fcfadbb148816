package io.headroom.recommender.scale.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FinerDemand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.LocalClock;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People come at nine by their own clock, whatever UTC says. */
class LocalTimeTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final int STEP = 300;
    private static final int DAY = FloorSchedule.DAY_SECONDS;
    private static final int HOUR = 3_600;
    private static final ReplayedPod POD = new ReplayedPod(1, 1, Duration.ofMinutes(2));
    private static final ControllerSettings SETTINGS = ControllerSettings.DEFAULT;

    /** The first midnight (UTC) of which the day after is by another clock than the days before. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29",
        "Europe/Berlin, 2026-10-25",
        "America/New_York, 2026-03-08",
        "Australia/Lord_Howe, 2026-10-03"
    })
    void whereAZoneIsNamedTheFloorFollowsAChangeOfItsClocksAtOnce(String name, LocalDate changes) {
        ZoneId zone = ZoneId.of(name);
        Instant midnight = changes.atStartOfDay(ZoneOffset.UTC).toInstant();
        Demand days = rushAtNine(zone, midnight, 10, 2);
        Demand known = days.until(midnight);
        Demand after = days.between(midnight.plusSeconds(DAY), Instant.MAX);

        ScalingReport local = report(known, zone);
        ScalingReport utc = report(known, UTC);

        assertThat(unserved(after, advice(local))).isLessThan(0.002);
        assertThat(unserved(after, advice(utc))).isGreaterThan(0.005);
    }

    /** With days of both clocks behind it. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-03-29", "2026-10-25"})
    void daysBeforeAndAfterAChangeOfClocksAreOfOneTimeOfTheDay(LocalDate changed) {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant now = changed.plusDays(4).atStartOfDay(ZoneOffset.UTC).toInstant();
        Demand known = rushAtNine(berlin, now, 10, 0);

        FloorSchedule floor = Objects.requireNonNull(advice(report(known, berlin)).floor());

        assertThat(floor.zone()).isEqualTo(berlin);
        assertThat(floor.from(9 * HOUR + HOUR / 2)).isGreaterThan(15);
        for (int hour : new int[] {7, 8, 10, 11}) {
            assertThat(floor.from(hour * HOUR + HOUR / 2)).as(hour + ":30").isLessThan(10);
        }
        assertThat(floor.at(now.getEpochSecond() + 9 * HOUR + HOUR / 2))
                .as("by UTC half past nine is another time there")
                .isLessThan(10);
    }

    @Test
    void aDayOfAnotherLengthIsOneDay() {
        LocalClock berlin = new LocalClock(ZoneId.of("Europe/Berlin"));
        Instant spring = Instant.parse("2026-03-29T00:00:00Z");
        Instant autumn = Instant.parse("2026-10-25T00:00:00Z");
        for (Instant change : List.of(spring, autumn)) {
            long second = change.getEpochSecond();
            long day = berlin.day(second);
            for (long at = second - DAY; at < second + 2 * DAY; at += 60) {
                var shown = Instant.ofEpochSecond(at).atZone(berlin.zone());
                assertThat(berlin.day(at)).isEqualTo(shown.toLocalDate().toEpochDay());
                assertThat(Math.floorMod(berlin.at(at), DAY))
                        .isEqualTo(shown.toLocalTime().toSecondOfDay());
            }
            assertThat(berlin.midnight(day + 1) - berlin.midnight(day))
                    .isEqualTo(change.equals(spring) ? 23 * HOUR : 25 * HOUR);
        }
    }

    /** In spring nobody sees half past two, and in autumn it is seen twice. */
    @Test
    void slotsThatAClockLeavesOutAreNotKnownAndOfThoseShownTwiceTheHigherCounts() {
        LocalClock berlin = new LocalClock(ZoneId.of("Europe/Berlin"));
        int halfPastTwo = 5 * HOUR / 2 / STEP;
        Demand spring = hours(Instant.parse("2026-03-28T23:00:00Z"), 23);
        Demand autumn = hours(Instant.parse("2026-10-24T22:00:00Z"), 25);

        DayProfiles short23 = DayProfiles.of(spring, Duration.ZERO, Duration.ZERO, berlin);
        DayProfiles long25 = DayProfiles.of(autumn, Duration.ZERO, Duration.ZERO, berlin);

        assertThat(short23.endDay() - short23.firstDay()).isEqualTo(1);
        assertThat(long25.endDay() - long25.firstDay()).isEqualTo(1);
        assertThat(short23.peak(short23.firstDay(), halfPastTwo)).isNaN();
        assertThat(short23.peak(short23.firstDay(), halfPastTwo + 12)).isEqualTo(2);
        assertThat(long25.peak(long25.firstDay(), halfPastTwo)).isEqualTo(3);
        assertThat(long25.peak(long25.firstDay(), DayProfiles.SLOTS - 1)).isEqualTo(24);
    }

    /** In each hour as much as it is hours after the first. */
    private static Demand hours(Instant from, int hours) {
        Demand.Builder demand = Demand.withStep(Duration.ofSeconds(STEP));
        for (int i = 0; i < hours * HOUR / STEP; i++) {
            int hour = i * STEP / HOUR;
            demand.add(from.getEpochSecond() + (i + 1L) * STEP, hour);
        }
        return demand.build();
    }

    private static ScalingAdvice advice(ScalingReport report) {
        assertThat(report.suitability()).isEqualTo(Suitability.SUITED);
        ScalingAdvice advice = Objects.requireNonNull(report.advice());
        assertThat(advice.floor()).isNotNull();
        return advice;
    }

    private static double unserved(Demand days, ScalingAdvice advice) {
        return new Replay(days, POD, SETTINGS)
                .run(new Phase(0, advice.spec(), advice.floor()))
                .unservedRatio();
    }

    private static ScalingReport report(Demand known, ZoneId zone) {
        return ScalingReport.of(
                new ScalingCase(
                        Instant.ofEpochSecond(known.end(known.size() - 1)),
                        known.hashCode(),
                        Scope.POD,
                        HpaSpec.ofCpu(2, 300, 50).withBehavior(Behavior.DEFAULT),
                        POD,
                        POD,
                        new Suitability.Facts(false, 20, 1),
                        Price.of(Risk.SAFE),
                        Most.UNLIMITED,
                        List.of(),
                        null,
                        new ScalingTerms(null, Integer.MAX_VALUE, zone)),
                known,
                Map.of(),
                SETTINGS);
    }

    /** From nine to ten some twenty cores, else some four. */
    private static Demand rushAtNine(ZoneId zone, Instant now, int before, int after) {
        SplittableRandom random = new SplittableRandom(9);
        Demand.Builder demand = Demand.withStep(Duration.ofSeconds(STEP));
        long from = now.getEpochSecond() - (long) before * DAY;
        for (int i = 0; i < (before + after) * DAY / STEP; i++) {
            long end = from + (i + 1L) * STEP;
            int hour = Instant.ofEpochSecond(end - 1).atZone(zone).getHour();
            demand.add(end, (hour == 9 ? 20 : 4) * random.nextDouble(0.85, 1.15));
        }
        return FinerDemand.of(demand.build());
    }
}
