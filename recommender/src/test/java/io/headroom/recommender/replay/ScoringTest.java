package io.headroom.recommender.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Stated;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Each figure by hand. */
class ScoringTest {
    private static final double MIB = 1 << 20;

    @Test
    void givesAdviceFromTheEndOfTheWarmUpOnAsLongAsSomethingFollows() {
        UsageHistory usage = Usages.days(1, 1, 1, 1, 1, 1, 1, 1);

        assertThat(Usages.PROTOCOL.origins(Usages.series(usage)))
                .containsExactly(Usages.at(4), Usages.at(8));
        assertThat(Protocol.DAILY.origins(Usages.series(usage))).isEmpty();
    }

    @Test
    void addsUpWasteAndWhatWasNotServed() {
        // each sample stands for 6 h; the request is 2, then 3
        ScoredUsage usage = Usages.scored(Usages.days(1, 2, 3, 2, 3, 3, 3, 1));

        CpuTotals cpu = CpuTotals.of(usage, new double[] {2, 3});

        assertThat(cpu.usedCoreHours()).isEqualTo(6 * 18);
        assertThat(cpu.wasteCoreHours()).isEqualTo(6 * (1 + 2));
        assertThat(cpu.unservedCoreHours()).isEqualTo(6);
        assertThat(cpu.overDays()).isEqualTo(1);
        assertThat(cpu.days()).isEqualTo(2);
        assertThat(cpu.overSamples()).isEqualTo(1);
        assertThat(cpu.samples()).isEqualTo(8);
        assertThat(cpu.changes()).isEqualTo(new Changes(1, 1));
        assertThat(cpu.wasteRatio()).isEqualTo(18 / 108.0);
        assertThat(cpu.unservedRatio()).isEqualTo(6 / 108.0);
    }

    @Test
    void holdsWhatWasSaidOfEachDayAgainstThatDay() {
        // of the first day's 8, 0.5 are above the request: more than a hundredth
        ScoredUsage usage = Usages.scored(Usages.days(1, 2.5, 2.5, 2, 1, 1, 1, 1));
        List<Stated> stated = List.of(stated(2.3, 0.9), stated(2.3, 0.8));

        SafetyTally tally = SafetyTally.of(stated, usage, usage);

        assertThat(tally.cpu().answers()).isEqualTo(2);
        assertThat(tally.cpu().error()).isCloseTo((0.9 + (1 - 0.8)) / 2, within(1e-12));
        assertThat(tally.memory()).isEqualTo(tally.cpu());
        // a hundredth of the use may be above a request of CPU, and no peak above one of memory
        ScoredUsage nearly = Usages.scored(Usages.days(2, 2, 2, 2.02, 2, 2, 2, 2));
        SafetyTally twoCores =
                SafetyTally.of(
                        List.of(stated(2, 0.9), Stated.silently(Amounts.ABSTAINED)),
                        nearly,
                        nearly);
        assertThat(twoCores.cpu().error()).isCloseTo(0.1, within(1e-12));
        assertThat(twoCores.memory().error()).isCloseTo(0.9, within(1e-12));
    }

    private static Stated stated(double amount, double safety) {
        return new Stated(
                new Amounts(amount, amount), OptionalDouble.of(safety), OptionalDouble.of(safety));
    }

    @Test
    void countsADayThatHasNineTenthsOfItsSamples() {
        UsageHistory.Builder builder = UsageHistory.withStep(Duration.ofHours(1));
        // day 1 has 22 of 24 samples, day 2 has 21
        for (int hour = 0; hour <= 72; hour++) {
            boolean missing = hour == 30 || hour == 31 || (hour > 50 && hour < 54);
            builder.add(Usages.START.plus(Duration.ofHours(hour)), missing ? Double.NaN : 1, 1);
        }
        ScoredUsage usage = Usages.scored(builder.build());

        assertThat(usage.days()).isEqualTo(1);
        assertThat(usage.size()).isEqualTo(22);
        assertThat(usage.hours(0)).isEqualTo(24 / 22.0);
    }

    @Test
    void holdsAdviceFromItsDelayOn() {
        UsageHistory usage = Usages.days(1, 1, 1, 1, 2, 2, 2, 2, 9, 9, 9, 9);
        Protocol late =
                new Protocol(
                        Duration.ofDays(1),
                        Map.of(),
                        Duration.ofDays(1),
                        Duration.ofHours(6),
                        Prices.DEFAULT);

        ScoredUsage scored = ScoredUsage.cpu(usage, late.origins(Usages.series(usage)), late);

        // the first sample is before the first advice is in force; the last day is cut
        assertThat(scored.size()).isEqualTo(8);
        assertThat(scored.amount(0)).isEqualTo(1);
        assertThat(scored.amount(3)).isEqualTo(2);
        assertThat(scored.window(3)).isZero();
        assertThat(scored.window(4)).isEqualTo(1);
    }

