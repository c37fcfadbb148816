package io.headroom.recommender.replay;

import io.headroom.recommender.replay.CrossValidation.Subject;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.LearnedPeaks;
import io.headroom.recommender.size.headroom.PeakDay;
import io.headroom.recommender.size.headroom.PeakLearner;
import io.headroom.recommender.size.headroom.PriorFit;
import io.headroom.recommender.size.headroom.Priors;
import io.headroom.recommender.size.headroom.RiskRecord;
import io.headroom.recommender.size.headroom.Tuned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What is fitted to some containers, for judging others.
 *
 * @param memory what it comes to on the memory of those that it was fitted to
 */
record Fitting(List<Subject> series, Priors priors, Tuned tuned, Choice.Outcome memory) {

    /**
     * Priors, prices and gates.
     *
     * @throws IllegalArgumentException where there is too little to fit them to
     */
    static Fitting of(List<Subject> series) {
        Priors priors = PriorFit.of(series.stream().map(Subject::ruleRecord).toList());
        Choice.Best best = Choice.on(series, _ -> priors);
        HeadroomStrategy strategy = new HeadroomStrategy(best.tuned(), priors);
        List<RiskRecord> risks =
                series.stream()
                        .map(its ->
                                RiskRecord.of(
                                        its.lessons(),
                                        strategy.replay(its.lessons().beside(priors))))
                        .toList();
        return new Fitting(series, PriorFit.withRisks(priors, risks), best.tuned(), best.memory());
    }

    /**
     * The same beside a model of the peaks of memory, with prices and gates of memory to go with
     * it; empty where that does no better on these containers, each of which is told of by a model
     * that has not seen it.
     */
    Optional<Fitting> beside(PeakLearner learner) {
        SequencedMap<String, List<Subject>> workloads = new LinkedHashMap<>();
        for (Subject subject : series) {
            workloads
                    .computeIfAbsent(
                            subject.set() + "/" + subject.workload(), _ -> new ArrayList<>())
                    .add(subject);
        }
        LearnedPeaks.Fitted learned =
                LearnedPeaks.of(learner, workloads.values().stream().map(Fitting::group).toList());
        Map<Subject, Priors> unseen = new HashMap<>();
        int group = 0;
        for (List<Subject> members : workloads.values()) {
            Priors without = priors.with(learned.without().get(group++));
            members.forEach(member -> unseen.put(member, without));
        }
        Choice.Best best = Choice.on(series, its -> Objects.requireNonNull(unseen.get(its)));
        return best.memory().betterThan(memory)
                ? Optional.of(
                        new Fitting(
                                series,
                                priors.with(learned.whole()),
                                tuned.withMemory(best.tuned()),
                                best.memory()))
                : Optional.empty();
    }

    private static LearnedPeaks.Group group(List<Subject> members) {
        return new LearnedPeaks.Group(
                members.stream().map(Subject::ruleRecord).toList(),
                members.stream().map(its -> PeakDay.of(its.lessons())).toList());
    }
}
