package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Claims.app;
import static io.headroom.recommender.fit.Claims.between;
import static io.headroom.recommender.fit.Claims.line;
import static io.headroom.recommender.fit.Claims.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.recommender.fit.Step.How;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagesTest {
    private static final Amount NOTHING = between(0, 0);

    @Test
    void whoGivesRoomBackGoesFirstAndWithItsRoomTheOthersRollOut() {
        Claim grows = claim("a-grows", 2, 1, 1_000);
        Claim shrinks = claim("b-shrinks", 2, 1, 500);

        List<Step> steps =
                steps(
                        4_100,
                        List.of(grows, shrinks),
                        List.of(claim("a-grows", 2, 1, 500), claim("b-shrinks", 2, 1, 1_000)));

        assertThat(steps)
                .containsExactly(
                        new Step(shrinks.workload(), How.ROLLOUT),
                        new Step(grows.workload(), How.ROLLOUT));
    }

    @Test
    void whatHasNoRoomForASurgeIsResizedInPlace() {
        Claim web = claim("web", 3, 1, 1_000);

        assertThat(steps(3_500, List.of(web), List.of(claim("web", 3, 1, 900))))
                .containsExactly(new Step(web.workload(), How.IN_PLACE));
        assertThat(steps(4_000, List.of(web), List.of(claim("web", 3, 1, 900))))
                .containsExactly(new Step(web.workload(), How.ROLLOUT));
    }

    @Test
    void whatStaysAsItIsIsNoStep() {
        Claim web = claim("web", 3, 1, 1_000);

        assertThat(steps(3_000, List.of(web), List.of(web))).isEmpty();
    }

    @Test
    void thereAreNoStepsToWhatIsNotLetIn() {
        Claim web = claim("web", 3, 1, 1_000);

        assertThat(
                        Stages.of(
                                new Room(List.of(line("requests.cpu", 2_999, web)), List.of(web)),
                                List.of(change(web, web))))
                .isEmpty();
    }

    private static List<Step> steps(long hard, List<Claim> then, List<Claim> now) {
        Room room = new Room(List.of(Claims.line("quota", "requests.cpu", hard, then)), then);
        Stages.Order order =
                Stages.of(
                                room,
                                IntStream.range(0, then.size())
                                        .mapToObj(index -> change(now.get(index), then.get(index)))
                                        .toList())
                        .orElseThrow();
        assertThat(order.stuck()).isEmpty();
        return order.steps();
    }

    private static Change change(Claim now, Claim then) {
        return new Change(
                Grant.wanted(now).with(now.pods()), Grant.wanted(then).with(then.pods()), 0);
    }

    private static Claim claim(String name, int pods, int surge, long cpu) {
        return new Claim(
                workload(name),
                0,
                pods,
                pods,
                surge,
                List.of(app(between(0, cpu), NOTHING)),
                Resources.NONE,
                Map.of());
    }
}
