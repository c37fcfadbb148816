package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.NamespacePlan.LimitRangeAdvice;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.fit.admission.ClaimCharge;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a namespace's quotas should be: what its workloads need at their most, the
 * growth that can be seen coming, and a reserve.
 */
final class QuotaAdvisor {
    /** Beside what is known to be needed: a quota that is exactly full blocks the next rollout. */
    private static final double RESERVE = 0.1;

    /** What arithmetic in binary adds to a product at most, relative to it, many times over. */
    private static final double HAIR = 1e-12;

    /** Less than this part of a line is not worth asking for back. */
    private static final double WORTH_GIVING_BACK = 0.1;

    /** What a namespace without a quota should be given. */
    private static final List<String> USUAL = List.of("pods", "requests.cpu", "requests.memory");

    private static final long UNBOUNDED = Long.MAX_VALUE / 4;

    private static final long MILLICORES = 100;
    private static final long BYTES = 64L << 20;

    private final NamespaceFacts facts;
    private final List<Member> members;
    private final Room room;
    private final Together together;
    private final List<Standing> standing;
    private final List<Grant> now;
    private final List<Grant> wanted;
    private final Outlook outlook;

    QuotaAdvisor(NamespaceFacts facts, Together together, Room room, Outlook outlook) {
        this.facts = facts;
        this.together = together;
        this.members = together.members();
        this.room = room;
        this.standing = together.standing();
        this.now = together.now();
        this.wanted = together.wanted();
        this.outlook = outlook;
    }

    /**
     * The advice of each line, by name; for a namespace without a quota that of what its own should
     * have.
     *
     * @param own which of the members are of the namespace
     * @param limitRange what is advised beside it; null for nothing
     */
    List<QuotaAdvice> advise(List<Integer> own, @Nullable LimitRangeAdvice limitRange) {
        List<QuotaAdvice> all = new ArrayList<>();
        for (int line = 0; line < room.lines().size(); line++) {
            all.add(existing(line));
        }
        if (facts.quotas().isEmpty() && !own.isEmpty()) {
            USUAL.forEach(resource -> all.add(missing(resource, own, limitRange)));
        }
        return all;
    }

    private QuotaAdvice existing(int line) {
        List<Integer> counted = new ArrayList<>();
        for (int index = 0; index < members.size(); index++) {
            if (room.counts(line, index)) {
                counted.add(index);
            }
        }
        QuotaLine of = room.lines().get(line);
        if (isIdle(of, counted)) {
            return idle(of, counted);
        }
        return isOfPods(of.resource(), counted) ? ofPods(line, counted) : ofOthers(of, counted);
    }

    /** Whether pods alone use it, and none does or is to. */
    private boolean isIdle(QuotaLine line, List<Integer> counted) {
        return Admission.isOfPods(line.resource())
                && line.hard() > 0
                && line.now() == 0
                && !isCharged(line.resource(), counted);
    }

    private QuotaAdvice idle(QuotaLine line, List<Integer> counted) {
        Outlook.Charged charged = outlook.charged(line, counted);
        double growth = Outlook.ahead(charged.growth());
        Outlook.Past past = outlook.past(line).orElse(null);
        Long enough = null;
        long unused = 0;
        if (past != null && past.isLongEnough()) {
            unused = line.hard();
            if (past.most() > 0) {
                enough = rounded(line.resource(), past.most() * (1 + growth) * (1 + RESERVE));
                unused -= enough;
            }
        }
        return new IdleLine(
                        line,
                        past,
                        growth,
                        enough,
                        unused >= line.hard() * WORTH_GIVING_BACK ? unused : 0,
                        forecast(charged, line, 0),
                        QuotaForecast.of(
                                QuotaForecast.Basis.NEED,
                                ofAdvice(outlook.needed(line, counted), 0),
                                line,
                                0,
                                facts.asOf()))
                .advice();
    }

