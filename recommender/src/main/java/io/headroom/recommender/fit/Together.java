package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.QuotaLines.Bound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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
    private final Room room;
    private final List<Tally> tallies = new ArrayList<>();

    /** The lines that do not let in all that is wanted. */
    private final Set<QuotaLine> tooShort = new HashSet<>();

    private final Map<String, Fitted> fits = new HashMap<>();
    private final List<Grant> planned;

    /** What each is to have in the end, without any surge; as it is now where nothing is found. */
    private final List<Grant> then;

    private final Map<String, List<Step>> steps = new HashMap<>();

    /**
     * What came of a namespace.
     *
     * @param withOthers whether other namespaces' workloads were fitted at once
     * @param atOnce whether all that is wanted is let in at once, whatever rollouts make included
     * @param inStages whether all that is wanted is let in one after the other
     */
    record Fitted(Fit fit, boolean withOthers, boolean atOnce, boolean inStages) {

        /** Whether nothing is found for it: then its pods stay as they are. */
        boolean stays() {
            return !inStages && fit.plan() == null;
        }
    }

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
        this.room = new Room(lines.stream().map(Bound::line).toList(), claims);
        room.shortages(wanted).forEach(shortage -> tooShort.add(shortage.line()));
        this.planned = new ArrayList<>(now);
        this.then = new ArrayList<>(now);
        List<Set<String>> fitted = tied(tooShort::contains);
        fitted.forEach(this::fit);
        for (Set<String> each : tied(this::isShortMeanwhile)) {
            if (each.stream().noneMatch(namespace -> fitted(namespace).stays())) {
                stage(each);
            } else {
                // nobody knows what becomes of who stays: the others are on their own
                fitted.stream().filter(each::containsAll).forEach(this::stage);
            }
        }
        for (int line = 0; line < lines.size(); line++) {
            tallies.add(
                    new Tally(
                            room.sum(line, now),
                            room.sum(line, wanted),
                            room.sum(line, planned),
                            usage(line)));
        }
    }

    /**
     * What a line counts, others included.
     *
     * @param usage what the members that it counts use of it; null for anything but requests, and
     *     where that is not known of any
     */
    record Tally(long now, long wanted, long planned, @Nullable Long usage) {}

    private @Nullable Long usage(int line) {
        Counted counted = Counted.of(room.lines().get(line).resource()).orElse(null);
        if (counted == null || counted.limits()) {
            return null;
        }
        Long sum = null;
        for (int index = 0; index < members.size(); index++) {
            Resources using = members.get(index).using();
            Quantity<?> amount = using == null ? null : counted.kind().of(using);
            if (amount != null && room.counts(line, index)) {
                sum = (sum == null ? 0 : sum) + amount.units();
            }
        }
        return sum;
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

    Fitted fitted(String namespace) {
        return Objects.requireNonNull(fits.get(namespace), namespace);
    }

    /**
     * In which order the workloads of a namespace change, and of all whose changes it has to be in
     * one order with; empty where they may all at once, or nothing is found for it.
     */
    List<Step> steps(String namespace) {
        return steps.getOrDefault(namespace, List.of());
    }

    /** On the lines of all namespaces. */
    Room room() {
        return room;
    }

    /** Those that bind a namespace, by their places among the lines of all. */
    List<Integer> linesOf(String namespace) {
        return IntStream.range(0, lines.size())
                .filter(line -> lines.get(line).namespaces().contains(namespace))
                .boxed()
                .toList();
    }

    boolean isShared(int line) {
        return lines.get(line).isShared();
    }

    Tally tally(int line) {
        return tallies.get(line);
    }

    /** The namespaces, together where such a line binds them. */
    private List<Set<String>> tied(Predicate<QuotaLine> by) {
        Map<String, Set<String>> tied = new TreeMap<>();
        namespaces.forEach(
                facts -> tied.put(facts.namespace(), new HashSet<>(Set.of(facts.namespace()))));
        for (Bound bound : lines) {
            if (bound.isShared() && by.test(bound.line())) {
                Set<String> all = new HashSet<>();
                bound.namespaces()
                        .forEach(each -> all.addAll(tied.getOrDefault(each, Set.of(each))));
                all.forEach(each -> tied.put(each, all));
            }
        }
        return tied.values().stream().distinct().toList();
    }

    /**
     * Whether a line lets in all that is wanted, but not while some have it and others still have
     * what they have now.
     */
    private boolean isShortMeanwhile(QuotaLine line) {
        if (Rollout.isCountedBy(line)) {
            return tooShort.contains(line);
        }
        long sum = line.others();
        for (int index = 0; index < claims.size(); index++) {
            Claim claim = claims.get(index);
            if (line.counted().contains(claim.workload())) {
                Grant most = wanted.get(index);
                long surge = claim.surge() * most.perPod(line.resource());
                sum +=
                        Math.max(
                                        now.get(index).charge(line.resource()),
                                        most.charge(line.resource()) - surge)
                                + surge;
            }
        }
        return sum > Math.max(line.hard(), line.others());
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
        Room ownRoom = new Room(binding, own);
        boolean inStages =
                ownRoom.shortages(withoutSurge(fit.wanted())).stream()
                        .map(Shortage::line)
                        .allMatch(Rollout::isCountedBy);
        Fitted fitted =
                new Fitted(
                        fit,
                        together.size() > 1,
                        ownRoom.shortages(fit.wanted()).isEmpty(),
                        inStages);
        List<Grant> end =
                inStages
                        ? fit.wanted()
                        : plan == null ? indices.stream().map(now::get).toList() : plan.grants();
        for (int at = 0; at < indices.size(); at++) {
            then.set(indices.get(at), end.get(at));
        }
        together.forEach(namespace -> fits.put(namespace, fitted));
    }

    /**
     * One order for all, on all lines that bind nobody else: each finds room where others may be.
     */
    private void stage(Set<String> together) {
        if (together.stream().allMatch(namespace -> fitted(namespace).atOnce())) {
            return;
        }
        List<Integer> indices =
                IntStream.range(0, claims.size())
                        .filter(index -> together.contains(of.get(index)))
                        .boxed()
                        .toList();
        Room theirs =
                new Room(
                        lines.stream()
                                .filter(each -> together.containsAll(each.namespaces()))
                                .map(Bound::line)
                                .toList(),
                        indices.stream().map(claims::get).toList());
        Stages.of(
                        theirs,
                        indices.stream().map(now::get).toList(),
                        withoutSurge(indices.stream().map(then::get).toList()))
                .ifPresent(found -> together.forEach(namespace -> steps.put(namespace, found)));
    }

    /** Those pods that stay: what a rollout starts beside them comes and goes. */
    private static List<Grant> withoutSurge(List<Grant> grants) {
        return grants.stream()
                .map(grant -> grant.with(Math.min(grant.pods(), grant.claim().pods())))
                .toList();
    }
}
