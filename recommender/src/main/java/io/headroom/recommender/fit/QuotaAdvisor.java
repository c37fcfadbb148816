package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a namespace's quotas should be: what its workloads need at their most, the
 * growth that can be seen coming, and a reserve.
 */
final class QuotaAdvisor {
    /** Beside what is known to be needed: a quota that is exactly full blocks the next rollout. */
    private static final double RESERVE = 0.1;

    /** How far ahead a quota is to last: the time that a trend is known for. */
    private static final double DAYS_AHEAD = 14;

    /** No trend is taken to go on beyond that. */
    private static final double MOST_GROWTH = 1;

    /** Less than this part of a line is not worth asking for back. */
    private static final double WORTH_GIVING_BACK = 0.1;

    /** What a namespace without a quota should be given. */
    private static final List<String> USUAL = List.of("pods", "requests.cpu", "requests.memory");

    private static final long MILLICORES = 100;
    private static final long BYTES = 64L << 20;

    private final NamespaceFacts facts;
    private final List<Member> members;
    private final Room room;
    private final List<Grant> now;
    private final List<Grant> wanted;

    /**
     * @param members in the order of the grants
     */
    QuotaAdvisor(
            NamespaceFacts facts,
            List<Member> members,
            Room room,
            List<Grant> now,
            List<Grant> wanted) {
        this.facts = facts;
        this.members = members;
        this.room = room;
        this.now = now;
        this.wanted = wanted;
    }

    List<QuotaAdvice> advise() {
        List<QuotaAdvice> all = new ArrayList<>();
        for (int line = 0; line < room.lines().size(); line++) {
            QuotaLine of = room.lines().get(line);
            if (isOfPods(of.resource())) {
                all.add(existing(line));
            }
        }
        if (facts.quotas().isEmpty() && !members.isEmpty()) {
            Set<WorkloadRef> everybody = new HashSet<>();
            members.forEach(member -> everybody.add(member.workload()));
            for (String resource : USUAL) {
                all.add(missing(new QuotaLine("", resource, Long.MAX_VALUE / 4, 0, everybody)));
            }
        }
        return all;
    }

    private boolean isOfPods(String resource) {
        return Counted.of(resource).isPresent()
                || resource.equals("pods")
                || resource.equals("count/pods");
    }

    private QuotaAdvice existing(int line) {
        QuotaLine of = room.lines().get(line);
        List<Integer> counted = new ArrayList<>();
        for (int index = 0; index < members.size(); index++) {
            if (room.counts(line, index)) {
                counted.add(index);
            }
        }
        return advice(of, counted, true);
    }

    private QuotaAdvice missing(QuotaLine line) {
        List<Integer> counted = new ArrayList<>();
        for (int index = 0; index < members.size(); index++) {
            counted.add(index);
        }
        return advice(line, counted, false);
    }

    private QuotaAdvice advice(QuotaLine line, List<Integer> counted, boolean exists) {
        String resource = line.resource();
        long used = line.others();
        long needed = line.others();
        long reach = line.others();
        List<List<Double>> days = new ArrayList<>();
        for (int index : counted) {
            Claim claim = claim(index);
            long present = now.get(index).perPod(resource);
            used += now.get(index).charge(resource);
            needed += wanted.get(index).charge(resource);
            reach += (long) claim.atOnce() * Math.max(present, wanted.get(index).perPod(resource));
            days.add(members.get(index).podsByDay().stream().map(pods -> pods * present).toList());
        }
        List<Double> history = QuotaForecast.sum(days);
        double growth =
                used == 0
                        ? 0
                        : Math.min(
                                QuotaForecast.perDay(history).orElse(0.0) * DAYS_AHEAD / used,
                                MOST_GROWTH);
        long enough = recommended(resource, needed, growth);
        long hard = exists ? line.hard() : 0;
        long unused = hard - Math.max(enough, used);
        long giveBack = unused >= hard * WORTH_GIVING_BACK ? Math.max(unused, 0) : 0;
        Instant fullAt = exists ? fullAt(history, used, line).orElse(null) : null;
        boolean unreachable = exists && reach < hard;
        return new QuotaAdvice(
                exists ? line.quota() : null,
                resource,
                exists ? line.inBaseUnits(hard) : null,
                line.inBaseUnits(used),
                line.inBaseUnits(needed),
                growth,
                line.inBaseUnits(enough),
                line.inBaseUnits(giveBack),
                line.inBaseUnits(reach),
                unreachable,
                fullAt,
                message(line, exists, hard, used, enough, giveBack, fullAt));
    }

    private Claim claim(int index) {
        return wanted.get(index).claim();
    }

    /** Rounded up to what people write; no more than all nodes have. */
    private long recommended(String resource, long needed, double growth) {
        long whole = (long) Math.ceil(needed * (1 + growth) * (1 + RESERVE));
        Optional<Counted> counted = Counted.of(resource);
        if (counted.isEmpty()) {
            return whole;
        }
        long step = counted.get().kind() == Counted.Kind.CPU ? MILLICORES : BYTES;
        long rounded = Math.ceilDiv(whole, step) * step;
        long all = allNodes(counted.get().kind());
        return counted.get().limits() || all == 0 ? rounded : Math.min(rounded, all);
    }

    private long allNodes(Counted.Kind kind) {
        long sum = 0;
        for (Resources node : facts.nodes()) {
            Quantity<?> amount = kind.of(node);
            sum += amount == null ? 0 : amount.units();
        }
        return sum;
    }

    private Optional<Instant> fullAt(List<Double> history, long used, QuotaLine line) {
        return QuotaForecast.of(history, (double) used, (double) line.hard())
                .map(forecast ->
                        facts.asOf()
                                .plus(
                                        Duration.ofMinutes(
                                                Math.round(
                                                        forecast.days()
                                                                * Duration.ofDays(1)
                                                                        .toMinutes()))));
    }

    private @Nullable String message(
            QuotaLine line,
            boolean exists,
            long hard,
            long used,
            long enough,
            long giveBack,
            @Nullable Instant fullAt) {
        String resource = line.resource();
        String recommended = Words.of(resource, line.inBaseUnits(enough));
        if (!exists) {
            return "nothing bounds %s: %s are enough".formatted(resource, recommended);
        }
        if (hard == 0) {
            return "a hard limit of 0 lets nothing in";
        }
        if (fullAt != null) {
            long days = Duration.between(facts.asOf(), fullAt).toDays();
            return days == 0
                    ? "full within a day: raise it to " + recommended
                    : "full in %d %s: raise it to %s"
                            .formatted(days, days == 1 ? "day" : "days", recommended);
        }
        if (enough > hard) {
            return "not enough for all pods at their most: raise it to " + recommended;
        }
        BigDecimal rest = line.inBaseUnits(giveBack);
        return giveBack > 0
                ? "%s can be given back: %s are enough"
                        .formatted(Words.of(resource, rest), recommended)
                : used > hard ? "more is used than is let in" : null;
    }
}
