package io.headroom.recommender.scale.replay;

import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.recommender.scale.advice.Advisor;
import io.headroom.recommender.scale.advice.Price;
import io.headroom.recommender.scale.advice.ScalingAdvice;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to lead fourteen days of rings through an autoscaler at its syncs of 15 s, and to
 * advise one; run by {@link ReplaySpeedTest}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 10, time = 1)
@Fork(1)
public class ReplayBenchmark {
    private static final ReplayedPod POD = new ReplayedPod(0.5, 1, Duration.ofSeconds(90));

    private final Ring ring = ring();
    private final HpaSpec usual = HpaSpec.ofCpu(2, 100, 60).withBehavior(Behavior.DEFAULT);
    private final HpaSpec policies = usual.withBehavior(manyPolicies());
    private final Advisor advisor = new Advisor(ControllerSettings.DEFAULT, Price.of(Risk.SAFE));

    @Benchmark
    public Outcome usual() {
        return replay().run(usual);
    }

    @Benchmark
    public Outcome manyPoliciesAndLongWindows() {
        return replay().run(policies);
    }

    @Benchmark
    public Optional<ScalingAdvice> advice() {
        return advisor.advise(Demand.ofRing(ring), POD);
    }

    private Replay replay() {
        return new Replay(Demand.ofRing(ring), POD, ControllerSettings.DEFAULT);
    }

    private static Behavior manyPolicies() {
        List<ScalingPolicy> each =
                List.of(
                        new ScalingPolicy(ScalingPolicy.Type.PODS, 2, Duration.ofMinutes(1)),
                        new ScalingPolicy(ScalingPolicy.Type.PERCENT, 10, Duration.ofMinutes(5)),
                        new ScalingPolicy(ScalingPolicy.Type.PODS, 9, Duration.ofMinutes(30)));
        return new Behavior(
                Behavior.DEFAULT.scaleUp().withPolicies(each).withWindow(Duration.ofMinutes(2)),
                Behavior.DEFAULT.scaleDown().withPolicies(each).withWindow(Duration.ofHours(1)));
    }

    /** Fourteen days that never rest, so that the autoscaler has the most to do. */
    private static Ring ring() {
        SplittableRandom random = new SplittableRandom(11);
        byte[] steps = new byte[Windows.PER_RING];
        for (int window = 0; window < steps.length; window++) {
            double daily = 1 + 0.8 * Math.sin(2 * Math.PI * window / Windows.PER_DAY);
            steps[window] =
                    ByteScale.CPU_CORES.encode(8 * daily * Math.exp(random.nextGaussian(0, 0.5)));
        }
        return new Ring(Windows.indexOf(Instant.parse("2026-03-01T00:00:00Z")), steps);
    }
}
