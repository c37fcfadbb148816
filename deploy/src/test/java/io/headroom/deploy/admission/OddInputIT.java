package io.headroom.deploy.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.headroom.collector.kubernetes.ClusterObjects;
import io.headroom.collector.kubernetes.Terms;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.Kubectl;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.recommender.fit.NamespaceFacts;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.Planner;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.fit.admission.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is odd, and what the API server and Headroom make of it. */
@Tag("admission")
class OddInputIT {
    private final KubernetesClient admin = ControlPlane.bare().admin();
    @TempDir Path folder;
    private String namespace;

    @BeforeEach
    void makeNamespace() {
        namespace = ControlPlane.bare().newNamespace("odd");
    }

    @Test
    void aHardLimitOfNothingLetsNothingIn() {
        QuotaState quota = quota(Map.of("requests.memory", "0"), Map.of("requests.memory", "0"));

        assertRefusedAlike(pod("1"), List.of(), List.of(quota), "quota odd EXCEEDED");
    }

    @Test
    void aHardLimitOfNothingLetsInWhatAsksForNothing() {
        QuotaState quota = quota(Map.of("requests.memory", "0"), Map.of("requests.memory", "0"));

        assertThat(Said.of(new Admission(List.of(), List.of(quota)).judge(Terms.of(pod("0")))))
                .containsExactly(Said.ADMITTED);
        assertThat(create(pod("0"))).isEqualTo(Said.ADMITTED);
    }

    @Test
    void thousandthsOfBytesAndPowersOfTenAreCountedExactly() {
        QuotaState quota =
                quota(
                        Map.of("requests.memory", "128974848000m", "limits.memory", "100M"),
                        Map.of("requests.memory", "0", "limits.memory", "0"));

        assertThat(quota.hard().get("requests.memory")).isEqualByComparingTo("128974848");
        assertThat(quota.hard().get("limits.memory")).isEqualByComparingTo("100000000");
        Pod over = pod("100000001");
        assertRefusedAlike(over, List.of(), List.of(quota), "quota odd EXCEEDED");
        Pod full = pod("100M");
        assertThat(Said.of(new Admission(List.of(), List.of(quota)).judge(Terms.of(full))))
                .containsExactly(Said.ADMITTED);
        assertThat(create(full)).isEqualTo(Said.ADMITTED);
    }

