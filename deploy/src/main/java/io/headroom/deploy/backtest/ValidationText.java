package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.Backtest;
import io.headroom.recommender.replay.CrossValidation.SetSpread;
import io.headroom.recommender.replay.CrossValidation.Spread;
import io.headroom.recommender.replay.Measure;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A cross-validation for people, in columns. */
public final class ValidationText {
    private static final List<Measure> LEARNED =
            List.of(
                    Measure.OF_KRR,
                    Measure.BREACH_DAYS_MORE,
                    Measure.MEMORY_CHANGES,
                    Measure.MEMORY_SAFETY_ERROR);

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
            set.measures().forEach((measure, spread) -> append(text, measure, spread));
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
        appendLearned(text, validation);
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "%d splits of every set's workloads into halves, seed %d; each half judged with"
                                        + " priors, prices and gates of the other one%n",
                                validation.splits(),
                                validation.seed()))
                .toString();
    }

    /** What a model changes, which it can of memory alone. */
    private static void appendLearned(StringBuilder text, Validation validation) {
        if (validation.learned().isEmpty()) {
            return;
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "with a model of memory's peaks that was trained on the other half, used in %d of %d"
                                + " halves: in the rest it did no better there, and abstained%n",
                        validation.learnedHalves(),
                        2 * validation.splits()));
        for (SetSpread set : validation.learned()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%s%n",
                            set.set().equals(Backtest.ALL) ? "all sets" : set.set()));
            for (Measure measure : LEARNED) {
                append(text, measure, Objects.requireNonNull(set.measures().get(measure)));
            }
        }
        text.append('\n');
    }

    private static void append(StringBuilder text, Measure measure, Spread spread) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "  %-52s %9s  %s to %s%n",
                        measure.label(),
                        number(spread.median()),
                        number(spread.low()),
                        number(spread.high())));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }
}
