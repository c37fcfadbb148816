package io.headroom.recommender.size;

import java.util.function.ToDoubleFunction;

/**
 * A strategy of one rule for CPU and one for memory.
 *
 * @param name as {@link Strategy#name}
 * @param cpu in cores, {@code NaN} to abstain
 * @param memory in bytes, likewise
 */
record SimpleStrategy(
        String name, ToDoubleFunction<UsageHistory> cpu, ToDoubleFunction<UsageHistory> memory)
        implements Strategy {

    @Override
    public Amounts advise(UsageHistory past) {
        return new Amounts(cpu.applyAsDouble(past), memory.applyAsDouble(past));
    }
}
