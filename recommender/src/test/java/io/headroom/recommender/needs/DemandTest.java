package io.headroom.recommender.needs;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import io.headroom.model.recommendation.Needs;
import io.headroom.recommender.size.Profiles;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemandTest {
    private static final double MIB = 1 << 20;
    private static final double STEP = 1.06;
    private static final double HALF_A_STEP = 1.03;
    private static final int DAY = Windows.PER_DAY;

    @Test
    void whatIsUsedRightAfterAStartIsLeftOut() {
        Demand.Known demand = known(starting(2.0), Demand.Rules.DEFAULT);

        assertThat(demand.startupApart()).isTrue();
        assertThat(highestCores(demand.history())).isBetween(0.4, 0.4 * STEP);
        assertThat(demand.history().cpuCores(0)).isNaN();
    }

    @Test
    void itCountsWhereThatIsAskedForAndOfRuns() {
        for (Demand.Rules rules :
                new Demand.Rules[] {
                    new Demand.Rules(false, true, _ -> Optional.empty()),
                    new Demand.Rules(true, false, _ -> Optional.empty())
                }) {
            Demand.Known demand = known(starting(2.0), rules);

            assertThat(demand.startupApart()).isFalse();
            assertThat(highestCores(demand.history())).isBetween(2.0, 2.0 * STEP);
        }
    }

    @Test
    void aStartThatTakesHardlyMoreIsNoSpike() {
        assertThat(known(starting(0.5), Demand.Rules.DEFAULT).startupApart()).isFalse();
    }

    @Test
    void aStartAloneSaysNothingOfLater() {
        ContainerProfile young =
                Profiles.of("web")
                        .windows(6, i -> i < 2 ? 2 : 0.1, i -> MIB)
                        .with(starts(6, 2.0, i -> i < 2 ? Double.NaN : 0.1))
                        .build();

        assertThat(known(young, Demand.Rules.DEFAULT).startupApart()).isFalse();
    }

    @Test
    void filePagesAreLeftOutWhereItIsKnownWhatIsResident() {
        ContainerProfile profile = cached(1_000, 300);

        Demand.Known demand = known(profile, Demand.Rules.DEFAULT);

        // a tenth beside what is resident, for the kernel and for code
        assertThat(demand.history().memoryBytes(5))
                .isBetween(330 * MIB / HALF_A_STEP, 330 * MIB * STEP * HALF_A_STEP);
        Needs.PageCache cache = Objects.requireNonNull(demand.pageCache());
        assertThat(cache.counted()).isFalse();
        assertThat((double) cache.workingSetBytes()).isBetween(1_000 * MIB, 1_000 * MIB * STEP);
        assertThat((double) cache.residentBytes()).isBetween(300 * MIB, 300 * MIB * STEP);
    }

    @Test
    void anHourOfWhichItIsNotKnownCountsWhole() {
        ContainerProfile profile =
                Profiles.of("web")
                        .windows(DAY, i -> 0.1, i -> 1_000 * MIB)
                        .with(resident(24, hour -> hour == 3 ? Double.NaN : 300 * MIB))
                        .build();

        UsageHistory history = known(profile, Demand.Rules.DEFAULT).history();

        // then the most that is needed is the most that was used, and nothing is left out
        assertThat(history.memoryBytes(5)).isEqualTo(likely(1_000 * MIB));
        assertThat(known(profile, Demand.Rules.DEFAULT).pageCache()).isNull();
    }

    @Test
    void filePagesCountWhereTheyMust() {
        Demand.Known demand =
                known(
                        cached(1_000, 300),
                        new Demand.Rules(false, false, _ -> Optional.of("somebody says so")));

        assertThat(demand.history().memoryBytes(5)).isEqualTo(likely(1_000 * MIB));
        assertThat(Objects.requireNonNull(demand.pageCache()).counted()).isTrue();
    }

    @Test
    void noMoreIsNeededThanWasUsed() {
        // Given what is resident by another count than the working set
        Demand.Known demand = known(cached(100, 400), Demand.Rules.DEFAULT);

        assertThat(demand.history().memoryBytes(5)).isEqualTo(likely(100 * MIB));
    }

    @Test
    void aSmallPartOfFilePagesIsNotWorthAWord() {
        assertThat(known(cached(1_000, 870), Demand.Rules.DEFAULT).pageCache()).isNull();
    }

    @Test
    void decisionsAreMadeByTheMiddleOfAStepAndAllElseByItsEnd() {
        Demand demand =
                Demand.of(
                        Profiles.of("web").windows(DAY, i -> 0.1, i -> 500 * MIB).build(),
                        Demand.Rules.DEFAULT);
        double decided =
                demand.at(Profiles.START.plus(Duration.ofDays(1))).history().memoryBytes(5);

        assertThat(decided).isEqualTo(likely(500 * MIB));
        assertThat(decided).isBetween(500 * MIB / HALF_A_STEP, 500 * MIB * HALF_A_STEP);
        assertThat(demand.seen().memoryBytes(5)).isBetween(500 * MIB, 500 * MIB * STEP);
        // other strategies are asked what those who made them would be
        assertThat(demand.asSeen().at(demand.seen().asOf()).history().memoryBytes(5))
                .isEqualTo(demand.seen().memoryBytes(5));
    }

    /** What a ring makes of an amount, as decisions see it. */
    private static double likely(double bytes) {
        return ByteScale.MEMORY_BYTES.decode(ByteScale.MEMORY_BYTES.encode(bytes))
                / ByteScale.ROUNDED_UP;
    }

    private static Demand.Known known(ContainerProfile profile, Demand.Rules rules) {
        return Demand.of(profile, rules).at(Profiles.START.plus(Duration.ofDays(7)));
    }

    private static ContainerProfile cached(double workingSetMib, double residentMib) {
        return Profiles.of("web")
                .windows(DAY, i -> 0.1, i -> workingSetMib * MIB)
                .with(resident(24, hour -> residentMib * MIB))
                .build();
    }

    private static Particulars resident(int hours, IntToDoubleFunction bytes) {
        return new Particulars(
                Profiles.ring(
                        Profiles.START.getEpochSecond() / 3_600,
                        hours,
                        bytes,
                        ByteScale.MEMORY_BYTES),
                null,
                null,
                null,
                0,
                null);
    }

    /** Once a day for a window. */
    private static ContainerProfile starting(double cores) {
        return Profiles.of("web")
                .windows(7 * DAY, i -> i % DAY == 0 ? cores : 0.4, i -> MIB)
                .with(starts(7 * DAY, cores, i -> i % DAY == 0 ? Double.NaN : 0.4))
                .build();
    }

    static Particulars starts(int windows, double cores, IntToDoubleFunction steady) {
        return new Particulars(
                null,
                null,
                Profiles.ring(
                        Windows.indexOf(Profiles.START), windows, steady, ByteScale.CPU_CORES),
                Profiles.ring(0, 10, minute -> minute < 4 ? cores : 0.4, ByteScale.CPU_CORES),
                7,
                null);
    }

    private static double highestCores(UsageHistory history) {
        return IntStream.range(0, history.size())
                .mapToDouble(history::cpuCores)
                .filter(cores -> !Double.isNaN(cores))
                .max()
                .orElseThrow();
    }
}
