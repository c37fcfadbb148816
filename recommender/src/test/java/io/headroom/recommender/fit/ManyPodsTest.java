package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.cluster.QuotaState;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.search.Offer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Autoscalers whose maximum is far beyond what quotas let in. */
class ManyPodsTest {
    private static final long GIBI = 1L << 30;

    private static Members scaled(String name, int most, long mebibytes) {
        return Members.deployment(name)
                .replicas(1, most, 0)
                .pods(1)
                .requests(amounts(1_000, mebibytes))
                .target(amounts(1_000, mebibytes));
    }

    /** All that it wants would be 2.7 pebibytes. */
    @Test
    void areGivenAsManyPodsAsThereIsRoomFor() {
        NamespacePlan plan =
                Planner.plan(
                        Members.namespace(
                                List.of(
                                        scaled("web", 700_000, 4_096)
                                                .used(amounts(500, 4_096))
                                                .build()),
                                Members.quota(
                                        "requests.memory",
                                        String.valueOf(100 * GIBI),
                                        String.valueOf(4 * GIBI))));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.proved()).isTrue();
        assertThat(plan.workloads().getFirst().plannedPods()).isEqualTo(25);
    }

    @Test
    void leaveOneAnotherThePodsThatTheyHaveAtLeast() {
        NamespacePlan plan =
                Planner.plan(
                        Members.namespace(
                                List.of(
                                        scaled("a", 150_000, 512).used(amounts(1_000, 512)).build(),
                                        scaled("b", 10, 512)
                                                .replicas(3, 10, 0)
                                                .used(amounts(1_000, 512))
                                                .build()),
                                Members.quota("requests.cpu", "100", "2")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.workloads())
                .extracting(NamespacePlan.Workload::plannedPods)
                .as("a pod of b is a tenth of its need, and one of a next to nothing")
                .containsExactly(90, 10);
    }

    /** However large a maximum is, a need has no more than a thousand begun thousandths. */
    @Test
    void offerNoMoreNumbersOfPodsThanTheirNeedHasParts() {
        Claim claim =
                claim(
                        scaled("web", 150_000, 512).used(amounts(1, 1)).build(),
                        Members.quota("requests.cpu", "100000", "1"));
        QuotaLine line =
                new QuotaLine("compute", "requests.cpu", 100_000_000, 0, Set.of(claim.workload()));
        Room room = new Room(List.of(line), List.of(claim));
        Map<Kind, Descent> descents = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            descents.put(kind, Descent.ofRequests(Grant.wanted(claim), kind));
        }

        Offer offer =
                Cuts.ofRequests(room, List.of(descents), List.of(claim.atOnce()))
                        .on(new int[] {0})
                        .offer(0, List.of(0), 1_000);

        assertThat(offer.most()).isBetween(500, Offer.NEED + 1);
    }

    private static Claim claim(Member member, QuotaState quota) {
        return MemberClaim.of(member, Members.namespace(List.of(member), quota));
    }

    /** With nothing to take from a pod, all that is left is to count. */
    @Test
    void loseNoPodThatThereIsRoomFor() {
        SplittableRandom random = new SplittableRandom(7);
        for (int seed = 0; seed < 50; seed++) {
            long[] cores = {random.nextLong(1, 8), random.nextLong(1, 8)};
            int[] most = {random.nextInt(1_500, 30_000), random.nextInt(1_500, 30_000)};
            long hard = random.nextLong(2_000, 20_000);
            List<Member> members = new ArrayList<>();
            for (int at = 0; at < 2; at++) {
                members.add(
                        Members.deployment("w" + at)
                                .replicas(1, most[at], 0)
                                .pods(1)
                                .requests(amounts(cores[at] * 1_000, 512))
                                .target(amounts(cores[at] * 1_000, 512))
                                .used(amounts(cores[at] * 1_000, 512))
                                .build());
            }
            long wanted = cores[0] * most[0] + cores[1] * most[1];

            NamespacePlan plan =
                    Planner.plan(
                            Members.namespace(
                                    members,
                                    Members.quota("requests.cpu", String.valueOf(hard), "2")));

            if (wanted <= hard) {
                assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
                continue;
            }
            int[] pods =
                    plan.workloads().stream()
                            .mapToInt(each -> {
                                Integer planned = each.plannedPods();
                                return planned == null ? -1 : planned;
                            })
                            .toArray();
            assertThat(plan.proved()).as("seed %d", seed).isTrue();
            assertThat(units(pods, most))
                    .as("seed %d: of %s of %s", seed, Arrays.toString(pods), Arrays.toString(most))
                    .isEqualTo(best(cores, most, hard));
            long left = hard - cores[0] * pods[0] - cores[1] * pods[1];
            assertThat(left).as("seed %d", seed).isNotNegative();
            for (int at = 0; at < 2; at++) {
                assertThat(pods[at] == most[at] || left < cores[at])
                        .as("seed %d: there is no room for another pod of %d", seed, at)
                        .isTrue();
            }
        }
    }

    /** The fewest begun units that can be unmet, by all numbers of pods of the first. */
    private static int best(long[] cores, int[] most, long hard) {
        int best = Integer.MAX_VALUE;
        for (int first = 1; first <= most[0]; first++) {
            long left = (hard - cores[0] * first) / cores[1];
            if (left >= 1) {
                best =
                        Math.min(
                                best,
                                units(new int[] {first, (int) Math.min(left, most[1])}, most));
            }
        }
        return best;
    }

    private static int units(int[] pods, int[] most) {
        return Offer.begun(most[0] - pods[0], most[0]) + Offer.begun(most[1] - pods[1], most[1]);
    }
}
