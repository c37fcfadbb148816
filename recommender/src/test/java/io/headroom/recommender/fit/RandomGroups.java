package io.headroom.recommender.fit;

import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Three namespaces of random members, and quotas that some of them share. */
final class RandomGroups {
    private RandomGroups() {}

    /** Makes a member. */
    @FunctionalInterface
    interface OfMember {
        Member make(String namespace, String name, SplittableRandom random);
    }

    /** What a quota lets in, and what it counts already, by its lines. */
    record Amounts(Map<String, BigDecimal> hard, Map<String, BigDecimal> used) {
        Amounts() {
            this(new TreeMap<>(), new TreeMap<>());
        }
    }

    /** Makes the amounts of a quota of these members. */
    @FunctionalInterface
    interface OfQuota {
        Amounts make(List<Member> members, SplittableRandom random);
    }

    /**
     * @param mostMembers of a namespace
     * @param sharing who has a quota together, two times out of three: one, or more
     */
    static List<NamespaceFacts> of(
            SplittableRandom random,
            int mostMembers,
            List<List<String>> sharing,
            OfMember member,
            OfQuota quota) {
        Map<String, List<Member>> members = new TreeMap<>();
        for (String namespace : List.of("a", "b", "c")) {
            members.put(
                    namespace,
                    IntStream.range(0, 1 + random.nextInt(mostMembers))
                            .mapToObj(index -> member.make(namespace, "w" + index, random))
                            .toList());
        }
        Map<String, List<QuotaState>> quotas = new HashMap<>();
        for (List<String> by : sharing) {
            if (random.nextInt(3) > 0) {
                Amounts amounts =
                        quota.make(
                                by.stream()
                                        .flatMap(each ->
                                                members.getOrDefault(each, List.of()).stream())
                                        .toList(),
                                random);
                String name =
                        by.size() == 1 ? "own" : ClusterQuotaState.PREFIX + String.join("", by);
                for (String namespace : by) {
                    quotas.computeIfAbsent(namespace, _ -> new ArrayList<>())
                            .add(
                                    new QuotaState(
                                            namespace,
                                            name,
                                            amounts.hard(),
                                            amounts.used(),
                                            List.of()));
                }
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
                                        List.of())
                                .on(Members.LARGE))
                .toList();
    }
}
