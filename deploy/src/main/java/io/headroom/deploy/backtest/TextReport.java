package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.Backtest;
import io.headroom.recommender.replay.Figures;
import io.headroom.recommender.replay.Front;
import io.headroom.recommender.replay.Front.Point;
import io.headroom.recommender.replay.PerSeries;
import io.headroom.recommender.replay.SetReport;
import io.headroom.recommender.replay.SetReport.HindsightReport;
import io.headroom.recommender.replay.SetReport.StrategyReport;
import io.headroom.recommender.replay.SetReport.WorstSeries;
import io.headroom.recommender.replay.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The report for people, in columns. */
public final class TextReport {
    private TextReport() {}

    public static String format(BacktestResult result) {
        StringBuilder text = new StringBuilder();
        for (SetReport report : result.reports()) {
            set(text, report, result.judged());
        }
        text.append(
                """
                waste: requested and not used, for each unit used. unserved: wanted above the request. over, breach:
                days with a sample above it. chg: moves of more than 10 %% a day (after the 10 %% gate). front: own waste
                as a part of that of the others' Pareto front at the same harm, with the middle 95 %% of %,d draws
                of series; ~ where the front does not reach that harm. saved: of what can be saved between the highest
                usage ever and the least cost possible. * lies on the Pareto front of all. ! is dominated by another.
                safety: the probability that at most 1 %% of a day's CPU and no peak of memory is above the request,
                in ten bins weighted by their answers; by chance: on average, were all that is stated true.
                """
                        .formatted(result.request().resamples()));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d series replayed; left out: %d too short, %d unusable; %d problems in the usage%n",
                        result.series().size(),
                        result.left().tooShort(),
                        result.left().unusable(),
                        result.problems().size()));
        return text.toString();
    }

    private static void set(StringBuilder text, SetReport report, String judged) {
        double price = report.strategies().getFirst().figures().cost().getFirst().unservedPrice();
        line(
                text,
                String.format(
                        Locale.ROOT,
                        "%s: %d series, %d container-days",
                        report.set().equals(Backtest.ALL) ? "all sets" : report.set(),
                        report.series(),
                        report.containerDays()));
        line(
                text,
                String.format(
                        Locale.ROOT,
                        "%-18s %-50s | %-50s | %s",
                        "",
                        "CPU",
                        "memory",
                        String.format(Locale.ROOT, "λ=%.0f", price)));
        line(
                text,
                String.format(
                        Locale.ROOT,
                        "%-18s %8s %7s %6s %11s %-14s | %8s %7s %6s %11s %-14s | %6s",
                        "",
                        "waste",
                        "unserv%",
                        "over%",
                        "chg (gate)",
                        "front",
                        "waste",
                        "breach%",
                        "oom/d",
                        "chg (gate)",
                        "front",
                        "saved"));
        Set<String> cpuFront = front(report, true);
        Set<String> memoryFront = front(report, false);
        for (StrategyReport strategy : report.strategies()) {
            Figures figures = strategy.figures();
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "%-18s %s %s | %s %s | %6s",
                            strategy.name(),
                            cpu(figures, mark(strategy.cpu(), cpuFront.contains(strategy.name()))),
                            front(strategy.cpu()),
                            memory(
                                    figures,
                                    mark(strategy.memory(), memoryFront.contains(strategy.name()))),
                            front(strategy.memory()),
                            number(figures.cost().getFirst().savingsCaptured(), 3)));
        }
        for (HindsightReport oracle : report.hindsight()) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "%-18s %s %14s | %s %14s | %6s",
                            "(" + oracle.name() + ")",
                            cpu(oracle.figures(), " "),
                            "",
                            memory(oracle.figures(), " "),
                            "",
                            number(oracle.figures().cost().getFirst().savingsCaptured(), 3)));
        }
        perSeries(text, report);
        confidence(text, report);
        worst(text, report, judged);
        text.append('\n');
    }

    private static String cpu(Figures figures, String mark) {
        return String.format(
                Locale.ROOT,
                "%7s%s %7s %6s %5s (%s)",
                number(figures.cpu().wasteRatio(), 3),
                mark,
                number(100 * figures.cpu().unservedRatio(), 3),
                number(100 * figures.cpu().overDaysRatio(), 1),
                number(figures.cpu().changesPerDay(), 2),
                number(figures.cpu().changesPerDayAfterGate(), 2));
    }

    private static String memory(Figures figures, String mark) {
        return String.format(
                Locale.ROOT,
                "%7s%s %7s %6s %5s (%s)",
                number(figures.memory().wasteRatio(), 3),
                mark,
                number(100 * figures.memory().breachDaysRatio(), 2),
                number(figures.memory().oomKillsPerDay(), 3),
                number(figures.memory().changesPerDay(), 2),
                number(figures.memory().changesPerDayAfterGate(), 2));
    }

    private static String front(Verdict verdict) {
        return String.format(
                Locale.ROOT,
                "%-14s",
                (verdict.comparable() ? "" : "~")
                        + number(verdict.wasteVsFront(), 2)
                        + verdict.ci95()
                                .map(ci ->
                                        "["
                                                + number(ci.low(), 2)
                                                + ","
                                                + number(ci.high(), 2)
                                                + "]")
                                .orElse(""));
    }

    private static String mark(Verdict verdict, boolean onFront) {
        return onFront ? "*" : verdict.dominatedBy().isEmpty() ? " " : "!";
    }

    private static void perSeries(StringBuilder text, SetReport report) {
        line(text, "  of each series: median / worst tenth");
        line(
                text,
                String.format(
                        Locale.ROOT,
                        "  %-16s %17s %17s %17s %17s %15s",
                        "",
                        "CPU waste",
                        "unserved %",
                        "memory waste",
                        "breach-days %",
                        "saved"));
        for (StrategyReport strategy : report.strategies()) {
            PerSeries its = strategy.perSeries();
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "  %-16s %17s %17s %17s %17s %15s",
                            strategy.name(),
                            spread(its.cpuWasteRatio(), 1),
                            spread(its.cpuUnservedRatio(), 100),
                            spread(its.memoryWasteRatio(), 1),
                            spread(its.memoryBreachDaysRatio(), 100),
                            spread(its.savingsCaptured(), 1)));
        }
    }

    /** Of those strategies that say how safe they are. */
    private static void confidence(StringBuilder text, SetReport report) {
        for (StrategyReport strategy : report.strategies()) {
            Figures.Confidence its = strategy.figures().confidence();
            if (its.answers() > 0) {
                line(
                        text,
                        String.format(
                                Locale.ROOT,
                                "  %s: stated and realised safety of %d next days apart by %s points of CPU"
                                        + " (by chance %s), %s of memory (%s)",
                                strategy.name(),
                                its.answers(),
                                number(100 * its.cpuApart(), 1),
                                number(100 * its.cpuByChance(), 1),
                                number(100 * its.memoryApart(), 1),
                                number(100 * its.memoryByChance(), 1)));
            }
        }
    }

    private static String spread(PerSeries.Spread spread, double factor) {
        return number(factor * spread.median(), 2)
                + " / "
                + number(factor * spread.worstTenth(), 2);
    }

    private static void worst(StringBuilder text, SetReport report, String judged) {
        StrategyReport strategy =
                report.strategies().stream()
                        .filter(its -> its.name().equals(judged))
                        .findFirst()
                        .orElseThrow();
        line(
                text,
                String.format(
                        Locale.ROOT,
                        "  where %s costs most above the least possible, in core-hours",
                        judged));
        for (WorstSeries worst : strategy.worst()) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "  %12s  %-44s CPU waste %s, unserved %s %%; memory waste %s, %d of %d days breached",
                            number(worst.regret(), 1),
                            worst.set() + "/" + worst.series(),
                            number(worst.cpuWasteRatio(), 2),
                            number(100 * worst.cpuUnservedRatio(), 2),
                            number(worst.memoryWasteRatio(), 2),
                            worst.memoryBreachDays(),
                            worst.containerDays()));
        }
    }

    private static Set<String> front(SetReport report, boolean cpu) {
        List<Point> points =
                report.strategies().stream()
                        .map(strategy -> cpu ? cpuPoint(strategy) : memoryPoint(strategy))
                        .toList();
        return Front.of(points).points().stream().map(Point::name).collect(Collectors.toSet());
    }

    static Point cpuPoint(StrategyReport strategy) {
        Figures.Cpu cpu = strategy.figures().cpu();
        return new Point(strategy.name(), cpu.unservedRatio(), cpu.wasteRatio());
    }

    static Point memoryPoint(StrategyReport strategy) {
        Figures.Memory memory = strategy.figures().memory();
        return new Point(strategy.name(), memory.breachDaysRatio(), memory.wasteRatio());
    }

    /** A dash where there is none. */
    private static String number(double value, int decimals) {
        return Double.isFinite(value)
                ? String.format(Locale.ROOT, "%." + decimals + "f", value)
                : "-";
    }

    private static void line(StringBuilder text, String line) {
        text.append(line.stripTrailing()).append('\n');
    }
}
