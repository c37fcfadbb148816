package io.headroom.recommender.size.headroom;

import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Decision.Choice;
import io.headroom.recommender.size.Stated;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sizes a container by what its own past would have cost. CPU: a mix of 35 quantile rules, each
 * weighted by its cost so far ({@link CpuRules}). Memory: the cheapest of 72 peak rules ({@link
 * MemoryRules}). Both pass a gate that raises fast and lowers slowly ({@link Gate}); containers
 * that hardly vary get a plain rule.
 *
 * <p>What the rules have cost is computed anew from the history it is given, day by day: so an
 * answer comes with all that would have been answered before it. Where the gates stand may be
 * carried from one answer to the next ({@link #step}). Stateless and pure.
 */
public final class HeadroomStrategy implements Strategy {
    public static final String NAME = "headroom";

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final double HOURS_PER_DAY = 24;

    /** In so many windows in a row the request must not suffice before use is what is requested. */
    private static final int LASTING_WINDOWS = 3;

    /** What is requested beyond a peak that was above the request. */
    private static final double OUTGROWN_SPARE = 1.15;

    /** A peak above this part of the request may well be followed by one above all of it. */
    private static final double NEARLY_OUTGROWN = 0.95;

    private final Tuned tuned;
    private final Priors priors;

    public HeadroomStrategy(Risk risk) {
        this(Tuned.shipped(risk), Priors.shipped());
    }

    /** One that was fitted to some containers. */
    public HeadroomStrategy(Tuned tuned, Priors priors) {
        this.tuned = tuned;
        this.priors = priors;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Amounts advise(UsageHistory past) {
        List<Decision> decisions = replay(past);
        return decisions.isEmpty() ? Amounts.ABSTAINED : decisions.getLast().requests();
    }

    @Override
    public List<Stated> state(UsageHistory usage, List<Instant> moments) {
        return moments.stream().map(moment -> state(usage.until(moment))).toList();
    }

    private Stated state(UsageHistory past) {
        Lessons lessons = lessons(past);
        List<Decision> decisions = replay(lessons);
        return decisions.isEmpty()
                ? Stated.silently(Amounts.ABSTAINED)
                : Safety.at(lessons, decisions, decisions.size(), priors)
                        .of(decisions.getLast().requests());
    }

    /** All of it in one pass: each day's answer is on the way to the last one. */
    @Override
    public List<Decision> replay(UsageHistory past) {
        return replay(lessons(past));
    }

    private Lessons lessons(UsageHistory past) {
        Lessons lessons = Lessons.of(past);
        return priors == Priors.shipped() ? lessons : lessons.beside(priors);
    }

    /**
     * What would have been decided at the end of each day.
     *
     * @param lessons beside the same priors
     */
    public List<Decision> replay(Lessons lessons) {
        return gated(wishes(lessons), tuned);
    }

    /** What the gates make of wishes, one a day, oldest first. */
    public static List<Decision> gated(List<Wish> wishes, Tuned tuned) {
        Gates gates = new Gates(tuned);
        return wishes.stream().map(gates::pass).toList();
    }

    /**
     * An answer, and what to go on from.
     *
     * @param standing at the last midnight
     * @param cpuRaised whether CPU has been raised since then
     * @param memoryRaised likewise
     */
    public record Progress(
            Decision decided, Standing standing, boolean cpuRaised, boolean memoryRaised) {}

    /**
     * What is decided at the end of a day. Where the day before was decided, too, what that one
     * asked for is learned from; everything learned earlier is carried along, also when its days
     * are no longer known.
     *
     * @param past as of the end of the day
     * @param within the same as far as it counted on the day itself, see {@link #followUp}
     * @param before from the same strategy with the same risk; null to begin
     */
    public Progress step(UsageHistory past, UsageHistory within, @Nullable Standing before) {
        Learned learned = Learned.of(before == null ? null : before.learned());
        Gates gates = new Gates(tuned);
        if (before != null) {
            gates.resume(before);
            if (before.at().plus(DAY).equals(past.asOf())) {
                // not memory: the rules know the day's peak by now, and decide by it
                new FollowUp(gates, learned, within, before.at(), false).lookAtWholeHours();
            } else {
                learned = learned.afterDaysUnseen();
            }
        }
        DailyUsage usage = DailyUsage.of(past);
        int day = usage.days().count();
        CpuRules cpuRules = new CpuRules(priors, tuned.risk(), learned.cpuCost());
        CpuOutlook cpu = CpuOutlook.after(usage, day, learned.cpu());
        learned.memoryPast().learn(usage, day, learned.memory().basesGib());
        EarlierPeaks earlier = before == null ? EarlierPeaks.NONE : learned.peaksAt(before.at());
        MemoryOutlook memory =
                MemoryOutlook.at(
                        usage,
                        day,
                        learned.memory(),
                        learned.memoryPast(),
                        priors,
                        earlier.before(past));
        Wish wish = wish(past.asOf(), cpuRules, cpu, memory);
        return new Progress(
                gates.pass(wish),
                new Standing(
                        past.asOf(),
                        tuned.risk().price(),
                        gates.cpu.standing(),
                        gates.memory.standing(),
                        new Learned(
                                        cpuRules.cost(),
                                        cpu,
                                        memory,
                                        learned.memoryPast(),
                                        earlier.after(usage).gib())
                                .write()),
                false,
                false);
    }

    /**
     * Follows usage upwards between two midnights. At the end of each whole hour, and now, the
     * rules are asked again with what is known by then, where what was requested at midnight has
     * left more than an hour's usual use of CPU unserved since, or memory came near what is
     * requested. What the day teaches so far counts, and CPU that has been above the request for a
     * quarter of an hour, and still is, is what is requested at least. Nothing is lowered before
     * the day is over. What comes of it is not carried: {@link #step} finds it again for CPU, from
     * whole hours alone, and for memory it ends with the day.
     *
     * @param within as of now
     * @param before where the strategy stood at the last midnight
     */
    public Progress followUp(UsageHistory within, Standing before) {
        Learned learned = Learned.of(before.learned());
        Gates gates = new Gates(tuned);
        gates.resume(before);
        FollowUp followUp = new FollowUp(gates, learned, within, before.at(), true);
        followUp.lookAtWholeHours();
        followUp.look(within.asOf());
        return followUp.progress(before);
    }

    /** One day's hours, in order. */
    private final class FollowUp {
        private final Gates gates;
        private final Learned learned;
        private final UsageHistory within;
        private final Instant midnight;
        private final boolean memoryToo;
        private final int first;
        private final double coresAtMidnight;
        private boolean cpuSteady;
        private boolean memorySteady;
        private double knownPeakBytes;
        private boolean cpuRaised;
        private boolean memoryRaised;

        FollowUp(
                Gates gates,
                Learned learned,
                UsageHistory within,
                Instant midnight,
                boolean memoryToo) {
            this.gates = gates;
            this.learned = learned;
            this.within = within;
            this.midnight = midnight;
            this.memoryToo = memoryToo;
            this.first = within.until(midnight).size();
            this.coresAtMidnight = gates.cpu.requested();
            this.cpuSteady = learned.cpu().steady();
            this.memorySteady = learned.memory().steady();
        }

        void lookAtWholeHours() {
            for (Instant hour = midnight.plus(HOUR);
                    !hour.isAfter(within.asOf()) && hour.isBefore(midnight.plus(DAY));
                    hour = hour.plus(HOUR)) {
                look(hour);
            }
        }

        void look(Instant hour) {
            UsageHistory known = within.until(hour);
            double hours = known.step().toMillis() / (double) HOUR.toMillis();
            double unserved = 0;
            double lastingCores = 0;
            int lasting = 0;
            double peakBytes = 0;
            for (int window = first; window < known.size(); window++) {
                double cores = known.cpuCores(window);
                double bytes = known.memoryBytes(window);
                // what is not known is not above anything
                unserved += cores > coresAtMidnight ? cores - coresAtMidnight : 0;
                lasting = cores > coresAtMidnight ? lasting + 1 : 0;
                lastingCores = lasting > 0 ? Math.max(lastingCores, cores) : 0;
                peakBytes = bytes > peakBytes ? bytes : peakBytes;
            }
            boolean starved = hours * unserved > learned.cpu().dailyUse() / HOURS_PER_DAY;
            boolean higher =
                    memoryToo
                            && peakBytes > knownPeakBytes
                            && peakBytes > NEARLY_OUTGROWN * gates.memory.requested();
            knownPeakBytes = peakBytes;
            if (!starved && !higher) {
                return;
            }
            Wish wish = wishAmid(known);
            if (starved) {
                raiseCpu(wish, lasting >= LASTING_WINDOWS ? lastingCores : 0);
            }
            if (higher) {
                boolean outgrown = peakBytes > gates.memory.requested();
                raiseMemory(wish, outgrown ? OUTGROWN_SPARE * peakBytes : 0);
            }
        }

        private Wish wishAmid(UsageHistory known) {
            DailyUsage usage = DailyUsage.of(known);
            int day = usage.days().count();
            return wish(
                    known.asOf(),
                    new CpuRules(priors, tuned.risk(), learned.cpuCost()),
                    CpuOutlook.amid(usage, learned.cpu(), DailyUsage.plain(known.since(midnight))),
                    MemoryOutlook.at(
                            usage,
                            day,
                            learned.memory(),
                            learned.memoryPast(),
                            priors,
                            learned.peaksAt(midnight).before(known)));
        }

        private void raiseCpu(Wish wish, double leastCores) {
            if (gates.cpu.raise(Math.max(wish.cpuCores(), leastCores), wish.cpuSteady())) {
                cpuRaised = true;
                cpuSteady = wish.cpuSteady();
            }
        }

        private void raiseMemory(Wish wish, double leastBytes) {
            if (gates.memory.raise(Math.max(wish.memoryBytes(), leastBytes), wish.memorySteady())) {
                memoryRaised = true;
                memorySteady = wish.memorySteady();
            }
        }

        Progress progress(Standing before) {
            Wish nothing =
                    new Wish(before.at(), Double.NaN, false, cpuSteady, Double.NaN, memorySteady);
            return new Progress(gates.pass(nothing), before, cpuRaised, memoryRaised);
        }
    }

    /**
     * What would have been best at the end of each day.
     *
     * @param lessons beside the same priors
     */
    public List<Wish> wishes(Lessons lessons) {
        CpuRules cpuRules = new CpuRules(priors, tuned.risk());
        List<Wish> wishes = new ArrayList<>(lessons.days());
        for (int day = 1; day <= lessons.days(); day++) {
            wishes.add(
                    wish(
                            Instant.ofEpochMilli(lessons.usage().days().endMillis(day)),
                            cpuRules,
                            lessons.cpu(day),
                            lessons.memory(day)));
        }
        return wishes;
    }

    private Wish wish(Instant at, CpuRules cpuRules, CpuOutlook cpu, MemoryOutlook memory) {
        return new Wish(
                at,
                cpuRules.wanted(cpu),
                cpu.samples() > 0,
                cpu.steady(),
                new MemoryRules(tuned.breachPrice()).wanted(memory),
                memory.steady());
    }

    /** What wishes pass through, in days' order. */
    private static final class Gates {
        private final Gate cpu;
        private final Gate memory;

        Gates(Tuned tuned) {
            this.cpu = new CpuGate(tuned.cpuPace());
            this.memory = new MemoryGate(tuned.memoryPace());
        }

        void resume(Standing before) {
            cpu.resume(before.cpu());
            memory.resume(before.memory());
        }

        Decision pass(Wish wish) {
            boolean unseen = !wish.cpuSeen() && cpu.requested() > 0;
            return new Decision(
                    wish.at(),
                    new Amounts(
                            request(cpu, unseen ? Double.NaN : wish.cpuCores(), wish.cpuSteady()),
                            request(memory, wish.memoryBytes(), wish.memorySteady())),
                    choice(wish.cpuSteady()),
                    choice(wish.memorySteady()));
        }
    }

    private static Choice choice(boolean steady) {
        return steady ? Choice.STEADY : Choice.WEIGHED;
    }

    /** Where nothing is wanted, because nothing was seen, what was requested stays. */
    private static double request(Gate gate, double wanted, boolean steady) {
        if (Double.isNaN(wanted)) {
            return gate.requested() > 0 ? gate.requested() : Double.NaN;
        }
        return gate.pass(wanted, steady);
    }
}
