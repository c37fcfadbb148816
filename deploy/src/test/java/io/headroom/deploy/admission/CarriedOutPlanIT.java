package io.headroom.deploy.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.headroom.collector.kubernetes.ClusterObjects;
import io.headroom.collector.kubernetes.Terms;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.inventory.PodState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.Member;
import io.headroom.recommender.fit.NamespaceFacts;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.NamespacePlan.Stage;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.Planner;
import io.headroom.recommender.fit.Renewal;
import io.headroom.recommender.fit.Step.How;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Plans are carried out on the real API server, with the real controllers, beside the pods that
 * each namespace has: what fits rolls out at once, all else in the order that the plan says. {@code
 * -Dheadroom.seed=S} says which namespaces.
 */
class CarriedOutPlanIT {
    private static final long SEED = Long.getLong("headroom.seed", 20_261_128L);
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String NODE = "carried-out";
    private static final String CPU = "requests.cpu";
    private static final String MEMORY = "requests.memory";

    private final ControlPlane plane = ControlPlane.full();
    private final KubernetesClient admin = plane.admin();
    private final List<String> namespaces = new ArrayList<>();

    /** How a Deployment rolls out, in numbers of pods. */
    private record Strategy(int surge, int unavailable) {
        DeploymentStrategy written() {
            return surge == 0 && unavailable > 3
                    ? new DeploymentStrategyBuilder().withType("Recreate").build()
                    : new DeploymentStrategyBuilder()
                            .withType("RollingUpdate")
                            .withNewRollingUpdate()
                            .withNewMaxSurge(surge)
                            .withNewMaxUnavailable(unavailable)
                            .endRollingUpdate()
                            .build();
        }
    }

    private record Web(String name, int pods, Strategy strategy, Resources now, Resources then) {}

    @BeforeEach
    void addNode() {
        admin.resource(
                        new NodeBuilder()
                                .withNewMetadata()
                                .withName(NODE)
                                .addToAnnotations("kwok.x-k8s.io/node", "fake")
                                .endMetadata()
                                .withNewStatus()
                                .addToAllocatable(capacity())
                                .addToCapacity(capacity())
                                .endStatus()
                                .build())
                .create();
    }

    private static Map<String, Quantity> capacity() {
        return Map.of(
                "cpu", new Quantity("500"),
                "memory", new Quantity("2000Gi"),
                "pods", new Quantity("500"));
    }

    @AfterEach
    void removeAll() {
        namespaces.forEach(each -> admin.namespaces().withName(each).delete());
        admin.nodes().withName(NODE).delete();
    }

