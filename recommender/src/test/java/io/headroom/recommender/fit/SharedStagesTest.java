package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.recommender.fit.NamespacePlan.Stage;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.Step.How;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of changes in namespaces that share quotas: whoever follows it is let in. */
class SharedStagesTest {
    private static final List<String> RESOURCES =
            List.of("requests.cpu", "requests.memory", "pods");

    @Test
    void whoTakesWaitsForWhoGivesInAnotherNamespace() {
        // full: what mail gives back is what shop gets, and there is no room for any surge
        Member shrinks =
                Members.deployment("mail", "shrinks")
                        .replicas(2, 2, 1)
                        .requests(amounts(2_000, 100))
                        .target(amounts(1_000, 100))
                        .used(amounts(100, 50))
                        .build();
        Member grows =
                Members.deployment("shop", "grows")
                        .replicas(2, 2, 1)
                        .requests(amounts(1_000, 100))
                        .target(amounts(2_000, 100))
                        .used(amounts(100, 50))
                        .build();
        QuotaState team =
                new QuotaState(
                        "",
                        ClusterQuotaState.PREFIX + "team",
                        Map.of("requests.cpu", new BigDecimal("6")),
                        Map.of("requests.cpu", new BigDecimal("6")),
                        List.of());

        List<NamespacePlan> plans =
                Planner.plan(List.of(facts("mail", shrinks, team), facts("shop", grows, team)));

        assertThat(plans).extracting(NamespacePlan::verdict).containsOnly(Verdict.FITS_IN_STAGES);
        assertThat(plans.getFirst().stages())
                .containsExactly(new Stage(1, "mail/Deployment.apps/shrinks", How.IN_PLACE, null));
        assertThat(plans.getLast().stages())
                .containsExactly(new Stage(2, "shop/Deployment.apps/grows", How.IN_PLACE, "mail"));
    }

    @Test
    void whereEachWaitsForWhatTheOtherHasOneGivesBackFirst() {
        // both lines are full, and either takes of one what the other gives of it
        Member cpuForMemory = swaps("shop", amounts(1_000, 200), amounts(2_000, 100));
        Member memoryForCpu = swaps("mail", amounts(2_000, 100), amounts(1_000, 200));
        Map<String, BigDecimal> full =
                Map.of(
                        "requests.cpu",
                        new BigDecimal("6"),
                        "requests.memory",
                        BigDecimal.valueOf(600L << 20));
        QuotaState team =
                new QuotaState("", ClusterQuotaState.PREFIX + "team", full, full, List.of());

        List<NamespacePlan> plans =
                Planner.plan(
                        List.of(
                                facts("mail", memoryForCpu, team),
                                facts("shop", cpuForMemory, team)));

        assertThat(plans.getFirst().stages())
                .extracting(Stage::number, Stage::how)
                .containsExactly(tuple(1, How.GIVES_BACK), tuple(3, How.IN_PLACE));
        assertThat(plans.getLast().stages())
                .extracting(Stage::number, Stage::how)
                .containsExactly(tuple(2, How.IN_PLACE));
    }

    private static Member swaps(String namespace, Resources now, Resources then) {
        return Members.deployment(namespace, "swaps")
                .replicas(2, 2, 1)
                .requests(now)
                .target(then)
                .used(amounts(100, 50))
                .build();
    }

    /**
     * By the plans alone: their steps by number, everybody else in any state between now and then.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void everyStepIsLetInWhereAllNamespacesFollowTheirPlans(long seed) {
        Followed followed = follow(random(seed));

        assertThat(followed.refused()).as("seed %d", seed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eachPlanSaysWhoseStepComesBeforeItsOwn(long seed) {
        List<NamespaceFacts> namespaces = random(seed);
        Together together = new Together(namespaces);
        for (NamespacePlan plan : Planner.plan(namespaces)) {
            if (together.fitted(plan.namespace()).stays()) {
                continue;
            }
            List<Step> order = together.steps(plan.namespace());
            for (Stage stage : plan.stages()) {
                assertThat(order.get(stage.number() - 1))
                        .isEqualTo(new Step(WorkloadRef.parse(stage.workload()), stage.how()));
                String before =
                        stage.number() == 1
                                ? plan.namespace()
                                : order.get(stage.number() - 2).workload().namespace();
                assertThat(stage.after())
                        .isEqualTo(before.equals(plan.namespace()) ? null : before);
            }
        }
    }

    @Test
    void theRandomNamespacesAreStagedInAllWays() {
        Map<How, Integer> ways = new EnumMap<>(How.class);
        int interleaved = 0;
        for (long seed : seeds().toArray()) {
            Followed followed = follow(random(seed));
            followed.ways().forEach(how -> ways.merge(how, 1, Integer::sum));
            interleaved += followed.interleaved() ? 1 : 0;
        }
        assertThat(ways).containsOnlyKeys(How.ROLLOUT, How.IN_PLACE, How.GIVES_BACK);
        assertThat(ways.values()).allMatch(count -> count >= 20);
        assertThat(interleaved).isGreaterThan(50);
    }

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    /**
     * What came of following plans.
     *
     * @param refused steps that some line did not let in
     */
    private record Followed(List<String> refused, List<How> ways, boolean interleaved) {}

