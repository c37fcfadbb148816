package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.QuotaLines.Bound;
import io.headroom.recommender.fit.Refusal.Refused;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What namespaces that share quotas claim together: no one of them may be given room that another's
 * plan counts on. Namespaces are fitted at once where a line that they share does not let all of
 * them in, and each for itself where only its own lines are in the way. Those for which there is no
 * plan, and workloads of which pods are refused whatever the room or that have none for their
 * least, keep what they have, and the rest is fitted beside that.
 */
final class Together {
    private final List<NamespaceFacts> namespaces;
    private final List<Member> members;
    private final List<Claim> claims = new ArrayList<>();
    private final List<String> of = new ArrayList<>();
    private final Map<WorkloadRef, Integer> indexOf = new HashMap<>();
    private final List<Grant> wanted;
    private final List<Standing> now = new ArrayList<>();
    private final List<Grant> has;
    private final List<Bound> lines;
    private final Map<String, Refusal> refusals;

    /** Why pods of each are refused of what is advised, or else of what would be planned. */
    private final List<Optional<Refused>> refused;

    /** Those that keep what they have, beside others of their namespace. */
    private final Set<Integer> kept = new TreeSet<>();

    /** The lines that have no room for the least of those that are kept for that, by who it is. */
    private final Map<Integer, List<Shortage>> stuckOn = new TreeMap<>();

    /** Whether another one might have been let in for each of them. */
    private final Set<Integer> chosen = new HashSet<>();

    /** What comes of those that are kept, and by line what it counts of them. */
    private final Map<Integer, Kept> keeping = new HashMap<>();

    private final Map<QuotaLine, Long> chargeOfKept = new HashMap<>();

    /** The lines that do not let in all that is wanted while all of it rolls out. */
    private final Set<QuotaLine> tooShort = new HashSet<>();

    private final Map<String, Room> rooms = new HashMap<>();

    /*
     * What is summed up of all members once, not for each namespace that shares a line. By the line
     * itself: to know one by all that it counts takes as long.
     */
    private final IdentityHashMap<QuotaLine, Long> ofWanted = new IdentityHashMap<>();
    private final IdentityHashMap<QuotaLine, Long> ofLetIn = new IdentityHashMap<>();
    private final IdentityHashMap<QuotaLine, Long> ofPlanned = new IdentityHashMap<>();

    private final Map<String, Fitted> fits = new HashMap<>();
    private final List<Grant> planned;

    /** For whom there is no step, though there is room in the end: how that is known. */
    private final Map<WorkloadRef, Search> withoutStep = new HashMap<>();

    /** Whose template stays when its pods are resized. */
    private final Set<WorkloadRef> oldTemplate = new HashSet<>();

    /** Those that may not be scaled up before the plans are carried out. */
    private final Set<Integer> unscaled = new HashSet<>();

    /** How often the template of each changes. */
    private final Map<WorkloadRef, Integer> rollouts = new HashMap<>();

    /**
     * What came of a namespace.
     *
     * @param withOthers whether other namespaces' workloads were fitted at once
     * @param atOnce whether all that is planned may roll out at once
     * @param steps in which order it changes else, with those of the namespaces fitted at once
     * @param proved whether no other plan gives up less, and what the next pods get is known
     */
    record Fitted(
            Verdict verdict, boolean withOthers, boolean atOnce, List<Step> steps, boolean proved) {
        Fitted {
            steps = List.copyOf(steps);
        }

        boolean isPlanned() {
            return verdict != Verdict.DOES_NOT_FIT;
        }
    }

    /** What came of a search for an order of steps that found none. */
    enum Search {
        /** There is none. */
        ENDED,
        /** There may be one: not all were looked at. */
        GIVEN_UP
    }

