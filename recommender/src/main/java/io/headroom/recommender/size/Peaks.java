package io.headroom.recommender.size;

import java.time.Duration;

/** The highest usage of some time and a margin: what is done by hand, and a bar to clear. */
final class Peaks {
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private Peaks() {}

    /** The highest ever seen. */
    static Strategy ever() {
        return of("static-peak", FOREVER, 1);
    }

    static Strategy ofYesterday() {
        return of("yesterday", Duration.ofDays(1), 1.15);
    }

    static Strategy ofAWeek() {
        return of("max7d", Duration.ofDays(7), 1.15);
    }

    private static Strategy of(String name, Duration reach, double factor) {
        return new SimpleStrategy(
                name,
                past -> factor * past.cpu(reach).max(),
                past -> factor * past.memory(reach).max());
    }
}
