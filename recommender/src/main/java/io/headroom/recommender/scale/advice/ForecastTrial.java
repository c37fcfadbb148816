package io.headroom.recommender.scale.advice;

/**
 * How wrong a forecast was on days that it did not know, each from the days before it alone. One
 * that is meant to be high is judged as such: what it is short of costs more than what is over.
 *
 * @param error what it was off by ({@link Forecast#loss}), over the mean of what came
 * @param naiveError the same of the seasonal-naive forecast: as it was the day before
 * @param flatError the same of one number for all slots, made of the same days in the same way
 * @param days how many days they were tried on
 */
public record ForecastTrial(double error, double naiveError, double flatError, int days) {
    /** In floating point days that are the same may differ by so much. */
    private static final double EDGE = 1e-9;

    static ForecastTrial of(Forecast forecast, DayProfiles profiles, long from, long to) {
        double error = 0;
        double naive = 0;
        double flat = 0;
        double sum = 0;
        long slots = 0;
        int days = 0;
        for (long day = from; day < to; day++) {
            double level = forecast.ofAnySlot(profiles, day);
            int counted = 0;
            for (int slot = 0; slot < DayProfiles.SLOTS; slot++) {
                double came = profiles.peak(day, slot);
                double was = Forecast.SEASONAL_NAIVE.of(profiles, day, slot);
                if (Double.isNaN(came) || Double.isNaN(was) || Double.isNaN(level)) {
                    continue;
                }
                error += forecast.loss(forecast.of(profiles, day, slot), came);
                naive += forecast.loss(was, came);
                flat += forecast.loss(level, came);
                sum += came;
                counted++;
            }
            slots += counted;
            days += counted > 0 ? 1 : 0;
        }
        double mean = sum / slots;
        return sum > 0
                ? new ForecastTrial(
                        forecast.error(error / slots) / mean,
                        forecast.error(naive / slots) / mean,
                        forecast.error(flat / slots) / mean,
                        days)
                : new ForecastTrial(Double.NaN, Double.NaN, Double.NaN, days);
    }

    /** Whether the time of the day tells more than yesterday, and than nothing. */
    public boolean beatsNaive() {
        return days > 0 && error < naiveError - EDGE && error < flatError - EDGE;
    }
}
