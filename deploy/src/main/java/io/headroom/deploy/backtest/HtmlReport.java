package io.headroom.deploy.backtest;

import static io.headroom.deploy.backtest.Markup.figure;

import io.headroom.recommender.replay.Backtest;
import io.headroom.recommender.replay.Figures;
import io.headroom.recommender.replay.Front;
import io.headroom.recommender.replay.Front.Point;
import io.headroom.recommender.replay.PerSeries;
import io.headroom.recommender.replay.Protocol;
import io.headroom.recommender.replay.SeriesScore;
import io.headroom.recommender.replay.SetReport;
import io.headroom.recommender.replay.SetReport.StrategyReport;
import io.headroom.recommender.replay.SetReport.WorstSeries;
import io.headroom.recommender.replay.StrategyScore;
import io.headroom.recommender.replay.Verdict;
import io.headroom.recommender.replay.trace.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The report for people in a browser: one file with its style and drawings in it. */
final class HtmlReport {
    private static final int SHOWN_PROBLEMS = 100;

    private final BacktestResult result;
    private final String judged;
    private final StringBuilder html = new StringBuilder();

    private HtmlReport(BacktestResult result) {
        this.result = result;
        this.judged = result.judged();
    }

    static String format(BacktestResult result) {
        return new HtmlReport(result).page();
    }

