package io.headroom.recommender.fit.admission;

import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.admission.Verdict.Excess;
import io.headroom.recommender.fit.admission.Verdict.Violation;
import io.headroom.recommender.fit.admission.Verdict.Why;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the LimitRanges and ResourceQuotas of a namespace would say of a new pod, in the order in
 * which the API server asks: it completes the pod, looks whether it is valid, and asks LimitRanges
 * before quotas. A quota counts by its status, as admission does; one without a status counts
 * nothing.
 */
public final class Admission {
    /** Of these, what a quota counts has to be set on every container. */
    private static final Set<String> HAVE_TO_BE_SET =
            Set.of(
                    "cpu",
                    "memory",
                    "requests.cpu",
                    "requests.memory",
                    "limits.cpu",
                    "limits.memory");

    private final List<LimitRangeState> limitRanges;
    private final List<QuotaState> quotas;

    /** For the namespace that has these. */
    public Admission(Collection<LimitRangeState> limitRanges, Collection<QuotaState> quotas) {
        this.limitRanges =
                limitRanges.stream().sorted(Comparator.comparing(LimitRangeState::name)).toList();
        this.quotas = quotas.stream().sorted(Comparator.comparing(QuotaState::name)).toList();
    }

    /** The pod with what the API server and LimitRanges add to it. */
    public PodTerms complete(PodTerms pod) {
        return Defaults.complete(pod, limitRanges);
    }

    /** What would be said of a pod, as its author writes it. */
    public Verdict judge(PodTerms asked) {
        PodTerms pod = complete(asked);
        SortedSet<String> invalid = invalid(pod);
        if (!invalid.isEmpty()) {
            return new Verdict.Invalid(invalid);
        }
        List<Violation> violations = new ArrayList<>();
        limitRanges.forEach(each -> violations.addAll(Ranges.violations(each, pod)));
        if (!violations.isEmpty()) {
            return new Verdict.OutOfRange(violations);
        }
        Map<String, BigDecimal> charge = PodCharge.of(pod);
        List<Excess> excesses = new ArrayList<>();
        for (QuotaState quota : quotas) {
            if (counts(quota, pod)) {
                unset(quota, pod).or(() -> excess(quota, charge)).ifPresent(excesses::add);
            }
        }
        // what is not set is found before anything is counted
        List<Excess> unset = excesses.stream().filter(each -> each.why() != Why.EXCEEDED).toList();
        if (!unset.isEmpty()) {
            return new Verdict.OverQuota(unset);
        }
        return excesses.isEmpty() ? new Verdict.Admitted(charge) : new Verdict.OverQuota(excesses);
    }

    private static boolean counts(QuotaState quota, PodTerms pod) {
        return quota.hard().keySet().stream().anyMatch(Admission::isOfPods)
                && Scope.all(quota, pod);
    }

    /** Whether a line counts anything of pods at all. */
    public static boolean isOfPods(String line) {
        return line.equals(PodCharge.OBJECTS)
                || line.equals("pods")
                || HAVE_TO_BE_SET.contains(line)
                || line.endsWith("ephemeral-storage")
                || line.startsWith("hugepages-")
                || line.startsWith("requests.hugepages-")
                || (line.startsWith("requests.") && line.contains("/"));
    }

    /** Lines of which a container says nothing. */
    private static Optional<Excess> unset(QuotaState quota, PodTerms pod) {
        Map<String, BigDecimal> unset = new TreeMap<>();
        // one that sets anything as a whole need not set it on its containers
        for (String line : quota.hard().keySet()) {
            if (!pod.asksAsAWhole() && HAVE_TO_BE_SET.contains(line) && !isSet(line, pod)) {
                unset.put(line, BigDecimal.ZERO);
            }
        }
        if (!unset.isEmpty()) {
            return Optional.of(new Excess(quota.name(), Why.NOT_SET, unset));
        }
        quota.hard().keySet().stream()
                .filter(Admission::isOfPods)
                .filter(line -> !quota.used().containsKey(line))
                .forEach(line -> unset.put(line, BigDecimal.ZERO));
        return unset.isEmpty()
                ? Optional.empty()
                : Optional.of(new Excess(quota.name(), Why.NOT_COUNTED, unset));
    }

    private static boolean isSet(String line, PodTerms pod) {
        boolean limit = line.startsWith("limits.");
        String resource = line.substring(line.indexOf('.') + 1);
        return pod.containers().stream()
                .allMatch(each -> (limit ? each.limits() : each.requests()).containsKey(resource));
    }

    private static Optional<Excess> excess(QuotaState quota, Map<String, BigDecimal> charge) {
        Map<String, BigDecimal> missing = new TreeMap<>();
        quota.hard()
                .forEach((line, hard) -> {
                    BigDecimal more = Amounts.of(charge, line);
                    if (more.signum() > 0) {
                        BigDecimal over = Amounts.of(quota.used(), line).add(more).subtract(hard);
                        if (over.signum() > 0) {
                            missing.put(line, over);
                        }
                    }
                });
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Excess(quota.name(), Why.EXCEEDED, missing));
    }

    /** The resources of which a request is larger than its limit, or a part than the whole. */
    private static SortedSet<String> invalid(PodTerms pod) {
        SortedSet<String> invalid = new TreeSet<>();
        for (PodTerms.Container each : pod.containers()) {
            invalid.addAll(larger(each.requests(), each.limits()));
            if (!pod.limits().isEmpty()) {
                invalid.addAll(larger(each.limits(), pod.limits()));
            }
        }
        invalid.addAll(larger(pod.requests(), pod.limits()));
        // huge pages are never promised twice
        invalid.addAll(
                pod.requests().keySet().stream()
                        .filter(name -> name.startsWith(PodAmounts.HUGE_PAGES))
                        .filter(name -> !pod.limits().containsKey(name))
                        .toList());
        if (!pod.requests().isEmpty()) {
            invalid.addAll(
                    larger(
                            PodAmounts.ofContainers(pod, PodTerms.Container::requests),
                            pod.requests()));
        }
        return invalid;
    }

    private static Set<String> larger(
            Map<String, BigDecimal> amounts, Map<String, BigDecimal> bounds) {
        Set<String> larger = new TreeSet<>();
        amounts.forEach((name, amount) -> {
            BigDecimal bound = bounds.get(name);
            if (bound != null && amount.compareTo(bound) > 0) {
                larger.add(name);
            }
        });
        return larger;
    }
}
