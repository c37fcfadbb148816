package io.headroom.recommender.scale.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.HistogramState;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.recommender.scale.replay.LoadShares.Full;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How load falls upon the containers of a pod, and which of them is full first. */
class LoadSharesTest {
    private static final int WINDOWS = 2_000;
    private static final LoadShares TENTH =
            new LoadShares(
                    Map.of(
                            "web", new LoadShares.Line(0, 0.9, 1),
                            "proxy", new LoadShares.Line(0, 0.1, 1)));
    private static final List<ContainerSpec> MESHED =
            List.of(container("web", 500), container("proxy", 2_000));

    @Test
    void whatAContainerUsesIsALineBesideWhatItsPodDoes() {
        // at night the proxy uses most of it
        IntToDoubleFunction web = window -> window % 24 < 12 ? 0.9 : 0.01;
        IntToDoubleFunction proxy = window -> window % 24 < 12 ? 0.1 : 0.05;

        LoadShares shares = shares(profile("web", web), profile("proxy", proxy));

        LoadShares.Line line = Objects.requireNonNull(shares.known().get("proxy"));
        assertThat(line.at(1)).isCloseTo(0.1, within(0.005));
        assertThat(line.at(0.06)).isCloseTo(0.05, within(0.005));
        assertThat(full(shares, MESHED, null).container()).isEqualTo("web");
        assertThat(full(shares, List.of(container("web", 1_500), container("proxy", 2_000)), null))
                .satisfies(full -> assertThat(full.cores()).isCloseTo(1.63, within(0.05)));
    }

    /** Whatever the load, and at its limit as good as always. */
    @Test
    void whoUsesTheSameWhateverTheLoadIsNotFullFirst() {
        List<ContainerSpec> pod = List.of(container("web", 1_000), container("proxy", 20));

        for (double shipped : List.of(0.005, 0.015, 0.019)) {
            Full full =
                    full(
                            shares(
                                    profile("web", window -> 0.05 + 0.3 * (window % 24) / 23),
                                    profile("proxy", _ -> shipped)),
                            pod,
                            null);
            assertThat(full.container()).isEqualTo("web");
            assertThat(full.cores()).isCloseTo(1 + shipped, within(0.02));
        }
    }

    /** Nobody can tell what of it grows: the load is taken to fall upon whoever uses most. */
    @Test
    void ofAPodThatUsesTheSameAllDayWhoeverUsesMostIsFullFirst() {
        List<ContainerSpec> pod = List.of(container("web", 1_000), container("proxy", 20));

        Full full = full(shares(profile("web", _ -> 0.1), profile("proxy", _ -> 0.019)), pod, null);

        assertThat(full.cores()).isCloseTo(1.02, within(0.01));
        assertThat(
                        full(
                                        shares(
                                                profile("web", _ -> 0.3),
                                                profile("proxy", _ -> 0.03)),
                                        MESHED,
                                        null)
                                .cores())
                .isCloseTo(0.55, within(0.02));
    }

    /** Once it was said to be full at nothing, as another one would be at its limit. */
    @Test
    void aContainerThatUsesNothingIsBoundByItsOwnLimitAlone() {
        LoadShares shares =
                shares(
                        profile("web", window -> 0.1 + 0.01 * (window % 24)),
                        profile("proxy", _ -> 0));

        assertThat(full(shares, MESHED, "proxy")).isEqualTo(new Full(2, null));
    }

    @Test
    void sharesAreNotKnownWhereAContainersUseIsNot() {
        assertThat(shares(profile("web", _ -> 0.5))).isEqualTo(LoadShares.UNKNOWN);
        assertThat(
                        shares(
                                profile("web", _ -> 0.5),
                                profile("proxy", window -> window < 20 ? 0.1 : Double.NaN)))
                .as("less than two hours of it")
                .isEqualTo(LoadShares.UNKNOWN);
        assertThat(shares(profile("web", _ -> 0), profile("proxy", _ -> 0)))
                .as("nothing was used")
                .isEqualTo(LoadShares.UNKNOWN);
    }

    @Test
    void aPodIsFullWithTheFirstOfItsContainers() {
        Full full = full(TENTH, MESHED, null);

        assertThat(full.container()).isEqualTo("web");
        assertThat(full.cores()).isCloseTo(0.5 / 0.9, within(1e-9));
        assertThat(full(TENTH, MESHED, "web")).isEqualTo(new Full(0.5, null));
        assertThat(full(TENTH, MESHED, "proxy").cores()).isCloseTo(0.5 / 9, within(1e-9));
    }

    @Test
    void aContainerWithoutALimitLeavesThePodToThoseThatHaveOne() {
        List<ContainerSpec> pod = List.of(container("web", 0), container("proxy", 100));

        assertThat(full(TENTH, pod, null).cores()).isCloseTo(1, within(1e-9));
        assertThat(full(TENTH, pod, "web").cores()).isCloseTo(0.9, within(1e-9));
        assertThat(LoadShares.UNKNOWN.full(pod, null, OptionalDouble.empty())).isEmpty();
    }

    @Test
    void whereSharesAreNotKnownAPodIsFullWhereAllOfItsContainersAre() {
        assertThat(full(LoadShares.UNKNOWN, MESHED, null)).isEqualTo(new Full(2.5, null));
        assertThat(full(LoadShares.UNKNOWN, MESHED, "web")).isEqualTo(new Full(0.5, null));
    }

    @Test
    void whatAPodMayUseAsAWholeBoundsEachPartOfIt() {
        List<ContainerSpec> pod = List.of(container("web", 0), container("proxy", 0));

        assertThat(TENTH.full(pod, null, OptionalDouble.of(2))).contains(new Full(2, null));
        assertThat(TENTH.full(pod, "web", OptionalDouble.of(2))).contains(new Full(1.8, null));
        assertThat(TENTH.full(MESHED, null, OptionalDouble.of(2)).orElseThrow().container())
                .isEqualTo("web");
    }

    private static Full full(LoadShares shares, List<ContainerSpec> pod, @Nullable String part) {
        return shares.full(pod, part, OptionalDouble.empty()).orElseThrow();
    }

    private static LoadShares shares(ContainerProfile... profiles) {
        return LoadShares.of(List.of(profiles), MESHED, 0, WINDOWS);
    }

    private static ContainerSpec container(String name, int limit) {
        return new ContainerSpec(
                name,
                ContainerType.APP,
                Resources.NONE,
                limit == 0 ? Resources.NONE : new Resources(new Cpu(limit), null));
    }

    private static ContainerProfile profile(String name, IntToDoubleFunction mean) {
        HistogramState none = new HistogramState(Instant.EPOCH, new TreeMap<>(), 0, 0, 0);
        byte[] steps = new byte[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            double cores = mean.applyAsDouble(i);
            steps[i] = Double.isNaN(cores) ? ByteScale.MISSING : ByteScale.CPU_CORES.encode(cores);
        }
        Ring cpu = new Ring(0, steps);
        return new ContainerProfile(
                name,
                ContainerType.APP,
                Resources.NONE,
                Resources.NONE,
                null,
                null,
                0,
                none,
                none,
                cpu,
                cpu,
                new Ring(0, new byte[0]),
                null);
    }
}
