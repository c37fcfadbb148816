package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.NamespacePlan.Blocked;
import io.headroom.recommender.fit.NamespacePlan.GivenUp;
import io.headroom.recommender.fit.NamespacePlan.Stage;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.admission.Verdict.Why;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From what is known of namespaces to their plans. Pure: nothing else goes in. */
public final class Planner {
    /** More than that a sentence does not name. */
    private static final int MOST_NAMES = 3;

    private final Together together;
    private final NamespaceFacts facts;
    private final List<Member> members;
    private final List<Claim> claims;
    private final List<Standing> now;
    private final Room room;
    private final List<QuotaLine> lines;

    private Planner(Together together, NamespaceFacts facts) {
        this.together = together;
        this.facts = facts;
        this.members = together.members();
        this.claims = together.claims();
        this.now = together.standing();
        this.room = together.room(facts);
        this.lines = room.lines();
    }

    /** The plan of a namespace, while all others stay as they are. */
    public static NamespacePlan plan(NamespaceFacts facts) {
        return plan(List.of(facts)).getFirst();
    }

    /**
     * The plans of namespaces that share quotas, in their order: all of them are let in together.
     * One for which there is no plan keeps what it has, and the others are planned beside that.
     *
     * @throws ArithmeticException where their pods may ask for more than can be counted
     */
    public static List<NamespacePlan> plan(List<NamespaceFacts> namespaces) {
        Planned planned = planned(namespaces);
        planned.uncounted().values().stream()
                .findFirst()
                .ifPresent(why -> {
                    throw new ArithmeticException(why);
                });
        return planned.plans();
    }

    /**
     * What comes of namespaces that share quotas.
     *
     * @param plans of those whose pods can be counted, in their order
     * @param uncounted the others, by name, and why: what they have stays in the quotas' status
     */
    public record Planned(List<NamespacePlan> plans, Map<String, String> uncounted) {
        public Planned {
            plans = List.copyOf(plans);
            uncounted = Collections.unmodifiableMap(new TreeMap<>(uncounted));
        }
    }

    /** Likewise, beside those that may ask for more than can be counted. */
    public static Planned planned(List<NamespaceFacts> namespaces) {
        List<NamespaceFacts> caughtUp = CaughtUp.of(namespaces);
        Map<String, String> uncounted =
                Countable.leftOut(caughtUp.stream().filter(facts -> !facts.terminating()).toList());
        List<NamespaceFacts> counted =
                caughtUp.stream()
                        .filter(facts -> !uncounted.containsKey(facts.namespace()))
                        .toList();
        Together together =
                new Together(counted.stream().filter(facts -> !facts.terminating()).toList());
        return new Planned(
                counted.stream()
                        .map(facts ->
                                facts.terminating()
                                        ? NamespacePlan.terminating(facts)
                                        : new Planner(together, facts).plan())
                        .toList(),
                uncounted);
    }

    private NamespacePlan plan() {
        Together.Fitted fitted = together.fitted(facts);
        List<Grant> wanted = together.wanted();
        boolean planned = fitted.isPlanned();
        List<Grant> grants = planned ? together.planned() : null;
        List<Shortage> blockedBy = together.blockedBy(facts);
        Outlook outlook = new Outlook(facts, members, together.now());
        List<Integer> own = indices().boxed().toList();
        NamespacePlan.LimitRangeAdvice limitRange =
                new LimitRangeAdvisor(members, now, wanted, outlook, facts).advise(own);
        return new NamespacePlan(
                facts.namespace(),
                facts.asOf(),
                fitted.verdict(),
                Stream.concat(blocked(blockedBy).stream(), refusing()).toList(),
                lines(grants != null),
                workloads(wanted, grants, fitted.verdict()),
                stages(fitted.steps()),
                stuckOn(planned, blockedBy),
                planned ? fitted.proved() : null,
                new QuotaAdvisor(facts, together, room, outlook).advise(own, limitRange),
                limitRange,
                facts.statusBehind());
    }