    @Test
    void aPowerOfTenWithASuffixIsNoQuantityAndNeverGetsIntoACluster() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("quota.yaml"),
                        """
                        apiVersion: v1
                        kind: ResourceQuota
                        metadata: {name: odd}
                        spec: {hard: {requests.memory: 1e3m}}
                        """);

        Kubectl.Answer answer =
                ControlPlane.bare()
                        .kubectl()
                        .tryRun(
                                "-n",
                                namespace,
                                "create",
                                "--validate=false",
                                "-f",
                                file.toString());

        assertThat(answer.exitCode()).isNotZero();
        assertThat(answer.error()).contains("quantities must match the regular expression");
        assertThat(admin.resourceQuotas().inNamespace(namespace).list().getItems()).isEmpty();
    }

    @Test
    void aPowerOfTenIsOne() {
        assertThat(quota(Map.of("requests.memory", "1e3"), Map.of("requests.memory", "0")).hard())
                .hasEntrySatisfying(
                        "requests.memory", hard -> assertThat(hard).isEqualByComparingTo("1000"));
    }

    @Test
    void aQuotaWithoutStatusCountsNothingYet() {
        ResourceQuota created = admin.resource(written(Map.of("pods", "0"))).create();
        QuotaState quota = ClusterObjects.of(created);

        assertThat(quota.hard()).isEmpty();
        assertThat(Said.of(new Admission(List.of(), List.of(quota)).judge(Terms.of(pod("1")))))
                .containsExactly(Said.ADMITTED);
        assertThat(create(pod("1"))).isEqualTo(Said.ADMITTED);
    }

    @Test
    void aQuotaThatSaysWhatIsLetInButNotWhatIsUsedRefuses() {
        QuotaState quota = quota(Map.of("pods", "5"), Map.of());

        assertRefusedAlike(pod("1"), List.of(), List.of(quota), "quota odd NOT_COUNTED");
    }

    @Test
    void whatTheStatusEnforcesRefusesThoughTheQuotaAsksForMoreByNow() {
        ResourceQuota enforced = written(Map.of("requests.memory", "0"));
        admin.resource(
                        new ResourceQuotaBuilder(admin.resource(enforced).create())
                                .withNewStatus()
                                .withHard(enforced.getSpec().getHard())
                                .withUsed(enforced.getSpec().getHard())
                                .endStatus()
                                .build())
                .updateStatus();

        QuotaState quota =
                ClusterObjects.of(
                        admin.resourceQuotas()
                                .inNamespace(namespace)
                                .withName("odd")
                                .edit(seen ->
                                        new ResourceQuotaBuilder(seen)
                                                .editSpec()
                                                .addToHard("requests.memory", new Quantity("5Gi"))
                                                .endSpec()
                                                .build()));

        assertThat(quota.notTakenUp().get("requests.memory")).isEqualByComparingTo("5368709120");
        assertRefusedAlike(pod("1"), List.of(), List.of(quota), "quota odd EXCEEDED");
    }

    @Test
    void limitRangesThatContradictEachOtherLetNoPodIn() {
        List<LimitRangeState> ranges =
                List.of(range("most", null, "100Mi"), range("least", "200Mi", null));
        for (String memory : List.of("50Mi", "100Mi", "150Mi", "200Mi")) {
            Verdict verdict = new Admission(ranges, List.of()).judge(Terms.of(pod(memory)));
            assertThat(verdict).as(memory).isInstanceOf(Verdict.OutOfRange.class);
        }

        assertRefusedAlike(pod("150Mi"), ranges, List.of(), "limitrange");
    }

    @Test
    void aNamespaceThatIsBeingDeletedTakesNothingWhateverItsQuotas() {
        admin.namespaces()
                .withName(namespace)
                .edit(seen -> {
                    seen.getMetadata().setFinalizers(List.of("headroom.test/stays"));
                    return seen;
                });
        assertThat(planned().verdict()).isEqualTo(NamespacePlan.Verdict.FITS);
        admin.namespaces().withName(namespace).delete();
        try {
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() ->
                            assertThat(create(pod("1")).by())
                                    .contains("because it is being terminated"));
            assertThat(planned().verdict()).isEqualTo(NamespacePlan.Verdict.TERMINATING);
        } finally {
            admin.namespaces()
                    .withName(namespace)
                    .edit(seen -> {
                        seen.getMetadata().setFinalizers(List.of());
                        return seen;
                    });
        }
    }

    /** By what the API server tells of the namespace. */
    private NamespacePlan planned() {
        NamespaceState known = ClusterObjects.of(admin.namespaces().withName(namespace).require());
        return Planner.plan(
                new NamespaceFacts(
                        known.name(),
                        Instant.EPOCH,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        known.terminating()));
    }

    /** The API server learns of quotas and LimitRanges by watching: it may take a moment. */
    private void assertRefusedAlike(
            Pod pod, List<LimitRangeState> ranges, List<QuotaState> quotas, String by) {
        var foretold = Said.of(new Admission(ranges, quotas).judge(Terms.of(pod)));
        assertThat(foretold).extracting(Said::by).containsOnly(by);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(tryOut(pod)).isIn(foretold));
        assertThat(create(pod)).isIn(foretold);
    }

    private QuotaState quota(Map<String, String> hard, Map<String, String> used) {
        ResourceQuota created = admin.resource(written(hard)).create();
        return ClusterObjects.of(
                admin.resource(
                                new ResourceQuotaBuilder(created)
                                        .withNewStatus()
                                        .withHard(created.getSpec().getHard())
                                        .withUsed(quantities(used))
                                        .endStatus()
                                        .build())
                        .updateStatus());
    }

    private ResourceQuota written(Map<String, String> hard) {
        return new ResourceQuotaBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("odd")
                .endMetadata()
                .withNewSpec()
                .withHard(quantities(hard))
                .endSpec()
                .build();
    }

    private static Map<String, Quantity> quantities(Map<String, String> written) {
        Map<String, Quantity> quantities = new TreeMap<>();
        written.forEach((name, amount) -> quantities.put(name, new Quantity(amount)));
        return quantities;
    }

    private LimitRangeState range(String name, @Nullable String min, @Nullable String max) {
        var limit =
                new LimitRangeBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewLimit()
                        .withType("Container");
        if (min != null) {
            limit.addToMin("memory", new Quantity(min));
        }
        if (max != null) {
            limit.addToMax("memory", new Quantity(max));
        }
        LimitRange range = limit.endLimit().endSpec().build();
        return ClusterObjects.of(admin.resource(range).create());
    }

    /** It may use as much memory as it asks for. */
    private Pod pod(String memory) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("pod")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("i")
                .withNewResources()
                .addToRequests("memory", new Quantity(memory))
                .addToLimits("memory", new Quantity(memory))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    private Said create(Pod pod) {
        try {
            admin.resource(pod).create();
            return Said.ADMITTED;
        } catch (KubernetesClientException e) {
            return Said.of(e);
        }
    }

    private Said tryOut(Pod pod) {
        try {
            admin.resource(pod).dryRun().create();
            return Said.ADMITTED;
        } catch (KubernetesClientException e) {
            return Said.of(e);
        }
    }
}
