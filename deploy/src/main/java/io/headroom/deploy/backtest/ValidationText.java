package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.Backtest;
import io.headroom.recommender.replay.CrossValidation.SetSpread;
import java.util.Locale;

/** A cross-validation for people, in columns. */
public final class ValidationText {
    private ValidationText() {}

    public static String format(Validation validation) {
        StringBuilder text = new StringBuilder();
        for (SetSpread set : validation.sets()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%s: %d series, %d container-days%n",
                            set.set().equals(Backtest.ALL) ? "all sets" : set.set(),
                            set.series(),
                            set.containerDays()));
            text.append(
                    String.format(
                            Locale.ROOT, "  %-52s %9s  8 of 10 splits%n", "headroom", "median"));
            set.measures()
                    .forEach((measure, spread) ->
                            text.append(
                                    String.format(
                                            Locale.ROOT,
                                            "  %-52s %9s  %s to %s%n",
                                            measure.label(),
                                            number(spread.median()),
                                            number(spread.low()),
                                            number(spread.high()))));
            set.goals()
                    .forEach((goal, share) ->
                            text.append(
                                    String.format(
                                            Locale.ROOT,
                                            "  %-52s %8.0f%%  of splits%n",
                                            goal.label(),
                                            100 * share)));
            text.append('\n');
        }
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "%d splits of every set's workloads into halves, seed %d; each half judged with"
                                        + " priors, prices and gates of the other one%n",
                                validation.splits(),
                                validation.seed()))
                .toString();
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }
}
