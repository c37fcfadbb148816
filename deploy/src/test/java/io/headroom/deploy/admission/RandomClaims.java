package io.headroom.deploy.admission;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpecBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.collector.kubernetes.VolumeClaims;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.recommender.fit.Member;
import io.headroom.recommender.fit.Volumes;
import io.headroom.recommender.fit.admission.ClaimAdmission;
import io.headroom.recommender.fit.admission.ClaimCharge;
import io.headroom.recommender.fit.admission.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The claims that a StatefulSet makes for its pods, as its author writes their templates.
 *
 * @param workload null for one that makes none
 */
record RandomClaims(
        @Nullable WorkloadRef workload, int firstOrdinal, List<PersistentVolumeClaim> templates) {
    static final RandomClaims NONE = new RandomClaims(null, 0, List.of());

    /** Its name where claims are counted. */
    static final String QUOTA = "volumes";

    private static final String DEFAULT_CLASS = "plan-default";
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";
    private static final List<String> LINES =
            List.of(
                    "requests.storage",
                    "persistentvolumeclaims",
                    "count/persistentvolumeclaims",
                    "fast" + OF_CLASS + "requests.storage",
                    DEFAULT_CLASS + OF_CLASS + "persistentvolumeclaims",
                    DEFAULT_CLASS + OF_CLASS + "requests.storage");

    RandomClaims {
        templates = List.copyOf(templates);
    }

    /** The API server fills it in as soon as it knows of it. */
    static void addDefaultClass(KubernetesClient admin) {
        admin.resource(
                        new StorageClassBuilder()
                                .withNewMetadata()
                                .withName(DEFAULT_CLASS)
                                .addToAnnotations(
                                        "storageclass.kubernetes.io/is-default-class", "true")
                                .endMetadata()
                                .withProvisioner("example.com/none")
                                .build())
                .serverSideApply();
        PersistentVolumeClaim plain =
                new PersistentVolumeClaimBuilder(template("plain", null, "1Gi"))
                        .editMetadata()
                        .withNamespace(ControlPlane.bare().newNamespace("default-class"))
                        .endMetadata()
                        .build();
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        DEFAULT_CLASS.equals(
                                admin.resource(plain)
                                        .dryRun()
                                        .create()
                                        .getSpec()
                                        .getStorageClassName()));
    }

    static void removeDefaultClass(KubernetesClient admin) {
        admin.storage().v1().storageClasses().withName(DEFAULT_CLASS).delete();
    }

    /** One or two templates. */
    static RandomClaims of(WorkloadRef workload, RandomGenerator random) {
        List<PersistentVolumeClaim> templates = new ArrayList<>();
        templates.add(random("data", random));
        if (random.nextInt(3) == 0) {
            templates.add(random("log", random));
        }
        return new RandomClaims(workload, random.nextInt(3), templates);
    }

    private static PersistentVolumeClaim random(String name, RandomGenerator random) {
        String storageClass =
                switch (random.nextInt(4)) {
                    case 0 -> "";
                    case 1 -> "fast";
                    default -> null;
                };
        String size =
                switch (random.nextInt(4)) {
                    case 0 -> "1289748480001m";
                    case 1 -> "1500M";
                    default -> 1 + random.nextInt(8) + "Gi";
                };
        return template(name, storageClass, size);
    }

    /** As StatefulSets have them: of no namespace. */
    static PersistentVolumeClaim template(String name, @Nullable String storageClass, String size) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storageClass)
                .withNewResources()
                .addToRequests("storage", new Quantity(size))
                .endResources()
                .endSpec()
                .build();
    }

    /** Those of some of so many pods, and one that is left over; as the API server stores them. */
    List<VolumeClaimState> make(
            KubernetesClient admin,
            int pods,
            Collection<LimitRangeState> ranges,
            RandomGenerator random) {
        List<VolumeClaimState> made = new ArrayList<>();
        volumes(pods + 1, List.of()).toCome().stream()
                .flatMap(List::stream)
                .filter(_ -> random.nextInt(3) == 0)
                .filter(claim ->
                        new ClaimAdmission(ranges, List.of()).judge(claim)
                                instanceof Verdict.Admitted)
                .map(claim -> named(claim.name(), claim.namespace()))
                .forEach(claim -> made.add(VolumeClaims.of(admin.resource(claim).create())));
        return made;
    }

    /** What is known of them where these are there. */
    Volumes volumes(int pods, List<VolumeClaimState> there) {
        var known =
                VolumeClaims.templates(
                        new StatefulSetSpecBuilder()
                                .withNewOrdinals(firstOrdinal)
                                .withVolumeClaimTemplates(templates)
                                .build());
        return workload == null || known == null
                ? Volumes.NONE
                : Volumes.of(workload, known, pods, there, List.of(), DEFAULT_CLASS);
    }

    /** What is made for a pod of it, in a namespace. */
    List<PersistentVolumeClaim> of(Member member, int pod, String namespace) {
        return member.volumes().toCome().stream()
                .skip(pod)
                .limit(1)
                .flatMap(List::stream)
                .map(claim -> named(claim.name(), namespace))
                .toList();
    }

    private PersistentVolumeClaim named(String name, String namespace) {
        PersistentVolumeClaim template =
                templates.stream()
                        .filter(each -> name.startsWith(each.getMetadata().getName() + '-'))
                        .findFirst()
                        .orElseThrow();
        return new PersistentVolumeClaimBuilder(template)
                .editMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build();
    }

    /** Lets in some of the claims that are to come, or less than there are. */
    static ResourceQuota quota(String namespace, List<Member> members, RandomGenerator random) {
        Map<String, Quantity> hard = new TreeMap<>();
        Map<String, Quantity> used = new TreeMap<>();
        for (String line : LINES) {
            if (random.nextInt(3) > 0) {
                continue;
            }
            BigDecimal there = BigDecimal.valueOf(random.nextInt(3));
            BigDecimal toCome = BigDecimal.ZERO;
            for (Member member : members) {
                there = there.add(sum(line, member.volumes().there()));
                toCome =
                        toCome.add(
                                sum(
                                        line,
                                        member.volumes().toCome().stream()
                                                .flatMap(List::stream)
                                                .toList()));
            }
            long more = random.nextLong(toCome.longValue() * 5 / 4 + 2);
            BigDecimal most =
                    random.nextInt(10) == 0
                            ? there.subtract(BigDecimal.ONE).max(BigDecimal.ZERO)
                            : there.add(BigDecimal.valueOf(more));
            used.put(line, new Quantity(there.toPlainString()));
            hard.put(line, new Quantity(most.toPlainString()));
        }
        return new ResourceQuotaBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(QUOTA)
                .endMetadata()
                .withNewSpec()
                .withHard(hard)
                .endSpec()
                .withNewStatus()
                .withHard(hard)
                .withUsed(used)
                .endStatus()
                .build();
    }

    private static BigDecimal sum(String line, List<VolumeClaimState> claims) {
        return claims.stream()
                .map(claim -> ClaimCharge.of(claim).getOrDefault(line, BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static LimitRange limitRange(String namespace, RandomGenerator random) {
        return new LimitRangeBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(QUOTA)
                .endMetadata()
                .withNewSpec()
                .addNewLimit()
                .withType("PersistentVolumeClaim")
                .addToMin("storage", new Quantity("1400M"))
                .addToMax("storage", new Quantity(4 + random.nextInt(4) + "Gi"))
                .endLimit()
                .endSpec()
                .build();
    }
}
