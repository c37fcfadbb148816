package io.headroom.deploy.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClassBuilder;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.headroom.collector.kubernetes.ClusterObjects;
import io.headroom.collector.kubernetes.Terms;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.fit.admission.PodCharge;
import io.headroom.recommender.fit.admission.Scope;
import io.headroom.recommender.fit.admission.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Pods are created in random namespaces: the API server admits and refuses those that Headroom says
 * it would, for the same reason. {@code -Dheadroom.admission.namespaces=N} and {@code
 * -Dheadroom.seed=S} say how many, and which.
 */
@Tag("admission")
class AdmissionIT {
    private static final int NAMESPACES = Integer.getInteger("headroom.admission.namespaces", 300);
    private static final long SEED = Long.getLong("headroom.seed", 20_261_127L);
    private static final int PODS = 4;
    private static final int AT_ONCE = 4;

    private static KubernetesClient admin;

    /** What became of one pod. */
    private record Tried(
            Said said,
            Set<Said> foretold,
            boolean nearBoundary,
            boolean statusBehind,
            String what,
            Completed completed) {}

    /** How many amounts LimitRanges wrote into a pod, and what was read back for its author's. */
    private record Completed(int defaults, List<String> misread) {
        static final Completed NOT = new Completed(0, List.of());
    }

    @BeforeAll
    static void addWhatAllNamespacesShare() {
        admin = ControlPlane.bare().admin();
        int value = 100;
        for (String name : RandomNamespace.PRIORITY_CLASSES) {
            admin.resource(
                            new PriorityClassBuilder()
                                    .withNewMetadata()
                                    .withName(name)
                                    .endMetadata()
                                    .withValue(value)
                                    .build())
                    .serverSideApply();
            value *= 100;
        }
        admin.resource(
                        new RuntimeClassBuilder()
                                .withNewMetadata()
                                .withName(RandomPod.RUNTIME)
                                .endMetadata()
                                .withHandler("heavy")
                                .withNewOverhead()
                                .withPodFixed(RandomPod.OVERHEAD)
                                .endOverhead()
                                .build())
                .serverSideApply();
    }

    @Test
    void admitsAndRefusesWhatHeadroomSaysItWould() throws Exception {
        System.out.printf(
                "admission: -Dheadroom.admission.namespaces=%d -Dheadroom.seed=%d%n",
                NAMESPACES, SEED);
        RandomGenerator seeds = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        String sentinel = ControlPlane.bare().newNamespace("admission");
        addQuota(sentinel, "open", "100");
        List<Tried> tried = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<SetUp>> setUp = new ArrayList<>();
            for (int i = 0; i < NAMESPACES; i++) {
                RandomGenerator random =
                        RandomGeneratorFactory.of("L64X128MixRandom").create(seeds.nextLong());
                Callable<SetUp> namespace = () -> setUp(random);
                setUp.add(workers.submit(namespace));
            }
            List<SetUp> namespaces = new ArrayList<>();
            for (Future<SetUp> each : setUp) {
                namespaces.add(each.get());
            }
            addQuota(sentinel, "closed", "0");
            awaitRefusal(sentinel);
            List<Future<List<Tried>>> all = new ArrayList<>();
            for (SetUp namespace : namespaces) {
                Callable<List<Tried>> pods = () -> tryPods(namespace);
                all.add(workers.submit(pods));
            }
            for (Future<List<Tried>> each : all) {
                tried.addAll(each.get());
            }
        }

