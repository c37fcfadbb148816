package io.headroom.recommender;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.HistogramState;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Evidence;
import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.Stated;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link HeadroomStrategy} as the running product asks it: usage goes through rings of fourteen
 * days, decisions are made at midnight UTC and carried on, usage is followed upwards in between,
 * and amounts are those that are published. For backtests: what is measured here is what users get.
 */
public final class AsRun implements Strategy {
    public static final String NAME = "headroom-as-run";

    private static final HistogramState NO_HISTOGRAM =
            new HistogramState(Instant.EPOCH, new TreeMap<>(), 0, 0, 0);

    private final HistorySizing sizing;
    private final HistorySizing inPassing;
    private final Risk risk;

    public AsRun(Risk risk) {
        this.risk = risk;
        this.sizing = new HistorySizing(MinimumEvidence.NONE, VpaStrategy.Rounding.NONE);
        this.inPassing = sizing.withoutEvidence();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Amounts advise(UsageHistory past) {
        return advise(past, List.of(past.asOf())).getFirst();
    }

    @Override
    public List<Amounts> advise(UsageHistory usage, List<Instant> moments) {
        return answers(usage, moments, inPassing).stream().map(Stated::requests).toList();
    }

    @Override
    public List<Stated> state(UsageHistory usage, List<Instant> moments) {
        return answers(usage, moments, sizing);
    }

    /** Every midnight up to the last of the moments is gone through, whatever is asked for. */
    private List<Stated> answers(UsageHistory usage, List<Instant> moments, HistorySizing asked) {
        if (usage.size() == 0) {
            return moments.stream().map(_ -> Stated.silently(Amounts.ABSTAINED)).toList();
        }
        Container container = new Container(usage);
        Instant next = usage.end(0).truncatedTo(ChronoUnit.DAYS).plus(DecidedHistory.SETTLED);
        List<Stated> answers = new ArrayList<>(moments.size());
        for (Instant moment : moments) {
            for (; !next.isAfter(moment); next = next.plus(Duration.ofDays(1))) {
                container.ask(next, inPassing);
            }
            container.ask(moment, asked);
            answers.add(container.said);
        }
        return answers;
    }

    /** What is known of the container so far, and what was last said. Not thread-safe. */
    private final class Container {
        private final UsageHistory usage;
        private final Rings rings;
        private int taken;
        private Map<String, Standing> standing = Map.of();
        private Stated said = Stated.silently(Amounts.ABSTAINED);

        Container(UsageHistory usage) {
            this.usage = usage;
            this.rings = new Rings(usage);
        }

        void ask(Instant asOf, HistorySizing asked) {
            take(asOf);
            if (taken == 0) {
                return;
            }
            ContainerRecommendation sized =
                    asked.advise(
                                    HeadroomStrategy.NAME,
                                    risk,
                                    List.of(rings.profile(usage, taken, asOf)),
                                    asOf,
                                    standing)
                            .getFirst();
            Standing now = sized.standing();
            standing = now == null ? Map.of() : Map.of(sized.name(), now);
            if (sized.advice() instanceof Advice.Resize resize) {
                said = stated(resize.target(), sized.evidence());
            }
        }

        /** Takes in what ended by then. */
        private void take(Instant asOf) {
            for (; taken < usage.size() && !usage.end(taken).isAfter(asOf); taken++) {
                rings.add(usage, taken);
            }
        }
    }

    private static Stated stated(Resources target, @Nullable Evidence evidence) {
        Amounts amounts = HistorySizing.amounts(target);
        return evidence == null
                ? Stated.silently(amounts)
                : new Stated(
                        amounts,
                        probability(evidence.cpuSafety()),
                        probability(evidence.memorySafety()));
    }

    private static OptionalDouble probability(@Nullable Double stated) {
        return stated == null ? OptionalDouble.empty() : OptionalDouble.of(stated);
    }

    /**
     * Usage as the analyzer keeps it: a byte for each five minutes, the highest that ended in them;
     * a longer window is in all those that it covers.
     */
    private static final class Rings {
        private final long first;
        private final byte[] cpu;
        private final byte[] memory;
        private final int span;

        Rings(UsageHistory usage) {
            this.span =
                    Math.max(
                            1,
                            (int) Math.ceilDiv(usage.step().toMillis(), Windows.LENGTH.toMillis()));
            this.first = window(usage.endMillis(0)) - span + 1;
            int length = (int) (window(usage.endMillis(usage.size() - 1)) - first + 1);
            this.cpu = missing(length);
            this.memory = missing(length);
        }

        void add(UsageHistory usage, int index) {
            int last = (int) (window(usage.endMillis(index)) - first);
            for (int window = last - span + 1; window <= last; window++) {
                raise(cpu, window, usage.cpuCores(index), ByteScale.CPU_CORES);
                raise(memory, window, usage.memoryBytes(index), ByteScale.MEMORY_BYTES);
            }
        }

        ContainerProfile profile(UsageHistory usage, int taken, Instant asOf) {
            return new ContainerProfile(
                    "container",
                    ContainerType.APP,
                    Resources.NONE,
                    Resources.NONE,
                    usage.end(0),
                    usage.end(taken - 1),
                    taken,
                    NO_HISTOGRAM,
                    NO_HISTOGRAM,
                    ring(cpu, asOf),
                    ring(cpu, asOf),
                    ring(memory, asOf));
        }

        /** The fourteen days up to the window that is open. */
        private Ring ring(byte[] steps, Instant asOf) {
            long open = Windows.indexOf(asOf);
            long from = Math.max(first, open - Windows.PER_RING + 1);
            int until = (int) Math.min(steps.length, open + 1 - first);
            return new Ring(
                    from,
                    Arrays.copyOfRange(
                            steps, (int) (from - first), Math.max(until, (int) (from - first))));
        }

        private static void raise(byte[] steps, int window, double amount, ByteScale scale) {
            if (Double.isNaN(amount)) {
                return;
            }
            byte step = scale.encode(amount);
            if (steps[window] == ByteScale.MISSING
                    || Byte.compareUnsigned(step, steps[window]) > 0) {
                steps[window] = step;
            }
        }

        /** That in which a window ended; one that ended on the edge is in the one before. */
        private static long window(long endMillis) {
            return Windows.indexOf(Instant.ofEpochMilli(endMillis - 1));
        }

        private static byte[] missing(int length) {
            byte[] steps = new byte[length];
            Arrays.fill(steps, ByteScale.MISSING);
            return steps;
        }
    }
}
