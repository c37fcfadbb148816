package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static io.headroom.recommender.fit.Members.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.NamespacePlan.LimitRangeAdvice;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.fit.admission.PodCharge;
import io.headroom.recommender.fit.admission.Verdict;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The LimitRange and the ResourceQuota that a namespace is advised to have, as objects. */
class AdvisedObjectsTest {
    private static final int SEEDS = 400;

    /** The need of a pod rises by three tenths of a core a day, and no node has more than eight. */
    @Test
    void noContainerIsGivenMoreThanANodeHasHoweverItsNeedGrows() {
        Member web =
                deployment("web")
                        .requests(amounts(5_000, 6_144))
                        .limits(amounts(6_000, 6_144))
                        .days(
                                IntStream.range(0, 20)
                                        .mapToObj(day ->
                                                new Member.Day(
                                                        day, 2, 1 + 0.3 * day, 1e9 + 2e8 * day))
                                        .toList())
                        .build();

        LimitRangeAdvice advice = limitRange(List.of(web), amounts(8_000, 8_192));

        assertThat(advice.defaultRequest()).isEqualTo(amounts(8_000, 8_192));
        assertThat(advice.defaultLimit()).isEqualTo(amounts(8_000, 8_192));
        assertThat(advice.max()).isEqualTo(amounts(8_000, 8_192));
    }

    /** Six pods live by it: at the median of the others a quota would refuse four of them. */
    @Test
    void whatALimitRangeGivesToContainersThatSayNothingStays() {
        Member tool = deployment("tool").requests(Resources.NONE).build();
        Member web = deployment("web").requests(amounts(900, 512)).build();
        Resources given = amounts(100, 128);

        LimitRangeAdvice advice =
                limitRange(
                        List.of(tool, web),
                        List.of(Members.quota("requests.cpu", "4", "2")),
                        giving("defaults", given, Resources.NONE));

        assertThat(advice.defaultRequest()).isEqualTo(given);
        assertThat(advice.defaultLimit()).isEqualTo(Resources.NONE);
    }

    /** With a request they would be counted by the other quota, which nothing was planned for. */
    @ParameterizedTest
    @ValueSource(strings = {"NotBestEffort", "BestEffort"})
    void podsThatSayNothingAndAreLetInByQuotasAreGivenNothing(String scope) {
        Member tool = deployment("tool").requests(Resources.NONE).build();
        Member web = deployment("web").requests(amounts(500, 512)).build();
        Map<String, BigDecimal> pods = Map.of("pods", BigDecimal.valueOf(4));
        NamespaceFacts facts =
                Members.namespace(
                        List.of(tool, web),
                        new QuotaState(
                                "shop", "some", pods, pods, List.of(scope), Members.AS_OF, pods));

        assertThat(Planner.plan(facts).limitRange()).isNull();
    }

    /** They are refused, and what else the plan has room for has none once they are let in. */
    @Test
    void podsThatAQuotaRefusesForSayingNothingAreGivenNothingThatNoPlanCounts() {
        Member tool = deployment("tool").requests(Resources.NONE).build();
        Member web = deployment("web").requests(amounts(500, 512)).build();

        assertThat(
                        Planner.plan(
                                        Members.namespace(
                                                List.of(tool, web),
                                                Members.quota("requests.cpu", "9", "1")))
                                .limitRange())
                .isNull();
    }

    /** Each of them is one that the API server takes, and what they give together is not. */
    @ParameterizedTest
    @CsvSource({"800, 500, 500", "300, 500, 300", "0, 500,", ", 500, 500"})
    void whatSeveralLimitRangesGiveIsOneThatTheApiServerTakes(
            @Nullable Long request, long limit, @Nullable Long advised) {
        Member web = deployment("web").requests(amounts(900, 512)).build();

        LimitRangeAdvice advice =
                limitRange(
                        List.of(web),
                        List.of(),
                        giving("a", cpu(request), Resources.NONE),
                        giving("b", cpu(limit), cpu(limit)));

        assertThat(advice.defaultRequest().cpu()).isEqualTo(cpu(advised).cpu());
        assertThat(advice.defaultLimit().cpu())
                .isEqualTo(cpu(advised == null ? null : limit).cpu());
    }

