package io.headroom.recommender.size;

import static io.headroom.recommender.size.Advices.codes;
import static io.headroom.recommender.size.Advices.cpu;
import static io.headroom.recommender.size.Advices.held;
import static io.headroom.recommender.size.Advices.memory;
import static io.headroom.recommender.size.Advices.resources;
import static io.headroom.recommender.size.Advices.sized;
import static io.headroom.recommender.size.Advices.target;
import static io.headroom.recommender.size.Advices.targets;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The LimitRange tables of the upstream VPA's capping_test.go, and what goes beyond them. */
class LimitRangeRulesTest {
    private static final long MB = 1_000_000;
    private static final long GIB = 1L << 30;

    @Test
    @Tag("golden")
    void boundsEachContainer() {
        LimitRangeRules rules = rules(item("Container", memory(500 * MB), cpu(1_000)));

        List<ContainerRecommendation> fitted =
                rules.apply(List.of(sized("a", resources(2_000, 200 * MB))));

        assertThat(targets(fitted)).containsExactly(resources(1_000, 500 * MB));
        assertThat(codes(fitted.getFirst()))
                .containsExactly(Reason.Code.LIMIT_RANGE_MAX, Reason.Code.LIMIT_RANGE_MIN);
    }

    @Test
    @Tag("golden")
    void dividesWhatAPodMayHave() {
        LimitRangeRules rules = rules(item("Pod", Resources.NONE, cpu(1_000)));

        assertThat(targets(rules.apply(List.of(sized("a", cpu(1_000)), sized("b", cpu(1_000))))))
                .containsExactly(cpu(500), cpu(500));
    }

    @Test
    @Tag("golden")
    void dividesWhatAPodMustHave() {
        LimitRangeRules rules = rules(item("Pod", memory(4_000 * MB), Resources.NONE));

        assertThat(
                        targets(
                                rules.apply(
                                        List.of(
                                                sized("a", memory(1_000 * MB)),
                                                sized("b", memory(1_000 * MB))))))
                .containsExactly(memory(2_000 * MB), memory(2_000 * MB));
    }

    @Test
    @Tag("golden")
    void dividesInProportion() {
        List<ContainerRecommendation> containers =
                List.of(sized("a", resources(15, GIB)), sized("b", resources(100, 2 * GIB)));

        assertThat(targets(rules(item("Pod", cpu(150), memory(GIB))).apply(containers)))
                .containsExactly(resources(20, 357_913_941), resources(131, 715_827_882));
        assertThat(targets(rules(item("Pod", Resources.NONE, cpu(90))).apply(containers)))
                .containsExactly(resources(11, GIB), resources(78, 2 * GIB));
    }

    @Test
    @Tag("golden")
    void takesTheStrictestOfSeveral() {
        LimitRangeRules rules =
                rules(
                        item("Container", cpu(100), cpu(2_000)),
                        item("Container", cpu(200), cpu(1_000)));

        assertThat(targets(rules.apply(List.of(sized("a", cpu(50)), sized("b", cpu(5_000))))))
                .containsExactly(cpu(200), cpu(1_000));
    }

    @Test
    void leavesAContainerThatIsHeldWhatItRequests() {
        LimitRangeRules rules = rules(item("Pod", memory(500 * MB), Resources.NONE));

        List<ContainerRecommendation> fitted =
                rules.apply(List.of(sized("a", memory(200 * MB)), held("b", memory(50 * MB))));

        assertThat(target(fitted.getFirst())).isEqualTo(memory(450 * MB));
        assertThat(fitted.getLast()).isEqualTo(held("b", memory(50 * MB)));
    }

    @Test
    void keepsTheLimitWithinTheAllowedMultipleOfTheRequest() {
        LimitRangeRules rules =
                LimitRangeRules.of(
                        "shop",
                        List.of(
                                new LimitRangeState(
                                        "shop",
                                        "ratio",
                                        List.of(
                                                new LimitRangeState.Item(
                                                        "Container",
                                                        Resources.NONE,
                                                        Resources.NONE,
                                                        Resources.NONE,
                                                        Resources.NONE,
                                                        Map.of("cpu", 4.0))))));
        ContainerRecommendation limited = sized("a", cpu(2_000), cpu(100), cpu(50), cpu(900));

        ContainerRecommendation fitted = rules.apply(List.of(limited)).getFirst();

        assertThat(target(fitted)).isEqualTo(cpu(500));
        assertThat(codes(fitted)).containsExactly(Reason.Code.LIMIT_RANGE_MIN);
    }

