package io.headroom.recommender.fit;

import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.fit.admission.ClaimAdmission;
import io.headroom.recommender.fit.admission.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why a pod, or a claim of a volume that it needs, is never let in, however much room quotas have
 * left.
 */
final class Refusal {
    private final Admission admission;
    private final ClaimAdmission ofClaims;
    private final Set<String> missingClasses;

    Refusal(NamespaceFacts facts) {
        this.admission =
                new Admission(
                        facts.limitRanges(), facts.quotas().stream().map(Refusal::empty).toList());
        this.ofClaims = new ClaimAdmission(facts.limitRanges(), List.of());
        this.missingClasses = facts.missingClasses();
    }

    /** The same quota, with nothing used yet; what its status does not count it does not. */
    private static QuotaState empty(QuotaState quota) {
        Map<String, BigDecimal> used = new HashMap<>();
        quota.used().keySet().forEach(resource -> used.put(resource, BigDecimal.ZERO));
        return new QuotaState(quota.namespace(), quota.name(), quota.hard(), used, quota.scopes());
    }

    /** One plain sentence; empty where only room decides. */
    Optional<String> of(PodTerms pod) {
        String named = pod.priorityClass();
        if (named != null && missingClasses.contains(named)) {
            return Optional.of(
                    "its template names PriorityClass %s, which is not there: create it, or name another"
                            .formatted(named));
        }
        return switch (admission.judge(pod)) {
            case Verdict.Admitted _ -> Optional.empty();
            case Verdict.Invalid invalid ->
                    Optional.of(
                            "a pod would request more %s than it is limited to"
                                    .formatted(String.join(" and ", invalid.resources())));
            case Verdict.OutOfRange range -> Optional.of(sentences(range));
            case Verdict.OverQuota over -> whateverTheRoom(over.excesses());
        };
    }

    /** Of the first claim that is refused: without it its pod is not made. */
    Optional<String> of(List<VolumeClaimState> claims) {
        return claims.stream()
                .map(ofClaims::judge)
                .filter(Verdict.OutOfRange.class::isInstance)
                .map(Verdict.OutOfRange.class::cast)
                .map(Refusal::sentences)
                .findFirst();
    }

    private static String sentences(Verdict.OutOfRange range) {
        return String.join("; ", range.violations().stream().map(Refusal::sentence).toList());
    }

    private static String sentence(Verdict.Violation violation) {
        return "LimitRange %s refuses the %s of %s for its %s"
                .formatted(
                        violation.limitRange(),
                        violation.resource(),
                        switch (violation.type()) {
                            case "Pod" -> "the pod";
                            case "PersistentVolumeClaim" -> "a claim of a volume";
                            default -> "a container";
                        },
                        switch (violation.bound()) {
                            case MIN -> "minimum";
                            case MAX -> "maximum";
                            case RATIO -> "ratio of limit to request";
                        });
    }

    private static Optional<String> whateverTheRoom(List<Verdict.Excess> excesses) {
        List<String> sentences = new ArrayList<>();
        for (Verdict.Excess excess : excesses) {
            String lines =
                    String.join(" and ", excess.missing().keySet().stream().sorted().toList());
            switch (excess.why()) {
                case NOT_SET ->
                        sentences.add(
                                "%s lets no pod in whose containers do not all set %s"
                                        .formatted(Words.quota(excess.quota()), lines));
                case NOT_COUNTED ->
                        sentences.add(
                                "%s lets no pod in before its controller has counted %s: is the quota controller running?"
                                        .formatted(Words.quota(excess.quota()), lines));
                case EXCEEDED -> {}
            }
        }
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", sentences));
    }
}
