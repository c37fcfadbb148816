package io.headroom.recommender.scale.advice;

/**
 * How wrong forecasts were on days that they did not know, each from the days before it alone.
 *
 * @param error the mean of what it was off by, over the mean of what came
 * @param naiveError the same of the seasonal-naive forecast: as it was the day before
 * @param flatError the same of one number for all slots: the mean of the day before
 * @param days how many days they were tried on
 */
public record ForecastTrial(double error, double naiveError, double flatError, int days) {

    static ForecastTrial of(Forecast forecast, DayProfiles profiles, long from, long to) {
        double error = 0;
        double naive = 0;
        double flat = 0;
        double sum = 0;
        int days = 0;
        for (long day = from; day < to; day++) {
            double level = mean(profiles, day - 1);
            int counted = 0;
            for (int slot = 0; slot < DayProfiles.SLOTS; slot++) {
                double came = profiles.peak(day, slot);
                double was = Forecast.SEASONAL_NAIVE.of(profiles, day, slot);
                if (Double.isNaN(came) || Double.isNaN(was) || Double.isNaN(level)) {
                    continue;
                }
                error += Math.abs(forecast.of(profiles, day, slot) - came);
                naive += Math.abs(was - came);
                flat += Math.abs(level - came);
                sum += came;
                counted++;
            }
            days += counted > 0 ? 1 : 0;
        }
        return sum > 0
                ? new ForecastTrial(error / sum, naive / sum, flat / sum, days)
                : new ForecastTrial(Double.NaN, Double.NaN, Double.NaN, days);
    }

    private static double mean(DayProfiles profiles, long day) {
        double sum = 0;
        int known = 0;
        for (int slot = 0; slot < DayProfiles.SLOTS; slot++) {
            double peak = profiles.peak(day, slot);
            if (!Double.isNaN(peak)) {
                sum += peak;
                known++;
            }
        }
        return known == 0 ? Double.NaN : sum / known;
    }

    /** Whether the time of the day tells more than yesterday, and than nothing. */
    public boolean beatsNaive() {
        return days > 0 && error < naiveError && error < flatError;
    }
}