    /**
     * Of a line that there is not yet: it is to let in what runs, and comes anew as it is, the
     * rollout to what is advised, and that.
     */
    private QuotaAdvice missing(
            String resource, List<Integer> own, @Nullable LimitRangeAdvice limitRange) {
        Optional<Kind> kind = Counted.of(resource).map(Counted::kind);
        boolean unset = kind.filter(each -> isUnset(own, each)).isPresent();
        Quantity<?> given =
                limitRange == null || kind.isEmpty()
                        ? null
                        : kind.get().of(limitRange.defaultRequest());
        long used = 0;
        long needed = 0;
        long reach = 0;
        for (int index : own) {
            Standing has = filled(index, limitRange);
            Grant then = filled(index, wanted.get(index), limitRange);
            int surge = then.claim().surge();
            long each = has.next().perPod(resource);
            long most =
                    Math.max(
                            new QuotaLine("", resource, UNBOUNDED, 0, Set.of())
                                    .onTheWay(has, then.staying(), surge),
                            (has.count() + (long) surge) * each);
            if (has.renewal() == Renewal.NEXT_RUN_BESIDE
                    && standing.get(index).changesTo(wanted.get(index).staying())) {
                // what it has is filled up to the same by the LimitRange, and the run goes on
                most = Math.max(most, has.charge(resource) + then.staying().charge(resource));
            }
            used += has.charge(resource);
            needed += most;
            reach += Math.max(most, then.claim().atOnce() * Math.max(each, then.perPod(resource)));
        }
        QuotaLine line = new QuotaLine("", resource, UNBOUNDED, 0, used, workloads(own), Map.of());
        Growth need = outlook.needed(line, own);
        double growth =
                Outlook.ahead(
                        need.direction() == Growth.Direction.TOO_LITTLE_HISTORY
                                ? outlook.charged(line, own).growth()
                                : need);
        boolean refused = unset && given == null;
        Long enough =
                needed == 0 || refused
                        ? null
                        : rounded(resource, needed * (1 + growth) * (1 + RESERVE));
        return new QuotaAdvice(
                null,
                resource,
                null,
                line.inBaseUnits(used),
                line.inBaseUnits(needed),
                growth,
                enough == null ? null : line.inBaseUnits(enough),
                BigDecimal.ZERO,
                line.inBaseUnits(reach),
                false,
                null,
                null,
                null,
                "nothing bounds %s%s"
                        .formatted(resource, missing(line, needed, enough, unset ? given : null)));
    }

    /**
     * @param given to containers that set nothing; null where there is none
     */
    private String missing(
            QuotaLine line, long needed, @Nullable Long enough, @Nullable Quantity<?> given) {
        if (needed == 0) {
            return ", and no pod asks for any";
        }
        if (enough == null) {
            return ", and a quota of it would refuse the pods that do not set it";
        }
        return ": "
                + words(line, enough)
                + beyondNodes(line, enough, allNodes(line.resource()))
                + " are enough"
                + (given == null
                        ? ""
                        : ", beside a LimitRange that gives %s to containers that set none: a quota"
                                        .formatted(words(line, given.units()))
                                + " alone refuses their pods");
    }

    private boolean isUnset(List<Integer> own, Kind kind) {
        return own.stream()
                .anyMatch(index -> {
                    Unset unset = new Unset(members.get(index).terms());
                    return unset.isRefused(standing.get(index).next(), kind)
                            || unset.isRefused(wanted.get(index), kind);
                });
    }

    /** With what a LimitRange gives to pods that come: those that are there stay as they are. */
    private Standing filled(int index, @Nullable LimitRangeAdvice limitRange) {
        Standing has = standing.get(index);
        return new Standing(
                has.pods(),
                filled(index, has.next(), limitRange),
                has.desired(),
                has.unavailable(),
                has.renewal());
    }

    private Grant filled(int index, Grant grant, @Nullable LimitRangeAdvice limitRange) {
        return limitRange == null
                ? grant
                : new Unset(members.get(index).terms()).filled(grant, limitRange);
    }

    private Set<WorkloadRef> workloads(List<Integer> own) {
        return own.stream().map(index -> members.get(index).workload()).collect(Collectors.toSet());
    }

    private boolean isOfPods(String resource, List<Integer> counted) {
        return Counted.of(resource).isPresent()
                || resource.equals("pods")
                || resource.equals("count/pods")
                || counted.stream()
                        .anyMatch(index ->
                                now.get(index).perPod(resource) > 0
                                        || wanted.get(index).perPod(resource) > 0);
    }

    private QuotaAdvice ofPods(int index, List<Integer> counted) {
        QuotaLine line = room.lines().get(index);
        String resource = line.resource();
        long used = line.now();
        long needed = line.others();
        long reach = line.others();
        for (int each : counted) {
            Grant then = wanted.get(each);
            long present = now.get(each).perPod(resource);
            long beside = besideARun(line, standing.get(each), then);
            needed += Math.max(then.charge(resource), beside);
            reach +=
                    Math.max(
                            (long) claim(each).atOnce() * Math.max(present, then.perPod(resource)),
                            beside);
        }
        Outlook.Charged charged = outlook.charged(line, counted);
        Growth need = outlook.needed(line, counted);
        boolean unknown = need.direction() == Growth.Direction.TOO_LITTLE_HISTORY;
        // what is advised goes by the need, not by what somebody requests
        double growth = Outlook.ahead(unknown ? charged.growth() : need);
        return new Advised(
                        line,
                        used,
                        needed,
                        growth,
                        isCharged(resource, counted) || needed > 0
                                ? rounded(resource, needed * (1 + growth) * (1 + RESERVE))
                                : null,
                        rounded(resource, (double) Math.max(used, onTheWay(index))),
                        allNodes(resource),
                        reach,
                        forecast(charged, line, used),
                        QuotaForecast.of(
                                QuotaForecast.Basis.NEED,
                                ofAdvice(need, needed - line.others()),
                                line,
                                needed,
                                facts.asOf()))
                .advice();
    }