    private List<Blocked> stuckOn(boolean planned, List<Shortage> blockedBy) {
        List<Shortage> ofAll = together.stuckOn(facts);
        List<Blocked> stuckOn = new ArrayList<>();
        for (QuotaLine line : lines) {
            List<String> workloads = new ArrayList<>();
            Shortage found = shortage(ofAll, line);
            for (int index : indices().toArray()) {
                Shortage own = shortage(together.stuckOn(index), line);
                if (own != null) {
                    workloads.add(claims.get(index).workload().key());
                    found = found == null ? own : found;
                }
            }
            if (found != null && (!planned || !workloads.isEmpty())) {
                stuckOn.add(blocked(found, workloads));
            }
        }
        boolean said =
                planned
                        || indices().allMatch(index -> together.refused(index).isPresent())
                        || indices().anyMatch(index -> together.withoutStep(index).isPresent());
        return stuckOn.isEmpty() && !said ? blocked(blockedBy) : stuckOn;
    }

    private static @Nullable Shortage shortage(List<Shortage> among, QuotaLine line) {
        return among.stream().filter(each -> each.isOf(line)).findFirst().orElse(null);
    }

    /** Those of the namespace, by their place among all. */
    private List<Stage> stages(List<Step> steps) {
        return IntStream.range(0, steps.size())
                .filter(at -> steps.get(at).workload().namespace().equals(facts.namespace()))
                .mapToObj(at ->
                        new Stage(
                                at + 1,
                                steps.get(at).workload().key(),
                                steps.get(at).how(),
                                steps.get(at).resource(),
                                steps.get(at).maxUnavailable(),
                                steps.get(at).replaceable()))
                .toList();
    }

    /** Those of the namespace that is planned. */
    private IntStream indices() {
        return IntStream.range(0, claims.size())
                .filter(index -> together.isOf(facts.namespace(), index));
    }

    private List<Blocked> blocked(List<Shortage> shortages) {
        if (shortages.isEmpty()) {
            return List.of();
        }
        Denied denied = new Denied(together, facts);
        return shortages.stream()
                .map(shortage -> blocked(shortage, keys(denied.by(shortage.line()))))
                .toList();
    }

    private List<String> keys(List<Integer> indices) {
        return indices.stream().map(index -> claims.get(index).workload().key()).toList();
    }

    private static Blocked blocked(Shortage shortage, List<String> workloads) {
        QuotaLine line = shortage.line();
        BigDecimal hard = line.said();
        BigDecimal needed = line.inBaseUnits(shortage.needed());
        BigDecimal missing = line.inBaseUnits(shortage.missing());
        return new Blocked(
                line.quota(),
                line.resource(),
                Why.EXCEEDED,
                hard,
                needed,
                missing,
                workloads,
                "%s lets in %s of %s, and %s would be counted: %s too much%s"
                        .formatted(
                                Words.quota(line.quota()),
                                Words.apart(line.resource(), hard, needed),
                                line.resource(),
                                Words.apart(line.resource(), needed, hard),
                                Words.of(line.resource(), missing),
                                Rollout.isCountedBy(line) ? ", as each rollout makes one" : ""));
    }

    /** A line of a quota that lets no pod of some workloads in. */
    private record Refusing(String quota, String resource, Why why) {
        static final Comparator<Refusing> BY_LINE =
                Comparator.comparing(Refusing::quota)
                        .thenComparing(Refusing::resource)
                        .thenComparing(Refusing::why);
    }

    /** Those lines of the namespace's quotas, by name. */
    private Stream<Blocked> refusing() {
        Map<Refusing, List<String>> workloads = new TreeMap<>(Refusing.BY_LINE);
        indices()
                .forEach(index ->
                        together.refused(index).stream()
                                .flatMap(refused -> refused.excesses().stream())
                                .forEach(excess ->
                                        excess.missing()
                                                .keySet()
                                                .forEach(line ->
                                                        workloads
                                                                .computeIfAbsent(
                                                                        new Refusing(
                                                                                excess.quota(),
                                                                                line,
                                                                                excess.why()),
                                                                        _ -> new ArrayList<>())
                                                                .add(
                                                                        claims.get(index)
                                                                                .workload()
                                                                                .key()))));
        return workloads.entrySet().stream().map(each -> blocked(each.getKey(), each.getValue()));
    }

    private Blocked blocked(Refusing line, List<String> workloads) {
        return new Blocked(
                line.quota(),
                line.resource(),
                line.why(),
                facts.quotas().stream()
                        .filter(quota -> quota.name().equals(line.quota()))
                        .map(quota -> quota.hard().getOrDefault(line.resource(), BigDecimal.ZERO))
                        .findFirst()
                        .orElse(BigDecimal.ZERO),
                null,
                null,
                workloads,
                Refusal.sentence(line.quota(), line.why(), List.of(line.resource()))
                        + (line.why() == Why.NOT_SET
                                ? ": it must be set by " + names(workloads)
                                : ""));
    }

