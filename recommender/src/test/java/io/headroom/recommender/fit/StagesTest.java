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
                                List.of(change(web, web, 0))))
                .isEmpty();
    }

    /** Neither is let in whole: one has no memory left, the other no CPU. */
    @Test
    void cpuAndMemoryAreResizedApartWhereBothAreNotLetIn() {
        Claim a = claim("a", 2_000, 6);
        Claim b = claim("b", 4_000, 4);

        Stages.Order order =
                order(
                        List.of(
                                line("requests.cpu", 6_000, a, b),
                                line("requests.memory", 10, a, b)),
                        List.of(
                                change(claim("a", 4_000, 4), a, 0),
                                change(claim("b", 2_000, 6), b, 0)));

        assertThat(order.steps())
                .containsExactly(
                        new Step(a.workload(), How.IN_PLACE, "cpu"),
                        new Step(b.workload(), How.IN_PLACE),
                        new Step(a.workload(), How.IN_PLACE, "memory"));
    }

    @Test
    void whoIsLeftOverIsNamedWhereThereIsNoOrder() {
        Claim grown = claim("grown", 1, 1, 1_000);
        Claim whole =
                grown.wanting(
                        List.of(app(Claims.limited(0, 1_000, 1_000), Claims.limited(0, 10, 10))));
        Claim other = claim("other", 1, 1, 1_000);

        Stages.Order order =
                order(
                        List.of(line("requests.cpu", 2_000, grown, other)),
                        List.of(
                                change(grown, whole, 0),
                                change(other, claim("other", 1, 1, 900), 0)));

        assertThat(order.isFound()).isFalse();
        assertThat(order.stuck()).containsExactly(grown.workload());
    }

    /** Of four pods two may be ended, so that there is room for the first new one. */
    @Test
    void aRolloutGetsThroughOncePodsAreEndedThatMayBeUnavailable() {
        Claim old = claim("web", 4, 2, 1_000);
        Claim next = claim("web", 4, 2, 1_200);

        assertThat(
                        order(
                                        List.of(line("requests.cpu", 4_800, next)),
                                        List.of(change(old, next, 2)))
                                .steps())
                .containsExactly(new Step(next.workload(), How.SLOW_ROLLOUT));
        assertThat(
                        order(
                                        List.of(line("requests.cpu", 4_800, next)),
                                        List.of(change(old, next, 0)))
                                .steps())
                .as("the last old pod would have to stay beside all new ones")
                .containsExactly(new Step(next.workload(), How.IN_PLACE));
    }

    private static Stages.Order order(List<QuotaLine> lines, List<Change> changes) {
        return Stages.of(
                        new Room(lines, changes.stream().map(each -> each.then().claim()).toList()),
                        changes)
                .orElseThrow();
    }

    private static List<Step> steps(long hard, List<Claim> then, List<Claim> now) {
        Room room = new Room(List.of(Claims.line("quota", "requests.cpu", hard, then)), then);
        Stages.Order order =
                Stages.of(
                                room,
                                IntStream.range(0, then.size())
                                        .mapToObj(
                                                index -> change(now.get(index), then.get(index), 0))
                                        .toList())
                        .orElseThrow();
        assertThat(order.stuck()).isEmpty();
        return order.steps();
    }

    private static Change change(Claim now, Claim then, int unavailable) {
        return new Change(
                Standing.of(
                        Grant.wanted(now).with(now.pods()), unavailable, Renewal.ROLLOUT),
                Grant.wanted(then).with(then.pods()),
                /* stays */ false);
    }

    /** One pod, which another one replaces before it ends. */
    private static Claim claim(String name, long cpu, long memory) {
        return new Claim(
                workload(name),
                0,
                1,
                1,
                1,
                List.of(app(between(0, cpu), between(0, memory))),
                Resources.NONE,
                Map.of());
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
