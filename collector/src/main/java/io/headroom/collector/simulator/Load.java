package io.headroom.collector.simulator;

import java.time.Duration;
import java.time.Instant;

/**
 * The CPU that one replica wants as time goes by, in cores: the part that does not depend on chance
 * beyond the seed.
 */
@FunctionalInterface
interface Load {

    double cores(Instant at);

    static Load constant(double cores) {
        return _ -> cores;
    }

    /**
     * The tide of people using something: lowest at night, highest at {@code peakHour} (UTC), less
     * of it on Saturdays and Sundays.
     *
     * @param weekend the part of a working day's tide that is left on a weekend
     */
    static Load daily(double trough, double peak, double peakHour, double weekend) {
        return at -> {
            double hour = Math.floorMod(at.getEpochSecond(), 86_400L) / 3_600.0;
            double tide = (1 + StrictMath.cos((hour - peakHour) / 24 * 2 * StrictMath.PI)) / 2;
            // 1970-01-01 was a Thursday
            long day = Math.floorMod(Math.floorDiv(at.getEpochSecond(), 86_400L) + 3, 7L);
            double share = day < 5 ? 1 : weekend;
            return trough + (peak - trough) * tide * share;
        };
    }

    /**
     * Work that arrives in batches: in about {@code share} of all {@code block}s there is some, for
     * the first part of the block.
     *
     * @param salt what makes these blocks differ from those of another load
     */
    static Load bursts(double idle, double busy, Duration block, double share, long salt) {
        return at -> {
            long number = Math.floorDiv(at.getEpochSecond(), block.toSeconds());
            long chance = Randomness.scramble(salt + number);
            double drawn = (chance >>> 11) * 0x1.0p-53;
            double length = 0.3 + (chance & 0xff) / 365.0;
            double within =
                    (double) Math.floorMod(at.getEpochSecond(), block.toSeconds())
                            / block.toSeconds();
            return drawn < share && within < length ? busy : idle;
        };
    }
}
