package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.ContainerType;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.recommender.fit.Member;
import io.headroom.recommender.size.Profiles;
import java.time.Duration;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class KnownUsageTest {
    private static final long FIRST_DAY = Windows.indexOf(Profiles.START) / Windows.PER_DAY;

    /** A step of the rings is six percent. */
    private static final double STEP = 0.07;

    @Test
    void aDayIsItsMostPodsTheCpuOfAllButItsBusiestTwentiethAndItsPeakOfMemory() {
        List<Member.Day> days =
                days(
                        2 * Windows.PER_DAY,
                        window -> window == 100 ? 5 : 2,
                        web(
                                // fourteen windows are less than a twentieth
                                window -> window % Windows.PER_DAY < 14 ? 4 : 0.5,
                                window -> window == 400 ? 2e9 : 1e9));

        assertThat(days).extracting(Member.Day::number).containsExactly(FIRST_DAY, FIRST_DAY + 1);
        assertThat(days).extracting(Member.Day::pods).containsExactly(5.0, 2.0);
        assertThat(days)
                .allSatisfy(day -> assertThat(day.cores()).isCloseTo(0.5, within(0.5 * STEP)));
        assertThat(days.getFirst().bytes()).isCloseTo(1e9, within(1e9 * STEP));
        assertThat(days.getLast().bytes()).isCloseTo(2e9, within(2e9 * STEP));
    }

    @Test
    void partOfADayIsLeftOut() {
        ContainerProfile web = web(_ -> 1, _ -> 1e9);

        assertThat(days(Windows.PER_DAY - 1, _ -> 2, web)).isEmpty();
        assertThat(days(2 * Windows.PER_DAY - 1, _ -> 2, web)).hasSize(1);
        assertThat(from(1, 2 * Windows.PER_DAY, _ -> 2, web))
                .extracting(Member.Day::number)
                .containsExactly(FIRST_DAY + 1);
    }

    @Test
    void aPodIsItsContainersTogetherWithoutWhatStartsIt() {
        Member.Day day =
                days(
                                Windows.PER_DAY,
                                _ -> 2,
                                web(_ -> 1, _ -> 1e9),
                                Profiles.of("mesh")
                                        .type(ContainerType.SIDECAR)
                                        .windows(Windows.PER_DAY, _ -> 0.25, _ -> 1e8)
                                        .build(),
                                Profiles.of("migrate")
                                        .type(ContainerType.INIT)
                                        .windows(Windows.PER_DAY, _ -> 9, _ -> 9e9)
                                        .build())
                        .getFirst();

        assertThat(day.cores()).isCloseTo(1.25, within(1.25 * STEP));
        assertThat(day.bytes()).isCloseTo(1.1e9, within(1.1e9 * STEP));
    }

    @Test
    void whatIsNotKnownOfADayIsNotNought() {
        List<Member.Day> days =
                days(
                        2 * Windows.PER_DAY,
                        window -> window < Windows.PER_DAY ? 2 : Double.NaN,
                        web(
                                window -> window < Windows.PER_DAY ? 1 : Double.NaN,
                                window -> window < Windows.PER_DAY ? 1e9 : Double.NaN));

        assertThat(days.getLast())
                .isEqualTo(new Member.Day(FIRST_DAY + 1, Double.NaN, Double.NaN, Double.NaN));
        assertThat(days(Windows.PER_DAY, _ -> 2).getFirst().cores()).isNaN();
    }

    private static ContainerProfile web(IntToDoubleFunction cores, IntToDoubleFunction bytes) {
        return Profiles.of("web").windows(2 * Windows.PER_DAY, cores, bytes).build();
    }

    private static List<Member.Day> days(
            int windows, IntToDoubleFunction pods, ContainerProfile... profiles) {
        return from(0, windows, pods, profiles);
    }

    private static List<Member.Day> from(
            int first, int until, IntToDoubleFunction pods, ContainerProfile... profiles) {
        byte[] steps = new byte[until - first];
        for (int window = first; window < until; window++) {
            double amount = pods.applyAsDouble(window);
            steps[window - first] =
                    Double.isNaN(amount) ? ByteScale.MISSING : ByteScale.REPLICAS.encode(amount);
        }
        Ring none = new Ring(0, new byte[0]);
        return KnownUsage.of(
                        new UsageAssessment(
                                States.deployment("shop", "cart"),
                                Profiles.START.plus(Duration.ofDays(2)),
                                List.of(profiles),
                                none,
                                new Ring(Windows.indexOf(Profiles.START) + first, steps),
                                none,
                                new Completeness(1, 1)))
                .days();
    }
}