    private static Followed follow(List<NamespaceFacts> namespaces) {
        Together together = new Together(namespaces);
        List<QuotaLine> lines =
                QuotaLines.of(namespaces, together.wanted()).stream()
                        .map(QuotaLines.Bound::line)
                        .toList();
        Map<String, Grant> now = byKey(together.now());
        Map<String, Grant> wanted = byKey(together.wanted());
        Map<String, Grant> planned = byKey(together.planned());
        List<NamespacePlan> plans = Planner.plan(namespaces);
        List<String> refused = new ArrayList<>();
        List<How> ways = new ArrayList<>();
        boolean interleaved = false;
        if (namespaces.stream().anyMatch(facts -> together.fitted(facts.namespace()).stays())) {
            // whoever is planned while the others stay is in no order with them
            return new Followed(refused, ways, false);
        }
        for (NamespacePlan plan : plans) {
            for (Stage stage : plan.stages()) {
                interleaved |= stage.after() != null;
                ways.add(stage.how());
            }
        }
        for (List<Stage> order : orders(together, plans)) {
            refused.addAll(new Follower(lines, now, wanted, planned, plans, order).refused());
        }
        return new Followed(refused, ways, interleaved);
    }

    /** The steps of those who are in one order. */
    private static List<List<Stage>> orders(Together together, List<NamespacePlan> plans) {
        Map<List<Step>, TreeMap<Integer, Stage>> orders = new HashMap<>();
        for (NamespacePlan plan : plans) {
            plan.stages()
                    .forEach(stage ->
                            orders.computeIfAbsent(
                                            together.steps(plan.namespace()), _ -> new TreeMap<>())
                                    .put(stage.number(), stage));
        }
        orders.forEach((steps, stages) -> assertThat(stages).hasSameSizeAs(steps));
        return orders.values().stream()
                .<List<Stage>>map(each -> List.copyOf(each.values()))
                .toList();
    }

    private static Map<String, Grant> byKey(List<Grant> grants) {
        Map<String, Grant> byKey = new HashMap<>();
        grants.forEach(grant -> byKey.put(grant.claim().workload().key(), grant));
        return byKey;
    }

    /** Takes one step after the other, and asks of each line what admission does. */
    private static final class Follower {
        private final List<QuotaLine> lines;
        private final Map<String, Grant> now;
        private final Map<String, Grant> then = new HashMap<>();
        private final Map<String, Grant> wanted;
        private final Set<String> inOrder = new HashSet<>();
        private final Set<String> done = new HashSet<>();
        private final Set<String> gaveBack = new HashSet<>();
        private final List<String> refused = new ArrayList<>();

        Follower(
                List<QuotaLine> lines,
                Map<String, Grant> now,
                Map<String, Grant> wanted,
                Map<String, Grant> planned,
                List<NamespacePlan> plans,
                List<Stage> order) {
            this.lines = lines;
            this.now = now;
            this.wanted = wanted;
            order.forEach(stage -> inOrder.add(stage.workload()));
            Map<String, Verdict> verdicts = new HashMap<>();
            plans.forEach(plan -> verdicts.put(plan.namespace(), plan.verdict()));
            wanted.forEach((key, grant) -> {
                boolean less =
                        verdicts.get(grant.claim().workload().namespace())
                                == Verdict.FITS_WITH_LESS;
                Grant end = less ? planned.getOrDefault(key, grant) : grant;
                then.put(key, end.with(Math.min(end.pods(), end.claim().pods())));
            });
            order.forEach(this::take);
        }

        List<String> refused() {
            return refused;
        }

        private void take(Stage stage) {
            String key = stage.workload();
            for (QuotaLine line : lines) {
                Grant after = then.getOrDefault(key, now.get(key));
                if (after == null || !line.counted().contains(after.claim().workload())) {
                    continue;
                }
                long at = charge(key, line);
                long to =
                        switch (stage.how()) {
                            case GIVES_BACK -> Math.min(at, after.charge(line.resource()));
                            case IN_PLACE, NEXT_RUN -> after.charge(line.resource());
                            case ROLLOUT ->
                                    Math.max(at, after.charge(line.resource()))
                                            + after.claim().surge() * after.perPod(line.resource());
                        };
                long others = line.others();
                for (String other : wanted.keySet()) {
                    others += other.equals(key) ? 0 : charge(other, line);
                }
                if (to > at && others + to > line.hard()) {
                    refused.add(
                            "%s on %s %s: %d of %d"
                                    .formatted(
                                            stage,
                                            line.quota(),
                                            line.resource(),
                                            others + to,
                                            line.hard()));
                }
            }
            if (stage.how() == How.GIVES_BACK) {
                gaveBack.add(key);
            } else {
                done.add(key);
            }
        }

