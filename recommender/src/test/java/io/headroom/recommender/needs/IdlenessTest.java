package io.headroom.recommender.needs;

import static io.headroom.recommender.needs.Found.amounts;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Idle;
import io.headroom.recommender.size.Profiles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdlenessTest {
    private static final int DAY = Windows.PER_DAY;
    private static final Instant NOW = Profiles.START.plus(Duration.ofDays(14));

    @Test
    void whatUsesNextToNothingIsIdle() {
        Idle idle = idle("Deployment", Idleness.DEFAULT, profile(9, i -> 0.002)).orElseThrow();

        assertThat(idle.state()).isEqualTo(Idle.State.IDLE);
        assertThat(idle.days()).isEqualTo(9);
        assertThat(idle.cpuPeakMillicores()).isEqualTo(2);
        assertThat(idle.sentence())
                .startsWith("idle: in 99 of 100 windows of 9.0 days no container used more than 5m")
                .contains("neither its network nor its callers are")
                .endsWith("each pod would free 500m of CPU and 1.00Gi of memory");
    }

    @Test
    void whatNobodyChangedEitherIsAbandoned() {
        List<ContainerProfile> profiles = List.of(profile(14, i -> 0.002));
        Idle abandoned = of(profiles, NOW.minus(Duration.ofDays(15))).orElseThrow();
        Idle released = of(profiles, NOW.minus(Duration.ofDays(3))).orElseThrow();

        assertThat(abandoned.state()).isEqualTo(Idle.State.ABANDONED);
        assertThat(abandoned.sentence()).contains("and no pod of it was made in that time");
        assertThat(released.state()).isEqualTo(Idle.State.IDLE);
    }

    @Test
    void oneContainerThatWorksKeepsAllOfThem() {
        assertThat(
                        idle(
                                "Deployment",
                                Idleness.DEFAULT,
                                profile(9, i -> 0.002),
                                profile(9, i -> 0.1)))
                .isEmpty();
    }

    @Test
    void aNightlyHourOfWorkIsWork() {
        assertThat(
                        idle(
                                "Deployment",
                                Idleness.DEFAULT,
                                profile(9, i -> i % DAY < 12 ? 0.5 : 0.001)))
                .isEmpty();
    }

    @Test
    void aFewDaysAreNotEnough() {
        assertThat(idle("Deployment", Idleness.DEFAULT, profile(6, i -> 0.002))).isEmpty();
        assertThat(idle("Deployment", new Idleness(new Cpu(5), 6), profile(6, i -> 0.002)))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"CronJob, batch", "Job, batch", "DaemonSet, apps"})
    void whatRunsNowAndThenOrEverywhereIsNotCalledIdle(String kind, String group) {
        assertThat(
                        Idleness.DEFAULT.of(
                                new WorkloadRef("shop", kind, group, "web"),
                                List.of(profile(14, i -> 0.002)),
                                NOW,
                                null,
                                amounts(500, 1_024)))
                .isEmpty();
    }

    @Test
    void zeroCallsNothingIdle() {
        assertThat(idle("Deployment", new Idleness(new Cpu(0), 7), profile(14, i -> 0))).isEmpty();
    }

    private static Optional<Idle> of(List<ContainerProfile> profiles, Instant changedAt) {
        return Idleness.DEFAULT.of(
                new WorkloadRef("shop", "Deployment", "apps", "web"),
                profiles,
                NOW,
                changedAt,
                amounts(500, 1_024));
    }

    private static Optional<Idle> idle(
            String kind, Idleness idleness, ContainerProfile... profiles) {
        return idleness.of(
                new WorkloadRef("shop", kind, "apps", "web"),
                List.of(profiles),
                NOW,
                null,
                amounts(500, 1_024));
    }

    private static ContainerProfile profile(int days, IntToDoubleFunction cores) {
        return Profiles.of("web").windows(days * DAY, cores, i -> 1 << 20).build();
    }
}
