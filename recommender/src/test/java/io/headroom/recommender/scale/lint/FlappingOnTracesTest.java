package io.headroom.recommender.scale.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.replay.PublicTraces;
import io.headroom.recommender.scale.backtest.HorizontalProtocol;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.scale.trace.DemandReader;
import io.headroom.recommender.scale.trace.DemandTrace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How often autoscalers of real loads go back within half an hour on what they did. */
class FlappingOnTracesTest {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final double HALF_AN_HOUR = 1_800;

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
        return flaps.stream().filter(each -> each >= PastChecks.FEWEST_FLAPS).count()
                / (double) flaps.size();
    }

    private static int mostInADay(Demand demand, Duration window) {
        Instant from = HorizontalProtocol.scoredFrom(demand);
        ReplayedPod pod = HorizontalProtocol.pod(demand, from).orElseThrow();
        HpaSpec spec =
                HpaSpec.ofCpu(2, 1_000, 60)
                        .withBehavior(Behavior.DEFAULT.withWindows(Duration.ZERO, window));
        Map<Long, Integer> byDay = new HashMap<>();
        int[] last = {0, 0};
        double[] at = {Double.NEGATIVE_INFINITY};
        new Replay(demand.between(from, from.plus(WEEK)), pod, ControllerSettings.DEFAULT)
                .run(
                        List.of(Phase.always(spec)),
                        (second, replicas, _, _, _) -> {
                            int direction = Integer.signum(replicas - last[0]);
                            if (last[0] > 0 && direction != 0) {
                                if (direction * last[1] < 0 && second - at[0] <= HALF_AN_HOUR) {
                                    byDay.merge(
                                            (long) second / FloorSchedule.DAY_SECONDS,
                                            1,
                                            Integer::sum);
                                }
                                last[1] = direction;
                                at[0] = second;
                            }
                            last[0] = replicas;
                        });
        return byDay.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
