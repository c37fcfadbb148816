package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The plan, held against every other one. Sizes are tried in fifths of each need (the search itself
 * does not know how many parts there are), so that there are few enough of them. Lines of CPU and
 * memory let all pods in at their least, or {@link FewestPodsTest} would have to be repeated; lines
 * of volumes let in fewer pods, each of which may claim more or less than the one before it.
 */
class BestPlanTest {
    private static final int STEPS = 5;
    private static final int CLASSES = 3;

    /** A common multiple of all numbers of pods. */
    private static final int SHARES = 12;

    private static int cut;
    private static int limitsCut;
    private static int overlapping;
    private static int podsCut;

    /** What a seed says of a namespace. */
    private record Namespace(List<Claim> claims, List<QuotaLine> lines) {

        static Namespace random(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Claim> claims =
                    IntStream.range(0, 1 + random.nextInt(6))
                            .mapToObj(index ->
                                    Claims.claim(
                                            "w" + index,
                                            100 * random.nextInt(CLASSES),
                                            1 + random.nextInt(4),
                                            amount(random),
                                            amount(random)))
                            .toList();
            List<QuotaLine> lines = new ArrayList<>();
            List<String> resources =
                    List.of("requests.cpu", "requests.memory", "limits.cpu", "limits.memory");
            int quotas = 1 + random.nextInt(3);
            for (int quota = 0; quota < quotas; quota++) {
                List<Claim> counted =
                        quota == 0
                                ? claims
                                : claims.stream().filter(_ -> random.nextInt(3) > 0).toList();
                for (String resource : resources) {
                    if (random.nextInt(3) > 0) {
                        lines.add(tight("q" + quota, resource, counted, random));
                    }
                }
            }
            SplittableRandom ofVolumes = new SplittableRandom(-1 - seed);
            if (ofVolumes.nextBoolean()) {
                return new Namespace(claims, lines);
            }
            List<Claim> scaled = claims.stream().map(claim -> scaled(claim, ofVolumes)).toList();
            int storage = 1 + ofVolumes.nextInt(2);
            for (int line = 0; line < storage; line++) {
                lines.add(ofVolumes("volumes-" + line, scaled, ofVolumes));
            }
            return new Namespace(scaled, lines);
        }

        /** The same, of which a plan may leave fewer pods. */
        private static Claim scaled(Claim claim, SplittableRandom random) {
            return new Claim(
                    claim.workload(),
                    claim.priority(),
                    claim.pods(),
                    random.nextInt(claim.pods() + 1),
                    0,
                    claim.containers(),
                    claim.overhead(),
                    claim.others());
        }

        /** Of some pods the claims are there: those bring nothing. */
        private static QuotaLine ofVolumes(
                String quota, List<Claim> claims, SplittableRandom random) {
            Map<WorkloadRef, List<Long>> volumes = new HashMap<>();
            long least = 0;
            long all = 0;
            for (Claim claim : claims) {
                if (random.nextInt(3) > 0) {
                    List<Long> sums = new ArrayList<>();
                    long size = 1L + random.nextInt(9);
                    long sum = 0;
                    for (int pod = 0; pod < claim.pods(); pod++) {
                        sum += random.nextInt(3) == 0 ? 0 : size;
                        sums.add(sum);
                        least += pod + 1 == claim.fewest() ? sum : 0;
                    }
                    all += sum;
                    volumes.put(claim.workload(), sums);
                }
            }
            long others = random.nextInt(20);
            long hard =
                    least == 0 && random.nextInt(4) == 0
                            ? others / 2
                            : others + least + random.nextLong(all - least + 1);
            return new QuotaLine(
                    quota, "requests.storage", hard, others, others, volumes.keySet(), volumes);
        }

        /** A fifth of what is left after some fifths is a whole number too: nothing is rounded. */
        private static Amount amount(SplittableRandom random) {
            long request = STEPS * STEPS * (1L + random.nextInt(8));
            long least = STEPS * random.nextLong(request / STEPS + 1);
            return switch (random.nextInt(3)) {
                case 0 -> new Amount(request, least, request, 0, Double.POSITIVE_INFINITY, true);
                case 1 ->
                        new Amount(
                                request,
                                least,
                                request + STEPS * random.nextLong(request / STEPS + 1),
                                0,
                                random.nextBoolean() ? 2 : Double.POSITIVE_INFINITY,
                                false);
                default -> new Amount(request, least, 3 * request, 0, 3, false);
            };
        }

