package io.headroom.deploy.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.headroom.collector.kubernetes.ClusterObjects;
import io.headroom.collector.kubernetes.VolumeClaims;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.recommender.fit.admission.ClaimAdmission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Claims of volumes are created in random namespaces: the API server admits and refuses those that
 * Headroom says it would, for the same reason.
 */
@Tag("admission")
class ClaimAdmissionIT {
    private static final int NAMESPACES =
            Math.max(Integer.getInteger("headroom.admission.namespaces", 300) / 10, 1);
    private static final long SEED = Long.getLong("headroom.seed", 20_261_127L);
    private static final int CLAIMS = 8;
    private static final List<String> CLASSES = List.of("fast", "slow");
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";

    private final KubernetesClient admin = ControlPlane.bare().admin();

    /** A namespace, and its LimitRanges as the API server stores them. */
    private record SetUp(String namespace, List<LimitRangeState> limitRanges) {}

    @Test
    void admitsAndRefusesWhatHeadroomSaysItWould() {
        System.out.printf(
                "admission of claims: -Dheadroom.admission.namespaces=%d -Dheadroom.seed=%d%n",
                NAMESPACES * 10, SEED);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        List<SetUp> namespaces = new ArrayList<>();
        for (int i = 0; i < NAMESPACES; i++) {
            namespaces.add(setUp(random));
        }
        awaitThatAllIsKnown();
        int refused = 0;
        List<String> differences = new ArrayList<>();
        for (SetUp each : namespaces) {
            for (int i = 0; i < CLAIMS; i++) {
                List<QuotaState> quotas =
                        admin
                                .resourceQuotas()
                                .inNamespace(each.namespace())
                                .list()
                                .getItems()
                                .stream()
                                .map(ClusterObjects::of)
                                .toList();
                PersistentVolumeClaim claim = claim(each.namespace(), "claim-" + i, random);
                var foretold =
                        Said.of(
                                new ClaimAdmission(each.limitRanges(), quotas)
                                        .judge(VolumeClaims.of(claim)));
                Said said = create(claim);
                if (!said.equals(Said.ADMITTED)) {
                    refused++;
                }
                if (!foretold.contains(said)) {
                    differences.add(
                            "%s, foretold %s: %s beside %s %s"
                                    .formatted(
                                            said,
                                            foretold,
                                            VolumeClaims.of(claim),
                                            quotas,
                                            each.limitRanges()));
                }
            }
        }
        System.out.printf(
                "admission of claims: %d claims, %.0f %% refused, %d differences%n",
                NAMESPACES * CLAIMS, 100.0 * refused / (NAMESPACES * CLAIMS), differences.size());
        assertThat(differences).as("seed %d", SEED).isEmpty();
        assertThat(refused).isGreaterThanOrEqualTo(NAMESPACES * CLAIMS / 4);
    }

    private SetUp setUp(RandomGenerator random) {
        String namespace = ControlPlane.bare().newNamespace("claims");
        List<LimitRangeState> limitRanges = new ArrayList<>();
        if (random.nextBoolean()) {
            LimitRange range =
                    new LimitRangeBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName("range")
                            .endMetadata()
                            .withNewSpec()
                            .addNewLimit()
                            .withType("PersistentVolumeClaim")
                            .addToMin("storage", new Quantity("2Gi"))
                            .addToMax("storage", new Quantity(6 + random.nextInt(3) + "Gi"))
                            .endLimit()
                            .endSpec()
                            .build();
            limitRanges.add(ClusterObjects.of(admin.resource(range).create()));
        }
        quota(namespace, "all", random, List.of("requests.storage", "persistentvolumeclaims"));
        quota(
                namespace,
                "classes",
                random,
                List.of(
                        "fast" + OF_CLASS + "requests.storage",
                        "slow" + OF_CLASS + "persistentvolumeclaims",
                        "count/persistentvolumeclaims"));
        if (random.nextBoolean()) {
            quota(namespace, "pods", random, List.of("pods"));
        }
        return new SetUp(namespace, limitRanges);
    }

    private void quota(String namespace, String name, RandomGenerator random, List<String> lines) {
        Map<String, Quantity> hard = new HashMap<>();
        Map<String, Quantity> used = new HashMap<>();
        for (String line : lines) {
            hard.put(
                    line,
                    new Quantity(
                            line.endsWith("requests.storage")
                                    ? 4 * random.nextInt(12) + "Gi"
                                    : Integer.toString(random.nextInt(7))));
            used.put(line, new Quantity("0"));
        }
        ResourceQuota quota =
                new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withHard(hard)
                        .endSpec()
                        .build();
        admin.resource(
                        new ResourceQuotaBuilder(admin.resource(quota).create())
                                .withNewStatus()
                                .withHard(hard)
                                .withUsed(random.nextInt(20) == 0 ? null : used)
                                .endStatus()
                                .build())
                .updateStatus();
    }

    /**
     * The API server learns of quotas and LimitRanges by watching: in the order of their making.
     */
    private void awaitThatAllIsKnown() {
        String namespace = ControlPlane.bare().newNamespace("claims");
        RandomGenerator any = RandomGeneratorFactory.of("L64X128MixRandom").create(0);
        quota(namespace, "open", any, List.of("pods"));
        admin.resource(
                        new LimitRangeBuilder()
                                .withNewMetadata()
                                .withNamespace(namespace)
                                .withName("none")
                                .endMetadata()
                                .withNewSpec()
                                .addNewLimit()
                                .withType("PersistentVolumeClaim")
                                .addToMax("storage", new Quantity("1"))
                                .endLimit()
                                .endSpec()
                                .build())
                .create();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !tryOut(claim(namespace, "range", any)).equals(Said.ADMITTED));
        String quotas = ControlPlane.bare().newNamespace("claims");
        ResourceQuota none =
                new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withNamespace(quotas)
                        .withName("none")
                        .endMetadata()
                        .withNewSpec()
                        .addToHard("persistentvolumeclaims", new Quantity("0"))
                        .endSpec()
                        .build();
        admin.resource(
                        new ResourceQuotaBuilder(admin.resource(none).create())
                                .withNewStatus()
                                .addToHard("persistentvolumeclaims", new Quantity("0"))
                                .addToUsed("persistentvolumeclaims", new Quantity("0"))
                                .endStatus()
                                .build())
                .updateStatus();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !tryOut(claim(quotas, "quota", any)).equals(Said.ADMITTED));
    }

    private static PersistentVolumeClaim claim(
            String namespace, String name, RandomGenerator random) {
        String storageClass = random.nextInt(3) == 0 ? "" : CLASSES.get(random.nextInt(2));
        String size =
                switch (random.nextInt(4)) {
                    case 0 -> "128974848000m";
                    case 1 -> "100M";
                    default -> 1 + random.nextInt(8) + "Gi";
                };
        return new PersistentVolumeClaimBuilder(RandomClaims.template(name, storageClass, size))
                .editMetadata()
                .withNamespace(namespace)
                .endMetadata()
                .build();
    }

    private Said create(PersistentVolumeClaim claim) {
        try {
            admin.resource(claim).create();
            return Said.ADMITTED;
        } catch (KubernetesClientException e) {
            return Said.of(e);
        }
    }

    private Said tryOut(PersistentVolumeClaim claim) {
        try {
            admin.resource(claim).dryRun().create();
            return Said.ADMITTED;
        } catch (KubernetesClientException e) {
            return Said.of(e);
        }
    }
}
