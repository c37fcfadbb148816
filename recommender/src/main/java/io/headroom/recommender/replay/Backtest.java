package io.headroom.recommender.replay;

import io.headroom.recommender.replay.SetReport.HindsightReport;
import io.headroom.recommender.replay.SetReport.StrategyReport;
import io.headroom.recommender.replay.SetReport.WorstSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Adds up the replays of many series.
 *
 * @param protocol what they were replayed with
 * @param strategies names, in the order of the report
 * @param against those of them that each is held against, itself left out
 * @param resamples how often series are drawn again for an interval
 * @param seed decides the draws
 */
public record Backtest(
        Protocol protocol,
        List<String> strategies,
        List<String> against,
        int resamples,
        long seed) {
    /** The name of all sets together. */
    public static final String ALL = "all";

    private static final int WORST = 10;

    public Backtest {
        strategies = List.copyOf(strategies);
        against = List.copyOf(against);
    }

    /** A report on every set, by name, and one on all of them where there are several. */
    public List<SetReport> reports(List<SeriesScore> scores) {
        Map<String, List<SeriesScore>> sets = new TreeMap<>();
        for (SeriesScore score :
                scores.stream().sorted(Comparator.comparing(SeriesScore::name)).toList()) {
            sets.computeIfAbsent(score.set(), set -> new ArrayList<>()).add(score);
        }
        List<SetReport> reports = new ArrayList<>();
        sets.forEach((set, series) -> reports.add(report(set, series)));
        if (sets.size() > 1) {
            reports.add(report(ALL, sets.values().stream().flatMap(List::stream).toList()));
        }
        return reports;
    }

    private SetReport report(String set, List<SeriesScore> series) {
        Judgement cpu =
                judgement(
                        series,
                        score ->
                                new double[] {
                                    score.cpu().wasteCoreHours(),
                                    score.cpu().usedCoreHours(),
                                    score.cpu().unservedCoreHours(),
                                    score.cpu().usedCoreHours()
                                });
        Judgement memory =
                judgement(
                        series,
                        score ->
                                new double[] {
                                    score.memory().wasteGibibyteHours(),
                                    score.memory().usedGibibyteHours(),
                                    score.memory().breachDays(),
                                    score.memory().days()
                                });
        List<StrategyReport> reports = new ArrayList<>();
        for (String name : strategies) {
            List<StrategyScore> scores =
                    series.stream().map(score -> score.strategy(name)).toList();
            reports.add(
                    new StrategyReport(
                            name,
                            figures(series, scores),
                            cpu.verdict(name),
                            memory.verdict(name),
                            PerSeries.of(series, scores, protocol.prices()),
                            worst(series, scores)));
        }
        List<HindsightReport> hindsight = new ArrayList<>();
        for (Hindsight oracle : Hindsight.values()) {
            hindsight.add(
                    new HindsightReport(
                            oracle.label(),
                            figures(
                                    series,
                                    series.stream()
                                            .map(score -> score.hindsight(oracle))
                                            .toList())));
        }
        return new SetReport(
                set,
                series.size(),
                Math.max(
                        sum(series, score -> score.staticPeak().cpu().days()),
                        sum(series, score -> score.staticPeak().memory().days())),
                reports,
                hindsight);
    }

    private Judgement judgement(List<SeriesScore> series, Function<StrategyScore, double[]> sums) {
        double[][][] all = new double[strategies.size()][series.size()][];
        for (int strategy = 0; strategy < all.length; strategy++) {
            for (int i = 0; i < series.size(); i++) {
                all[strategy][i] = sums.apply(series.get(i).strategy(strategies.get(strategy)));
            }
        }
        return new Judgement(strategies, against, all, new Judgement.Resampling(resamples, seed));
    }

    private Figures figures(List<SeriesScore> series, List<StrategyScore> scores) {
        CpuTotals cpu = cpu(scores);
        MemoryTotals memory = memory(scores);
        List<StrategyScore> peaks = series.stream().map(SeriesScore::staticPeak).toList();
        CpuTotals peakCpu = cpu(peaks);
        MemoryTotals peakMemory = memory(peaks);
        Prices prices = protocol.prices();
        List<Figures.Cost> costs = new ArrayList<>();
        for (int i = 0; i < prices.unservedCoreHour().size(); i++) {
            int index = i;
            double price = prices.unservedCoreHour().get(i);
            costs.add(
                    cost(
                            price,
                            new Parts(prices.cpu(cpu, price), prices.memory(memory)),
                            new Parts(prices.cpu(peakCpu, price), prices.memory(peakMemory)),
                            new Parts(
                                    total(series, score -> score.cheapestCpu().get(index)),
                                    total(series, SeriesScore::cheapestMemory)),
                            Math.max(cpu.days(), memory.days())));
        }
        return Figures.of(
                cpu,
                memory,
                new Figures.Details(
                        scores.stream().flatMap(score -> score.cpuSlack().stream()).toList(),
                        scores.stream().flatMap(score -> score.memorySlack().stream()).toList(),
                        costs,
                        scores.stream()
                                .map(StrategyScore::safety)
                                .reduce(SafetyTally.NONE, SafetyTally::plus),
                        scores.stream()
                                .map(StrategyScore::abstained)
                                .reduce(
                                        StrategyScore.Abstained.NONE,
                                        StrategyScore.Abstained::plus)));
    }

    /** What CPU and memory cost, in core-hours. */
    private record Parts(double cpu, double memory) {
        double sum() {
            return cpu + memory;
        }
    }

    private static Figures.Cost cost(
            double price, Parts own, Parts peak, Parts cheapest, int containerDays) {
        return new Figures.Cost(
                price,
                own.sum(),
                own.cpu(),
                own.memory(),
                peak.sum(),
                cheapest.sum(),
                Ratio.of(own.sum(), containerDays),
                Ratio.saved(own.sum(), peak.sum(), cheapest.sum()),
                Ratio.saved(own.cpu(), peak.cpu(), cheapest.cpu()),
                Ratio.saved(own.memory(), peak.memory(), cheapest.memory()));
    }

    private List<WorstSeries> worst(List<SeriesScore> series, List<StrategyScore> scores) {
        List<WorstSeries> all = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            StrategyScore score = scores.get(i);
            all.add(
                    new WorstSeries(
                            series.get(i).set(),
                            series.get(i).name(),
                            series.get(i).regret(score, protocol.prices()),
                            score.cpu().wasteRatio(),
                            score.cpu().unservedRatio(),
                            score.memory().wasteRatio(),
                            score.memory().breachDays(),
                            score.memory().oomKills(),
                            Math.max(score.cpu().days(), score.memory().days())));
        }
        return all.stream()
                .sorted(Comparator.comparingDouble(WorstSeries::regret).reversed())
                .limit(WORST)
                .toList();
    }

    private static CpuTotals cpu(List<StrategyScore> scores) {
        return scores.stream().map(StrategyScore::cpu).reduce(CpuTotals.NONE, CpuTotals::plus);
    }

    private static MemoryTotals memory(List<StrategyScore> scores) {
        return scores.stream()
                .map(StrategyScore::memory)
                .reduce(MemoryTotals.NONE, MemoryTotals::plus);
    }

    private static int sum(List<SeriesScore> series, Function<SeriesScore, Integer> part) {
        return series.stream().mapToInt(part::apply).sum();
    }

    private static double total(List<SeriesScore> series, ToDoubleFunction<SeriesScore> part) {
        return series.stream().mapToDouble(part).sum();
    }
}