    /**
     * Pods that controllers ask for are made as soon as they are let in, as templates are by now:
     * those that there is room for are taken to be there.
     */
    private void letCome() {
        List<Integer> missing =
                IntStream.range(0, now.size())
                        .filter(index -> now.get(index).missing() > 0)
                        .filter(index -> refused(index, now.get(index).coming().with(1)).isEmpty())
                        .boxed()
                        .toList();
        if (missing.isEmpty()) {
            return;
        }
        Room room = new Room(lines.stream().map(Bound::line).toList(), claims);
        long[] free = new long[lines.size()];
        for (int line = 0; line < free.length; line++) {
            free[line] = room.lines().get(line).hard() - room.now(line, now);
        }
        for (int index : missing) {
            Standing has = now.get(index);
            long coming = has.missing();
            for (int line = 0; line < free.length; line++) {
                long each = each(room, line, index);
                coming = each > 0 ? Math.clamp(free[line] / each, 0, coming) : coming;
            }
            for (int line = 0; line < free.length; line++) {
                free[line] -= coming * each(room, line, index);
            }
            now.set(index, has.joinedBy((int) coming));
        }
    }

    /** What a line counts of one more pod of a member that is made now. */
    private long each(Room room, int line, int index) {
        return room.counts(line, index)
                ? now.get(index).coming().perPod(room.lines().get(line).resource())
                : 0;
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
        Scale scale = Scale.of(namespaces);
        for (Owned each : owned) {
            MemberClaim made = new MemberClaim(each.member(), each.facts(), scale);
            Claim claim = made.claim();
            indexOf.put(claim.workload(), claims.size());
            claims.add(claim);
            of.add(each.facts().namespace());
            now.add(made.standing(claim));
        }
        this.wanted = claims.stream().map(Grant::wanted).toList();
        this.refusals =
                namespaces.stream()
                        .collect(Collectors.toMap(NamespaceFacts::namespace, Refusal::new));
        this.refused =
                IntStream.range(0, claims.size())
                        .mapToObj(index -> refused(index, wanted.get(index)))
                        .collect(Collectors.toCollection(ArrayList::new));
        this.lines = QuotaLines.of(namespaces, wanted, scale);
        letCome();
        this.has = now.stream().map(Standing::most).toList();
        Room all = new Room(lines.stream().map(Bound::line).toList(), claims);
        all.shortages(line -> onTheWay(all, line))
                .forEach(shortage -> tooShort.add(shortage.line()));
        BitSet resized = new BitSet();
        for (int line = 0; line < lines.size(); line++) {
            QuotaLine each = all.lines().get(line);
            if (Rollout.isCountedBy(each) && tooShort.contains(each)) {
                resized.or(all.counted(line));
            }
        }
        if (!resized.isEmpty()) {
            all.shortages(line -> withOldTemplates(all, line, resized))
                    .forEach(shortage -> tooShort.add(shortage.line()));
        }
        this.planned = new ArrayList<>(has);
        for (Set<String> each : tied()) {
            fit(each);
        }
        lines.forEach(bound -> keepFromScaling(bound.line()));
    }

    /** Of all namespaces, by workload; in that order is all that there is one of for each. */
    List<Member> members() {
        return members;
    }

    List<Claim> claims() {
        return claims;
    }

    /** The pods that they have. */
    List<Standing> standing() {
        return now;
    }

    /** What their pods have, none of them more. */
    List<Grant> now() {
        return has;
    }

    /** Why pods are not let in of what is advised, or of what would be planned. */
    Optional<Refused> refused(int member) {
        return refused.get(member);
    }

    /** Whether it keeps what it has though there is a plan: it is refused, or stuck. */
    boolean isKept(int member) {
        return kept.contains(member);
    }

    /**
     * Whether no more of it may be asked for before the plans are carried out: its controller would
     * make more of its old pods as well, and these have no room.
     */
    boolean isUnscaled(int member) {
        return unscaled.contains(member);
    }

    /** The lines that have no room for its fewest pods at their least; none where they have. */
    List<Shortage> stuckOn(int member) {
        return stuckOn.getOrDefault(member, List.of());
    }

