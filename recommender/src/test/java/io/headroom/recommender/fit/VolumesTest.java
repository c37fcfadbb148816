package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VolumeClaimState;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VolumesTest {
    private static final WorkloadRef DB = new WorkloadRef("shop", "StatefulSet", "apps", "db");
    private static final BigDecimal SIZE = BigDecimal.valueOf(10L << 30);

    @Test
    void eachPodGetsOneClaimOfEachTemplate() {
        Volumes volumes = volumes(0, 2, known(), pods());

        assertThat(names(volumes))
                .containsExactly(
                        List.of("data-db-0", "log-db-0"), List.of("data-db-1", "log-db-1"));
    }

    @Test
    void aClaimThatIsThereIsNotMadeAgainThoughItsPodIsGone() {
        Volumes volumes = volumes(0, 4, known("data-db-0", "log-db-0", "data-db-2"), pods());

        assertThat(names(volumes))
                .containsExactly(
                        List.of(),
                        List.of("data-db-1", "log-db-1"),
                        List.of("log-db-2"),
                        List.of("data-db-3", "log-db-3"));
    }

    @Test
    void podsAreCountedFromTheFirstOrdinalOn() {
        Volumes volumes = volumes(5, 2, known("data-db-5", "log-db-5"), pods());

        assertThat(names(volumes)).containsExactly(List.of(), List.of("data-db-6", "log-db-6"));
    }

    @Test
    void aPodThatHasANodeHasItsClaimsThoughNobodyMaySeeThem() {
        Volumes volumes = volumes(0, 3, known(), pods(pod("db-0", "node"), pod("db-1", null)));

        assertThat(names(volumes))
                .containsExactly(
                        List.of(),
                        List.of("data-db-1", "log-db-1"),
                        List.of("data-db-2", "log-db-2"));
    }

    @Test
    void claimsOfOtherNamesAreSomebodyElses() {
        Volumes volumes =
                volumes(0, 1, known("data-db-7", "data-db-x", "data-db-", "other-db-0"), pods());

        assertThat(volumes.there()).extracting(VolumeClaimState::name).containsExactly("data-db-7");
    }

    @Test
    void whereATemplateNamesNoClassTheClaimGetsTheDefault() {
        ClaimTemplates templates =
                new ClaimTemplates(
                        0,
                        List.of(
                                new ClaimTemplates.Template("data", "fast", List.of(), SIZE),
                                new ClaimTemplates.Template("log", null, List.of(), SIZE),
                                new ClaimTemplates.Template("tmp", "", List.of(), SIZE)));

        assertThat(
                        Volumes.of(DB, templates, 1, known(), pods(), "slow").toCome(1).stream()
                                .map(VolumeClaimState::storageClass))
                .containsExactly("fast", "slow", null);
        assertThat(
                        Volumes.of(DB, templates, 1, known(), pods(), null).toCome(1).stream()
                                .map(VolumeClaimState::storageClass))
                .containsExactly("fast", null, null);
    }

    private static Volumes volumes(
            int first, int most, List<VolumeClaimState> known, List<PodState> pods) {
        return Volumes.of(
                DB,
                new ClaimTemplates(
                        first,
                        List.of(
                                new ClaimTemplates.Template("data", "fast", List.of(), SIZE),
                                new ClaimTemplates.Template("log", null, List.of(), SIZE))),
                most,
                known,
                pods,
                null);
    }

    private static List<List<String>> names(Volumes volumes) {
        return volumes.toCome().stream()
                .map(ofPod -> ofPod.stream().map(VolumeClaimState::name).toList())
                .toList();
    }

    private static List<VolumeClaimState> known(String... names) {
        return Stream.of(names)
                .map(name -> new VolumeClaimState("shop", name, "fast", List.of(), SIZE, null))
                .toList();
    }

    private static List<PodState> pods(PodState... pods) {
        return List.of(pods);
    }

    private static PodState pod(String name, @Nullable String node) {
        return new PodState(
                DB,
                name,
                "uid-" + name,
                node,
                node == null ? "Pending" : "Running",
                node != null,
                Members.AS_OF,
                null,
                List.of(),
                null,
                null,
                null);
    }
}
