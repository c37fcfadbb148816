package io.headroom.collector.simulator;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The simulation's only source of chance. Everything draws from a stream of its own, found by name,
 * so that one more workload or pod leaves what the others do as it was.
 */
record Randomness(long seed) {
    private static final RandomGeneratorFactory<RandomGenerator> STREAMS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    RandomGenerator stream(String name) {
        return STREAMS.create(mix(name));
    }

    /** 64 bits that are always the same for the same name and seed (FNV-1a, then MurmurHash3). */
    long mix(String name) {
        long hash = 0xcbf29ce484222325L ^ scramble(seed);
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return scramble(hash);
    }

    static long scramble(long bits) {
        long z = bits;
        z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    /**
     * A draw of mean 0 and variance 1 that is close to normal and never beyond 3.5: the sum of four
     * uniform draws. Plain arithmetic, so that no JDK gives another one.
     */
    static double normal(RandomGenerator random) {
        double sum =
                random.nextDouble()
                        + random.nextDouble()
                        + random.nextDouble()
                        + random.nextDouble();
        return (sum - 2) * 1.7320508075688772;
    }
}