    /** The quota lets in what the plan says it needs and not a millicore more. */
    @Test
    void whatFitsRollsOutAtOnceAndWhatDoesNotInTheOrderThatIsSaid() throws Exception {
        System.out.printf("plans carried out: -Dheadroom.seed=%d%n", SEED);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        List<List<Web>> written = new ArrayList<>();
        // as most Deployments are: one pod, which another one replaces before it ends
        written.add(
                List.of(new Web("web", 1, new Strategy(1, 0), size(2_000, 512), size(900, 512))));
        // neither of which there is room for before the other, but in one resource alone
        written.add(
                List.of(
                        new Web("a", 1, new Strategy(1, 0), size(4_000, 4_096), size(1_000, 6_144)),
                        new Web(
                                "b",
                                1,
                                new Strategy(1, 0),
                                size(2_000, 5_120),
                                size(5_000, 4_096))));
        for (int number = 0; number < 6; number++) {
            List<Web> all = new ArrayList<>();
            for (int web = 0; web < 2 + random.nextInt(2); web++) {
                all.add(web("web-" + web, random));
            }
            written.add(all);
        }
        // what it has is all that there is, and another one of it has no room
        written.add(
                3,
                List.of(new Web("web", 2, new Strategy(1, 0), size(2_000, 512), size(500, 256))));
        for (List<Web> all : written) {
            String namespace = plane.newNamespace("carried-out");
            namespaces.add(namespace);
            all.forEach(web -> admin.resource(deployment(namespace, web)).create());
        }
        for (int number = 0; number < written.size(); number++) {
            String namespace = namespaces.get(number);
            written.get(number).forEach(web -> awaitRolledOut(namespace, web.name()));
        }
        List<NamespacePlan> plans = new ArrayList<>();
        for (int number = 0; number < written.size(); number++) {
            plans.add(
                    boundAndPlanned(namespaces.get(number), written.get(number), number % 2 == 1));
        }

        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        Map<How, Integer> steps = new EnumMap<>(How.class);
        List<Future<?>> going = new ArrayList<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (NamespacePlan plan : plans) {
                verdicts.merge(plan.verdict(), 1, Integer::sum);
                plan.stages().forEach(stage -> steps.merge(stage.how(), 1, Integer::sum));
                going.add(each.submit(() -> carryOut(plan)));
            }
            for (Future<?> one : going) {
                join(one);
            }
        }
        System.out.printf("plans carried out: %s, steps %s%n", verdicts, steps);
        assertThat(verdicts).containsKeys(Verdict.FITS, Verdict.FITS_IN_STAGES);
        assertThat(steps).containsKeys(How.ROLLOUT, How.SLOW_ROLLOUT, How.IN_PLACE, How.ONE_BY_ONE);
        assertThat(plans.getFirst().verdict()).isEqualTo(Verdict.FITS);
    }

    /**
     * The third is refused, and none of the others may be away as well until a new one is there.
     */
    @Test
    void whoLacksAPodForWantOfRoomGetsAllOfThemByItsPlan() {
        Web web = new Web("web", 3, new Strategy(1, 0), size(2_000, 512), size(500, 256));
        String namespace = plane.newNamespace("carried-out");
        namespaces.add(namespace);
        admin.resource(
                        new ResourceQuotaBuilder(quota(namespace, "4", "4Gi"))
                                .withStatus(null)
                                .build())
                .create();
        await("the quota is counted")
                .atMost(SOON)
                .until(() -> {
                    var status = quota(namespace).getStatus();
                    return status != null && status.getUsed() != null;
                });
        admin.resource(deployment(namespace, web)).create();
        await("two of three are there")
                .atMost(SOON)
                .until(() ->
                        Integer.valueOf(2)
                                .equals(
                                        deployment(namespace, "web")
                                                .get()
                                                .getStatus()
                                                .getAvailableReplicas()));
        awaitCounted(namespace);
        NamespaceFacts facts = facts(namespace, List.of(web), quota(namespace));
        NamespacePlan resized = Planner.plan(facts);
        // of a node that is not there none is resized
        NamespacePlan plan = Planner.plan(facts.on(Map.of("another", allocatable())));

        assertThat(resized.stages())
                .extracting(Stage::how)
                .containsExactly(How.IN_PLACE, How.ROLLOUT);
        assertThat(plan.stages())
                .extracting(Stage::how, Stage::maxUnavailable)
                .containsExactly(tuple(How.ONE_BY_ONE, 1));
        assertThat(plan.workloads().getFirst().mostMeanwhile()).isEqualTo(2);
        deployment(namespace, "web").scale(2);
        carryOut(plan);
        deployment(namespace, "web").scale(3);
        awaitRolledOut(namespace, "web");
        assertThat(pods(namespace)).hasSize(3);
    }

    /**
     * Two pods of a core each on a node of four: one of them may grow to all of the node, whatever
     * the other one has, and to no more. Its memory shrinks, and there is room for no pod beside
     * it.
     */
    @Test
    void aPodGrowsInPlaceToAsMuchAsItsOwnNodeHas() {
        await("the node has four cores")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> {
                    shrinkNode("4");
                    return true;
                });
        Resources now = size(1_000, 512);
        Web all = new Web("web", 1, new Strategy(1, 0), now, size(4_000, 256));
        Web more = new Web("web", 1, new Strategy(1, 0), now, size(4_001, 256));
        String namespace = plane.newNamespace("carried-out");
        namespaces.add(namespace);
        admin.resource(deployment(namespace, all)).create();
        admin.resource(deployment(namespace, new Web("other", 1, all.strategy(), now, now)))
                .create();
        awaitRolledOut(namespace, "web");
        awaitRolledOut(namespace, "other");
        NamespacePlan tooMuch = planned(namespace, more);

        assertThat(tooMuch.stages()).extracting(Stage::how).containsExactly(How.ONE_BY_ONE);
        Stage inPlace = new Stage(1, workload(tooMuch), How.IN_PLACE, null, null, true);
        assertThatThrownBy(() -> resize(namespace, tooMuch.workloads().getFirst(), inPlace))
                .hasMessageContaining("cpu, requested: 4001, allocatable: 4000");

        NamespacePlan held = planned(namespace, all);
        assertThat(held.stages()).extracting(Stage::how).containsExactly(How.IN_PLACE, How.ROLLOUT);
        resize(namespace, held.workloads().getFirst(), held.stages().getFirst());
        assertThat(pods(namespace))
                .filteredOn(pod -> app(pod).equals("web"))
                .allSatisfy(pod -> assertThat(requests(pod)).isEqualTo(all.then()));
    }

    private void shrinkNode(String cores) {
        admin.nodes()
                .withName(NODE)
                .editStatus(node ->
                        new NodeBuilder(node)
                                .editStatus()
                                .addToAllocatable("cpu", new Quantity(cores))
                                .endStatus()
                                .build());
    }

    /** Within a quota that lets no second pod of its memory in. */
    private NamespacePlan planned(String namespace, Web web) {
        return Planner.plan(facts(namespace, List.of(web), quota(namespace, "100", "1Gi")));
    }

    private static String workload(NamespacePlan plan) {
        return plan.workloads().getFirst().workload();
    }

    private static void join(Future<?> one) throws Exception {
        try {
            one.get();
        } catch (ExecutionException e) {
            throw new AssertionError("not carried out", e.getCause());
        }
    }

    private void carryOut(NamespacePlan plan) {
        String namespace = plan.namespace();
        if (plan.verdict() == Verdict.FITS) {
            plan.workloads().forEach(workload -> rollOut(namespace, workload, null, null));
            plan.workloads().forEach(each -> awaitRolledOut(namespace, name(each.workload())));
        }
        for (Stage stage : plan.stages()) {
            NamespacePlan.Workload workload =
                    plan.workloads().stream()
                            .filter(each -> each.workload().equals(stage.workload()))
                            .findFirst()
                            .orElseThrow();
            awaitCounted(namespace);
            switch (stage.how()) {
                case ROLLOUT, SLOW_ROLLOUT -> {
                    rollOut(namespace, workload, stage.resource(), null);
                    awaitRolledOut(namespace, name(stage.workload()));
                }
                case ONE_BY_ONE -> {
                    rollOut(
                            namespace,
                            workload,
                            stage.resource(),
                            new Strategy(0, Objects.requireNonNull(stage.maxUnavailable()))
                                    .written());
                    awaitRolledOut(namespace, name(stage.workload()));
                }
                case IN_PLACE -> {
                    resize(namespace, workload, stage);
                    awaitCounted(namespace);
                    if (stage.replaceable()) {
                        loseOne(namespace, name(stage.workload()));
                        // the one that came for it is as the template says
                        resize(namespace, workload, stage);
                    }
                }
                case NEXT_RUN, TEMPLATE, BY_DELETION ->
                        throw new AssertionError("all of it is rolled out by a controller");
            }
        }
        assertThat(pods(namespace))
                .as("%s", plan)
                .allSatisfy(pod -> {
                    NamespacePlan.Workload workload =
                            plan.workloads().stream()
                                    .filter(each -> name(each.workload()).equals(app(pod)))
                                    .findFirst()
                                    .orElseThrow();
                    assertThat(requests(pod)).isEqualTo(planned(workload));
                });
        assertThat(plan.workloads())
                .allSatisfy(workload -> {
                    PodSpec next =
                            deployment(namespace, name(workload.workload()))
                                    .get()
                                    .getSpec()
                                    .getTemplate()
                                    .getSpec();
                    assertThat(requests(next)).isEqualTo(planned(workload));
                });
    }

    private RollableScalableResource<Deployment> deployment(String namespace, String name) {
        return admin.apps().deployments().inNamespace(namespace).withName(name);
    }

    /** A pod goes, and its controller is let in another one for it. */
    private void loseOne(String namespace, String name) {
        Pod gone =
                pods(namespace).stream()
                        .filter(pod -> app(pod).equals(name))
                        .findFirst()
                        .orElseThrow();
        admin.resource(gone).delete();
        await("%s/%s has another pod".formatted(namespace, name))
                .atMost(SOON)
                .until(() ->
                        admin.pods()
                                                .inNamespace(namespace)
                                                .withName(gone.getMetadata().getName())
                                                .get()
                                        == null
                                && hasRolledOut(deployment(namespace, name).get()));
        awaitCounted(namespace);
    }

    /**
     * @param by null for the strategy that it has
     */
    private void rollOut(
            String namespace,
            NamespacePlan.Workload workload,
            @Nullable String resource,
            @Nullable DeploymentStrategy by) {
        deployment(namespace, name(workload.workload()))
                .edit(deployment ->
                        new DeploymentBuilder(deployment)
                                .editSpec()
                                .withStrategy(by == null ? deployment.getSpec().getStrategy() : by)
                                .editTemplate()
                                .editSpec()
                                .editContainer(0)
                                .editResources()
                                .addToRequests(part(workload, resource))
                                .endResources()
                                .endContainer()
                                .endSpec()
                                .endTemplate()
                                .endSpec()
                                .build());
    }

    /** What is planned, of one resource alone where that is said. */
    private static Map<String, Quantity> part(
            NamespacePlan.Workload workload, @Nullable String resource) {
        Map<String, Quantity> part = quantities(planned(workload));
        if (resource != null) {
            part.keySet().retainAll(List.of(resource));
        }
        return part;
    }

    /** The API server refuses at once what quotas have no room for. */
    private void resize(String namespace, NamespacePlan.Workload workload, Stage stage) {
        Map<String, Quantity> part = part(workload, stage.resource());
        for (Pod pod : pods(namespace)) {
            if (app(pod).equals(name(stage.workload()))) {
                admin.pods()
                        .inNamespace(namespace)
                        .withName(pod.getMetadata().getName())
                        .subresource("resize")
                        .edit(before -> {
                            before.getSpec()
                                    .getContainers()
                                    .getFirst()
                                    .getResources()
                                    .getRequests()
                                    .putAll(part);
                            return before;
                        });
            }
        }
    }

    private void awaitRolledOut(String namespace, String name) {
        await("%s/%s has rolled out".formatted(namespace, name))
                .atMost(SOON)
                .until(() -> hasRolledOut(deployment(namespace, name).get()));
    }

    private static boolean hasRolledOut(Deployment deployment) {
        var status = deployment.getStatus();
        Integer pods = deployment.getSpec().getReplicas();
        return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
                && pods.equals(status.getReplicas())
                && pods.equals(status.getUpdatedReplicas())
                && pods.equals(status.getAvailableReplicas());
    }

    /**
     * The quota controller has seen who went, and how large the others are by now. It may count
     * while it knows nothing of a resize that was let in, and not again for five minutes unless the
     * quota changes.
     */
    private void awaitCounted(String namespace) {
        AtomicInteger asked = new AtomicInteger();
        await(namespace + " is counted")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    if (asked.incrementAndGet() % 10 == 0) {
                        countAgain(namespace, asked.get());
                    }
                    BigDecimal cores = BigDecimal.ZERO;
                    BigDecimal bytes = BigDecimal.ZERO;
                    for (Pod pod : admin.pods().inNamespace(namespace).list().getItems()) {
                        cores = cores.add(requested(pod, "cpu"));
                        bytes = bytes.add(requested(pod, "memory"));
                    }
                    var used = quota(namespace).getStatus().getUsed();
                    assertThat(Objects.requireNonNull(used.get(CPU)).getNumericalAmount())
                            .isEqualByComparingTo(cores);
                    assertThat(Objects.requireNonNull(used.get(MEMORY)).getNumericalAmount())
                            .isEqualByComparingTo(bytes);
                });
    }

    private void countAgain(String namespace, int most) {
        admin.resourceQuotas()
                .inNamespace(namespace)
                .withName("compute")
                .edit(quota ->
                        new ResourceQuotaBuilder(quota)
                                .editSpec()
                                .addToHard("count/configmaps", new Quantity(String.valueOf(most)))
                                .endSpec()
                                .build());
    }

    /** The namespace gets a quota of exactly what its advice comes to, or of a little less. */
    private NamespacePlan boundAndPlanned(String namespace, List<Web> all, boolean less) {
        NamespacePlan free =
                Planner.plan(facts(namespace, all, quota(namespace, "1000", "4000Gi")));
        Map<String, BigDecimal> hard = new TreeMap<>();
        for (NamespacePlan.Line line : free.lines()) {
            BigDecimal end =
                    all.stream()
                            .map(web ->
                                    amount(web.then(), line.resource())
                                            .multiply(BigDecimal.valueOf(web.pods())))
                            .reduce(BigDecimal.ZERO, BigDecimal::add);
            hard.put(line.resource(), less ? end.max(line.now()) : line.advice());
        }
        ResourceQuota quota =
                quota(
                        namespace,
                        Objects.requireNonNull(hard.get(CPU)).toPlainString(),
                        Objects.requireNonNull(hard.get(MEMORY)).toPlainString());
        admin.resource(new ResourceQuotaBuilder(quota).withStatus(null).build()).create();
        await("the controller has counted " + namespace)
                .atMost(SOON)
                .until(() -> {
                    var status = quota(namespace).getStatus();
                    return status != null
                            && status.getUsed() != null
                            && status.getUsed().size() == hard.size();
                });
        awaitCounted(namespace);
        return Planner.plan(facts(namespace, all, quota(namespace)));
    }

    private ResourceQuota quota(String namespace) {
        return admin.resourceQuotas().inNamespace(namespace).withName("compute").get();
    }

    /** As it will be once the controller has counted. */
    private ResourceQuota quota(String namespace, String cores, String bytes) {
        Map<String, Quantity> hard = Map.of(CPU, new Quantity(cores), MEMORY, new Quantity(bytes));
        Map<String, Quantity> used = new TreeMap<>();
        hard.keySet()
                .forEach(resource ->
                        used.put(
                                resource,
                                new Quantity(
                                        pods(namespace).stream()
                                                .map(pod ->
                                                        requested(
                                                                pod,
                                                                resource.substring(
                                                                        "requests.".length())))
                                                .reduce(BigDecimal.ZERO, BigDecimal::add)
                                                .toPlainString())));
        return new ResourceQuotaBuilder()
                .withMetadata(
                        new ObjectMetaBuilder()
                                .withNamespace(namespace)
                                .withName("compute")
                                .build())
                .withNewSpec()
                .withHard(hard)
                .endSpec()
                .withNewStatus()
                .withHard(hard)
                .withUsed(used)
                .endStatus()
                .build();
    }

    private NamespaceFacts facts(String namespace, List<Web> all, ResourceQuota quota) {
        List<Pod> pods = pods(namespace);
        return new NamespaceFacts(
                        namespace,
                        Instant.EPOCH,
                        all.stream().map(web -> member(namespace, web, pods)).toList(),
                        List.of(ClusterObjects.of(quota)),
                        List.of(),
                        List.of())
                .on(Map.of(NODE, allocatable()));
    }

    private Resources allocatable() {
        Map<String, Quantity> amounts =
                admin.nodes().withName(NODE).get().getStatus().getAllocatable();
        return new Resources(
                Cpu.ofCores(
                        Objects.requireNonNull(amounts.get("cpu"))
                                .getNumericalAmount()
                                .doubleValue()),
                new Memory(
                        Objects.requireNonNull(amounts.get("memory"))
                                .getNumericalAmount()
                                .longValueExact()));
    }

    private static Member member(String namespace, Web web, List<Pod> pods) {
        WorkloadRef workload = new WorkloadRef(namespace, "Deployment", "apps", web.name());
        ContainerSpec container =
                new ContainerSpec("web", ContainerType.APP, web.now(), Resources.NONE);
        List<PodState> own =
                pods.stream()
                        .filter(pod -> app(pod).equals(web.name()))
                        .map(pod ->
                                new PodState(
                                        workload,
                                        pod.getMetadata().getName(),
                                        pod.getMetadata().getUid(),
                                        NODE,
                                        "Running",
                                        true,
                                        Instant.EPOCH,
                                        Instant.EPOCH,
                                        List.of(container),
                                        null,
                                        null,
                                        Terms.of(pod)))
                        .toList();
        return new Member(
                workload,
                Objects.requireNonNull(own.getFirst().terms()),
                new Member.Replicas(
                        web.pods(),
                        web.pods(),
                        web.pods(),
                        web.strategy().surge(),
                        web.strategy().unavailable(),
                        Renewal.ROLLOUT),
                new PodShape(List.of(container), Resources.NONE),
                own,
                recommendation(workload, web),
                // nothing is to be given up
                Map.of("web", web.then()),
                null,
                List.of());
    }

    private static Recommendation recommendation(WorkloadRef workload, Web web) {
        return new Recommendation(
                workload,
                Instant.EPOCH,
                "headroom",
                new Completeness(12, 12),
                List.of(
                        new ContainerRecommendation(
                                "web",
                                ContainerType.APP,
                                web.now(),
                                Resources.NONE,
                                new Advice.Resize(
                                        web.then(),
                                        web.then(),
                                        web.then(),
                                        web.then(),
                                        1,
                                        720,
                                        List.of()))));
    }

    private static Web web(String name, RandomGenerator random) {
        int pods = 1 + random.nextInt(3);
        Strategy strategy =
                switch (random.nextInt(4)) {
                    case 0 -> new Strategy(0, 1);
                    case 1 -> new Strategy(1, 1);
                    case 2 -> new Strategy(0, 100);
                    default -> new Strategy(1, 0);
                };
        return new Web(
                name,
                pods,
                strategy,
                size(200 + random.nextInt(1_500), 128 + random.nextInt(900)),
                size(200 + random.nextInt(1_500), 128 + random.nextInt(900)));
    }

    private static Deployment deployment(String namespace, Web web) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(web.name())
                .endMetadata()
                .withNewSpec()
                .withReplicas(web.pods())
                .withStrategy(web.strategy().written())
                .withNewSelector()
                .addToMatchLabels("app", web.name())
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", web.name())
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .withNodeName(NODE)
                .withContainers(
                        new ContainerBuilder()
                                .withName("web")
                                .withImage("image")
                                .withResources(
                                        new ResourceRequirementsBuilder()
                                                .withRequests(quantities(web.now()))
                                                .build())
                                .build())
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private List<Pod> pods(String namespace) {
        return admin.pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    private static String app(Pod pod) {
        return Objects.requireNonNull(pod.getMetadata().getLabels().get("app"));
    }

    private static String name(String workload) {
        return WorkloadRef.parse(workload).name();
    }

    private static Resources planned(NamespacePlan.Workload workload) {
        return Objects.requireNonNull(workload.containers().getFirst().plannedRequests());
    }

    private static Resources requests(Pod pod) {
        return requests(pod.getSpec());
    }

    private static Resources requests(PodSpec pod) {
        return new Resources(
                new Cpu(requested(pod, "cpu").movePointRight(3).longValueExact()),
                new Memory(requested(pod, "memory").longValueExact()));
    }

    private static BigDecimal requested(Pod pod, String resource) {
        return requested(pod.getSpec(), resource);
    }

    private static BigDecimal requested(PodSpec pod, String resource) {
        return Objects.requireNonNull(
                        pod.getContainers().getFirst().getResources().getRequests().get(resource))
                .getNumericalAmount();
    }

    private static Map<String, Quantity> quantities(Resources amounts) {
        Map<String, Quantity> quantities = new TreeMap<>();
        quantities.put("cpu", new Quantity(amount(amounts, CPU).toPlainString()));
        quantities.put("memory", new Quantity(amount(amounts, MEMORY).toPlainString()));
        return quantities;
    }

    private static BigDecimal amount(Resources amounts, String resource) {
        return resource.equals(CPU)
                ? BigDecimal.valueOf(Objects.requireNonNull(amounts.cpu()).millicores(), 3)
                : BigDecimal.valueOf(Objects.requireNonNull(amounts.memory()).bytes());
    }

    private static Resources size(long millicores, long mebibytes) {
        return new Resources(new Cpu(millicores), Memory.ofMebibytes(mebibytes));
    }
}