    /**
     * What there is to be room for until all have what is advised, or planned, as far as there is
     * any.
     */
    private long onTheWay(int line) {
        return Math.min(
                Math.max(together.onTheWay(room, line), together.comesTo(room, line)),
                room.lines().get(line).hard());
    }

    /** What a run that goes on and the next one, which may come beside it, are counted as. */
    private static long besideARun(QuotaLine line, Standing has, Grant then) {
        return has.renewal() == Renewal.NEXT_RUN_BESIDE
                ? line.onTheWay(has, then.staying(), /* surge */ 0)
                : 0;
    }

    /** As much of the advice is to come on top as of the need by which it is made. */
    private static Growth ofAdvice(Growth need, long advised) {
        if (need.perDay() == 0) {
            return need;
        }
        if (advised == 0) {
            // of nothing at all nothing more is to come
            return new Growth(Growth.Direction.STEADY, need.days(), 0, 0);
        }
        // what falls may end at nothing
        double times = need.level() > 0 ? advised / need.level() : 0;
        return new Growth(need.direction(), need.days(), need.perDay() * times, advised);
    }

    /**
     * Of volumes, objects and whatever else no pod is charged for nothing but their use is known,
     * and which claims of volumes StatefulSets, which Jobs CronJobs and what rollouts are yet to
     * make.
     */
    private QuotaAdvice ofOthers(QuotaLine line, List<Integer> counted) {
        long used = line.others();
        // of what rollouts make, too: older ones go only when there are more than are kept
        long toCome = counted.stream().map(wanted::get).mapToLong(line::charge).sum();
        boolean known =
                !counted.isEmpty() && ClaimCharge.isOfClaims(line.resource()) && isOfMembers(line);
        Outlook.Charged charged = outlook.charged(line, List.of());
        double growth = Outlook.ahead(charged.growth());
        double grown = used * (1 + growth);
        return new Advised(
                        line,
                        used,
                        used + toCome,
                        growth,
                        // nobody can tell how much of what nobody uses is needed
                        used + toCome == 0
                                ? null
                                : rounded(
                                        line.resource(),
                                        // what has grown by StatefulSets was to come before
                                        (known
                                                        ? Math.max(grown, (double) (used + toCome))
                                                        : grown + toCome)
                                                * (1 + RESERVE)),
                        rounded(line.resource(), (double) used),
                        Long.MAX_VALUE,
                        known ? used + toCome : null,
                        forecast(charged, line, used),
                        null)
                .advice();
    }

    /** Whether all that a line of claims of volumes counts is of the members. */
    private boolean isOfMembers(QuotaLine line) {
        return facts.quotas().stream()
                .filter(quota -> quota.name().equals(line.quota()))
                .findFirst()
                .map(quota ->
                        line.units(
                                members.stream()
                                        .flatMap(member -> member.volumes().there().stream())
                                        .filter(claim -> ClaimCharge.isInScope(quota, claim))
                                        .map(ClaimCharge::of)
                                        .map(charge ->
                                                charge.getOrDefault(
                                                        line.resource(), BigDecimal.ZERO))
                                        .reduce(BigDecimal.ZERO, BigDecimal::add),
                                RoundingMode.CEILING))
                .filter(sum -> sum >= line.others())
                .isPresent();
    }

    private QuotaForecast forecast(Outlook.Charged charged, QuotaLine line, long used) {
        return QuotaForecast.of(charged.basis(), charged.growth(), line, used, facts.asOf());
    }

    private Claim claim(int index) {
        return wanted.get(index).claim();
    }

    /** Whether any of the pods is charged for it, as they are or as they are to be. */
    private boolean isCharged(String resource, List<Integer> counted) {
        return counted.stream()
                .anyMatch(index ->
                        now.get(index).charge(resource) > 0
                                || wanted.get(index).charge(resource) > 0);
    }

    /** Rounded up to what people write. */
    private static long rounded(String resource, double amount) {
        // a share of a whole number is seldom one in binary: 7 times 1.1 is a hair above 7.7
        long whole = (long) Math.ceil(amount - amount * HAIR);
        Optional<Counted> counted = Counted.of(resource);
        if (counted.isEmpty()) {
            return whole;
        }
        long step = counted.get().kind() == Counted.Kind.CPU ? MILLICORES : BYTES;
        return Math.ceilDiv(whole, step) * step;
    }

