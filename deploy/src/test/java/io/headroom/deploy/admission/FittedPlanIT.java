package io.headroom.deploy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.headroom.collector.kubernetes.ClusterObjects;
import io.headroom.collector.kubernetes.Terms;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.Member;
import io.headroom.recommender.fit.NamespaceFacts;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.Planner;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random namespaces are planned, and the pods of the plan created in a copy, those of StatefulSets
 * after their claims of volumes: the API server admits all of them. What is said not to fit is
 * created in another copy, where some pod is refused. {@code -Dheadroom.plan.namespaces=N} and
 * {@code -Dheadroom.seed=S} say how many, and which.
 */
@Tag("admission")
class FittedPlanIT {
    private static final int NAMESPACES = Integer.getInteger("headroom.plan.namespaces", 60);
    private static final long EVERYWHERE = 20_261_127L;
    private static final long SEED = Long.getLong("headroom.seed", EVERYWHERE);
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private static KubernetesClient admin;

    /** A workload's pods, as its author writes them, and what is known of it. */
    private record Written(Pod template, Member member, RandomClaims claims) {}

    @BeforeAll
    static void addWhatAllNamespacesShare() {
        admin = ControlPlane.bare().admin();
        AdmissionIT.addWhatAllNamespacesShare();
        RandomClaims.addDefaultClass(admin);
    }

    @AfterAll
    static void removeTheDefaultClass() {
        RandomClaims.removeDefaultClass(admin);
    }

    @Test
    void whatAPlanGivesIsAdmittedInFull() {
        System.out.printf(
                "plans: -Dheadroom.plan.namespaces=%d -Dheadroom.seed=%d%n", NAMESPACES, SEED);
        RandomGenerator seeds = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        int planned = 0;
        int created = 0;
        int ofVolumes = 0;
        for (int number = 0; number < NAMESPACES; number++) {
            long seed = seeds.nextLong();
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            String namespace = ControlPlane.bare().newNamespace("plan");
            RandomNamespace written = new RandomNamespace(random, namespace);
            RandomGenerator volumes = RandomGeneratorFactory.of("L64X128MixRandom").create(~seed);
            List<LimitRange> ranges = new ArrayList<>(written.limitRanges());
            if (volumes.nextInt(10) == 0) {
                ranges.add(RandomClaims.limitRange(namespace, volumes));
            }
            lay(namespace, ranges, List.of());
            List<ResourceQuota> quotas = counted(written);
            NamespaceFacts bound = facts(namespace, quotas, List.of());
            List<Written> workloads = new ArrayList<>();
            int count = 1 + random.nextInt(3);
            for (int workload = 0; workload < count; workload++) {
                Written runnable = runnable("w" + workload, bound, random);
                workloads.add(
                        volumes.nextInt(2) == 0 ? claiming(runnable, bound, volumes) : runnable);
            }
            List<Member> members = workloads.stream().map(Written::member).toList();
            if (volumes.nextInt(4) > 0) {
                quotas = new ArrayList<>(quotas);
                quotas.add(RandomClaims.quota(namespace, members, volumes));
            }
            if (random.nextInt(6) > 0) {
                quotas = withRoom(quotas, facts(namespace, quotas, members), random);
            }
            lay(namespace, List.of(), quotas);
            NamespacePlan plan = Planner.plan(facts(namespace, members));
            verdicts.merge(plan.verdict(), 1, Integer::sum);
            ofVolumes +=
                    plan.blockedBy().stream()
                                    .anyMatch(line -> line.quota().equals(RandomClaims.QUOTA))
                            ? 1
                            : 0;

            if (plan.proved() != null) {
                created += create(namespace, workloads, plan, true, seed);
                planned++;
            }
            if (plan.verdict() != Verdict.FITS) {
                String copy = ControlPlane.bare().newNamespace("advice");
                lay(copy, ranges, quotas);
                assertThat(create(copy, workloads, plan, false, seed))
                        .as(
                                "seed %d: all of what is said not to fit was admitted: %s beside"
                                        + " %s",
                                seed, plan, facts(copy, List.of()))
                        .isNegative();
            }
        }
        System.out.printf(
                "plans: %s, %d blocked by volumes; %d pods and claims of %d plans admitted%n",
                verdicts, ofVolumes, created, planned);
        assertThat(ofVolumes).isGreaterThan(NAMESPACES / 10);
        Set<Verdict> expected = EnumSet.complementOf(EnumSet.of(Verdict.TERMINATING));
        assertThat(expected).containsAll(verdicts.keySet());
        if (SEED != EVERYWHERE) {
            // it is one of sixty, as nothing runs yet: not every seed has it
            expected.remove(Verdict.FITS_IN_STAGES);
        }
        assertThat(verdicts).containsKeys(expected.toArray(Verdict[]::new));
        assertThat(planned).as("namespaces with a plan").isGreaterThan(NAMESPACES * 2 / 3);
        assertThat(verdicts.get(Verdict.FITS_WITH_LESS)).isGreaterThan(NAMESPACES / 4);
        assertThat(created).isGreaterThan(2 * planned);
    }