        /** As it is by then; of who is in no order with these, the most that it may be. */
        private long charge(String key, QuotaLine line) {
            Grant before = now.get(key);
            Grant after = then.get(key);
            Grant most = wanted.get(key);
            if (before == null
                    || after == null
                    || most == null
                    || !line.counted().contains(before.claim().workload())) {
                return 0;
            }
            String resource = line.resource();
            boolean changes =
                    !before.cpu().equals(after.cpu()) || !before.memory().equals(after.memory());
            if (done.contains(key)) {
                return after.charge(resource);
            }
            if (gaveBack.contains(key)) {
                return Math.min(before.charge(resource), after.charge(resource));
            }
            if (inOrder.contains(key)) {
                return before.charge(resource);
            }
            return changes
                    ? Math.max(
                                    before.charge(resource),
                                    most.with(most.claim().pods()).charge(resource))
                            + most.claim().surge() * most.perPod(resource)
                    : after.charge(resource);
        }
    }

    private static List<NamespaceFacts> random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, List<Member>> members = new TreeMap<>();
        for (String namespace : List.of("a", "b", "c")) {
            members.put(
                    namespace,
                    IntStream.range(0, 1 + random.nextInt(3))
                            .mapToObj(index -> member(namespace, "w" + index, random))
                            .toList());
        }
        Map<String, List<QuotaState>> quotas = new HashMap<>();
        for (List<String> sharing :
                List.of(List.of("a"), List.of("b"), List.of("a", "b"), List.of("b", "c"))) {
            if (random.nextInt(4) > 0) {
                add(quotas, sharing, members, random);
            }
        }
        return members.entrySet().stream()
                .map(each ->
                        new NamespaceFacts(
                                each.getKey(),
                                Members.AS_OF,
                                each.getValue(),
                                quotas.getOrDefault(each.getKey(), List.of()),
                                List.of(),
                                List.of()))
                .toList();
    }

    /** One that is full, or has a little room; sometimes too little for all that is wanted. */
    private static void add(
            Map<String, List<QuotaState>> quotas,
            List<String> sharing,
            Map<String, List<Member>> members,
            SplittableRandom random) {
        NamespaceFacts nowhere = Members.namespace(List.of());
        Map<String, BigDecimal> hard = new TreeMap<>();
        Map<String, BigDecimal> used = new TreeMap<>();
        for (String resource : RESOURCES) {
            if (random.nextInt(4) == 0) {
                continue;
            }
            long wanted = 0;
            long now = 0;
            for (String namespace : sharing) {
                for (Member member : members.getOrDefault(namespace, List.of())) {
                    Claim claim = MemberClaim.of(member, nowhere);
                    wanted += Grant.wanted(claim).with(claim.pods()).charge(resource);
                    now += MemberClaim.now(member, claim).charge(resource);
                }
            }
            int scale = resource.endsWith("cpu") ? 3 : 0;
            double room = random.nextInt(3) == 0 ? 1 : 0.95 + 0.25 * random.nextDouble();
            hard.put(resource, BigDecimal.valueOf((long) (Math.max(wanted, now) * room), scale));
            used.put(resource, BigDecimal.valueOf(now, scale));
        }
        for (String namespace : sharing) {
            String name =
                    sharing.size() == 1
                            ? "own"
                            : ClusterQuotaState.PREFIX + String.join("", sharing);
            quotas.computeIfAbsent(namespace, _ -> new ArrayList<>())
                    .add(new QuotaState(namespace, name, hard, used, List.of()));
        }
    }

    private static Member member(String namespace, String name, SplittableRandom random) {
        int pods = 1 + random.nextInt(3);
        long cpu = 300L + random.nextInt(700);
        long memory = 300L + random.nextInt(700);
        return Members.deployment(namespace, name)
                .pods(pods)
                .replicas(pods, pods, random.nextInt(2))
                .requests(amounts(cpu, memory))
                .target(amounts(100L + random.nextInt(1_000), 100L + random.nextInt(1_000)))
                .used(amounts(50, 50))
                .build();
    }

    private static NamespaceFacts facts(String namespace, Member member, QuotaState quota) {
        return new NamespaceFacts(
                namespace, Members.AS_OF, List.of(member), List.of(quota), List.of(), List.of());
    }
}