        Map<String, Integer> tally = new TreeMap<>();
        tried.forEach(each ->
                tally.merge(each.said().by().replaceAll("quota \\S+ ", "quota "), 1, Integer::sum));
        long refused = tried.stream().filter(each -> !each.said().equals(Said.ADMITTED)).count();
        long near = tried.stream().filter(Tried::nearBoundary).count();
        long behind = tried.stream().filter(Tried::statusBehind).count();
        System.out.printf(
                "admission: %d pods, %.0f %% refused, %.0f %% near a boundary, %.0f %% beside a"
                        + " status that is behind: %s%n",
                tried.size(),
                100.0 * refused / tried.size(),
                100.0 * near / tried.size(),
                100.0 * behind / tried.size(),
                tally);
        assertThat(
                        tried.stream()
                                .filter(each -> !each.foretold().contains(each.said()))
                                .map(each ->
                                        "%s, foretold %s: %s"
                                                .formatted(
                                                        each.said(), each.foretold(), each.what())))
                .as("seed %d: what the API server said", SEED)
                .isEmpty();
        assertThat(tried.stream().flatMap(each -> each.completed().misread().stream()))
                .as(
                        "seed %d: what its author wrote into a pod, told from what a LimitRange did",
                        SEED)
                .isEmpty();
        assertThat(tried.stream().mapToInt(each -> each.completed().defaults()).sum())
                .as("amounts that a LimitRange wrote")
                .isGreaterThan(NAMESPACES / 10);
        assertThat(refused).isGreaterThanOrEqualTo(tried.size() / 4);
        assertThat(near).isGreaterThanOrEqualTo(tried.size() * 2 / 5);
        assertThat(behind).isGreaterThanOrEqualTo(tried.size() / 4);
    }

    /** A namespace with its LimitRanges, before it has pods. */
    private record SetUp(RandomGenerator random, String name, List<LimitRangeState> ranges) {}

    private static void addQuota(String namespace, String name, String pods) {
        ResourceQuota quota =
                new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addToHard("pods", new Quantity(pods))
                        .endSpec()
                        .build();
        status(
                admin.resource(quota).create(),
                quota.getSpec().getHard(),
                Map.of("pods", new Quantity("0")));
    }

    private static void status(
            ResourceQuota created, Map<String, Quantity> hard, Map<String, Quantity> used) {
        admin.resource(
                        new ResourceQuotaBuilder(created)
                                .withNewStatus()
                                .withHard(hard)
                                .withUsed(used)
                                .endStatus()
                                .build())
                .updateStatus();
    }

    /**
     * Admission learns of quotas by a watch: once it knows the last one, it knows all. Of a
     * namespace of whose quotas it knows none it would ask, hence the one that lets pods in.
     */
    private static void awaitRefusal(String namespace) {
        Pod pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withGenerateName("sentinel-")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withImage("example/image")
                        .endContainer()
                        .endSpec()
                        .build();
        await().atMost(Duration.ofMinutes(1)).until(() -> !create(pod).equals(Said.ADMITTED));
    }

    private static SetUp setUp(RandomGenerator random) {
        String namespace = ControlPlane.bare().newNamespace("admission");
        RandomNamespace written = new RandomNamespace(random, namespace);
        List<LimitRangeState> ranges = new ArrayList<>();
        for (LimitRange range : written.limitRanges()) {
            ranges.add(ClusterObjects.of(admin.resource(range).create()));
        }
        for (ResourceQuota quota : written.quotas()) {
            Map<String, Quantity> hard = quota.getSpec().getHard();
            ResourceQuota created =
                    admin.resource(
                                    new ResourceQuotaBuilder(quota)
                                            .editSpec()
                                            .withHard(asked(hard, random))
                                            .endSpec()
                                            .build())
                            .create();
            if (random.nextDouble() < 0.95) {
                status(created, hard, written.used(hard));
            }
        }
        return new SetUp(random, namespace, ranges);
    }

    /** What a quota asks for by now; its status, which is enforced, may not have taken it up. */
    private static Map<String, Quantity> asked(
            Map<String, Quantity> enforced, RandomGenerator random) {
        Map<String, Quantity> asked = new TreeMap<>(enforced);
        switch (random.nextInt(6)) {
            case 0 -> asked.replaceAll((_, _) -> new Quantity("1000000000"));
            case 1 -> asked.replaceAll((_, _) -> new Quantity("0"));
            case 2 -> asked.remove(enforced.keySet().iterator().next());
            default -> {}
        }
        return asked;
    }

    private static List<Tried> tryPods(SetUp setUp) {
        RandomGenerator random = setUp.random();
        String namespace = setUp.name();
        List<LimitRangeState> ranges = setUp.ranges();
        List<Tried> tried = new ArrayList<>();
        RandomPod pods = new RandomPod(random);
        for (int i = 0; i < PODS; i++) {
            List<QuotaState> quotas =
                    admin.resourceQuotas().inNamespace(namespace).list().getItems().stream()
                            .map(ClusterObjects::of)
                            .toList();
            Admission admission = new Admission(ranges, quotas);
            Pod pod = pods.of(namespace, "pod-" + i);
            Pod near =
                    random.nextDouble() < 0.9
                            ? nearBoundary(pod, admission, quotas, ranges, random)
                            : pod;
            Verdict verdict = admission.judge(Terms.of(near));
            Said said = create(near);
            tried.add(
                    new Tried(
                            said,
                            Said.of(verdict),
                            !near.equals(pod),
                            quotas.stream().anyMatch(quota -> !quota.notTakenUp().isEmpty()),
                            Terms.of(near) + " beside " + quotas + ranges,
                            said.equals(Said.ADMITTED)
                                    ? completed(near, admin.resource(near).get())
                                    : Completed.NOT));
        }
        return tried;
    }

    private static Completed completed(Pod asked, Pod made) {
        int defaults = 0;
        List<String> misread = new ArrayList<>();
        List<PodTerms.Container> written = Terms.of(asked).containers();
        List<PodTerms.Container> given = Terms.of(made).containers();
        for (int i = 0; i < written.size(); i++) {
            PodTerms.Container own = given.get(i).withoutDefaults();
            // the API server itself takes a limit for a request where there is none
            Set<String> requests = new TreeSet<>(written.get(i).requests().keySet());
            requests.addAll(written.get(i).limits().keySet());
            if (!own.requests().keySet().equals(requests)
                    || !own.limits().keySet().equals(written.get(i).limits().keySet())) {
                misread.add(written.get(i) + " became " + given.get(i));
            }
            defaults += given.get(i).defaultRequests().size() + given.get(i).defaultLimits().size();
        }
        return new Completed(defaults, misread);
    }

    private static Said create(Pod pod) {
        try {
            admin.resource(pod).create();
            return Said.ADMITTED;
        } catch (KubernetesClientException e) {
            return Said.of(e);
        }
    }

    /**
     * The same pod with the request or limit of its first container such that one line of one quota
     * is filled to the last, or missed by the smallest step, or such that its limit is the largest
     * multiple of its request that a LimitRange has; the same one where that cannot be.
     */
    private static Pod nearBoundary(
            Pod pod,
            Admission admission,
            List<QuotaState> quotas,
            List<LimitRangeState> ranges,
            RandomGenerator random) {
        var terms = admission.complete(Terms.of(pod));
        var charge = PodCharge.of(terms);
        List<Pod> candidates = new ArrayList<>();
        for (QuotaState quota : quotas) {
            if (!Scope.all(quota, terms)) {
                continue;
            }
            quota.hard()
                    .forEach((line, hard) -> {
                        String resource = line.substring(line.indexOf('.') + 1);
                        boolean limit = line.startsWith("limits.");
                        var container = pod.getSpec().getContainers().getFirst();
                        Map<String, Quantity> amounts =
                                limit
                                        ? container.getResources().getLimits()
                                        : container.getResources().getRequests();
                        if (amounts == null
                                || !amounts.containsKey(resource)
                                || !charge.containsKey(line)) {
                            return;
                        }
                        BigDecimal step =
                                resource.equals("cpu") ? new BigDecimal("0.001") : BigDecimal.ONE;
                        BigDecimal amount =
                                hard.subtract(quota.used().getOrDefault(line, BigDecimal.ZERO))
                                        .subtract(charge.get(line))
                                        .add(amounts.get(resource).getNumericalAmount())
                                        .add(random.nextBoolean() ? step : BigDecimal.ZERO)
                                        .setScale(
                                                resource.equals("cpu") ? 3 : 0,
                                                RoundingMode.CEILING);
                        if (amount.signum() > 0
                                && !resource.contains("/")
                                && !resource.contains("huge")) {
                            candidates.add(changed(pod, resource, limit, amount));
                        }
                    });
        }
        List<Pod> nearRatio = nearRatio(pod, ranges, random);
        candidates.addAll(nearRatio);
        if (!nearRatio.isEmpty() && random.nextBoolean()) {
            return nearRatio.get(random.nextInt(nearRatio.size()));
        }
        return candidates.isEmpty() ? pod : candidates.get(random.nextInt(candidates.size()));
    }

    private static List<Pod> nearRatio(
            Pod pod, List<LimitRangeState> ranges, RandomGenerator random) {
        List<Pod> candidates = new ArrayList<>();
        Map<String, Quantity> requests =
                pod.getSpec().getContainers().getFirst().getResources().getRequests();
        for (LimitRangeState.Item item :
                ranges.stream().flatMap(range -> range.items().stream()).toList()) {
            LimitRangeState.Exact exact = item.exact();
            if (exact == null || requests == null) {
                continue;
            }
            exact.maxLimitRequestRatio()
                    .forEach((resource, ratio) -> {
                        Quantity request = requests.get(resource);
                        if (request != null && request.getNumericalAmount().signum() > 0) {
                            int digits = resource.equals("cpu") ? 3 : 0;
                            BigDecimal asked =
                                    digits == 3
                                            ? asked(ratio, random)
                                            : request.getNumericalAmount();
                            BigDecimal limit =
                                    asked.multiply(ratio).setScale(digits, RoundingMode.FLOOR);
                            BigDecimal step =
                                    random.nextInt(3) == 0
                                            ? BigDecimal.ONE.movePointLeft(digits)
                                            : BigDecimal.ZERO;
                            candidates.add(
                                    changed(
                                            changed(pod, resource, false, asked),
                                            resource,
                                            true,
                                            limit.add(step)));
                        }
                    });
        }
        return candidates;
    }

    /** The cores of one container, if that can be such that a whole multiple of them is at most. */
    private static BigDecimal asked(BigDecimal ratio, RandomGenerator random) {
        List<BigDecimal> exact =
                RandomNamespace.REQUESTS.stream()
                        .map(request -> BigDecimal.valueOf(request, 3))
                        .filter(cores -> cores.multiply(ratio).stripTrailingZeros().scale() <= 3)
                        .toList();
        return exact.isEmpty()
                ? BigDecimal.valueOf(20 + random.nextInt(400), 3)
                : exact.get(random.nextInt(exact.size()));
    }

    private static Pod changed(Pod pod, String resource, boolean limit, BigDecimal amount) {
        Quantity quantity = new Quantity(amount.toPlainString());
        var container = new PodBuilder(pod).editSpec().editFirstContainer().editResources();
        if (limit) {
            return container
                    .addToLimits(resource, quantity)
                    .endResources()
                    .endContainer()
                    .endSpec()
                    .build();
        }
        var asked = container.addToRequests(resource, quantity);
        Quantity most = asked.getLimits() == null ? null : asked.getLimits().get(resource);
        if (most != null && most.getNumericalAmount().compareTo(amount) < 0) {
            asked = asked.addToLimits(resource, quantity);
        }
        return asked.endResources().endContainer().endSpec().build();
    }
}
