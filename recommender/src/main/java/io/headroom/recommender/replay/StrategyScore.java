package io.headroom.recommender.replay;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Stated;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one strategy's advice did to one container.
 *
 * @param advice by origin, as it was given
 * @param cpuSlack of each container-day; see {@link ScoredUsage#dailySlack}
 * @param memorySlack likewise
 * @param safety how safe the advice was said to be for a day, and was
 * @param abstained how many of the advices left CPU as it was, and memory
 */
public record StrategyScore(
        List<Amounts> advice,
        CpuTotals cpu,
        MemoryTotals memory,
        List<Double> cpuSlack,
        List<Double> memorySlack,
        SafetyTally safety,
        Abstained abstained) {

    /** Numbers of advices that named no amount. */
    public record Abstained(int cpu, int memory) {
        static final Abstained NONE = new Abstained(0, 0);

        Abstained plus(Abstained other) {
            return new Abstained(cpu + other.cpu, memory + other.memory);
        }
    }

    /** Of advice of which nothing more is said. */
    static StrategyScore of(List<Amounts> advice, ScoredUsage cpu, ScoredUsage memory) {
        return ofStated(advice.stream().map(Stated::silently).toList(), cpu, memory);
    }

    /**
     * The score of advice, and of what was said of its safety.
     *
     * @param stated by origin; of horizons other than a day nothing must be said
     */
    static StrategyScore ofStated(List<Stated> stated, ScoredUsage cpu, ScoredUsage memory) {
        List<Amounts> advice = stated.stream().map(Stated::requests).toList();
        double[] cpuRequests = held(advice, Amounts::cpuCores);
        double[] memoryRequests = held(advice, Amounts::memoryBytes);
        return new StrategyScore(
                advice,
                CpuTotals.of(cpu, cpuRequests),
                MemoryTotals.of(memory, memoryRequests),
                boxed(cpu.dailySlack(cpuRequests)),
                boxed(memory.dailySlack(memoryRequests)),
                SafetyTally.of(stated, cpu, memory),
                new Abstained(
                        count(advice, Amounts::cpuCores), count(advice, Amounts::memoryBytes)));
    }

    /** What is requested: the last amount advised, and nothing before the first. */
    static double[] held(List<Amounts> advice, ToDoubleFunction<Amounts> part) {
        double[] requests = new double[advice.size()];
        double last = 0;
        for (int i = 0; i < requests.length; i++) {
            double amount = part.applyAsDouble(advice.get(i));
            last = Double.isNaN(amount) ? last : amount;
            requests[i] = last;
        }
        return requests;
    }

    private static int count(List<Amounts> advice, ToDoubleFunction<Amounts> part) {
        return (int)
                advice.stream()
                        .filter(amounts -> Double.isNaN(part.applyAsDouble(amounts)))
                        .count();
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
