package io.headroom.recommender.replay;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.headroom.Lessons;
import io.headroom.recommender.size.headroom.Priors;
import io.headroom.recommender.size.headroom.Safety;
import io.headroom.recommender.size.headroom.SafetyTrail;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One container of a cross-validation: what is the same in every split.
 *
 * @param workload whose replicas stay on one side
 * @param usage up to the last origin, and what came after
 * @param others what those did that nothing is fitted for
 * @param lessons what it teaches when it is on the fitting side
 * @param cpu what advice is held against
 * @param memory likewise
 */
record ValidatedSeries(
        String workload,
        UsageHistory usage,
        SeriesScore others,
        Lessons lessons,
        ScoredUsage cpu,
        ScoredUsage memory) {

    String set() {
        return others.set();
    }

    /** What is known at the last origin: its days end where the origins are. */
    UsageHistory known() {
        return usage.until(others.origins().getLast());
    }

    /** The amounts of the decisions that were made at the origins. */
    List<Amounts> advice(List<Decision> decisions) {
        Map<Instant, Amounts> decided = new HashMap<>();
        decisions.forEach(decision -> decided.put(decision.at(), decision.requests()));
        return others.origins().stream()
                .map(origin -> Objects.requireNonNull(decided.get(origin), origin::toString))
                .toList();
    }

    StrategyScore score(List<Decision> decisions) {
        return StrategyScore.of(advice(decisions), cpu, memory);
    }

    /** How the probabilities that came with the decisions at the origins turned out. */
    CalibrationPair calibration(List<Decision> decisions, Priors priors) {
        List<Safety> stated = SafetyTrail.of(known(), decisions).stated(priors);
        CalibrationPair calibration = CalibrationPair.empty();
        Map<Instant, Integer> days = new HashMap<>();
        for (int day = 0; day < decisions.size(); day++) {
            days.put(decisions.get(day).at(), day);
        }
        for (Instant origin : others.origins()) {
            int day = Objects.requireNonNull(days.get(origin), origin::toString);
            NextDay next = NextDay.of(usage, origin, decisions.get(day).requests());
            calibration.cpu().add(stated.get(day).cpu(), next.cpuServed());
            calibration.memory().add(stated.get(day).memory(), next.memorySufficed());
        }
        return calibration;
    }

    /** Of both resources. */
    record CalibrationPair(Calibration cpu, Calibration memory) {
        static CalibrationPair empty() {
            return new CalibrationPair(new Calibration(), new Calibration());
        }

        void add(CalibrationPair other) {
            cpu.add(other.cpu);
            memory.add(other.memory);
        }
    }
}
