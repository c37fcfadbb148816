package io.headroom.recommender;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.VpaStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a sample, a percentile and a recommendation cost; run by {@link SpeedTest}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 200, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class SpeedBenchmark {
    private static final int SAMPLES = 14 * 1_440;
    private static final long SEED = 7;
    private static final Instant FIRST_MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

    /** When the last of the days is settled. */
    private static final Instant AS_OF =
            FIRST_MIDNIGHT.plus(Duration.ofDays(14)).plus(Duration.ofMinutes(30));

    private static final WorkloadRef WORKLOAD = States.deployment("shop", "cart");

    private final double[] cores = new double[SAMPLES];
    private final Instant[] times = new Instant[SAMPLES];
    private final PlainHistogram plain = new PlainHistogram();
    private final DecayingHistogram histogram = histogram();
    private final Sizing sizing = sizing();
    private final UsageAssessment assessment = assessment();
    private final Surroundings surroundings = surroundings();

    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < SAMPLES; i++) {
            cores[i] = restless(random, i / 1_440.0);
            times[i] = FIRST_MIDNIGHT.plusSeconds(60L * i).plusMillis(random.nextInt(60_000));
            plain.add(cores[i], 0.1, times[i]);
            histogram.add(cores[i], 0.1, times[i]);
        }
    }

    @Benchmark
    @OperationsPerInvocation(SAMPLES)
    public PlainHistogram plainFold() {
        PlainHistogram folded = new PlainHistogram();
        for (int i = 0; i < SAMPLES; i++) {
            folded.add(cores[i], 0.1, times[i]);
        }
        return folded;
    }

    @Benchmark
    @OperationsPerInvocation(SAMPLES)
    public DecayingHistogram fold() {
        DecayingHistogram folded = histogram();
        for (int i = 0; i < SAMPLES; i++) {
            folded.add(cores[i], 0.1, times[i]);
        }
        return folded;
    }

    @Benchmark
    public double plainPercentile() {
        return plain.percentile(0.9);
    }

    @Benchmark
    public double percentile() {
        return histogram.percentile(0.9);
    }

    @Benchmark
    public Recommendation recommendation() {
        return sizing.recommend(WORKLOAD, KnownUsage.of(assessment), surroundings);
    }

    private static DecayingHistogram histogram() {
        return new DecayingHistogram(ExponentialBuckets.CPU_CORES, DecayingHistogram.HALF_LIFE);
    }

    private static Sizing sizing() {
        MinimumEvidence minimum = new MinimumEvidence(10, Duration.ofMinutes(10));
        return new Sizing("headroom", new VpaStrategy(minimum, VpaStrategy.Rounding.NONE));
    }

    /** Fourteen days of a container whose days all differ, which takes the longest to size. */
    private static UsageAssessment assessment() {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] cpu = new byte[Windows.PER_RING];
        byte[] memory = new byte[Windows.PER_RING];
        for (int window = 0; window < cpu.length; window++) {
            double day = (double) window / Windows.PER_DAY;
            cpu[window] = ByteScale.CPU_CORES.encode(restless(random, day));
            memory[window] = ByteScale.MEMORY_BYTES.encode(5e8 * (1 + restless(random, day)));
        }
        ContainerProfile base = States.steady("web", 0.2, 2e8);
        long first = Windows.indexOf(FIRST_MIDNIGHT);
        ContainerProfile profile =
                new ContainerProfile(
                        base.name(),
                        base.type(),
                        base.requests(),
                        base.limits(),
                        FIRST_MIDNIGHT,
                        AS_OF,
                        SAMPLES,
                        base.cpu(),
                        base.memoryPeaks(),
                        new Ring(first, cpu),
                        new Ring(first, cpu),
                        new Ring(first, memory));
        Ring none = new Ring(0, new byte[0]);
        return new UsageAssessment(
                WORKLOAD,
                AS_OF,
                List.of(profile),
                none,
                none,
                none,
                new Completeness(Windows.PER_RING, Windows.PER_RING));
    }

    /** As on any day but the first: there is an answer to go on from. */
    private Surroundings surroundings() {
        Surroundings first =
                new Surroundings(
                        null, Set.of(), LimitRangeRules.NONE, NodeSizes.UNKNOWN, Policy.NONE, null);
        Recommendation before = sizing.recommend(WORKLOAD, KnownUsage.of(assessment), first);
        return new Surroundings(
                null, Set.of(), LimitRangeRules.NONE, NodeSizes.UNKNOWN, Policy.NONE, before);
    }

    private static double restless(SplittableRandom random, double day) {
        double daily = 1 + 0.8 * Math.sin(2 * Math.PI * day);
        return 0.4 * daily * Math.exp(random.nextGaussian(0, 0.4 + 0.3 * Math.sin(day)));
    }
}