    /** How it is known that nothing of it changes; empty where there is a way, or no room. */
    Optional<Search> withoutStep(int member) {
        return Optional.ofNullable(withoutStep.get(claims.get(member).workload()));
    }

    /** Whether its pods are resized, while its template has to stay as it is. */
    boolean keepsTemplate(int member) {
        return oldTemplate.contains(claims.get(member).workload());
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
        return fitted(namespace.namespace());
    }

    private Fitted fitted(String namespace) {
        return Objects.requireNonNull(fits.get(namespace), namespace);
    }

    /** The room on the lines that bind a namespace. */
    Room room(NamespaceFacts namespace) {
        return rooms.computeIfAbsent(
                namespace.namespace(), name -> new Room(linesOf(name), claims));
    }

    /** The most that a line would count while all that is wanted rolls out at once. */
    long onTheWay(Room room, int line) {
        return ofWanted.computeIfAbsent(
                room.lines().get(line), _ -> room.onTheWay(line, now, wanted));
    }

    /**
     * Likewise where those are resized, and no more, who may have no room for a rollout: the next
     * pods of these are as before.
     *
     * @param resized their indices
     */
    private long withOldTemplates(Room room, int line, BitSet resized) {
        QuotaLine each = room.lines().get(line);
        return room.sum(
                line,
                index -> {
                    long onTheWay = onTheWay(each, index);
                    return resized.get(index)
                            ? Math.max(
                                    onTheWay,
                                    now.get(index)
                                            .withOldTemplate(each, wanted.get(index).staying()))
                            : onTheWay;
                });
    }

    private List<QuotaLine> linesOf(String namespace) {
        return lines.stream()
                .filter(each -> each.namespaces().contains(namespace))
                .map(Bound::line)
                .toList();
    }

    /** Whether namespaces that are planned share a line. */
    boolean isShared(QuotaLine line) {
        return lines.stream().anyMatch(each -> each.isShared() && each.line().equals(line));
    }

    /**
     * The lines that do not let in all that is wanted in a namespace at once, beside others that
     * are let in, and those that are not as they are.
     */
    List<Shortage> blockedBy(NamespaceFacts namespace) {
        Room room = room(namespace);
        boolean planned = fitted(namespace).isPlanned();
        return room.shortages(line -> {
            QuotaLine each = room.lines().get(line);
            IntToLongFunction charge =
                    index -> wants(namespace, index) ? onTheWay(each, index) : keeps(each, index);
            return planned
                    // the same whichever of those that are planned asks
                    ? ofLetIn.computeIfAbsent(each, _ -> room.sum(line, charge))
                    : room.sum(line, charge);
        });
    }

    /** Whether it is to have what is advised, in a namespace or in another one that is planned. */
    private boolean wants(NamespaceFacts namespace, int index) {
        boolean planned = fitted(of.get(index)).isPlanned();
        return (isOf(namespace.namespace(), index) || planned)
                && !(planned && refused.get(index).isPresent());
    }

    private long onTheWay(QuotaLine line, int index) {
        Grant then = wanted.get(index);
        return line.onTheWay(now.get(index), then.staying(), then.claim().surge());
    }

    /**
     * What a line counts of who keeps what it has, with all pods that there may be, if any come.
     */
    private long keeps(QuotaLine line, int index) {
        Standing has = now.get(index);
        Grant next = has.coming().with(Math.max(has.count(), claims.get(index).pods()));
        return Rollout.isCountedBy(line) || refused(index, next).isPresent()
                ? has.charge(line)
                : Math.addExact(
                        has.charge(line), line.charge(next) - line.charge(next.with(has.count())));
    }

