package io.headroom.recommender.scale.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaMetric.ContainerResource;
import io.headroom.recommender.scale.hpa.HpaMetric.External;
import io.headroom.recommender.scale.hpa.HpaMetric.Resource;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.ScalingRules;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetargetingTest {

    @ParameterizedTest
    @CsvSource({"60, 1, 0.5, 120", "60, 0.5, 1, 30", "50, 1, 1, 50", "80, 0.4, 0.32, 100"})
    void aTargetMovesAgainstTheRequest(int percent, double from, double to, int then) {
        assertThat(target(percent, from, to)).isEqualTo(new Utilization(then));
    }

    @Test
    void anAmountTakesItsPlaceWhereNoWholePercentIsNear() {
        // 2.86 % of the new request
        assertThat(target(5, 0.4, 0.7)).isEqualTo(new AverageValue(20));
    }

    /** At its minimum an autoscaler's pods may use a tenth of what they should. */
    @Test
    void whatPodsDoNotComeToIsReachedWhereTheyUseWhatTheyRequest() {
        assertThat(target(60, 1, 0.41)).isEqualTo(new AverageValue(600));
        assertThat(target(60, 1, 0.39)).isEqualTo(new Utilization(90));
        assertThat(target(60, 1, 0.06)).isEqualTo(new Utilization(90));
    }

    @Test
    void anAmountThatIsKeptIsKeptBeyondTheRequestToo() {
        HpaSpec spec = HpaSpec.ofCpu(1, 9, 60);

        assertThat(Retargeting.keepingAmount(spec, 1, 0.06).metrics().getFirst().target())
                .isEqualTo(new AverageValue(600));
        assertThat(Retargeting.keepingAmount(spec, 1, 0.5))
                .isEqualTo(Retargeting.keepingUsage(spec, 1, 0.5));
    }

    /**
     * 90 % of what they request, or of what the first of their containers that is full lets them.
     */
    @ParameterizedTest
    @CsvSource({"1, 1, 700", "0.5, Infinity, 450", "0.5, 0.5, 450", "0.6, 0.5, 450"})
    void ofPodsThatNobodyRehearsedNoTargetIsAboveWhatTheyComeTo(
            double to, double most, long milli) {
        HpaSpec amount =
                HpaSpec.ofCpu(1, 9, 50)
                        .withMetrics(List.of(new Resource("cpu", new AverageValue(700))));

        assertThat(within(amount, to, most)).isEqualTo(new AverageValue(milli));
        assertThat(
                        Steering.perPod(
                                Retargeting.keepingUsageWithin(
                                        HpaSpec.ofCpu(1, 9, 70), 1, to, most),
                                to))
                .isCloseTo(milli / 1_000.0, withinPercentage(0.001));
    }

    /** As the controller counts it, in whole percent, and with the tolerance that it has. */
    @Test
    void whateverAPodRequestsAndCanUseItsTargetIsOneThatItComesTo() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2_000; i++) {
            double to = random.nextInt(10, 4_000) / 1_000.0;
            double most = Math.max(0.01, to * random.nextDouble(0.05, 1.5));
            double tolerance = random.nextBoolean() ? 0.1 : random.nextDouble(0, 0.5);
            HpaSpec spec =
                    HpaSpec.ofCpu(1, 9, random.nextInt(30, 200)).withBehavior(tolerant(tolerance));
            switch (Retargeting.keepingUsageWithin(spec, 1, to, most)
                    .metrics()
                    .getFirst()
                    .target()) {
                case Utilization(int percent) ->
                        assertThat(Math.floor(100 * most / to))
                                .isGreaterThan((1 + tolerance) * percent);
                case AverageValue(long milli) ->
                        assertThat(1_000 * most).isGreaterThan((1 + tolerance) * milli);
                case MetricTarget.Value _ -> throw new AssertionError();
            }
        }
    }

    private static Behavior tolerant(double tolerance) {
        ScalingRules up = Behavior.DEFAULT.scaleUp();
        return new Behavior(
                new ScalingRules(up.stabilizationWindow(), up.select(), up.policies(), tolerance),
                Behavior.DEFAULT.scaleDown());
    }

    private static MetricTarget within(HpaSpec spec, double to, double most) {
        return Retargeting.keepingUsageWithin(spec, 1, to, most).metrics().getFirst().target();
    }

    @Test
    void manyChangesOfTheRequestDoNotMoveWhatAPodShouldUse() {
        SplittableRandom random = new SplittableRandom(8);
        HpaSpec spec = HpaSpec.ofCpu(1, 9, 63);
        double request = 1.7;
        for (int i = 0; i < 200; i++) {
            double next = request * random.nextDouble(0.97, 1.03);
            spec = Retargeting.keepingUsage(spec, request, next);
            request = next;
        }

        double cores =
                switch (spec.metrics().getFirst().target()) {
                    case Utilization(int percent) -> percent * request / 100;
                    case AverageValue(long milli) -> milli / 1_000.0;
                    case MetricTarget.Value(long milli) -> milli / 1_000.0;
                };
        assertThat(cores).isBetween(0.995 * 0.63 * 1.7, 1.005 * 0.63 * 1.7);
    }

    @Test
    void whatIsNotAShareOfTheRequestStays() {
        HpaMetric memory = new Resource("memory", new Utilization(70));
        HpaMetric amount = new Resource("cpu", new AverageValue(300));
        HpaMetric queue = new External("queue", null, new AverageValue(30));
        HpaSpec spec = HpaSpec.ofCpu(1, 9, 50).withMetrics(List.of(memory, amount, queue));

        assertThat(Retargeting.keepingUsage(spec, 1, 0.25)).isEqualTo(spec);
    }

    @Test
    void aContainersTargetMovesWithItsOwnRequest() {
        HpaSpec spec =
                HpaSpec.ofCpu(1, 9, 50)
                        .withMetrics(
                                List.of(new ContainerResource("web", "cpu", new Utilization(50))));

        assertThat(Retargeting.keepingUsage(spec, 1, 2).metrics())
                .containsExactly(new ContainerResource("web", "cpu", new Utilization(25)));
    }

    @Test
    void refusesARequestOfNothing() {
        assertThatThrownBy(() -> Retargeting.keepingUsage(HpaSpec.ofCpu(1, 9, 50), 0, 1))
                .hasMessage("requests must be above zero: 0.0, 1.0");
    }

    private static MetricTarget target(int percent, double from, double to) {
        return Retargeting.keepingUsage(HpaSpec.ofCpu(1, 9, percent), from, to)
                .metrics()
                .getFirst()
                .target();
    }
}
