package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.NamespacePlan.Blocked;
import io.headroom.recommender.fit.NamespacePlan.GivenUp;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.NamespacePlan.Stage;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** From what is known of namespaces to their plans. Pure: nothing else goes in. */
public final class Planner {
    private final Together together;
    private final NamespaceFacts facts;
    private final List<Member> members;
    private final List<Claim> claims;
    private final List<Grant> now;
    private final Room room;

    /** Those that bind the namespace, by their places among all. */
    private final List<Integer> lines;

    /** What was said already of lines that namespaces share. */
    private final Map<Integer, QuotaAdvice> shared;

    private Planner(Together together, NamespaceFacts facts, Map<Integer, QuotaAdvice> shared) {
        this.together = together;
        this.facts = facts;
        this.members = together.members();
        this.claims = together.claims();
        this.now = together.now();
        this.room = together.room();
        this.lines = together.linesOf(facts.namespace());
        this.shared = shared;
    }

    /** The plan of a namespace, while all others stay as they are. */
    public static NamespacePlan plan(NamespaceFacts facts) {
        return plan(List.of(facts)).getFirst();
    }

    /**
     * The plans of namespaces that share quotas, in their order: all of them are let in together. A
     * namespace for which no such plan is found, since one of them has no room for its least, is
     * planned while the others stay as they are; what is said of the quotas is said of all of them.
     */
    public static List<NamespacePlan> plan(List<NamespaceFacts> namespaces) {
        return planned(CaughtUp.of(namespaces));
    }

    private static List<NamespacePlan> planned(List<NamespaceFacts> namespaces) {
        Together together = new Together(namespaces);
        Map<Integer, QuotaAdvice> shared = new HashMap<>();
        return namespaces.stream()
                .map(facts -> {
                    Together.Fitted fitted = together.fitted(facts.namespace());
                    Planner planner = new Planner(together, facts, shared);
                    return fitted.withOthers() && fitted.fit().plan() == null
                            ? planner.ofAll(planned(List.of(facts)).getFirst())
                            : planner.plan(fitted);
                })
                .toList();
    }

    /** A plan made without the others, with what is used and should be let in of all of them. */
    private NamespacePlan ofAll(NamespacePlan alone) {
        List<NamespacePlan.Line> known = lines(false, null);
        return alone.with(
                alone.lines().stream()
                        .map(line ->
                                known.stream()
                                        .filter(line::isSameAs)
                                        .findFirst()
                                        .map(line::withUsageOf)
                                        .orElse(line))
                        .toList(),
                advice());
    }

    private List<QuotaAdvice> advice() {
        QuotaAdvisor advisor =
                new QuotaAdvisor(
                        facts,
                        members,
                        room,
                        now,
                        together.wanted(),
                        new Outlook(facts, members, now));
        return facts.quotas().isEmpty()
                ? advisor.missing()
                : lines.stream()
                        .map(line ->
                                together.isShared(line)
                                        ? shared.computeIfAbsent(line, advisor::existing)
                                        : advisor.existing(line))
                        .toList();
    }

    private NamespacePlan plan(Together.Fitted fitted) {
        Fit fit = fitted.fit();
        List<Grant> wanted = together.wanted();
        List<Optional<String>> refused = refused(wanted);
        Fit.@Nullable Plan plan = fit.plan();
        List<Grant> grants =
                plan == null || refusesMore(refused, together.planned())
                        ? null
                        : together.planned();
        List<Shortage> blockedBy = new ArrayList<>();
        for (int line : lines) {
            room.shortage(line, together.tally(line).wanted()).ifPresent(blockedBy::add);
        }
        boolean fits = blockedBy.isEmpty();
        List<Step> steps = together.steps(facts.namespace());
        return new NamespacePlan(
                facts.namespace(),
                facts.asOf(),
                refused.stream().anyMatch(Optional::isPresent)
                        ? Verdict.DOES_NOT_FIT
                        : verdict(fits, fitted.inStages(), grants),
                blocked(blockedBy),
                lines(grants != null, fits ? null : steps),
                workloads(wanted, grants, refused),
                stages(steps),
                grants == null ? blocked(plan == null ? fit.stuckOn() : blockedBy) : List.of(),
                (plan == null || grants == null) ? null : plan.proved(),
                advice(),
                LimitRangeAdvisor.advise(
                        wanted,
                        indices().boxed().toList(),
                        new Outlook(facts, members, now),
                        facts.nodes()),
                facts.statusBehind());
    }

