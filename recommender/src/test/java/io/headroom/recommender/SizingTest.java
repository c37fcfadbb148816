package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.WorkloadRef;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.RecordCodec;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.VpaStrategy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static final WorkloadRef CART = States.deployment("shop", "cart");
    private static final KnownUsage USAGE =
            KnownUsage.of(
                    States.assessment(
                            CART, States.steady("web", 0.2, 2e8), States.steady("old", 0.1, 1e8)));

    private final Sizing sizing =
            new Sizing(new VpaStrategy(new MinimumEvidence(10, Duration.ofMinutes(10))));

    @Test
    void sizesWhatWasSeenWhenNothingElseIsKnown() {
        assertThat(names(recommend(null, NodeSizes.UNKNOWN))).containsExactly("old", "web");
    }

    @Test
    void leavesOutContainersThatAreNoLongerThere() {
        assertThat(names(recommend(existing("web"), NodeSizes.UNKNOWN))).containsExactly("web");
    }

    @Test
    void holdsForContainersThatWereNeverSeen() {
        Recommendation recommendation = recommend(existing("new", "web"), NodeSizes.UNKNOWN);

        assertThat(recommendation.containers())
                .first()
                .extracting(ContainerRecommendation::advice)
                .isInstanceOfSatisfying(
                        Advice.Hold.class,
                        hold -> assertThat(hold.code()).isEqualTo(Advice.HoldCode.NO_SAMPLES));
        assertThat(recommendation.complete()).isFalse();
    }

    @Test
    void givesTheSameBytesForTheSameInput() {
        RecordCodec<Recommendation> codec = new RecordCodec<>(Recommendation.class);
        NodeSizes nodes = NodeSizes.of(List.of(States.resources(100, 1L << 30)));

        assertThat(codec.encode(recommend(existing("web"), nodes)))
                .isEqualTo(codec.encode(recommend(existing("web"), nodes)));
    }

    @Test
    void keepsTheUncappedTargetBesideTheCappedOne() {
        NodeSizes nodes = NodeSizes.of(List.of(States.resources(100, 1L << 30)));

        assertThat(recommend(existing("web"), nodes).containers().getFirst().advice())
                .isInstanceOfSatisfying(
                        Advice.Resize.class,
                        resize -> {
                            assertThat(resize.target().cpu()).hasToString("100m");
                            assertThat(resize.uncappedTarget().cpu()).hasToString("247m");
                        });
    }

    private Recommendation recommend(
            @Nullable Map<String, ContainerSpec> existing, NodeSizes nodes) {
        return sizing.recommend(CART, USAGE, existing, LimitRangeRules.NONE, nodes);
    }

    private static Map<String, ContainerSpec> existing(String... names) {
        return Arrays.stream(names)
                .collect(Collectors.toMap(Function.identity(), States::container));
    }

    private static List<String> names(Recommendation recommendation) {
        return recommendation.containers().stream().map(ContainerRecommendation::name).toList();
    }
}
