package io.headroom.recommender.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.recommender.replay.SetReport.HindsightReport;
import io.headroom.recommender.replay.SetReport.StrategyReport;
import io.headroom.recommender.size.Strategies;
import io.headroom.recommender.size.Strategy;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The baselines on real traces, within 2 % of what the independent scorer beside the project says.
 *
 * <p>Its figures are in {@code scorer-figures.csv}, flattened from {@code python3
 * ../shared/scorer/score_rightsizing.py ../shared/traces --name vpa --json scores.json}: {@code
 * PART.NAME} of {@code sets.SET.recommenders.RECOMMENDER}, costs at λ=20, and {@code
 * verdict.PART.NAME} of {@code sets.SET.verdict}; {@code all} is {@code pooled}.
 */
class ScorerAgreementTest {
    private static final double TOLERANCE = 0.02;

    /** Its names for what has another one here. */
    private static final Map<String, String> NAMES =
            Map.of("krr-simple", "krr", "kruize-perf", "kruize", "ap-window", "autopilot-window");

    @Test
    void agreesWithTheIndependentScorer() throws Exception {
        Map<String, Double> own = replayed(PublicTraces.read());

        SoftAssertions softly = new SoftAssertions();
        int compared = 0;
        for (String line : scorerFigures()) {
            List<String> cells = List.of(line.split(",", -1));
            String strategy = NAMES.getOrDefault(cells.get(1), cells.get(1));
            String key = cells.get(0) + "," + strategy + "," + cells.get(2);
            double expected = Double.parseDouble(cells.get(3));
            softly.assertThat(own).as(key).containsKey(key);
            softly.assertThat(own.getOrDefault(key, Double.NaN))
                    .as(key)
                    .isCloseTo(expected, within(TOLERANCE * Math.abs(expected) + 1e-9));
            compared++;
        }
        softly.assertAll();
        assertThat(compared).isGreaterThan(1_000);
    }

    private static Map<String, Double> replayed(List<ContainerSeries> traces) {
        List<Strategy> strategies =
                List.of(
                                "vpa",
                                "krr",
                                "crane",
                                "kruize",
                                "autopilot-window",
                                "max7d",
                                "static-peak",
                                "yesterday")
                        .stream()
                        .map(Strategies::named)
                        .toList();
        List<SeriesScore> scores =
                traces.stream()
                        .flatMap(series ->
                                SeriesScore.of(series, Protocol.DAILY, strategies).stream())
                        .toList();
        List<String> names = strategies.stream().map(Strategy::name).toList();
        Map<String, Double> figures = new HashMap<>();
        for (SetReport report : new Backtest(Protocol.DAILY, names, names, 0, 1).reports(scores)) {
            for (StrategyReport strategy : report.strategies()) {
                String key = report.set() + "," + strategy.name() + ",";
                put(figures, key, strategy.figures());
                figures.put(
                        key + "verdict.cpu.wasteVsFrontAtOwnUnserved",
                        strategy.cpu().wasteVsFront());
                strategy.memory()
                        .versusKrr()
                        .ifPresent(versus -> {
                            figures.put(key + "verdict.memory.wasteVsKrr", versus.wasteRatio());
                            figures.put(
                                    key + "verdict.memory.breachDayPctMinusKrr",
                                    100 * versus.harmDifference());
                        });
            }
            for (HindsightReport oracle : report.hindsight()) {
                put(figures, report.set() + "," + oracle.name() + ",", oracle.figures());
            }
        }
        return figures;
    }

    private static void put(Map<String, Double> figures, String key, Figures from) {
        Figures.Cpu cpu = from.cpu();
        figures.put(key + "cpu.wasteRatio", cpu.wasteRatio());
        figures.put(key + "cpu.unservedPct", 100 * cpu.unservedRatio());
        figures.put(key + "cpu.overDaysPct", 100 * cpu.overDaysRatio());
        figures.put(key + "cpu.overSamplesPct", 100 * cpu.overSamplesRatio());
        figures.put(key + "cpu.changesPerDay", cpu.changesPerDay());
        figures.put(key + "cpu.changesPerDayAfterGate", cpu.changesPerDayAfterGate());
        figures.put(key + "cpu.slackMedian", cpu.slackMedian());
        figures.put(key + "cpu.slackMean", cpu.slackMean());
        figures.put(key + "cpu.containerDays", (double) cpu.containerDays());
        Figures.Memory memory = from.memory();
        figures.put(key + "memory.wasteRatio", memory.wasteRatio());
        figures.put(key + "memory.breachDayPct", 100 * memory.breachDaysRatio());
        figures.put(key + "memory.oomPerContainerDay", memory.oomKillsPerDay());
        figures.put(key + "memory.seriousDaysPct", 100 * memory.seriousDaysRatio());
        figures.put(key + "memory.changesPerDay", memory.changesPerDay());
        figures.put(key + "memory.changesPerDayAfterGate", memory.changesPerDayAfterGate());
        figures.put(key + "memory.slackMedian", memory.slackMedian());
        figures.put(key + "memory.slackMean", memory.slackMean());
        figures.put(key + "memory.containerDays", (double) memory.containerDays());
        Figures.Cost cost = from.cost().getFirst();
        figures.put(key + "cost.J", cost.total());
        figures.put(key + "cost.Jcpu", cost.cpu());
        figures.put(key + "cost.Jmemory", cost.memory());
        figures.put(key + "cost.Joracle", cost.cheapest());
        figures.put(key + "cost.Jstatic", cost.staticPeak());
        figures.put(key + "cost.JperContainerDay", cost.perContainerDay());
        figures.put(key + "cost.SavingsCaptured", cost.savingsCaptured());
        figures.put(key + "cost.SavingsCapturedCpu", cost.savingsCapturedCpu());
        figures.put(key + "cost.SavingsCapturedMemory", cost.savingsCapturedMemory());
    }

    private static List<String> scorerFigures() throws Exception {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        ScorerAgreementTest.class.getResourceAsStream(
                                                "scorer-figures.csv")),
                                StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).toList();
        }
    }
}
