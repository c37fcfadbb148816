package io.headroom.recommender.scale.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.replay.PublicTraces;
import io.headroom.recommender.scale.backtest.HorizontalProtocol;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.scale.trace.DemandReader;
import io.headroom.recommender.scale.trace.DemandTrace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often autoscalers of real loads go back within half an hour on what they did. */
class FlappingOnTracesTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    void mostOfWhatIsSetAsUsualIsNotToldAndMostOfWhatGoesDownAtOnceIs() throws IOException {
        List<Integer> usual = new ArrayList<>();
        List<Integer> hasty = new ArrayList<>();
        for (var file : DemandReader.folder(PublicTraces.folder().resolve("demand")).files()) {
            DemandTrace trace = DemandReader.read(file);
            if (HorizontalProtocol.takes(trace.demand())) {
                usual.add(mostInADay(trace.demand(), Duration.ofMinutes(5)));
                hasty.add(mostInADay(trace.demand(), Duration.ZERO));
            }
        }

        assertThat(usual).hasSizeGreaterThan(10).allMatch(flaps -> flaps > 2);
        assertThat(told(usual)).isLessThanOrEqualTo(0.2);
        assertThat(told(hasty)).isGreaterThanOrEqualTo(0.6);
    }

    /** Of how many of them lint tells, as a fraction. */
    private static double told(List<Integer> flaps) {
        return flaps.stream().filter(each -> each >= Outcome.FLAPPING).count()
                / (double) flaps.size();
    }

    private static int mostInADay(Demand demand, Duration window) {
        Instant from = HorizontalProtocol.scoredFrom(demand);
        ReplayedPod pod = HorizontalProtocol.pod(demand, from).orElseThrow();
        HpaSpec spec =
                HpaSpec.ofCpu(2, 1_000, 60)
                        .withBehavior(Behavior.DEFAULT.withWindows(Duration.ZERO, window));
        return new Replay(demand.between(from, from.plus(WEEK)), pod, ControllerSettings.DEFAULT)
                .run(spec)
                .mostTakenBack();
    }
}
