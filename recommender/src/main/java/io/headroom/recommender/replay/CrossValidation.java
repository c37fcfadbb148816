package io.headroom.recommender.replay;

import io.headroom.recommender.replay.SetReport.StrategyReport;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Samples;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.Lessons;
import io.headroom.recommender.size.headroom.PriorFit;
import io.headroom.recommender.size.headroom.Priors;
import io.headroom.recommender.size.headroom.RuleRecord;
import io.headroom.recommender.size.headroom.Tuned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Tells how {@code headroom} does on containers that nothing of it has seen. Again and again the
 * containers of every set are split into halves at random, replicas of one workload together; each
 * half is judged with priors, prices and gates that come from the other one alone. Pure: the same
 * containers and seed, the same figures.
 */
public final class CrossValidation {
    private static final String KRR = "krr";
    private static final double MIDDLE = 0.5;
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;

    private final Protocol protocol;
    private final List<Strategy> others;
    private final long seed;

    /**
     * @param others what is compared with, {@code krr} among them
     * @param seed decides the splits
     * @throws IllegalArgumentException when advice is given more than once a day, or {@code krr} is
     *     missing
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
        private final String workload;
        private final SeriesScore others;
        private final Lessons lessons;
        private final RuleRecord ruleRecord;
        private final ScoredUsage cpu;
        private final ScoredUsage memory;

        private Subject(ContainerSeries series, SeriesScore others, Protocol protocol) {
            this.workload = series.workload();
            this.others = others;
            // its days end where the origins are
            this.lessons = Lessons.of(series.usage().until(others.origins().getLast()));
            this.ruleRecord = RuleRecord.of(lessons);
            this.cpu = ScoredUsage.cpu(series.usage(), others.origins(), protocol);
            this.memory = ScoredUsage.memory(series.usage(), others.origins(), protocol);
        }

        String set() {
            return others.set();
        }

        SeriesScore others() {
            return others;
        }

        Lessons lessons() {
            return lessons;
        }

        RuleRecord ruleRecord() {
            return ruleRecord;
        }

        ScoredUsage cpu() {
            return cpu;
        }

        ScoredUsage memory() {
            return memory;
        }

        /** The amounts of the decisions that were made at the origins. */
        List<Amounts> advice(List<Decision> decisions) {
            Map<Instant, Amounts> decided = new HashMap<>();
            decisions.forEach(decision -> decided.put(decision.at(), decision.requests()));
            return others.origins().stream()
                    .map(origin -> Objects.requireNonNull(decided.get(origin), origin::toString))
                    .toList();
        }
    }

    /**
     * One split.
     *
     * @param reports on every set, with {@code headroom} first
     * @param chosen what each half was judged with
     */
    public record Split(List<SetReport> reports, List<Tuned> chosen) {}

    /** The middle of the splits, and the range that eight of ten lie in; {@code NaN} for none. */
    public record Spread(double median, double low, double high) {}

    /**
     * How firm the figures of one set are.
     *
     * @param goals the share of splits that meet each
     */
    public record SetSpread(
            String set,
            int series,
            int containerDays,
            Map<Measure, Spread> measures,
            Map<Goal, Double> goals) {}

    /** Replays what is the same in every split; empty where no day can be scored. */
    public Optional<Subject> subject(ContainerSeries series) {
        return SeriesScore.of(series, protocol, others)
                .map(score -> new Subject(series, score, protocol));
    }

    /**
     * One split.
     *
     * @param number from 0 on; each is another one
     * @throws IllegalArgumentException when a half has too little to fit anything to
     */
    public Split split(List<Subject> subjects, int number) {
        List<List<Subject>> halves = halves(subjects, number);
        List<SeriesScore> scores = new ArrayList<>();
        List<Tuned> chosen = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            List<Subject> fitting = halves.get(1 - half);
            Priors priors = PriorFit.of(fitting.stream().map(Subject::ruleRecord).toList());
            Tuned tuned = Choice.on(fitting, priors);
            chosen.add(tuned);
            HeadroomStrategy strategy = new HeadroomStrategy(tuned, priors);
            for (Subject judged : halves.get(half)) {
                List<Decision> decisions = strategy.replay(judged.lessons().beside(priors));
                scores.add(
                        judged.others()
                                .with(
                                        HeadroomStrategy.NAME,
                                        StrategyScore.of(
                                                judged.advice(decisions),
                                                judged.cpu(),
                                                judged.memory())));
            }
        }
        List<String> names = new ArrayList<>(List.of(HeadroomStrategy.NAME));
        others.forEach(other -> names.add(other.name()));
        return new Split(new Backtest(protocol, names, names, 0, seed).reports(scores), chosen);
    }

    /** Half of every set's workloads on each side; which side gets an odd one is drawn, too. */
    private List<List<Subject>> halves(List<Subject> all, int number) {
        Random random = new Random(31 * seed + number);
        Map<String, Map<String, List<Subject>>> sets = new TreeMap<>();
        all.forEach(subject ->
                sets.computeIfAbsent(subject.set(), set -> new TreeMap<>())
                        .computeIfAbsent(subject.workload, workload -> new ArrayList<>())
                        .add(subject));
        List<List<Subject>> halves = List.of(new ArrayList<>(), new ArrayList<>());
        sets.values()
                .forEach(set -> {
                    List<List<Subject>> workloads = new ArrayList<>(set.values());
                    Collections.shuffle(workloads, random);
                    int first = random.nextInt(2);
                    for (int i = 0; i < workloads.size(); i++) {
                        halves.get((first + i) % 2).addAll(workloads.get(i));
                    }
                });
        return halves;
    }

    /** What all splits say together, set by set. */
    public static List<SetSpread> spread(List<Split> splits) {
        SequencedMap<String, List<SetReport>> sets = new LinkedHashMap<>();
        splits.forEach(split ->
                split.reports()
                        .forEach(report ->
                                sets.computeIfAbsent(report.set(), set -> new ArrayList<>())
                                        .add(report)));
        List<SetSpread> spreads = new ArrayList<>();
        sets.forEach((set, reports) -> {
            List<Map<Measure, Double>> all = reports.stream().map(Measure::of).toList();
            Map<Measure, Spread> measures = new EnumMap<>(Measure.class);
            for (Measure measure : Measure.values()) {
                measures.put(
                        measure,
                        spread(all.stream().mapToDouble(its -> its.get(measure)).toArray()));
            }
            Map<Goal, Double> goals = new EnumMap<>(Goal.class);
            for (Goal goal : Goal.values()) {
                goals.put(
                        goal,
                        all.stream().mapToInt(its -> goal.met(its) ? 1 : 0).average().orElse(0));
            }
            SetReport first = reports.getFirst();
            spreads.add(new SetSpread(set, first.series(), first.containerDays(), measures, goals));
        });
        return spreads;
    }

    private static Spread spread(double[] values) {
        double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        return new Spread(
                Samples.quantile(sorted, MIDDLE),
                Samples.quantile(sorted, LOW),
                Samples.quantile(sorted, HIGH));
    }

    static StrategyReport own(SetReport report) {
        return report.strategies().getFirst();
    }
}
