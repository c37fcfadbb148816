package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.NamespacePlan.Blocked;
import io.headroom.recommender.fit.NamespacePlan.GivenUp;
import io.headroom.recommender.fit.NamespacePlan.Stage;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From what is known of a namespace to its plan. Pure: nothing else goes in. */
public final class Planner {
    private final NamespaceFacts facts;
    private final List<Member> members;
    private final List<Claim> claims;
    private final List<QuotaLine> lines;
    private final List<Grant> now = new ArrayList<>();

    private Planner(NamespaceFacts facts) {
        this.facts = facts;
        this.members =
                facts.members().stream().sorted(Comparator.comparing(Member::workload)).toList();
        this.claims = members.stream().map(member -> MemberClaim.of(member, facts)).toList();
        this.lines = QuotaLines.of(facts, claims.stream().map(Grant::wanted).toList());
        for (int index = 0; index < members.size(); index++) {
            now.add(MemberClaim.now(members.get(index), claims.get(index)));
        }
    }

    public static NamespacePlan plan(NamespaceFacts facts) {
        return new Planner(facts).plan();
    }

    private NamespacePlan plan() {
        Fit fit = Fitting.of(claims, lines);
        Room room = new Room(lines, claims);
        List<Grant> grants = fit.plan() == null ? null : fit.plan().grants();
        Optional<List<Step>> whole =
                fit.fits() ? Optional.empty() : Stages.of(room, now, withoutSurge(fit.wanted()));
        List<Step> stages =
                whole.or(() ->
                                fit.fits() || grants == null
                                        ? Optional.empty()
                                        : Stages.of(room, now, withoutSurge(grants)))
                        .orElse(List.of());
        List<Optional<String>> refused = refused(fit.wanted());
        Outlook outlook = new Outlook(facts, members, now);
        return new NamespacePlan(
                facts.namespace(),
                facts.asOf(),
                refused.stream().anyMatch(Optional::isPresent)
                        ? Verdict.DOES_NOT_FIT
                        : verdict(fit, whole.isPresent()),
                blocked(fit.blockedBy()),
                lines(room, fit.wanted(), grants),
                workloads(fit.wanted(), grants, refused),
                stages.stream().map(step -> new Stage(step.workload().key(), step.how())).toList(),
                blocked(fit.stuckOn()),
                fit.plan() == null ? null : fit.plan().proved(),
                new QuotaAdvisor(facts, members, room, now, fit.wanted(), outlook).advise(),
                LimitRangeAdvisor.advise(fit.wanted(), outlook, facts.nodes()));
    }

    private static Verdict verdict(Fit fit, boolean inStages) {
        if (fit.fits()) {
            return Verdict.FITS;
        }
        if (inStages) {
            return Verdict.FITS_IN_STAGES;
        }
        return fit.plan() == null ? Verdict.DOES_NOT_FIT : Verdict.FITS_WITH_LESS;
    }

    /** Those pods that stay: what a rollout starts beside them comes and goes. */
    private static List<Grant> withoutSurge(List<Grant> grants) {
        return grants.stream()
                .map(grant -> grant.with(Math.min(grant.pods(), grant.claim().pods())))
                .toList();
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
                "ResourceQuota %s lets in %s of %s, and %s would be counted: %s too much"
                        .formatted(
                                line.quota(),
                                Words.of(line.resource(), hard),
                                line.resource(),
                                Words.of(line.resource(), needed),
                                Words.of(line.resource(), missing)));
    }

    private List<NamespacePlan.Line> lines(
            Room room, List<Grant> wanted, @Nullable List<Grant> grants) {
        List<NamespacePlan.Line> all = new ArrayList<>();
        for (int index = 0; index < lines.size(); index++) {
            QuotaLine line = lines.get(index);
            Long usage = usage(room, index);
            long own = room.sum(index, now) - line.others();
            all.add(
                    new NamespacePlan.Line(
                            line.quota(),
                            line.resource(),
                            line.inBaseUnits(line.hard()),
                            line.inBaseUnits(line.others()),
                            line.inBaseUnits(room.sum(index, now)),
                            line.inBaseUnits(room.sum(index, wanted)),
                            grants == null ? null : line.inBaseUnits(room.sum(index, grants)),
                            usage == null ? null : line.inBaseUnits(usage),
                            usage == null ? null : ratio(usage, line.hard()),
                            usage == null || own == 0 ? null : ratio(usage, own)));
        }
        return all;
    }

    /** What the members that a line counts use; null where that is not known of any. */
    private @Nullable Long usage(Room room, int line) {
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

    private static double ratio(long part, long whole) {
        return whole == 0 ? (part == 0 ? 0 : 1) : (double) part / whole;
    }

    private List<NamespacePlan.Workload> workloads(
            List<Grant> wanted, @Nullable List<Grant> grants, List<Optional<String>> refused) {
        List<NamespacePlan.Workload> all = new ArrayList<>();
        for (int index = 0; index < wanted.size(); index++) {
            Grant grant = grants == null ? null : grants.get(index);
            all.add(workload(wanted.get(index), grant, refused.get(index).orElse(null)));
        }
        return all;
    }

    /** Why no pod is let in of what is advised, for each member. */
    private List<Optional<String>> refused(List<Grant> wanted) {
        Refusal refusal = new Refusal(facts);
        List<Optional<String>> refused = new ArrayList<>();
        for (int index = 0; index < wanted.size(); index++) {
            Grant grant = wanted.get(index);
            refused.add(
                    grant.pods() == 0
                            ? Optional.empty()
                            : refusal.of(Terms.of(grant, members.get(index).terms())));
        }
        return refused;
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
