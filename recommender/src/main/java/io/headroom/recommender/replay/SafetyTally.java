package io.headroom.recommender.replay;

import io.headroom.recommender.replay.CrossValidation.SafetyError;
import io.headroom.recommender.replay.CrossValidation.Subject;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.headroom.Priors;
import io.headroom.recommender.size.headroom.Safety;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How safe answers were said to be, and were, by set. Not thread-safe. */
final class SafetyTally {
    private static final double UNSERVED_RATIO = 0.01;

    private final Map<String, Both> sets = new TreeMap<>();

    private record Both(Calibration cpu, Calibration memory) {
        Both() {
            this(new Calibration(), new Calibration());
        }

        SafetyError errors() {
            return new SafetyError(cpu.error(), memory.error());
        }
    }

    /**
     * What was said at each origin, by priors that had not seen the container, against the day
     * after it.
     *
     * @param decisions one at the end of each day
     */
    void add(Subject subject, List<Decision> decisions, Priors priors) {
        Both its = sets.computeIfAbsent(subject.set(), _ -> new Both());
        Map<Instant, Safety> said = new HashMap<>();
        Map<Instant, Decision> decided = new HashMap<>();
        for (int day = 1; day <= decisions.size(); day++) {
            Decision decision = decisions.get(day - 1);
            decided.put(decision.at(), decision);
            said.put(decision.at(), Safety.at(subject.lessons(), decisions, day, priors));
        }
        List<Instant> origins = subject.others().origins();
        ScoredUsage cpu = subject.cpu();
        for (int from = 0; from < cpu.size(); from = cpu.windowEnd(from)) {
            Instant origin = origins.get(cpu.window(from));
            Decision decision = decided.get(origin);
            Safety safety = said.get(origin);
            if (decision != null && safety != null) {
                double cores = decision.requests().cpuCores();
                its.cpu().add(safety.cpu(), served(cpu, from, cores));
            }
        }
        ScoredUsage memory = subject.memory();
        for (int from = 0; from < memory.size(); from = memory.windowEnd(from)) {
            Instant origin = origins.get(memory.window(from));
            Decision decision = decided.get(origin);
            Safety safety = said.get(origin);
            if (decision != null && safety != null) {
                double bytes = decision.requests().memoryBytes();
                its.memory().add(safety.memory(), sufficed(memory, from, bytes));
            }
        }
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

    /** By set, and of all together. */
    Map<String, SafetyError> errors() {
        Map<String, SafetyError> errors = new TreeMap<>();
        Both all = new Both();
        sets.forEach((set, its) -> {
            errors.put(set, its.errors());
            all.cpu().add(its.cpu());
            all.memory().add(its.memory());
        });
        errors.put(Backtest.ALL, all.errors());
        return errors;
    }
}
