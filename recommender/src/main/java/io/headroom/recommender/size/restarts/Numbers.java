package io.headroom.recommender.size.restarts;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changing the numbers of advice. A resource without a bound stays as it is. */
final class Numbers {
    private Numbers() {}

    /** What is needed is more than was asked for: all numbers are at least that. */
    static Advice.Resize atLeast(Advice.Resize advice, Resources least, Reason reason) {
        return new Advice.Resize(
                max(advice.target(), least),
                max(advice.lowerBound(), least),
                max(advice.upperBound(), least),
                max(advice.uncappedTarget(), least),
                advice.confidence(),
                advice.samples(),
                with(advice.reasons(), reason));
    }

    /** The target is not to be below something for now, whatever is needed. */
    static Advice.Resize held(Advice.Resize advice, Resources least, Reason reason) {
        return new Advice.Resize(
                max(advice.target(), least),
                advice.lowerBound(),
                max(advice.upperBound(), least),
                advice.uncappedTarget(),
                advice.confidence(),
                advice.samples(),
                with(advice.reasons(), reason));
    }

    /** Target and bounds are at most something, whatever is asked for. */
    static Advice.Resize atMost(Advice.Resize advice, Resources most, Reason reason) {
        return new Advice.Resize(
                min(advice.target(), most),
                min(advice.lowerBound(), most),
                min(advice.upperBound(), most),
                advice.uncappedTarget(),
                advice.confidence(),
                advice.samples(),
                with(advice.reasons(), reason));
    }

    static Advice.Resize noted(Advice.Resize advice, Reason reason) {
        return new Advice.Resize(
                advice.target(),
                advice.lowerBound(),
                advice.upperBound(),
                advice.uncappedTarget(),
                advice.confidence(),
                advice.samples(),
                with(advice.reasons(), reason));
    }

    private static List<Reason> with(List<Reason> reasons, Reason reason) {
        List<Reason> more = new ArrayList<>(reasons);
        more.add(reason);
        return more;
    }

    private static Resources max(Resources amounts, Resources least) {
        Cpu cpu = amounts.cpu();
        Memory memory = amounts.memory();
        return new Resources(
                less(cpu, least.cpu()) ? least.cpu() : cpu,
                less(memory, least.memory()) ? least.memory() : memory);
    }

    private static Resources min(Resources amounts, Resources most) {
        Cpu cpu = amounts.cpu();
        Memory memory = amounts.memory();
        return new Resources(
                less(most.cpu(), cpu) ? most.cpu() : cpu,
                less(most.memory(), memory) ? most.memory() : memory);
    }

    private static <Q extends Comparable<Q>> boolean less(@Nullable Q one, @Nullable Q other) {
        return one != null && other != null && one.compareTo(other) < 0;
    }
}
