package io.headroom.recommender.size;

import static io.headroom.recommender.size.Advices.codes;
import static io.headroom.recommender.size.Advices.held;
import static io.headroom.recommender.size.Advices.resources;
import static io.headroom.recommender.size.Advices.sized;
import static io.headroom.recommender.size.Advices.target;
import static io.headroom.recommender.size.Advices.targets;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeSizesTest {
    private static final long GIB = 1L << 30;

    @Test
    void leavesAloneWhatFits() {
        List<ContainerRecommendation> containers =
                List.of(sized("a", resources(1_000, GIB)), sized("b", resources(500, GIB)));

        assertThat(NodeSizes.of(List.of(resources(2_000, 4 * GIB))).apply(containers))
                .isEqualTo(containers);
    }

    @Test
    void leavesEverythingAloneWhenNoNodeIsKnown() {
        List<ContainerRecommendation> containers =
                List.of(sized("a", resources(1_000_000, 10_000 * GIB)));

        assertThat(NodeSizes.UNKNOWN.apply(containers)).isEqualTo(containers);
    }

    @Test
    void fitsAWholePodToTheNodeThatSuitsBest() {
        NodeSizes nodes =
                NodeSizes.of(List.of(resources(1_000, 64 * GIB), resources(4_000, 8 * GIB)));
        List<ContainerRecommendation> containers =
                List.of(sized("a", resources(6_000, GIB)), sized("b", resources(2_000, 3 * GIB)));

        List<ContainerRecommendation> fitted = nodes.apply(containers);

        assertThat(targets(fitted))
                .containsExactly(resources(3_000, GIB), resources(1_000, 3 * GIB));
        assertThat(codes(fitted.getFirst())).containsExactly(Reason.Code.NODE_SIZE);
    }

    @Test
    void leavesRoomForContainersThatAreHeld() {
        NodeSizes nodes = NodeSizes.of(List.of(resources(4_000, 8 * GIB)));

        List<ContainerRecommendation> fitted =
                nodes.apply(
                        List.of(
                                sized("a", resources(6_000, GIB)),
                                held("b", resources(1_000, GIB))));

        assertThat(target(fitted.getFirst())).isEqualTo(resources(3_000, GIB));
    }

    @Test
    void capsTheUpperBoundAtTheLargestNode() {
        NodeSizes nodes =
                NodeSizes.of(List.of(resources(1_000, 64 * GIB), resources(4_000, 8 * GIB)));
        ContainerRecommendation wide =
                sized(
                        "a",
                        Resources.NONE,
                        resources(500, GIB),
                        resources(400, GIB),
                        resources(90_000, 1_000 * GIB));

        ContainerRecommendation fitted = nodes.apply(List.of(wide)).getFirst();

        assertThat(Advices.resize(fitted).upperBound()).isEqualTo(resources(4_000, 64 * GIB));
        assertThat(codes(fitted)).isEmpty();
    }

    @Test
    void doesNotDependOnTheOrderOrNumberOfNodes() {
        assertThat(NodeSizes.of(List.of(resources(1, 1), resources(2, 2), resources(1, 1))))
                .isEqualTo(NodeSizes.of(List.of(resources(2, 2), resources(1, 1))));
    }

    @Test
    void leavesRoomForThePodsOverheadAndLooksAtInitContainers() {
        NodeSizes nodes = NodeSizes.of(List.of(resources(4_000, 8 * GIB)));
        List<ContainerRecommendation> containers = List.of(sized("a", resources(6_000, 7 * GIB)));
        ContainerSpec init =
                new ContainerSpec(
                        "init", ContainerType.INIT, resources(3_900, 20 * GIB), Resources.NONE);

        List<ContainerRecommendation> fitted =
                nodes.holding(new PodShape(List.of(init), resources(250, 0))).apply(containers);

        // the init container does not fit by itself: no target is to blame for that
        assertThat(targets(fitted)).containsExactly(resources(3_750, 7 * GIB));
    }
}
