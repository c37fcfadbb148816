package io.headroom.recommender.scale.hpa;

import static io.headroom.recommender.scale.hpa.Cases.NOW;
import static io.headroom.recommender.scale.hpa.Cases.SETTINGS;
import static io.headroom.recommender.scale.hpa.Cases.cells;
import static io.headroom.recommender.scale.hpa.Cases.perPod;
import static io.headroom.recommender.scale.hpa.Cases.pods;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.hpa.HpaMetric.ContainerResource;
import io.headroom.recommender.scale.hpa.HpaMetric.External;
import io.headroom.recommender.scale.hpa.HpaMetric.OfObject;
import io.headroom.recommender.scale.hpa.HpaMetric.Pods;
import io.headroom.recommender.scale.hpa.HpaMetric.Resource;
import io.headroom.recommender.scale.hpa.MetricReading.Total;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.MetricTarget.Value;
import io.headroom.recommender.scale.hpa.Proposal.Invalid;
import io.headroom.recommender.scale.hpa.Proposal.Replicas;
import io.headroom.recommender.scale.hpa.ReplicaCalculator.Scale;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of the controller's own tests, row by row. */
class ReplicaCalculatorTest {
    private static final Tolerances TENTH = new Tolerances(0.1, 0.1);

    private final ReplicaCalculator calculator = new ReplicaCalculator(SETTINGS);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            textBlock =
                    """
                    # what                   | now | pods        | cores      | millicores in use            | % | then | %
                    up                       | 3   | R R R       | 1          | 300 500 700                  | 30 | 5   | 50
                    up, one not Ready        | 3   | U R R       | 1          | 300 500 700                  | 30 | 4   | 60
                    up, one hot              | 3   | H R R       | 1          | 300 500 700                  | 30 | 4   | 60
                    not up, two not Ready    | 3   | R U U       | 1          | 400 500 700                  | 30 | 3   | 40
                    up, one failed           | 2   | R R F       | 1          | 500 700 -                    | 30 | 4   | 60
                    up, one being deleted    | 2   | R R D       | 1          | 500 700 -                    | 30 | 4   | 60
                    down                     | 5   | R R R R R   | 1          | 100 300 500 250 250          | 50 | 3   | 28
                    down, two not Ready      | 5   | R R R U U   | 1          | 100 300 500 250 250          | 50 | 2   | 30
                    down, four pending       | 5   | R P P P P   | 1          | 100 - - - -                  | 50 | 1   | 10
                    down, two hot            | 5   | R R R H H   | 1          | 100 300 500 1000 1000        | 50 | 2   | 30
                    down, some failed        | 5   | R R R R R F F | 1        | 100 300 500 250 250 - -      | 50 | 3   | 28
                    down, some being deleted | 5   | R R R R R D D | 1        | 100 300 500 250 250 - -      | 50 | 3   | 28
                    within the tolerance     | 3   | R R R       | .9 1 1.1   | 1010 1030 1020               | 100 | 3  | 102
                    metrics of other pods    | 4   | R R R R     | 1          | 4000 9500 3000 7000 3200 2000 | 100 | 24 | 587
                    two missing              | 4   | R R R R     | 1          | 400 95 - -                   | 100 | 3  | 24
                    missing, at the target   | 2   | R R         | 1          | 1000 -                       | 100 | 2  | 100
                    missing, far above       | 2   | R R         | 1          | 1900 -                       | 100 | 2  | 190
                    missing, below           | 2   | R R         | 1          | 600 -                        | 100 | 2  | 60
                    missing and not Ready    | 3   | U R R       | 1          | 100 450 -                    | 50 | 3   | 45
                    the same, up             | 3   | U R R       | 1          | 100 2000 -                   | 50 | 4   | 200
                    the same, down           | 4   | U R R R     | 1          | 100 100 100 -                | 50 | 3   | 10
                    a rollout's surge        | 2   | R R R       | 1          | 100 100 -                    | 50 | 2   | 10
                    """)
    void takesPercentOfRequests(
            String what,
            int current,
            String states,
            String cores,
            String levels,
            int percent,
            int replicas,
            long usage) {
        Proposal proposal =
                calculator.propose(
                        new Resource("cpu", new Utilization(percent)),
                        perPod(levels, 2),
                        new Scale(current, current, pods(states, cells(cores))),
                        TENTH,
                        NOW);

        assertThat(proposal).isEqualTo(new Replicas(replicas, usage));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # what                 | now | pods      | thousandths       | target | then | each
                    up                     | 3 | R R R     | 20000 10000 30000   | 15000 | 4 | 20000
                    not Ready counts       | 3 | R R U     | 50000 10000 30000   | 15000 | 6 | 30000
                    hot counts             | 3 | H R U     | 50000 15000 30000   | 15000 | 7 | 31666
                    down                   | 5 | R R R R R | 12000 12000 12000 12000 12000 | 20000 | 3 | 12000
                    within the tolerance   | 3 | R R R     | 20000 21000 21000   | 20000 | 3 | 20666
                    """)
    void takesWhatPodsSayOfThemselves(
            String what,
            int current,
            String states,
            String levels,
            long target,
            int replicas,
            long usage) {
        Proposal proposal =
                calculator.propose(
                        new Pods("qps", new AverageValue(target)),
                        perPod(levels, 1),
                        new Scale(current, current, pods(states, List.of("1"))),
                        TENTH,
                        NOW);

        assertThat(proposal).isEqualTo(new Replicas(replicas, usage));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # what                          | now | pods      | in all | target | for | then | told
                    object, up                      | 3 | R R R     | 20000 | 15000 | all | 4 | 20000
                    object, up, two not Ready       | 3 | U R U     | 50000 | 10000 | all | 5 | 50000
                    object, down                    | 5 | R R R R R | 12000 | 20000 | all | 3 | 12000
                    object, within the tolerance    | 3 | R R R     | 20666 | 20000 | all | 3 | 20666
                    object per pod, up              | 3 | R R R     | 20000 | 5000  | pod | 4 | 6667
                    object per pod, down            | 5 | R R R R R | 6000  | 2000  | pod | 3 | 1200
                    object per pod, in tolerance    | 4 | R R R R   | 20166 | 5000  | pod | 4 | 5042
                    external, up                    | 1 | R         | 8600  | 4400  | all | 2 | 8600
                    external, up, two not Ready     | 3 | U R U     | 8600  | 4400  | all | 2 | 8600
                    external, down                  | 5 | R R R R R | 8600  | 14334 | all | 3 | 8600
                    external, within the tolerance  | 3 | R R R     | 8600  | 8888  | all | 3 | 8600
                    external per pod, up            | 3 | R R R     | 8600  | 2150  | pod | 4 | 2867
                    external per pod, down          | 5 | R R R R R | 8600  | 2867  | pod | 3 | 1720
                    external per pod, in tolerance  | 3 | R R R     | 8600  | 2900  | pod | 3 | 2867
                    from zero                       | 0 |           | 8600  | 4400  | all | 2 | 8600
                    from zero, per pod              | 0 |           | 8600  | 2150  | pod | 4 | 8600
                    to zero                         | 3 | R R R     | 0     | 4400  | all | 0 | 0
                    stays at zero                   | 0 |           | 0     | 2150  | pod | 0 | 0
                    """)
    void takesWhatIsSaidOfAnotherObjectOrFromOutside(
            String what,
            int current,
            String states,
            long amount,
            long milli,
            String share,
            int replicas,
            long usage) {
        MetricTarget target = share.equals("pod") ? new AverageValue(milli) : new Value(milli);
        Proposal proposal =
                calculator.propose(
                        what.startsWith("object")
                                ? new OfObject("Ingress/shop", "qps", target)
                                : new External("qps", null, target),
                        new Total(List.of(amount)),
                        new Scale(current, current, pods(states, List.of("1"))),
                        TENTH,
                        NOW);

        assertThat(proposal).isEqualTo(new Replicas(replicas, usage));
    }

    @Test
    void aResourceMayHaveAnAmountForEachPodAsItsTarget() {
        Proposal proposal =
                calculator.propose(
                        new Resource("cpu", new AverageValue(600)),
                        perPod("300 500 700", 2),
                        new Scale(3, 3, pods("R R R", List.of())),
                        TENTH,
                        NOW);

        assertThat(proposal).isEqualTo(new Replicas(5, 1_000));
    }

    @Test
    void aContainerCountsAloneWhereItIsNamed() {
        Proposal proposal =
                calculator.propose(
                        new ContainerResource("one", "cpu", new Utilization(30)),
                        perPod("300 500 700", 1),
                        new Scale(3, 3, pods("R R R", List.of("1"))),
                        TENTH,
                        NOW);

        assertThat(proposal).isEqualTo(new Replicas(5, 50));
    }

    @Test
    void aPodThatWasReadyLongAgoCountsAlthoughItIsNotReadyNow() {
        Proposal proposal =
                calculator.propose(
                        new Resource("cpu", new Utilization(30)),
                        perPod("300 500 700", 2),
                        new Scale(3, 3, pods("R R L", List.of("1"))),
                        TENTH,
                        NOW);

        assertThat(proposal).isEqualTo(new Replicas(5, 50));
    }

    @Test
    void memoryCountsOfPodsThatAreNotReady() {
        Map<String, Long> request = Map.of("memory", 1_000L);
        List<ObservedPod> pods =
                pods("R U", List.of("1")).stream()
                        .map(pod ->
                                new ObservedPod(
                                        pod.name(),
                                        pod.phase(),
                                        pod.deleting(),
                                        pod.startedAt(),
                                        pod.readiness(),
                                        Map.of("one", request),
                                        Map.of()))
                        .toList();

        Proposal proposal =
                calculator.propose(
                        new Resource("memory", new Utilization(50)),
                        perPod("900 900", 1),
                        new Scale(2, 2, pods),
                        TENTH,
                        NOW);

        assertThat(proposal).isEqualTo(new Replicas(4, 90));
    }

    @Test
    void thePodsOwnRequestGoesBeforeThoseOfItsContainers() {
        List<ObservedPod> pods =
                pods("R", List.of("1")).stream()
                        .map(pod ->
                                new ObservedPod(
                                        pod.name(),
                                        pod.phase(),
                                        false,
                                        pod.startedAt(),
                                        pod.readiness(),
                                        pod.requests(),
                                        Map.of("cpu", 4_000L)))
                        .toList();

        Proposal proposal =
                calculator.propose(
                        new Resource("cpu", new Utilization(50)),
                        perPod("500", 2),
                        new Scale(1, 1, pods),
                        TENTH,
                        NOW);

        assertThat(proposal).isEqualTo(new Replicas(1, 25));
    }

    @Test
    void eachDirectionHasATolerance() {
        Tolerances lopsided = new Tolerances(0.0, 0.5);
        Scale scale = new Scale(4, 4, pods("R R R R", List.of("1")));
        Resource half = new Resource("cpu", new Utilization(50));

        assertThat(calculator.propose(half, perPod("510 510 510 510", 2), scale, lopsided, NOW))
                .isEqualTo(new Replicas(5, 51));
        assertThat(calculator.propose(half, perPod("260 260 260 260", 2), scale, lopsided, NOW))
                .isEqualTo(new Replicas(4, 26));
    }

    @Test
    void saysWhyAMetricCannotBeUsed() {
        Resource half = new Resource("cpu", new Utilization(50));
        Scale three = new Scale(3, 3, pods("R R R", List.of("1")));

        assertThat(calculator.propose(half, perPod("", 2), three, TENTH, NOW))
                .isEqualTo(new Invalid("no pod that counts has a metric (they may not be Ready)"));
        assertThat(
                        calculator.propose(
                                half,
                                perPod("100 100 100", 2),
                                new Scale(3, 3, pods("R R R", List.of())),
                                TENTH,
                                NOW))
                .isEqualTo(new Invalid("container one of pod pod-0 requests no cpu"));
        assertThat(
                        calculator.propose(
                                half,
                                new MetricReading.PerPod(
                                        Map.of(
                                                "stranger",
                                                new MetricReading.PodMetric(
                                                        100, NOW, Cases.WINDOW))),
                                three,
                                TENTH,
                                NOW))
                .isEqualTo(new Invalid("no metric is of a pod with a request"));
        assertThat(
                        calculator.propose(
                                new ContainerResource("web", "cpu", new Utilization(50)),
                                perPod("100 100 100", 1),
                                three,
                                TENTH,
                                NOW))
                .isEqualTo(new Invalid("pod pod-0 has no container web"));
        assertThat(
                        calculator.propose(
                                half, perPod("100", 1), new Scale(1, 0, List.of()), TENTH, NOW))
                .isEqualTo(new Invalid("there is no pod"));
        assertThat(
                        calculator.propose(
                                half,
                                new MetricReading.Unavailable("metrics.k8s.io does not answer"),
                                three,
                                TENTH,
                                NOW))
                .isEqualTo(new Invalid("metrics.k8s.io does not answer"));
    }

    @Test
    void sumsTooLargeForANumberStayTheLargest() {
        assertThat(new Total(Collections.nCopies(3, Long.MAX_VALUE / 2)).sum())
                .isEqualTo(Long.MAX_VALUE);
    }
}
