package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.admission.PodCharge;
import io.headroom.recommender.output.PlanTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of namespaces that are subject to the same ClusterResourceQuota. */
class SharedQuotaTest {
    private static final String TEAM = ClusterQuotaState.PREFIX + "team";
    private static final List<String> RESOURCES =
            List.of("requests.cpu", "requests.memory", "pods");

    @Test
    void twoNamespacesDoNotCountOnTheSameRoom() {
        // each wants two cores more, and there are two
        NamespaceFacts shop = namespace("shop", 2_000, shared("requests.cpu", "6", "4"));
        NamespaceFacts mail = namespace("mail", 2_000, shared("requests.cpu", "6", "4"));
        assertThat(Planner.plan(shop).verdict()).isEqualTo(Verdict.FITS);

        List<NamespacePlan> plans = Planner.plan(List.of(shop, mail));

        assertThat(plans).extracting(NamespacePlan::namespace).containsExactly("shop", "mail");
        assertThat(plans)
                .allSatisfy(plan -> {
                    assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
                    assertThat(plan.blockedBy())
                            .singleElement()
                            .satisfies(blocked -> {
                                assertThat(blocked.missing()).isEqualByComparingTo("2");
                                assertThat(blocked.message())
                                        .startsWith("ClusterResourceQuota team lets in 6");
                            });
                    assertThat(plan.lines().getFirst().advice()).isEqualByComparingTo("8");
                    assertThat(plan.lines().getFirst().plan()).isBetween(cores("5.9"), cores("6"));
                    assertThat(plan.workloads())
                            .singleElement()
                            .satisfies(workload ->
                                    assertThat(workload.workload()).startsWith(plan.namespace()));
                });
    }

    @Test
    void aSharedQuotaIsToBeWhatAllOfThemNeedTogether() {
        NamespaceFacts shop = namespace("shop", 2_000, shared("requests.cpu", "60", "4"));
        NamespaceFacts mail = namespace("mail", 3_000, shared("requests.cpu", "60", "4"));

        assertThat(Planner.plan(List.of(shop, mail)))
                .allSatisfy(plan ->
                        assertThat(plan.quotas())
                                .singleElement()
                                .satisfies(advice -> {
                                    assertThat(advice.needed()).isEqualByComparingTo("10");
                                    assertThat(advice.reach()).isEqualByComparingTo("10");
                                    assertThat(advice.recommended()).isEqualByComparingTo("11");
                                }));
    }

    @Test
    void whoeverHasNoRoomInAQuotaOfItsOwnIsNotInTheOthersWay() {
        // not even the least of one pod fits mail's own quota
        NamespaceFacts mail =
                namespace(
                        "mail",
                        2_000,
                        shared("requests.cpu", "6", "4"),
                        own("mail", "requests.cpu", "0.1", "0"));
        NamespaceFacts shop = namespace("shop", 2_000, shared("requests.cpu", "6", "4"));

        List<NamespacePlan> plans = Planner.plan(List.of(mail, shop));

        assertThat(plans.getFirst().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plans.getLast().verdict()).isEqualTo(Verdict.FITS);
    }

