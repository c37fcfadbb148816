package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.ClaimTemplates.Template;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.recommender.fit.admission.ClaimCharge;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Templates of claims, claims that are there, and quotas that count them. */
final class RandomVolumes {
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";
    private static final List<String> LINES =
            List.of(
                    "requests.storage",
                    "persistentvolumeclaims",
                    "count/persistentvolumeclaims",
                    "fast" + OF_CLASS + "requests.storage",
                    "slow" + OF_CLASS + "persistentvolumeclaims",
                    "slow" + OF_CLASS + "requests.storage");

    private RandomVolumes() {}

    /** Of one or two templates; some claims are there, of pods or left over from them. */
    static Volumes of(WorkloadRef workload, int most, SplittableRandom random) {
        List<Template> templates = new ArrayList<>();
        templates.add(template("data", random));
        if (random.nextInt(3) == 0) {
            templates.add(template("log", random));
        }
        ClaimTemplates all = new ClaimTemplates(random.nextInt(4), templates);
        List<VolumeClaimState> there = new ArrayList<>();
        for (int pod = 0; pod < most + 1; pod++) {
            for (Template template : templates) {
                if (random.nextInt(3) == 0) {
                    there.add(template.claim(workload, all.firstOrdinal() + pod, "slow"));
                }
            }
        }
        return Volumes.of(workload, all, most, there, List.of(), "slow");
    }

    private static Template template(String name, SplittableRandom random) {
        return new Template(
                name,
                random.nextBoolean() ? "fast" : null,
                random.nextInt(3) == 0 ? List.of("gold") : List.of(),
                new BigDecimal(1 + random.nextInt(9)).add(new BigDecimal("0.5")));
    }

    /** Some lines; each lets in part of what is to come, or less than what is there. */
    static QuotaState quota(List<Member> members, SplittableRandom random) {
        List<String> scopes =
                switch (random.nextInt(4)) {
                    case 0 -> List.of("VolumeAttributesClass In gold,silver");
                    case 1 -> List.of("VolumeAttributesClass DoesNotExist");
                    default -> List.of();
                };
        QuotaState scoped = new QuotaState("shop", "volumes", Map.of(), Map.of(), scopes);
        Map<String, BigDecimal> hard = new TreeMap<>();
        Map<String, BigDecimal> used = new TreeMap<>();
        for (String line : LINES) {
            if (random.nextInt(3) > 0) {
                continue;
            }
            BigDecimal there = BigDecimal.valueOf(random.nextInt(3));
            BigDecimal toCome = BigDecimal.ZERO;
            for (Member member : members) {
                there = there.add(sum(scoped, line, member.volumes().there()));
                toCome =
                        toCome.add(
                                sum(
                                        scoped,
                                        line,
                                        member.volumes().toCome(member.replicas().most())));
            }
            used.put(line, there);
            long more = random.nextLong(toCome.longValue() * 5 / 4 + 2);
            hard.put(
                    line,
                    random.nextInt(8) == 0
                            ? there.subtract(BigDecimal.ONE).max(BigDecimal.ZERO)
                            : there.add(BigDecimal.valueOf(more)));
        }
        return new QuotaState("shop", "volumes", hard, used, scopes);
    }

    private static BigDecimal sum(QuotaState quota, String line, List<VolumeClaimState> claims) {
        return claims.stream()
                .filter(claim -> ClaimCharge.isInScope(quota, claim))
                .map(claim -> ClaimCharge.of(claim).getOrDefault(line, BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static LimitRangeState limitRange(SplittableRandom random) {
        Map<String, BigDecimal> most = Map.of("storage", new BigDecimal(6 + random.nextInt(4)));
        return new LimitRangeState(
                "shop",
                "volumes",
                List.of(
                        new LimitRangeState.Item(
                                "PersistentVolumeClaim",
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Map.of(),
                                new LimitRangeState.Exact(
                                        Map.of("storage", BigDecimal.TWO),
                                        most,
                                        Map.of(),
                                        Map.of(),
                                        Map.of()))));
    }
}