    private String page() {
        html.append(
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Headroom backtest</title>
                <style>
                %s</style>
                </head>
                <body>
                <h1>Backtest of %d strategies</h1>
                """
                        .formatted(style(), result.request().strategies().size()));
        introduction();
        for (SetReport report : result.reports()) {
            set(report);
        }
        problems();
        return html.append("</body>\n</html>\n").toString();
    }

    private void introduction() {
        Protocol protocol = result.request().protocol();
        html.append(
                """
                <p>%d series; left out: %d too short, %d unusable. Advice every %d h after a warm-up of %s h, from the
                past only; days with at least 90 %% of their samples count. <b class="judged">%s</b> is judged.</p>
                <p class="legend"><span class="key on"></span> on the Pareto front
                <span class="key off"></span> off it <span class="key judged"></span> %s
                <span class="key hindsight"></span> with the future known: no strategy can be. Lower and further left
                is better.</p>
                """
                        .formatted(
                                result.series().size(),
                                result.left().tooShort(),
                                result.left().unusable(),
                                protocol.horizon().toHours(),
                                protocol.warmUp().toHours(),
                                Markup.text(judged),
                                Markup.text(judged)));
    }

    private void set(SetReport report) {
        html.append(
                """
                <section>
                <h2>%s</h2>
                <p>%d series, %,d container-days</p>
                <div class="plots">
                """
                        .formatted(
                                Markup.text(
                                        report.set().equals(Backtest.ALL)
                                                ? "All sets"
                                                : report.set()),
                                report.series(),
                                report.containerDays()));
        plots(report);
        html.append("</div>\n");
        table(report);
        perSeries(report);
        worst(report);
        html.append("</section>\n");
    }

    private void plots(SetReport report) {
        html.append(
                new ScatterPlot(
                                "CPU: waste and unserved",
                                "unserved, % of what was wanted",
                                true,
                                report.strategies().stream().map(TextReport::cpuPoint).toList(),
                                report.hindsight().stream()
                                        .map(oracle ->
                                                new Point(
                                                        oracle.name(),
                                                        oracle.figures().cpu().unservedRatio(),
                                                        oracle.figures().cpu().wasteRatio()))
                                        .toList(),
                                judged)
                        .svg());
        html.append(
                new ScatterPlot(
                                "Memory: waste and breach-days",
                                "days with a sample above the request, %",
                                false,
                                report.strategies().stream().map(TextReport::memoryPoint).toList(),
                                // both are the same for memory
                                report.hindsight().stream()
                                        .limit(1)
                                        .map(oracle ->
                                                new Point(
                                                        oracle.name(),
                                                        oracle.figures().memory().breachDaysRatio(),
                                                        oracle.figures().memory().wasteRatio()))
                                        .toList(),
                                judged)
                        .svg());
        strip(report, "CPU waste of each series", score -> score.cpu().wasteRatio(), 0.01);
        strip(
                report,
                "CPU unserved of each series, %",
                score -> 100 * score.cpu().unservedRatio(),
                0.01);
        strip(report, "Memory waste of each series", score -> score.memory().wasteRatio(), 0.01);
        strip(
                report,
                "Memory breach-days of each series, %",
                score -> 100 * score.memory().breachDayRatio(),
                1);
    }

    private void strip(
            SetReport report, String title, ToDoubleFunction<StrategyScore> figure, double least) {
        List<SeriesScore> series =
                result.series().stream()
                        .filter(score ->
                                report.set().equals(Backtest.ALL)
                                        || score.set().equals(report.set()))
                        .toList();
        html.append(
                new StripPlot(
                                title,
                                least,
                                report.strategies().stream()
                                        .map(strategy ->
                                                new StripPlot.Row(
                                                        strategy.name(),
                                                        series.stream()
                                                                .map(score ->
                                                                        figure.applyAsDouble(
                                                                                score.strategy(
                                                                                        strategy
                                                                                                .name())))
                                                                .toList()))
                                        .toList(),
                                judged)
                        .svg());
    }

    private void table(SetReport report) {
        html.append(
                """
                <div class="wide"><table>
                <thead><tr><th></th><th colspan="5">CPU</th><th colspan="6">memory</th><th></th></tr>
                <tr><th></th><th>waste</th><th>unserved %</th><th>days over %</th><th>changes/day</th><th>of the front</th>
                <th>waste</th><th>breach-days %</th><th>kills/day</th><th>changes/day</th><th>of the front</th><th>of krr</th>
                <th>saved</th></tr></thead>
                <tbody>
                """);
        Set<String> cpuFront =
                onFront(report.strategies().stream().map(TextReport::cpuPoint).toList());
        Set<String> memoryFront =
                onFront(report.strategies().stream().map(TextReport::memoryPoint).toList());
        for (StrategyReport strategy : report.strategies()) {
            Figures figures = strategy.figures();
            row(
                    strategy.name().equals(judged) ? "judged" : "",
                    strategy.name(),
                    figure(figures.cpu().wasteRatio(), 3) + star(cpuFront, strategy),
                    figure(100 * figures.cpu().unservedRatio(), 3),
                    figure(100 * figures.cpu().overDaysRatio(), 1),
                    figure(figures.cpu().changesPerDay(), 2),
                    front(strategy.cpu()),
                    figure(figures.memory().wasteRatio(), 3) + star(memoryFront, strategy),
                    figure(100 * figures.memory().breachDaysRatio(), 2),
                    figure(figures.memory().oomKillsPerDay(), 3),
                    figure(figures.memory().changesPerDay(), 2),
                    front(strategy.memory()),
                    strategy.memory()
                            .versusKrr()
                            .map(versus -> figure(versus.wasteRatio(), 2))
                            .orElse(""),
                    figure(figures.cost().getFirst().savingsCaptured(), 3));
        }
        html.append(
                """
                </tbody></table></div>
                <p class="note">waste: requested and not used, for each unit used. of the front: own waste as a part of that
                of the others’ Pareto front at the same harm, with the middle 95 %% of %,d draws of series; ~ where the front
                does not reach that harm. saved: of what can be saved between the highest usage ever and the least cost
                possible, an unserved core-hour costing %s. * on the Pareto front of all.</p>
                """
                        .formatted(
                                result.request().resamples(),
                                figure(
                                        result.request()
                                                .protocol()
                                                .prices()
                                                .unservedCoreHour()
                                                .getFirst(),
                                        0)));
    }

    private void perSeries(SetReport report) {
        html.append(
                """
                <details><summary>Median and worst tenth of the series</summary>
                <div class="wide"><table>
                <thead><tr><th></th><th>CPU waste</th><th>unserved %</th><th>memory waste</th><th>breach-days %</th>
                <th>saved</th></tr></thead><tbody>
                """);
        for (StrategyReport strategy : report.strategies()) {
            PerSeries its = strategy.perSeries();
            row(
                    strategy.name().equals(judged) ? "judged" : "",
                    strategy.name(),
                    spread(its.cpuWasteRatio(), 1),
                    spread(its.cpuUnservedRatio(), 100),
                    spread(its.memoryWasteRatio(), 1),
                    spread(its.memoryBreachDaysRatio(), 100),
                    spread(its.savingsCaptured(), 1));
        }
        html.append("</tbody></table></div></details>\n");
    }

    private void worst(SetReport report) {
        html.append(
                """
                <details><summary>Where %s costs most above the least possible</summary>
                <div class="wide"><table>
                <thead><tr><th>series</th><th>core-hours above</th><th>CPU waste</th><th>unserved %%</th><th>memory waste</th>
                <th>breach-days</th><th>kills</th><th>days</th></tr></thead><tbody>
                """
                        .formatted(Markup.text(judged)));
        for (StrategyReport strategy : report.strategies()) {
            if (!strategy.name().equals(judged)) {
                continue;
            }
            for (WorstSeries worst : strategy.worst()) {
                row(
                        "",
                        worst.set() + "/" + worst.series(),
                        figure(worst.regret(), 1),
                        figure(worst.cpuWasteRatio(), 2),
                        figure(100 * worst.cpuUnservedRatio(), 2),
                        figure(worst.memoryWasteRatio(), 2),
                        Integer.toString(worst.memoryBreachDays()),
                        Integer.toString(worst.oomKills()),
                        Integer.toString(worst.containerDays()));
            }
        }
        html.append("</tbody></table></div></details>\n");
    }

    private void problems() {
        if (result.problems().isEmpty()) {
            return;
        }
        html.append("<section><h2>Left out of the usage</h2><ul>\n");
        for (Problem problem : result.problems().stream().limit(SHOWN_PROBLEMS).toList()) {
            html.append("<li>").append(Markup.text(problem.toString())).append("</li>\n");
        }
        if (result.problems().size() > SHOWN_PROBLEMS) {
            html.append(
                    "<li>and %d more</li>\n".formatted(result.problems().size() - SHOWN_PROBLEMS));
        }
        html.append("</ul></section>\n");
    }

    /** A row; its cells are figures that need no escape. */
    private void row(String kind, String name, String... cells) {
        html.append("<tr class=\"").append(kind).append("\"><th>").append(Markup.text(name));
        html.append("</th>");
        for (String cell : cells) {
            html.append("<td>").append(cell).append("</td>");
        }
        html.append("</tr>\n");
    }

    private static String star(Set<String> front, StrategyReport strategy) {
        return front.contains(strategy.name()) ? "*" : "";
    }

    private static Set<String> onFront(List<Point> points) {
        return Front.of(points).points().stream().map(Point::name).collect(Collectors.toSet());
    }

    private static String front(Verdict verdict) {
        return (verdict.comparable() ? "" : "~")
                + figure(verdict.wasteVsFront(), 2)
                + verdict.ci95()
                        .map(ci ->
                                " <small>"
                                        + figure(ci.low(), 2)
                                        + "…"
                                        + figure(ci.high(), 2)
                                        + "</small>")
                        .orElse("");
    }

    private static String spread(PerSeries.Spread spread, double factor) {
        return figure(factor * spread.median(), 2)
                + " / "
                + figure(factor * spread.worstTenth(), 2);
    }

    private static String style() {
        try (InputStream css =
                Objects.requireNonNull(
                        HtmlReport.class.getResourceAsStream("report.css"), "report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
