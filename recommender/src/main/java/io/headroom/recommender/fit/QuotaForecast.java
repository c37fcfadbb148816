package io.headroom.recommender.fit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When nothing is left of a line of a quota, if it goes on like this; or why that is not foretold.
 *
 * @param basis what was looked at
 * @param days how many days of it are known
 * @param perDay how much more it is each day, in base units; less where negative. Null where it
 *     neither grows nor falls for sure
 * @param daysLeft null unless it fills
 * @param fullAt likewise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuotaForecast(
        Basis basis,
        Code code,
        int days,
        @Nullable Double perDay,
        @Nullable Double daysLeft,
        @Nullable Instant fullAt) {

    /** Nobody plans further ahead, and no trend of some weeks reaches further. */
    private static final double FARTHEST_DAYS = 90;

    /** What was looked at. The label is the word in answers. */
    public enum Basis {
        /** What the quota's status counted at most each day: pods, their sizes, and all else. */
        STATUS("status"),
        /** How many pods were Ready each day, as large as they are now: no status is old enough. */
        PODS("pods"),
        /** What all of the advice would have come to by what pods needed each day. */
        NEED("need");

        private final String label;

        Basis(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }

    /** What is foretold, or why nothing is. The label is the word in answers. */
    public enum Code {
        FILLS("fills"),
        /** Nothing is left already: then there is no growth to be seen either. */
        FULL("full"),
        /** It grows, and not so fast that it would be full within 90 days. */
        LATER("later"),
        FALLS("falls"),
        STEADY("steady"),
        /** It changed once, for good. */
        STEP("step"),
        /** It goes to and fro, or by the day of the week. */
        NOISE("noise"),
        /** Fewer than ten days are known. */
        TOO_LITTLE_HISTORY("too_little_history");

        private final String label;

        Code(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }

    /**
     * The forecast of a line.
     *
     * @param growth of what is counted, in units of the line
     * @param counted what is counted now
     */
    static QuotaForecast of(Basis basis, Growth growth, QuotaLine line, long counted, Instant now) {
        Code code =
                switch (growth.direction()) {
                    case GROWS -> Code.FILLS;
                    case FALLS -> Code.FALLS;
                    case STEADY -> Code.STEADY;
                    case STEP -> Code.STEP;
                    case NOISE -> Code.NOISE;
                    case TOO_LITTLE_HISTORY -> Code.TOO_LITTLE_HISTORY;
                };
        Double perDay = growth.perDay() == 0 ? null : line.inBaseUnits(growth.perDay());
        // an advice of exactly that is let in
        if (counted > line.hard() || (basis != Basis.NEED && counted == line.hard())) {
            return new QuotaForecast(basis, Code.FULL, growth.days(), perDay, null, null);
        }
        if (code != Code.FILLS) {
            return new QuotaForecast(basis, code, growth.days(), perDay, null, null);
        }
        // at this hour there may be less than at the busiest of the day
        double level = Math.max((double) counted, growth.level());
        double days = Math.max(line.hard() - level, 0) / growth.perDay();
        return days > FARTHEST_DAYS
                ? new QuotaForecast(basis, Code.LATER, growth.days(), perDay, null, null)
                : new QuotaForecast(
                        basis, code, growth.days(), perDay, days, now.plus(minutes(days)));
    }

    /** Whether it is full before what is advised now is to last until. */
    public boolean fillsSoon() {
        return daysLeft != null && daysLeft < Growth.DAYS_AHEAD;
    }

    /** In words: {@code in 9 days}. */
    String when() {
        long whole = daysLeft == null ? 0 : daysLeft.longValue();
        return whole == 0
                ? "within a day"
                : whole == 1 ? "in 1 day" : "in %d days".formatted(whole);
    }

    private static Duration minutes(double days) {
        return Duration.ofMinutes(Math.round(days * Duration.ofDays(1).toMinutes()));
    }
}
