package io.headroom.collector.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.headroom.collector.publish.RecordedCalls;
import io.headroom.model.ContainerType;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.UsageReading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SimulatorTest {
    private static final Instant END = Instant.parse("2026-03-02T12:00:00Z");
    private static final Duration TWO_WEEKS = Duration.ofDays(14);
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final RecordedCalls CALLS = new RecordedCalls();

    @BeforeAll
    static void liveTwoWeeks() {
        new Simulator(1, END, TWO_WEEKS, STEP).history(CALLS, _ -> {});
    }

    @Test
    void theSameSeedMakesTheSameCalls() {
        assertThat(oneDay(7).all()).isEqualTo(oneDay(7).all());
    }

    @Test
    void anotherSeedMakesOthers() {
        Set<UsageReading> seven = oneDay(7).of(UsageReading.class).collect(Collectors.toSet());
        assertThat(oneDay(8).of(UsageReading.class).filter(seven::contains)).isEmpty();
    }

    @Test
    void oneWorkloadMoreLeavesTheOthersAsTheyAre() {
        RecordedCalls without = new RecordedCalls();
        new Simulator(
                        1,
                        END,
                        Duration.ofDays(1),
                        STEP,
                        scenario ->
                                scenario.workloads().stream()
                                        .filter(plan -> !plan.workload().name().equals("search"))
                                        .toList())
                .history(without, _ -> {});
        RecordedCalls with = new RecordedCalls();
        new Simulator(1, END, Duration.ofDays(1), STEP).history(with, _ -> {});
        assertThat(without.of(UsageReading.class))
                .containsExactlyElementsOf(
                        with.of(UsageReading.class)
                                .filter(reading -> !reading.workload().name().equals("search"))
                                .toList());
    }

    @Test
    void tellsOfAllThatIsThereBeforeAnythingIsUsed() {
        List<Object> all = CALLS.all();
        int firstUsage = all.indexOf(CALLS.of(UsageReading.class).findFirst().orElseThrow());
        List<Object> before = all.subList(0, firstUsage);
        assertThat(before).hasAtLeastOneElementOfType(NodeState.class);
        assertThat(before).hasAtLeastOneElementOfType(QuotaState.class);
        assertThat(before).hasAtLeastOneElementOfType(WorkloadState.class);
        assertThat(before.stream().filter(PodFact.class::isInstance).map(PodFact.class::cast))
                .isNotEmpty()
                .anyMatch(PodFact::snapshot);
    }

    @Test
    void isOfTheSizeOfADemo() {
        assertThat(CALLS.of(UsageReading.class).count()).isBetween(100_000L, 130_000L);
        assertThat(CALLS.of(UsageReading.class).map(UsageReading::workload).distinct())
                .hasSizeGreaterThanOrEqualTo(14);
        assertThat(
                        CALLS.of(UsageReading.class)
                                .map(reading -> reading.workload().namespace())
                                .distinct())
                .containsExactlyInAnyOrder("batch", "media", "ml", "payments", "platform", "shop");
    }

    @Test
    void readsPodsThatTheInventoryKnows() {
        Map<String, PodState> pods = new HashMap<>();
        for (Object call : CALLS.all()) {
            switch (call) {
                case PodState pod -> pods.put(pod.key(), pod);
                case RecordedCalls.Gone(String key) -> assertThat(pods.remove(key)).isNotNull();
                case UsageReading reading -> {
                    PodState pod =
                            Objects.requireNonNull(
                                    pods.get(
                                            "/pod/"
                                                    + reading.workload().namespace()
                                                    + "/"
                                                    + reading.pod()),
                                    reading.pod());
                    assertThat(reading.podUid()).isEqualTo(pod.uid());
                    assertThat(reading.workload()).isEqualTo(pod.workload());
                    assertThat(reading.node()).isEqualTo(pod.node());
                }
                default -> {}
            }
        }
    }

    @Test
    void readsEachPodOnceAStep() {
        Map<String, Instant> last = new HashMap<>();
        CALLS.of(UsageReading.class)
                .filter(reading -> !reading.workload().name().equals("webhook-relay"))
                .forEach(reading -> {
                    Instant before = last.put(reading.podUid(), reading.receivedAt());
                    if (before != null) {
                        assertThat(Duration.between(before, reading.receivedAt())).isEqualTo(STEP);
                    }
                });
    }

    @Test
    void countersOnlyGrowWhileAnInstanceRuns() {
        Map<String, ContainerReading> last = new HashMap<>();
        CALLS.of(UsageReading.class)
                .forEach(reading ->
                        reading.containers()
                                .forEach(container -> {
                                    String id =
                                            reading.podUid()
                                                    + container.name()
                                                    + container.startedAt();
                                    ContainerReading before = last.put(id, container);
                                    if (before != null) {
                                        assertThat(counter(container).coreNanos())
                                                .isGreaterThan(counter(before).coreNanos());
                                        assertThat(counter(container).at())
                                                .isAfter(counter(before).at());
                                    }
                                }));
    }

    @Test
    void staysBelowEveryLimit() {
        usage(CALLS)
                .forEach((container, rates) ->
                        rates.forEach(rate -> {
                            if (rate.reading().limits().cpu() != null) {
                                assertThat(rate.cores())
                                        .as(container)
                                        .isLessThanOrEqualTo(
                                                rate.reading().limits().cpu().cores() + 1e-6);
                            }
                            assertThat(
                                            Objects.requireNonNull(rate.reading().memory())
                                                    .workingSetBytes())
                                    .as(container)
                                    .isLessThan(
                                            Objects.requireNonNull(rate.reading().limits().memory())
                                                    .bytes());
                        }));
    }

    @Test
    void countsRestartsOneByOneAndSaysHowEachInstanceEnded() {
        Map<String, ContainerFact> last = new HashMap<>();
        Set<String> restarted = new HashSet<>();
        CALLS.of(PodFact.class)
                .forEach(fact ->
                        fact.containers()
                                .forEach(now -> {
                                    ContainerFact before =
                                            last.put(fact.podUid() + now.name(), now);
                                    if (before == null) {
                                        return;
                                    }
                                    int more = now.restartCount() - before.restartCount();
                                    assertThat(more).isBetween(0, 1);
                                    if (more == 1) {
                                        restarted.add(fact.workload().name());
                                        assertThat(now.containerId())
                                                .isNotEqualTo(before.containerId());
                                        assertThat(now.lastState())
                                                .isInstanceOf(ContainerState.Terminated.class);
                                    }
                                }));
        assertThat(restarted)
                .containsExactlyInAnyOrder("product-images", "webhook-relay", "status-page");
    }

    @Test
    void theLeakIsKilledForItsMemoryAndTheBadReleaseCrashes() {
        assertThat(restarts("product-images", "OOMKilled")).isBetween(9L, 18L);
        assertThat(restarts("webhook-relay", "Error")).isBetween(300L, 600L);
        assertThat(CALLS.of(EventDelta.class).map(EventDelta::reason).distinct())
                .containsExactlyInAnyOrder(
                        "BackOff",
                        "FailedCreate",
                        "Killing",
                        "SuccessfulDelete",
                        "TaintManagerEviction",
                        "Unhealthy");
    }

    @Test
    void theAutoscalerOfSearchIsAtItsMaximumAndTheOneOfStorefrontFollowsTheDay() {
        assertThat(autoscalers("search"))
                .isNotEmpty()
                .allMatch(hpa -> Objects.equals(hpa.desiredReplicas(), hpa.maxReplicas()))
                .allMatch(hpa ->
                        hpa.conditions().stream()
                                .anyMatch(each -> each.reason().equals("TooManyReplicas")));
        assertThat(autoscalers("storefront").stream().map(AutoscalerState::desiredReplicas))
                .contains(2, 3, 4);
    }

    @Test
    void theQuotasCountWhatThePodsRequest() {
        Map<String, PodState> pods = new TreeMap<>();
        Map<String, QuotaState> quotas = new TreeMap<>();
        for (Object call : CALLS.all()) {
            switch (call) {
                case PodState pod -> pods.put(pod.key(), pod);
                case RecordedCalls.Gone(String key) -> pods.remove(key);
                case QuotaState quota -> quotas.put(quota.namespace(), quota);
                default -> {}
            }
        }
        assertThat(quotas.keySet()).containsExactly("batch", "media", "ml", "payments", "shop");
        quotas.values()
                .forEach(quota -> {
                    List<PodState> own =
                            pods.values().stream()
                                    .filter(pod -> pod.namespace().equals(quota.namespace()))
                                    .filter(pod -> !pod.phase().equals("Succeeded"))
                                    .toList();
                    Charge sum =
                            own.stream()
                                    .map(pod -> Charge.of(pod.containers()))
                                    .reduce(Charge.NONE, Charge::plus);
                    assertThat(used(quota, SimulatedQuota.PODS)).isEqualTo(own.size());
                    assertThat(used(quota, SimulatedQuota.REQUESTS_CPU) * 1_000)
                            .isEqualTo((double) sum.requestMillicores());
                    assertThat(used(quota, SimulatedQuota.REQUESTS_MEMORY))
                            .isEqualTo((double) sum.requestBytes());
                });
    }

    @Test
    void whoIsRefusedPodsLacksThemAndTheQuotaIsNamed() {
        Map<String, PodRefusal> refusals = new TreeMap<>();
        for (Object call : CALLS.all()) {
            if (call instanceof PodRefusal refusal) {
                refusals.put(refusal.key(), refusal);
            } else if (call instanceof RecordedCalls.Gone(String key)) {
                refusals.remove(key);
            }
        }
        Set<WorkloadRef> complaining =
                CALLS.of(EventDelta.class)
                        .filter(event -> event.reason().equals("FailedCreate"))
                        .filter(event -> event.observedAt().isAfter(END.minus(Duration.ofHours(1))))
                        .map(EventDelta::workload)
                        .collect(Collectors.toSet());

        assertThat(refusals.values())
                .extracting(PodRefusal::workload)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(complaining);
        assertThat(refusals.values())
                .allSatisfy(refusal -> assertThat(refusal.quota()).isEqualTo("compute"));
    }

    /** As a watch of the API tells it: init containers, sidecars and devices too. */
    @Test
    void podsSayWhatTheyAreChargedFor() {
        Map<String, PodTerms> terms = new TreeMap<>();
        CALLS.of(PodState.class)
                .forEach(pod ->
                        terms.put(pod.workload().name(), Objects.requireNonNull(pod.terms())));

        assertThat(terms).containsKeys("status-page", "storefront");
        assertThat(Objects.requireNonNull(terms.get("payments-api")).containers())
                .extracting(PodTerms.Container::name, PodTerms.Container::type)
                .containsExactly(
                        tuple("migrate", ContainerType.INIT),
                        tuple("mesh-proxy", ContainerType.SIDECAR),
                        tuple("api", ContainerType.APP));
        assertThat(Objects.requireNonNull(terms.get("ranker")).containers())
                .singleElement()
                .isEqualTo(
                        new PodTerms.Container(
                                "server",
                                ContainerType.APP,
                                Map.of(
                                        "cpu",
                                        new BigDecimal("1.5"),
                                        "memory",
                                        BigDecimal.valueOf(3L << 30),
                                        "nvidia.com/gpu",
                                        BigDecimal.ONE),
                                Map.of(
                                        "memory",
                                        BigDecimal.valueOf(4L << 30),
                                        "nvidia.com/gpu",
                                        BigDecimal.ONE)));
        assertThat(terms.values()).extracting(PodTerms::priority).containsOnly(0);
    }

    @Test
    void aQuotaFillsUpOverTheTwoWeeks() {
        List<Double> used =
                CALLS.of(QuotaState.class)
                        .filter(quota -> quota.namespace().equals("media"))
                        .map(quota -> used(quota, SimulatedQuota.REQUESTS_CPU))
                        .distinct()
                        .toList();

        assertThat(used).isSorted().startsWith(0.6).endsWith(3.0).hasSize(5);
    }

    @Test
    void noQuotaIsEverExceededAndOneKeepsPodsOut() {
        CALLS.of(QuotaState.class)
                .forEach(quota ->
                        quota.hard()
                                .forEach((line, hard) ->
                                        assertThat(used(quota, line))
                                                .isLessThanOrEqualTo(hard.doubleValue())));
        WorkloadState builder =
                CALLS.of(WorkloadState.class)
                        .filter(state -> state.workload().name().equals("feature-builder"))
                        .reduce((_, latest) -> latest)
                        .orElseThrow();
        assertThat(builder.desiredReplicas()).isEqualTo(3);
        assertThat(builder.readyReplicas()).isEqualTo(2);
    }

    @Test
    void everyNodeHasRoomForItsPods() {
        Map<String, Charge> byNode = new TreeMap<>();
        Map<String, PodState> pods = new TreeMap<>();
        CALLS.of(PodState.class).forEach(pod -> pods.put(pod.workload().name() + pod.name(), pod));
        Set<Object> gone =
                CALLS.of(RecordedCalls.Gone.class)
                        .map(RecordedCalls.Gone::key)
                        .collect(Collectors.toSet());
        pods.values().stream()
                .filter(pod -> !gone.contains(pod.key()))
                .forEach(pod ->
                        byNode.merge(
                                Objects.requireNonNull(pod.node()),
                                Charge.of(pod.containers()),
                                Charge::plus));
        CALLS.of(NodeState.class)
                .forEach(node ->
                        assertThat(
                                        byNode.getOrDefault(node.name(), Charge.NONE)
                                                .requestMillicores())
                                .isLessThan(
                                        Objects.requireNonNull(node.allocatable().cpu())
                                                .millicores()));
    }

    @Test
    void aRolloutReplacesThePodsAndKeepsTheWorkload() {
        assertThat(podNames("catalog")).hasSize(2 * 4);
        assertThat(
                        podNames("gateway").stream()
                                .map(name -> name.substring(0, name.lastIndexOf('-')))
                                .distinct())
                .hasSize(2);
    }

    @Test
    void goesOnStepByStepAfterTheHistory() {
        RecordedCalls calls = new RecordedCalls();
        Simulator simulator = new Simulator(1, END, Duration.ofHours(2), STEP);
        List<Double> progress = new ArrayList<>();
        simulator.history(calls, progress::add);
        assertThat(simulator.now()).isEqualTo(END);
        assertThat(progress).startsWith(0.0).endsWith(1.0);
        RecordedCalls more = new RecordedCalls();
        simulator.next(more);
        simulator.next(more);
        assertThat(simulator.now()).isEqualTo(END.plus(STEP).plus(STEP));
        assertThat(more.of(UsageReading.class))
                .hasSizeGreaterThan(50)
                .allMatch(reading -> reading.receivedAt().isAfter(END));
    }

    @Test
    void refusesStepsThatAreTooShort() {
        assertThatThrownBy(() -> new Simulator(1, END, TWO_WEEKS, Duration.ofSeconds(60)))
                .hasMessage("step must be at least 2m: PT1M");
        assertThatThrownBy(() -> new Simulator(1, END, Duration.ofMinutes(1), STEP))
                .hasMessage("history must be at least one step: PT1M");
    }

    private static RecordedCalls oneDay(long seed) {
        RecordedCalls calls = new RecordedCalls();
        new Simulator(seed, END, Duration.ofDays(1), STEP).history(calls, _ -> {});
        return calls;
    }

    /** The rates between readings, by workload and container. */
    static Map<String, List<Rate>> usage(RecordedCalls calls) {
        Map<String, ContainerReading> last = new HashMap<>();
        Map<String, List<Rate>> rates = new TreeMap<>();
        calls.of(UsageReading.class)
                .forEach(reading -> {
                    for (ContainerReading container : reading.containers()) {
                        String instance =
                                reading.podUid() + container.name() + container.startedAt();
                        ContainerReading before = last.put(instance, container);
                        if (before == null) {
                            continue;
                        }
                        CpuReading.Counter now = counter(container);
                        CpuReading.Counter then = counter(before);
                        Instant at = Objects.requireNonNull(now.at());
                        double seconds =
                                Duration.between(Objects.requireNonNull(then.at()), at).toMillis()
                                        / 1e3;
                        double cores = (now.coreNanos() - then.coreNanos()) / 1e9 / seconds;
                        rates.computeIfAbsent(
                                        reading.workload().name() + '/' + container.name(),
                                        _ -> new ArrayList<>())
                                .add(new Rate(at, cores, container));
                    }
                });
        return rates;
    }

    private static CpuReading.Counter counter(ContainerReading container) {
        return (CpuReading.Counter) Objects.requireNonNull(container.cpu());
    }

    private static long restarts(String workload, String reason) {
        return CALLS.of(PodFact.class)
                .filter(fact -> fact.workload().name().equals(workload))
                .flatMap(fact -> fact.containers().stream())
                .map(ContainerFact::lastState)
                .filter(state ->
                        state instanceof ContainerState.Terminated ended
                                && reason.equals(ended.reason()))
                .distinct()
                .count();
    }

    private static List<AutoscalerState> autoscalers(String name) {
        return CALLS.of(AutoscalerState.class).filter(hpa -> hpa.name().equals(name)).toList();
    }

    private static Set<String> podNames(String workload) {
        return CALLS.of(UsageReading.class)
                .filter(reading -> reading.workload().name().equals(workload))
                .map(UsageReading::pod)
                .collect(Collectors.toSet());
    }

    private static double used(QuotaState quota, String line) {
        return quota.used().getOrDefault(line, BigDecimal.ZERO).doubleValue();
    }

    /** The mean number of cores between two readings, with the later one. */
    record Rate(Instant at, double cores, ContainerReading reading) {}
}
