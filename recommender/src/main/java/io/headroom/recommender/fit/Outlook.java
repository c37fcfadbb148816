package io.headroom.recommender.fit;

import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.Growth.Direction;
import io.headroom.recommender.fit.QuotaForecast.Basis;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * How a namespace goes on: what its quotas counted on the days before, and what its pods needed on
 * them.
 */
final class Outlook {
    /** No trend is taken to go on beyond that. */
    private static final double MOST_GROWTH = 1;

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final NamespaceFacts facts;
    private final List<Member> members;
    private final List<Grant> now;

    /**
     * @param now what each member has, in the order of the members
     */
    Outlook(NamespaceFacts facts, List<Member> members, List<Grant> now) {
        this.facts = facts;
        this.members = members;
        this.now = now;
    }

    /** By what part a pod of a member is to need more by the time that advice is to last for. */
    double growthOfPod(int member, Kind kind) {
        NavigableMap<Long, Double> needs = new TreeMap<>();
        members.get(member).days().forEach(day -> needs.put(day.number(), need(day, kind)));
        return ahead(Growth.of(dense(needs, 0)));
    }

    /** How what a line counts goes on, and what from. */
    record Charged(Basis basis, Growth growth) {}

    /**
     * How what a line counts goes on: as its status says, and as long as that is not known for long
     * enough, as its pods do.
     *
     * @param counted the members that it counts
     */
    Charged charged(QuotaLine line, List<Integer> counted) {
        Growth status = Growth.of(status(line));
        if (status.direction() == Direction.TOO_LITTLE_HISTORY && !counted.isEmpty()) {
            Growth pods =
                    Growth.of(
                            sum(
                                    counted,
                                    (member, day) ->
                                            day.pods() * now.get(member).perPod(line.resource()),
                                    (double) line.others()));
            if (pods.days() > status.days()) {
                return new Charged(Basis.PODS, pods);
            }
        }
        return new Charged(Basis.STATUS, status);
    }

    /**
     * How what the members need goes on, with the pods that they may have: of those that are scaled
     * the most, of others as many as there were. In units of the line.
     */
    Growth needed(QuotaLine line, List<Integer> counted) {
        Optional<Counted> of = Counted.of(line.resource());
        return Growth.of(
                sum(
                        counted,
                        (member, day) -> {
                            Member each = members.get(member);
                            double pods = each.isScaled() ? each.replicas().most() : day.pods();
                            return pods * of.map(kind -> need(day, kind.kind())).orElse(1.0);
                        },
                        0));
    }

    /** By what part something is to grow by the time that advice is to last for. */
    static double ahead(Growth growth) {
        return growth.direction() == Direction.GROWS
                ? growth.level() <= 0
                        ? MOST_GROWTH
                        : Math.min(
                                growth.perDay() * Growth.DAYS_AHEAD / growth.level(), MOST_GROWTH)
                : 0;
    }

    private static double need(Member.Day day, Kind kind) {
        return switch (kind) {
            case CPU -> day.cores() * 1_000;
            case MEMORY -> day.bytes();
        };
    }

    /** The days that are over; a status stands until another comes. */
    private double[] status(QuotaLine line) {
        QuotaAssessment known = facts.history().get(line.quota());
        List<BigDecimal> days = new ArrayList<>();
        if (known != null) {
            for (QuotaAssessment.Line each : known.lines()) {
                if (each.resource().equals(line.resource()) && !each.highestByDay().isEmpty()) {
                    days.addAll(each.highestByDay());
                    long quiet = Math.max(0, day(facts.asOf()) - day(known.asOf()));
                    for (long day = 0; day < Math.min(quiet, QuotaAssessment.Line.DAYS); day++) {
                        days.add(each.used());
                    }
                    days.removeLast();
                }
            }
        }
        return days.stream()
                .skip(Math.max(0, days.size() - QuotaAssessment.Line.DAYS + 1))
                .mapToDouble(amount -> line.units(amount, RoundingMode.CEILING))
                .toArray();
    }

    /**
     * What is known of how much of a line was used.
     *
     * @param since the first day that is known
     * @param days how many of them are over
     * @param most the most that was used at once, in units of the line
     */
    record Past(LocalDate since, long days, long most) {

        /** Whether a week is known, and some days of another. */
        boolean isLongEnough() {
            return days >= Growth.FEWEST_DAYS;
        }
    }

    /** Of a line, as the status of its quota said; empty where nobody has written that down. */
    Optional<Past> past(QuotaLine line) {
        QuotaAssessment known = facts.history().get(line.quota());
        return known == null
                ? Optional.empty()
                : known.lines().stream()
                        .filter(each -> each.resource().equals(line.resource()))
                        .filter(each -> !each.highestByDay().isEmpty())
                        .findFirst()
                        .map(each -> past(line, known.asOf(), each.highestByDay()));
    }

    private Past past(QuotaLine line, Instant asOf, List<BigDecimal> highestByDay) {
        long first = day(asOf) - (highestByDay.size() - 1);
        return new Past(
                LocalDate.ofEpochDay(first),
                Math.max(day(facts.asOf()), day(asOf)) - first,
                line.units(Collections.max(highestByDay), RoundingMode.CEILING));
    }

    private static long day(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), DAY_MILLIS);
    }

    @FunctionalInterface
    private interface OfDay {
        double amount(int member, Member.Day day);
    }

    /**
     * What all come to on each day. Of whom nothing is known on a day on which others are known had
     * no pods: it came later, has ended, or runs once a week.
     */
    private double[] sum(List<Integer> counted, OfDay of, double others) {
        NavigableMap<Long, Double> sums = new TreeMap<>();
        for (int member : counted) {
            for (Member.Day day : members.get(member).days()) {
                double amount = of.amount(member, day);
                if (!Double.isNaN(amount)) {
                    sums.merge(day.number(), amount, Double::sum);
                }
            }
        }
        return dense(sums, others);
    }

    /** Day by day from the first that is known to the last, and something on top of each. */
    private static double[] dense(NavigableMap<Long, Double> amounts, double others) {
        return amounts.isEmpty()
                ? new double[0]
                : LongStream.rangeClosed(amounts.firstKey(), amounts.lastKey())
                        .mapToDouble(day -> amounts.getOrDefault(day, Double.NaN) + others)
                        .toArray();
    }
}
