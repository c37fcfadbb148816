package io.headroom.deploy.backtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Usage with a rhythm, bursts and noise, in files as a user has them; the same for the same seed.
 */
public final class SeededTraces {
    private SeededTraces() {}

    /**
     * Writes a set.
     *
     * @param days of windows of half an hour
     */
    public static void write(Path traces, String set, int series, int days) throws IOException {
        Path folder = Files.createDirectories(traces.resolve(set));
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(set.hashCode());
        for (int i = 0; i < series; i++) {
            StringBuilder csv = new StringBuilder("timestamp,cpu_cores,memory_bytes\n");
            double base = 0.05 * Math.exp(random.nextDouble() * 4);
            double bytes = 5e7 * Math.exp(random.nextDouble() * 4);
            for (int step = 1; step <= days * 48; step++) {
                double day = 1 + 0.5 * Math.sin(2 * Math.PI * step / 48);
                double burst = random.nextInt(40) == 0 ? 3 : 1;
                csv.append(
                        String.format(
                                Locale.ROOT,
                                "%d,%.5f,%.0f%n",
                                1_700_000_000L + 1_800L * step,
                                base * day * burst * random.nextDouble(0.7, 1.3),
                                bytes * (1 + 0.3 * random.nextDouble())));
            }
            Files.writeString(folder.resolve("app-" + i + ".csv"), csv);
        }
    }
}
