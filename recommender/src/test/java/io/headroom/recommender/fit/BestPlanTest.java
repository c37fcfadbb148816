package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.search.RankByRank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The plan, held against every other one: each number of pods of each workload, with each size of
 * its pods. Sizes are tried in quarters of each need (the search itself does not know how many
 * parts there are), so that there are few enough of them. What a pod is charged for is worked out
 * here once more, and not in whole units: amounts are so large that rounding decides nothing.
 */
class BestPlanTest {
    private static final int STEPS = 4;
    private static final int STEP = 1_000 / STEPS;
    private static final int CLASSES = 3;
    private static final String STORAGE = "requests.ephemeral-storage";
    private static final String VOLUMES = "requests.storage";

    /** A container's amounts may be rounded by a unit each, and so a pod's by a few. */
    private static final int ROUNDED = 10;

    /** What a seed says of a namespace. */
    private record Namespace(List<Claim> claims, List<QuotaLine> lines) {

        static Namespace random(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Claim> claims =
                    IntStream.range(0, 1 + random.nextInt(6))
                            .mapToObj(index -> claim("w" + index, random))
                            .toList();
            List<QuotaLine> lines = new ArrayList<>();
            int quotas = 1 + random.nextInt(3);
            for (int quota = 0; quota < quotas; quota++) {
                List<Claim> counted =
                        quota == 0
                                ? claims
                                : claims.stream().filter(_ -> random.nextInt(3) > 0).toList();
                for (String resource :
                        List.of(
                                "requests.cpu",
                                "requests.memory",
                                "limits.cpu",
                                "limits.memory",
                                "pods",
                                STORAGE)) {
                    int among = resource.equals("pods") || resource.equals(STORAGE) ? 4 : 2;
                    if (random.nextInt(among) == 0) {
                        lines.add(tight("q" + quota, resource, counted, random));
                    }
                }
            }
            SplittableRandom ofVolumes = new SplittableRandom(-1 - seed);
            if (ofVolumes.nextBoolean()) {
                lines.add(volumes(claims, ofVolumes));
            }
            return new Namespace(claims, lines);
        }

        /** Of claims of volumes, which some pods have already: those bring nothing. */
        private static QuotaLine volumes(List<Claim> claims, SplittableRandom random) {
            Map<WorkloadRef, List<Long>> volumes = new HashMap<>();
            long least = 0;
            long all = 0;
            for (Claim claim : claims) {
                if (random.nextInt(3) > 0) {
                    List<Long> sums = new ArrayList<>();
                    long size = 1L + random.nextInt(9);
                    long sum = 0;
                    for (int pod = 1; pod <= claim.atOnce(); pod++) {
                        sum += random.nextInt(3) == 0 ? 0 : size;
                        sums.add(sum);
                        least += pod == claim.fewest() ? sum : 0;
                    }
                    all += sum;
                    volumes.put(claim.workload(), sums);
                }
            }
            long hard = least + random.nextLong(all - least + 1);
            return new QuotaLine("volumes", VOLUMES, hard, 0, 0, volumes.keySet(), volumes);
        }

        private static Claim claim(String name, SplittableRandom random) {
            int pods = 1 + random.nextInt(3);
            List<Want> containers = new ArrayList<>();
            if (random.nextInt(4) == 0) {
                containers.add(container("init", ContainerType.INIT, random));
            }
            if (random.nextInt(4) == 0) {
                containers.add(container("mesh", ContainerType.SIDECAR, random));
            }
            if (random.nextInt(6) == 0) {
                containers.add(container("late", ContainerType.INIT, random));
            }
            containers.add(container("app", ContainerType.APP, random));
            return new Claim(
                    Claims.workload(name),
                    100 * random.nextInt(CLASSES),
                    pods,
                    random.nextBoolean() ? pods : random.nextInt(pods + 1),
                    random.nextInt(2),
                    containers,
                    random.nextInt(4) > 0
                            ? Resources.NONE
                            : new Resources(new Cpu(amount(random)), new Memory(amount(random))),
                    random.nextInt(3) == 0 ? Map.of() : Map.of(STORAGE, amount(random)));
        }

