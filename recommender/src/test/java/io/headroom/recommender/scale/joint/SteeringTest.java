package io.headroom.recommender.scale.joint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteeringTest {
    private static final Demand DAY = day();

    /** Between 2 and 10 cores, for pods of one: at 50 % that is 4 to 20 of them. */
    @ParameterizedTest
    @CsvSource({"50, 40, true", "50, 18, true", "50, 8, false", "20, 18, false"})
    void whatIsMostlyAtItsMaximumSteersNothing(int percent, int max, boolean steers) {
        assertThat(steers(HpaSpec.ofCpu(1, max, percent), 2)).isEqualTo(steers);
    }

    /** Within a tenth of its target an autoscaler does nothing. */
    @ParameterizedTest
    @CsvSource({"1.2, true", "1.05, true", "0.98, false"})
    void podsThatAreFullBeforeTheyComeToTheirTargetGiveNothingToSteerBy(
            double capacity, boolean steers) {
        assertThat(steers(HpaSpec.ofCpu(1, 40, 90), capacity)).isEqualTo(steers);
    }

    @ParameterizedTest
    @CsvSource({"95, 0.01, true", "95, , false", "80, 0.5, false", "80, , true"})
    void withinATargetsOwnToleranceItDoesNothingEither(
            int percent, @Nullable Double tolerance, boolean steers) {
        ScalingRules up = Behavior.DEFAULT.scaleUp();
        HpaSpec own =
                HpaSpec.ofCpu(1, 40, percent)
                        .withBehavior(
                                new Behavior(
                                        new ScalingRules(
                                                up.stabilizationWindow(),
                                                up.select(),
                                                up.policies(),
                                                tolerance),
                                        Behavior.DEFAULT.scaleDown()));

        assertThat(steers(own, 1)).isEqualTo(steers);
    }

    @Test
    void theLowestOfSeveralTargetsIsWhatAPodShouldUse() {
        HpaSpec both =
                HpaSpec.ofCpu(1, 9, 50)
                        .withMetrics(
                                List.of(
                                        new HpaMetric.Resource("cpu", new Utilization(60)),
                                        new HpaMetric.Resource("cpu", new AverageValue(250))));

        assertThat(Steering.perPod(both, 0.5)).isEqualTo(0.25);
        assertThat(Steering.perPod(both, 0.4)).isEqualTo(0.24);
    }

    private static boolean steers(HpaSpec spec, double capacity) {
        return Steering.steers(
                DAY,
                new ReplayedPod(1, capacity, Duration.ofSeconds(30)),
                spec,
                ControllerSettings.DEFAULT);
    }

    private static Demand day() {
        Demand.Builder demand = Demand.withStep(Duration.ofMinutes(5));
        for (int i = 0; i < 2 * 288; i++) {
            demand.add(1_772_323_200L + (i + 1) * 300L, 6 - 4 * Math.cos(2 * Math.PI * i / 288));
        }
        return demand.build();
    }
}
