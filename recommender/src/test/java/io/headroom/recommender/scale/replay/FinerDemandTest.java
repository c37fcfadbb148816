package io.headroom.recommender.scale.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What demand may have been within the windows of a ring. */
class FinerDemandTest {
    private static final long MIDNIGHT = 1_772_323_200L;
    private static final int DAY = 86_400;

    @Test
    void noMeanChangesAndNothingIsBelowZero() {
        SplittableRandom random = new SplittableRandom(3);
        Demand means = demand(300, 7, i -> Math.pow(random.nextDouble(), 8));

        Demand finer = FinerDemand.of(means);

        assertThat(finer.stepSeconds()).isEqualTo(75);
        Demand again = finer.averagedTo(300);
        assertThat(again.size()).isEqualTo(means.size());
        for (int i = 0; i < means.size(); i++) {
            assertThat(again.amount(i)).isCloseTo(means.amount(i), within(1e-12));
        }
        assertThat(finer.amounts()).allMatch(amount -> amount >= 0);
    }

    @Test
    void whatRisesEvenlyDoesSoWithinItsWindows() {
        Demand finer = FinerDemand.of(demand(300, 1, i -> 10 + i));

        for (int i = 16; i < finer.size() - 16; i++) {
            assertThat(finer.amount(i)).isCloseTo(10 + (i - 1.5) / 4, within(0.02));
        }
    }

    @Test
    void theSamePodsServeItInAllPartsOfAWindow() {
        Demand.Builder served = Demand.withStep(Duration.ofMinutes(5));
        served.add(MIDNIGHT + 300, 1, 2).add(MIDNIGHT + 600, 5, 4).add(MIDNIGHT + 900, 3);

        Demand finer = FinerDemand.of(served.build());

        for (int i = 0; i < finer.size(); i++) {
            assertThat(finer.each(i)).isEqualTo(i < 8 ? finer.amount(i) / (i < 4 ? 2 : 4) : 0);
        }
    }

    @Test
    void whatEachPodComesToIsInShorterWindowsWhatItIsInTheOneThatTheyArePartOf() {
        Demand.Builder holed = Demand.withStep(Duration.ofMinutes(5));
        holed.add(MIDNIGHT + 300, 1).add(MIDNIGHT + 600, 2).add(MIDNIGHT + 6_000, 3);
        Demand means = holed.build();
        Demand finer = FinerDemand.of(means);

        EachPod each = new EachPod(means, 9).in(finer);

        assertThat(each.request()).isEqualTo(9);
        assertThat(each.amounts().amounts().toArray())
                .containsExactly(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
        for (int i = 0; i < finer.size(); i++) {
            assertThat(each.amounts().end(i)).isEqualTo(finer.end(i));
        }
        assertThat(new EachPod(means, 9).in(means)).isEqualTo(new EachPod(means, 9));
    }

    @Test
    void shortWindowsStayAndHolesStayHoles() {
        Demand minutes = demand(60, 1, i -> i);
        assertThat(FinerDemand.of(minutes)).isSameAs(minutes);
        assertThat(FinerDemand.of(demand(300, 0, i -> i)).isEmpty()).isTrue();

        Demand.Builder holed = Demand.withStep(Duration.ofMinutes(5));
        holed.add(MIDNIGHT + 300, 4).add(MIDNIGHT + 3_000, 9).add(MIDNIGHT + 4_500, 2);
        Demand finer = FinerDemand.of(holed.build());
        assertThat(finer.amounts().toArray()).containsExactly(4, 4, 4, 4, 9, 9, 9, 9, 2, 2, 2, 2);
        assertThat(finer.end(3)).isEqualTo(MIDNIGHT + 300);
        assertThat(finer.start(4)).isEqualTo(MIDNIGHT + 2_700);
    }

    /** Advice that is made twice is the same, and knows nothing of what comes after. */
    @Test
    void whatComesLaterChangesNoMoreThanThePairsBesideIt() {
        SplittableRandom random = new SplittableRandom(5);
        Demand whole = demand(300, 2, i -> random.nextDouble(1, 9));
        Instant cut = Instant.ofEpochSecond(MIDNIGHT + DAY);
        Instant known = cut.minusSeconds(1_200);

        Demand finer = FinerDemand.of(whole);

        assertThat(FinerDemand.of(whole)).isEqualTo(finer);
        assertThat(FinerDemand.of(whole.until(cut)).until(known)).isEqualTo(finer.until(known));
    }

    /**
     * A day's curve with noise that lasts some seconds or half a minute, through an autoscaler: on
     * means of five minutes it looks as if much more were served than is.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5})
    void whatAnAutoscalerIsTooLateForIsSeenMoreAsItIs(double memory) {
        SplittableRandom random = new SplittableRandom(7);
        double[] state = {0};
        double share = Math.sqrt(1 - memory * memory);
        Demand real =
                demand(
                        15,
                        4,
                        i -> {
                            state[0] = memory * state[0] + share * random.nextGaussian(0, 0.3);
                            return (12 - 10 * Math.cos(2 * Math.PI * i / 5_760.0))
                                    * Math.exp(state[0]);
                        });
        Demand means = real.averagedTo(300);

        double came = unserved(real);
        double onMeans = unserved(means);
        double onFiner = unserved(FinerDemand.of(means));

        assertThat(onMeans).isLessThan(came / 5);
        assertThat(Math.abs(Math.log(onFiner / came))).isLessThan(Math.log(came / onMeans));
        assertThat(onFiner).isGreaterThan(1.5 * onMeans);
    }

    private static double unserved(Demand demand) {
        return new Replay(
                        demand,
                        new ReplayedPod(1, 1, Duration.ofMinutes(1)),
                        ControllerSettings.DEFAULT)
                .run(HpaSpec.ofCpu(2, 1_000, 70).withBehavior(Behavior.DEFAULT))
                .unservedRatio();
    }

    private static Demand demand(int step, int days, IntToDoubleFunction amount) {
        Demand.Builder demand = Demand.withStep(Duration.ofSeconds(step));
        for (int i = 0; i < days * DAY / step; i++) {
            demand.add(MIDNIGHT + (i + 1L) * step, amount.applyAsDouble(i));
        }
        return demand.build();
    }
}
