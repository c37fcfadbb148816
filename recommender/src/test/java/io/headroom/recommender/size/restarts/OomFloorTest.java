package io.headroom.recommender.size.restarts;

import static io.headroom.recommender.size.restarts.Pasts.MIB;
import static io.headroom.recommender.size.restarts.Pasts.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.OomKill;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.size.UsageHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OomFloorTest {
    private static final int DAY = Windows.PER_DAY;
    private static final UsageHistory NEAR_LIMIT =
            Pasts.of(14 * DAY, window -> 0.1, window -> 990 * MIB);
    private static final UsageHistory NOTHING_KNOWN =
            Pasts.of(14 * DAY, window -> Double.NaN, window -> Double.NaN);

    @ParameterizedTest
    @CsvSource({"1000, 1200", "2000, 2400", "500, 600", "400, 500", "1, 101"})
    void isAFifthOrAHundredMebibytesAboveWhatWasNotEnough(int killedAt, int least) {
        assertThat(floor(NOTHING_KNOWN, at(DAY), kill(0, killedAt, killedAt)).least())
                .isEqualTo(Memory.ofMebibytes(least));
    }

    @Test
    void startsFromTheLimitThatWasInForce() {
        assertThat(floor(NEAR_LIMIT, at(DAY), kill(100, 200, 1_000)).killedAt())
                .isEqualTo(Memory.ofMebibytes(1_000));
    }

    @Test
    void startsFromWhatWasInUseWhereTheNodeRanOutLongBeforeTheLimit() {
        OomFloor floor = floor(NEAR_LIMIT, at(DAY), kill(100, 200, 16_000));

        assertThat(floor.killedAt().bytes()).isBetween((long) (990 * MIB), (long) (1_050 * MIB));
    }

    @Test
    void startsFromTheRequestWhereNothingElseIsKnown() {
        assertThat(floor(NOTHING_KNOWN, at(DAY), kill(100, 300, null)).killedAt())
                .isEqualTo(Memory.ofMebibytes(300));
    }

    @Test
    void oneCauseCountsOnceHoweverOftenItKills() {
        List<OomKill> kills = new ArrayList<>();
        for (int hour = 0; hour < 20; hour++) {
            kills.add(kill(12 * hour, 500, 500));
        }

        OomFloor floor = OomFloor.of(kills, NOTHING_KNOWN, at(DAY)).orElseThrow();

        assertThat(floor.least()).isEqualTo(Memory.ofMebibytes(600));
        assertThat(floor.kills()).isEqualTo(20);
        assertThat(floor.last()).isEqualTo(at(12 * 19));
    }

    @Test
    void aRequestThatWasRaisedForAKillIsNeverWhatTheNextIsCountedFrom() {
        // each day it gets what was advised, and is killed again: a leak
        List<OomKill> kills = new ArrayList<>(List.of(kill(0, 500, 500)));
        for (int day = 1; day < 14; day++) {
            long advised = floor(NOTHING_KNOWN, at(day * DAY), kills).least().bytes() >> 20;
            kills.add(kill(day * DAY, (int) advised, (int) advised));
        }

        assertThat(floor(NOTHING_KNOWN, at(14 * DAY), kills).least())
                .isEqualTo(Memory.ofMebibytes(600));
    }

    @Test
    void aLimitThatSomebodyRaisedBeyondTheAdviceIsAnotherCause() {
        assertThat(
                        floor(
                                        NOTHING_KNOWN,
                                        at(3 * DAY),
                                        kill(0, 500, 500),
                                        kill(DAY, 1_000, 1_000))
                                .least())
                .isEqualTo(Memory.ofMebibytes(1_200));
    }

    @Test
    void isInForceForTwoWeeksAfterTheLastKill() {
        List<OomKill> kills = List.of(kill(0, 500, 500), kill(3 * DAY, 500, 500));

        assertThat(OomFloor.of(kills, NOTHING_KNOWN, at(17 * DAY))).isPresent();
        assertThat(OomFloor.of(kills, NOTHING_KNOWN, at(17 * DAY + 1))).isEmpty();
        assertThat(OomFloor.of(List.of(), NOTHING_KNOWN, at(0))).isEmpty();
    }

    @Test
    void afterTwoWeeksWithoutAKillTheNextIsTheFirst() {
        List<OomKill> kills = List.of(kill(0, 900, 900), kill(15 * DAY, 500, 500));

        assertThat(floor(NOTHING_KNOWN, at(16 * DAY), kills).least())
                .isEqualTo(Memory.ofMebibytes(600));
    }

    private static OomFloor floor(UsageHistory past, Instant asOf, OomKill... kills) {
        return floor(past, asOf, List.of(kills));
    }

    private static OomFloor floor(UsageHistory past, Instant asOf, List<OomKill> kills) {
        return OomFloor.of(kills, past, asOf).orElseThrow();
    }

    private static OomKill kill(
            int window, int requestMebibytes, @Nullable Integer limitMebibytes) {
        return new OomKill(
                "app",
                at(window),
                Memory.ofMebibytes(requestMebibytes),
                limitMebibytes == null ? null : Memory.ofMebibytes(limitMebibytes));
    }
}
