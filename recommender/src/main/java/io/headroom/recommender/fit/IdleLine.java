package io.headroom.recommender.fit;

import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A line that counts pods and counts nothing, and of which no workload that there is needs any.
 * What is used of it now and then, by Jobs that come and go, the days before it tell.
 *
 * @param past null where nothing is known of it
 * @param enough for the most that was used on any day, with growth and a reserve; null where
 *     nothing was, or too little is known to tell
 * @param giveBack what of hard that leaves
 * @param charged how what is counted goes on
 * @param need how what is advised of it goes on
 */
record IdleLine(
        QuotaLine line,
        Outlook.@Nullable Past past,
        double growth,
        @Nullable Long enough,
        long giveBack,
        QuotaForecast charged,
        QuotaForecast need) {

    QuotaAdvice advice() {
        return new QuotaAdvice(
                line.quota(),
                line.resource(),
                line.said(),
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                growth,
                enough == null ? null : line.inBaseUnits(enough),
                line.givenBack(giveBack),
                null,
                false,
                charged,
                need,
                charged.fullAt(),
                message());
    }

    private String message() {
        if (past == null || !past.isLongEnough()) {
            return "nothing uses any of it, and too little is known of the days before to tell"
                    + " whether anything needs it";
        }
        if (enough == null) {
            return "nothing has used any of it since %s: all %s can be given back"
                    .formatted(past.since(), Words.of(line.resource(), line.said()));
        }
        if (enough > line.hard() && charged.fullAt() != null) {
            return "full %s: raise it to %s".formatted(charged.when(), words(enough));
        }
        String used =
                "nothing uses any of it now, and no more than %s at once since %s"
                        .formatted(words(past.most()), past.since());
        return giveBack == 0
                ? used
                : used
                        + ": %s can be given back, %s are enough"
                                .formatted(
                                        Words.of(line.resource(), line.givenBack(giveBack)),
                                        words(enough));
    }

    private String words(long amount) {
        return Words.of(line.resource(), line.inBaseUnits(amount));
    }
}
