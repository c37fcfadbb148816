package io.headroom.recommender.size.headroom;

import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Decision.Choice;
import org.jspecify.annotations.Nullable;

/** The gates of both resources of one container. Not thread-safe. */
final class Gates {
    private final CpuGate cpu;
    private final MemoryGate memory;

    Gates(Tuned tuned, @Nullable Standing before) {
        this.cpu = new CpuGate(tuned.cpuPace());
        this.memory = new MemoryGate(tuned.memoryPace());
        if (before != null) {
            cpu.resume(before.cpu());
            memory.resume(before.memory());
        }
    }

    CpuGate cpu() {
        return cpu;
    }

    MemoryGate memory() {
        return memory;
    }

    /** What to request from the end of the day on; the days come in order. */
    Decision pass(Wish wish) {
        double cores = wish.cpuSeen() || cpu.requested() <= 0 ? wish.cores() : Double.NaN;
        return decision(
                wish,
                Double.isNaN(cores) ? given(cpu) : cpu.pass(cores, wish.cpuSteady()),
                Double.isNaN(wish.bytes())
                        ? given(memory)
                        : memory.pass(wish.bytes(), wish.memorySteady()));
    }

    /** What was last given. */
    Decision stay(Wish wish) {
        return decision(wish, given(cpu), given(memory));
    }

    private static Decision decision(Wish wish, double cores, double bytes) {
        return new Decision(
                wish.at(),
                new Amounts(cores, bytes),
                choice(wish.cpuSteady()),
                choice(wish.memorySteady()));
    }

    private static double given(Gate gate) {
        return gate.requested() > 0 ? gate.requested() : Double.NaN;
    }

    private static Choice choice(boolean steady) {
        return steady ? Choice.STEADY : Choice.WEIGHED;
    }
}
