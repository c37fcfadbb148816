package io.headroom.recommender.needs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.profile.Windows;
import io.headroom.model.recommendation.Evidence;
import io.headroom.model.recommendation.Needs;
import io.headroom.recommender.replay.Rehearsal;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Profiles;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.headroom.Risk;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunsTest {
    private static final double MIB = 1 << 20;

    @Test
    void aRunIsAnUnbrokenStretch() {
        Needs.Runs runs = Runs.of(nightly(14, 19)).figures().orElseThrow();

        assertThat(runs.count()).isEqualTo(14);
        assertThat(runs.medianSeconds()).isEqualTo(19 * 300);
        assertThat(runs.longestSeconds()).isEqualTo(19 * 300);
        assertThat(runs.hoursPerDay()).isCloseTo(19 / 12.0, within(1e-9));
    }

    @Test
    void aRunShorterThanAWindowIsARun() {
        UsageHistory.Builder history = UsageHistory.withStep(Windows.LENGTH);
        // every hour for a moment; of the third no CPU was seen
        for (int hour = 0; hour < 24; hour++) {
            add(history, hour * 12, hour == 3 ? Double.NaN : 0.5, 64 * MIB);
        }
        UsageHistory known = history.build();

        assertThat(Runs.of(known).all()).hasSize(24);
        Amounts advised = new RunStrategy(Risk.SAFE).advise(known);
        assertThat(advised.cpuCores()).isCloseTo(1.07 * 0.5, within(1e-9));
        assertThat(advised.memoryBytes()).isCloseTo(1.15 * 64 * MIB, within(1.0));
    }

    @Test
    void daysWithoutRunsAreNoZeros() {
        UsageHistory.Builder history = UsageHistory.withStep(Windows.LENGTH);
        for (int week = 0; week < 2; week++) {
            for (int window = 0; window < 12; window++) {
                add(history, week * 7 * Windows.PER_DAY + window, 1.5, 900 * MIB);
            }
        }

        assertThat(new RunStrategy(Risk.SAFE).advise(history.build()))
                .isEqualTo(new Amounts(1.07 * 1.5, 1.15 * 900 * MIB));
        assertThat(Runs.of(history.build()).figures().orElseThrow().hoursPerDay())
                .isCloseTo(1 / 7.0, within(1e-9));
    }

    @Test
    void whatRunsOnAndOnCountsOnceADay() {
        UsageHistory.Builder history = UsageHistory.withStep(Windows.LENGTH);
        for (int window = 0; window < 3 * Windows.PER_DAY; window++) {
            add(history, window, 0.5, 64 * MIB);
        }

        assertThat(Runs.of(history.build()).all()).hasSize(3);
    }

    @Test
    void aLongRunCountsNoMoreThanAShortOne() {
        UsageHistory.Builder history = UsageHistory.withStep(Windows.LENGTH);
        int window = 0;
        // nineteen short runs, and one that takes two thirds of all windows
        for (int run = 0; run < 20; run++) {
            int length = run == 7 ? 40 : 1;
            for (int i = 0; i < length; i++) {
                add(history, window++, run == 7 ? 4 : 1, 64 * MIB);
            }
            window++;
        }

        assertThat(new RunStrategy(Risk.SAFE).advise(history.build()).cpuCores())
                .isCloseTo(1.07, within(1e-9));
    }

    @Test
    void aBolderRiskLeavesMoreRunsShort() {
        UsageHistory.Builder history = UsageHistory.withStep(Windows.LENGTH);
        for (int run = 1; run <= 40; run++) {
            add(history, 2 * run, run, 64 * MIB);
        }
        UsageHistory known = history.build();

        assertThat(new RunStrategy(Risk.SAFE).advise(known).cpuCores())
                .isGreaterThan(new RunStrategy(Risk.BALANCED).advise(known).cpuCores());
        assertThat(new RunStrategy(Risk.BALANCED).advise(known).cpuCores())
                .isGreaterThan(new RunStrategy(Risk.CHEAP).advise(known).cpuCores());
    }

    @Test
    void eachRunIsHeldAgainstWhatThoseBeforeItLedTo() {
        UsageHistory history = nightly(14, 19);
        List<Decision> decisions = new RunStrategy(Risk.SAFE).replay(history);

        Evidence.Replayed replayed = Rehearsal.of(history, decisions).orElseThrow();

        assertThat(decisions).hasSize(14);
        assertThat(replayed.days()).isEqualTo(13);
        // the tenth needs twice the memory of those before it
        assertThat(replayed.memoryBreachDays()).isEqualTo(1);
        assertThat(replayed.cpuUnservedRatio()).isZero();
    }

    @Test
    void whatIsAdvisedDependsOnThePastAlone() {
        UsageHistory history = nightly(14, 19);
        List<Decision> all = new RunStrategy(Risk.SAFE).replay(history);

        for (Decision decision : all) {
            assertThat(new RunStrategy(Risk.SAFE).advise(history.until(decision.at())))
                    .isEqualTo(decision.requests());
        }
    }

    /** Every night for so many windows; the tenth needs twice the memory. */
    private static UsageHistory nightly(int nights, int windows) {
        UsageHistory.Builder history = UsageHistory.withStep(Windows.LENGTH);
        for (int night = 0; night < nights; night++) {
            for (int window = 0; window < windows; window++) {
                add(
                        history,
                        night * Windows.PER_DAY + 24 + window,
                        1.3,
                        (night == 9 ? 1_600 : 800) * MIB);
            }
        }
        return history.build();
    }

    private static void add(UsageHistory.Builder history, int window, double cores, double bytes) {
        history.add(Profiles.START.plus(Windows.LENGTH.multipliedBy(window + 1L)), cores, bytes);
    }
}
