package io.headroom.recommender.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.scale.advice.CronTrigger;
import io.headroom.recommender.scale.advice.ScalingAdvice;
import io.headroom.recommender.scale.advice.Scheduled;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.advice.SideBySide;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerMemory;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.Decision;
import io.headroom.recommender.scale.hpa.HpaController;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaMetric.External;
import io.headroom.recommender.scale.hpa.HpaMetric.Resource;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricReading;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.manifest.ScaledObject;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.LocalClock;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.scale.replay.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingManifestsTest {
    private static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");

    /** Two from 22:00 on, five from 8:00, nine from 12:00 to 13:00 and five again. */
    private static final FloorSchedule FLOOR = floor();

    /** What is applied as it stands must be good without a schedule. */
    @Test
    void anAutoscalerForAWorkloadWithoutOneHasItsNameAndCountsOnNoSchedule() {
        assertThat(manifests(null).autoscalerYaml())
                .isEqualTo(
                        """
                        apiVersion: "autoscaling/v2"
                        kind: "HorizontalPodAutoscaler"
                        metadata:
                          name: "cart"
                          namespace: "shop"
                        spec:
                          scaleTargetRef:
                            apiVersion: "apps/v1"
                            kind: "Deployment"
                            name: "cart"
                          minReplicas: 3
                          maxReplicas: 20
                          metrics:
                            - type: "Resource"
                              resource:
                                name: "cpu"
                                target:
                                  type: "Utilization"
                                  averageUtilization: 45
                        """);
    }

    @Test
    void aPatchLeavesWhatItScalesAndTellsTheMinimumByTheTimeOfTheDay() {
        assertThat(manifests("cart-hpa").patchYaml())
                .contains("name: \"cart-hpa\"", "minReplicas: 3", "averageUtilization: 45")
                .doesNotContain("scaleTargetRef")
                .endsWith(
                        """
                        # for a minimum by the time of the day set at first what counts on it, then run the others by the clock (UTC), and take all anew from time to time, and the day after clocks change:
                        # kubectl -n shop patch hpa cart-hpa --type=merge -p '{"spec":{"maxReplicas":20,"metrics":[{"resource":{"name":"cpu","target":{"averageUtilization":70,"type":"Utilization"}},"type":"Resource"}],"minReplicas":2}}'
                        # at 08:00 UTC: kubectl -n shop patch hpa cart-hpa --type=merge -p '{"spec":{"minReplicas":5}}'
                        # at 12:00 UTC: kubectl -n shop patch hpa cart-hpa --type=merge -p '{"spec":{"minReplicas":9}}'
                        # at 13:00 UTC: kubectl -n shop patch hpa cart-hpa --type=merge -p '{"spec":{"minReplicas":5}}'
                        # at 22:00 UTC: kubectl -n shop patch hpa cart-hpa --type=merge -p '{"spec":{"minReplicas":2}}'
                        """);
    }

    @Test
    void aPatchHasNothingToRunByTheClockWhereTheMinimumIsTheSameAllDay() {
        assertThat(
                        manifests(
                                        HpaSpec.ofCpu(5, 20, 70),
                                        new FloorSchedule(
                                                FloorSchedule.DAY_SECONDS, new int[] {5, 4}))
                                .patchYaml())
                .endsWith(
                        """
                        # by the schedule (UTC) the minimum is the same all day; take it anew from time to time, and set what counts on it:
                        # kubectl -n shop patch hpa cart --type=merge -p '{"spec":{"maxReplicas":20,"metrics":[{"resource":{"name":"cpu","target":{"averageUtilization":70,"type":"Utilization"}},"type":"Resource"}],"minReplicas":5}}'
                        """);
    }

    @Test
    void kedaTakesOverTheAutoscalerAndHasTheHoursAsTriggers() {
        assertThat(manifests("cart-hpa").scaledObjectYaml(0))
                .contains("scaledobject.keda.sh/transfer-hpa-ownership: \"true\"")
                .contains("minReplicaCount: 2", "maxReplicaCount: 20", "name: \"cart-hpa\"")
                .contains("metricType: \"Utilization\"", "value: \"70\"")
                .contains(
                        "start: \"0 8 * * *\"\n        end: \"0 12 * * *\"\n        desiredReplicas: \"5\"")
                .contains(
                        "start: \"0 12 * * *\"\n        end: \"0 13 * * *\"\n        desiredReplicas: \"9\"")
                .contains(
                        "start: \"0 13 * * *\"\n        end: \"0 22 * * *\"\n        desiredReplicas: \"5\"");
    }

    /** Who keeps the schedule reads the hours of the people whose days they are. */
    @Test
    void theHoursAreByTheClockOfTheZone() {
        int[] halves = {2, 9};
        ScalingManifests berlin =
                new ScalingManifests(
                        CART,
                        "cart-hpa",
                        null,
                        HpaSpec.ofCpu(3, 20, 45),
                        new Scheduled(
                                HpaSpec.ofCpu(2, 20, 70),
                                new FloorSchedule(
                                        FloorSchedule.DAY_SECONDS,
                                        halves,
                                        new LocalClock(ZoneId.of("Europe/Berlin")))));

        assertThat(berlin.patchYaml())
                .contains("by the clock (Europe/Berlin), and take all anew from time to time:")
                .contains("# at 00:00 Europe/Berlin: kubectl", "\"minReplicas\":2}")
                .contains("# at 12:00 Europe/Berlin: kubectl", "\"minReplicas\":9}");
        assertThat(berlin.scaledObjectYaml(0))
                .contains("of the days behind (Europe/Berlin): take them anew from time to time\n")
                .contains(
                        "timezone: \"Europe/Berlin\"\n        start: \"0 12 * * *\"\n        end: \"0 0 * * *\"");
    }

    /** A trigger is a metric: within a tenth of what it asks for an autoscaler stays. */
    @Test
    void aTriggerOfKedaAsksForEnoughToBeFollowed() {
        HpaSpec byTrigger =
                HpaSpec.ofCpu(1, 1_000, 70)
                        .withMetrics(
                                List.of(new External("s1-cron", null, new AverageValue(1_000))));
        HpaController controller = new HpaController(ControllerSettings.DEFAULT);
        for (int floor = 3; floor <= 200; floor++) {
            int asked = asked(floor);

            Decision decision =
                    controller.reconcile(
                            byTrigger,
                            new HpaController.Observation(
                                    floor - 1,
                                    floor - 1,
                                    List.of(),
                                    List.of(new MetricReading.Total(List.of(1_000L * asked)))),
                            ControllerMemory.NONE,
                            Instant.EPOCH);

            assertThat(decision.replicas()).as("floor " + floor).isGreaterThanOrEqualTo(floor);
            assertThat(asked).isBetween(floor, (int) Math.ceil(1.1 * floor));
        }
    }

    /** Where several are active the controller goes by the highest; KEDA's others show one. */
    @Test
    void allTriggersOfKedaTogetherAskForNoLessThanTheScheduleAtAnyTime() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20; i++) {
            int[] slots = random.ints(24, 2, 20).toArray();
            Scheduled scheduled =
                    new Scheduled(
                            HpaSpec.ofCpu(2, 300, 70)
                                    .withBehavior(
                                            Behavior.DEFAULT.withWindows(
                                                    Duration.ofSeconds(random.nextInt(3_601)),
                                                    Duration.ZERO)),
                            new FloorSchedule(FloorSchedule.DAY_SECONDS, slots));
            for (int minute = 0; minute < 24 * 60; minute++) {
                assertThat(Math.max(2, askedByKeda(scheduled.triggers(), minute)))
                        .as("%d minutes into the day of %s", minute, Arrays.toString(slots))
                        .isGreaterThanOrEqualTo(scheduled.least(minute * 60));
            }
        }
    }

    /** As its cron scaler has it: active where the next end comes before the next start. */
    private static int askedByKeda(List<CronTrigger> triggers, int minute) {
        return triggers.stream()
                .filter(each -> next(each.end(), minute) < next(each.start(), minute))
                .mapToInt(CronTrigger::desiredReplicas)
                .max()
                .orElse(1);
    }

    /** How many minutes later it comes, a whole day where it is now. */
    private static int next(String cron, int minute) {
        String[] parts = cron.split(" ", 3);
        int at = Integer.parseInt(parts[0]) + 60 * Integer.parseInt(parts[1]);
        return 1 + Math.floorMod(at - minute - 1, 24 * 60);
    }

    private static int asked(int floor) {
        int[] halves = {2, floor};
        String yaml =
                manifests(
                                HpaSpec.ofCpu(2, 1_000, 70),
                                new FloorSchedule(FloorSchedule.DAY_SECONDS, halves))
                        .scaledObjectYaml(0);
        Matcher asked = Pattern.compile("desiredReplicas: \"(\\d+)\"").matcher(yaml);
        assertThat(asked.find()).isTrue();
        return Integer.parseInt(asked.group(1));
    }

    /** A minimum passes by the policies, and a metric does not. */
    @ParameterizedTest
    @CsvSource({
        "MAX, PODS, 1, 60",
        "MAX, PODS, 2, 600",
        "MAX, PERCENT, 20, 120",
        "MIN, PODS, 2, 180",
        "MIN, PERCENT, 50, 300"
    })
    void aTriggerOfKedaBeginsEarlierByWhatThePoliciesTake(
            ScalingRules.Select select, ScalingPolicy.Type type, int value, int seconds) {
        ScalingPolicy slow = new ScalingPolicy(type, value, Duration.ofSeconds(seconds));
        ScalingPolicy other =
                select == ScalingRules.Select.MAX
                        ? new ScalingPolicy(ScalingPolicy.Type.PODS, 1, Duration.ofMinutes(30))
                        : new ScalingPolicy(ScalingPolicy.Type.PERCENT, 30, Duration.ofMinutes(1));
        ScalingRules up = new ScalingRules(null, select, List.of(slow, other), null);
        HpaMetric cron = new External("s1-cron", null, new AverageValue(1_000));
        HpaSpec spec =
                HpaSpec.ofCpu(2, 20, 70)
                        .withBehavior(new Behavior(up, Behavior.DEFAULT.scaleDown()));
        Scheduled scheduled = new Scheduled(spec, FLOOR);
        Demand.Builder asked = Demand.withStep(Duration.ofMinutes(1));
        for (int minute = 0; minute < 24 * 60; minute++) {
            asked.add(60L * (minute + 1), askedByKeda(scheduled.triggers(), minute));
        }
        Demand day = asked.build();

        List<Timeline.Point> points = new ArrayList<>();
        new Replay(
                        day,
                        new ReplayedPod(1, 1, Duration.ZERO),
                        ControllerSettings.DEFAULT,
                        Map.of(cron, day))
                .run(
                        List.of(Phase.always(spec.withMetrics(List.of(cron)))),
                        (second, replicas, _, _, _) ->
                                points.add(new Timeline.Point((long) second, 0, 0, replicas)));

        assertThat(points)
                .filteredOn(point -> point.endSeconds() % 3_600 == 120)
                .hasSize(24)
                .allSatisfy(point ->
                        assertThat(point.replicas())
                                .isGreaterThanOrEqualTo(scheduled.least((int) point.endSeconds())));
    }

    /** The controller takes the lowest that its window saw, and a minimum does not wait for it. */
    @Test
    void aTriggerOfKedaBeginsEarlierByTheWindowThatItWaitsFor() {
        HpaSpec waits =
                HpaSpec.ofCpu(2, 20, 70)
                        .withBehavior(
                                Behavior.DEFAULT.withWindows(
                                        Duration.ofSeconds(90), Duration.ofSeconds(60)));

        assertThat(manifests(waits, FLOOR).scaledObjectYaml(0))
                .contains("start: \"58 7 * * *\"\n        end: \"0 12 * * *\"")
                .contains("start: \"58 11 * * *\"\n        end: \"0 13 * * *\"");
        assertThat(
                        manifests(
                                        waits,
                                        new FloorSchedule(
                                                FloorSchedule.DAY_SECONDS, new int[] {5, 2}))
                                .scaledObjectYaml(0))
                .contains("start: \"58 23 * * *\"\n        end: \"0 12 * * *\"");
    }

    /** KEDA refuses a trigger whose end is its start. */
    @Test
    void whatHoldsAllDayIsAMinimumAndNoTrigger() {
        ScalingAdvice advice =
                new ScalingAdvice(
                        HpaSpec.ofCpu(2, 20, 70),
                        new FloorSchedule(FloorSchedule.DAY_SECONDS, new int[] {7}),
                        ScalingAdvice.FloorReason.HELPS,
                        null,
                        timeline(7).outcome());

        String yaml =
                manifests(advice.spec(), Objects.requireNonNull(advice.floor()))
                        .scaledObjectYaml(0);

        assertThat(yaml).contains("minReplicaCount: 7").doesNotContain("cron");
    }

    /** As KEDA's own tests have it, but for the number in front and the case. */
    @Test
    void aTriggerOfKedaIsKnownByWhatItsMetricIsCalled() {
        assertThat(new CronTrigger("Etc/UTC", "0 8 * * *", "0 20 * * *", 5).metric())
                .isEqualTo("cron-etc-utc-08xxx-020xxx");
        assertThat(new Scheduled(HpaSpec.ofCpu(2, 20, 70), FLOOR).triggers())
                .extracting(CronTrigger::metric)
                .containsExactly(
                        "cron-utc-08xxx-012xxx",
                        "cron-utc-012xxx-013xxx",
                        "cron-utc-013xxx-022xxx");
    }

    /** Ten minutes between two steps are all that a trigger may begin earlier. */
    @Test
    void aTriggerOfKedaBeginsBehindItsEnd() {
        int[] slots = new int[144];
        Arrays.fill(slots, 5);
        slots[0] = 2;
        for (int wait : new int[] {540, 600, 900, 3_600}) {
            HpaSpec waits =
                    HpaSpec.ofCpu(2, 20, 70)
                            .withBehavior(
                                    Behavior.DEFAULT.withWindows(
                                            Duration.ofSeconds(wait), Duration.ofSeconds(60)));

            assertThat(
                            manifests(waits, new FloorSchedule(FloorSchedule.DAY_SECONDS, slots))
                                    .scaledObjectYaml(0))
                    .as("a window of %d s", wait)
                    .contains("start: \"1 0 * * *\"\n        end: \"0 0 * * *\"");
        }
    }

    /** Where a quota lets in no more, all of the schedule is one number. */
    @Test
    void aFloorAboveTheMaximumIsAMinimumAndNoTrigger() {
        String yaml =
                manifests(
                                HpaSpec.ofCpu(20, 20, 70),
                                new FloorSchedule(FloorSchedule.DAY_SECONDS, new int[] {40}))
                        .scaledObjectYaml(0);

        assertThat(yaml).contains("minReplicaCount: 20").doesNotContain("cron");
    }

    private static ScalingManifests manifests(HpaSpec scheduled, FloorSchedule floor) {
        return new ScalingManifests(
                CART, null, null, HpaSpec.ofCpu(3, 20, 45), new Scheduled(scheduled, floor));
    }

    /** What KEDA scales to none at night no replay has replicas of, and a minimum would. */
    @Test
    void hoursInWhichItMayBeScaledToNoneAreSaidBesideTheMinimumThatEndsThat() {
        ScalingManifests made =
                new ScalingManifests(
                        CART,
                        "keda-hpa-cart",
                        new ScaledObject("cart", List.of()),
                        HpaSpec.ofCpu(2, 20, 70),
                        null);

        assertThat(made.scaledObjectYaml(12))
                .startsWith(
                        "# 12 h of a day are not known: where it is scaled to none in them keep"
                                + " idleReplicaCount: 0 beside minReplicaCount, which is 24"
                                + " replica-hours a day more by itself\n")
                .contains("minReplicaCount: 2");
        assertThat(made.scaledObjectYaml(0)).doesNotContain("idleReplicaCount");
    }

    @Test
    void kedaIsToldWhichContainerIsMeant() {
        HpaSpec spec =
                new Scope(
                                "web",
                                List.of(new Resource("memory", new AverageValue(500_000_000_000L))))
                        .in(HpaSpec.ofCpu(2, 20, 70));

        assertThat(
                        new ScalingManifests(CART, null, null, spec, null)
                                .scaledObjectYaml(0)
                                .lines()
                                .dropWhile(line -> !line.startsWith("  triggers:")))
                .containsExactly(
                        "  triggers:",
                        "    - type: \"cpu\"",
                        "      metricType: \"Utilization\"",
                        "      metadata:",
                        "        value: \"70\"",
                        "        containerName: \"web\"",
                        "    - type: \"memory\"",
                        "      metricType: \"AverageValue\"",
                        "      metadata:",
                        "        value: \"500000000\"");
    }

    /** A second one of another name would be refused, or fight the first. */
    @Test
    void whatKedaMadeIsSetByTheScaledObjectThatMadeIt() {
        assertThat(manifests("keda-hpa-carts", new ScaledObject("carts", List.of())))
                .contains("metadata:\n  name: \"carts\"\n", "name: \"keda-hpa-carts\"")
                .doesNotContain("transfer-hpa-ownership", "takes away");
    }

    @Test
    void triggersThatAListWithoutThemTakesAwayAreNamed() {
        assertThat(
                        manifests(
                                "keda-hpa-cart",
                                new ScaledObject(
                                        "cart",
                                        List.of(
                                                "s1-cron-UTC-06xxx-07xxx",
                                                "s2-cron-UTC-020xxx-022xxx"))))
                .contains(
                        "ScaledObject cart has cron triggers that are not below",
                        "(s1-cron-UTC-06xxx-07xxx, s2-cron-UTC-020xxx-022xxx): add those");
    }

    private static String manifests(String autoscaler, ScaledObject made) {
        return new ScalingManifests(
                        CART,
                        autoscaler,
                        made,
                        HpaSpec.ofCpu(3, 20, 45),
                        new Scheduled(HpaSpec.ofCpu(2, 20, 70), FLOOR))
                .scaledObjectYaml(0);
    }

    @Test
    void aPlotShowsEachOfTheThreeAndEscapesItsTitle() {
        SideBySide days = new SideBySide(timeline(3), timeline(2), timeline(5), 5);

        String svg = ScalingPlot.svg("shop/<cart>", days, "as it is", "advised");

        assertThat(svg)
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
                .contains("shop/&lt;cart&gt;", "none (5)", "as it is", "advised")
                .endsWith("</svg>\n");
        assertThat(svg.split("<polyline", -1)).hasSize(4);
        assertThat(
                        ScalingPlot.svg(
                                "x",
                                new SideBySide(null, timeline(2), timeline(5), 5),
                                "as it is",
                                "advised"))
                .doesNotContain("as it is");
        assertThat(ScalingPlot.svg("x", days, "as it is, <but>", "tried"))
                .contains("as it is, &lt;but&gt;: ");
    }

    private static Timeline timeline(int replicas) {
        return new Timeline(
                new Outcome(600, 1, 0, 0, 600.0 * replicas, 1, 0, 2, 0, 0, 0, 0, replicas),
                List.of(
                        new Timeline.Point(300, 1, 1, replicas),
                        new Timeline.Point(600, 1, 1, replicas)));
    }

    private static ScalingManifests manifests(@Nullable String autoscaler) {
        return new ScalingManifests(
                CART,
                autoscaler,
                null,
                HpaSpec.ofCpu(3, 20, 45),
                new Scheduled(HpaSpec.ofCpu(2, 20, 70), FLOOR));
    }

    private static FloorSchedule floor() {
        int[] hours = new int[24];
        for (int hour = 0; hour < hours.length; hour++) {
            hours[hour] = hour == 12 ? 9 : hour >= 8 && hour < 22 ? 5 : 1;
        }
        return new FloorSchedule(FloorSchedule.DAY_SECONDS, hours);
    }
}
