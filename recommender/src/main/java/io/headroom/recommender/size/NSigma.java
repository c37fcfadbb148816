package io.headroom.recommender.size;

import java.time.Duration;

/** The mean of seven days and three standard deviations, as SHOWAR sizes vertically. */
final class NSigma {
    private static final Duration HISTORY = Duration.ofDays(7);

    private NSigma() {}

    static Strategy three() {
        return new SimpleStrategy(
                "nsigma3",
                past -> meanAndDeviations(past.cpu(HISTORY), 3),
                past -> meanAndDeviations(past.memory(HISTORY), 3));
    }

    private static double meanAndDeviations(Samples samples, double deviations) {
        int size = samples.size();
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += samples.amount(i);
        }
        double mean = sum / size;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            double difference = samples.amount(i) - mean;
            squares += difference * difference;
        }
        return mean + deviations * Math.sqrt(squares / size);
    }
}