    @Test
    void boundsTheBoundsWithoutGivingAReason() {
        LimitRangeRules rules = rules(item("Pod", Resources.NONE, cpu(1_000)));
        ContainerRecommendation wide = sized("a", Resources.NONE, cpu(300), cpu(200), cpu(90_000));

        ContainerRecommendation fitted = rules.apply(List.of(wide)).getFirst();

        assertThat(Advices.resize(fitted).upperBound()).isEqualTo(cpu(1_000));
        assertThat(codes(fitted)).isEmpty();
    }

    @Test
    void ignoresWhatBoundsOtherThings() {
        LimitRangeRules rules = rules(item("PersistentVolumeClaim", memory(GIB), memory(GIB)));

        assertThat(targets(rules.apply(List.of(sized("a", resources(10, MB))))))
                .containsExactly(resources(10, MB));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void changesNothingTheSecondTime(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        LimitRangeRules rules =
                rules(
                        item(
                                "Container",
                                cpu(random.nextLong(1, 50)),
                                cpu(random.nextLong(500, 900))),
                        item("Pod", Resources.NONE, cpu(random.nextLong(400, 2_000))));
        List<ContainerRecommendation> containers =
                IntStream.range(0, random.nextInt(1, 5))
                        .mapToObj(i -> {
                            long target = random.nextLong(1, 1_500);
                            return sized(
                                    "c" + i,
                                    Resources.NONE,
                                    cpu(target),
                                    cpu(target / 2),
                                    cpu(target * 20));
                        })
                        .toList();

        List<ContainerRecommendation> once = rules.apply(containers);

        assertThat(rules.apply(once)).isEqualTo(once);
        assertThat(once)
                .allSatisfy(container -> {
                    Advice.Resize resize = Advices.resize(container);
                    assertThat(resize.target().cpu())
                            .isBetween(resize.lowerBound().cpu(), resize.upperBound().cpu());
                });
    }

    @Test
    void whatAnInitContainerTakesCountsForThePodsMinimum() {
        LimitRangeRules rules = rules(item("Pod", cpu(800), Resources.NONE));
        ContainerSpec init =
                new ContainerSpec("init", ContainerType.INIT, cpu(900), Resources.NONE);

        assertThat(
                        targets(
                                rules.bounding(
                                                new PodShape(List.of(init), cpu(5_000)),
                                                LimitPolicy.DEFAULT)
                                        .apply(List.of(sized("a", cpu(100))))))
                .containsExactly(cpu(100));
        // the overhead is no container's
        assertThat(
                        targets(
                                rules.bounding(
                                                new PodShape(List.of(), cpu(5_000)),
                                                LimitPolicy.DEFAULT)
                                        .apply(List.of(sized("a", cpu(100))))))
                .containsExactly(cpu(800));
    }

    @Test
    void theLimitsOfInitContainersCountForThePodsRatio() {
        LimitRangeRules rules = rules(ratio("Pod", "cpu", 2));
        ContainerSpec init = new ContainerSpec("init", ContainerType.INIT, cpu(100), cpu(1_000));

        assertThat(
                        targets(
                                rules.bounding(
                                                new PodShape(List.of(init), Resources.NONE),
                                                LimitPolicy.DEFAULT)
                                        .apply(List.of(sized("a", cpu(100))))))
                .containsExactly(cpu(500));
    }

    private static LimitRangeRules rules(LimitRangeState.Item... items) {
        List<LimitRangeState> one =
                IntStream.range(0, items.length)
                        .mapToObj(i -> new LimitRangeState("shop", "l" + i, List.of(items[i])))
                        .toList();
        return LimitRangeRules.of("shop", one);
    }

    private static LimitRangeState.Item item(String type, Resources min, Resources max) {
        return new LimitRangeState.Item(type, min, max, Resources.NONE, Resources.NONE, Map.of());
    }

    private static LimitRangeState.Item ratio(String type, String resource, double most) {
        return new LimitRangeState.Item(
                type,
                Resources.NONE,
                Resources.NONE,
                Resources.NONE,
                Resources.NONE,
                Map.of(resource, most));
    }
}
