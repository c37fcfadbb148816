package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;

import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.recommender.fit.admission.PodCharge;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What fitting a thousand workloads in fifty namespaces costs, and what summing the charges of
 * their pods does; run by {@link FitSpeedTest}. Of the namespaces a third fits as it is, a third is
 * short of CPU or memory, and a third has two quotas that overlap and are both short.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 50, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class FitBenchmark {
    private static final int NAMESPACES = 50;
    private static final int WORKLOADS = 20;
    private static final List<String> RESOURCES =
            List.of("requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    private static final NamespaceFacts NOWHERE = Members.namespace(List.of());

    private final List<NamespaceFacts> namespaces =
            IntStream.range(0, NAMESPACES).mapToObj(FitBenchmark::namespace).toList();

    private final List<NamespaceFacts> sharing = sharing();

    @Benchmark
    public long charges() {
        long sum = 0;
        for (NamespaceFacts namespace : namespaces) {
            for (Member member : namespace.members()) {
                for (PodState pod : member.pods()) {
                    for (BigDecimal charge :
                            PodCharge.of(Terms.of(pod), pod.phase(), namespace.asOf()).values()) {
                        sum += charge.longValue();
                    }
                }
            }
        }
        return sum;
    }

    /** From what is known of the namespaces. */
    @Benchmark
    public int fit() {
        int fitting = 0;
        for (NamespaceFacts namespace : namespaces) {
            List<Claim> claims = new ArrayList<>();
            for (Member member : namespace.members()) {
                claims.add(MemberClaim.of(member, namespace));
            }
            List<QuotaLine> lines =
                    QuotaLines.of(namespace, claims.stream().map(Grant::wanted).toList());
            fitting += Fitting.of(claims, overlapping(lines)).fits() ? 1 : 0;
        }
        return fitting;
    }

    /** Of the second quota of a namespace half of the workloads are out of scope. */
    private static List<QuotaLine> overlapping(List<QuotaLine> lines) {
        return lines.stream()
                .map(line ->
                        line.quota().equals("all")
                                ? line
                                : new QuotaLine(
                                        line.quota(),
                                        line.resource(),
                                        line.hard() / 2,
                                        line.others(),
                                        line.counted().stream()
                                                .filter(each -> each.name().hashCode() % 2 == 0)
                                                .collect(Collectors.toSet())))
                .toList();
    }

    /** All that is said of them. */
    @Benchmark
    public int plan() {
        int stages = 0;
        for (NamespaceFacts namespace : namespaces) {
            stages += Planner.plan(namespace).stages().size();
        }
        return stages;
    }

    /** Likewise of as many that share one quota, which is short. */
    @Benchmark
    public int planTogether() {
        int stages = 0;
        for (NamespacePlan plan : Planner.plan(sharing)) {
            stages += plan.stages().size();
        }
        return stages;
    }

    private static List<NamespaceFacts> sharing() {
        Map<String, List<Member>> members = new TreeMap<>();
        for (int number = 0; number < NAMESPACES; number++) {
            members.put("n" + number, members("n" + number, number));
        }
        QuotaState team =
                quota(
                        ClusterQuotaState.PREFIX + "team",
                        members.values().stream().flatMap(List::stream).toList(),
                        0.85);
        return members.entrySet().stream()
                .map(each ->
                        new NamespaceFacts(
                                each.getKey(),
                                Members.AS_OF,
                                each.getValue(),
                                List.of(team),
                                List.of(),
                                List.of()))
                .toList();
    }

    private static List<Member> members(String namespace, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, WORKLOADS)
                .mapToObj(index -> member(namespace, "w" + index, random))
                .toList();
    }

    private static NamespaceFacts namespace(int number) {
        List<Member> members = members("shop", number);
        List<QuotaState> quotas =
                switch (number % 3) {
                    case 0 -> List.of(quota("all", members, 1.2));
                    case 1 -> List.of(quota("all", members, 0.85));
                    default ->
                            List.of(
                                    quota("all", members, 0.85),
                                    new QuotaState(
                                            "shop",
                                            "burstable",
                                            quota("", members, 0.8).hard(),
                                            quota("", members, 0.8).used(),
                                            List.of("NotBestEffort")));
                };
        return new NamespaceFacts("shop", Members.AS_OF, members, quotas, List.of(), List.of());
    }

    private static Member member(String namespace, String name, SplittableRandom random) {
        int pods = 2 + random.nextInt(8);
        long cpu = 100L + random.nextInt(2_000);
        long memory = 128L + random.nextInt(4_000);
        return Members.deployment(namespace, name)
                .pods(pods)
                .replicas(pods, pods + random.nextInt(4), 1)
                .requests(amounts(cpu, memory))
                .limits(amounts(2 * cpu, 2 * memory))
                .target(amounts(cpu + random.nextInt(200), memory + random.nextInt(100)))
                .targetLimits(amounts(2 * cpu + 400, 2 * memory + 200))
                .used(amounts(cpu / 3, memory / 2))
                .build();
    }

    private static QuotaState quota(String name, List<Member> members, double part) {
        Map<String, BigDecimal> hard = new TreeMap<>();
        Map<String, BigDecimal> used = new TreeMap<>();
        for (String resource : RESOURCES) {
            long wanted = 0;
            long now = 0;
            for (Member member : members) {
                MemberClaim made = new MemberClaim(member, NOWHERE);
                Claim claim = made.claim();
                wanted += Grant.wanted(claim).charge(resource);
                now += made.standing(claim).charge(resource);
            }
            hard.put(resource, amount(resource, (long) (wanted * part)));
            used.put(resource, amount(resource, now));
        }
        return new QuotaState("shop", name, hard, used, List.of());
    }

    private static BigDecimal amount(String resource, long units) {
        return BigDecimal.valueOf(units, resource.endsWith("cpu") ? 3 : 0);
    }
}