        private static long amount(SplittableRandom random) {
            return 1_000_000L + random.nextLong(8_000_000);
        }

        private static Want container(String name, ContainerType type, SplittableRandom random) {
            return new Want(name, type, size(random), size(random));
        }

        private static Amount size(SplittableRandom random) {
            long request = amount(random);
            long least = random.nextInt(4) == 0 ? request : random.nextLong(request);
            double none = Double.POSITIVE_INFINITY;
            return switch (random.nextInt(5)) {
                case 0 -> Amount.fixed(request, request + random.nextLong(request));
                case 1 -> new Amount(request, least, request, 0, none, true);
                case 2 -> new Amount(request, least, 2 * request, 0, none, false);
                case 3 -> new Amount(request, least, 3 * request, 0, 3, false);
                default -> new Amount(request, least, Amount.NONE, 0, none, false);
            };
        }

        /** Between the least and somewhat more than all. */
        private static QuotaLine tight(
                String quota, String resource, List<Claim> counted, SplittableRandom random) {
            double least = 0;
            double all = 0;
            for (Claim claim : counted) {
                least += claim.fewest() * perPod(resource, Grant.least(claim));
                all += claim.atOnce() * perPod(resource, Grant.wanted(claim));
            }
            long beside = (long) ((all - least) * 1.1);
            return Claims.line(
                    quota,
                    resource,
                    (long) Math.ceil(least) + random.nextLong(beside + 1),
                    counted);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noOtherPlanIsBetterClassByClass(long seed) {
        Namespace namespace = Namespace.random(seed);

        Fit.Plan plan = plan(namespace);

        assertThat(plan).isNotNull();
        if (plan != null) {
            assertThat(plan.proved()).isTrue();
            assertAdmitted(namespace, plan.grants());
            assertThat(unmet(plan.grants())).isEqualTo(leastUnmet(namespace));
            for (Kind kind : Kind.values()) {
                assertThat(limitsUnmet(plan.grants(), kind))
                        .as("limits of %s", kind)
                        .isEqualTo(fewestLimitsUnmet(namespace, plan.grants(), kind));
            }
        }
    }

    /** Whatever ends the search: a plan is let in, and is not called proved unless it is best. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatTheBudgetCutsShortIsLetInAndSaidNotToBeProved(long seed) {
        Namespace namespace = Namespace.random(seed);

        Fit.Plan cutShort = cutShort(namespace, seed);
        Fit.Plan best = plan(namespace);
        assertThat(cutShort).isNotNull();
        if (cutShort != null && best != null) {
            assertAdmitted(namespace, cutShort.grants());
            if (cutShort.proved()) {
                assertThat(unmet(cutShort.grants())).isEqualTo(unmet(best.grants()));
            }
        }
    }

    /** Finer steps are other plans: they are let in, and give up no more than the coarse ones. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsCutInThousandthsGivesUpNoMoreThanWhatIsCutInQuarters(long seed) {
        Namespace namespace = Namespace.random(seed);

        Fit fit = Fitting.of(namespace.claims(), namespace.lines());

        Fit.Plan plan = fit.plan();
        assertThat(plan).isNotNull();
        if (plan != null) {
            assertAdmitted(namespace, plan.grants());
            if (plan.proved()) {
                double[] fine = shares(plan.grants());
                int[] coarse = leastUnmet(namespace);
                for (int rank = 0; rank < CLASSES; rank++) {
                    assertThat(fine[rank]).isLessThanOrEqualTo(coarse[rank] + 0.01);
                    if (fine[rank] < coarse[rank] - 0.01) {
                        break;
                    }
                }
            }
        }
    }

    @Test
    void theSeedsAreOfAllKinds() {
        int cut = 0;
        int withoutPods = 0;
        int both = 0;
        int overlapping = 0;
        int limitsCut = 0;
        int volumesCut = 0;
        int severalClasses = 0;
        int cutShort = 0;
        for (long seed : seeds().toArray()) {
            Namespace namespace = Namespace.random(seed);
            Fit.Plan plan = plan(namespace);
            List<Grant> grants = plan == null ? List.of() : plan.grants();
            List<QuotaLine> blocking =
                    Fitting.of(namespace.claims(), namespace.lines()).blockedBy().stream()
                            .map(Shortage::line)
                            .toList();
            Fit.Plan hurried = cutShort(namespace, seed);
            cutShort += hurried != null && !hurried.proved() ? 1 : 0;
            boolean lessPods =
                    grants.stream().anyMatch(grant -> grant.pods() < grant.claim().atOnce());
            boolean smaller =
                    grants.stream()
                            .anyMatch(grant ->
                                    steps(grant, Kind.CPU) + steps(grant, Kind.MEMORY) > 0);
            cut += blocking.isEmpty() ? 0 : 1;
            withoutPods += lessPods ? 1 : 0;
            both += lessPods && smaller ? 1 : 0;
            overlapping +=
                    blocking.stream().map(QuotaLine::resource).distinct().count() < blocking.size()
                            ? 1
                            : 0;
            limitsCut +=
                    blocking.stream().anyMatch(line -> line.resource().startsWith("limits"))
                            ? 1
                            : 0;
            volumesCut +=
                    blocking.stream().anyMatch(line -> line.resource().equals(VOLUMES)) ? 1 : 0;
            severalClasses +=
                    Arrays.stream(unmet(grants)).filter(each -> each > 0).count() > 1 ? 1 : 0;
        }

        assertThat(cut).isGreaterThan(400);
        assertThat(withoutPods).isGreaterThan(250);
        assertThat(both).isGreaterThan(150);
        assertThat(overlapping).isGreaterThan(150);
        assertThat(limitsCut).isGreaterThan(200);
        assertThat(volumesCut).isGreaterThan(100);
        assertThat(severalClasses).isGreaterThan(100);
        assertThat(cutShort).isBetween(100, 400);
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    private static Fit.@Nullable Plan plan(Namespace namespace) {
        return Fitting.of(namespace.claims(), namespace.lines(), List.of(STEPS), RankByRank.BUDGET)
                .plan();
    }

    private static Fit.@Nullable Plan cutShort(Namespace namespace, long seed) {
        long budget = new SplittableRandom(seed).nextInt(150);
        return Fitting.of(namespace.claims(), namespace.lines(), List.of(STEPS, 1), budget).plan();
    }

    private static void assertAdmitted(Namespace namespace, List<Grant> grants) {
        for (QuotaLine line : namespace.lines()) {
            double sum = 0;
            for (Grant grant : grants) {
                if (line.counted().contains(grant.claim().workload())) {
                    sum +=
                            line.resource().equals(VOLUMES)
                                    ? volumes(line, grant.claim(), grant.pods())
                                    : grant.pods() * perPod(line.resource(), grant);
                }
            }
            assertThat(sum).as(line.toString()).isLessThanOrEqualTo((double) line.hard());
        }
        for (Grant grant : grants) {
            Claim claim = grant.claim();
            assertThat(grant.pods()).isBetween(claim.fewest(), claim.atOnce());
            for (Kind kind : Kind.values()) {
                for (int at = 0; at < claim.containers().size(); at++) {
                    assertWithin(kind.of(claim.containers().get(at)), grant.given(kind).get(at));
                }
            }
        }
    }

    private static void assertWithin(Amount wanted, Given given) {
        assertThat(given.request()).isBetween(wanted.least(), wanted.request());
        if (wanted.limit() == Amount.NONE) {
            assertThat(given.limit()).isEqualTo(Amount.NONE);
        } else {
            assertThat(given.limit()).isBetween(given.request(), wanted.limit());
            assertThat((double) given.limit())
                    .isLessThanOrEqualTo(wanted.ratio() * given.request());
            if (wanted.equal()) {
                assertThat(given.limit()).isEqualTo(given.request());
            }
        }
    }

    /** What a line counts of the claims of volumes of so many pods. */
    private static long volumes(QuotaLine line, Claim claim, int pods) {
        List<Long> sums = line.volumes().getOrDefault(claim.workload(), List.of());
        return pods == 0 || sums.isEmpty() ? 0 : sums.get(pods - 1);
    }

    /** Of what a plan gives. */
    private static double perPod(String resource, Grant grant) {
        return switch (resource) {
            case "pods" -> 1;
            case STORAGE -> grant.claim().others().getOrDefault(STORAGE, 0L);
            default -> {
                boolean limits = resource.startsWith("limits");
                Kind kind = resource.endsWith("cpu") ? Kind.CPU : Kind.MEMORY;
                yield perPod(
                        grant.claim(),
                        kind,
                        limits,
                        grant.given(kind).stream()
                                .mapToDouble(given -> limits ? given.limit() : given.request())
                                .toArray());
            }
        };
    }

    /** The larger of what runs and of what it takes to start it, and the overhead. */
    private static double perPod(Claim claim, Kind kind, boolean limits, double[] amounts) {
        double running = 0;
        double started = 0;
        double most = 0;
        for (int at = 0; at < amounts.length; at++) {
            double amount = Math.max(amounts[at], 0);
            if (claim.containers().get(at).type() == ContainerType.INIT) {
                most = Math.max(most, started + amount);
            } else {
                running += amount;
                started += claim.containers().get(at).type() == ContainerType.SIDECAR ? amount : 0;
            }
        }
        most = Math.max(most, running);
        return most == 0 && limits ? 0 : most + claim.overhead(kind);
    }

    private static int rank(Claim claim) {
        return CLASSES - 1 - claim.priority() / 100;
    }

    /** By class, in thousandths of a need. */
    private static int[] unmet(List<Grant> grants) {
        int[] unmet = new int[CLASSES];
        for (Grant grant : grants) {
            Claim claim = grant.claim();
            unmet[rank(claim)] +=
                    // that it is not there, that it has no CPU, and that it has no memory
                    3 * podsUnmet(claim, claim.atOnce() - grant.pods())
                            + STEP * (steps(grant, Kind.CPU) + steps(grant, Kind.MEMORY));
        }
        return unmet;
    }

    private static double[] shares(List<Grant> grants) {
        double[] shares = new double[CLASSES];
        for (Grant grant : grants) {
            Claim claim = grant.claim();
            shares[rank(claim)] += podsUnmet(claim, claim.atOnce() - grant.pods());
            for (Kind kind : Kind.values()) {
                double need = claim.atOnce() * requested(Grant.wanted(claim), kind);
                shares[rank(claim)] +=
                        1_000 * (need - grant.pods() * requested(grant, kind)) / need;
            }
        }
        return shares;
    }

    /** A begun thousandth counts. */
    private static int podsUnmet(Claim claim, int without) {
        return without == 0 ? 0 : Math.ceilDiv(1_000 * without, claim.atOnce());
    }

    /**
     * How many quarters of what all pods' containers are to request those do not get that there
     * are; begun ones count.
     */
    private static int steps(Grant grant, Kind kind) {
        double wanted = requested(Grant.wanted(grant.claim()), kind);
        double parts = (double) grant.claim().atOnce() / Math.max(grant.pods(), 1);
        return steps(wanted * parts, wanted * parts - (wanted - requested(grant, kind)));
    }

    private static double requested(Grant grant, Kind kind) {
        return grant.given(kind).stream().mapToDouble(Given::request).sum();
    }

    private static int steps(double wanted, double given) {
        return wanted == 0
                ? 0
                : (int) Math.max(0, Math.ceil((wanted - given - ROUNDED) * STEPS / wanted));
    }

    private static int[] limitsUnmet(List<Grant> grants, Kind kind) {
        int[] unmet = new int[CLASSES];
        for (Grant grant : grants) {
            double[] most = mostOfLimits(grant, kind);
            double[] given =
                    grant.given(kind).stream()
                            .mapToDouble(each -> Math.max(0, each.limit()))
                            .toArray();
            unmet[rank(grant.claim())] +=
                    steps(Arrays.stream(most).sum(), Arrays.stream(given).sum());
        }
        return unmet;
    }

    private static double[] mostOfLimits(Grant grant, Kind kind) {
        return IntStream.range(0, grant.given(kind).size())
                .mapToDouble(at ->
                        Math.max(
                                0,
                                kind.of(grant.claim().containers().get(at))
                                        .mostOfLimit(grant.given(kind).get(at).request())))
                .toArray();
    }

    /** What one pod of a claim counts for after each number of steps; of requests and limits. */
    private record Sizes(Claim claim, List<Double> requests, List<Double> limits) {

        /** Of requests, each beside its lowest limit. */
        static Sizes ofRequests(Claim claim, Kind kind, int pods) {
            List<Amount> amounts = claim.containers().stream().map(kind::of).toList();
            return along(
                    claim,
                    (double) claim.atOnce() / Math.max(pods, 1),
                    amounts.stream().mapToDouble(Amount::request).toArray(),
                    amounts.stream().mapToDouble(Amount::least).toArray(),
                    given ->
                            new Sizes(
                                    claim,
                                    List.of(perPod(claim, kind, false, given)),
                                    List.of(
                                            perPod(
                                                    claim,
                                                    kind,
                                                    true,
                                                    lowestLimits(amounts, given)))));
        }

        private static double[] lowestLimits(List<Amount> amounts, double[] requests) {
            return IntStream.range(0, requests.length)
                    .mapToDouble(at -> {
                        Amount amount = amounts.get(at);
                        if (amount.limit() == Amount.NONE) {
                            return 0;
                        }
                        return amount.equal()
                                ? requests[at]
                                : Math.max(requests[at], (double) amount.leastLimit());
                    })
                    .toArray();
        }

        /** Of limits, down to the lowest beside what is requested. */
        static Sizes ofLimits(Grant grant, Kind kind) {
            Claim claim = grant.claim();
            double[] lowest =
                    lowestLimits(
                            claim.containers().stream().map(kind::of).toList(),
                            grant.given(kind).stream().mapToDouble(Given::request).toArray());
            return along(
                    claim,
                    1,
                    mostOfLimits(grant, kind),
                    lowest,
                    given ->
                            new Sizes(claim, List.of(), List.of(perPod(claim, kind, true, given))));
        }

        /** By quarters of so many times what all have, down to what all have least. */
        private static Sizes along(
                Claim claim,
                double times,
                double[] from,
                double[] to,
                java.util.function.Function<double[], Sizes> at) {
            double need = Arrays.stream(from).sum();
            double way = need - Arrays.stream(to).sum();
            List<Double> requests = new ArrayList<>();
            List<Double> limits = new ArrayList<>();
            int step = 0;
            do {
                double part = way == 0 ? 0 : Math.min(1, need * times * step / STEPS / way);
                Sizes sizes =
                        at.apply(
                                IntStream.range(0, from.length)
                                        .mapToDouble(
                                                each -> from[each] - part * (from[each] - to[each]))
                                        .toArray());
                requests.addAll(sizes.requests);
                limits.addAll(sizes.limits);
            } while (need * times * step++ / STEPS < way);
            return new Sizes(claim, requests, limits);
        }
    }

    /** Once it is known who has how many pods, CPU and memory have no line in common. */
    private static int[] leastUnmet(Namespace namespace) {
        List<Claim> claims = namespace.claims();
        int[][] best = {null};
        forEach(
                claims.stream().map(claim -> claim.atOnce() - claim.fewest()).toList(),
                without -> {
                    int[] pods =
                            IntStream.range(0, without.length)
                                    .map(at -> claims.get(at).atOnce() - without[at])
                                    .toArray();
                    int[] unmet = new int[CLASSES];
                    for (int at = 0; at < pods.length; at++) {
                        unmet[rank(claims.get(at))] += 3 * podsUnmet(claims.get(at), without[at]);
                    }
                    if (!areLetIn(namespace, pods) || isWorse(unmet, best[0])) {
                        return;
                    }
                    for (Kind kind : Kind.values()) {
                        int[] steps =
                                fewest(
                                        IntStream.range(0, pods.length)
                                                .mapToObj(at ->
                                                        Sizes.ofRequests(
                                                                claims.get(at), kind, pods[at]))
                                                .toList(),
                                        pods,
                                        namespace.lines(),
                                        kind);
                        if (steps == null) {
                            return;
                        }
                        for (int rank = 0; rank < CLASSES; rank++) {
                            unmet[rank] += STEP * steps[rank];
                        }
                    }
                    if (best[0] == null || Arrays.compare(unmet, best[0]) < 0) {
                        best[0] = unmet;
                    }
                });
        return java.util.Objects.requireNonNull(best[0]);
    }

    private static boolean isWorse(int[] unmet, int @Nullable [] best) {
        return best != null && Arrays.compare(unmet, best) > 0;
    }

    private static int[] fewestLimitsUnmet(Namespace namespace, List<Grant> grants, Kind kind) {
        return java.util.Objects.requireNonNull(
                fewest(
                        grants.stream().map(grant -> Sizes.ofLimits(grant, kind)).toList(),
                        grants.stream().mapToInt(Grant::pods).toArray(),
                        namespace.lines().stream()
                                .filter(line -> line.resource().startsWith("limits"))
                                .toList(),
                        kind));
    }

    /** By class the fewest steps of one resource; null when all of them are not enough. */
    private static int @Nullable [] fewest(
            List<Sizes> sizes, int[] pods, List<QuotaLine> lines, Kind kind) {
        List<double[]> charges = new ArrayList<>();
        List<Double> hard = new ArrayList<>();
        for (QuotaLine line : lines) {
            if (line.resource().endsWith("." + kind.resourceName())) {
                for (int at = 0; at < pods.length; at++) {
                    Sizes each = sizes.get(at);
                    int of = line.counted().contains(each.claim().workload()) ? pods[at] : 0;
                    charges.add(
                            (line.resource().startsWith("limits") ? each.limits() : each.requests())
                                    .stream().mapToDouble(size -> of * size).toArray());
                }
                hard.add((double) line.hard());
            }
        }
        int[][] best = {null};
        forEach(
                sizes.stream().map(each -> each.limits().size() - 1).toList(),
                steps -> {
                    for (int line = 0; line < hard.size(); line++) {
                        double sum = 0;
                        for (int at = 0; at < steps.length; at++) {
                            sum += charges.get(line * steps.length + at)[steps[at]];
                        }
                        if (sum > hard.get(line)) {
                            return;
                        }
                    }
                    int[] sums = new int[CLASSES];
                    for (int at = 0; at < steps.length; at++) {
                        sums[rank(sizes.get(at).claim())] += steps[at];
                    }
                    if (best[0] == null || Arrays.compare(sums, best[0]) < 0) {
                        best[0] = sums;
                    }
                });
        return best[0];
    }

    private static boolean areLetIn(Namespace namespace, int[] pods) {
        for (QuotaLine line : namespace.lines()) {
            if (Counted.of(line.resource()).isEmpty()) {
                double sum = 0;
                for (int at = 0; at < pods.length; at++) {
                    Claim claim = namespace.claims().get(at);
                    if (line.counted().contains(claim.workload())) {
                        sum +=
                                line.resource().equals(VOLUMES)
                                        ? volumes(line, claim, pods[at])
                                        : pods[at] * perPod(line.resource(), Grant.least(claim));
                    }
                }
                if (sum > line.hard()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Every choice from none to the most of each. */
    private static void forEach(List<Integer> most, Consumer<int[]> choice) {
        int[] chosen = new int[most.size()];
        while (true) {
            choice.accept(chosen);
            int index = 0;
            while (index < chosen.length && chosen[index] == most.get(index)) {
                chosen[index++] = 0;
            }
            if (index == chosen.length) {
                return;
            }
            chosen[index]++;
        }
    }
}
