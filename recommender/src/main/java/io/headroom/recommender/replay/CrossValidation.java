package io.headroom.recommender.replay;

import io.headroom.recommender.replay.Measure.Measured;
import io.headroom.recommender.replay.SetReport.StrategyReport;
import io.headroom.recommender.replay.ValidatedSeries.CalibrationPair;
import io.headroom.recommender.replay.ValidationReport.Chosen;
import io.headroom.recommender.replay.ValidationReport.Spread;
import io.headroom.recommender.replay.ValidationReport.Validation;
import io.headroom.recommender.replay.ValidationReport.Variant;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Samples;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.Lessons;
import io.headroom.recommender.size.headroom.PriorFit;
import io.headroom.recommender.size.headroom.Priors;
import io.headroom.recommender.size.headroom.Risk;
import io.headroom.recommender.size.headroom.SafetyTrail;
import io.headroom.recommender.size.headroom.Tuned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Tells how {@code headroom} does on containers that nothing of it has seen. Again and again the
 * containers of every set are split into halves at random, replicas of one workload together; each
 * half is judged with priors, and in one variant with prices and gates, that come from the other
 * one alone. Pure: the same containers and seed, the same figures.
 */
public final class CrossValidation {
    private static final String KRR = "krr";

    private final Protocol protocol;
    private final List<Strategy> others;
    private final long seed;

    /**
     * @param others what is compared with, {@code krr} among them
     * @param seed decides the splits
     * @throws IllegalArgumentException when advice is not given once a day or less often, or {@code
     *     krr} is missing
     */
    public CrossValidation(Protocol protocol, List<Strategy> others, long seed) {
        if (protocol.horizon().compareTo(Protocol.DAY) < 0) {
            throw new IllegalArgumentException(
                    "a cross-validation gives advice once a day or less often, not every "
                            + protocol.horizon());
        }
        this.protocol = protocol;
        this.others =
                others.stream()
                        .filter(strategy -> !strategy.name().equals(HeadroomStrategy.NAME))
                        .toList();
        this.seed = seed;
        if (this.others.stream().noneMatch(strategy -> strategy.name().equals(KRR))) {
            throw new IllegalArgumentException(
                    "a cross-validation compares with krr, which is not among the strategies");
        }
    }

    /** A container, made ready for every split. */
    public static final class Subject {
        private final ValidatedSeries series;

        private Subject(ValidatedSeries series) {
            this.series = series;
        }
    }

    /** One split's figures, by set. */
    public static final class Split {
        private final Map<String, List<Outcome>> shipped = new LinkedHashMap<>();
        private final Map<String, List<Outcome>> chosen = new LinkedHashMap<>();
        private final List<Chosen> tuned = new ArrayList<>();

        private Split() {}
    }

    /** The figures of one set; those of the whole split come first, then those of its halves. */
    private record Outcome(Map<Measure, Double> values, SetReport report) {}

    /** Replays what is the same in every split; empty where no day can be scored. */
    public Optional<Subject> subject(ContainerSeries series) {
        return SeriesScore.of(series, protocol, others)
                .map(score ->
                        new Subject(
                                new ValidatedSeries(
                                        series.set() + "/" + series.workload(),
                                        series.usage(),
                                        score,
                                        Lessons.of(series.usage()),
                                        ScoredUsage.cpu(
                                                series.usage(), score.origins(), protocol),
                                        ScoredUsage.memory(
                                                series.usage(), score.origins(), protocol))));
    }