        /** Between the least and somewhat more than all. */
        private static QuotaLine tight(
                String quota, String resource, List<Claim> counted, SplittableRandom random) {
            long least =
                    counted.stream().mapToLong(each -> Grant.least(each).charge(resource)).sum();
            long all =
                    counted.stream().mapToLong(each -> Grant.wanted(each).charge(resource)).sum();
            return Claims.line(
                    quota, resource, least + random.nextLong((all - least) * 5 / 4 + 1), counted);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noOtherPlanGivesUpLess(long seed) {
        Namespace namespace = Namespace.random(seed);

        Fit fit =
                Fitting.of(
                        namespace.claims(), namespace.lines(), List.of(STEPS), FewestSteps.BUDGET);

        Fit.Plan plan = fit.plan();
        assertThat(plan).isNotNull();
        if (plan != null) {
            assertThat(plan.proved()).isTrue();
            assertAdmitted(namespace, plan.grants());
            int[] pods = plan.grants().stream().mapToInt(Grant::pods).toArray();
            assertThat(podsUnmet(namespace.claims(), pods))
                    .as("pods")
                    .isEqualTo(fewestPodsUnmet(namespace));
            for (Kind kind : Kind.values()) {
                assertThat(requestsUnmet(plan.grants(), kind))
                        .as("requests of %s", kind)
                        .isEqualTo(fewestRequestsUnmet(namespace, pods, kind));
                assertThat(limitsUnmet(plan.grants(), kind))
                        .as("limits of %s", kind)
                        .isEqualTo(fewestLimitsUnmet(namespace, plan.grants(), kind));
            }
        }
    }

    @Test
    void mostSeedsNeedACutAndManyOverlap() {
        seeds().mapToObj(Namespace::random).forEach(BestPlanTest::count);

        assertThat(cut).isGreaterThan(400);
        assertThat(limitsCut).isGreaterThan(100);
        assertThat(overlapping).isGreaterThan(150);
        assertThat(podsCut).isGreaterThan(150);
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    private static void count(Namespace namespace) {
        Fit fit =
                Fitting.of(
                        namespace.claims(), namespace.lines(), List.of(STEPS), FewestSteps.BUDGET);
        cut += fit.fits() ? 0 : 1;
        limitsCut +=
                fit.blockedBy().stream()
                                .anyMatch(
                                        shortage -> shortage.line().resource().startsWith("limits"))
                        ? 1
                        : 0;
        Map<String, Long> perResource =
                fit.blockedBy().stream()
                        .collect(
                                java.util.stream.Collectors.groupingBy(
                                        shortage -> shortage.line().resource(),
                                        java.util.stream.Collectors.counting()));
        podsCut += perResource.containsKey("requests.storage") ? 1 : 0;
        overlapping += perResource.values().stream().anyMatch(count -> count > 1) ? 1 : 0;
    }

    private static void assertAdmitted(Namespace namespace, List<Grant> grants) {
        for (QuotaLine line : namespace.lines()) {
            if (isOfVolumes(line)) {
                continue;
            }
            long sum = 0;
            for (Grant grant : grants) {
                if (line.counted().contains(grant.claim().workload())) {
                    sum += grant.pods() * amount(grant, line.resource());
                }
            }
            assertThat(sum).as(line.toString()).isLessThanOrEqualTo(line.hard());
        }
        assertThat(claimed(namespace, grants.stream().mapToInt(Grant::pods).toArray()))
                .as("volumes")
                .isTrue();
        for (Grant grant : grants) {
            assertThat(grant.pods()).isBetween(grant.claim().fewest(), grant.claim().atOnce());
            for (Kind kind : Kind.values()) {
                Amount wanted = kind.of(grant.claim().containers().getFirst());
                Given given = grant.given(kind).getFirst();
                assertThat(given.request()).isBetween(wanted.least(), wanted.request());
                assertThat(given.limit()).isGreaterThanOrEqualTo(given.request());
                if (given.request() > 0) {
                    assertThat((double) given.limit() / given.request())
                            .isLessThanOrEqualTo(wanted.ratio());
                }
                if (wanted.equal()) {
                    assertThat(given.limit()).isEqualTo(given.request());
                }
            }
        }
    }

    private static long amount(Grant grant, String resource) {
        Given given = (resource.endsWith("cpu") ? grant.cpu() : grant.memory()).getFirst();
        return resource.startsWith("limits") ? given.limit() : given.request();
    }

    private static int[] requestsUnmet(List<Grant> grants, Kind kind) {
        int[] unmet = new int[CLASSES];
        for (Grant grant : grants) {
            long wanted = kind.of(grant.claim().containers().getFirst()).request();
            unmet[rank(grant.claim())] += steps(wanted, grant.given(kind).getFirst().request());
        }
        return unmet;
    }

    private static int[] limitsUnmet(List<Grant> grants, Kind kind) {
        int[] unmet = new int[CLASSES];
        for (Grant grant : grants) {
            Given given = grant.given(kind).getFirst();
            long most = kind.of(grant.claim().containers().getFirst()).mostOfLimit(given.request());
            unmet[rank(grant.claim())] += steps(most, given.limit());
        }
        return unmet;
    }

    /** How many fifths of it are not given; begun ones count. */
    private static int steps(long wanted, long given) {
        return wanted == 0 ? 0 : (int) Math.ceilDiv((wanted - given) * STEPS, wanted);
    }

    private static int rank(Claim claim) {
        return CLASSES - 1 - claim.priority() / 100;
    }

    private static boolean isOfVolumes(QuotaLine line) {
        return line.resource().equals("requests.storage");
    }

    /** Whether all lines of volumes let in what so many pods claim, or count nothing of it. */
    private static boolean claimed(Namespace namespace, int[] pods) {
        for (QuotaLine line : namespace.lines()) {
            long sum = 0;
            for (int index = 0; index < pods.length && isOfVolumes(line); index++) {
                List<Long> sums = line.volumes().get(namespace.claims().get(index).workload());
                sum += sums == null || pods[index] == 0 ? 0 : sums.get(pods[index] - 1);
            }
            if (sum > 0 && line.others() + sum > line.hard()) {
                return false;
            }
        }
        return true;
    }

    /** The sums of the shares of pods that are given up, by rank. */
    private static int[] podsUnmet(List<Claim> claims, int[] pods) {
        int[] unmet = new int[CLASSES];
        for (int index = 0; index < pods.length; index++) {
            Claim claim = claims.get(index);
            unmet[rank(claim)] += (claim.pods() - pods[index]) * (SHARES / claim.pods());
        }
        return unmet;
    }

    private static int[] fewestPodsUnmet(Namespace namespace) {
        List<Claim> claims = namespace.claims();
        int[] pods = claims.stream().mapToInt(Claim::fewest).toArray();
        int[] best = null;
        while (true) {
            if (claimed(namespace, pods)) {
                int[] unmet = podsUnmet(claims, pods);
                best = best == null || Arrays.compare(unmet, best) < 0 ? unmet : best;
            }
            int index = 0;
            while (index < pods.length && pods[index] == claims.get(index).pods()) {
                pods[index] = claims.get(index).fewest();
                index++;
            }
            if (index == pods.length) {
                return java.util.Objects.requireNonNull(best);
            }
            pods[index]++;
        }
    }

    private static int[] fewestRequestsUnmet(Namespace namespace, int[] pods, Kind kind) {
        List<Claim> claims = namespace.claims();
        List<List<Long>> choices =
                claims.stream()
                        .map(claim -> kind.of(claim.containers().getFirst()))
                        .map(amount -> fifths(amount.request(), amount.least()))
                        .toList();
        List<QuotaLine> lines =
                namespace.lines().stream()
                        .filter(line ->
                                line.resource().endsWith(kind == Kind.CPU ? "cpu" : "memory"))
                        .toList();
        return fewest(claims, pods, choices, lines);
    }

    private static int[] fewestLimitsUnmet(Namespace namespace, List<Grant> grants, Kind kind) {
        List<List<Long>> choices =
                grants.stream()
                        .map(grant -> {
                            long request = grant.given(kind).getFirst().request();
                            long most =
                                    kind.of(grant.claim().containers().getFirst())
                                            .mostOfLimit(request);
                            return fifths(most, request);
                        })
                        .toList();
        String resource = kind == Kind.CPU ? "limits.cpu" : "limits.memory";
        return fewest(
                namespace.claims(),
                grants.stream().mapToInt(Grant::pods).toArray(),
                choices,
                namespace.lines().stream()
                        .filter(line -> line.resource().equals(resource))
                        .toList());
    }

    /** From all of it by fifths down to the least. */
    private static List<Long> fifths(long most, long least) {
        List<Long> amounts = new ArrayList<>();
        for (int step = 0; step <= STEPS; step++) {
            long amount = most * (STEPS - step) / STEPS;
            amounts.add(Math.max(amount, least));
            if (most * (STEPS - step) <= least * STEPS) {
                break;
            }
        }
        return amounts;
    }

    private static int[] fewest(
            List<Claim> claims, int[] pods, List<List<Long>> choices, List<QuotaLine> lines) {
        int[] chosen = new int[claims.size()];
        int[] best = null;
        while (true) {
            if (admitted(claims, pods, choices, chosen, lines)) {
                best = better(best, claims, chosen);
            }
            int index = 0;
            while (index < chosen.length && chosen[index] == choices.get(index).size() - 1) {
                chosen[index++] = 0;
            }
            if (index == chosen.length) {
                return java.util.Objects.requireNonNull(best);
            }
            chosen[index]++;
        }
    }

    private static int[] better(int @Nullable [] best, List<Claim> claims, int[] chosen) {
        int[] sums = new int[CLASSES];
        for (int index = 0; index < chosen.length; index++) {
            sums[rank(claims.get(index))] += chosen[index];
        }
        return best == null || Arrays.compare(sums, best) < 0 ? sums : best;
    }

    private static boolean admitted(
            List<Claim> claims,
            int[] pods,
            List<List<Long>> choices,
            int[] chosen,
            List<QuotaLine> lines) {
        for (QuotaLine line : lines) {
            long sum = 0;
            for (int index = 0; index < chosen.length; index++) {
                Claim claim = claims.get(index);
                if (line.counted().contains(claim.workload())) {
                    sum += pods[index] * choices.get(index).get(chosen[index]);
                }
            }
            if (sum > line.hard()) {
                return false;
            }
        }
        return true;
    }
}
