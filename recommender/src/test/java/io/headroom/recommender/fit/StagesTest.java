package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Claims.app;
import static io.headroom.recommender.fit.Claims.between;
import static io.headroom.recommender.fit.Claims.line;
import static io.headroom.recommender.fit.Claims.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.Resources;
import io.headroom.recommender.fit.Step.How;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void whatHasNoRoomForASurgeGoesPodByPod() {
        Claim web = claim("web", 3, 1, 1_000);

        assertThat(steps(3_500, List.of(web), List.of(claim("web", 3, 1, 900))))
                .containsExactly(new Step(web.workload(), How.ONE_BY_ONE, null, 1, true));
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
                                List.of(change(web, web, 0)),
                                StagesTest::isRefused,
                                Stages.BUDGET))
                .isEmpty();
    }

    /** Neither is let in whole: one has no memory left, the other no CPU. */
    @Test
    void cpuAndMemoryChangeApartWhereBothAreNotLetIn() {
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
                        new Step(a.workload(), How.ONE_BY_ONE, "cpu", 1, true),
                        new Step(b.workload(), How.ONE_BY_ONE, null, 1, true),
                        new Step(a.workload(), How.ONE_BY_ONE, "memory", 1, true));
    }

    /** As it is in a namespace whose LimitRange is younger than its pods. */
    @Test
    void noResourceChangesAloneWhereItsPodsWouldBeRefusedWithTheOther() {
        Claim a = claim("a", 2_000, 6);
        Claim b = claim("b", 4_000, 4);
        List<QuotaLine> lines =
                List.of(line("requests.cpu", 6_000, a, b), line("requests.memory", 10, a, b));
        List<Change> changes =
                List.of(change(claim("a", 4_000, 4), a, 0), change(claim("b", 2_000, 6), b, 0));

        Stages.Order order =
                order(
                        lines,
                        changes,
                        (at, pods) -> at == 0 && memory(pods) < 6 && cpu(pods) < 4_000);

        assertThat(order.steps())
                .containsExactly(
                        new Step(b.workload(), How.ONE_BY_ONE, "memory", 1, true),
                        new Step(a.workload(), How.ONE_BY_ONE, null, 1, true),
                        new Step(b.workload(), How.ONE_BY_ONE, "cpu", 1, true));
        assertThat(
                        order(
                                        lines,
                                        changes,
                                        (_, pods) -> (cpu(pods) < 4_000) == (memory(pods) < 6))
                                .stuck())
                .containsExactlyInAnyOrder(a.workload(), b.workload());
    }

    private static long cpu(Grant pods) {
        return pods.cpu().getFirst().request();
    }

    private static long memory(Grant pods) {
        return pods.memory().getFirst().request();
    }

    /** Beside three cores another half has no room, and beside six quarters it has. */
    @Test
    void aResizeInPlaceIsFollowedByARolloutOfPodsOfTheNewSize() {
        Claim web = claim("web", 3, 1, 500);

        assertThat(steps(3_400, List.of(web), List.of(claim("web", 3, 1, 1_000))))
                .containsExactly(
                        new Step(web.workload(), How.IN_PLACE),
                        new Step(web.workload(), How.ROLLOUT));
    }

    @Test
    void podsThatNobodyReplacesAreResizedAndTheirTemplateIsChanged() {
        Claim set = claim("set", 3, 0, 500);

        assertThat(
                        order(
                                        List.of(line("requests.cpu", 3_000, set)),
                                        List.of(
                                                change(
                                                        claim("set", 3, 0, 1_000),
                                                        set,
                                                        Renewal.ON_DELETE)))
                                .steps())
                .containsExactly(
                        new Step(set.workload(), How.IN_PLACE),
                        new Step(set.workload(), How.TEMPLATE));
    }

    @Test
    void aPodOfItsOwnIsResizedOrElseMadeAnew() {
        Claim pod = claim("pod", 1, 0, 500);
        Claim guaranteed =
                pod.wanting(List.of(app(Claims.limited(0, 500, 500), Claims.limited(0, 10, 10))));

        assertThat(ofPod(pod)).containsExactly(new Step(pod.workload(), How.IN_PLACE));
        assertThat(ofPod(guaranteed)).containsExactly(new Step(pod.workload(), How.BY_DELETION));
    }

    private static List<Step> ofPod(Claim then) {
        return order(
                        List.of(line("requests.cpu", 1_000, then)),
                        List.of(change(claim("pod", 1, 0, 1_000), then, Renewal.NONE)))
                .steps();
    }

    @Test
    void theNextRunComesAfterTheOneThatGoesOnWhereThereIsNoRoomBesideIt() {
        Claim job = claim("job", 1, 0, 1_500);
        Claim now = claim("job", 1, 0, 1_000);
        List<QuotaLine> lines = List.of(line("requests.cpu", 2_000, job));

        assertThat(order(lines, List.of(change(now, job, Renewal.NEXT_RUN))).steps())
                .containsExactly(new Step(job.workload(), How.NEXT_RUN));
        assertThat(order(lines, List.of(change(now, job, Renewal.NEXT_RUN_BESIDE))).steps())
                .as("its pods are asked for again until there is room")
                .containsExactly(new Step(job.workload(), How.NEXT_RUN));
    }

    /** Of pods that are too large by far no new one is let in, and of these none is resized. */
    @Test
    void whoIsLeftOverIsNamedWhereThereIsNoOrder() {
        Claim grown = claim("grown", 2, 1, 500);
        Claim whole =
                grown.wanting(List.of(app(Claims.limited(0, 500, 500), Claims.limited(0, 10, 10))));
        Claim other = claim("a", 1, 1, 900);
        List<Change> changes =
                List.of(
                        change(limitedInMemory(claim("grown", 2, 1, 1_000)), whole, 0),
                        change(claim("a", 1, 1, 1_000), other, 0));

        Stages.Order apart =
                order(
                        List.of(
                                line("requests.cpu", 1_400, whole),
                                line("requests.cpu", 2_000, other)),
                        changes);
        Stages.Order together = order(List.of(line("requests.cpu", 2_300, whole, other)), changes);

        assertThat(apart.isFound()).isFalse();
        assertThat(apart.stuck()).containsExactly(grown.workload());
        assertThat(together.stuck())
                .as("who gives most back first")
                .containsExactly(grown.workload(), other.workload());
    }

    /** A limit of CPU would make its pods Guaranteed, which no resize may. */
    private static Claim limitedInMemory(Claim claim) {
        return claim.wanting(List.of(app(Claims.between(0, 1_000), Claims.limited(0, 10, 10))));
    }

    /** Beside eighteen that take of one line what they give back on another, in any order. */
    @ParameterizedTest
    @CsvSource({"0, false", "18, true"})
    void whetherAllOrdersWereLookedAtIsTold(int others, boolean gaveUp) {
        Claim grown =
                claim("grown", 2, 1, 500)
                        .wanting(
                                List.of(
                                        app(
                                                Claims.limited(0, 500, 500),
                                                Claims.limited(0, 10, 10))));
        List<Claim> then = new ArrayList<>();
        List<Change> changes =
                new ArrayList<>(
                        List.of(change(limitedInMemory(claim("grown", 2, 1, 1_000)), grown, 0)));
        for (int other = 0; other < others; other++) {
            String name = "other-" + other;
            boolean up = other % 2 == 0;
            Claim claim = claim(name, up ? 20 : 10, up ? 10 : 20);
            then.add(claim);
            changes.add(change(claim(name, up ? 10 : 20, up ? 20 : 10), claim, 0));
        }
        QuotaLine[] lines = {
            line("requests.cpu", 1_400, grown),
            line("requests.cpu", 10_000, then.toArray(Claim[]::new)),
            line("requests.memory", 10_000, then.toArray(Claim[]::new))
        };

        Stages.Order order = order(List.of(lines), changes);

        assertThat(order.stuck()).containsExactly(grown.workload());
        assertThat(order.gaveUp()).isEqualTo(gaveUp);
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
                .containsExactly(new Step(next.workload(), How.ONE_BY_ONE, null, 1, true));
    }

    private static Stages.Order order(List<QuotaLine> lines, List<Change> changes) {
        return order(lines, changes, StagesTest::isRefused);
    }

    private static Stages.Order order(
            List<QuotaLine> lines, List<Change> changes, BiPredicate<Integer, Grant> refused) {
        return Stages.of(
                        new Room(lines, changes.stream().map(each -> each.then().claim()).toList()),
                        changes,
                        refused,
                        Stages.BUDGET)
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
                                        .toList(),
                                StagesTest::isRefused,
                                Stages.BUDGET)
                        .orElseThrow();
        assertThat(order.stuck()).isEmpty();
        return order.steps();
    }

    private static Change change(Claim now, Claim then, Renewal renewal) {
        return change(now, then, 1, renewal);
    }

    private static Change change(Claim now, Claim then, int unavailable) {
        return change(now, then, unavailable, Renewal.ROLLOUT);
    }

    private static Change change(Claim now, Claim then, int unavailable, Renewal renewal) {
        return new Change(
                Standing.of(Grant.wanted(now).with(now.pods()), unavailable, renewal),
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

    /** Nobody's pods are. */
    private static boolean isRefused(int index, Grant grant) {
        return index < 0 || grant.pods() < 0;
    }
}
