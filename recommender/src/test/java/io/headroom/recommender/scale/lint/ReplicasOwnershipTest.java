package io.headroom.recommender.scale.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.inventory.WorkloadState.ReplicasOwner;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicasOwnershipTest {
    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    /** A is argocd-controller, which applies; E and C set them with kubectl; - is the scale. */
    private static final Map<Character, ReplicasOwner> OWNERS =
            Map.of(
                    'A', new ReplicasOwner("argocd-controller", true),
                    'C', new ReplicasOwner("kubectl-client-side-apply", false),
                    'E', new ReplicasOwner("kubectl-edit", false));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # of each hour | who fights                | the hour of the last change
                    A              | nobody                    |
                    A-             | nobody                    |
                    -A             | nobody                    |
                    A-A            | argocd-controller         | 2
                    -A-            | argocd-controller         | 2
                    A-A-           | argocd-controller         | 3
                    A-A--A-A-A-    | argocd-controller         | 10
                    AAA---         | nobody                    |
                    E-             | nobody                    |
                    -E-            | nobody                    |
                    C-E-           | nobody                    |
                    C-C            | nobody                    |
                    C-C-           | kubectl-client-side-apply | 3
                    -C-C-          | kubectl-client-side-apply | 4
                    A-A-E-         | argocd-controller         | 3
                    C-C-A-A        | argocd-controller         | 6
                    ACACA          | nobody                    |
                    """)
    void whoTakesTheReplicasBackFightsForThem(
            String owners, String manager, @Nullable Integer hour) {
        ReplicasOwnership ownership = seen(owners, Duration.ofHours(1));

        ReplicasFight fight =
                hour == null
                        ? null
                        : new ReplicasFight(manager, START.plus(Duration.ofHours(hour)));
        assertThat(ownership.fight(START.plus(Duration.ofHours(owners.length()))).orElse(null))
                .isEqualTo(fight);
    }

    @Test
    void aFightIsOverADayAfterItsLastChange() {
        ReplicasOwnership ownership = seen("A-A-", Duration.ofMinutes(5));
        Instant last = START.plus(Duration.ofMinutes(15));

        assertThat(ownership.fight(last.plus(Duration.ofDays(1)))).isPresent();
        assertThat(ownership.fight(last.plus(Duration.ofDays(1)).plusSeconds(1))).isEmpty();
    }

    @Test
    void whoComesBackAfterMoreThanADayDoesNotFight() {
        assertThat(seen("A-A-", Duration.ofHours(25)).fight(START.plus(Duration.ofHours(75))))
                .isEmpty();
    }

    @Test
    void whatEndedADayAgoIsForgotten() {
        ReplicasOwnership ownership = seen("A-A-", Duration.ofMinutes(1));

        assertThat(ownership.then(OWNERS.get('E'), START.plus(Duration.ofDays(2))).handovers())
                .containsOnlyKeys(OWNERS.get('E'));
    }

    private static ReplicasOwnership seen(String owners, Duration between) {
        ReplicasOwnership ownership = ReplicasOwnership.of(OWNERS.get(owners.charAt(0)));
        for (int i = 1; i < owners.length(); i++) {
            ownership =
                    ownership.then(
                            OWNERS.get(owners.charAt(i)), START.plus(between.multipliedBy(i)));
        }
        return ownership;
    }
}