    /** Those of the namespace, by their numbers among all that have to be in one order. */
    private List<Stage> stages(List<Step> steps) {
        List<Stage> stages = new ArrayList<>();
        String before = null;
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            String namespace = step.workload().namespace();
            if (namespace.equals(facts.namespace())) {
                stages.add(
                        new Stage(
                                index + 1,
                                step.workload().key(),
                                step.how(),
                                namespace.equals(before) ? null : before));
            }
            before = namespace;
        }
        return stages;
    }

    /** Those of the namespace that is planned. */
    private IntStream indices() {
        return IntStream.range(0, claims.size())
                .filter(index -> together.isOf(facts.namespace(), index));
    }

    private static Verdict verdict(boolean fits, boolean inStages, @Nullable List<Grant> grants) {
        if (fits) {
            return Verdict.FITS;
        }
        if (inStages) {
            return Verdict.FITS_IN_STAGES;
        }
        return grants == null ? Verdict.DOES_NOT_FIT : Verdict.FITS_WITH_LESS;
    }

    private static List<Blocked> blocked(List<Shortage> shortages) {
        return shortages.stream().map(Planner::blocked).toList();
    }

    private static Blocked blocked(Shortage shortage) {
        QuotaLine line = shortage.line();
        BigDecimal hard = line.inBaseUnits(line.hard());
        BigDecimal needed = line.inBaseUnits(shortage.needed());
        BigDecimal missing = line.inBaseUnits(shortage.missing());
        return new Blocked(
                line.quota(),
                line.resource(),
                hard,
                needed,
                missing,
                "%s lets in %s of %s, and %s would be counted: %s too much%s"
                        .formatted(
                                Words.quota(line.quota()),
                                Words.of(line.resource(), hard),
                                line.resource(),
                                Words.of(line.resource(), needed),
                                Words.of(line.resource(), missing),
                                Rollout.isCountedBy(line) ? ", as each rollout makes one" : ""));
    }

    /**
     * @param planned whether there is a plan
     * @param stages null where all roll out at once
     */
    private List<NamespacePlan.Line> lines(boolean planned, @Nullable List<Step> stages) {
        List<NamespacePlan.Line> all = new ArrayList<>();
        for (int index : lines) {
            QuotaLine line = room.lines().get(index);
            Together.Tally tally = together.tally(index);
            Long usage = tally.usage();
            long own = tally.now() - line.others();
            all.add(
                    new NamespacePlan.Line(
                            line.quota(),
                            line.resource(),
                            line.inBaseUnits(line.hard()),
                            line.inBaseUnits(line.others()),
                            line.inBaseUnits(tally.now()),
                            line.inBaseUnits(tally.wanted()),
                            planned
                                    ? line.inBaseUnits(
                                            stages != null && Rollout.isCountedBy(line)
                                                    ? line.others() + made(index, stages)
                                                    : tally.planned())
                                    : null,
                            usage == null ? null : line.inBaseUnits(usage),
                            usage == null ? null : ratio(usage, line.hard()),
                            usage == null || own == 0 ? null : ratio(usage, own)));
        }
        return all;
    }

    /** How many of what a line counts of rollouts is made: none where pods are resized in place. */
    private long made(int line, List<Step> stages) {
        Set<WorkloadRef> rolledOut =
                stages.stream()
                        .filter(step -> step.how() == Step.How.ROLLOUT)
                        .map(Step::workload)
                        .collect(Collectors.toSet());
        return IntStream.range(0, claims.size())
                .filter(index -> room.counts(line, index))
                .mapToObj(claims::get)
                .filter(claim -> rolledOut.contains(claim.workload()))
                .map(Claim::rollout)
                .filter(Objects::nonNull)
                .filter(rollout -> rollout.makes().equals(room.lines().get(line).resource()))
                .count();
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? (part == 0 ? 0 : 1) : (double) part / whole;
    }

    private List<NamespacePlan.Workload> workloads(
            List<Grant> wanted, @Nullable List<Grant> grants, List<Optional<String>> refused) {
        List<NamespacePlan.Workload> all = new ArrayList<>();
        indices()
                .forEach(index -> {
                    Grant grant = grants == null ? null : grants.get(index);
                    all.add(workload(wanted.get(index), grant, refused.get(index).orElse(null)));
                });
        return all;
    }

    /** Why no pod is let in of what is advised, for each member of the namespace. */
    private List<Optional<String>> refused(List<Grant> wanted) {
        Refusal refusal = new Refusal(facts);
        List<Optional<String>> refused = new ArrayList<>();
        for (int index = 0; index < wanted.size(); index++) {
            Grant grant = wanted.get(index);
            refused.add(
                    grant.pods() == 0 || !together.isOf(facts.namespace(), index)
                            ? Optional.empty()
                            : refusal.of(Terms.of(grant, members.get(index).terms())));
        }
        return refused;
    }

    /** Whether a plan has pods that are refused, though those that are advised are not. */
    private boolean refusesMore(List<Optional<String>> refused, List<Grant> planned) {
        List<Optional<String>> then = refused(planned);
        return indices()
                .anyMatch(index -> then.get(index).isPresent() && refused.get(index).isEmpty());
    }

    private NamespacePlan.Workload workload(
            Grant wanted, @Nullable Grant grant, @Nullable String refused) {
        Claim claim = wanted.claim();
        List<NamespacePlan.Container> containers = new ArrayList<>();
        for (int index = 0; index < claim.containers().size(); index++) {
            Want want = claim.containers().get(index);
            containers.add(
                    new NamespacePlan.Container(
                            want.container(),
                            want.type(),
                            requests(wanted, index),
                            limits(wanted, index),
                            grant == null ? null : requests(grant, index),
                            grant == null ? null : limits(grant, index)));
        }
        Integer pods = grant == null ? null : Math.min(grant.pods(), claim.pods());
        return new NamespacePlan.Workload(
                claim.workload().key(),
                claim.priority(),
                claim.pods(),
                claim.surge(),
                pods,
                grant == null || pods == null ? null : grant.pods() - pods,
                containers,
                grant == null ? List.of() : givenUp(wanted, grant),
                noNode(wanted),
                refused);
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
            boolean cpu = resource.endsWith("cpu");
            all.add(
                    new GivenUp(
                            resource,
                            cpu ? Cores.of(advice) : BigDecimal.valueOf(advice),
                            cpu ? Cores.of(plan) : BigDecimal.valueOf(plan),
                            (double) (advice - plan) / advice));
        }
    }

    private @Nullable String noNode(Grant wanted) {
        long cpu = wanted.perPod(Counted.REQUESTS_CPU);
        long memory = wanted.perPod(Counted.REQUESTS_MEMORY);
        boolean held =
                facts.nodes().stream()
                        .anyMatch(
                                node -> units(node.cpu()) >= cpu && units(node.memory()) >= memory);
        return held || facts.nodes().isEmpty()
                ? null
                : "no node has %s cores and %s allocatable, as one pod requests"
                        .formatted(Cores.of(cpu), new Memory(memory).humanized());
    }

    private static long units(@Nullable Quantity<?> amount) {
        return amount == null ? 0 : amount.units();
    }
}
