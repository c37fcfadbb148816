package io.headroom.recommender.fit;

import io.headroom.recommender.fit.QuotaLines.Bound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What namespaces that share quotas claim together: no one of them may be given room that another's
 * plan counts on. Namespaces are fitted at once where a line that they share does not let all of
 * them in, and each for itself where only its own lines are in the way.
 */
final class Together {
    private final List<NamespaceFacts> namespaces;
    private final List<Member> members;
    private final List<Claim> claims = new ArrayList<>();
    private final List<String> of = new ArrayList<>();
    private final List<Grant> wanted;
    private final List<Grant> now = new ArrayList<>();
    private final List<Bound> lines;

    /** The lines that do not let in all that is wanted. */
    private final Set<QuotaLine> tooShort = new HashSet<>();

    private final Map<String, Fitted> fits = new HashMap<>();
    private final List<Grant> planned;

    /**
     * What came of a namespace.
     *
     * @param withOthers whether other namespaces' workloads were fitted at once
     * @param inStages how all that is wanted comes one after the other; empty where it never does
     * @param stages how the plan does; empty where there is none
     */
    record Fitted(
            Fit fit,
            boolean withOthers,
            Optional<List<Step>> inStages,
            Optional<List<Step>> stages) {}

    /** One namespace's member. */
    private record Owned(NamespaceFacts facts, Member member) {}

    Together(List<NamespaceFacts> namespaces) {
        this.namespaces = namespaces;
        List<Owned> owned =
                namespaces.stream()
                        .flatMap(facts ->
                                facts.members().stream().map(member -> new Owned(facts, member)))
                        .sorted(Comparator.comparing(each -> each.member().workload()))
                        .toList();
        this.members = owned.stream().map(Owned::member).toList();
        for (Owned each : owned) {
            Claim claim = MemberClaim.of(each.member(), each.facts());
            claims.add(claim);
            of.add(each.facts().namespace());
            now.add(MemberClaim.now(each.member(), claim));
        }
        this.wanted = claims.stream().map(Grant::wanted).toList();
        this.lines = QuotaLines.of(namespaces, wanted);
        new Room(lines.stream().map(Bound::line).toList(), claims)
                .shortages(wanted)
                .forEach(shortage -> tooShort.add(shortage.line()));
        this.planned = new ArrayList<>(now);
        for (Set<String> each : tied()) {
            fit(each);
        }
    }

    /** Of all namespaces, by workload; in that order is all that there is one of for each. */
    List<Member> members() {
        return members;
    }

    List<Claim> claims() {
        return claims;
    }

    /** What their pods have. */
    List<Grant> now() {
        return now;
    }

    List<Grant> wanted() {
        return wanted;
    }

    /** By the plans; what pods have now in a namespace for which there is none. */
    List<Grant> planned() {
        return planned;
    }

    boolean isOf(String namespace, int member) {
        return of.get(member).equals(namespace);
    }

    Fitted fitted(NamespaceFacts namespace) {
        return Objects.requireNonNull(fits.get(namespace.namespace()), namespace.namespace());
    }

    /** The room on the lines that bind a namespace. */
    Room room(NamespaceFacts namespace) {
        return new Room(
                lines.stream()
                        .filter(each -> each.namespaces().contains(namespace.namespace()))
                        .map(Bound::line)
                        .toList(),
                claims);
    }

    /** The namespaces, together where a line that they share does not let in all they want. */
    private List<Set<String>> tied() {
        Map<String, Set<String>> tied = new TreeMap<>();
        namespaces.forEach(
                facts -> tied.put(facts.namespace(), new HashSet<>(Set.of(facts.namespace()))));
        for (Bound bound : lines) {
            if (bound.isShared() && tooShort.contains(bound.line())) {
                Set<String> all = new HashSet<>();
                bound.namespaces()
                        .forEach(each -> all.addAll(tied.getOrDefault(each, Set.of(each))));
                all.forEach(each -> tied.put(each, all));
            }
        }
        return tied.values().stream().distinct().toList();
    }

    private void fit(Set<String> together) {
        List<Integer> indices = new ArrayList<>();
        for (int index = 0; index < claims.size(); index++) {
            if (together.contains(of.get(index))) {
                indices.add(index);
            }
        }
        List<QuotaLine> binding =
                lines.stream()
                        // a shared one with room for all of them is in nobody's way
                        .filter(each ->
                                together.containsAll(each.namespaces())
                                        && (!each.isShared() || tooShort.contains(each.line())))
                        .map(Bound::line)
                        .toList();
        List<Claim> own = indices.stream().map(claims::get).toList();
        // who has no room for rollouts resizes in place
        Fit fit =
                Fitting.of(
                        own, binding.stream().filter(line -> !Rollout.isCountedBy(line)).toList());
        Fit.@Nullable Plan plan = fit.plan();
        for (int at = 0; plan != null && at < indices.size(); at++) {
            planned.set(indices.get(at), plan.grants().get(at));
        }
        Room room = new Room(binding, own);
        List<Grant> before = indices.stream().map(now::get).toList();
        Optional<List<Step>> inStages =
                room.shortages(fit.wanted()).isEmpty()
                        ? Optional.of(List.of())
                        : Stages.of(room, before, withoutSurge(fit.wanted()));
        Optional<List<Step>> stages =
                inStages.isPresent() || plan == null
                        ? inStages
                        : Stages.of(room, before, withoutSurge(plan.grants()));
        for (String namespace : together) {
            fits.put(namespace, new Fitted(fit, together.size() > 1, inStages, stages));
        }
    }

    /** Those pods that stay: what a rollout starts beside them comes and goes. */
    private static List<Grant> withoutSurge(List<Grant> grants) {
        return grants.stream()
                .map(grant -> grant.with(Math.min(grant.pods(), grant.claim().pods())))
                .toList();
    }
}
