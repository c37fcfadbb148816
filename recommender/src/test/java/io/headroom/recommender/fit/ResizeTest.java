package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.recommender.fit.Amount.Given;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the API server takes as a patch of {@code pods/resize}. */
class ResizeTest {
    private static final Given NONE = new Given(0, Amount.NONE);

    @Test
    void aClassOfQualityOfServiceStays() {
        Given guaranteed = new Given(500, 500);
        Given burstable = new Given(500, 1_000);

        assertThat(accepted(guaranteed, new Given(700, 700))).isTrue();
        assertThat(accepted(burstable, new Given(700, 900))).isTrue();
        assertThat(accepted(burstable, guaranteed)).isFalse();
        assertThat(accepted(guaranteed, burstable)).isFalse();
        assertThat(accepted(NONE, new Given(500, Amount.NONE))).as("BestEffort").isFalse();
    }

    @Test
    void nothingIsTakenAwayThoughItMayBeAdded() {
        Given requested = new Given(500, Amount.NONE);

        assertThat(accepted(new Given(500, 1_000), requested)).isFalse();
        assertThat(accepted(new Given(500, 1_000), new Given(0, 1_000))).isFalse();
        assertThat(accepted(requested, new Given(500, 1_000))).isTrue();
    }

    @Test
    void initContainersStayAndSidecarsDoNot() {
        Given smaller = new Given(300, 1_000);

        assertThat(acceptedBeside(ContainerType.INIT, smaller)).isFalse();
        assertThat(acceptedBeside(ContainerType.INIT, new Given(500, 1_000))).isTrue();
        assertThat(acceptedBeside(ContainerType.SIDECAR, smaller)).isTrue();
    }

    @Test
    void aPodThatAsksForSomethingAsAWholeStays() {
        Claim whole =
                new Claim(
                        Claims.workload("web"),
                        0,
                        1,
                        1,
                        0,
                        List.of(Claims.app(Claims.between(0, 500), Claims.between(0, 500))),
                        Resources.NONE,
                        Map.of(Counted.REQUESTS_CPU, 900L),
                        Map.of(),
                        null,
                        Map.of());
        Grant now = Grant.wanted(whole);

        assertThat(Resize.isAccepted(now, now.with(Counted.Kind.CPU, List.of(new Given(600, -1)))))
                .isFalse();
    }

    private static boolean accepted(Given from, Given to) {
        Claim claim = Claims.claim("web", 0, 1, Claims.between(0, 0), Claims.between(0, 0));
        return Resize.isAccepted(
                new Grant(claim, 1, List.of(from), List.of(from)),
                new Grant(claim, 1, List.of(to), List.of(to)));
    }

    private static boolean acceptedBeside(ContainerType type, Given to) {
        Given before = new Given(500, 1_000);
        Amount amount = Claims.between(0, 0);
        Claim claim =
                Claims.claim(
                        "web",
                        0,
                        1,
                        List.of(
                                new Want("first", type, amount, amount),
                                Claims.app(amount, amount)));
        List<Given> memory = List.of(before, before);
        return Resize.isAccepted(
                new Grant(claim, 1, List.of(before, before), memory),
                new Grant(claim, 1, List.of(to, before), memory));
    }
}