    /** A quota promises what nodes have to keep; more of them may be added. */
    private static String beyondNodes(QuotaLine line, long amount, long allNodes) {
        return amount > allNodes
                ? " (all nodes together have %s for pods)".formatted(words(line, allNodes))
                : "";
    }

    private static String words(QuotaLine line, long amount) {
        return Words.of(line.resource(), line.inBaseUnits(amount));
    }

    /** What all nodes together have for pods; more than anything where that bounds nothing. */
    private long allNodes(String resource) {
        Optional<Counted> counted = Counted.of(resource).filter(each -> !each.limits());
        if (counted.isEmpty() || facts.nodes().isEmpty()) {
            return Long.MAX_VALUE;
        }
        long sum = 0;
        for (Resources node : facts.nodes()) {
            Quantity<?> amount = counted.get().kind().of(node);
            sum += amount == null ? 0 : amount.units();
        }
        return sum;
    }

    /**
     * What is found of a line.
     *
     * @param enough for what is needed; null where nobody can tell
     * @param keeps what is used, or will be on the way to what is advised, rounded up: a quota
     *     below that lets no pod in that replaces one
     * @param allNodes what all nodes together have for pods
     * @param reach null for what no pod is charged for
     */
    private record Advised(
            QuotaLine line,
            long used,
            long needed,
            double growth,
            @Nullable Long enough,
            long keeps,
            long allNodes,
            @Nullable Long reach,
            QuotaForecast charged,
            @Nullable QuotaForecast need) {

        QuotaAdvice advice() {
            long hard = line.hard();
            Long recommended = recommended();
            long unused = recommended == null ? 0 : hard - Math.max(recommended, needed);
            // what is not used of volumes may be needed all the same, by whoever claims them
            boolean known = reach != null;
            boolean fills = charged.fullAt() != null || (need != null && need.fullAt() != null);
            long giveBack =
                    known && !fills && unused >= hard * WORTH_GIVING_BACK ? Math.max(unused, 0) : 0;
            return new QuotaAdvice(
                    line.quota(),
                    line.resource(),
                    line.said(),
                    line.inBaseUnits(used),
                    line.inBaseUnits(needed),
                    growth,
                    recommended == null ? null : line.inBaseUnits(recommended),
                    line.givenBack(giveBack),
                    reach == null ? null : line.inBaseUnits(reach),
                    reach != null && reach < hard,
                    charged,
                    need,
                    charged.fullAt(),
                    message(hard, giveBack, recommended));
        }

        /** No less than what is there: null where nothing is, and nobody needs anything. */
        private @Nullable Long recommended() {
            if (enough == null) {
                return keeps > 0 ? keeps : null;
            }
            return Math.max(enough, keeps);
        }

        private @Nullable String message(long hard, long giveBack, @Nullable Long enoughForAll) {
            String recommended =
                    enoughForAll == null
                            ? ""
                            : words(enoughForAll) + beyondNodes(line, enoughForAll, allNodes);
            if (hard == 0) {
                return "a hard limit of 0 lets nothing in";
            }
            if (charged.fullAt() != null) {
                return "full %s: %s".formatted(charged.when(), wayOut(hard, recommended));
            }
            if ((reach != null || needed > used) && isTooLittle(hard)) {
                return need != null && need.fullAt() != null
                        ? "too little %s for what will be needed: raise it to %s"
                                .formatted(need.when(), recommended)
                        : needed <= hard
                                ? "enough for all pods at their most, but for %sa reserve of %.0f %%: raise it to %s"
                                        .formatted(
                                                growth > 0 ? "growth and " : "",
                                                100 * RESERVE,
                                                recommended)
                                : "not enough for all pods at their most: raise it to "
                                        + recommended;
            }
            if (giveBack > 0) {
                return "%s can be given back: %s are enough"
                        .formatted(
                                Words.of(line.resource(), line.givenBack(giveBack)), recommended);
            }
            if (used >= hard) {
                return used > hard ? "more is used than is let in" : "nothing is left";
            }
            return reach != null && reach < hard
                    ? "no more than %s of it can ever be used".formatted(words(reach))
                    : null;
        }

        private String wayOut(long hard, String recommended) {
            if (enough == null) {
                return "no pod is to ask for any";
            }
            return isTooLittle(hard)
                    ? "raise it to " + recommended
                    : "for what is needed %s are enough".formatted(words(enough));
        }

        private boolean isTooLittle(long hard) {
            return enough != null && enough > hard;
        }

        private String words(long amount) {
            return QuotaAdvisor.words(line, amount);
        }
    }
}