    private static String names(List<String> workloads) {
        String names =
                workloads.stream()
                        .limit(MOST_NAMES)
                        .map(key -> WorkloadRef.parse(key).name())
                        .collect(Collectors.joining(", "));
        int others = workloads.size() - MOST_NAMES;
        return others > 0 ? "%s and %d more".formatted(names, others) : names;
    }

    /**
     * @param planned whether there is a plan; of what namespaces share there is always one
     */
    private List<NamespacePlan.Line> lines(boolean planned) {
        List<NamespacePlan.Line> all = new ArrayList<>();
        for (int index = 0; index < lines.size(); index++) {
            QuotaLine line = lines.get(index);
            Long usage = usage(index);
            long charged = chargedWhereUsed(index);
            all.add(
                    new NamespacePlan.Line(
                            line.quota(),
                            line.resource(),
                            line.said(),
                            line.inBaseUnits(line.others()),
                            line.inBaseUnits(line.now()),
                            line.inBaseUnits(together.onTheWay(room, index)),
                            planned || together.isShared(line)
                                    ? line.inBaseUnits(together.comesTo(room, index))
                                    : null,
                            usage == null ? null : line.inBaseUnits(usage),
                            usage == null ? null : ratio(usage, line.hard()),
                            usage == null || charged == 0 ? null : ratio(usage, charged)));
        }
        return all;
    }

    /** What the members that a line counts use; null where that is not known of any. */
    private @Nullable Long usage(int line) {
        Counted counted = Counted.of(room.lines().get(line).resource()).orElse(null);
        if (counted == null || counted.limits()) {
            return null;
        }
        Long sum = null;
        for (int index = 0; index < members.size(); index++) {
            Quantity<?> amount = used(index, counted);
            if (amount != null && room.counts(line, index)) {
                sum = (sum == null ? 0 : sum) + amount.units();
            }
        }
        return sum;
    }

    /** What those are charged for whose use is known. */
    private long chargedWhereUsed(int line) {
        Counted counted = Counted.of(lines.get(line).resource()).orElse(null);
        return counted == null
                ? 0
                : IntStream.range(0, members.size())
                        .filter(index -> room.counts(line, index) && used(index, counted) != null)
                        .mapToLong(index -> now.get(index).charge(lines.get(line)))
                        .sum();
    }

    private @Nullable Quantity<?> used(int member, Counted counted) {
        Resources using = members.get(member).using();
        return using == null ? null : counted.kind().of(using);
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? (part == 0 ? 0 : 1) : (double) part / whole;
    }

    private List<NamespacePlan.Workload> workloads(
            List<Grant> wanted, @Nullable List<Grant> grants, Verdict verdict) {
        return indices()
                .mapToObj(index ->
                        workload(
                                index,
                                wanted.get(index),
                                grants == null || together.isKept(index)
                                        ? null
                                        : shown(index, grants.get(index)),
                                verdict))
                .toList();
    }

    /** What its template has to say: of who keeps what it has, as it does. */
    private Grant shown(int index, Grant planned) {
        return together.withoutStep(index).isPresent()
                ? now.get(index).next().with(planned.pods())
                : planned;
    }

    private NamespacePlan.Workload workload(
            int index, Grant wanted, @Nullable Grant grant, Verdict verdict) {
        Claim claim = wanted.claim();
        List<NamespacePlan.Container> containers = new ArrayList<>();
        for (int at = 0; at < claim.containers().size(); at++) {
            Want want = claim.containers().get(at);
            containers.add(
                    new NamespacePlan.Container(
                            want.container(),
                            want.type(),
                            requests(wanted, at),
                            limits(wanted, at),
                            grant == null ? null : requests(grant, at),
                            grant == null ? null : limits(grant, at)));
        }
        Integer pods = grant == null ? null : Math.min(grant.pods(), claim.pods());
        Member.Held held = members.get(index).held();
        return new NamespacePlan.Workload(
                claim.workload().key(),
                claim.priority(),
                claim.pods(),
                claim.surge(),
                pods,
                grant == null || pods == null ? null : grant.pods() - pods,
                containers,
                grant == null || verdict != Verdict.FITS_WITH_LESS
                        ? List.of()
                        : givenUp(wanted, grant),
                noNode(wanted),
                together.refused(index).map(Refusal.Refused::why).orElse(null),
                stuck(index),
                together.withoutStep(index)
                        .map(search -> noStep(search, verdict != Verdict.DOES_NOT_FIT))
                        .orElse(null),
                together.keepsTemplate(index)
                        ? "its template stays as it is, as a quota lets in no other of what changing it"
                                + " makes: pods that come later are as before"
                        : null,
                held == null ? null : held.why(),
                mostMeanwhile(index, pods),
                /* retarget */ null);
    }

