package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirectCoreTest {
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final Duration GAP = STEP.multipliedBy(3);

    @Test
    void recommendsSteadyUsageABucketAndAMarginMore() {
        TraceSeries steady = series(0, 576);

        var advice = DirectCore.advise(List.of(steady), Instant.MAX, GAP);

        assertThat(advice.target().cpu()).isBetween(new Cpu(575), new Cpu(605));
        assertThat(advice.target().memory())
                .isBetween(Memory.ofMebibytes(1_150), Memory.ofMebibytes(1_210));
    }

    @Test
    void takesARateFromTheStartOnButNoneAcrossAGap() {
        TraceSeries interrupted = new TraceSeries(List.of(row(0), row(1), row(2), row(6), row(7)));

        ContainerProfile profile = DirectCore.profile(List.of(interrupted), Instant.MAX, GAP);

        assertThat(profile.samples()).isEqualTo(4);
    }

    @Test
    void countsOnlyWhatWasThereAtTheTime() {
        ContainerProfile profile =
                DirectCore.profile(List.of(series(0, 100), series(0, 100)), row(50).at(), GAP);

        assertThat(profile.samples()).isEqualTo(102);
    }

    private static TraceSeries series(int from, int to) {
        return new TraceSeries(IntStream.range(from, to).mapToObj(DirectCoreTest::row).toList());
    }

    private static TraceSeries.Row row(int step) {
        return new TraceSeries.Row(Traces.DAY.plus(STEP.multipliedBy(step)), 0.5, 1_000L << 20);
    }
}
