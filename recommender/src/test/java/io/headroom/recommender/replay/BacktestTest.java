package io.headroom.recommender.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.recommender.replay.Front.Point;
import io.headroom.recommender.replay.SetReport.StrategyReport;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BacktestTest {
    private static final Strategy TWO = Usages.strategy("two", _ -> new Amounts(2, 2));
    private static final Strategy THREE = Usages.strategy("three", _ -> new Amounts(3, 3));
    private static final Strategy FOUR = Usages.strategy("four", _ -> new Amounts(4, 4));
    private static final Strategy SILENT = Usages.strategy("silent", _ -> Amounts.ABSTAINED);

    @Test
    void keepsThePointsThatNoOtherBeats() {
        Front front =
                Front.of(
                        List.of(
                                new Point("safe", 0.01, 3),
                                new Point("beaten", 0.02, 3.5),
                                new Point("middle", 0.03, 2),
                                new Point("cheap", 0.05, 1)));

        assertThat(front.points())
                .extracting(Point::name)
                .containsExactly("safe", "middle", "cheap");
    }

    @Test
    void interpolatesTheFront() {
        Front front = Front.of(List.of(new Point("safe", 0.01, 3), new Point("cheap", 0.05, 1)));

        assertThat(front.at(0.04).ratio()).isCloseTo(1.5, within(1e-9));
        assertThat(front.at(0.01)).isEqualTo(new Front.Waste(3, true));
        assertThat(front.at(0)).isEqualTo(new Front.Waste(3, true));
        assertThat(front.at(0.05)).isEqualTo(new Front.Waste(1, true));
        assertThat(front.at(0.06)).isEqualTo(new Front.Waste(1, false));
        assertThat(Front.of(List.of()).at(0.1).ratio()).isNaN();
    }

    @Test
    void holdsEachStrategyAgainstTheOthers() {
        List<SetReport> reports = backtest(List.of(TWO, THREE, FOUR), series("a", 1, 3, 3, 3));

        StrategyReport three = strategy(reports.getFirst(), "three");
        // used 10, wasted 2, none unserved; four wastes 6 and two leaves 3 of 10
        assertThat(three.figures().cpu().wasteRatio()).isEqualTo(0.2);
        assertThat(three.cpu().wasteVsFront()).isCloseTo(0.2 / 0.6, within(1e-9));
        assertThat(three.cpu().comparable()).isTrue();
        assertThat(three.cpu().dominatedBy()).isEmpty();
        assertThat(strategy(reports.getFirst(), "four").cpu().dominatedBy())
                .containsExactly("three");
        assertThat(strategy(reports.getFirst(), "two").cpu().comparable()).isFalse();
    }

    @Test
    void capturesAllOfWhatTheLeastPossibleSavesAndNothingOfTheHighestEver() {
        // steady at 3 after a warm-up of zeros in which the highest ever is 0
        SetReport report = backtest(List.of(THREE), series("a", 3, 3, 3, 3)).getFirst();
        Figures.Cost cost = report.strategies().getFirst().figures().cost().getFirst();

        assertThat(cost.total()).isZero();
        assertThat(cost.cheapest()).isZero();
        // 72 core-hours unserved; killed at the first sample and not again
        assertThat(cost.staticPeak()).isCloseTo(20 * 72 + 5, within(1e-6));
        assertThat(cost.savingsCaptured()).isEqualTo(1);
        assertThat(strategyOf(report).perSeries().savingsCaptured().median()).isEqualTo(1);
    }

    @Test
    void savesNothingOfNothingWhereTheHighestEverIsTheLeastPossible() {
        assertThat(Ratio.saved(0.5, 0.3 * 3, 0.9)).isNaN();
        assertThat(Ratio.saved(500, 1e6 * (0.1 + 0.2), 3e5)).isNaN();
        assertThat(Ratio.saved(2, 3, 1)).isEqualTo(0.5);
        assertThat(Ratio.saved(2, 1, 3)).isNaN();
    }

    @Test
    void countsWhereAStrategyAbstains() {
        SetReport report = backtest(List.of(SILENT), series("a", 1, 1, 1, 1)).getFirst();

        assertThat(strategyOf(report).figures().abstained())
                .isEqualTo(new StrategyScore.Abstained(1, 1));
        assertThat(strategyOf(report).figures().cpu().unservedRatio()).isEqualTo(1);
    }

    @Test
    void namesTheSeriesThatCostMost() {
        List<ContainerSeries> series = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            series.add(series("s" + i, i, i, i, i));
        }

        SetReport report =
                backtest(List.of(TWO), series.toArray(ContainerSeries[]::new)).getFirst();

        // 20 for each hour that is not served, 1 for each that is wasted
        assertThat(strategyOf(report).worst()).hasSize(10);
        assertThat(strategyOf(report).worst().getFirst().series()).isEqualTo("s11");
        assertThat(strategyOf(report).worst().getLast().series()).isEqualTo("s0");
    }

    @Test
    void drawsTheSameIntervalsForTheSameSeed() {
        ContainerSeries[] series =
                Stream.iterate(1, i -> i + 1)
                        .limit(12)
                        .map(i -> series("s" + i, i % 4, 1, i % 5, 3))
                        .toArray(ContainerSeries[]::new);

        List<SetReport> once = backtest(List.of(TWO, THREE, FOUR), series);
        List<SetReport> again = backtest(List.of(TWO, THREE, FOUR), series);

        assertThat(once).isEqualTo(again);
        Verdict three = strategy(once.getFirst(), "three").cpu();
        Verdict.Interval ci95 = three.ci95().orElseThrow();
        assertThat(three.wasteVsFront()).isBetween(ci95.low(), ci95.high());
        assertThat(ci95.low()).isLessThan(ci95.high());
    }

    @Test
    void reportsSetsAndAllOfThemTogether() {
        List<SetReport> reports =
                backtest(
                        List.of(TWO),
                        series("a", 1, 1, 1, 1),
                        new ContainerSeries(
                                "other", "b", "b", Usages.days(1, 1, 1, 1, 1, 1, 1, 1)));

        assertThat(reports)
                .extracting(SetReport::set)
                .containsExactly("other", "set", Backtest.ALL);
        assertThat(reports).extracting(SetReport::containerDays).containsExactly(2, 1, 3);
    }

    @Test
    void leavesOutASeriesOfWhichNoDayCounts() {
        assertThat(SeriesScore.of(Usages.series(Usages.days(1, 1)), Usages.PROTOCOL, List.of(TWO)))
                .isEmpty();
    }

    private static List<SetReport> backtest(List<Strategy> strategies, ContainerSeries... series) {
        List<String> names = strategies.stream().map(Strategy::name).toList();
        return new Backtest(Usages.PROTOCOL, names, names, 200, 3)
                .reports(
                        Stream.of(series)
                                .flatMap(its ->
                                        SeriesScore.of(its, Usages.PROTOCOL, strategies).stream())
                                .toList());
    }

    private static ContainerSeries series(String name, double... day) {
        return new ContainerSeries("set", name, name, Usages.days(day));
    }

    private static StrategyReport strategyOf(SetReport report) {
        return report.strategies().getFirst();
    }

    private static StrategyReport strategy(SetReport report, String name) {
        return report.strategies().stream()
                .filter(its -> its.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