    /** Nobody lives by it, and it is far beyond what the pods that there are have. */
    @Test
    void whatIsGivenBeyondAllPodsIsWithinTheBoundsThatAreAdvisedWithIt() {
        Member web =
                deployment("web").requests(amounts(900, 512)).limits(amounts(1_500, 512)).build();

        LimitRangeAdvice advice =
                limitRange(List.of(web), List.of(), giving("a", cpu(100L), cpu(4_000L)));

        assertThat(advice.defaultRequest().cpu()).isEqualTo(new Cpu(100));
        assertThat(advice.defaultLimit().cpu()).isEqualTo(new Cpu(4_000));
        assertThat(advice.max().cpu()).isEqualTo(new Cpu(4_000));
        assertThat(advice.min().cpu()).isEqualTo(new Cpu(100));
        assertThat(advice.ratio()).containsEntry("cpu", 40.0);
    }

    private static Resources cpu(@Nullable Long millicores) {
        return new Resources(millicores == null ? null : new Cpu(millicores), null);
    }

    private static LimitRangeState giving(String name, Resources request, Resources limit) {
        return new LimitRangeState(
                "shop",
                name,
                List.of(
                        new LimitRangeState.Item(
                                "Container",
                                Resources.NONE,
                                Resources.NONE,
                                limit,
                                request,
                                Map.of(),
                                new LimitRangeState.Exact(
                                        Map.of(),
                                        Map.of(),
                                        exact(limit),
                                        exact(request),
                                        Map.of()))));
    }

    /** What nodes have for pods is seldom a whole number of mebibytes. */
    @Test
    void whatANodeHasIsNotRoundedUp() {
        Member web =
                deployment("web").requests(amounts(500, 600)).limits(amounts(500, 600)).build();

        LimitRangeAdvice advice =
                limitRange(
                        List.of(web), new Resources(new Cpu(4_000), new Memory((800L << 20) + 1)));

        assertThat(advice.max().memory()).isEqualTo(Memory.ofMebibytes(800));
    }

    /** Advice raises it, and it is there before somebody follows. */
    @Test
    void whatRunsIsLetInBesideWhatIsAdvised() {
        Member web =
                deployment("web")
                        .requests(amounts(100, 128))
                        .limits(amounts(800, 1_024))
                        .target(amounts(2_000, 2_048))
                        .targetLimits(amounts(2_000, 2_048))
                        .build();

        LimitRangeAdvice advice = limitRange(List.of(web), amounts(8_000, 8_192));

        assertThat(advice.min()).isEqualTo(amounts(50, 64));
        assertThat(advice.ratio()).containsEntry("cpu", 8.0).containsEntry("memory", 8.0);
    }

    @Test
    void whatIsRequestedOfOneResourceAloneIsBound() {
        Member web = deployment("web").requests(new Resources(new Cpu(500), null)).build();

        LimitRangeAdvice advice = limitRange(List.of(web), amounts(8_000, 8_192));

        assertThat(advice.defaultRequest()).isEqualTo(new Resources(new Cpu(500), null));
    }

    /** Two containers would be given 500m each, and their pod asks for 600m. */
    @Test
    void nothingIsGivenToContainersWhosePodAsksForLessAsAWhole() {
        Member web = deployment("web").build();
        Member whole = asAWhole("whole", "0.6");

        LimitRangeAdvice advice = limitRange(List.of(web, whole), amounts(8_000, 8_192));

        assertThat(advice.defaultRequest()).isEqualTo(new Resources(null, Memory.ofMebibytes(512)));
        assertThat(advice.min().cpu()).isNull();
    }

    /** Two pods of a core each, and three of which nothing is known but what the default gives. */
    @Test
    void aQuotaThatIsAdvisedCountsWhatTheLimitRangeBesideItGives() {
        List<Member> members =
                List.of(
                        deployment("web").requests(amounts(1_000, 256)).build(),
                        deployment("batch").rolling(3, 3, 0, 1).requests(Resources.NONE).build());

        NamespacePlan plan = Planner.plan(Members.namespace(members));

        QuotaAdvice cpu = advice(plan, "requests.cpu");
        assertThat(cpu.used()).isEqualByComparingTo("2");
        assertThat(cpu.needed()).isEqualByComparingTo("5");
        assertThat(cpu.recommended()).isEqualByComparingTo("5.5");
        assertThat(cpu.message())
                .isEqualTo(
                        "nothing bounds requests.cpu: 5.5 are enough, beside a LimitRange that"
                                + " gives 1 to containers that set none: a quota alone refuses their"
                                + " pods");
        assertThat(advice(plan, "pods").message()).isEqualTo("nothing bounds pods: 6 are enough");
    }

