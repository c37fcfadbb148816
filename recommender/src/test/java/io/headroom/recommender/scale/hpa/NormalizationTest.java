package io.headroom.recommender.scale.hpa;

import static io.headroom.recommender.scale.hpa.Cases.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.hpa.ControllerMemory.Change;
import io.headroom.recommender.scale.hpa.Decision.Limit;
import io.headroom.recommender.scale.hpa.Normalization.Bounded;
import io.headroom.recommender.scale.hpa.ScalingPolicy.Type;
import io.headroom.recommender.scale.hpa.ScalingRules.Select;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of the controller's own tests, row by row. */
class NormalizationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # now | wanted | min | max | then | limit
                    5  | 7    | 3 | 8    | 7  | NONE
                    3  | 1    | 2 | 8    | 2  | TOO_FEW_REPLICAS
                    1  | 0    | 0 | 10   | 0  | NONE
                    20 | 1000 | 1 | 10   | 10 | TOO_MANY_REPLICAS
                    3  | 1000 | 1 | 2000 | 6  | SCALE_UP_LIMIT
                    """)
    void withoutBehaviorAMoveUpAtMostDoubles(
            int current, int desired, int min, int max, int replicas, Limit limit) {
        assertThat(Normalization.bounded(current, desired, min, max))
                .isEqualTo(new Bounded(replicas, limit));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # proposals, each at minutes before | wanted | then
                                   | 5 | 5
                    4@2 5@1        | 3 | 5
                    1@2 2@1        | 3 | 3
                    10@10 9@9      | 3 | 3
                    """)
    void withoutBehaviorTheHighestProposalOfFiveMinutesCounts(
            String proposals, int proposed, int stable) {
        assertThat(
                        Normalization.stabilized(
                                changes(proposals, 60), proposed, Duration.ofMinutes(5), NOW))
                .isEqualTo(stable);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # proposals, each at minutes before | now | wanted | up, s | down, s | then
                                         | 100 | 5   | 0   | 300 | 5
                    4@2 5@1              | 100 | 3   | 0   | 180 | 5
                    4@2 5@1              | 1   | 7   | 300 | 0   | 4
                    1@2 2@1              | 100 | 3   | 300 | 0   | 3
                    4@2 5@1              | 1   | 3   | 0   | 300 | 3
                    10@10 9@9            | 100 | 3   | 0   | 300 | 3
                    10@10 9@9            | 1   | 100 | 300 | 0   | 100
                    10@10 4@1 5@2 9@9    | 100 | 3   | 0   | 180 | 5
                    10@100 6@1 5@2 9@3   | 1   | 100 | 300 | 0   | 5
                    2@100 3@3            | 2   | 1   | 300 | 300 | 2
                    2@100 1@3            | 2   | 3   | 300 | 300 | 2
                    """)
    void whatIsThereStaysBetweenTheProposalsOfTheWindows(
            String proposals, int current, int proposed, int up, int down, int stable) {
        assertThat(
                        Normalization.stabilized(
                                changes(proposals, 60),
                                current,
                                proposed,
                                Duration.ofSeconds(up),
                                Duration.ofSeconds(down),
                                NOW))
                .isEqualTo(stable);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # policies: pods or percent, per seconds | of them | added | removed | now | wanted | min | max | then | limit
                    1%/60              | MAX |       |       | 3   | 1000 | 1 | 2000 | 4   | SCALE_UP_LIMIT
                    4p/15 100%/15      | MAX |       |       | 10  | 50   | 1 | 1000 | 20  | SCALE_UP_LIMIT
                    100p/60 100%/60    | MAX |       |       | 10  | 500  | 1 | 1000 | 110 | SCALE_UP_LIMIT
                    2p/60 100%/60      | MAX |       |       | 10  | 500  | 1 | 1000 | 20  | SCALE_UP_LIMIT
                    100p/60            | MAX |       |       | 10  | 50   | 1 | 1000 | 50  | NONE
                    30p/60             | MAX |       |       | 10  | 50   | 1 | 1000 | 40  | SCALE_UP_LIMIT
                    200%/60            | MAX |       |       | 10  | 50   | 1 | 1000 | 30  | SCALE_UP_LIMIT
                    2p/60 50%/60       | MIN |       |       | 1   | 10   | 1 | 1000 | 2   | SCALE_UP_LIMIT
                    100%/15            | DISABLED |  |       | 10  | 50   | 1 | 1000 | 10  | SCALE_UP_LIMIT
                    300p/60            | MAX | 1 5 9 |       | 100 | 500  | 1 | 200  | 200 | TOO_MANY_REPLICAS
                    10000%/60          | MAX | 1 5 9 |       | 100 | 500  | 1 | 200  | 200 | TOO_MANY_REPLICAS
                    5p/120             | MAX | 1 5 9 |       | 100 | 500  | 1 | 200  | 100 | SCALE_UP_LIMIT
                    150p/120           | MAX | 1 5 9 |       | 100 | 500  | 1 | 1000 | 235 | SCALE_UP_LIMIT
                    200%/120           | MAX | 1 5 9 |       | 100 | 500  | 1 | 1000 | 255 | SCALE_UP_LIMIT
                    300%/300           | MAX | 4     | 2     | 6   | 24   | 1 | 1000 | 16  | SCALE_UP_LIMIT
                    20p/60 1%/60       | MAX |       |       | 100 | 2    | 1 | 1000 | 80  | SCALE_DOWN_LIMIT
                    2p/60 1%/60        | MAX |       |       | 100 | 2    | 1 | 1000 | 98  | SCALE_DOWN_LIMIT
                    2p/60 50%/60       | MIN |       |       | 5   | 0    | 1 | 1000 | 3   | SCALE_DOWN_LIMIT
                    100%/15            | DISABLED |  |       | 10  | 5    | 1 | 1000 | 10  | SCALE_DOWN_LIMIT
                    100p/60            | MAX |       |       | 10  | 0    | 1 | 1000 | 1   | TOO_FEW_REPLICAS
                    100%/60            | MAX |       |       | 10  | 2    | 5 | 1000 | 5   | TOO_FEW_REPLICAS
                    5p/60              | MAX |       |       | 10  | 2    | 1 | 1000 | 5   | SCALE_DOWN_LIMIT
                    50%/60             | MAX |       |       | 10  | 5    | 1 | 1000 | 5   | NONE
                    100%/15            | MAX |       | 1 5 9 | 10  | 5    | 1 | 1000 | 5   | NONE
                    115p/120           | MAX |       | 1 5 9 | 100 | 0    | 1 | 1000 | 1   | TOO_FEW_REPLICAS
                    130p/120           | MAX |       | 1 5 9 | 100 | 0    | 5 | 1000 | 5   | TOO_FEW_REPLICAS
                    100%/120           | MAX |       | 1 5 9 | 100 | 2    | 5 | 1000 | 5   | TOO_FEW_REPLICAS
                    5p/120             | MAX |       | 1 5 9 | 100 | 2    | 1 | 1000 | 100 | SCALE_DOWN_LIMIT
                    50%/120            | MAX |       | 2 4 6 | 100 | 0    | 1 | 1000 | 56  | SCALE_DOWN_LIMIT
                    50%/180            | MAX | 2     | 4     | 10  | 1    | 1 | 1000 | 6   | SCALE_DOWN_LIMIT
                    10%/120            | MAX |       | 10 10 10 | 100 | 2 | 1 | 1000 | 100 | SCALE_DOWN_LIMIT
                    1000%/120          | MAX |       | 1 5 9 | 10  | 5    | 5 | 1000 | 5   | NONE
                    """)
    void policiesBoundWhatMayChangeWithinTheirTime(
            String policies,
            Select select,
            String added,
            String removed,
            int current,
            int desired,
            int min,
            int max,
            int replicas,
            Limit limit) {
        ScalingRules rules = new ScalingRules(Duration.ZERO, select, policies(policies), null);

        Bounded bounded =
                Normalization.bounded(
                        current,
                        desired,
                        HpaSpec.ofCpu(min, max, 50),
                        new Behavior(rules, rules),
                        new ControllerMemory(List.of(), moves(added), moves(removed)),
                        NOW);

        assertThat(bounded).isEqualTo(new Bounded(replicas, limit));
    }

    private static List<ScalingPolicy> policies(String text) {
        return Cases.cells(text).stream()
                .map(policy -> {
                    String[] parts = policy.split("[p%]/");
                    return new ScalingPolicy(
                            policy.contains("%") ? Type.PERCENT : Type.PODS,
                            Integer.parseInt(parts[0]),
                            Duration.ofSeconds(Integer.parseInt(parts[1])));
                })
                .toList();
    }

    private static List<Change> moves(String text) {
        return Cases.cells(text).stream()
                .map(pods -> new Change(Integer.parseInt(pods), NOW.minusSeconds(10)))
                .toList();
    }

    private static List<Change> changes(String text, int unitSeconds) {
        return Cases.cells(text).stream()
                .map(change ->
                        Arrays.stream(change.split("@")).mapToInt(Integer::parseInt).toArray())
                .map(parts -> new Change(parts[0], NOW.minusSeconds((long) parts[1] * unitSeconds)))
                .toList();
    }
}