    @Test
    void comparesTheMeanRequestWithP95() {
        ScoredUsage usage = Usages.scored(Usages.days(1, 1, 1, 1, 0, 0, 0, 10));

        // p95 of 0, 0, 0, 10 lies at 2.85: 8.5; a request of 0 has no slack at all
        assertThat(usage.dailySlack(new double[] {4, 10}))
                .containsExactly(new double[] {0.75, 0.15}, within(1e-9));
        assertThat(usage.dailySlack(new double[] {0, 0.1})).containsExactly(-1, -1);
    }

    @Test
    void countsMovesOfMoreThanATenth() {
        // 1.10 is not more; from 1.10 to 1.25 is, and to 1.16 is not
        assertThat(Changes.of(new double[] {1, 1.10, 1.25, 1.16})).isEqualTo(new Changes(1, 1));
        // creeping: never raw, but the gate adds it up
        assertThat(Changes.of(new double[] {1, 1.08, 1.16, 1.25, 1.35}))
                .isEqualTo(new Changes(0, 2));
        assertThat(Changes.of(new double[] {0, 0, 1, 1})).isEqualTo(Changes.NONE);
    }

    @Test
    void killsAboveTheLimitAndRaisesItAsTheVpaDoes() {
        // killed at 300 of 200: limit 400; the next sample is skipped; killed at 500: limit 600
        ScoredUsage usage = Usages.scored(Usages.days(300 * MIB, 900 * MIB, 400 * MIB, 500 * MIB));

        assertThat(OomReplay.kills(usage, 0, 4, 200 * MIB)).containsExactly(0, 3);
        assertThat(OomReplay.count(usage, 0, 4, 200 * MIB)).isEqualTo(2);
        // of more than 500 MiB a fifth is more than 100 MiB: killed at 900, limit 1080
        assertThat(OomReplay.kills(usage, 0, 4, 350 * MIB)).containsExactly(1);
        assertThat(OomReplay.kills(usage, 0, 4, 900 * MIB)).isEmpty();
    }

    @Test
    void startsOverWithEachAdvice() {
        double gib = 1024 * MIB;
        ScoredUsage usage = Usages.scored(Usages.days(gib, gib, gib, gib, gib, gib, gib, 3 * gib));

        MemoryTotals memory = MemoryTotals.of(usage, new double[] {0.5 * gib, 2 * gib});

        assertThat(memory.oomKills()).isEqualTo(2);
        assertThat(memory.breachDays()).isEqualTo(2);
        assertThat(memory.seriousDays()).isZero();
        assertThat(memory.usedGibibyteHours()).isEqualTo(6 * 10);
        assertThat(memory.wasteGibibyteHours()).isEqualTo(6 * 3);
    }

    @Test
    void callsADayWithThreeKillsSerious() {
        UsageHistory.Builder builder = UsageHistory.withStep(Duration.ofHours(1));
        for (int hour = 0; hour <= 48; hour++) {
            builder.add(Usages.START.plus(Duration.ofHours(hour)), 1, 1024 * MIB * (1 + hour % 24));
        }
        UsageHistory usage = builder.build();
        ScoredUsage memory =
                ScoredUsage.memory(
                        usage, Usages.PROTOCOL.origins(Usages.series(usage)), Usages.PROTOCOL);

        MemoryTotals totals = MemoryTotals.of(memory, new double[] {1024 * MIB});

        // killed at 2 GiB (2.4), 4 (4.8), 6 (7.2), 8 (9.6), 10 (12), 13 (15.6), 16 (19.2), 20 (24)
        assertThat(totals.oomKills()).isEqualTo(8);
        assertThat(totals.seriousDays()).isEqualTo(1);
    }

    @Test
    void pricesWasteHarmAndChange() {
        CpuTotals cpu = new CpuTotals(100, 50, 2, 1, 3, 1, 12, new Changes(4, 3));
        MemoryTotals memory = new MemoryTotals(100, 10, 1, 3, 2, 0, new Changes(1, 1));

        assertThat(Prices.DEFAULT.cpu(cpu, 20)).isEqualTo(50 + 20 * 2 + 0.05 * 4);
        assertThat(Prices.DEFAULT.memory(memory))
                .isCloseTo(0.13 * 10 + 5 * 2 + 0.05 * 1, within(1e-9));
    }

    @Test
    void keepsTheLastAmountWhereAStrategyAbstains() {
        List<Amounts> advice =
                List.of(
                        Amounts.ABSTAINED,
                        new Amounts(2, 5),
                        new Amounts(Double.NaN, 0),
                        new Amounts(1, Double.NaN));

        assertThat(StrategyScore.held(advice, Amounts::cpuCores)).containsExactly(0, 2, 2, 1);
        assertThat(StrategyScore.held(advice, Amounts::memoryBytes)).containsExactly(0, 5, 0, 0);
    }
}