    /** Two want six of eight cores each, and a third one more than there are. */
    @Test
    void besideOneThatIsStuckNoTwoArePromisedTheSameRoom() {
        QuotaState team = shared("requests.cpu", "8", "6");
        NamespaceFacts one = namespace("one", 3_000, team);
        NamespaceFacts two = namespace("two", 3_000, team);
        Member large =
                Members.deployment("zed", "web")
                        .requests(amounts(1_000, 100))
                        .target(amounts(20_000, 100))
                        .used(amounts(20_000, 50))
                        .build();
        NamespaceFacts zed =
                new NamespaceFacts(
                        "zed", Members.AS_OF, List.of(large), List.of(team), List.of(), List.of());

        List<NamespacePlan> plans = Planner.plan(List.of(one, two, zed));

        assertThat(plans)
                .extracting(NamespacePlan::verdict)
                .containsExactly(
                        Verdict.FITS_WITH_LESS, Verdict.FITS_WITH_LESS, Verdict.DOES_NOT_FIT);
        assertThat(plans.getLast().stuckOn()).hasSize(1);
        assertThat(plans)
                .extracting(plan -> plan.lines().getFirst().advice().stripTrailingZeros())
                .containsOnly(new BigDecimal("52"));
        assertThat(plans)
                .extracting(plan -> plan.lines().getFirst().plan())
                .allSatisfy(plan ->
                        assertThat(plan).isBetween(new BigDecimal("7.95"), new BigDecimal("8")))
                .containsOnly(plans.getFirst().lines().getFirst().plan());
        assertThat(plans.stream().flatMap(plan -> plan.stages().stream()))
                .extracting(NamespacePlan.Stage::number)
                .containsExactlyInAnyOrder(1, 2);
    }

    /**
     * No new pod of zed's is let in, as its own quota lets in less than it has, and no pod of it
     * can become Guaranteed in place.
     */
    @Test
    void whoeverFindsNoOrderIsNotInTheOthersWay() {
        Member stuck =
                Members.deployment("zed", "web")
                        .rolling(4, 4, 1, 0)
                        .requests(amounts(1_000, 512))
                        .limits(amounts(2_000, 512))
                        .target(amounts(500, 512))
                        .targetLimits(amounts(500, 512))
                        .build();
        QuotaState team = shared("requests.cpu", "9", "6");
        NamespaceFacts zed =
                new NamespaceFacts(
                        "zed",
                        Members.AS_OF,
                        List.of(stuck),
                        List.of(team, own("zed", "requests.cpu", "3", "4")),
                        List.of(),
                        List.of());

        List<NamespacePlan> plans =
                Planner.plan(
                        List.of(
                                onePod("one", 1_000, 3_000).with(List.of(team)),
                                onePod("two", 1_000, 3_000).with(List.of(team)),
                                zed));

        assertThat(plans)
                .extracting(NamespacePlan::verdict)
                .containsExactly(
                        Verdict.FITS_WITH_LESS, Verdict.FITS_WITH_LESS, Verdict.DOES_NOT_FIT);
        assertThat(plans.getLast().blockedBy())
                .extracting(NamespacePlan.Blocked::quota)
                .contains("compute");
        assertThat(plans.getLast().workloads().getFirst().noStep()).isNotNull();
        assertThat(PlanTable.of(plans.getLast()))
                .contains("  web: no step to its advice is let in beside the pods that are there")
                .doesNotContain("even at the least");
        assertThat(plans.getFirst().lines().getFirst().plan())
                .as("four cores of zed's, and what there is for the others")
                .isBetween(cores("8.9"), cores("9"));
    }

