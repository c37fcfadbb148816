package io.headroom.recommender.replay;

import io.headroom.recommender.size.Stated;
import java.util.List;

/** How safe advice was said to be for the next day, and was. */
record SafetyTally(Calibration cpu, Calibration memory) {
    static final SafetyTally NONE = new SafetyTally(Calibration.NONE, Calibration.NONE);

    private static final double UNSERVED_RATIO = 0.01;

    /**
     * What was said at each origin, against what was used until the next one.
     *
     * @param stated by origin, a day apart where anything is said
     */
    static SafetyTally of(List<Stated> stated, ScoredUsage cpu, ScoredUsage memory) {
        Calibration served = Calibration.NONE;
        for (int from = 0; from < cpu.size(); from = cpu.windowEnd(from)) {
            Stated said = stated.get(cpu.window(from));
            served = served.plus(said.cpuSafety(), served(cpu, from, said.requests().cpuCores()));
        }
        Calibration sufficed = Calibration.NONE;
        for (int from = 0; from < memory.size(); from = memory.windowEnd(from)) {
            Stated said = stated.get(memory.window(from));
            sufficed =
                    sufficed.plus(
                            said.memorySafety(),
                            sufficed(memory, from, said.requests().memoryBytes()));
        }
        return new SafetyTally(served, sufficed);
    }

    private static boolean served(ScoredUsage usage, int from, double cores) {
        double used = 0;
        double unserved = 0;
        for (int i = from; i < usage.windowEnd(from); i++) {
            used += usage.amount(i);
            unserved += Math.max(usage.amount(i) - cores, 0);
        }
        return unserved <= UNSERVED_RATIO * used;
    }

    private static boolean sufficed(ScoredUsage usage, int from, double bytes) {
        for (int i = from; i < usage.windowEnd(from); i++) {
            if (usage.amount(i) > bytes) {
                return false;
            }
        }
        return true;
    }

    SafetyTally plus(SafetyTally other) {
        return new SafetyTally(cpu.plus(other.cpu), memory.plus(other.memory));
    }
}
