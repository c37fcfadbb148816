package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.profile.ByteScale;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AsRunTest {
    private static final Instant START = Instant.parse("2026-03-01T09:10:00Z");
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final int PER_DAY = 288;
    private static final int DAYS = 20;
    private static final AsRun SAFE = new AsRun(Risk.SAFE);
    private static final UsageHistory USAGE = usage(DAYS * PER_DAY);

    @Test
    void whatIsAskedInBetweenChangesNoAnswer() {
        List<Instant> daily = every(Duration.ofDays(1));
        List<Instant> often = every(Duration.ofHours(3));

        List<Amounts> answers = SAFE.advise(USAGE, often);

        assertThat(SAFE.advise(USAGE, daily))
                .isEqualTo(daily.stream().map(at -> answers.get(often.indexOf(at))).toList());
    }

    @Test
    void nothingThatEndedLaterIsKnown() {
        List<Instant> all = every(Duration.ofHours(7));
        List<Amounts> answers = SAFE.advise(USAGE, all);
        for (int cut : new int[] {all.size() / 4, all.size() / 2, all.size() - 1}) {
            assertThat(SAFE.advise(USAGE.until(all.get(cut)))).isEqualTo(answers.get(cut));
        }
        assertThat(answers.stream().distinct().count()).isGreaterThan(5);
    }

    @Test
    void memoryAboveTheAnswerIsFollowedAtOnce() {
        UsageHistory.Builder grown = UsageHistory.withStep(STEP);
        for (int i = 0; i < 5 * PER_DAY; i++) {
            grown.add(end(i), 0.2, i < 5 * PER_DAY - 2 ? 1e9 : 3e9);
        }

        assertThat(SAFE.advise(grown.build()).memoryBytes()).isGreaterThan(3e9);
    }

    @Test
    void amountsAreThoseOfRings() {
        UsageHistory.Builder flat = UsageHistory.withStep(STEP);
        for (int i = 0; i < 5 * PER_DAY; i++) {
            flat.add(end(i), 0.2, 1e9);
        }
        double kept = ByteScale.MEMORY_BYTES.decode(ByteScale.MEMORY_BYTES.encode(1e9));

        assertThat(SAFE.advise(flat.build()).memoryBytes())
                .isCloseTo(1.15 * kept / ByteScale.ROUNDED_UP, within(2.0));
    }

    @Test
    void abstainsFromWhatWasNeverSeen() {
        assertThat(SAFE.advise(UsageHistory.withStep(STEP).build())).isEqualTo(Amounts.ABSTAINED);
    }

    private static List<Instant> every(Duration step) {
        return IntStream.rangeClosed(1, (int) Duration.ofDays(DAYS).dividedBy(step))
                .mapToObj(i -> START.plus(step.multipliedBy(i)))
                .toList();
    }

    private static UsageHistory usage(int windows) {
        UsageHistory.Builder usage = UsageHistory.withStep(STEP);
        for (int i = 0; i < windows; i++) {
            double level = 0.2 + 0.1 * (i / PER_DAY * 7 % 5) + (i % 1_777 < 30 ? 3 : 0);
            usage.add(end(i), level * (1 + 0.5 * Math.sin(i * 0.05)), 4e8 * (1 + level));
        }
        return usage.build();
    }

    private static Instant end(int i) {
        return START.plus(STEP.multipliedBy(i + 1L));
    }
}
