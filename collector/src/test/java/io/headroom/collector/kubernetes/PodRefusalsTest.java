package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.headroom.collector.kubernetes.EventCounts.Told;
import io.headroom.collector.publish.RecordedCalls;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.inventory.PodRefusal.By;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From when to when pods are said to be refused, and by what. */
class PodRefusalsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");
    private static final String EXCEEDED =
            "Error creating: pods \"cart-1-x7\" is forbidden: exceeded quota: compute, requested:"
                    + " requests.cpu=1,pods=1, used: requests.cpu=4,pods=9, limited:"
                    + " requests.cpu=4,pods=9";

    private final RecordedCalls told = new RecordedCalls();
    private Receivers receivers = new Receivers(told, Map.of(), Map.of());

    @BeforeEach
    void aReplicaSetOfADeploymentHasOneOfTwoPods() {
        receivers.replicaSets().put(replicaSet(2, 1), NOW);
    }

    @Test
    void theWorkloadAboveIsToldWithTheQuotaAndItsLines() {
        hear(EXCEEDED, NOW);

        assertThat(standing())
                .hasValueSatisfying(refusal -> {
                    assertThat(refusal.workload()).isEqualTo(CART);
                    assertThat(refusal.by()).isEqualTo(By.QUOTA);
                    assertThat(refusal.quota()).isEqualTo("compute");
                    assertThat(refusal.resources()).containsExactly("pods", "requests.cpu");
                    assertThat(refusal.since()).isEqualTo(NOW);
                });
    }

    @Test
    void anotherTryOfTheSameTellsNothingNew() {
        hear(EXCEEDED, NOW);
        hear(EXCEEDED.replace("cart-1-x7", "cart-1-z9"), NOW.plusSeconds(10));

        assertThat(told.of(PodRefusal.class)).hasSize(1);

        hear(EXCEEDED.replace("compute", "other"), NOW.plusSeconds(20));

        assertThat(standing())
                .hasValueSatisfying(refusal -> {
                    assertThat(refusal.quota()).isEqualTo("other");
                    assertThat(refusal.since()).isEqualTo(NOW);
                });
    }

    @Test
    void itEndsWhenAPodOfTheOwnerIsLetIn() {
        hear(EXCEEDED, NOW);
        receivers.pods().put(pod("before", "uid-rs", NOW), NOW);
        receivers.pods().put(pod("stranger", "uid-other", NOW.plusSeconds(5)), NOW);
        assertThat(standing()).isPresent();

        receivers.pods().put(pod("later", "uid-rs", NOW.plusSeconds(5)), NOW.plusSeconds(5));

        assertThat(standing()).isEmpty();
    }

    @Test
    void itEndsWhenTheOwnerLacksNoPodAnyMore() {
        hear(EXCEEDED, NOW);
        receivers.replicaSets().put(replicaSet(2, 1), NOW);
        assertThat(standing()).isPresent();

        receivers.replicaSets().put(replicaSet(1, 1), NOW);

        assertThat(standing()).isEmpty();
    }

    @Test
    void itEndsWithTheOwner() {
        hear(EXCEEDED, NOW);

        receivers.replicaSets().gone("shop", "cart-1", "uid-rs", NOW);

        assertThat(standing()).isEmpty();
    }

    @Test
    void itEndsWhenNobodySpeaksOfItForLongerThanAnyControllerWaits() {
        hear(EXCEEDED, NOW);
        hear(EXCEEDED, NOW.plus(Duration.ofSeconds(1_000)));

        receivers
                .refusals()
                .expire(NOW.plus(Duration.ofSeconds(1_000)).plus(Duration.ofMinutes(20)));
        assertThat(standing()).isPresent();

        receivers
                .refusals()
                .expire(NOW.plus(Duration.ofSeconds(1_001)).plus(Duration.ofMinutes(20)));
        assertThat(standing()).isEmpty();
    }

    @Test
    void whatAnEarlierRunLeftStandsUntilNobodySpeaksOfItForAsLong() {
        hear(EXCEEDED, NOW);
        PodRefusal left = standing().orElseThrow();
        receivers = new Receivers(told, Map.<String, InventoryEntry>of(left.key(), left), Map.of());
        Instant later = NOW.plus(Duration.ofHours(1));

        receivers.refusals().expire(later);
        receivers.refusals().expire(later.plus(Duration.ofMinutes(20)));
        assertThat(standing()).isPresent();

        receivers.refusals().expire(later.plus(Duration.ofMinutes(21)));
        assertThat(standing()).isEmpty();
    }

    @Test
    void anEventThatAListShowsCountsWhereTheOwnerStillLacksPods() {
        receivers.replicaSets().put(replicaSet(2, 2), NOW);
        receivers.events().told(event("ReplicaSet", "cart-1", EXCEEDED, NOW), Told.LISTED, NOW);
        assertThat(standing()).isEmpty();

        receivers.replicaSets().put(replicaSet(3, 2), NOW);
        Instant longAgo = NOW.minus(Duration.ofMinutes(21));
        receivers.events().told(event("ReplicaSet", "cart-1", EXCEEDED, longAgo), Told.LISTED, NOW);
        assertThat(standing()).isEmpty();

        receivers.events().told(event("ReplicaSet", "cart-1", EXCEEDED, NOW), Told.LISTED, NOW);
        assertThat(standing()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "pods \"a\" is forbidden: exceeded quota: q, requested: limits.memory=1Gi, used: limits.memory=4Gi, limited: limits.memory=4Gi | QUOTA | q | limits.memory",
                "pods \"a\" is forbidden: failed quota: q: must specify limits.cpu for: app,proxy; requests.cpu for: app | QUOTA | q | limits.cpu requests.cpu",
                "pods \"a\" is forbidden: status unknown for quota: q, resources: pods,requests.cpu | QUOTA | q | pods requests.cpu",
                "(combined from similar events): Error creating: pods \"a\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3 | QUOTA | q | pods",
                "create Claim data-web-0 for Pod web-0 in StatefulSet web failed error: persistentvolumeclaims \"data-web-0\" is forbidden: exceeded quota: q, requested: requests.storage=1Gi, used: requests.storage=0, limited: requests.storage=0 | QUOTA | q | requests.storage",
                "pods \"a\" is forbidden: [minimum memory usage per Container is 1Gi, but request is 1Mi] | LIMIT_RANGE | none | ``",
                "pods \"a\" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000 | LIMIT_RANGE | none | ``",
                "pods \"a\" is forbidden: violates PodSecurity \"restricted:latest\": runAsNonRoot != true | OTHER | none | ``",
                "admission webhook \"policy.example\" denied the request: no | OTHER | none | ``"
            })
    void theNoteSaysWhatRefuses(String note, By by, String quota, String resources) {
        hear(note, NOW);

        assertThat(standing())
                .hasValueSatisfying(refusal -> {
                    assertThat(refusal.by()).isEqualTo(by);
                    assertThat(refusal.quota()).isEqualTo(quota);
                    assertThat(String.join(" ", refusal.resources())).isEqualTo(resources);
                });
    }

    @Test
    void whatNobodyRefusesIsNotTold() {
        hear("Error creating: Timeout: request did not complete within requested timeout", NOW);
        receivers
                .events()
                .told(
                        new EventBuilder(event("ReplicaSet", "cart-1", EXCEEDED, NOW))
                                .withReason("SuccessfulCreate")
                                .build(),
                        Told.CREATED,
                        NOW);

        assertThat(standing()).isEmpty();
    }

    private void hear(String note, Instant at) {
        receivers.events().told(event("ReplicaSet", "cart-1", note, at), Told.CREATED, at);
    }

    /** The last word, if it is not that it is over. */
    private Optional<PodRefusal> standing() {
        Object last = null;
        for (Object call : told.all()) {
            if (call instanceof PodRefusal
                    || (call instanceof RecordedCalls.Gone(String key)
                            && key.startsWith("/refused/"))) {
                last = call;
            }
        }
        return last instanceof PodRefusal refusal ? Optional.of(refusal) : Optional.empty();
    }

    private static Event event(String kind, String name, String note, Instant at) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name + "." + at.toEpochMilli())
                .withUid("event-" + at + note.hashCode())
                .endMetadata()
                .withType("Warning")
                .withReason("FailedCreate")
                .withNote(note)
                .withNewRegarding()
                .withApiVersion("apps/v1")
                .withKind(kind)
                .withNamespace("shop")
                .withName(name)
                .withUid("uid-rs")
                .endRegarding()
                .withDeprecatedLastTimestamp(at.toString())
                .build();
    }

    private static ReplicaSet replicaSet(int wanted, int there) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("cart-1")
                .withUid("uid-rs")
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withName("cart")
                .withUid("uid-cart")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withReplicas(wanted)
                .endSpec()
                .withNewStatus()
                .withReplicas(there)
                .endStatus()
                .build();
    }

    private static Pod pod(String name, String owner, Instant createdAt) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withUid("uid-" + name)
                .withCreationTimestamp(createdAt.toString())
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName("cart-1")
                .withUid(owner)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withContainers(List.of())
                .endSpec()
                .build();
    }
}
