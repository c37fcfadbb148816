package io.headroom.recommender.replay;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Samples;
import io.headroom.recommender.size.Stated;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.Lessons;
import io.headroom.recommender.size.headroom.PeakLearner;
import io.headroom.recommender.size.headroom.Priors;
import io.headroom.recommender.size.headroom.RuleRecord;
import io.headroom.recommender.size.headroom.Safety;
import io.headroom.recommender.size.headroom.Tuned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable PeakLearner learner;
    private final long seed;

    /**
     * @param others what is compared with, {@code krr} among them
     * @param learner what is tried beside the priors of memory; null for nothing
     * @param seed decides the splits
     * @throws IllegalArgumentException when advice is given more than once a day, or {@code krr} is
     *     missing
     */
    public CrossValidation(
            Protocol protocol, List<Strategy> others, @Nullable PeakLearner learner, long seed) {
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
        this.learner = learner;
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

        String workload() {
            return workload;
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
            return atOrigins(decisions).values().stream().map(Decision::requests).toList();
        }

        /**
         * The same with what is said of their safety by priors that have not seen the container.
         */
        List<Stated> stated(List<Decision> decisions, Priors priors) {
            List<Stated> stated = new ArrayList<>();
            atOrigins(decisions)
                    .forEach((day, decision) ->
                            stated.add(
                                    Safety.at(lessons, decisions, day, priors)
                                            .of(decision.requests())));
            return stated;
        }

        /** Those that were made at the origins, by their days. */
        private SequencedMap<Integer, Decision> atOrigins(List<Decision> decisions) {
            Set<Instant> origins = new HashSet<>(others.origins());
            SequencedMap<Integer, Decision> found = new LinkedHashMap<>();
            for (int day = 1; day <= decisions.size(); day++) {
                Decision decision = decisions.get(day - 1);
                if (origins.remove(decision.at())) {
                    found.put(day, decision);
                }
            }
            if (!origins.isEmpty()) {
                throw new IllegalStateException("nothing was decided at " + origins);
            }
            return found;
        }
    }

    /**
     * One split.
     *
     * @param judged by priors, prices and gates
     * @param learned the same beside what was learned, in the halves in which that was used; null
     *     where there is nothing to learn with
     * @param learnedHalves how many of the two these are
     * @param chosen what each half was judged with
     */
    public record Split(
            Judged judged, @Nullable Judged learned, int learnedHalves, List<Tuned> chosen) {}

    /**
     * All containers, each by what was fitted to the half that it is not in.
     *
     * @param reports on every set, with {@code headroom} first
     */
    public record Judged(List<SetReport> reports) {}

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
        List<Fitting> fitted = List.of(Fitting.of(halves.get(1)), Fitting.of(halves.get(0)));
        List<Tuned> chosen = fitted.stream().map(Fitting::tuned).toList();
        Judged judged = judged(halves, fitted);
        if (learner == null) {
            return new Split(judged, null, 0, chosen);
        }
        PeakLearner tried = learner;
        List<Optional<Fitting>> learned =
                fitted.stream().map(fitting -> fitting.beside(tried)).toList();
        return new Split(
                judged,
                judged(
                        halves,
                        List.of(
                                learned.getFirst().orElse(fitted.getFirst()),
                                learned.getLast().orElse(fitted.getLast()))),
                (int) learned.stream().filter(Optional::isPresent).count(),
                chosen);
    }

    private Judged judged(List<List<Subject>> halves, List<Fitting> fitted) {
        List<SeriesScore> scores = new ArrayList<>();
        for (int half = 0; half < halves.size(); half++) {
            Priors priors = fitted.get(half).priors();
            HeadroomStrategy strategy = new HeadroomStrategy(fitted.get(half).tuned(), priors);
            for (Subject subject : halves.get(half)) {
                List<Decision> decisions = strategy.replay(subject.lessons().beside(priors));
                scores.add(
                        subject.others()
                                .with(HeadroomStrategy.NAME, score(subject, decisions, priors)));
            }
        }
        List<String> names = new ArrayList<>(List.of(HeadroomStrategy.NAME));
        others.forEach(other -> names.add(other.name()));
        return new Judged(new Backtest(protocol, names, names, 0, seed).reports(scores));
    }

    private StrategyScore score(Subject subject, List<Decision> decisions, Priors priors) {
        return protocol.horizon().equals(Protocol.DAY)
                ? StrategyScore.ofStated(
                        subject.stated(decisions, priors), subject.cpu(), subject.memory())
                : StrategyScore.of(subject.advice(decisions), subject.cpu(), subject.memory());
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
        return spreads(splits.stream().map(Split::judged).toList());
    }

    /** The same of what was learned; nothing where nothing could be. */
    public static List<SetSpread> spreadLearned(List<Split> splits) {
        return spreads(
                splits.stream().flatMap(split -> Stream.ofNullable(split.learned())).toList());
    }

    private static List<SetSpread> spreads(List<Judged> splits) {
        SequencedMap<String, List<Map<Measure, Double>>> sets = new LinkedHashMap<>();
        Map<String, SetReport> first = new HashMap<>();
        for (Judged judged : splits) {
            for (SetReport report : judged.reports()) {
                first.putIfAbsent(report.set(), report);
                sets.computeIfAbsent(report.set(), _ -> new ArrayList<>()).add(Measure.of(report));
            }
        }
        List<SetSpread> spreads = new ArrayList<>();
        sets.forEach((set, all) -> {
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
            SetReport report = Objects.requireNonNull(first.get(set));
            spreads.add(
                    new SetSpread(set, report.series(), report.containerDays(), measures, goals));
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
}
