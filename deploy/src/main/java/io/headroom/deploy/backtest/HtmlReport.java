package io.headroom.deploy.backtest;

/** The report for people in a browser. */
final class HtmlReport {
    private HtmlReport() {}

    static String format(BacktestResult result) {
        return TextReport.format(result);
    }
}