    @Test
    void noQuotaIsAdvisedOfWhatPodsDoNotSetAndNoLimitRangeMayGive() {
        List<Member> members =
                List.of(
                        asAWhole("whole", "0.6"),
                        deployment("web").build(),
                        deployment("batch").requests(Resources.NONE).build());

        QuotaAdvice cpu = advice(Planner.plan(Members.namespace(members)), "requests.cpu");

        assertThat(cpu.recommended()).isNull();
        assertThat(cpu.message())
                .isEqualTo(
                        "nothing bounds requests.cpu, and a quota of it would refuse the pods that"
                                + " do not set it");
    }

    /** Ten pods of two cores shrink, three new ones beside them. */
    @Test
    void aQuotaThatIsAdvisedHasRoomForTheRolloutToWhatIsAdvised() {
        Member web =
                deployment("web")
                        .rolling(10, 10, 3, 0)
                        .requests(amounts(2_000, 512))
                        .target(amounts(500, 512))
                        .build();

        QuotaAdvice cpu = advice(Planner.plan(Members.namespace(List.of(web))), "requests.cpu");

        assertThat(cpu.used()).isEqualByComparingTo("20");
        assertThat(cpu.needed()).as("or three more as they are").isEqualByComparingTo("26");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theApiServerTakesWhateverLimitRangeIsAdvised(long seed) {
        NamespaceFacts facts = namespace(seed);
        LimitRangeAdvice advice = Planner.plan(facts).limitRange();
        if (advice == null) {
            return;
        }
        for (Kind kind : Kind.values()) {
            assertThat(inOrder(kind, advice)).as("%s of %s", kind, advice).isTrue();
            Double ratio = advice.ratio().get(kind.resourceName());
            Long min = units(advice.min(), kind);
            Long max = units(advice.max(), kind);
            Long request = units(advice.defaultRequest(), kind);
            Long limit = units(advice.defaultLimit(), kind);
            if (ratio != null && max != null && min != null) {
                assertThat(ratio).as("%s", advice).isBetween(1.0, (double) max / min);
            }
            if (ratio != null && limit != null && request != null) {
                assertThat((double) limit / request).as("%s", advice).isLessThanOrEqualTo(ratio);
            }
            long node =
                    facts.nodes().stream()
                            .mapToLong(each -> Objects.requireNonNull(units(each, kind)))
                            .max()
                            .orElse(Long.MAX_VALUE);
            assertThat(request == null ? 0 : request).isLessThanOrEqualTo(node);
            assertThat(limit == null ? 0 : limit).isLessThanOrEqualTo(node);
        }
    }

    /** min ≤ defaultRequest ≤ default ≤ max, as far as they are there. */
    private static boolean inOrder(Kind kind, LimitRangeAdvice advice) {
        List<Long> amounts = new ArrayList<>();
        for (Resources each :
                List.of(
                        advice.min(),
                        advice.defaultRequest(),
                        advice.defaultLimit(),
                        advice.max())) {
            Long amount = units(each, kind);
            if (amount != null) {
                amounts.add(amount);
            }
        }
        return amounts.equals(amounts.stream().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void allPodsAreAdmittedBesideBothAdvicesAndWhileTheyRollOut(long seed) {
        NamespaceFacts facts = namespace(seed);
        NamespacePlan plan = Planner.plan(facts);
        List<LimitRangeState> ranges = ranges(plan);
        Map<String, BigDecimal> hard = hard(plan);

        assertThat(refused(asTheyAre(facts), ranges, Map.of(), none(hard)))
                .as("as they are, beside the LimitRange alone: %s", plan)
                .isEmpty();
        assertThat(refused(asTheyAre(facts), ranges, hard, none(hard)))
                .as("as they are: %s", plan)
                .isEmpty();
        assertThat(refused(asWanted(facts), ranges, hard, none(hard)))
                .as("as advised: %s", plan)
                .isEmpty();
        assertThat(refused(comingBeside(facts), ranges, hard, used(facts, hard)))
                .as("rolling out: %s", plan)
                .isEmpty();
        if (plan.quotas().stream()
                .noneMatch(each ->
                        Objects.requireNonNull(each.message()).contains("beside a LimitRange"))) {
            assertThat(refused(asTheyAre(facts), List.of(), hard, none(hard)))
                    .as("as they are, beside the quota alone: %s", plan)
                    .isEmpty();
        }
    }

    @Test
    void manySeedsNeedADefaultAndSomeMayHaveNone() {
        int beside = 0;
        int refusing = 0;
        int bounded = 0;
        int withoutMinimum = 0;
        for (long seed : seeds().toArray()) {
            NamespacePlan plan = Planner.plan(namespace(seed));
            String messages = plan.quotas().stream().map(QuotaAdvice::message).toList().toString();
            beside += messages.contains("beside a LimitRange") ? 1 : 0;
            refusing += messages.contains("would refuse") ? 1 : 0;
            LimitRangeAdvice range = plan.limitRange();
            bounded += range != null && range.max().cpu() != null ? 1 : 0;
            withoutMinimum += range != null && range.min().cpu() == null ? 1 : 0;
        }

        assertThat(beside).isGreaterThan(SEEDS / 4);
        assertThat(refusing).isGreaterThan(SEEDS / 40);
        assertThat(bounded).isGreaterThan(SEEDS / 10);
        assertThat(withoutMinimum).isGreaterThan(SEEDS / 40);
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    /** Pods that somebody creates, one after the other. */
    private static List<PodTerms> refused(
            List<PodTerms> pods,
            List<LimitRangeState> ranges,
            Map<String, BigDecimal> hard,
            Map<String, BigDecimal> before) {
        Map<String, BigDecimal> used = new TreeMap<>(before);
        List<PodTerms> refused = new ArrayList<>();
        for (PodTerms pod : pods) {
            QuotaState quota = new QuotaState("shop", "advised", hard, used, List.of());
            Admission admission =
                    new Admission(ranges, hard.isEmpty() ? List.of() : List.of(quota));
            if (admission.judge(pod) instanceof Verdict.Admitted admitted) {
                admitted.charge()
                        .forEach((line, amount) ->
                                used.computeIfPresent(line, (_, sum) -> sum.add(amount)));
            } else {
                refused.add(pod);
            }
        }
        return refused;
    }

    /** As many as there are, and the surge of a rollout that changes something else of them. */
    private static List<PodTerms> asTheyAre(NamespaceFacts facts) {
        Together together = new Together(List.of(facts));
        List<PodTerms> pods = new ArrayList<>();
        for (int index = 0; index < together.members().size(); index++) {
            Standing has = together.standing().get(index);
            PodTerms next = Terms.of(has.next(), together.members().get(index).terms());
            int surge = together.claims().get(index).surge();
            IntStream.range(0, has.count() + surge).forEach(_ -> pods.add(next));
        }
        return pods;
    }

    private static List<PodTerms> asWanted(NamespaceFacts facts) {
        return wanted(facts, (claim, _) -> claim.atOnce());
    }

    /** New ones beside all that are there, while none of those has gone. */
    private static List<PodTerms> comingBeside(NamespaceFacts facts) {
        return wanted(
                facts,
                (claim, has) ->
                        switch (has.renewal()) {
                            // none, as those have to go first
                            case RECREATE -> 0;
                            default ->
                                    has.renewal() == Renewal.NEXT_RUN_BESIDE
                                                    && has.changesTo(Grant.wanted(claim))
                                            ? claim.pods()
                                            : Math.max(claim.pods() - has.count(), 0)
                                                    + claim.surge();
                        });
    }

    private interface Count {
        int of(Claim claim, Standing has);
    }

    private static List<PodTerms> wanted(NamespaceFacts facts, Count number) {
        Together together = new Together(List.of(facts));
        List<PodTerms> pods = new ArrayList<>();
        for (int index = 0; index < together.members().size(); index++) {
            PodTerms pod =
                    Terms.of(together.wanted().get(index), together.members().get(index).terms());
            int count = number.of(together.claims().get(index), together.standing().get(index));
            IntStream.range(0, count).forEach(_ -> pods.add(pod));
        }
        return pods;
    }

    private static Map<String, BigDecimal> used(
            NamespaceFacts facts, Map<String, BigDecimal> hard) {
        Map<String, BigDecimal> used = none(hard);
        for (Member member : facts.members()) {
            for (PodState pod : member.pods()) {
                PodCharge.of(Terms.of(pod))
                        .forEach((line, amount) ->
                                used.computeIfPresent(line, (_, sum) -> sum.add(amount)));
            }
        }
        return used;
    }

    private static Map<String, BigDecimal> none(Map<String, BigDecimal> hard) {
        Map<String, BigDecimal> used = new TreeMap<>();
        hard.keySet().forEach(line -> used.put(line, BigDecimal.ZERO));
        return used;
    }

    private static Map<String, BigDecimal> hard(NamespacePlan plan) {
        Map<String, BigDecimal> hard = new TreeMap<>();
        plan.quotas()
                .forEach(each -> {
                    BigDecimal recommended = each.recommended();
                    if (recommended != null) {
                        hard.put(each.resource(), recommended);
                    }
                });
        return hard;
    }

    private static List<LimitRangeState> ranges(NamespacePlan plan) {
        LimitRangeAdvice advice = plan.limitRange();
        if (advice == null) {
            return List.of();
        }
        Map<String, BigDecimal> ratios = new TreeMap<>();
        advice.ratio().forEach((name, ratio) -> ratios.put(name, BigDecimal.valueOf(ratio)));
        return List.of(
                new LimitRangeState(
                        "shop",
                        "advised",
                        List.of(
                                new LimitRangeState.Item(
                                        "Container",
                                        advice.min(),
                                        advice.max(),
                                        advice.defaultLimit(),
                                        advice.defaultRequest(),
                                        advice.ratio(),
                                        new LimitRangeState.Exact(
                                                exact(advice.min()),
                                                exact(advice.max()),
                                                exact(advice.defaultLimit()),
                                                exact(advice.defaultRequest()),
                                                ratios)))));
    }

    private static Map<String, BigDecimal> exact(Resources amounts) {
        Map<String, BigDecimal> exact = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            Long units = units(amounts, kind);
            if (units != null) {
                exact.put(
                        kind.resourceName(),
                        kind == Kind.CPU ? Cores.of(units) : BigDecimal.valueOf(units));
            }
        }
        return exact;
    }

    private static @Nullable Long units(Resources amounts, Kind kind) {
        Quantity<?> amount = kind.of(amounts);
        return amount == null ? null : amount.units();
    }

    private static QuotaAdvice advice(NamespacePlan plan, String resource) {
        return plan.quotas().stream()
                .filter(each -> each.resource().equals(resource))
                .findFirst()
                .orElseThrow();
    }

    private static LimitRangeAdvice limitRange(
            List<Member> members, List<QuotaState> quotas, LimitRangeState... limitRanges) {
        return Objects.requireNonNull(
                Planner.plan(
                                new NamespaceFacts(
                                        "shop",
                                        Members.AS_OF,
                                        members,
                                        quotas,
                                        List.of(limitRanges),
                                        List.of(amounts(8_000, 8_192))))
                        .limitRange());
    }

    private static LimitRangeAdvice limitRange(List<Member> members, Resources node) {
        return Objects.requireNonNull(
                Planner.plan(
                                new NamespaceFacts(
                                        "shop",
                                        Members.AS_OF,
                                        members,
                                        List.of(),
                                        List.of(),
                                        List.of(node)))
                        .limitRange());
    }

    /** Two pods that request so many cores as a whole, and whose two containers say nothing. */
    private static Member asAWhole(String name, String cores) {
        List<ContainerSpec> containers =
                List.of(
                        new ContainerSpec("a", ContainerType.APP, Resources.NONE, Resources.NONE),
                        new ContainerSpec("b", ContainerType.APP, Resources.NONE, Resources.NONE));
        PodShape shape = new PodShape(containers, Resources.NONE);
        Map<String, BigDecimal> whole = Map.of("cpu", new BigDecimal(cores));
        return member(
                name,
                shape,
                Terms.of(shape).with(whole, Map.of()),
                new Member.Replicas(2, 2, 0),
                null,
                List.of());
    }

    private static Member member(
            String name,
            PodShape shape,
            PodTerms terms,
            Member.Replicas replicas,
            @Nullable Recommendation recommendation,
            List<Member.Day> days) {
        WorkloadRef workload = Claims.workload(name);
        return new Member(
                workload,
                terms,
                replicas,
                shape,
                IntStream.range(0, replicas.fewest())
                        .mapToObj(number ->
                                new PodState(
                                        workload,
                                        name + '-' + number,
                                        "uid-" + name + number,
                                        "node",
                                        "Running",
                                        true,
                                        Members.AS_OF,
                                        Members.AS_OF,
                                        shape.containers(),
                                        shape.overhead(),
                                        null,
                                        terms))
                        .toList(),
                recommendation,
                Map.of(),
                null,
                days);
    }

    private static NamespaceFacts namespace(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // where all say all there are bounds on limits as well
        boolean careless = random.nextInt(3) > 0;
        List<Member> members =
                IntStream.range(0, 1 + random.nextInt(4))
                        .mapToObj(index -> member("w" + index, careless, random))
                        .toList();
        List<Resources> nodes =
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(_ ->
                                new Resources(
                                        new Cpu(500 + random.nextInt(3_000)),
                                        new Memory((400L << 20) + random.nextInt(1 << 30))))
                        .toList();
        return new NamespaceFacts("shop", Members.AS_OF, members, List.of(), List.of(), nodes);
    }

    private static Member member(String name, boolean careless, SplittableRandom random) {
        List<ContainerSpec> containers = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            containers.add(container("init", ContainerType.INIT, careless, random));
        }
        if (random.nextInt(4) == 0) {
            containers.add(container("mesh", ContainerType.SIDECAR, careless, random));
        }
        containers.add(container("app", ContainerType.APP, careless, random));
        PodShape shape =
                new PodShape(containers, random.nextInt(4) == 0 ? amounts(30, 20) : Resources.NONE);
        PodTerms plain = Terms.of(shape);
        Map<String, BigDecimal> whole =
                random.nextInt(10) == 0 ? Map.of("cpu", new BigDecimal("4")) : Map.of();
        int fewest = random.nextInt(4);
        List<Renewal> renewals = List.of(Renewal.values());
        Renewal renewal = renewals.get(random.nextInt(renewals.size()));
        double growth = Math.max(0, random.nextDouble() - 0.5) / 10;
        return member(
                name,
                shape,
                plain.with(whole, Map.of()),
                new Member.Replicas(
                        fewest + random.nextInt(3),
                        fewest,
                        /* desired */ 0,
                        renewal == Renewal.ROLLOUT ? random.nextInt(3) : 0,
                        random.nextInt(2),
                        renewal),
                random.nextInt(3) == 0 ? null : recommendation(name, containers, random),
                IntStream.range(0, 20)
                        .mapToObj(day ->
                                new Member.Day(
                                        day,
                                        fewest,
                                        0.2 * (1 + growth * day),
                                        2e8 * (1 + growth * day)))
                        .toList());
    }

    private static ContainerSpec container(
            String name, ContainerType type, boolean careless, SplittableRandom random) {
        Resources limits = amounts(500 + random.nextInt(900), 500 + random.nextInt(900));
        Resources requests =
                new Resources(
                        careless && random.nextInt(4) == 0
                                ? null
                                : new Cpu(random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(500)),
                        careless && random.nextInt(4) == 0
                                ? null
                                : new Memory(1 + random.nextInt(500 << 20)));
        return new ContainerSpec(
                name,
                type,
                requests,
                // who says a limit alone requests as much
                new Resources(
                        requests.cpu() == null || (careless && random.nextBoolean())
                                ? null
                                : limits.cpu(),
                        requests.memory() == null || (careless && random.nextBoolean())
                                ? null
                                : limits.memory()));
    }

    private static Recommendation recommendation(
            String name, List<ContainerSpec> containers, SplittableRandom random) {
        List<ContainerRecommendation> advised = new ArrayList<>();
        for (ContainerSpec container : containers) {
            if (container.type().longRunning()) {
                Resources target = amounts(1 + random.nextInt(600), 1 + random.nextInt(600));
                ContainerRecommendation wanted =
                        new ContainerRecommendation(
                                container.name(),
                                container.type(),
                                container.requests(),
                                container.limits(),
                                new Advice.Resize(
                                        target, target, target, target, 1, 720, List.of()));
                advised.add(
                        random.nextBoolean()
                                ? wanted
                                : wanted.limited(
                                        amounts(
                                                600 + random.nextInt(900),
                                                600 + random.nextInt(900))));
            }
        }
        return new Recommendation(
                Claims.workload(name),
                Members.AS_OF,
                "headroom",
                new Completeness(12, 12),
                advised);
    }
}
