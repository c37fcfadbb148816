package io.headroom.deploy.backtest;

/** The form in which a backtest is reported. */
public enum ReportFormat {
    /** For people at a terminal. */
    TEXT {
        @Override
        public String format(BacktestResult result) {
            return TextReport.format(result);
        }
    },
    /** For programs. */
    JSON {
        @Override
        public String format(BacktestResult result) {
            return JsonReport.format(result);
        }
    },
    /** For people in a browser: one file that needs nothing else. */
    HTML {
        @Override
        public String format(BacktestResult result) {
            return HtmlReport.format(result);
        }
    };

    public abstract String format(BacktestResult result);
}
