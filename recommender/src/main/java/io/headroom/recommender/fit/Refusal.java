package io.headroom.recommender.fit;

import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.fit.admission.ClaimAdmission;
import io.headroom.recommender.fit.admission.Verdict;
import io.headroom.recommender.fit.admission.Verdict.Why;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /**
     * What keeps it out.
     *
     * @param why one plain sentence
     * @param excesses of quotas; none where something else does
     */
    record Refused(String why, List<Verdict.Excess> excesses) {
        Refused {
            excesses = List.copyOf(excesses);
        }

        /** By anything but a quota. */
        Refused(String why) {
            this(why, List.of());
        }
    }

    /** The same quota, with nothing used yet; what its status does not count it does not. */
    private static QuotaState empty(QuotaState quota) {
        Map<String, BigDecimal> used = new HashMap<>();
        quota.used().keySet().forEach(resource -> used.put(resource, BigDecimal.ZERO));
        return new QuotaState(quota.namespace(), quota.name(), quota.hard(), used, quota.scopes());
    }

    /** Empty where only room decides. */
    Optional<Refused> of(PodTerms pod) {
        String named = pod.priorityClass();
        if (named != null && missingClasses.contains(named)) {
            return Optional.of(
                    new Refused(
                            "its template names PriorityClass %s, which is not there: create it, or name another"
                                    .formatted(named)));
        }
        return switch (admission.judge(pod)) {
            case Verdict.Admitted _ -> Optional.empty();
            case Verdict.Invalid invalid ->
                    Optional.of(
                            new Refused(
                                    "a pod would request more %s than it is limited to"
                                            .formatted(String.join(" and ", invalid.resources()))));
            case Verdict.OutOfRange range -> Optional.of(new Refused(sentences(range)));
            case Verdict.OverQuota over -> whateverTheRoom(over.excesses());
        };
    }

    /** Of the first claim that is refused: without it its pod is not made. */
    Optional<Refused> of(List<VolumeClaimState> claims) {
        return claims.stream()
                .map(ofClaims::judge)
                .filter(Verdict.OutOfRange.class::isInstance)
                .map(Verdict.OutOfRange.class::cast)
                .map(range -> new Refused(sentences(range)))
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

    private static Optional<Refused> whateverTheRoom(List<Verdict.Excess> excesses) {
        List<Verdict.Excess> whatever =
                excesses.stream().filter(excess -> excess.why() != Why.EXCEEDED).toList();
        return whatever.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Refused(
                                whatever.stream()
                                        .map(excess ->
                                                sentence(
                                                        excess.quota(),
                                                        excess.why(),
                                                        excess.missing().keySet()))
                                        .collect(Collectors.joining("; ")),
                                whatever));
    }

    /** Why a quota lets no such pod in, however much room its lines have. */
    static String sentence(String quota, Why why, Collection<String> lines) {
        String all = lines.stream().sorted().collect(Collectors.joining(" and "));
        return switch (why) {
            case NOT_SET ->
                    "%s lets no pod in whose containers do not all set %s"
                            .formatted(Words.quota(quota), all);
            case NOT_COUNTED ->
                    "%s lets no pod in before its controller has counted %s: is the quota controller running?"
                            .formatted(Words.quota(quota), all);
            case EXCEEDED -> "%s has no room for more %s".formatted(Words.quota(quota), all);
        };
    }
}