    /**
     * OpenShift admits a pod beside what the status of a ClusterResourceQuota counts in all
     * namespaces that share it, as beside a quota of the pod's own. The pods of all plans are
     * created in one namespace that has such a quota.
     */
    @Test
    void whatNamespacesThatShareAQuotaArePlannedIsAdmittedInFullTogether() {
        int groups = NAMESPACES / 4;
        RandomGenerator seeds = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + 1);
        int planned = 0;
        int contended = 0;
        int created = 0;
        for (int group = 0; group < groups; group++) {
            long seed = seeds.nextLong();
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            String all = ControlPlane.bare().newNamespace("shared");
            List<ResourceQuota> quotas = counted(new RandomNamespace(random, all));
            List<Written> workloads = new ArrayList<>();
            for (int number = 0; number < 3; number++) {
                NamespaceFacts bound = facts(all + '-' + number, quotas, List.of());
                workloads.add(runnable("of-" + number, bound, random));
            }
            NamespaceFacts together =
                    facts(all, quotas, workloads.stream().map(Written::member).toList());
            quotas = withRoom(quotas, together, random);
            lay(all, List.of(), quotas);
            List<NamespaceFacts> sharing = new ArrayList<>();
            for (Written written : workloads) {
                sharing.add(sharing(written.member(), quotas));
            }
            List<NamespacePlan> plans = Planner.plan(sharing);
            for (int number = 0; number < plans.size(); number++) {
                NamespacePlan plan = plans.get(number);
                planned++;
                if (plan.verdict() != Verdict.FITS
                        && Planner.plan(sharing.get(number)).verdict() == Verdict.FITS) {
                    contended++;
                }
                if (plan.proved() != null) {
                    created += create(all, List.of(workloads.get(number)), plan, true, seed);
                }
            }
        }
        System.out.printf(
                "plans beside a shared quota: %d, of which %d fit alone and not together; %d pods"
                        + " admitted%n",
                planned, contended, created);
        assertThat(contended).isGreaterThan(planned / 20);
        assertThat(created).isGreaterThan(planned);
    }

    /**
     * The LimitRange and the quota that a namespace without a quota is advised to have are created,
     * and after them all of its pods as they are advised, with their surge.
     */
    @Test
    void whatANamespaceWithoutAQuotaIsAdvisedToHaveLetsAllOfItsPodsIn() {
        int namespaces = NAMESPACES / 4;
        RandomGenerator seeds = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + 2);
        int beside = 0;
        int ranges = 0;
        int created = 0;
        for (int number = 0; number < namespaces; number++) {
            long seed = seeds.nextLong();
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            String namespace = ControlPlane.bare().newNamespace("advised");
            NamespaceFacts bound = facts(namespace, List.of(), List.of());
            List<Written> workloads = new ArrayList<>();
            for (int workload = 0; workload <= random.nextInt(3); workload++) {
                workloads.add(runnable("w" + workload, bound, random));
            }
            List<Resources> nodes =
                    List.of(
                            new Resources(
                                    new Cpu(300 + random.nextInt(1_000)),
                                    new Memory((200L << 20) + random.nextInt(1 << 30))));
            NamespacePlan plan =
                    Planner.plan(
                            new NamespaceFacts(
                                    namespace,
                                    NOW,
                                    workloads.stream().map(Written::member).toList(),
                                    List.of(),
                                    List.of(),
                                    nodes));
            NamespacePlan.LimitRangeAdvice advice = plan.limitRange();
            List<LimitRange> range =
                    advice == null ? List.of() : List.of(limitRange(namespace, advice));
            ranges += range.size();
            beside +=
                    plan.quotas().stream()
                                    .anyMatch(each ->
                                            String.valueOf(each.message())
                                                    .contains("beside a LimitRange"))
                            ? 1
                            : 0;
            lay(namespace, range, List.of(advisedQuota(plan)));
            created += create(namespace, workloads, plan, true, seed);
        }
        System.out.printf(
                "advised objects: %d namespaces, %d LimitRanges, %d quotas beside their defaults;"
                        + " %d pods admitted%n",
                namespaces, ranges, beside, created);
        assertThat(ranges).isGreaterThan(namespaces / 2);
        assertThat(created).isGreaterThan(2 * namespaces);
    }

    private static LimitRange limitRange(String namespace, NamespacePlan.LimitRangeAdvice advice) {
        Map<String, Quantity> ratios = new TreeMap<>();
        advice.ratio()
                .forEach((resource, ratio) -> ratios.put(resource, new Quantity(ratio.toString())));
        return new LimitRangeBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("advised")
                .endMetadata()
                .withNewSpec()
                .addNewLimit()
                .withType("Container")
                .withMin(quantities(advice.min()))
                .withMax(quantities(advice.max()))
                .withDefault(quantities(advice.defaultLimit()))
                .withDefaultRequest(quantities(advice.defaultRequest()))
                .withMaxLimitRequestRatio(ratios)
                .endLimit()
                .endSpec()
                .build();
    }

    /** As the quota controller counts it before there is any pod. */
    private static ResourceQuota advisedQuota(NamespacePlan plan) {
        Map<String, Quantity> hard = new TreeMap<>();
        Map<String, Quantity> used = new TreeMap<>();
        plan.quotas()
                .forEach(each -> {
                    BigDecimal recommended = each.recommended();
                    if (recommended != null) {
                        hard.put(each.resource(), new Quantity(recommended.toPlainString()));
                        used.put(each.resource(), new Quantity("0"));
                    }
                });
        return new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("advised")
                .endMetadata()
                .withNewSpec()
                .withHard(hard)
                .endSpec()
                .withNewStatus()
                .withHard(hard)
                .withUsed(used)
                .endStatus()
                .build();
    }

    private static Map<String, Quantity> quantities(Resources amounts) {
        Map<String, Quantity> quantities = new TreeMap<>();
        set(amounts, quantities::put, quantities::remove);
        return quantities;
    }

    /** A namespace of one workload that shares these quotas. */
    private static NamespaceFacts sharing(Member member, List<ResourceQuota> quotas) {
        return new NamespaceFacts(
                member.workload().namespace(),
                NOW,
                List.of(member),
                quotas.stream()
                        .map(ClusterObjects::of)
                        .map(quota ->
                                new QuotaState(
                                        "",
                                        ClusterQuotaState.PREFIX + quota.name(),
                                        quota.hard(),
                                        quota.used(),
                                        quota.scopes()))
                        .toList(),
                List.of(),
                List.of());
    }

    /** Random quotas, of which something is used already. */
    private static List<ResourceQuota> counted(RandomNamespace written) {
        return written.quotas().stream()
                .map(quota ->
                        new ResourceQuotaBuilder(quota)
                                .withNewStatus()
                                .withHard(quota.getSpec().getHard())
                                .withUsed(written.used(quota.getSpec().getHard()))
                                .endStatus()
                                .build())
                .toList();
    }

    /**
     * The same quotas, their lines raised where not even the least fits: nearly nobody runs what
     * has no room at all. How much more than the least they let in is left to chance.
     */
    private static List<ResourceQuota> withRoom(
            List<ResourceQuota> quotas, NamespaceFacts facts, RandomGenerator random) {
        List<ResourceQuota> raised = quotas;
        List<NamespacePlan.Blocked> stuckOn = Planner.plan(facts).stuckOn();
        for (int attempt = 0; attempt < 20 && !stuckOn.isEmpty(); attempt++) {
            for (NamespacePlan.Blocked line : stuckOn) {
                BigDecimal more =
                        Objects.requireNonNull(line.missing())
                                .multiply(BigDecimal.valueOf(1 + 0.6 * random.nextDouble()))
                                .add(line.hard())
                                .setScale(
                                        line.resource().endsWith("cpu") ? 3 : 0,
                                        RoundingMode.CEILING);
                raised = raised.stream().map(quota -> raised(quota, line, more)).toList();
            }
            stuckOn = Planner.plan(facts(facts.namespace(), raised, facts.members())).stuckOn();
        }
        return raised;
    }

    private static ResourceQuota raised(
            ResourceQuota quota, NamespacePlan.Blocked line, BigDecimal hard) {
        if (!quota.getMetadata().getName().equals(line.quota())) {
            return quota;
        }
        Quantity most = new Quantity(hard.toPlainString());
        return new ResourceQuotaBuilder(quota)
                .editSpec()
                .addToHard(line.resource(), most)
                .endSpec()
                .editStatus()
                .addToHard(line.resource(), most)
                .endStatus()
                .build();
    }

    private static void lay(String namespace, List<LimitRange> ranges, List<ResourceQuota> quotas) {
        for (LimitRange range : ranges) {
            admin.resource(
                            new LimitRangeBuilder(range)
                                    .editMetadata()
                                    .withNamespace(namespace)
                                    .endMetadata()
                                    .build())
                    .create();
        }
        for (ResourceQuota quota : quotas) {
            ResourceQuota created =
                    admin.resource(
                                    new ResourceQuotaBuilder(quota)
                                            .editMetadata()
                                            .withNamespace(namespace)
                                            .endMetadata()
                                            .withStatus(null)
                                            .build())
                            .create();
            admin.resource(new ResourceQuotaBuilder(created).withStatus(quota.getStatus()).build())
                    .updateStatus();
        }
    }

    /** What is known of a namespace, from the API server. */
    private static NamespaceFacts facts(String namespace, List<Member> members) {
        return facts(
                namespace,
                admin.resourceQuotas().inNamespace(namespace).list().getItems(),
                members);
    }

    private static NamespaceFacts facts(
            String namespace, List<ResourceQuota> quotas, List<Member> members) {
        List<LimitRangeState> ranges =
                admin.limitRanges().inNamespace(namespace).list().getItems().stream()
                        .map(ClusterObjects::of)
                        .toList();
        return new NamespaceFacts(
                namespace,
                NOW,
                members,
                quotas.stream().map(ClusterObjects::of).toList(),
                ranges,
                List.of());
    }

    /**
     * Mostly one whose pods are let in where there is room, as those of whatever runs: of the
     * others nothing is planned.
     */
    private static Written runnable(String name, NamespaceFacts bound, RandomGenerator random) {
        Written written = workload(name, bound, random);
        if (random.nextInt(6) == 0) {
            return written;
        }
        for (int attempt = 0; attempt < 100 && isRefused(written, bound); attempt++) {
            written = workload(name, bound, random);
        }
        return written;
    }

    private static boolean isRefused(Written written, NamespaceFacts bound) {
        return Planner.plan(
                        new NamespaceFacts(
                                bound.namespace(),
                                NOW,
                                List.of(written.member()),
                                bound.quotas(),
                                bound.limitRanges(),
                                List.of()))
                .workloads()
                .stream()
                .anyMatch(workload -> workload.refused() != null);
    }

    private static Written workload(String name, NamespaceFacts bound, RandomGenerator random) {
        Pod template = new RandomPod(random).of(bound.namespace(), name);
        // as its pods are that were let in before there was a quota
        PodTerms terms = new Admission(bound.limitRanges(), List.of()).complete(Terms.of(template));
        List<ContainerSpec> containers =
                terms.containers().stream().map(FittedPlanIT::spec).toList();
        WorkloadRef workload = new WorkloadRef(bound.namespace(), "Deployment", "apps", name);
        Map<String, Resources> used = new TreeMap<>();
        containers.forEach(container ->
                used.put(
                        container.name(), amounts(5 + random.nextInt(60), 8 + random.nextInt(60))));
        int fewest = 1 + random.nextInt(2);
        return new Written(
                template,
                new Member(
                        workload,
                        terms,
                        new Member.Replicas(fewest + random.nextInt(2), fewest, random.nextInt(2)),
                        new PodShape(containers, overhead(terms)),
                        List.of(),
                        recommendation(workload, containers, random),
                        used,
                        null,
                        List.of()),
                RandomClaims.NONE);
    }

    /** The same as a StatefulSet, some of whose claims are there. */
    private static Written claiming(Written written, NamespaceFacts bound, RandomGenerator random) {
        Member member = written.member();
        WorkloadRef workload =
                new WorkloadRef(bound.namespace(), "StatefulSet", "apps", member.workload().name());
        int most = member.replicas().most();
        RandomClaims claims = RandomClaims.of(workload, random);
        return new Written(
                written.template(),
                new Member(
                        workload,
                        member.terms(),
                        new Member.Replicas(most, member.replicas().fewest(), 0),
                        member.shape(),
                        member.pods(),
                        member.recommendation(),
                        member.used(),
                        member.using(),
                        member.days(),
                        claims.volumes(
                                most, claims.make(admin, most, bound.limitRanges(), random))),
                claims);
    }

    private static Recommendation recommendation(
            WorkloadRef workload, List<ContainerSpec> containers, RandomGenerator random) {
        List<ContainerRecommendation> advised = new ArrayList<>();
        for (ContainerSpec container : containers) {
            if (container.type().longRunning()) {
                Resources target = amounts(20 + random.nextInt(400), 16 + random.nextInt(400));
                ContainerRecommendation wanted =
                        new ContainerRecommendation(
                                container.name(),
                                container.type(),
                                container.requests(),
                                container.limits(),
                                new Advice.Resize(
                                        target, target, target, target, 1, 720, List.of()));
                // most quotas of limits let no pod in without them
                advised.add(
                        random.nextInt(5) == 0
                                ? wanted
                                : wanted.limited(
                                        amounts(
                                                420 + random.nextInt(300),
                                                416 + random.nextInt(300))));
            }
        }
        return new Recommendation(workload, NOW, "headroom", new Completeness(12, 12), advised);
    }

    /**
     * How many pods and claims were made; minus one as soon as one is refused that may be. Of who
     * is said to be refused nothing is planned.
     */
    private static int create(
            String namespace,
            List<Written> workloads,
            NamespacePlan plan,
            boolean planned,
            long seed) {
        int created = 0;
        for (Written written : workloads) {
            NamespacePlan.Workload sizes =
                    plan.workloads().stream()
                            .filter(each ->
                                    each.workload().equals(written.member().workload().key()))
                            .findFirst()
                            .orElseThrow();
            int pods =
                    planned
                            ? number(sizes.plannedPods()) + number(sizes.plannedSurge())
                            : sizes.pods() + sizes.surge();
            for (int pod = 0; pod < pods; pod++) {
                try {
                    for (PersistentVolumeClaim claim :
                            written.claims().of(written.member(), pod, namespace)) {
                        admin.resource(claim).create();
                        created++;
                    }
                    admin.resource(sized(namespace, pod, written, sizes, planned)).create();
                    created++;
                } catch (KubernetesClientException e) {
                    if (planned) {
                        throw new AssertionError(
                                "seed %d: a pod of the plan, or its claim, was refused: %s"
                                        .formatted(seed, plan),
                                e);
                    }
                    return -1;
                }
            }
        }
        return created;
    }

    private static int number(@Nullable Integer count) {
        return count == null ? 0 : count;
    }

    private static Pod sized(
            String namespace,
            int number,
            Written written,
            NamespacePlan.Workload sizes,
            boolean planned) {
        Map<String, NamespacePlan.Container> byName = new HashMap<>();
        sizes.containers().forEach(container -> byName.put(container.name(), container));
        Pod template = written.template();
        var spec =
                new PodBuilder(template)
                        .editMetadata()
                        .withNamespace(namespace)
                        .withName(template.getMetadata().getName() + '-' + number)
                        .endMetadata()
                        .editSpec()
                        .withContainers(
                                template.getSpec().getContainers().stream()
                                        .map(each -> sized(each, byName, planned))
                                        .toList());
        if (template.getSpec().getInitContainers() != null) {
            spec.withInitContainers(
                    template.getSpec().getInitContainers().stream()
                            .map(each -> sized(each, byName, planned))
                            .toList());
        }
        return spec.endSpec().build();
    }

    private static Container sized(
            Container container, Map<String, NamespacePlan.Container> sizes, boolean planned) {
        NamespacePlan.Container size = sizes.get(container.getName());
        if (size == null) {
            return container;
        }
        Resources requests = planned ? size.plannedRequests() : size.requests();
        Resources limits = planned ? size.plannedLimits() : size.limits();
        var resources = new ResourceRequirementsBuilder(container.getResources());
        set(requests, resources::addToRequests, resources::removeFromRequests);
        set(limits, resources::addToLimits, resources::removeFromLimits);
        return new ContainerBuilder(container).withResources(resources.build()).build();
    }

    private interface Setter {
        @Nullable Object set(String resource, Quantity amount);
    }

    private interface Remover {
        @Nullable Object remove(String resource);
    }

    private static void set(@Nullable Resources amounts, Setter setter, Remover remover) {
        Cpu cpu = amounts == null ? null : amounts.cpu();
        Memory memory = amounts == null ? null : amounts.memory();
        if (cpu != null && cpu.millicores() > 0) {
            setter.set("cpu", new Quantity(cpu.toString()));
        } else {
            remover.remove("cpu");
        }
        if (memory != null && memory.bytes() > 0) {
            setter.set("memory", new Quantity(Long.toString(memory.bytes())));
        } else {
            remover.remove("memory");
        }
    }

    private static ContainerSpec spec(PodTerms.Container container) {
        return new ContainerSpec(
                container.name(),
                container.type(),
                resources(container.requests()),
                resources(container.limits()));
    }

    private static Resources overhead(PodTerms terms) {
        return resources(terms.overhead());
    }

    private static Resources resources(Map<String, BigDecimal> amounts) {
        BigDecimal cpu = amounts.get("cpu");
        BigDecimal memory = amounts.get("memory");
        return new Resources(
                cpu == null
                        ? null
                        : new Cpu(
                                cpu.movePointRight(3)
                                        .setScale(0, RoundingMode.CEILING)
                                        .longValueExact()),
                memory == null
                        ? null
                        : new Memory(memory.setScale(0, RoundingMode.CEILING).longValueExact()));
    }

    private static Resources amounts(long millicores, long mebibytes) {
        return new Resources(new Cpu(millicores), Memory.ofMebibytes(mebibytes));
    }
}