    /**
     * While all of it rolls out there is room in what is shared; but it may not roll out, and what
     * comes after a resize is as large as before.
     */
    @Test
    void whoKeepsItsTemplateIsHeldToWhatIsSharedAsWell() {
        Member web =
                Members.deployment("one", "web")
                        .rolling(1, 2, 0, 1)
                        .requests(amounts(2_000, 512))
                        .target(amounts(500, 512))
                        .build();
        NamespaceFacts one =
                new NamespaceFacts(
                                "one",
                                Members.AS_OF,
                                List.of(web),
                                List.of(
                                        shared("requests.cpu", "3.5", "2.5"),
                                        own("one", "count/replicasets.apps", "1", "1")),
                                List.of(),
                                List.of())
                        .on(Members.LARGE);

        NamespacePlan plan =
                Planner.plan(
                                List.of(
                                        one,
                                        onePod("two", 500, 500)
                                                .with(
                                                        List.of(
                                                                shared(
                                                                        "requests.cpu",
                                                                        "3.5",
                                                                        "2.5")))))
                        .getFirst();

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.workloads().getFirst().plannedPods())
                .as("a second one of two cores would come beside one of half a core")
                .isEqualTo(1);
        assertThat(plan.lines())
                .allSatisfy(line -> assertThat(line.plan()).isLessThanOrEqualTo(line.hard()));
    }

    /** One's own quota asks for limits that its pods do not set: no pod of it is ever replaced. */
    @Test
    void whoeverIsRefusedMakesNoRoomForOthers() {
        QuotaState team = shared("requests.cpu", "8", "7");
        NamespaceFacts one =
                onePod("one", 6_000, 1_000)
                        .with(List.of(team, own("one", "limits.cpu", "20", "0")));
        NamespaceFacts two = onePod("two", 1_000, 6_000).with(List.of(team));

        List<NamespacePlan> plans = Planner.plan(List.of(one, two));

        assertThat(plans.getFirst().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plans.getFirst().workloads().getFirst().refused()).contains("limits.cpu");
        assertThat(plans.getFirst().stages()).isEmpty();
        assertThat(plans.getFirst().proved()).isNull();
        assertThat(plans.getFirst().stuckOn()).isEmpty();
        assertThat(plans.getLast().verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plans.getLast().lines().getFirst().plan()).isLessThanOrEqualTo(cores("8"));
        assertThat(plans.getLast().stages()).allMatch(stage -> stage.number() == 1);
    }

    /**
     * Its own quota lets in six of seven, and there are four: two come once another one shrinks.
     */
    @Test
    void podsThatANamespaceWithoutAPlanLacksTakeRoomOfAllThatShareItsQuota() {
        QuotaState team = shared("requests.cpu", "8", "8");
        Member stuck =
                Members.deployment("zed", "web")
                        .rolling(4, 4, 0, 1)
                        .missing(3, /* byMinimum */ true)
                        .requests(amounts(250, 512))
                        .used(amounts(250, 512))
                        .build();
        NamespaceFacts zed =
                new NamespaceFacts(
                        "zed",
                        Members.AS_OF,
                        List.of(stuck),
                        List.of(team, own("zed", "pods", "6", "4")),
                        List.of(),
                        List.of());

        List<NamespacePlan> plans =
                Planner.plan(
                        List.of(
                                onePod("one", 6_000, 2_000).with(List.of(team)),
                                onePod("two", 1_000, 5_000).with(List.of(team)),
                                zed));

        assertThat(plans.getLast().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plans.get(1).workloads().getFirst().containers().getFirst().plannedRequests())
                .isEqualTo(amounts(4_500, 512));
    }

    private static NamespaceFacts onePod(String namespace, long now, long then) {
        Member web =
                Members.deployment(namespace, "web")
                        .rolling(1, 1, 0, 1)
                        .requests(amounts(now, 512))
                        .target(amounts(then, 512))
                        .used(amounts(500, 100))
                        .build();
        return new NamespaceFacts(
                namespace, Members.AS_OF, List.of(web), List.of(), List.of(), List.of());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsSaidNotToFitWithoutAReason(long seed) {
        for (NamespacePlan plan : Planner.plan(random(seed))) {
            if (plan.verdict() == Verdict.DOES_NOT_FIT) {
                assertThat(plan.blockedBy()).isNotEmpty();
                assertThat(
                                !plan.stuckOn().isEmpty()
                                        || plan.workloads().stream()
                                                .anyMatch(each -> each.noStep() != null))
                        .isTrue();
                assertThat(plan.stages()).isEmpty();
                assertThat(plan.proved()).isNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void allPlansSayTheSameOfASharedQuotaHoweverTheyAreMade(long seed) {
        Map<String, NamespacePlan.QuotaAdvice> advice = new TreeMap<>();
        Map<String, Double> usage = new TreeMap<>();
        for (NamespacePlan plan : Planner.plan(random(seed))) {
            plan.quotas().stream()
                    .filter(each -> ClusterQuotaState.isShared(String.valueOf(each.quota())))
                    .forEach(each ->
                            assertThat(each)
                                    .isEqualTo(
                                            advice.computeIfAbsent(
                                                    each.quota() + ' ' + each.resource(),
                                                    _ -> each)));
            plan.lines().stream()
                    .filter(each -> ClusterQuotaState.isShared(each.quota()))
                    .filter(each -> each.usageRatio() != null)
                    .forEach(each ->
                            assertThat(each.usageRatio())
                                    .isEqualTo(
                                            usage.computeIfAbsent(
                                                    each.quota() + ' ' + each.resource(),
                                                    _ -> each.usageRatio())));
        }
    }

    /**
     * Namespaces are taken apart where no shared line is in the way: held to one search over all of
     * them, which knows nothing of namespaces.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void allPlansTogetherAreLetInAndGiveUpNoMoreThanTheyHaveTo(long seed) {
        List<NamespaceFacts> namespaces = random(seed);
        Together together = new Together(namespaces);
        Fit whole =
                Fitting.of(
                        together.claims().stream().map(claim -> claim.surging(0)).toList(),
                        QuotaLines.of(namespaces, together.wanted(), Scale.ONE).stream()
                                .map(QuotaLines.Bound::line)
                                .toList());
        boolean planned = namespaces.stream().allMatch(facts -> together.fitted(facts).isPlanned());

        assertThat(planned).isEqualTo(whole.plan() != null);
        Fit.Plan best = whole.plan();
        if (best != null && planned) {
            List<QuotaLine> lines = whole.lines();
            Room room = new Room(lines, together.claims());
            assertThat(room.shortages(together.planned())).isEmpty();
            assertThat(unmet(together.planned())).isEqualTo(unmet(best.grants()));
            for (NamespacePlan plan : Planner.plan(namespaces)) {
                for (NamespacePlan.Line line : plan.lines()) {
                    assertThat(line.plan()).isLessThanOrEqualTo(line.hard());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aStatusThatIsBehindInWhoSharesItDoesNotChangeThePlans(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<NamespaceFacts> namespaces = random(seed);
        List<NamespaceFacts> caughtUp = new ArrayList<>();
        List<NamespaceFacts> behind = new ArrayList<>();
        Map<String, ClusterQuotaState> asOfStatus = shared(namespaces);
        Map<String, ClusterQuotaState> stale = new TreeMap<>();
        asOfStatus.forEach((name, quota) -> stale.put(name, stale(quota, random)));
        for (NamespaceFacts facts : namespaces) {
            caughtUp.add(with(facts, asOfStatus));
            behind.add(with(facts, stale));
        }

        List<NamespacePlan> plans = Planner.plan(behind);

        assertThat(plans)
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .ignoringFields("statusBehind")
                .isEqualTo(Planner.plan(caughtUp));
        for (NamespacePlan plan : plans) {
            assertThat(plan.statusBehind())
                    .hasSameSizeAs(
                            stale.values().stream()
                                    .filter(quota -> quota.isSharedBy(plan.namespace()))
                                    .flatMap(quota -> StatusBehind.of(quota).stream())
                                    .toList());
        }
    }

    /** By name, with all that its namespaces' pods are charged for. */
    private static Map<String, ClusterQuotaState> shared(List<NamespaceFacts> namespaces) {
        Map<String, ClusterQuotaState> shared = new TreeMap<>();
        for (NamespaceFacts facts : namespaces) {
            for (QuotaState quota : facts.quotas()) {
                if (ClusterQuotaState.isShared(quota.name())) {
                    String name = quota.name().substring(ClusterQuotaState.PREFIX.length());
                    ClusterQuotaState before = shared.get(name);
                    Map<String, Map<String, BigDecimal>> usedIn =
                            new TreeMap<>(before == null ? Map.of() : before.usedIn());
                    usedIn.put(facts.namespace(), charged(facts, quota.hard().keySet()));
                    shared.put(
                            name,
                            new ClusterQuotaState(
                                    name,
                                    quota.hard(),
                                    sum(usedIn),
                                    List.of(),
                                    usedIn,
                                    null,
                                    quota.hard(),
                                    List.copyOf(usedIn.keySet())));
                }
            }
        }
        return shared;
    }

    /** Some of them are not counted yet, and some that share it no more are still. */
    private static ClusterQuotaState stale(ClusterQuotaState quota, SplittableRandom random) {
        Map<String, Map<String, BigDecimal>> usedIn = new TreeMap<>(quota.usedIn());
        usedIn.keySet().removeIf(_ -> random.nextBoolean());
        if (random.nextBoolean()) {
            Map<String, BigDecimal> left = new TreeMap<>();
            quota.hard().keySet().forEach(each -> left.put(each, BigDecimal.TWO));
            usedIn.put("left", left);
        }
        return new ClusterQuotaState(
                quota.name(),
                quota.hard(),
                sum(usedIn),
                List.of(),
                usedIn,
                null,
                quota.specHard(),
                quota.namespaces());
    }

    private static NamespaceFacts with(
            NamespaceFacts facts, Map<String, ClusterQuotaState> shared) {
        List<QuotaState> quotas =
                new ArrayList<>(
                        facts.quotas().stream()
                                .filter(quota -> !ClusterQuotaState.isShared(quota.name()))
                                .toList());
        shared.values().forEach(quota -> quota.in(facts.namespace()).ifPresent(quotas::add));
        return new NamespaceFacts(
                facts.namespace(),
                facts.asOf(),
                facts.members(),
                quotas,
                List.of(),
                List.of(),
                Map.of(),
                shared.values().stream()
                        .filter(quota -> quota.isSharedBy(facts.namespace()))
                        .toList());
    }

    private static Map<String, BigDecimal> charged(NamespaceFacts facts, Set<String> resources) {
        Map<String, BigDecimal> charged = new TreeMap<>();
        for (Member member : facts.members()) {
            for (PodState pod : member.pods()) {
                PodCharge.of(Terms.of(pod), pod.phase(), facts.asOf())
                        .forEach((resource, amount) -> {
                            if (resources.contains(resource)) {
                                charged.merge(resource, amount, BigDecimal::add);
                            }
                        });
            }
        }
        return charged;
    }

    private static Map<String, BigDecimal> sum(Map<String, Map<String, BigDecimal>> usedIn) {
        Map<String, BigDecimal> sum = new TreeMap<>();
        usedIn.values()
                .forEach(used ->
                        used.forEach((resource, amount) ->
                                sum.merge(resource, amount, BigDecimal::add)));
        return sum;
    }

    @Test
    void theRandomNamespacesAreOfAllKinds() {
        Map<String, Integer> kinds = new TreeMap<>();
        for (long seed : seeds().toArray()) {
            List<NamespaceFacts> namespaces = random(seed);
            Together together = new Together(namespaces);
            for (NamespaceFacts facts : namespaces) {
                Together.Fitted fitted = together.fitted(facts);
                kinds.merge(
                        (fitted.withOthers() ? "with others" : "alone")
                                + (fitted.verdict() == Verdict.FITS
                                        ? ", fits"
                                        : fitted.verdict() == Verdict.FITS_IN_STAGES
                                                ? ", in stages"
                                                : fitted.isPlanned() ? ", less" : ", stuck"),
                        1,
                        Integer::sum);
            }
        }
        assertThat(kinds)
                .containsOnlyKeys(
                        "with others, fits",
                        "with others, in stages",
                        "with others, less",
                        "with others, stuck",
                        "alone, fits",
                        "alone, in stages",
                        "alone, less",
                        "alone, stuck");
        // only where others are stuck
        assertThat(kinds.remove("with others, fits")).isPositive();
        assertThat(kinds.values()).allMatch(count -> count >= 20);
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** What is given up of each resource by each class, in steps of a need. */
    private static Map<String, Long> unmet(List<Grant> grants) {
        Map<String, Long> unmet = new TreeMap<>();
        for (Grant grant : grants) {
            Grant wanted = Grant.wanted(grant.claim());
            unmet.merge("pods", (long) Math.max(grant.claim().pods() - grant.pods(), 0), Long::sum);
            for (Counted counted : List.of(Counted.REQUESTS_CPU, Counted.REQUESTS_MEMORY)) {
                long need = wanted.perPod(counted);
                if (need > 0) {
                    long steps =
                            (long)
                                    Math.ceil(
                                            1_000.0 * (need - grant.perPod(counted)) / need - 1e-6);
                    unmet.merge(counted.toString(), steps, Long::sum);
                }
            }
        }
        return unmet;
    }

    private static List<NamespaceFacts> random(long seed) {
        return RandomGroups.of(
                new SplittableRandom(seed),
                2,
                List.of(List.of("a"), List.of("b"), List.of("a", "b"), List.of("b", "c")),
                SharedQuotaTest::member,
                SharedQuotaTest::quota);
    }

    private static RandomGroups.Amounts quota(List<Member> all, SplittableRandom random) {
        NamespaceFacts nowhere = Members.namespace(List.of());
        double part = 0.6 + 0.6 * random.nextDouble();
        RandomGroups.Amounts amounts = new RandomGroups.Amounts();
        for (String resource : RESOURCES) {
            if (random.nextInt(3) == 0) {
                continue;
            }
            long wanted = 0;
            long now = 0;
            for (Member member : all) {
                Claim claim = MemberClaim.of(member, nowhere);
                wanted += Grant.wanted(claim).charge(resource);
                now += new MemberClaim(member, nowhere).standing(claim).charge(resource);
            }
            int scale = resource.endsWith("cpu") ? 3 : 0;
            amounts.hard().put(resource, BigDecimal.valueOf((long) (wanted * part), scale));
            amounts.used().put(resource, BigDecimal.valueOf(now, scale));
        }
        return amounts;
    }

    private static Member member(String namespace, String name, SplittableRandom random) {
        int pods = 1 + random.nextInt(3);
        long cpu = 100L + random.nextInt(900);
        long memory = 100L + random.nextInt(900);
        return Members.deployment(namespace, name)
                .pods(pods)
                .replicas(pods, pods + random.nextInt(2), random.nextInt(2))
                .requests(amounts(cpu, memory))
                .target(amounts(cpu + random.nextInt(300), memory + random.nextInt(300)))
                .used(amounts(cpu / 2, memory / 2))
                .using(amounts(pods * cpu / 2, pods * memory / 2))
                .build();
    }

    /** Two pods of a core each that are to have so much; used half of what they have. */
    private static NamespaceFacts namespace(
            String namespace, long millicores, QuotaState... quotas) {
        Member web =
                Members.deployment(namespace, "web")
                        .requests(amounts(1_000, 100))
                        .target(amounts(millicores, 100))
                        .used(amounts(500, 50))
                        .build();
        return new NamespaceFacts(
                namespace, Members.AS_OF, List.of(web), List.of(quotas), List.of(), List.of());
    }

    private static QuotaState shared(String resource, String hard, String used) {
        return new QuotaState(
                "", TEAM, Map.of(resource, cores(hard)), Map.of(resource, cores(used)), List.of());
    }

    private static QuotaState own(String namespace, String resource, String hard, String used) {
        return new QuotaState(
                namespace,
                "compute",
                Map.of(resource, cores(hard)),
                Map.of(resource, cores(used)),
                List.of());
    }

    private static BigDecimal cores(String amount) {
        return new BigDecimal(amount);
    }
}
