package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.NamespacePlan.Stage;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.admission.PodCharge;
import io.headroom.recommender.output.PlanTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plans are carried out beside the pods that are there, one pod after the other: nothing that they
 * say is refused.
 */
class CarriedOutPlanTest {
    private static final List<String> RESOURCES =
            List.of("requests.cpu", "requests.memory", "limits.memory", "pods");

    /** What happened to all seeds. */
    private record Carried(Map<String, Integer> counts) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsRefusedOfWhatIsPlanned(long seed) {
        assertThat(carryOut(seed).counts()).isNotEmpty();
    }

    @Test
    void theRandomPlansAreOfAllKinds() {
        Map<String, Integer> counts = new TreeMap<>();
        for (long seed : seeds().toArray()) {
            carryOut(seed)
                    .counts()
                    .forEach((kind, count) -> counts.merge(kind, count, Integer::sum));
        }
        System.out.println("carried out: " + counts);
        assertThat(counts)
                .containsKeys(
                        "fits",
                        "fits_in_stages",
                        "fits_with_less",
                        "does_not_fit",
                        "refused",
                        "unscaled",
                        "stuck",
                        "without_step",
                        "irreplaceable",
                        "rollout",
                        "slow_rollout",
                        "in_place",
                        "in_place cpu",
                        "in_place memory",
                        "one_by_one",
                        "by_deletion",
                        "template",
                        "rollout cpu",
                        "slow_rollout memory");
    }

    static LongStream seeds() {
        return LongStream.range(0, 600);
    }

    /** There always is a way: nobody needs more than half of what it has. */
    @ParameterizedTest
    @MethodSource("seeds")
    void thereIsAPlanForQuotasThatHaveBeenLoweredBelowWhatTheyCount(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NamespaceFacts facts = lowered(random, /* resized */ true);

        assertThat(carryOut(List.of(facts), random, seed).counts())
                .containsAnyOf(Map.entry("fits_in_stages", 1), Map.entry("fits_with_less", 1))
                .doesNotContainKeys("without_step", "stuck");
        assertThat(Planner.plan(facts).proved()).isTrue();
    }