    /**
     * One split.
     *
     * @param number from 0 on; each is another one
     * @throws IllegalArgumentException when a half has too little to fit anything to
     */
    public Split split(List<Subject> subjects, int number) {
        List<List<ValidatedSeries>> halves =
                halves(subjects.stream().map(subject -> subject.series).toList(), number);
        Split split = new Split();
        List<Judged> shipped = new ArrayList<>();
        List<Judged> chosen = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            List<ValidatedSeries> fitting = halves.get(1 - half);
            Priors rules = PriorFit.ofRules(fitting.stream().map(ValidatedSeries::lessons).toList());
            Tuned tuned = Choice.on(fitting, rules);
            split.tuned.add(new Chosen(number, half, tuned));
            shipped.add(
                    Judged.of(halves.get(half), fitting, rules, Tuned.shipped(Risk.SAFE)));
            chosen.add(Judged.of(halves.get(half), fitting, rules, tuned));
        }
        collect(shipped, split.shipped);
        collect(chosen, split.chosen);
        return split;
    }

    /** Half of every set's workloads on each side; which side gets an odd one is drawn, too. */
    private List<List<ValidatedSeries>> halves(List<ValidatedSeries> all, int number) {
        Random random = new Random(31 * seed + number);
        Map<String, Map<String, List<ValidatedSeries>>> sets = new TreeMap<>();
        all.forEach(series ->
                sets.computeIfAbsent(series.set(), set -> new TreeMap<>())
                        .computeIfAbsent(series.workload(), workload -> new ArrayList<>())
                        .add(series));
        List<List<ValidatedSeries>> halves = List.of(new ArrayList<>(), new ArrayList<>());
        sets.values()
                .forEach(set -> {
                    List<List<ValidatedSeries>> workloads = new ArrayList<>(set.values());
                    Collections.shuffle(workloads, random);
                    int first = random.nextInt(2);
                    for (int i = 0; i < workloads.size(); i++) {
                        halves.get((first + i) % 2).addAll(workloads.get(i));
                    }
                });
        return halves;
    }

    /** What one half came to. */
    private record Judged(List<SeriesScore> scores, Map<String, CalibrationPair> calibrations) {

        static Judged of(
                List<ValidatedSeries> half,
                List<ValidatedSeries> fitting,
                Priors rules,
                Tuned tuned) {
            HeadroomStrategy onFitting = new HeadroomStrategy(tuned, rules);
            Priors priors =
                    PriorFit.of(
                            fitting.stream().map(ValidatedSeries::lessons).toList(),
                            fitting.stream()
                                    .map(its ->
                                            SafetyTrail.of(
                                                    its.known(), onFitting.replay(its.known())))
                                    .toList());
            HeadroomStrategy strategy = new HeadroomStrategy(tuned, priors);
            List<SeriesScore> scores = new ArrayList<>();
            Map<String, CalibrationPair> calibrations = new HashMap<>();
            for (ValidatedSeries its : half) {
                List<Decision> decisions = strategy.replay(its.known());
                scores.add(its.others().with(HeadroomStrategy.NAME, its.score(decisions)));
                CalibrationPair turnedOut = its.calibration(decisions, priors);
                for (String set : List.of(its.set(), Backtest.ALL)) {
                    calibrations
                            .computeIfAbsent(set, name -> CalibrationPair.empty())
                            .add(turnedOut);
                }
            }
            return new Judged(scores, calibrations);
        }

        static Judged both(List<Judged> halves) {
            List<SeriesScore> scores = new ArrayList<>();
            Map<String, CalibrationPair> calibrations = new HashMap<>();
            for (Judged half : halves) {
                scores.addAll(half.scores);
                half.calibrations.forEach((set, turnedOut) ->
                        calibrations
                                .computeIfAbsent(set, name -> CalibrationPair.empty())
                                .add(turnedOut));
            }
            return new Judged(scores, calibrations);
        }
    }

    private void collect(List<Judged> halves, Map<String, List<Outcome>> outcomes) {
        List<Judged> all = new ArrayList<>();
        all.add(Judged.both(halves));
        all.addAll(halves);
        List<String> names = new ArrayList<>(List.of(HeadroomStrategy.NAME));
        others.forEach(other -> names.add(other.name()));
        Backtest backtest = new Backtest(protocol, names, names, 0, seed);
        for (Judged judged : all) {
            for (SetReport report : backtest.reports(judged.scores)) {
                outcomes.computeIfAbsent(report.set(), set -> new ArrayList<>())
                        .add(outcome(report, judged));
            }
        }
    }

    private static Outcome outcome(SetReport report, Judged judged) {
        StrategyReport own = report.strategies().getFirst();
        CalibrationPair calibration =
                judged.calibrations.getOrDefault(report.set(), CalibrationPair.empty());
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            values.put(measure, measure.of(new Measured(report, own, calibration)));
        }
        return new Outcome(values, report);
    }

    /** What all splits say together. */
    public Validation validation(List<Split> splits) {
        List<ValidationReport> reports = new ArrayList<>();
        splits.getFirst()
                .shipped
                .forEach((set, outcomes) -> {
                    SetReport report = outcomes.getFirst().report();
                    reports.add(
                            new ValidationReport(
                                    set,
                                    report.series(),
                                    report.containerDays(),
                                    variant(splits, split -> split.shipped.get(set)),
                                    variant(splits, split -> split.chosen.get(set))));
                });
        return new Validation(
                reports, splits.stream().flatMap(split -> split.tuned.stream()).toList());
    }

    private static Variant variant(List<Split> splits, Function<Split, List<Outcome>> ofSet) {
        List<Map<Measure, Double>> whole = new ArrayList<>();
        List<Map<Measure, Double>> halves = new ArrayList<>();
        for (Split split : splits) {
            List<Outcome> outcomes = ofSet.apply(split);
            whole.add(outcomes.getFirst().values());
            outcomes.stream().skip(1).map(Outcome::values).forEach(halves::add);
        }
        Map<Measure, Spread> measures = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            measures.put(measure, spread(whole.stream().map(its -> its.get(measure)).toList()));
        }
        return new Variant(measures, goals(whole), goals(halves));
    }

    private static Map<Goal, Double> goals(List<Map<Measure, Double>> outcomes) {
        Map<Goal, Double> goals = new EnumMap<>(Goal.class);
        for (Goal goal : Goal.values()) {
            goals.put(
                    goal,
                    outcomes.stream().mapToInt(its -> goal.met(its) ? 1 : 0).average().orElse(0));
        }
        return goals;
    }

    private static Spread spread(List<Double> values) {
        double[] sorted =
                values.stream()
                        .mapToDouble(Double::doubleValue)
                        .filter(Double::isFinite)
                        .sorted()
                        .toArray();
        return new Spread(
                Samples.quantile(sorted, 0.5),
                Samples.quantile(sorted, 0.1),
                Samples.quantile(sorted, 0.9));
    }
}