    /**
     * As many as are asked for now and are there: of a rollout's surge none. Null as well where no
     * more are planned.
     *
     * @param planned null where there is no plan
     */
    private @Nullable Integer mostMeanwhile(int index, @Nullable Integer planned) {
        Standing has = now.get(index);
        int most = Math.min(has.count(), has.desired());
        return together.isUnscaled(index) && planned != null && most < planned
                ? (Integer) most
                : null;
    }

    private @Nullable String stuck(int index) {
        List<Shortage> on = together.stuckOn(index);
        if (on.isEmpty()) {
            return null;
        }
        int fewest = claims.get(index).fewest();
        return "even at the least its %s not let in by %s: it keeps what it has"
                .formatted(
                        fewest == 1 ? "pod is" : fewest + " pods are",
                        on.stream()
                                .map(each ->
                                        "%s of %s"
                                                .formatted(
                                                        each.line().resource(),
                                                        Words.quota(each.line().quota())))
                                .collect(Collectors.joining(" and ")));
    }

    /**
     * @param planned whether there is a plan for others, beside what it has
     */
    private static String noStep(Together.Search search, boolean planned) {
        String toAdvice =
                switch (search) {
                    case ENDED ->
                            "no step to its advice is let in beside the pods that are there, in any order";
                    case GIVEN_UP ->
                            "no order of steps to its advice that are let in beside the pods that are there was found in up to %d tries"
                                    .formatted(2 * Stages.BUDGET);
                };
        return toAdvice
                + (planned ? "" : ", and none to less of it was found")
                + ": it keeps what it has";
    }

    private static Resources requests(Grant grant, int index) {
        return new Resources(
                new Cpu(grant.cpu().get(index).request()),
                new Memory(grant.memory().get(index).request()));
    }

    private static Resources limits(Grant grant, int index) {
        Given cpu = grant.cpu().get(index);
        Given memory = grant.memory().get(index);
        return new Resources(
                cpu.limit() == Amount.NONE ? null : new Cpu(cpu.limit()),
                memory.limit() == Amount.NONE ? null : new Memory(memory.limit()));
    }

    private static List<GivenUp> givenUp(Grant wanted, Grant grant) {
        Claim claim = wanted.claim();
        List<GivenUp> all = new ArrayList<>();
        int pods = Math.min(grant.pods(), claim.pods());
        add(all, "pods", claim.pods(), pods);
        add(all, "surge", claim.surge(), grant.pods() - pods);
        for (String resource :
                List.of("requests.cpu", "requests.memory", "limits.cpu", "limits.memory")) {
            add(all, resource, wanted.perPod(resource), grant.perPod(resource));
        }
        return all;
    }

    private static void add(List<GivenUp> all, String resource, long advice, long plan) {
        if (plan < advice) {
            boolean cpu = Counted.isCpu(resource);
            all.add(
                    new GivenUp(
                            resource,
                            cpu ? Cores.of(advice) : BigDecimal.valueOf(advice),
                            cpu ? Cores.of(plan) : BigDecimal.valueOf(plan),
                            (double) (advice - plan) / advice));
        }
    }

    private @Nullable String noNode(Grant wanted) {
        if (wanted.claim().workload().qualifiedKind().equals("DaemonSet.apps")) {
            // what nodes have for pods is beside these, which are on them
            return null;
        }
        long cpu = wanted.perPod(Counted.REQUESTS_CPU);
        long memory = wanted.perPod(Counted.REQUESTS_MEMORY);
        boolean held =
                facts.nodes().stream()
                        .anyMatch(
                                node -> units(node.cpu()) >= cpu && units(node.memory()) >= memory);
        return held || facts.nodes().isEmpty()
                ? null
                : "no node that takes pods has %s cores and %s for them, as one pod requests"
                        .formatted(Cores.of(cpu), new Memory(memory).humanized());
    }

    private static long units(@Nullable Quantity<?> amount) {
        return amount == null ? 0 : amount.units();
    }
}