    /**
     * The lines that do not let in all that is wanted in a namespace once nothing is on its way any
     * more, beside others that are let in, and those that keep what they have.
     */
    List<Shortage> shortInTheEnd(NamespaceFacts namespace) {
        Room room = room(namespace);
        return room.shortages(line -> {
            QuotaLine each = room.lines().get(line);
            return room.sum(
                    line,
                    index ->
                            !kept.contains(index) && fitted(of.get(index)).isPlanned()
                                    ? each.charge(wanted.get(index).staying())
                                    : keeps(each, index));
        });
    }

    /**
     * The lines that do not let the fewest pods of a namespace in at their least, beside those of
     * it that are refused and what is planned of others.
     */
    List<Shortage> stuckOn(NamespaceFacts namespace) {
        Room room = room(namespace);
        return room.shortages(line -> {
            QuotaLine each = room.lines().get(line);
            return room.sum(
                    line,
                    index -> {
                        if (!isOf(namespace.namespace(), index)) {
                            return comesTo(each, index);
                        }
                        return refused.get(index).isPresent()
                                ? now.get(index).charge(each)
                                : each.charge(least(claims.get(index)));
                    });
        });
    }

    /** What a line comes to by all plans. */
    long comesTo(Room room, int line) {
        return ofPlanned.computeIfAbsent(room.lines().get(line), _ -> sumOfPlanned(room, line));
    }

    private long sumOfPlanned(Room room, int line) {
        QuotaLine each = room.lines().get(line);
        Long together = chargeOfKept.get(each);
        long sum = Math.addExact(each.others(), together == null ? 0 : together);
        for (int index = 0; index < claims.size(); index++) {
            if (room.counts(line, index) && (together == null || !keeping.containsKey(index))) {
                sum = Math.addExact(sum, comesTo(each, index));
            }
        }
        return sum;
    }

    private long comesTo(QuotaLine line, int index) {
        Fitted fitted = fitted(of.get(index));
        Grant grant = planned.get(index);
        if (!fitted.isPlanned()) {
            return now.get(index).charge(line);
        }
        Kept beside = keeping.get(index);
        if (beside != null) {
            return beside.charge(line, index);
        }
        if (fitted.atOnce()) {
            return line.onTheWay(now.get(index), grant.staying(), grant.claim().surge());
        }
        WorkloadRef workload = grant.claim().workload();
        if (Rollout.isCountedBy(line)) {
            // who is resized in place makes none of them
            return rollouts.getOrDefault(workload, 0) * line.charge(grant);
        }
        return oldTemplate.contains(workload)
                ? now.get(index).withOldTemplate(line, grant.staying())
                : line.charge(grant);
    }

    /**
     * Finds whose old pods there is no room for more of on a line, where all that may be asked for
     * on their way are.
     */
    private void keepFromScaling(QuotaLine line) {
        if (Rollout.isCountedBy(line)) {
            return;
        }
        long sum = line.others();
        List<Integer> scaled = new ArrayList<>();
        for (int index = 0; index < claims.size(); index++) {
            if (!line.counted().contains(claims.get(index).workload())) {
                continue;
            }
            long most = Math.max(now.get(index).charge(line), comesTo(line, index));
            if (makesOldPods(line, index)) {
                most = Math.max(most, whileScaled(line, index));
                scaled.add(index);
            }
            sum = Math.addExact(sum, most);
        }
        if (sum > line.hard() && sum > line.others()) {
            unscaled.addAll(scaled);
        }
    }

    /**
     * Whether it gets old pods as soon as there is room for them, or larger ones than planned when
     * it is asked for more on their way.
     */
    private boolean makesOldPods(QuotaLine line, int index) {
        Standing has = now.get(index);
        Grant then = planned.get(index);
        if (!fitted(of.get(index)).isPlanned() || kept.contains(index)) {
            return false;
        }
        if (has.isHeld() && has.changesTo(then.staying())) {
            return true;
        }
        return has.count() > 0
                && has.scalesInProportion()
                && then.claim().fewest() < then.claim().pods()
                && old(line, index) > then.perPod(line.resource());
    }

