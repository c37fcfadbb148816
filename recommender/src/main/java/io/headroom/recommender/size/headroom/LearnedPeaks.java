package io.headroom.recommender.size.headroom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model of peaks, and how much it counts beside the prior of each class of volatility: nothing
 * where it did not tell breaches better of containers that it had not seen. Immutable.
 */
public final class LearnedPeaks {
    private static final int FOLDS = 4;
    private static final double[] WEIGHTS = {0, 0.5, 1};

    /** No container counts for more days of one class. */
    private static final double MOST_DAYS = 10;

    private final PeakModel model;
    private final double[] weights;

    private LearnedPeaks(PeakModel model, double[] weights) {
        this.model = model;
        this.weights = weights;
    }

    /** Containers that are replicas of one another. */
    public record Group(List<RuleRecord> records, List<List<PeakDay>> days) {}

    /**
     * What is learned of some containers.
     *
     * @param whole of all groups
     * @param without of those that are not in its fold, by group
     */
    public record Fitted(LearnedPeaks whole, List<LearnedPeaks> without) {}

    /** Fits a model, and others to judge it by: each group by one that has not seen it. */
    public static Fitted of(PeakLearner learner, List<Group> groups) {
        List<PeakModel> byFold = new ArrayList<>();
        Scores scores = new Scores();
        for (int fold = 0; fold < FOLDS; fold++) {
            List<Group> seen = new ArrayList<>();
            List<Group> unseen = new ArrayList<>();
            for (int i = 0; i < groups.size(); i++) {
                (i % FOLDS == fold ? unseen : seen).add(groups.get(i));
            }
            PeakModel model = learner.fit(days(seen));
            byFold.add(model);
            if (!unseen.isEmpty()) {
                Priors priors =
                        PriorFit.of(seen.stream().flatMap(its -> its.records().stream()).toList());
                unseen.forEach(
                        group -> group.days().forEach(days -> scores.add(days, model, priors)));
            }
        }
        double[] weights = scores.best();
        List<LearnedPeaks> without = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            without.add(new LearnedPeaks(byFold.get(i % FOLDS), weights));
        }
        return new Fitted(new LearnedPeaks(learner.fit(days(groups)), weights), without);
    }

    private static List<PeakDay> days(List<Group> groups) {
        return groups.stream().flatMap(its -> its.days().stream()).flatMap(List::stream).toList();
    }

    /** How much it counts in each class that has a prior, from 0 to 1. */
    public double[] weights() {
        return weights.clone();
    }

    boolean counts(int volatility) {
        return weights[volatility - MemoryOutlook.FIRST_PRIOR_CLASS] > 0;
    }

    double[] shares(double[] features) {
        return model.shares(features);
    }

    double mixed(int volatility, double learned, double prior) {
        double weight = weights[volatility - MemoryOutlook.FIRST_PRIOR_CLASS];
        return weight * learned + (1 - weight) * prior;
    }

    /** The squared errors of what was said of breaches (Brier, 1950), by class and weight. */
    private static final class Scores {
        private final double[][] errors =
                new double[RuleRecord.CLASSES - MemoryOutlook.FIRST_PRIOR_CLASS + 1]
                        [WEIGHTS.length];

        void add(List<PeakDay> days, PeakModel model, Priors priors) {
            int[] ofClass = new int[RuleRecord.CLASSES + 1];
            days.forEach(day -> ofClass[day.volatility()]++);
            for (PeakDay day : days) {
                int its = day.volatility() - MemoryOutlook.FIRST_PRIOR_CLASS;
                double counts = Math.min(1, MOST_DAYS / ofClass[day.volatility()]);
                double[] shares = model.shares(day.features());
                for (int rule = 0; rule < MemoryOutlook.RULES; rule++) {
                    int base = rule / MemoryOutlook.MARGINS.length;
                    int margin = rule % MemoryOutlook.MARGINS.length;
                    double ratio = day.ratio(rule);
                    double learned = PeakDay.above(shares, ratio);
                    double prior = priors.memoryBreach(its, base, margin);
                    double seen = day.nextRatio() > ratio ? 1 : 0;
                    for (int i = 0; i < WEIGHTS.length; i++) {
                        double said = WEIGHTS[i] * learned + (1 - WEIGHTS[i]) * prior;
                        errors[its][i] += counts * (said - seen) * (said - seen);
                    }
                }
            }
        }

        double[] best() {
            return Arrays.stream(errors)
                    .mapToDouble(its -> {
                        int best = 0;
                        for (int i = 1; i < its.length; i++) {
                            best = its[i] < its[best] ? i : best;
                        }
                        return WEIGHTS[best];
                    })
                    .toArray();
        }
    }
}
