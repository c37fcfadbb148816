package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.size.LimitRangeRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known of a namespace when it is planned.
 *
 * @param asOf the latest of all that is known
 * @param members completed by what admission writes into their next pods
 * @param nodes what each node that takes pods has for them; empty where none is known
 * @param history by a quota's name what was used of it on the days before
 * @param shared those of the quotas that other namespaces share, as the cluster has them
 * @param terminating whether it is being deleted
 * @param missingClasses the PriorityClasses that templates in it name and that are not there
 * @param allocatable by a node's name what a pod on it may request at most when it is resized in
 *     place; empty where no node is known
 */
public record NamespaceFacts(
        String namespace,
        Instant asOf,
        List<Member> members,
        List<QuotaState> quotas,
        List<LimitRangeState> limitRanges,
        List<Resources> nodes,
        Map<String, QuotaAssessment> history,
        List<ClusterQuotaState> shared,
        boolean terminating,
        Set<String> missingClasses,
        Map<String, Resources> allocatable) {

    public NamespaceFacts {
        Admission admission = new Admission(limitRanges, List.of());
        // each of them may be the first that admission takes
        List<Admission> firsts =
                RivalDefaults.of(limitRanges).isEmpty()
                        ? List.of()
                        : limitRanges.stream()
                                .map(each -> new Admission(List.of(each), List.of()))
                                .toList();
        members = members.stream().map(member -> member.complete(admission, firsts)).toList();
        quotas = List.copyOf(quotas);
        limitRanges = List.copyOf(limitRanges);
        nodes = List.copyOf(nodes);
        history = Map.copyOf(history);
        shared = List.copyOf(shared);
        missingClasses = Set.copyOf(missingClasses);
        allocatable = Map.copyOf(allocatable);
    }

    /** One of which it is not known what the nodes of its pods are. */
    public NamespaceFacts(
            String namespace,
            Instant asOf,
            List<Member> members,
            List<QuotaState> quotas,
            List<LimitRangeState> limitRanges,
            List<Resources> nodes,
            Map<String, QuotaAssessment> history,
            List<ClusterQuotaState> shared,
            boolean terminating,
            Set<String> missingClasses) {
        this(
                namespace,
                asOf,
                members,
                quotas,
                limitRanges,
                nodes,
                history,
                shared,
                terminating,
                missingClasses,
                Map.of());
    }

    /** One whose templates name no PriorityClass but those that are there. */
    public NamespaceFacts(
            String namespace,
            Instant asOf,
            List<Member> members,
            List<QuotaState> quotas,
            List<LimitRangeState> limitRanges,
            List<Resources> nodes,
            Map<String, QuotaAssessment> history,
            List<ClusterQuotaState> shared,
            boolean terminating) {
        this(
                namespace,
                asOf,
                members,
                quotas,
                limitRanges,
                nodes,
                history,
                shared,
                terminating,
                Set.of());
    }

    /** One that stays. */
    public NamespaceFacts(
            String namespace,
            Instant asOf,
            List<Member> members,
            List<QuotaState> quotas,
            List<LimitRangeState> limitRanges,
            List<Resources> nodes,
            Map<String, QuotaAssessment> history,
            List<ClusterQuotaState> shared) {
        this(namespace, asOf, members, quotas, limitRanges, nodes, history, shared, false);
    }

    /** One of which nothing is known of the days before. */
    public NamespaceFacts(
            String namespace,
            Instant asOf,
            List<Member> members,
            List<QuotaState> quotas,
            List<LimitRangeState> limitRanges,
            List<Resources> nodes) {
        this(namespace, asOf, members, quotas, limitRanges, nodes, Map.of(), List.of());
    }

    /** The same with other quotas. */
    NamespaceFacts with(List<QuotaState> others) {
        return new NamespaceFacts(
                namespace,
                asOf,
                members,
                others,
                limitRanges,
                nodes,
                history,
                shared,
                terminating,
                missingClasses,
                allocatable);
    }

    /** The same on nodes that have so much for a pod that is resized in place. */
    public NamespaceFacts on(Map<String, Resources> others) {
        return new NamespaceFacts(
                namespace,
                asOf,
                members,
                quotas,
                limitRanges,
                nodes,
                history,
                shared,
                terminating,
                missingClasses,
                others);
    }

    /** Whether the status of a quota counts what is in it: that of one it shares may be behind. */
    boolean isCountedBy(QuotaState quota) {
        return shared.stream()
                .filter(each -> quota.name().equals(ClusterQuotaState.PREFIX + each.name()))
                .allMatch(each -> each.usedIn().containsKey(namespace));
    }

    /** In what the status of its quotas is behind. */
    List<StatusBehind> statusBehind() {
        return Stream.concat(
                        quotas.stream()
                                .filter(quota -> !ClusterQuotaState.isShared(quota.name()))
                                .flatMap(quota -> StatusBehind.of(quota).stream()),
                        shared.stream().flatMap(quota -> StatusBehind.of(quota).stream()))
                .toList();
    }

    /** What its LimitRanges allow. */
    LimitRangeRules rules() {
        return LimitRangeRules.of(namespace, limitRanges);
    }
}
