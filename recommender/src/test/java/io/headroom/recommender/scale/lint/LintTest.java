package io.headroom.recommender.scale.lint;

import static io.headroom.recommender.scale.lint.Situations.CPU;
import static io.headroom.recommender.scale.lint.Situations.NOW;
import static io.headroom.recommender.scale.lint.Situations.condition;
import static io.headroom.recommender.scale.lint.Situations.container;
import static io.headroom.recommender.scale.lint.Situations.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerBehavior;
import io.headroom.model.inventory.AutoscalerState.Condition;
import io.headroom.model.inventory.AutoscalerState.Metric;
import io.headroom.model.inventory.AutoscalerState.Reading;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.VerticalAutoscalerState.Policy;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.fit.Volumes;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LintTest {
    private final Situations web = new Situations();

    @Test
    void nothingIsWrongWithAnAutoscalerThatWorks() {
        assertThat(web.codes()).isEmpty();
    }

    @Test
    void anAutoscalerThatIsHeldAtItsMaximumIsPinned() {
        web.pods = 10;
        web.conditions = List.of(condition("ScalingLimited", "True", "TooManyReplicas"));

        assertThat(web.message(Code.PINNED_AT_MAX))
                .isEqualTo(
                        "autoscaler shop/web-hpa has Deployment web at its maximum of 10 replicas"
                                + " since 2026-03-01T23:52:00Z and would add more: raise"
                                + " maxReplicas, or give each replica more.");
    }

    @Test
    void oneThatIsAtItsMaximumAndWantsNoMoreIsNotPinned() {
        web.pods = 10;
        web.conditions = List.of(condition("ScalingLimited", "False", "DesiredWithinRange"));

        assertThat(web.codes()).isEmpty();
    }

    @Test
    void anAutoscalerWithOneNumberOfReplicasScalesNothing() {
        web.min = 10;

        assertThat(web.message(Code.MIN_EQUALS_MAX)).contains("shop/web-hpa", "10");
    }

    @Test
    void whoAppliesTheReplicasFightsTheAutoscaler() {
        web.replicasOwner = new WorkloadState.ReplicasOwner("argocd-controller", true);

        assertThat(web.message(Code.REPLICAS_SET_ELSEWHERE))
                .contains("argocd-controller", "spec.replicas", "Deployment web");
    }

    @Test
    void aFightIsToldWhileTheAutoscalerHasTheReplicas() {
        web.fight = new ReplicasFight("argocd-controller", NOW.minusSeconds(3_600));

        assertThat(web.message(Code.REPLICAS_SET_ELSEWHERE))
                .isEqualTo(
                        "autoscaler shop/web-hpa scales Deployment web, and argocd-controller sets"
                                + " spec.replicas of it too, so that each undoes what the other"
                                + " does, the last time at 2026-03-01T23:02:00Z: take"
                                + " spec.replicas out of what argocd-controller writes.");
    }

    @Test
    void whoOnlyMadeTheWorkloadDoesNotFightAnAutoscalerThatHasNotScaledYet() {
        web.replicasOwner = new WorkloadState.ReplicasOwner("kubectl-create", false);

        assertThat(web.codes()).isEmpty();
    }

    @Test
    void whoSetTheReplicasAfterTheAutoscalerDidFightsIt() {
        web.replicasOwner = new WorkloadState.ReplicasOwner("kubectl-client-side-apply", false);
        web.lastScaleTime = Situations.NOW.minusSeconds(600);

        assertThat(web.codes()).containsExactly(Code.REPLICAS_SET_ELSEWHERE);
    }

    /** It was deleted and made anew under an autoscaler that lived on. */
    @Test
    void whoMadeTheWorkloadAfterTheAutoscalerScaledItsForerunnerDoesNotFightIt() {
        web.replicasOwner = new WorkloadState.ReplicasOwner("kubectl-create", false);
        WorkloadState made = Objects.requireNonNull(web.build().workload());
        web.lastScaleTime = made.createdAt().minusSeconds(60);

        assertThat(web.codes()).isEmpty();
    }

    @Test
    void whoChangesTheRequestsThatReplicasFollowFightsTheAutoscaler() {
        web.verticals = List.of(vertical("Recreate", Map.of("*", List.of("cpu", "memory"))));

        assertThat(web.codes()).containsExactly(Code.VERTICAL_AUTOSCALER);
        assertThat(web.message(Code.VERTICAL_AUTOSCALER))
                .contains("requests for cpu", "shop/web-vpa", "updateMode", "averageValue");
    }

    @Test
    void aVerticalAutoscalerThatLeavesTheResourceAloneDoesNotFight() {
        web.verticals =
                List.of(
                        vertical("Off", Map.of("*", List.of("cpu", "memory"))),
                        vertical("Recreate", Map.of("*", List.of("memory"))),
                        vertical("", Map.of("*", List.of("cpu"), "web", List.of())));

        assertThat(web.codes()).isEmpty();
    }

    @Test
    void anAverageAmountDoesNotDependOnRequests() {
        web.verticals = List.of(vertical("Recreate", Map.of("*", List.of("cpu", "memory"))));
        web.metrics = List.of(new Metric("Resource", "cpu", null, "AverageValue", 0.35));

        assertThat(web.codes()).doesNotContain(Code.VERTICAL_AUTOSCALER);
    }

    @Test
    void onlyTheContainerThatAMetricIsOfCounts() {
        web.verticals =
                List.of(vertical("Recreate", Map.of("*", List.of("cpu"), "web", List.of())));
        web.metrics = List.of(new Metric("ContainerResource", "cpu", "web", "Utilization", 70));

        assertThat(web.codes()).doesNotContain(Code.VERTICAL_AUTOSCALER);
    }

    private static VerticalAutoscalerState vertical(
            String updateMode, Map<String, List<String>> controls) {
        return new VerticalAutoscalerState(
                "shop",
                "web-vpa",
                Situations.WEB,
                updateMode,
                controls.entrySet().stream()
                        .map(entry -> new Policy(entry.getKey(), entry.getValue()))
                        .toList());
    }

    @Test
    void aTargetThatTheLimitsEndBelowIsUnreachable() {
        web.metrics = List.of(new Metric("Resource", "cpu", null, "Utilization", 190));

        assertThat(web.message(Code.TARGET_UNREACHABLE)).contains("950m", "1000m");
    }

    /** Of 1,108m in use of 1,000m the controller sees 110 %. */
    @Test
    void whatTheControllerRoundsDownDoesNotReachATarget() {
        web.template = List.of(container("web", 1_000, 256, 1_108, 512));
        web.metrics = List.of(new Metric("Resource", "cpu", null, "Utilization", 100));
        assertThat(web.message(Code.TARGET_UNREACHABLE)).contains("1000m", "1108m");

        web.template = List.of(container("web", 1_000, 256, 1_111, 512));
        assertThat(web.codes()).isEmpty();
    }

    @Test
    void aTargetJustBelowTheLimitsIsReachable() {
        web.metrics = List.of(new Metric("Resource", "cpu", null, "Utilization", 170));

        assertThat(web.codes()).isEmpty();
    }

    @Test
    void aTargetWithinANarrowerToleranceOfTheLimitsIsReachable() {
        web.metrics = List.of(new Metric("Resource", "cpu", null, "Utilization", 190));
        web.behavior =
                new AutoscalerBehavior(
                        new AutoscalerBehavior.Rules(null, null, List.of(), 0.01), null);

        assertThat(web.codes()).isEmpty();
    }

    @Test
    void anAmountForEachPodThatTheLimitsEndBelowIsUnreachable() {
        web.metrics =
                List.of(
                        new Metric(
                                "Resource", "memory", null, "AverageValue", 600 * 1024 * 1024.0));
        web.readings = List.of(new Reading("Resource", "memory", null, null, 1e8, null));

        assertThat(web.message(Code.TARGET_UNREACHABLE)).contains("600.00Mi", "512.00Mi");
    }

    /** The application is at its limit at 526m, and beyond 1.1 of 480m it is not asked for more. */
    @Test
    void aTargetThatTheContainerThatIsFullFirstEndsBelowIsUnreachable() {
        web.template = List.of(container("web", 500, 256, 500, 512));
        web.injected = List.of(container("istio-proxy", 100, 128, 2_000, 1_024));
        web.metrics = List.of(new Metric("Resource", "cpu", null, "Utilization", 80));
        web.beside = List.of(Situations.profile("istio-proxy", 0.1, _ -> 0.25 / 19));
        assertThat(web.message(Code.TARGET_UNREACHABLE))
                .contains("480m for each pod")
                .contains("container web is at its limit once that is 52");

        web.metrics = List.of(new Metric("Resource", "cpu", null, "Utilization", 75));
        assertThat(web.codes()).doesNotContain(Code.TARGET_UNREACHABLE);

        web.metrics = List.of(new Metric("Resource", "cpu", null, "Utilization", 80));
        web.hasPast = false;
        assertThat(web.codes())
                .as("nobody knows how its load falls upon them")
                .doesNotContain(Code.TARGET_UNREACHABLE);
    }

    @Test
    void aTargetOfOneContainerThatAnotherIsFullBelowIsUnreachable() {
        web.injected = List.of(container("proxy", 50, 64, 100, 64));
        web.demand = window -> 0.6 + 0.8 * (window % 24) / 23;
        web.beside =
                List.of(
                        Situations.profile(
                                "proxy",
                                0.1,
                                window -> web.demand.applyAsDouble(window) / web.pods / 4));
        web.metrics = List.of(new Metric("ContainerResource", "cpu", "web", "Utilization", 75));

        assertThat(web.message(Code.TARGET_UNREACHABLE))
                .contains("375m for each pod")
                .contains("container proxy is at its limit once that is");
        web.metrics = List.of(new Metric("ContainerResource", "cpu", "web", "Utilization", 70));
        assertThat(web.codes()).doesNotContain(Code.TARGET_UNREACHABLE);
    }

    @Test
    void anInjectedSidecarWithoutARequestIsNamed() {
        web.injected = List.of(container("proxy", null, 64, 200, 64));

        assertThat(web.message(Code.REQUEST_MISSING))
                .contains("container proxy, which is injected into the pods of Deployment web")
                .contains("ContainerResource");
    }

    @Test
    void aSidecarWithoutARequestDoesNotMatterToOneContainersMetric() {
        web.injected = List.of(container("proxy", null, 64, 200, 64));
        web.metrics = List.of(new Metric("ContainerResource", "cpu", "web", "Utilization", 70));
        web.readings = List.of(new Reading("ContainerResource", "cpu", "web", 50, 0.25, null));

        assertThat(web.codes()).isEmpty();
    }

    @Test
    void aRequestOfZeroIsNamed() {
        web.template = List.of(container("web", 0, 256, 1_000, 512));

        assertThat(web.message(Code.REQUEST_ZERO)).contains("container web of Deployment web");
    }

    /** As the API server has it in every pod of such a template. */
    @Test
    void whoSetsALimitAloneRequestsAsMuch() {
        web.template =
                List.of(
                        new ContainerSpec(
                                "web",
                                ContainerType.APP,
                                Resources.NONE,
                                new Resources(new Cpu(500), Memory.ofMebibytes(100))));
        web.pods = 0;
        assertThat(web.codes()).isEmpty();

        web.max = 100;
        assertThat(web.message(Code.MAX_ABOVE_NODES)).contains("room for 24");
    }

    @Test
    void aContainerThatDoesNotExistIsNamedWithThoseThatDo() {
        web.metrics = List.of(new Metric("ContainerResource", "cpu", "app", "Utilization", 70));
        web.readings = List.of();

        assertThat(web.message(Code.CONTAINER_MISSING)).contains("container app", "one of web.");
    }

    @Test
    void aMetricThatFailsForAMissingContainerIsToldByThatContainer() {
        web.metrics = List.of(new Metric("ContainerResource", "cpu", "app", "Utilization", 70));
        web.readings = List.of();
        failsForContainer("container app not present in metrics for pod shop/web-0");
        assertThat(web.codes()).containsExactly(Code.CONTAINER_MISSING);

        web.conditions = List.of(condition("ScalingActive", "False", "FailedGetPodsMetric"));
        assertThat(web.codes()).containsExactly(Code.CONTAINER_MISSING, Code.METRIC_FAILING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unable to fetch metrics from resource metrics API: the server is currently unable"
                        + " to handle the request",
                "container web not present in metrics for pod shop/web-0",
                "container app-proxy not present in metrics for pod shop/web-0"
            })
    void aMetricThatFailsForAnotherReasonBesideAMissingContainerIsTold(String why) {
        web.metrics =
                List.of(
                        new Metric("ContainerResource", "cpu", "app", "Utilization", 70),
                        new Metric("ContainerResource", "cpu", "web", "Utilization", 70));
        web.readings = List.of();
        failsForContainer(why);

        assertThat(web.codes()).containsExactly(Code.CONTAINER_MISSING, Code.METRIC_FAILING);
        assertThat(web.message(Code.METRIC_FAILING)).contains(why);
    }

    private void failsForContainer(String why) {
        web.conditions =
                List.of(
                        new Condition(
                                "ScalingActive",
                                "False",
                                "FailedGetContainerResourceMetric",
                                "the HPA was unable to compute the replica count: failed to get cpu"
                                        + " utilization: unable to get metrics for resource cpu: "
                                        + why,
                                NOW.minusSeconds(60)));
    }

    /** The controller goes by that, and by no container's. */
    @Test
    void aRequestOfThePodAsAWholeIsEnough() {
        web.injected = List.of(container("proxy", null, 64, 100, 128));
        assertThat(web.codes()).contains(Code.REQUEST_MISSING);

        web.whole = Map.of("cpu", new BigDecimal("1"));

        assertThat(web.codes()).doesNotContain(Code.REQUEST_MISSING, Code.TARGET_UNREACHABLE);

        web.whole = Map.of("cpu", new BigDecimal("2"));
        assertThat(web.message(Code.TARGET_UNREACHABLE))
                .contains("1400m for each pod", "end at 1100m");
    }

    @Test
    void scalingStatefulSetsIsPointedOut() {
        web.target = new WorkloadRef("shop", "StatefulSet", "apps", "web");

        assertThat(web.codes()).containsExactly(Code.STATEFUL_TARGET);
    }

    @Test
    void whatTheControllerSaysOfAFailingMetricIsHandedOn() {
        web.conditions =
                List.of(
                        new Condition(
                                "ScalingActive",
                                "False",
                                "FailedGetPodsMetric",
                                "unable to fetch metrics",
                                NOW.minusSeconds(60)));

        assertThat(web.message(Code.METRIC_FAILING))
                .contains(
                        "since 2026-03-02T00:01:00Z (FailedGetPodsMetric, unable to fetch"
                                + " metrics)");
    }

    @Test
    void whoCannotEvenLookForItsPodsIsNotSentToItsMetrics() {
        web.conditions =
                List.of(
                        new Condition(
                                "ScalingActive",
                                "False",
                                "InvalidSelector",
                                "the HPA target's scale is missing a selector",
                                NOW.minusSeconds(60)));

        assertThat(web.message(Code.METRIC_FAILING))
                .contains("missing a selector", "what the controller names")
                .doesNotContain("whoever serves the metric");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deployments.apps \"web\" is forbidden: User \"hpa\" cannot update resource"
                        + " \"deployments/scale\" in API group \"apps\"",
                "admission webhook \"replicas.example\" denied the request: no more",
                "failed calling webhook \"replicas.example\": connection refused"
            })
    void oneWhoseMovesAreRefusedIsTold(String why) {
        cannotUpdate(why);

        assertThat(web.codes()).containsExactly(Code.SCALE_REFUSED);
        assertThat(web.message(Code.SCALE_REFUSED))
                .contains("since 2026-03-02T00:01:00Z", "may not set", "Deployment web", why)
                .endsWith(": see what refuses it (a role, a webhook), and let it.");
    }

    @Test
    void oneWhoseMovesFailForAnotherReasonIsNotSentToRolesAndWebhooks() {
        cannotUpdate("etcdserver: request timed out");

        assertThat(web.codes()).containsExactly(Code.SCALE_REFUSED);
        assertThat(web.message(Code.SCALE_REFUSED))
                .contains("could not set", "timed out")
                .endsWith(": set right what the controller names.");
    }

    /** The controller looks again in fifteen seconds. */
    @Test
    void whatAnotherWriterWasQuickerWithIsNotRefused() {
        cannotUpdate(
                "Operation cannot be fulfilled on deployments.apps \"web\": the object has been"
                        + " modified; please apply your changes to the latest version and try"
                        + " again");

        assertThat(web.codes()).isEmpty();
    }

    private void cannotUpdate(String why) {
        web.conditions =
                List.of(
                        new Condition(
                                "AbleToScale",
                                "False",
                                "FailedUpdateScale",
                                "the HPA controller was unable to update the target scale: " + why,
                                NOW.minusSeconds(60)),
                        condition("ScalingActive", "True", "ValidMetricFound"));
    }

    @Test
    void aMetricThatFailsForAMissingRequestIsToldByThatRequest() {
        web.injected = List.of(container("istio-proxy", null, 64, 200, 64));
        web.conditions =
                List.of(
                        new Condition(
                                "ScalingActive",
                                "False",
                                "FailedGetResourceMetric",
                                "the HPA was unable to compute the replica count: failed to get cpu"
                                        + " utilization: missing request for cpu in container"
                                        + " istio-proxy of Pod web-0",
                                NOW.minusSeconds(60)));
        assertThat(web.codes()).containsExactly(Code.REQUEST_MISSING);

        web.injected = List.of();
        assertThat(web.message(Code.METRIC_FAILING))
                .as("of an older pod")
                .contains("istio-proxy of Pod web-0): give that container a request.");
    }

    @Test
    void aMetricThatFailsForAnotherReasonBesideAMissingRequestIsTold() {
        web.injected = List.of(container("istio-proxy", null, 64, 200, 64));
        web.conditions = List.of(condition("ScalingActive", "False", "FailedGetPodsMetric"));

        assertThat(web.codes()).containsExactly(Code.REQUEST_MISSING, Code.METRIC_FAILING);
        assertThat(web.message(Code.METRIC_FAILING)).contains("whoever serves the metric");
    }

    @Test
    void aMetricWithoutAValueBesideOthersIsDead() {
        web.metrics = List.of(CPU, new Metric("Pods", "queued", null, "AverageValue", 5));
        web.readings =
                List.of(
                        new Reading("Resource", "cpu", null, 50, 0.25, null),
                        new Reading("", "", null, null, null, null));

        assertThat(web.message(Code.METRIC_DEAD)).contains("Pods queued");
    }

    /** So it is whenever the controller only brings replicas within their limits. */
    @Test
    void whereNoMetricWasReadNoneIsDead() {
        web.metrics = List.of(CPU, new Metric("Pods", "queued", null, "AverageValue", 5));
        for (List<Reading> none :
                List.of(List.<Reading>of(), List.of(new Reading("", "", null, null, null, null)))) {
            web.readings = none;

            assertThat(web.codes()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, false", "1, true", "0, true"})
    void ofSeveralMetricsOfOneNameEachNeedsAValue(int read, boolean dead) {
        web.metrics = List.of(CPU, queue("queue=a"), queue("queue=b"));
        List<Reading> readings = new ArrayList<>(web.readings);
        for (int i = 0; i < read; i++) {
            readings.add(new Reading("External", "queue", null, null, 7.0, null));
        }
        web.readings = readings;

        assertThat(web.codes().contains(Code.METRIC_DEAD)).isEqualTo(dead);
        if (dead) {
            assertThat(web.message(Code.METRIC_DEAD))
                    .contains("gets %d values of its 2 metrics External queue".formatted(read));
        }
    }

    private static Metric queue(String selector) {
        return new Metric("External", "queue", null, "AverageValue", 30, null, selector);
    }

    @Test
    void oneThatSomebodySwitchedOffIsSaidToBe() {
        web.conditions = List.of(condition("ScalingActive", "False", "ScalingDisabled"));

        assertThat(web.codes()).containsExactly(Code.SCALING_DISABLED);
    }

    /** Whoever sets the replicas fights KEDA. */
    @Test
    void whatKedaScalesToNoneIsNotOff() {
        web.conditions = List.of(condition("ScalingActive", "False", "ScalingDisabled"));
        web.managedBy = "ScaledObject.keda.sh/web";
        web.pods = 0;
        web.readAt = NOW.minusSeconds(3_600);

        assertThat(web.codes()).isEmpty();
    }

    /** Its record is yet to be read. */
    @Test
    void aTargetThatTheControllerHasJustSeenIsNotMissing() {
        web.targetExists = false;
        web.conditions =
                List.of(
                        condition("AbleToScale", "True", "ReadyForNewScale"),
                        condition("ScalingActive", "True", "ValidMetricFound"));

        assertThat(web.codes()).doesNotContain(Code.TARGET_MISSING);
    }

    @Test
    void aTargetThatDoesNotExistIsNamed() {
        web.targetExists = false;

        assertThat(web.message(Code.TARGET_MISSING)).contains("Deployment web");
    }

    @Test
    void aTargetWhoseRecordMayBeYetToComeIsNotMissing() {
        web.targetExists = false;
        web.hasPast = false;
        web.workloadsRead = false;

        assertThat(web.codes()).isEmpty();

        web.conditions = List.of(condition("AbleToScale", "False", "FailedGetScale"));
        assertThat(web.codes()).containsExactly(Code.TARGET_MISSING);
    }

    @Test
    void ofATargetThatDoesNotExistNobodyCouldKnowAUsage() {
        web.targetExists = false;
        web.hasPast = false;
        assertThat(web.codes()).containsExactly(Code.TARGET_MISSING);

        web.hasPast = true;
        web.readAt = NOW.minusSeconds(3_600);
        assertThat(web.codes()).containsExactly(Code.TARGET_MISSING);
    }

    @Test
    void aTargetOfAKindThatNobodyWatchesIsMissingWhereTheControllerSaysSo() {
        web.target = new WorkloadRef("shop", "Rollout", "argoproj.io", "web");
        web.targetExists = false;
        assertThat(web.codes()).isEmpty();

        web.conditions = List.of(condition("AbleToScale", "False", "FailedGetScale"));
        assertThat(web.codes()).containsExactly(Code.TARGET_MISSING);
    }

    @Test
    void twoAutoscalersOfOneWorkloadAreNamed() {
        web.rivals = List.of(new Situations().autoscaler("other"));

        assertThat(web.message(Code.TWO_AUTOSCALERS)).contains("shop/web-hpa", "shop/other");
    }

    @Test
    void oneOfKedaBesideAnotherIsNamedWithItsScaledObject() {
        Situations keda = new Situations();
        keda.managedBy = "ScaledObject.keda.sh/web";
        web.rivals = List.of(keda.autoscaler("keda-hpa-web"));

        assertThat(web.message(Code.KEDA_AND_AUTOSCALER)).contains("ScaledObject.keda.sh/web");
        assertThat(web.codes()).doesNotContain(Code.TWO_AUTOSCALERS);
    }

    /** The controller says so of both, because they have the pods in common. */
    @Test
    void autoscalersOfOneWorkloadAreToldOnceWithTheirNames() {
        web.conditions = List.of(condition("ScalingActive", "False", "AmbiguousSelector"));
        web.rivals = List.of(new Situations().autoscaler("other"));
        assertThat(web.codes()).containsExactly(Code.TWO_AUTOSCALERS);
        assertThat(web.message(Code.TWO_AUTOSCALERS)).contains("shop/other");

        web.managedBy = "ScaledObject.keda.sh/web";
        assertThat(web.codes()).containsExactly(Code.KEDA_AND_AUTOSCALER);
    }

    @Test
    void aMaximumThatTheQuotaCannotHoldIsToldWithWhatItCan() {
        web.quotas = List.of(quota("requests.cpu", "4", "3"));

        assertThat(web.message(Code.MAX_ABOVE_QUOTA))
                .contains("10 replicas", "quota q has requests.cpu for 6");
    }

    @Test
    void theScarcestResourceOfAQuotaCounts() {
        web.quotas =
                List.of(
                        new QuotaState(
                                "shop",
                                "q",
                                Map.of(
                                        "requests.cpu", new BigDecimal("4"),
                                        "pods", new BigDecimal("5"),
                                        "secrets", BigDecimal.ONE),
                                Map.of(
                                        "requests.cpu", new BigDecimal("3"),
                                        "pods", new BigDecimal("4")),
                                List.of()));

        assertThat(web.message(Code.MAX_ABOVE_QUOTA)).contains("has pods for 5");
    }

    @Test
    void aQuotaOfVolumesHoldsAsManyPodsAsItLetsInClaimsOf() {
        web.volumes = volumes(5);
        web.quotas = List.of(quota("requests.storage", "790", "500"));

        assertThat(web.message(Code.MAX_ABOVE_QUOTA))
                .as("five have theirs, and two more claims are let in")
                .contains("10 replicas", "has requests.storage for 7");
        assertThat(mostByQuota()).isEqualTo(7);
    }

    @Test
    void aQuotaOfVolumesThatIsFullIsInNobodysWayWhoNeedsNoMoreOfThem() {
        web.volumes = volumes(10);
        web.quotas = List.of(quota("persistentvolumeclaims", "5", "10"));

        assertThat(web.codes()).isEmpty();
        assertThat(mostByQuota()).isEqualTo(Integer.MAX_VALUE);
    }

    private int mostByQuota() {
        return CapacityChecks.mostByQuota(
                web.quotas, Terms.of(PodShape.UNKNOWN), List.of(), web.volumes);
    }

    /** Of ten pods, of which so many have the claim that each gets. */
    private static Volumes volumes(int there) {
        WorkloadRef db = new WorkloadRef("shop", "StatefulSet", "apps", "db");
        ClaimTemplates.Template data =
                new ClaimTemplates.Template("data", null, List.of(), new BigDecimal("100"));
        return Volumes.of(
                db,
                new ClaimTemplates(0, List.of(data)),
                10,
                IntStream.range(0, there).mapToObj(pod -> data.claim(db, pod, null)).toList(),
                List.of(),
                null);
    }

    @Test
    void aQuotaThatHoldsTheMaximumIsNoFinding() {
        web.quotas = List.of(quota("limits.memory", "8589934592", "2147483648"));

        assertThat(web.codes()).isEmpty();
    }

    @Test
    void aQuotaForSomePodsOnlyCountsWhereTheyAreOfThem() {
        QuotaState all = quota("pods", "4", "4");
        web.quotas =
                List.of(new QuotaState("shop", "q", all.hard(), all.used(), List.of("BestEffort")));
        assertThat(web.codes()).isEmpty();

        web.quotas =
                List.of(
                        new QuotaState(
                                "shop", "q", all.hard(), all.used(), List.of("NotBestEffort")));
        assertThat(web.message(Code.MAX_ABOVE_QUOTA)).contains("has pods for 4");
    }

    @Test
    void aMaximumThatTheNodesCannotHoldIsToldWithWhatTheyCan() {
        web.max = 40;

        assertThat(web.message(Code.MAX_ABOVE_NODES)).contains("40 replicas", "room for 24");
    }

    /** As the scheduler counts, and quotas: whatever its containers request. */
    @Test
    void nodesTakeSoManyPodsHoweverSmall() {
        web.template = List.of(Situations.container("web", 10, 16, 20, 32));
        web.max = 1_000;
        web.nodes = List.of(node(0, 110), node(1, 110), node(2, 110));
        WorkloadRef logs = new WorkloadRef("kube-system", "DaemonSet", "apps", "logs");
        web.others = List.of(Situations.other(logs, "logs-0", "node-0", 10));

        assertThat(web.message(Code.MAX_ABOVE_NODES)).contains("1000 replicas", "room for 329");
    }

    @Test
    void howManyPodsANodeTakesIsNotAlwaysKnown() {
        web.template = List.of(Situations.container("web", 10, 16, 20, 32));
        web.max = 600;
        web.nodes = List.of(node(0, true), node(1, 110), node(2, 110));

        assertThat(web.codes()).doesNotContain(Code.MAX_ABOVE_NODES);
    }

    @Test
    void podsThatRequestNothingAreOfTheNumberThatANodeTakes() {
        web.template = List.of();
        web.injected = List.of(Situations.container("web", null, 0, 20, 32));
        web.max = 1_000;
        web.nodes = List.of(node(0, 110));

        assertThat(web.message(Code.MAX_ABOVE_NODES)).contains("room for 110");
    }

    @Test
    void placesForPodsAreWantedForTheReplicasOfAZoneThatIsLost() {
        web.pods = 9;
        web.max = 9;
        web.nodes = List.of(node(0, 4), node(1, 4), node(2, 4));

        assertThat(web.message(Code.NO_ROOM_FOR_ZONE_LOSS))
                .contains("without zone zone-0 there is room for 2 of the 3 replicas");
    }

    @Test
    void placesForThePodsOfAllElseThatAZoneHeldAreWantedAsWell() {
        WorkloadRef batch = new WorkloadRef("data", "Deployment", "apps", "batch");
        web.nodes = List.of(node(0, 5), node(1, 5), node(2, 5));
        web.others =
                IntStream.range(0, 7)
                        .mapToObj(i -> Situations.other(batch, "b" + i, "node-" + i % 3, 10))
                        .toList();

        assertThat(web.message(Code.NO_ROOM_FOR_ZONE_LOSS))
                .contains("without zone zone-0 the others lack places for 1 pod for what all");
    }

    @Test
    void nodesHoldPodsByWhatTheyRequestAsAWhole() {
        web.whole = Map.of("cpu", new BigDecimal("1"));
        web.max = 40;

        assertThat(web.message(Code.MAX_ABOVE_NODES)).contains("40 replicas", "room for 12");
    }

    @Test
    void nodesThatAreNotReadyHoldNothing() {
        web.nodes = List.of(node(0, true), node(1, true), node(2, false));
        web.max = 20;

        assertThat(web.message(Code.MAX_ABOVE_NODES)).contains("room for 17");
    }

    @Test
    void podsThatWaitForANodeAreHeldByNone() {
        web.nodes =
                List.of(
                        node("a", 0, true, 2_000),
                        node("b", 1, true, 2_000),
                        node("c", 2, true, 2_000));
        web.max = 20;
        web.pods = 20;
        web.pending = 8;

        assertThat(web.message(Code.MAX_ABOVE_NODES)).contains("20 replicas", "room for 12");

        web.max = 13;
        web.pods = 13;
        web.pending = 1;
        web.nodes = List.of(node(0, true), node(1, true), node(2, true));
        assertThat(web.codes()).as("there is room, and it waits for another reason").isEmpty();
    }

    @Test
    void replicasThatShareAZoneAreLostWithIt() {
        web.pods = 4;
        web.nodes = List.of(node(0, true), node(1, true));
        assertThat(web.codes()).isEmpty();

        web.pods = 2;
        web.nodes = List.of(node("a", 0, true), node("b", 0, true), node("c", 1, true));
        assertThat(web.message(Code.NO_ROOM_FOR_ZONE_LOSS))
                .contains("the 2 replicas of Deployment web", "are all in zone zone-0");
    }

    @Test
    void replicasThatRequestNothingAreLostWithTheirZoneAsWell() {
        web.template =
                List.of(
                        new ContainerSpec(
                                "web", ContainerType.APP, Resources.NONE, Resources.NONE));
        web.metrics = List.of(new Metric("Resource", "cpu", null, "AverageValue", 0.35));
        web.nodes = List.of(node("a", 0, true), node("b", 1, true));
        assertThat(web.codes()).isEmpty();

        web.pods = 2;
        web.nodes = List.of(node("a", 0, true), node("b", 0, true), node("c", 1, true));
        assertThat(web.codes()).containsExactly(Code.NO_ROOM_FOR_ZONE_LOSS);
    }

    @Test
    void theOnlyReplicaIsLostWithItsZone() {
        web.pods = 1;
        web.min = 1;

        assertThat(web.message(Code.NO_ROOM_FOR_ZONE_LOSS))
                .startsWith("Deployment web, which autoscaler shop/web-hpa scales, has one replica")
                .contains("none without zone zone-0", "raise minReplicas to 2");
    }

    @Test
    void theFirstReplicaOfSeveralIsNotToldToBeTheOnlyOne() {
        web.pods = 1;
        web.min = 3;

        assertThat(web.codes()).isEmpty();
    }

    @Test
    void whatIsMeantToBeOneIsNotToBeTwo() {
        web.target = new WorkloadRef("shop", "StatefulSet", "apps", "db");
        web.pods = 1;
        web.min = 1;
        web.max = 1;
        assertThat(web.codes()).containsExactly(Code.MIN_EQUALS_MAX);

        web.nodes = List.of(node("a", 0, true, 500), node("b", 1, true, 400));
        assertThat(web.message(Code.NO_ROOM_FOR_ZONE_LOSS))
                .contains("without zone zone-0 there is room for 0 of the 1 replicas");
    }

    @Test
    void inOneZoneReplicasThatShareANodeAreLostWithIt() {
        web.nodes = List.of(node("a", 0, true), node("b", 0, true));
        assertThat(web.codes()).isEmpty();

        web.pods = 1;
        web.min = 1;
        assertThat(web.codes()).containsExactly(Code.NO_ROOM_FOR_NODE_LOSS);
        assertThat(web.message(Code.NO_ROOM_FOR_NODE_LOSS)).contains("none without node a:");
    }

    @Test
    void inOneZoneRoomIsWantedForTheReplicasOfANodeThatIsLost() {
        web.nodes = List.of(node("a", 0, true), node("b", 0, true));
        web.template = List.of(container("web", 1_500, 256, 4_000, 512));
        web.max = 4;

        assertThat(web.codes()).containsExactly(Code.NO_ROOM_FOR_NODE_LOSS);
        assertThat(web.message(Code.NO_ROOM_FOR_NODE_LOSS))
                .contains("without node a there is room for 0 of the 2 replicas");
    }

    /** The other zone has as many, and all the room that there is. */
    @Test
    void eachZoneMayBeTheOneThatIsLost() {
        web.nodes = List.of(node(0, true), node(1, true));
        web.template = List.of(container("web", 1_000, 256, 2_000, 512));
        web.max = 4;
        assertThat(web.codes()).isEmpty();

        web.nodes = List.of(node("small", 0, true, 2_000), node(1, true));

        assertThat(web.codes()).containsExactly(Code.NO_ROOM_FOR_ZONE_LOSS);
        assertThat(web.message(Code.NO_ROOM_FOR_ZONE_LOSS))
                .contains("without zone zone-1 there is room for 0 of the 2 replicas");
    }

    @Test
    void podsThatAreThoseOfAnotherAutoscalerTooAreNamed() {
        web.conditions = List.of(condition("ScalingActive", "False", "AmbiguousSelector"));

        assertThat(web.codes()).containsExactly(Code.TWO_AUTOSCALERS);
        assertThat(web.message(Code.TWO_AUTOSCALERS))
                .contains("the pods of Deployment web are those of another autoscaler")
                .contains("selectors that do not overlap");
    }

    /** A fifth more than the containers request. */
    @Test
    void whatAPodTakesBesideItsContainersCountsOnNodesAndForQuotas() {
        web.overhead = new Resources(new Cpu(100), null);
        web.max = 30;
        web.quotas = List.of(quota("requests.cpu", "5.4", "2.4"));

        assertThat(web.message(Code.MAX_ABOVE_QUOTA)).contains("has requests.cpu for 9");
        // each node has 4,000m and pods of 600m: three nodes hold 18 of them
        assertThat(web.message(Code.MAX_ABOVE_NODES)).contains("room for 18");
    }

    @Test
    void whatAPodTakesBesideItsContainersCountsForLimitsOfWhatIsLimited() {
        web.overhead = new Resources(new Cpu(500), Memory.ofMebibytes(128));
        web.template =
                List.of(
                        new ContainerSpec(
                                "web",
                                ContainerType.APP,
                                new Resources(new Cpu(500), Memory.ofMebibytes(256)),
                                new Resources(new Cpu(1_000), null)));
        web.quotas =
                List.of(
                        new QuotaState(
                                "shop",
                                "q",
                                Map.of(
                                        "limits.cpu", new BigDecimal("9"),
                                        "limits.memory", new BigDecimal("1")),
                                Map.of("limits.cpu", new BigDecimal("6")),
                                List.of()));

        assertThat(web.message(Code.MAX_ABOVE_QUOTA)).contains("has limits.cpu for 6");
    }

    @Test
    void roomIsWantedForTheReplicasOfAZoneThatIsLost() {
        web.template = List.of(container("web", 2_000, 256, 4_000, 512));
        web.readings = List.of(new Reading("Resource", "cpu", null, 50, 1.0, null));
        web.pods = 6;
        web.min = 2;
        web.max = 6;

        assertThat(web.message(Code.NO_ROOM_FOR_ZONE_LOSS))
                .contains("without zone zone-0 there is room for 0 of the 2 replicas");
    }

    /** Each zone has 4 cores, and 3.5 of them are requested there. */
    @Test
    void roomForTheReplicasOfAZoneIsWantedByAllElseThatItHeldAsWell() {
        web.pods = 3;
        web.max = 6;
        web.others = others(new WorkloadRef("shop", "Deployment", "apps", "other"));

        assertThat(web.codes()).containsExactly(Code.NO_ROOM_FOR_ZONE_LOSS);
        assertThat(web.message(Code.NO_ROOM_FOR_ZONE_LOSS))
                .contains("without zone zone-0 the others lack 2500m of CPU for what all workloads")
                .contains("so that those of Deployment web (1) may wait");
    }

    @Test
    void whatRunsOnEachNodeWantsNoRoomElsewhere() {
        web.pods = 3;
        web.max = 6;
        web.others = others(new WorkloadRef("kube-system", "DaemonSet", "apps", "agent"));
        assertThat(web.codes()).isEmpty();

        web.others = others(new WorkloadRef("shop", "Pod", "", "alone"));
        assertThat(web.codes()).isEmpty();
    }

    @Test
    void replicasThatRequestNothingWaitForNoRoom() {
        web.pods = 3;
        web.template =
                List.of(
                        new ContainerSpec(
                                "web", ContainerType.APP, Resources.NONE, Resources.NONE));
        web.metrics = List.of(new Metric("Resource", "cpu", null, "AverageValue", 0.35));
        web.others = others(new WorkloadRef("shop", "Deployment", "apps", "other"));

        assertThat(web.codes()).isEmpty();
    }

    /** Three cores on each node. */
    private static List<PodState> others(WorkloadRef workload) {
        return IntStream.range(0, 18)
                .mapToObj(i -> Situations.other(workload, "other-" + i, "node-" + i % 3, 500))
                .toList();
    }

    @Test
    void anAutoscalerOfWhichNothingIsKnownIsCheckedByItsSettings() {
        web.hasPast = false;
        web.min = 10;

        assertThat(web.codes()).containsExactly(Code.MIN_EQUALS_MAX, Code.USAGE_UNKNOWN);
    }

    @Test
    void oldUsageSaysNothingOfThePresent() {
        web.readAt = NOW.minusSeconds(21 * 60);
        web.hottest = 1;

        assertThat(web.codes()).containsExactly(Code.USAGE_OLD);
    }

    @Test
    void whatWasAssessedAnHourAgoCountsWhileTheWorkloadIsRead() {
        web.asOf = NOW.minusSeconds(3_600);
        web.hottest = 1;

        assertThat(web.codes()).containsExactly(Code.UNEVEN_LOAD);
    }

    /** One of four that does not stay Ready; and a rollout with a surge, again and again. */
    @Test
    void podsThatAreReadyAndAreNotAreNoFlappingOfTheAutoscaler() {
        web.lastScaleTime = NOW.minusSeconds(600);
        web.replicas = window -> window % 4 < 2 ? 4 : 3;
        assertThat(web.codes()).isEmpty();

        web.replicas = window -> window % 72 == 10 ? 5 : 4;
        assertThat(web.codes()).isEmpty();
    }

    @Test
    void whoGoesBackOnWhatItDidAgainAndAgainIsFlapping() {
        web.flaps = AutoscalerFlaps.NONE;
        for (int i = 1; i <= 96; i++) {
            assertThat(web.codes()).isEmpty();
            web.flaps = web.flaps.then(flaps(i, 5 * (97 - i)));
        }

        assertThat(web.message(Code.FLAPPING))
                .contains("took back within half an hour what it had done to Deployment web")
                .contains("96 times in the last day, the latest at 2026-03-01T23:57:00Z");
    }

    @Test
    void whoWentBackNowAndThenInTheLastDayIsNotHoweverOftenItDidBefore() {
        web.flaps = AutoscalerFlaps.NONE.then(flaps(700, 90 * 24 * 60));
        assertThat(web.codes()).isEmpty();

        web.flaps = web.flaps.then(flaps(701, 60));
        assertThat(web.codes()).isEmpty();

        web.flaps = web.flaps.then(flaps(796, 30));
        assertThat(web.codes()).containsExactly(Code.FLAPPING);
    }

    /**
     * A compacted topic has kept two of the six records, and of what is between not when it was.
     */
    @Test
    void whatACountRoseByInTheLastDayIsCounted() {
        web.flaps = AutoscalerFlaps.NONE.then(flaps(2, 600)).then(flaps(97, 60));
        assertThat(web.message(Code.FLAPPING)).contains("at least 96 times in the last day");

        web.flaps = AutoscalerFlaps.NONE.then(flaps(2, 3 * 24 * 60)).then(flaps(97, 60));
        assertThat(web.codes()).as("all but one may be older").isEmpty();
    }

    @Test
    void whatIsToldAgainHappenedOnce() {
        web.flaps =
                AutoscalerFlaps.NONE
                        .then(flaps(3, 60))
                        .then(flaps(3, 60))
                        .then(List.of())
                        // by one that has forgotten what it counted
                        .then(flaps(1, 60));

        assertThat(web.codes()).isEmpty();
    }

    private static List<Flaps> flaps(int count, int minutesAgo) {
        Instant at = NOW.minusSeconds(60L * minutesAgo);
        return List.of(
                new Flaps("web", Flaps.Kind.READINESS, 9, NOW),
                new Flaps(null, Flaps.Kind.AUTOSCALER, count, at));
    }

    @Test
    void aMinimumForTheDayThatTheNightDoesNotNeedIsToldWithTheHours() {
        keepSixWhereTheNightNeedsTwo();

        assertThat(web.message(Code.MIN_TOO_HIGH_AT_NIGHT))
                .contains("keeps 6 replicas", "2 were enough from 01:00 to 07:00 UTC");
    }

    private void keepSixWhereTheNightNeedsTwo() {
        web.min = 6;
        web.replicas = window -> isAt(window, 1, 7) ? 6 : 7;
        web.demand = window -> isAt(window, 1, 7) ? 0.6 : 2.5;
    }

    private static boolean isAt(int window, int from, int until) {
        int hour = window % Windows.PER_DAY / 12;
        return hour >= from && hour < until;
    }

    @Test
    void aMinimumThatOneNightInAWeekNeedsIsNotTooHigh() {
        keepSixWhereTheNightNeedsTwo();
        web.demand = window -> isAt(window, 1, 7) && window / Windows.PER_DAY != 3 ? 0.6 : 2.5;

        assertThat(web.codes()).isEmpty();
    }

    /** By a schedule, which has raised it for the day. */
    @Test
    void aMinimumThatWasNotThereAtNightIsNotTooHighForIt() {
        keepSixWhereTheNightNeedsTwo();
        web.replicas = window -> isAt(window, 1, 7) ? 3 : 7;

        assertThat(web.codes()).isEmpty();
    }

    /** A lower one would leave them where they are. */
    @Test
    void aMinimumDoesNotKeepWhatIsNeverScaledDown() {
        keepSixWhereTheNightNeedsTwo();
        web.behavior =
                new AutoscalerBehavior(
                        null, new AutoscalerBehavior.Rules(null, "Disabled", List.of(), null));

        assertThat(web.codes()).isEmpty();
    }

    /** Its way down is long, by a window or by policies. */
    @Test
    void aMinimumDoesNotKeepMoreThanItself() {
        keepSixWhereTheNightNeedsTwo();
        web.replicas = window -> isAt(window, 1, 5) ? 8 : isAt(window, 5, 7) ? 6 : 9;
        assertThat(web.codes()).isEmpty();

        web.replicas = window -> isAt(window, 1, 3) ? 8 : isAt(window, 3, 7) ? 6 : 9;
        assertThat(web.message(Code.MIN_TOO_HIGH_AT_NIGHT)).contains("keeps 6 replicas");
    }

    @Test
    void aMinimumThatItsPolicyAsksForIsNotTooHigh() {
        keepSixWhereTheNightNeedsTwo();
        web.least = 6;
        assertThat(web.codes()).isEmpty();

        web.least = 3;
        assertThat(web.message(Code.MIN_TOO_HIGH_AT_NIGHT)).contains("3 were enough");
    }

    @Test
    void aMinimumThatReplicasFellShortOfNowAndThenWasThereAtNight() {
        keepSixWhereTheNightNeedsTwo();
        web.replicas = window -> isAt(window, 1, 7) ? (window % 9 == 0 ? 4 : 6) : 7;

        assertThat(web.codes()).containsExactly(Code.MIN_TOO_HIGH_AT_NIGHT);
    }

    /** A replica of 256 MiB is to use 204.8 MiB of it; six with 64 MiB each are two of these. */
    @Test
    void memoryBesideTheCpuMayHoldReplicasAtNight() {
        keepSixWhereTheNightNeedsTwo();
        web.metrics = List.of(CPU, new Metric("Resource", "memory", null, "Utilization", 80));
        web.readings =
                List.of(
                        new Reading("Resource", "cpu", null, 50, 0.25, null),
                        new Reading("Resource", "memory", null, 25, 6.7e7, null));
        web.memory = 64 * 1024 * 1024.0;
        assertThat(web.message(Code.MIN_TOO_HIGH_AT_NIGHT)).contains("2 were enough");

        web.memory = 128 * 1024 * 1024.0;
        assertThat(web.codes()).as("up to four").isEmpty();
    }

    @Test
    void aMinimumIsTooHighForTheOneContainerThatCounts() {
        keepSixWhereTheNightNeedsTwo();
        web.metrics = List.of(new Metric("ContainerResource", "cpu", "web", "Utilization", 70));
        web.readings = List.of(new Reading("ContainerResource", "cpu", "web", 50, 0.25, null));

        assertThat(web.message(Code.MIN_TOO_HIGH_AT_NIGHT)).contains("2 were enough");
    }

    @Test
    void whatAnyOtherMetricWantedAtNightIsNotKnown() {
        keepSixWhereTheNightNeedsTwo();
        web.metrics = List.of(CPU, queue("queue=a"));
        web.readings =
                List.of(
                        new Reading("Resource", "cpu", null, 50, 0.25, null),
                        new Reading("External", "queue", null, null, 7.0, null));

        assertThat(web.codes()).isEmpty();
    }

    /** Looked at in the night, when it is not. */
    @Test
    void anAutoscalerThatIsHeldAtItsMaximumByDayIsToldWithTheHours() {
        web.replicas = window -> isAt(window, 8, 18) ? 10 : 4;
        web.demand = window -> isAt(window, 8, 18) ? 4.5 : 1;

        assertThat(web.message(Code.OFTEN_AT_MAX))
                .contains("at its maximum of 10 replicas in 70 of the 168 hours")
                .contains("of the last 7 days", "raise maxReplicas");
        assertThat(web.codes()).containsExactly(Code.OFTEN_AT_MAX);
    }

    /** A share of a millicore is no whole number of them. */
    @Test
    void podsThatRequestNextToNothingAndUseLessWereNotHeldAtTheirMaximum() {
        web.template = List.of(container("web", 1, 16, 20, 16));
        web.max = 4;
        web.replicas = _ -> 4;
        web.demand = _ -> 0.0001;
        web.hottest = 0.0001;

        assertThat(web.codes()).doesNotContain(Code.OFTEN_AT_MAX);
    }

    @Test
    void oneThatWantedNoMoreAtItsMaximumWasNotHeldAtIt() {
        web.replicas = window -> isAt(window, 8, 18) ? 10 : 4;
        web.demand = window -> isAt(window, 8, 18) ? 3.6 : 1;

        assertThat(web.codes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6, false", "7, true"})
    void anHourForEachDayIsOften(int days, boolean often) {
        web.replicas = window -> isAt(window, 8, 9) && window / Windows.PER_DAY < days ? 10 : 4;
        web.demand = window -> isAt(window, 8, 9) ? 4.5 : 1;

        assertThat(web.codes().contains(Code.OFTEN_AT_MAX)).isEqualTo(often);
    }

    @Test
    void aMaximumThatWasAnotherOneThenHeldNothing() {
        web.replicas = window -> isAt(window, 8, 18) ? 10 : 4;
        web.demand = window -> isAt(window, 8, 18) ? 4.5 : 1;
        web.max = 12;
        assertThat(web.codes()).as("it was 10").isEmpty();

        web.max = 8;
        assertThat(web.codes()).as("it was 10").isEmpty();
    }

    @Test
    void aHotReplicaIsSomethingThatTheMeanHides() {
        web.hottest = 0.6;

        assertThat(web.message(Code.UNEVEN_LOAD)).contains("container web", "times the CPU");
    }

    /** A log shipper that is twice as busy on one node is little of what a pod uses. */
    @ParameterizedTest
    @CsvSource({
        "Resource, , false",
        "ContainerResource, web, false",
        "ContainerResource, logs, true"
    })
    void aReplicaIsHotByWhatTheAutoscalerGoesBy(
            String type, @Nullable String container, boolean uneven) {
        web.template =
                List.of(container("web", 500, 256, 1_000, 512), container("logs", 50, 32, 100, 64));
        web.metrics = List.of(new Metric(type, "cpu", container, "Utilization", 40));
        web.readings = List.of(new Reading(type, "cpu", container, 50, 0.25, null));
        web.beside = List.of(Situations.profile("logs", 0.045, _ -> 0.025));

        assertThat(web.codes().contains(Code.UNEVEN_LOAD)).isEqualTo(uneven);
    }

    /** A hot shard is always the same one, and by chance one of many is always hot. */
    @ParameterizedTest
    @CsvSource({"4, 1.6, false", "40, 1.6, true", "40, 2.4, false"})
    void thatTheHottestOfManyIsSoByChanceIsSaidWhereItMayBe(
            int replicas, double times, boolean byChance) {
        web.pods = replicas;
        web.max = 40;
        web.replicas = _ -> replicas;
        web.demand = _ -> replicas * 0.25;
        web.hottest = times * 0.25;

        String message = web.message(Code.UNEVEN_LOAD);

        assertThat(message).contains(" times the CPU of the mean one");
        assertThat(
                        message.endsWith(
                                ", or for a hot shard, if it is the same one each time: of 40 one"
                                        + " may be that much hotter by chance."))
                .isEqualTo(byChance);
    }

    @Test
    void whatIsWrongWithASpecIsToldAllAtOnce() {
        web.min = 20;
        web.metrics =
                List.of(
                        new Metric("Weather", "", null, Metric.NO_TARGET, 0),
                        new Metric("Resource", "cpu", null, "Utilization", 0),
                        new Metric("Resource", "memory", null, "Value", 1e9));
        web.readings = List.of();
        web.behavior =
                new AutoscalerBehavior(
                        null, new AutoscalerBehavior.Rules(7_200, "Max", List.of(), null));

        assertThat(web.codes())
                .containsSubsequence(
                        Code.MIN_ABOVE_MAX,
                        Code.UNKNOWN_METRIC,
                        Code.INVALID_SETTINGS,
                        Code.INVALID_SETTINGS,
                        Code.INVALID_SETTINGS);
        assertThat(web.message(Code.UNKNOWN_METRIC)).contains("\"Weather\"");
    }

    @Test
    void anAutoscalerWithoutMetricsIsNamed() {
        web.metrics = List.of();

        assertThat(web.message(Code.NO_METRICS)).contains("shop/web-hpa");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e300})
    void aTargetThatIsNoAmountIsAFinding(double target) {
        web.metrics = List.of(new Metric("External", "lag", null, "AverageValue", target));
        web.readings = List.of();

        assertThat(web.codes()).contains(Code.INVALID_SETTINGS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverAnObjectSaysIsAFindingAndNeverAnError(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            Situations odd = new Situations();
            odd.min = random.nextInt(-2, 12);
            odd.max = random.nextInt(-2, 12);
            odd.pods = random.nextInt(0, 12);
            odd.targetExists = random.nextBoolean();
            odd.hasPast = random.nextBoolean();
            odd.metrics =
                    random.ints(random.nextInt(0, 4), 0, 1_000)
                            .mapToObj(_ ->
                                    new Metric(
                                            oneOf(
                                                    random,
                                                    "Resource",
                                                    "ContainerResource",
                                                    "Pods",
                                                    "Object",
                                                    "External",
                                                    ""),
                                            oneOf(random, "cpu", "memory", "", "nvidia.com/gpu"),
                                            random.nextBoolean() ? null : "web",
                                            oneOf(
                                                    random,
                                                    "Utilization",
                                                    "AverageValue",
                                                    "Value",
                                                    "None",
                                                    "Other"),
                                            random.nextDouble(-10, 2e10)))
                            .toList();
            odd.template =
                    random.nextBoolean()
                            ? List.of()
                            : List.of(
                                    container(
                                            "web",
                                            random.nextBoolean() ? null : random.nextInt(0, 9_000),
                                            random.nextInt(0, 9_000),
                                            random.nextInt(0, 9_000),
                                            random.nextInt(0, 9_000)));
            odd.nodes = random.nextBoolean() ? List.of() : odd.nodes;
            odd.behavior =
                    new AutoscalerBehavior(
                            new AutoscalerBehavior.Rules(
                                    random.nextInt(-10, 5_000),
                                    oneOf(random, "Max", "Min", "Disabled", "?"),
                                    List.of(
                                            new AutoscalerBehavior.Policy(
                                                    oneOf(random, "Pods", "Percent", ""),
                                                    random.nextInt(-1, 200),
                                                    random.nextInt(-1, 2_000))),
                                    random.nextDouble(-1, 1)),
                            null);

            assertThat(Lint.findings(odd.build()))
                    .allSatisfy(finding -> assertThat(finding.message()).endsWith("."));
        }
    }

    private static String oneOf(SplittableRandom random, String... words) {
        return words[random.nextInt(words.length)];
    }

    private static QuotaState quota(String resource, String hard, String used) {
        return new QuotaState(
                "shop",
                "q",
                Map.of(resource, new BigDecimal(hard)),
                Map.of(resource, new BigDecimal(used)),
                List.of());
    }
}