    /** The largest of what is there and what its template says: a rollout may be on its way. */
    private long old(QuotaLine line, int index) {
        Standing has = now.get(index);
        return Math.max(has.sizes(line).largest(), has.next().perPod(line.resource()));
    }

    /** The most that a line counts of it when all that may be asked for are like the largest. */
    private long whileScaled(QuotaLine line, int index) {
        Standing has = now.get(index);
        Grant then = planned.get(index).staying();
        long more = Math.max((long) then.pods() - has.count(), 0) + then.claim().surge();
        return Math.addExact(has.charge(line), Math.multiplyExact(more, old(line, index)));
    }

    private static Grant least(Claim claim) {
        return Grant.least(claim).with(claim.fewest());
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
        Set<String> left = new TreeSet<>(together);
        List<QuotaLine> binding =
                lines.stream()
                        // a shared one with room for all of them is in nobody's way
                        .filter(each ->
                                together.containsAll(each.namespaces())
                                        && (!each.isShared() || tooShort.contains(each.line())))
                        .map(Bound::line)
                        .toList();
        keepMembers(
                indices(left).stream().filter(index -> refused.get(index).isPresent()).toList(),
                together,
                left);
        while (!left.isEmpty()) {
            List<Integer> indices = indices(left);
            switch (found(binding, left)) {
                case Feasible.None none -> {
                    List<Integer> stuck = none.stuck().isEmpty() ? stuck(binding, left) : List.of();
                    if (stuck.isEmpty()) {
                        keep(inTheWay(binding, left, none), together, left);
                    } else {
                        keepMembers(stuck, together, left);
                    }
                }
                case Feasible.Plan found -> {
                    List<Integer> refusing = refusing(indices, found);
                    if (refusing.isEmpty()) {
                        plan(together, left, indices, found);
                        keep(binding, left);
                        left.clear();
                    } else {
                        keepMembers(refusing, together, left);
                    }
                }
            }
        }
    }

    /** Some keep what they have; a namespace of which nobody is left likewise. */
    private void keepMembers(List<Integer> members, Set<String> together, Set<String> left) {
        kept.addAll(members);
        Set<String> leaving =
                members.stream().map(of::get).collect(Collectors.toCollection(TreeSet::new));
        indices(left).forEach(index -> leaving.remove(of.get(index)));
        keep(leaving, together, left);
    }

    /** Namespaces keep what they have. */
    private void keep(Set<String> namespaces, Set<String> together, Set<String> left) {
        Fitted none =
                new Fitted(
                        Verdict.DOES_NOT_FIT,
                        together.size() > 1,
                        /* atOnce */ false,
                        List.of(),
                        /* proved */ false);
        namespaces.forEach(namespace -> fits.put(namespace, none));
        left.removeAll(namespaces);
    }

    private void plan(
            Set<String> together, Set<String> left, List<Integer> indices, Feasible.Plan found) {
        boolean proved =
                found.proved()
                        && indices.stream().map(members::get).allMatch(Member::certain)
                        && chosen.stream().map(of::get).noneMatch(together::contains);
        Set<String> withLess = kept.stream().map(of::get).collect(Collectors.toSet());
        for (String namespace : left) {
            fits.put(
                    namespace,
                    new Fitted(
                            withLess.contains(namespace) ? Verdict.FITS_WITH_LESS : found.verdict(),
                            together.size() > 1,
                            found.atOnce(),
                            found.steps(),
                            proved));
        }
        for (int at = 0; at < indices.size(); at++) {
            planned.set(indices.get(at), found.grants().get(at));
        }
        found.kept()
                .forEach(workload ->
                        withoutStep.put(workload, found.gaveUp() ? Search.GIVEN_UP : Search.ENDED));
        for (Step step : found.steps()) {
            if (step.how().changesTemplate()) {
                rollouts.merge(step.workload(), 1, Integer::sum);
            }
            int index = Objects.requireNonNull(indexOf.get(step.workload()));
            if (step.how() == Step.How.ONE_BY_ONE && now.get(index).isHeld()) {
                // with those that it lacks none of the others could be away
                unscaled.add(index);
            }
        }
        Set<WorkloadRef> resized = Step.withoutTemplate(found.steps());
        for (int index : indices) {
            WorkloadRef workload = claims.get(index).workload();
            if (now.get(index).renewal().replaces() && resized.contains(workload)) {
                oldTemplate.add(workload);
            }
        }
    }

