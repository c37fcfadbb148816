package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.fit.admission.ClaimAdmission;
import io.headroom.recommender.fit.admission.ClaimCharge;
import io.headroom.recommender.fit.admission.PodCharge;
import io.headroom.recommender.fit.admission.Scope;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plans, held against what admission says of one pod after the other, each after the claims of
 * volumes that are made for it.
 */
class AdmittedPlanTest {
    private static final List<String> RESOURCES =
            List.of("requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "pods");

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsSaidToFitIsAdmittedAndNothingElseIs(long seed) {
        NamespaceFacts facts = namespace(seed);
        List<Claim> claims =
                facts.members().stream().map(member -> MemberClaim.of(member, facts)).toList();
        List<Grant> wanted = claims.stream().map(Grant::wanted).toList();
        Fit fit = Fitting.of(claims, QuotaLines.of(facts, wanted));

        NamespacePlan plan = Planner.plan(facts);

        assertThat(plan.verdict() == Verdict.FITS).isEqualTo(admitted(facts, wanted));
        boolean refused =
                plan.workloads().stream().anyMatch(workload -> workload.refused() != null);
        if (fit.plan() != null && !refused) {
            assertThat(admitted(facts, fit.plan().grants())).isTrue();
        }
    }

    @Test
    void everyVerdictIsGivenToManySeeds() {
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        int refused = 0;
        for (long seed = 0; seed < 700; seed++) {
            NamespacePlan plan = Planner.plan(namespace(seed));
            verdicts.merge(plan.verdict(), 1, Integer::sum);
            refused +=
                    plan.workloads().stream().anyMatch(workload -> workload.refused() != null)
                            ? 1
                            : 0;
        }

        assertThat(verdicts)
                .containsOnlyKeys(
                        EnumSet.complementOf(EnumSet.of(Verdict.TERMINATING))
                                .toArray(Verdict[]::new));
        assertThat(verdicts.values()).allMatch(count -> count > 25);
        assertThat(refused).isBetween(25, 250);
    }

    @Test
    void manySeedsAreBlockedByVolumesAndManyOfThemHaveAPlanAllTheSame() {
        int blocked = 0;
        int planned = 0;
        // of those of which pods are refused there is no plan
        for (long seed = 0; seed < 700; seed++) {
            NamespacePlan plan = Planner.plan(namespace(seed));
            if (plan.blockedBy().stream().anyMatch(line -> line.quota().equals("volumes"))) {
                blocked++;
                planned += plan.proved() == null ? 0 : 1;
            }
        }

        assertThat(blocked).isGreaterThan(100);
        assertThat(planned).isGreaterThan(40);
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    /** Whether each pod is let in beside those before it. */
    private static boolean admitted(NamespaceFacts facts, List<Grant> grants) {
        Map<String, Map<String, BigDecimal>> used = new HashMap<>();
        facts.quotas().forEach(quota -> used.put(quota.name(), new TreeMap<>(quota.used())));
        Map<WorkloadRef, Member> members = new HashMap<>();
        facts.members().forEach(member -> members.put(member.workload(), member));
        for (Grant grant : grants) {
            Member member = members.get(grant.claim().workload());
            assertThat(member).isNotNull();
            for (int pod = 0; member != null && pod < grant.pods(); pod++) {
                PodTerms asked = Terms.of(grant, member.terms());
                if (!claimed(facts, member.volumes().toCome().stream().skip(pod).limit(1), used)) {
                    return false;
                }
                List<QuotaState> now =
                        facts.quotas().stream().map(quota -> with(quota, used)).toList();
                Admission admission = new Admission(facts.limitRanges(), now);
                if (!(admission.judge(asked)
                        instanceof io.headroom.recommender.fit.admission.Verdict.Admitted)) {
                    return false;
                }
                PodTerms made = admission.complete(asked);
                for (QuotaState quota : now) {
                    if (Scope.all(quota, made)) {
                        PodCharge.of(made)
                                .forEach((resource, amount) ->
                                        counted(used, quota)
                                                .computeIfPresent(
                                                        resource, (_, sum) -> sum.add(amount)));
                    }
                }
            }
        }
        return true;
    }

    /** Whether each claim that a pod gets is let in beside those before it. */
    private static boolean claimed(
            NamespaceFacts facts,
            Stream<List<VolumeClaimState>> ofPod,
            Map<String, Map<String, BigDecimal>> used) {
        for (VolumeClaimState claim : ofPod.flatMap(List::stream).toList()) {
            List<QuotaState> now = facts.quotas().stream().map(quota -> with(quota, used)).toList();
            if (!(new ClaimAdmission(facts.limitRanges(), now).judge(claim)
                    instanceof io.headroom.recommender.fit.admission.Verdict.Admitted)) {
                return false;
            }
            for (QuotaState quota : now) {
                if (ClaimCharge.isInScope(quota, claim)) {
                    ClaimCharge.of(claim)
                            .forEach((resource, amount) ->
                                    counted(used, quota)
                                            .computeIfPresent(
                                                    resource, (_, sum) -> sum.add(amount)));
                }
            }
        }
        return true;
    }

    private static QuotaState with(QuotaState quota, Map<String, Map<String, BigDecimal>> used) {
        return new QuotaState(
                quota.namespace(),
                quota.name(),
                quota.hard(),
                counted(used, quota),
                quota.scopes());
    }

    private static Map<String, BigDecimal> counted(
            Map<String, Map<String, BigDecimal>> used, QuotaState quota) {
        return used.computeIfAbsent(quota.name(), _ -> new TreeMap<>());
    }

    private static NamespaceFacts namespace(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom ofVolumes = new SplittableRandom(-1 - seed);
        boolean butSurges = new SplittableRandom(~seed << 1).nextInt(6) == 0;
        List<Member> members =
                IntStream.range(0, 1 + random.nextInt(5))
                        .mapToObj(index -> member("w" + index, random))
                        .map(member ->
                                ofVolumes.nextInt(3) == 0 ? claiming(member, ofVolumes) : member)
                        .toList();
        List<LimitRangeState> ranges = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            ranges.add(limitRange(random));
        }
        if (ofVolumes.nextInt(12) == 0) {
            ranges.add(RandomVolumes.limitRange(ofVolumes));
        }
        NamespaceFacts unbound =
                new NamespaceFacts("shop", Members.AS_OF, members, List.of(), ranges, List.of());
        List<Claim> claims =
                members.stream().map(member -> MemberClaim.of(member, unbound)).toList();
        List<QuotaState> quotas = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int quota = 0; quota < count; quota++) {
            quotas.add(quota("q" + quota, claims, butSurges, random));
        }
        if (ofVolumes.nextInt(3) > 0) {
            quotas.add(RandomVolumes.quota(members, ofVolumes));
        }
        return new NamespaceFacts("shop", Members.AS_OF, members, quotas, ranges, List.of());
    }

