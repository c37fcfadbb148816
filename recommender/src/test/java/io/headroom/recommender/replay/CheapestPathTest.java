package io.headroom.recommender.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class CheapestPathTest {
    @Test
    void costsNothingWhereUsageIsSteady() {
        ScoredUsage usage = Usages.scored(Usages.days(2, 2, 2, 2, 2, 2, 2, 2));

        assertThat(CheapestPath.cpu(usage, Prices.DEFAULT, 20)).isZero();
        assertThat(CheapestPath.memory(usage, Prices.DEFAULT)).isZero();
    }

    @Test
    void costsNothingWhereNothingIsUsed() {
        ScoredUsage usage = Usages.scored(Usages.days(0, 0, 0, 0));

        assertThat(CheapestPath.cpu(usage, Prices.DEFAULT, 20)).isZero();
    }

    @Test
    void paysForTheChangeWhereThatIsCheaper() {
        // a day at 1 and a day at 4: waste of 72 core-hours, or one change
        ScoredUsage usage = Usages.scored(Usages.days(1, 1, 1, 1, 4, 4, 4, 4));

        assertThat(CheapestPath.cpu(usage, Prices.DEFAULT, 20))
                .isCloseTo(Prices.DEFAULT.change(), within(1e-9));
    }

    @Test
    void findsWhatTryingEverythingFinds() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        double[] days = random.doubles(12, 1, 3).toArray();
        ScoredUsage usage = Usages.scored(Usages.days(days));
        double cheapest = Double.POSITIVE_INFINITY;
        double top = Arrays.stream(days).max().orElseThrow();
        double low = lowestMedian(days);
        double[] grid = new double[120];
        for (int k = 0; k < grid.length; k++) {
            grid[k] = low * Math.pow(top / low, k / 119.0);
        }
        grid[119] = top;
        for (double first : grid) {
            for (double second : grid) {
                for (double third : grid) {
                    double[] requests = {first, second, third};
                    cheapest = Math.min(cheapest, cost(usage, requests));
                }
            }
        }

        assertThat(CheapestPath.cpu(usage, Prices.DEFAULT, 20)).isCloseTo(cheapest, within(1e-6));
    }

    private static double cost(ScoredUsage usage, double[] requests) {
        return Prices.DEFAULT.cpu(CpuTotals.of(usage, requests), 20);
    }

    private static double lowestMedian(double[] samples) {
        double low = Double.POSITIVE_INFINITY;
        for (int day = 0; day < samples.length; day += 4) {
            double[] sorted = Arrays.copyOfRange(samples, day, day + 4);
            Arrays.sort(sorted);
            low = Math.min(low, (sorted[1] + sorted[2]) / 2);
        }
        return low;
    }
}
