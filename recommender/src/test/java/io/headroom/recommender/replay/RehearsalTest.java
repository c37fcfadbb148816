package io.headroom.recommender.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Evidence.Replayed;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final double GIB = 1L << 30;

    /** Four windows a day of 1, 1, 1 and 2 cores; 1 GiB, and at the end of day 3 2 GiB. */
    private static final UsageHistory THREE_DAYS = threeDays();

    @Test
    void holdsEachDayAgainstTheDecisionBeforeIt() {
        // Given 1.5 cores and 1.5 GiB after day 1, twice that after day 2
        List<Decision> decisions =
                List.of(decision(1, 1.5, 1.5), decision(2, 3, 3), decision(3, 9, 9));

        // When
        Replayed replayed = Rehearsal.of(THREE_DAYS, decisions).orElseThrow();

        // Then half a core of day 2 is unserved, and nothing of day 3
        assertThat(replayed.days()).isEqualTo(2);
        assertThat(replayed.cpuUnservedRatio()).isEqualTo(0.5 / 10);
        assertThat(replayed.memoryBreachDays()).isZero();
        assertThat(replayed.cpuMeanMillicores()).isEqualTo(2_250);
        assertThat(replayed.memoryMeanBytes()).isEqualTo((long) (2.25 * GIB));
        assertThat(replayed.changes()).isEqualTo(4);
    }

    @Test
    void aDayWhosePeakIsAboveTheRequestIsABreach() {
        List<Decision> decisions =
                List.of(decision(1, 2, 1.5), decision(2, 2, 1.5), decision(3, 2, 1.5));

        Replayed replayed = Rehearsal.of(THREE_DAYS, decisions).orElseThrow();

        assertThat(replayed.memoryBreachDays()).isEqualTo(1);
        assertThat(replayed.cpuUnservedRatio()).isZero();
        assertThat(replayed.changes()).isZero();
    }

    @Test
    void oneDecisionHasNothingToBeHeldAgainst() {
        assertThat(Rehearsal.of(THREE_DAYS, List.of(decision(3, 1, 1)))).isEmpty();
    }

    @Test
    void saysItInASentence() {
        Replayed replayed = new Replayed(13, 0.003, 0, 590, 1 << 30, 2);

        assertThat(
                        Rehearsal.sentence(
                                replayed, new Resources(new Cpu(1_000), Memory.ofMebibytes(512))))
                .isEqualTo(
                        "asked at the end of each day, over 13 days: memory would not have sufficed"
                                + " on 0, 0.30 % of the demand for CPU unserved, 2 changes above"
                                + " 10 %, 41 % less CPU than is requested now, 100 % more memory"
                                + " than is requested now");
    }

    private static Decision decision(int day, double cores, double gib) {
        return new Decision(START.plus(Duration.ofDays(day)), new Amounts(cores, gib * GIB));
    }

    private static UsageHistory threeDays() {
        UsageHistory.Builder builder = UsageHistory.withStep(Duration.ofHours(6));
        for (int window = 1; window <= 12; window++) {
            builder.add(
                    START.plus(Duration.ofHours(6L * window)),
                    window % 4 == 0 ? 2 : 1,
                    window == 12 ? 2 * GIB : GIB);
        }
        return builder.build();
    }
}