    /** Those that a plan has pods of that are refused, though those that are advised are not. */
    private List<Integer> refusing(List<Integer> indices, Feasible.Plan found) {
        List<Integer> refusing = new ArrayList<>();
        for (int at = 0; at < indices.size(); at++) {
            int index = indices.get(at);
            Optional<Refused> then = refused(index, found.grants().get(at));
            if (then.isPresent()) {
                refused.set(index, then);
                refusing.add(index);
            }
        }
        return refusing;
    }

    private Optional<Refused> refused(int index, Grant grant) {
        if (grant.pods() == 0) {
            return Optional.empty();
        }
        Refusal refusal = Objects.requireNonNull(refusals.get(of.get(index)));
        Member member = members.get(index);
        return refusal.of(Terms.of(grant, member.terms()))
                .or(() -> refusal.of(member.volumes().toCome(grant.pods())));
    }

    private List<Integer> indices(Set<String> left) {
        return IntStream.range(0, claims.size())
                .filter(index -> left.contains(of.get(index)) && !kept.contains(index))
                .boxed()
                .toList();
    }

    /** The lines as they are beside those that keep what they have, or whose namespaces do. */
    private List<QuotaLine> beside(List<QuotaLine> binding, Set<String> left) {
        Set<Integer> planned = new HashSet<>(indices(left));
        Kept beside =
                kept(
                        binding,
                        left,
                        IntStream.range(0, claims.size())
                                .filter(index -> !planned.contains(index))
                                .boxed()
                                .toList());
        return IntStream.range(0, binding.size())
                .mapToObj(line -> binding.get(line).beside(beside.charge(line)))
                .toList();
    }

    /** The lines beside the namespaces that keep what they have. */
    private List<QuotaLine> without(List<QuotaLine> binding, Set<String> left) {
        Room room = new Room(binding, claims);
        List<QuotaLine> beside = new ArrayList<>();
        for (int line = 0; line < binding.size(); line++) {
            QuotaLine each = binding.get(line);
            long more = 0;
            for (int index = 0; index < claims.size(); index++) {
                if (room.counts(line, index) && !left.contains(of.get(index))) {
                    more = Math.addExact(more, now.get(index).charge(each));
                }
            }
            beside.add(each.beside(more));
        }
        return beside;
    }

    private List<Integer> kept(Set<String> left) {
        return kept.stream().filter(index -> left.contains(of.get(index))).toList();
    }

    /**
     * What comes of some that keep what they have. To the others no less is left than they have and
     * want, and than their least.
     */
    private Kept kept(List<QuotaLine> lines, Set<String> left, List<Integer> keeping) {
        Room room = new Room(lines, claims);
        long[] free = new long[lines.size()];
        for (int line = 0; line < free.length; line++) {
            QuotaLine each = lines.get(line);
            free[line] = each.hard() - each.others();
            for (int index : indices(left)) {
                if (room.counts(line, index)) {
                    long has =
                            Math.min(
                                    now.get(index).charge(each),
                                    each.charge(wanted.get(index).staying()));
                    free[line] -= Math.max(has, each.charge(least(claims.get(index))));
                }
            }
        }
        Map<Integer, Grant> joined = new HashMap<>();
        for (int index : keeping) {
            Grant most = now.get(index).coming().with(claims.get(index).pods());
            if (refused(index, most).isEmpty()) {
                joined.put(index, most);
            }
        }
        return new Kept(room, now, keeping, joined, free);
    }

