package io.headroom.recommender.size;

import static io.headroom.recommender.size.Advices.cpu;
import static io.headroom.recommender.size.Advices.memory;
import static io.headroom.recommender.size.Advices.resources;
import static io.headroom.recommender.size.Advices.sized;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import io.headroom.recommender.size.ContainerPolicy.ControlledResource;
import io.headroom.recommender.size.ContainerPolicy.ControlledValues;
import io.headroom.recommender.size.ContainerPolicy.Mode;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tables of the upstream VPA's capping_test.go and of its container policies. */
@Tag("golden")
class ContainerPolicyTest {
    /** Target 42m and 42 MiB, bounds 31 and 53 of each. */
    private static final ContainerRecommendation FOO =
            sized("foo", Resources.NONE, both(42), both(31), both(53));

    private static final ContainerRecommendation LARGE =
            sized(
                    "large",
                    Resources.NONE,
                    resources(300, 50_000),
                    resources(200, 43_000),
                    resources(500, 55_000));

    @Test
    void raisesToTheLeastAllowed() {
        assertNumbers(apply(bounds(both(50), Resources.NONE)), both(50), both(50), both(53));
    }

    @Test
    void lowersToTheMostAllowed() {
        assertNumbers(apply(bounds(Resources.NONE, both(40))), both(40), both(31), both(40));
    }

    @Test
    void lowersToTheMostThatTheInstallationAllows() {
        ContainerPolicy policy = ContainerPolicy.DEFAULT.withMaxAllowedFallback(both(40));

        assertNumbers(apply(policy), both(40), both(31), both(40));
    }

    @Test
    void boundsFromBothSides() {
        ContainerPolicy policy = bounds(both(35), Resources.NONE).withMaxAllowedFallback(both(50));

        assertNumbers(apply(policy), both(42), both(35), both(50));
    }

    @Test
    void takesTheInstallationsMaximumOnlyWhereThereIsNoOther() {
        ContainerPolicy cpuOnly = bounds(Resources.NONE, cpu(40));

        assertNumbers(
                apply(cpuOnly.withMaxAllowedFallback(memory(mebibytes(40)))),
                both(40),
                both(31),
                both(40));
        assertNumbers(
                apply(cpuOnly.withMaxAllowedFallback(both(30))),
                resources(40, mebibytes(30)),
                resources(31, mebibytes(30)),
                resources(40, mebibytes(30)));
    }

    @Test
    void neverTouchesTheUncappedTarget() {
        assertThat(apply(bounds(Resources.NONE, both(40))).uncappedTarget()).isEqualTo(both(42));
    }

    @Test
    void boundsEveryNumberOfEveryResource() {
        ContainerPolicy policy = bounds(resources(400, 40_000), resources(450, 45_000));

        Advice.Resize resize = Advices.resize(policy.apply(LARGE).getFirst());

        assertNumbers(
                resize, resources(400, 45_000), resources(400, 43_000), resources(450, 45_000));
    }

    @Test
    void staysBelowALimitThatDoesNotMove() {
        ContainerPolicy requestsOnly =
                new ContainerPolicy(
                        Mode.AUTO,
                        Resources.NONE,
                        Resources.NONE,
                        Set.of(ControlledResource.values()),
                        ControlledValues.REQUESTS_ONLY);
        ContainerRecommendation limited =
                sized(
                        "limited",
                        resources(30, 70_000),
                        resources(20, 80_000),
                        resources(10, 40_000),
                        resources(100, 90_000));

        ContainerRecommendation applied = requestsOnly.apply(limited).getFirst();

        assertNumbers(
                Advices.resize(applied),
                resources(20, 70_000),
                resources(10, 40_000),
                resources(30, 70_000));
        assertThat(Advices.codes(applied)).containsExactly(Reason.Code.CONTAINER_LIMIT);
    }

    @Test
    void givesNumbersOnlyForWhatItControls() {
        ContainerPolicy memoryOnly =
                new ContainerPolicy(
                        Mode.AUTO,
                        Resources.NONE,
                        Resources.NONE,
                        Set.of(ControlledResource.MEMORY),
                        ControlledValues.REQUESTS_AND_LIMITS);

        assertNumbers(
                apply(memoryOnly),
                memory(mebibytes(42)),
                memory(mebibytes(31)),
                memory(mebibytes(53)));
    }

    @Test
    void leavesOutAContainerThatIsOff() {
        ContainerPolicy off =
                new ContainerPolicy(
                        Mode.OFF,
                        Resources.NONE,
                        Resources.NONE,
                        Set.of(),
                        ControlledValues.REQUESTS_AND_LIMITS);

        assertThat(off.apply(FOO)).isEmpty();
    }

    @Test
    void saysWhatItDid() {
        ContainerRecommendation applied = bounds(Resources.NONE, both(40)).apply(FOO).getFirst();

        assertThat(Advices.resize(applied).reasons())
                .containsExactly(
                        new Reason(
                                Reason.Code.POLICY_MAX,
                                "CPU lowered from 42m to 40m: the container's policy bounds it"),
                        new Reason(
                                Reason.Code.POLICY_MAX,
                                "memory lowered from 42.00Mi to 40.00Mi: the container's policy"
                                        + " bounds it"));
    }

    private static Advice.Resize apply(ContainerPolicy policy) {
        return Advices.resize(policy.apply(FOO).getFirst());
    }

    private static ContainerPolicy bounds(Resources min, Resources max) {
        return new ContainerPolicy(
                Mode.AUTO,
                min,
                max,
                Set.of(ControlledResource.values()),
                ControlledValues.REQUESTS_AND_LIMITS);
    }

    private static Resources both(long amount) {
        return resources(amount, mebibytes(amount));
    }

    private static long mebibytes(long amount) {
        return amount << 20;
    }

    private static void assertNumbers(
            Advice.Resize resize, Resources target, Resources lower, Resources upper) {
        assertThat(resize.target()).isEqualTo(target);
        assertThat(resize.lowerBound()).isEqualTo(lower);
        assertThat(resize.upperBound()).isEqualTo(upper);
    }
}