    /**
     * Where nobody may be resized in place a new pod is let in once an old one has made room for
     * it: somebody has to become as small as that takes.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsPlannedForThemWhereNobodyIsResizedIsNotRefused(long seed) {
        SplittableRandom random = new SplittableRandom(seed);

        carryOut(List.of(lowered(random, /* resized */ false)), random, seed);
    }

    @Test
    void thereMostlyIsAPlanForThemWhereNobodyIsResized() {
        long planned =
                seeds().filter(seed ->
                                Planner.plan(lowered(new SplittableRandom(seed), false)).verdict()
                                        != Verdict.DOES_NOT_FIT)
                        .count();
        System.out.println("planned, where nobody is resized: " + planned);
        assertThat(planned).isGreaterThan(seeds().count() * 9 / 10);
    }

    /**
     * All of its pods went while the quota was full: old ones would come as another one shrinks.
     */
    @ParameterizedTest
    @ValueSource(strings = {"4", "3"})
    void whoHasNoPodAtAllForWantOfRoomIsHeldAtNone(String hard) {
        Member a =
                Members.deployment("a")
                        .rolling(2, 2, 1, 0)
                        .requests(amounts(2_000, 512))
                        .target(amounts(500, 512))
                        .build();
        Member b =
                Members.deployment("b")
                        .rolling(0, 2, 1, 0)
                        .missing(2, /* byMinimum */ true)
                        .requests(amounts(2_000, 512))
                        .target(amounts(1_000, 512))
                        .build();
        NamespaceFacts facts =
                Members.namespace(List.of(a, b), Members.quota("requests.cpu", hard, "4"));

        NamespacePlan plan = Planner.plan(facts);

        assertThat(plan.workloads().getLast().mostMeanwhile()).isZero();
        assertThat(PlanTable.of(plan)).contains("b: hold it at 0 replicas (its own");
        assertThat(carryOut(List.of(facts), new SplittableRandom(1), 1).counts())
                .containsKey("unscaled");
    }

    /**
     * @param resized whether its pods may be: those of a class of quality that they are to leave
     *     may not
     */
    private static NamespaceFacts lowered(SplittableRandom random, boolean resized) {
        List<Member> members = new ArrayList<>();
        long millicores = 0;
        long mebibytes = 0;
        for (int each = 0; each < 2 + random.nextInt(3); each++) {
            int pods = 1 + random.nextInt(4);
            long cpu = 200L + random.nextInt(1_800);
            long memory = 256L + random.nextInt(3_000);
            millicores += pods * cpu;
            mebibytes += pods * memory;
            boolean surges = random.nextBoolean();
            Members member =
                    Members.deployment("w" + each)
                            .rolling(pods, pods, surges ? 1 : 0, surges ? 0 : 1)
                            .requests(amounts(cpu, memory))
                            .target(
                                    amounts(
                                            200 + random.nextInt(1_800),
                                            256 + random.nextInt(3_000)))
                            .used(amounts(cpu / 2, memory / 2));
            members.add(
                    (resized
                                    ? member
                                    : member.limits(amounts(cpu, memory))
                                            .targetLimits(amounts(4_000, 8_192)))
                            .build());
        }
        return Members.namespace(
                members,
                Members.quota(
                        "requests.cpu",
                        lowered(millicores, random).movePointLeft(3).toPlainString(),
                        Cores.of(millicores).toPlainString(),
                        "requests.memory",
                        lowered(mebibytes, random)
                                .multiply(BigDecimal.valueOf(1 << 20))
                                .toPlainString(),
                        BigDecimal.valueOf(mebibytes << 20).toPlainString()));
    }

    /** By up to 15 %. */
    private static BigDecimal lowered(long used, SplittableRandom random) {
        return BigDecimal.valueOf((long) (used * (0.85 + 0.15 * random.nextDouble())));
    }

    private static Carried carryOut(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Resources node = node(new SplittableRandom(seed));
        return carryOut(
                random(random).stream().map(each -> each.on(Map.of("node", node))).toList(),
                random,
                seed);
    }

    private static Carried carryOut(
            List<NamespaceFacts> facts, SplittableRandom random, long seed) {
        List<NamespacePlan> plans = Planner.plan(facts);
        PlayedCluster cluster = new PlayedCluster(facts, random.split());
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Map<String, PodTerms>> atOnce = new HashMap<>();
        Map<String, PodTerms> planned = new TreeMap<>();
        List<Stage> stages = new ArrayList<>();
        for (NamespacePlan plan : plans) {
            counts.merge(plan.verdict().label(), 1, Integer::sum);
            assertThat(plan.blockedBy().stream().anyMatch(CarriedOutPlanTest::isByRoom))
                    .as("seed %d, somebody is blocked by a line of %s", seed, plan)
                    .isEqualTo(plan.workloads().stream().anyMatch(CarriedOutPlanTest::lacks));
            if (plan.verdict() == Verdict.DOES_NOT_FIT) {
                assertThat(plan.blockedBy()).as("seed %d", seed).isNotEmpty();
                assertThat(plan.stages()).as("seed %d", seed).isEmpty();
                plan.workloads().forEach(workload -> cluster.lacksNoMore(workload.workload()));
                continue;
            }
            Map<String, PodTerms> templates = new TreeMap<>();
            for (NamespacePlan.Workload workload : plan.workloads()) {
                if (workload.refused() != null) {
                    // it keeps what it has, beside the others
                    counts.merge("refused", 1, Integer::sum);
                    continue;
                }
                if (workload.stuck() != null) {
                    counts.merge("stuck", 1, Integer::sum);
                    cluster.lacksNoMore(workload.workload());
                    continue;
                }
                cluster.bound(workload.workload(), number(workload.plannedPods()));
                if (workload.noStep() != null) {
                    counts.merge("without_step", 1, Integer::sum);
                    continue;
                }
                templates.put(workload.workload(), pod(workload));
                if (workload.mostMeanwhile() != null) {
                    counts.merge("unscaled", 1, Integer::sum);
                    cluster.hold(workload.workload(), number(workload.mostMeanwhile()));
                }
            }
            planned.putAll(templates);
            stages.addAll(plan.stages());
            if (plan.verdict() == Verdict.FITS
                    || (plan.stages().isEmpty() && cluster.changes(templates))) {
                atOnce.put(plan.namespace(), templates);
            }
        }
        cluster.letAllCome();
        Set<String> irreplaceable = cluster.irreplaceable();
        // what is made room for may go to whoever lacks a pod already
        boolean lacking = cluster.isLacking();
        // what fits at once may do so at any time
        List<String> waiting = new ArrayList<>(atOnce.keySet().stream().sorted().toList());
        stages.sort(Comparator.comparingInt(Stage::number));
        for (Stage stage : stages) {
            if (!waiting.isEmpty() && random.nextBoolean()) {
                roll(cluster, atOnce.getOrDefault(waiting.removeFirst(), Map.of()), random, seed);
            }
            carryOut(cluster, stage, planned, seed);
            cluster.letSomeCome();
            if (stage.how().changesTemplate()) {
                irreplaceable.remove(stage.workload());
            }
            if (!lacking && stages.stream().allMatch(Stage::replaceable)) {
                assertThat(cluster.irreplaceable())
                        .as("seed %d, a pod is evicted after %s", seed, stage)
                        .isSubsetOf(irreplaceable);
            }
            counts.merge(stage.replaceable() ? "replaceable" : "irreplaceable", 1, Integer::sum);
            counts.merge(
                    stage.how().label() + (stage.resource() == null ? "" : ' ' + stage.resource()),
                    1,
                    Integer::sum);
        }
        for (String namespace : waiting) {
            roll(cluster, atOnce.getOrDefault(namespace, Map.of()), random, seed);
        }
        cluster.release();
        counts.put("scaled", scale(cluster, plans, planned, seed));
        return new Carried(counts);
    }

    private static boolean isByRoom(NamespacePlan.Blocked blocked) {
        return blocked.missing() != null && !blocked.workloads().isEmpty();
    }

    /** Whether it does not get what is advised for lack of room. */
    private static boolean lacks(NamespacePlan.Workload workload) {
        return workload.refused() == null
                && (workload.plannedPods() == null
                        || workload.plannedPods() < workload.pods()
                        || workload.containers().stream()
                                .anyMatch(each ->
                                        !each.requests().equals(each.plannedRequests())
                                                || !each.limits().equals(each.plannedLimits())));
    }

    private static void carryOut(
            PlayedCluster cluster, Stage stage, Map<String, PodTerms> planned, long seed) {
        PodTerms to = Objects.requireNonNull(planned.get(stage.workload()));
        PodTerms part = cluster.part(stage, to);
        String refused =
                switch (stage.how()) {
                    case ROLLOUT -> cluster.rollOut(Map.of(stage.workload(), part));
                    case SLOW_ROLLOUT ->
                            cluster.rollOutSlowly(stage.workload(), part)
                                    ? null
                                    : stage.workload() + " does not get through";
                    case IN_PLACE -> cluster.resize(stage, to);
                    case ONE_BY_ONE, BY_DELETION ->
                            cluster.rollOutOneByOne(
                                            stage.workload(),
                                            part,
                                            Objects.requireNonNullElse(stage.maxUnavailable(), 1))
                                    ? null
                                    : stage.workload() + " does not get through";
                    case TEMPLATE -> {
                        cluster.changeTemplate(stage.workload(), part);
                        yield null;
                    }
                    case NEXT_RUN -> "nothing here runs to an end";
                };
        assertThat(refused).as("seed %d, %s", seed, stage).isNull();
    }

    /** One alone, some, or all at once. */
    private static void roll(
            PlayedCluster cluster,
            Map<String, PodTerms> templates,
            SplittableRandom random,
            long seed) {
        Map<String, PodTerms> first = new TreeMap<>(templates);
        first.keySet().removeIf(_ -> random.nextInt(3) == 0);
        assertThat(cluster.rollOut(first)).as("seed %d, some", seed).isNull();
        assertThat(cluster.rollOut(templates)).as("seed %d, all", seed).isNull();
    }

    /**
     * At the end everything is at its most, with what of its surge there is said to be room for.
     */
    private static int scale(
            PlayedCluster cluster,
            List<NamespacePlan> plans,
            Map<String, PodTerms> planned,
            long seed) {
        int scaled = 0;
        for (NamespacePlan plan : plans) {
            for (NamespacePlan.Workload workload : plan.workloads()) {
                if (planned.containsKey(workload.workload())) {
                    assertThat(cluster.scale(workload.workload(), number(workload.plannedSurge())))
                            .as("seed %d, %s", seed, workload)
                            .isTrue();
                    scaled++;
                }
            }
        }
        return scaled;
    }

    private static int number(@Nullable Integer pods) {
        return Objects.requireNonNull(pods);
    }

    private static PodTerms pod(NamespacePlan.Workload workload) {
        NamespacePlan.Container web = workload.containers().getFirst();
        return PlayedCluster.pod(
                Objects.requireNonNull(web.plannedRequests()),
                Objects.requireNonNull(web.plannedLimits()));
    }

    private static List<NamespaceFacts> random(SplittableRandom random) {
        return RandomGroups.of(
                random,
                4,
                List.of(List.of("a"), List.of("b"), List.of("c"), List.of("a", "b")),
                CarriedOutPlanTest::member,
                CarriedOutPlanTest::quota);
    }

    private static RandomGroups.Amounts quota(List<Member> all, SplittableRandom random) {
        RandomGroups.Amounts amounts = new RandomGroups.Amounts();
        for (String resource : RESOURCES) {
            if (random.nextInt(3) == 0) {
                continue;
            }
            BigDecimal now = BigDecimal.ZERO;
            BigDecimal then = BigDecimal.ZERO;
            for (Member member : all) {
                Claim claim = MemberClaim.of(member, Members.namespace(List.of()));
                for (PodState pod : member.pods()) {
                    now =
                            now.add(
                                    PodCharge.of(Terms.of(pod))
                                            .getOrDefault(resource, BigDecimal.ZERO));
                }
                long wanted = Grant.wanted(claim).with(claim.pods()).charge(resource);
                then =
                        then.add(
                                resource.endsWith("cpu")
                                        ? Cores.of(wanted)
                                        : BigDecimal.valueOf(wanted));
            }
            BigDecimal others = resource.equals("pods") ? BigDecimal.ONE : BigDecimal.ZERO;
            double room = 0.92 + 0.5 * random.nextDouble() * random.nextDouble();
            BigDecimal most =
                    now.max(then)
                            .add(others)
                            .multiply(BigDecimal.valueOf(room))
                            .setScale(resource.endsWith("cpu") ? 3 : 0, RoundingMode.CEILING);
            amounts.hard().put(resource, most);
            amounts.used().put(resource, now.add(others));
        }
        return amounts;
    }

    private static Member member(String namespace, String name, SplittableRandom random) {
        int pods = 1 + random.nextInt(5);
        int surge = random.nextInt(3);
        Resources now = size(random);
        Resources then = random.nextInt(5) == 0 ? now : size(random);
        int kind = random.nextInt(12);
        int missing = kind > 1 && random.nextInt(6) == 0 ? 1 + random.nextInt(3) : 0;
        int most = pods + missing + (random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0);
        int unavailable = random.nextInt(3);
        Members member =
                switch (kind) {
                    case 0 -> Members.pod(namespace, name);
                    case 1 -> Members.replicaSet(namespace, name).rolling(pods, most, 0, 1);
                    case 2 ->
                            Members.recreating(namespace, name)
                                    .rolling(pods, most, 0, Integer.MAX_VALUE);
                    default ->
                            Members.deployment(namespace, name)
                                    .rolling(pods, most, surge, unavailable);
                };
        if (missing > 0) {
            member.missing(missing, random.nextBoolean());
        }
        member.requests(now).target(then).used(isBusy(then) ? then : amounts(40, 50));
        if (random.nextInt(8) == 0) {
            member.smaller(random.nextInt(pods + 1));
        }
        // somebody has resized its pods in place, or was about to
        switch (missing > 0 || kind == 0 ? -1 : random.nextInt(10)) {
            case 0 -> member.template(size(random));
            case 1 -> member.template(now).requests(then);
            default -> {}
        }
        return switch (random.nextInt(40) == 0 ? 5 : random.nextInt(5)) {
            // which no other pod of it would be let in with
            case 5 -> member.limits(amounts(50, 64)).build();
            case 0 -> member.limits(now).targetLimits(then).build();
            // a class of its own now, another one then
            case 1 -> member.limits(now).targetLimits(amounts(3_000, 5_000)).build();
            default -> member.limits(amounts(3_000, 5_000)).build();
        };
    }

    /** Often one that some pods of those that are planned would not be resized on. */
    private static Resources node(SplittableRandom random) {
        return amounts(500 + random.nextInt(4_000), 1_000 + random.nextInt(8_000));
    }

    /** Whether nothing can be given up of it: one of five. */
    private static boolean isBusy(Resources size) {
        return Objects.requireNonNull(size.cpu()).millicores() % 5 == 0;
    }

    private static Resources size(SplittableRandom random) {
        return amounts(100 + random.nextInt(2_000), 128 + random.nextInt(4_000));
    }
}