    /** The same, as a StatefulSet has it. */
    private static Member claiming(Member member, SplittableRandom random) {
        Member.Replicas replicas = member.replicas();
        return new Member(
                member.workload(),
                member.terms(),
                new Member.Replicas(replicas.most(), replicas.fewest(), 0),
                member.shape(),
                member.pods(),
                member.recommendation(),
                member.used(),
                member.using(),
                member.days(),
                RandomVolumes.of(member.workload(), replicas.most(), random));
    }

    private static Member member(String name, SplittableRandom random) {
        List<ContainerSpec> containers = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            containers.add(container("init", ContainerType.INIT, random));
        }
        if (random.nextInt(4) == 0) {
            containers.add(container("mesh", ContainerType.SIDECAR, random));
        }
        containers.add(container("app", ContainerType.APP, random));
        PodShape shape =
                new PodShape(containers, random.nextInt(4) == 0 ? amounts(30, 20) : Resources.NONE);
        int fewest = random.nextInt(3);
        int most = fewest + random.nextInt(4);
        return new Member(
                Claims.workload(name),
                terms(shape, random),
                new Member.Replicas(most, fewest, random.nextInt(2)),
                shape,
                List.of(),
                random.nextInt(5) == 0 ? null : recommendation(name, containers, random),
                used(containers, random),
                null,
                List.of());
    }

    private static PodTerms terms(PodShape shape, SplittableRandom random) {
        PodTerms plain = Terms.of(shape);
        boolean high = random.nextBoolean();
        boolean whole = random.nextInt(12) == 0;
        return new PodTerms(
                plain.containers(),
                whole,
                whole
                        ? Map.of("cpu", new BigDecimal("2"), "memory", BigDecimal.valueOf(4L << 30))
                        : Map.of(),
                Map.of(),
                plain.overhead(),
                high ? "high" : null,
                high ? 1_000 : 0,
                random.nextInt(5) == 0,
                false,
                false,
                null);
    }

    private static ContainerSpec container(
            String name, ContainerType type, SplittableRandom random) {
        Resources requests = amounts(50 + random.nextInt(400), 64 + random.nextInt(400));
        return new ContainerSpec(
                name, type, requests, random.nextInt(12) == 0 ? Resources.NONE : amounts(500, 600));
    }

    private static Recommendation recommendation(
            String name, List<ContainerSpec> containers, SplittableRandom random) {
        List<ContainerRecommendation> advised = new ArrayList<>();
        for (ContainerSpec container : containers) {
            if (container.type().longRunning()) {
                Resources target = amounts(40 + random.nextInt(600), 64 + random.nextInt(600));
                advised.add(
                        new ContainerRecommendation(
                                container.name(),
                                container.type(),
                                container.requests(),
                                container.limits(),
                                new Advice.Resize(
                                        target, target, target, target, 1, 720, List.of())));
            }
        }
        return new Recommendation(
                Claims.workload(name),
                Members.AS_OF,
                "headroom",
                new Completeness(12, 12),
                advised);
    }

    private static Map<String, Resources> used(
            List<ContainerSpec> containers, SplittableRandom random) {
        Map<String, Resources> used = new TreeMap<>();
        for (ContainerSpec container : containers) {
            used.put(container.name(), amounts(10 + random.nextInt(200), 20 + random.nextInt(400)));
        }
        return used;
    }

    private static LimitRangeState limitRange(SplittableRandom random) {
        Resources min = amounts(20 + random.nextInt(60), 32);
        Map<String, BigDecimal> exactMin =
                Map.of("cpu", cores(min), "memory", BigDecimal.valueOf(bytes(min)));
        Map<String, BigDecimal> defaults =
                Map.of("cpu", new BigDecimal("0.7"), "memory", BigDecimal.valueOf(700L << 20));
        BigDecimal ratio = BigDecimal.valueOf(3 + random.nextInt(20)).add(new BigDecimal("0.03"));
        return new LimitRangeState(
                "shop",
                "bounds",
                List.of(
                        ofPods(BigDecimal.valueOf(150 + random.nextInt(600), 2)),
                        new LimitRangeState.Item(
                                "Container",
                                min,
                                Resources.NONE,
                                amounts(700, 700),
                                Resources.NONE,
                                Map.of("cpu", ratio.doubleValue()),
                                new LimitRangeState.Exact(
                                        exactMin,
                                        Map.of(),
                                        defaults,
                                        Map.of(),
                                        Map.of("cpu", ratio)))));
    }

    private static LimitRangeState.Item ofPods(BigDecimal ratio) {
        return new LimitRangeState.Item(
                "Pod",
                Resources.NONE,
                Resources.NONE,
                Resources.NONE,
                Resources.NONE,
                Map.of("cpu", ratio.doubleValue(), "memory", ratio.doubleValue()),
                new LimitRangeState.Exact(
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of("cpu", ratio, "memory", ratio)));
    }

    /**
     * @param butSurges whether it lets in all but the surges, and counts nothing else
     */
    private static QuotaState quota(
            String name, List<Claim> claims, boolean butSurges, SplittableRandom random) {
        Map<String, BigDecimal> hard = new TreeMap<>();
        Map<String, BigDecimal> used = new TreeMap<>();
        double part = 0.5 + random.nextDouble();
        for (String resource : RESOURCES) {
            if (random.nextInt(3) == 0) {
                long sum =
                        claims.stream()
                                .mapToLong(claim -> Grant.wanted(claim).charge(resource))
                                .sum();
                long staying =
                        claims.stream()
                                .mapToLong(claim -> Grant.wanted(claim).staying().charge(resource))
                                .sum();
                long most = butSurges ? staying : (long) (sum * part);
                boolean counts = random.nextInt(4) == 0 && !butSurges;
                hard.put(resource, base(resource, most));
                used.put(resource, base(resource, counts ? most / 10 : 0));
            }
        }
        return new QuotaState("shop", name, hard, used, scopes(random));
    }

    private static List<String> scopes(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> List.of("PriorityClass In high,higher");
            case 1 -> List.of("NotTerminating");
            case 2 -> List.of("NotBestEffort", "PriorityClass NotIn high");
            default -> List.of();
        };
    }

    private static BigDecimal base(String resource, long amount) {
        return resource.endsWith("cpu") ? Cores.of(amount) : BigDecimal.valueOf(amount);
    }

    private static BigDecimal cores(Resources amounts) {
        Cpu cpu = amounts.cpu();
        return Cores.of(cpu == null ? 0 : cpu.millicores());
    }

    private static long bytes(Resources amounts) {
        Memory memory = amounts.memory();
        return memory == null ? 0 : memory.bytes();
    }

    private static Resources amounts(long millicores, long mebibytes) {
        return new Resources(new Cpu(millicores), Memory.ofMebibytes(mebibytes));
    }
}