    /** What comes of those that keep what they have, once there is a plan beside them. */
    private void keep(List<QuotaLine> binding, Set<String> left) {
        Kept beside = kept(without(binding, left), left, kept(left));
        kept(left).forEach(index -> keeping.put(index, beside));
        for (int line = 0; line < binding.size(); line++) {
            chargeOfKept.put(binding.get(line), beside.charge(line));
        }
    }

    /** What is found for namespaces while all others keep what they have. */
    private Feasible.Found found(List<QuotaLine> binding, Set<String> left) {
        List<Integer> indices = indices(left);
        return new Feasible(
                        indices.stream().map(claims::get).toList(),
                        indices.stream().map(now::get).toList(),
                        beside(binding, left),
                        (at, pods) -> refused(indices.get(at), pods).isPresent())
                .plan();
    }

    /** Those that have no room for their least, and why; nobody where that is not what lacks. */
    private List<Integer> stuck(List<QuotaLine> binding, Set<String> left) {
        List<Integer> indices = indices(left);
        Stuck.Found found =
                Stuck.of(
                        beside(binding, left).stream()
                                .filter(line -> !Rollout.isCountedBy(line))
                                .toList(),
                        indices.stream().map(index -> least(claims.get(index))).toList(),
                        indices.stream().map(now::get).toList());
        List<Integer> stuck = new ArrayList<>();
        found.on()
                .forEach((at, shortages) -> {
                    int index = indices.get(at);
                    stuck.add(index);
                    stuckOn.put(index, shortages);
                    if (!found.certain()) {
                        chosen.add(index);
                    }
                });
        return stuck;
    }

    /** The namespaces in whose way it is that there is no plan; never none. */
    private Set<String> inTheWay(List<QuotaLine> binding, Set<String> left, Feasible.None none) {
        if (none.stuck().isEmpty()) {
            return wanting(beside(binding, left), indices(left));
        }
        String namespace = withoutStep(binding, left, none);
        none.stuck().stream()
                .filter(workload -> of(workload).equals(namespace))
                .forEach(workload ->
                        withoutStep.put(workload, none.gaveUp() ? Search.GIVEN_UP : Search.ENDED));
        return Set.of(namespace);
    }

    private String of(WorkloadRef workload) {
        return of.get(Objects.requireNonNull(indexOf.get(workload), workload::key));
    }

    /**
     * Of those that find no order the first that finds none alone, either: the others may only wait
     * for the room that it would have made.
     */
    private String withoutStep(List<QuotaLine> binding, Set<String> left, Feasible.None none) {
        List<String> namespaces = none.stuck().stream().map(this::of).distinct().toList();
        return left.size() == 1
                ? namespaces.getFirst()
                : namespaces.stream()
                        .filter(each ->
                                found(binding, Set.of(each)) instanceof Feasible.None alone
                                        && !alone.stuck().isEmpty())
                        .findFirst()
                        .orElseGet(namespaces::getFirst);
    }

    /** Those of whom a line counts anything that does not let in all that is wanted; else all. */
    private Set<String> wanting(List<QuotaLine> beside, List<Integer> indices) {
        Room room = new Room(beside, indices.stream().map(claims::get).toList());
        Set<QuotaLine> tooLittle = new HashSet<>();
        room.shortages(
                        indices.stream().map(now::get).toList(),
                        indices.stream().map(wanted::get).toList())
                .forEach(shortage -> tooLittle.add(shortage.line()));
        Set<String> wanting = new TreeSet<>();
        for (int line = 0; line < beside.size(); line++) {
            for (int at = 0; at < indices.size(); at++) {
                if (tooLittle.contains(beside.get(line)) && room.counts(line, at)) {
                    wanting.add(of.get(indices.get(at)));
                }
            }
        }
        return wanting.isEmpty()
                ? indices.stream().map(of::get).collect(Collectors.toSet())
                : wanting;
    }
}
