package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.VolumeClaimState;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VolumeClaimsTest {

    @Test
    void saysWhatIsAskedForAndWhatIsSetAside() {
        VolumeClaimState claim =
                read(
                        """
                        metadata: {namespace: shop, name: data}
                        spec:
                          storageClassName: fast
                          volumeAttributesClassName: gold
                          resources: {requests: {storage: 10Gi}}
                        status:
                          allocatedResources: {storage: 20Gi}
                          currentVolumeAttributesClassName: silver
                          modifyVolumeStatus: {status: InProgress, targetVolumeAttributesClassName: gold}
                        """);

        assertThat(claim.storageClass()).isEqualTo("fast");
        assertThat(claim.attributesClasses()).isEqualTo(List.of("gold", "silver"));
        assertThat(claim.requested()).isEqualByComparingTo("10737418240");
        assertThat(claim.allocated()).isEqualByComparingTo("21474836480");
    }

    @Test
    void theOldAnnotationNamesTheClassBeforeTheField() {
        VolumeClaimState claim =
                read(
                        """
                        metadata:
                          namespace: shop
                          name: data
                          annotations: {volume.beta.kubernetes.io/storage-class: slow}
                        spec: {storageClassName: fast, resources: {requests: {storage: 128974848000m}}}
                        """);

        assertThat(claim.storageClass()).isEqualTo("slow");
        assertThat(claim.requested()).isEqualByComparingTo(new BigDecimal("128974848"));
        assertThat(claim.allocated()).isNull();
    }

    @Test
    void aClaimWithoutClassOrSizeIsAClaimAllTheSame() {
        VolumeClaimState claim =
                read(
                        """
                        metadata: {namespace: shop, name: data}
                        spec: {storageClassName: ""}
                        """);

        assertThat(claim)
                .isEqualTo(new VolumeClaimState("shop", "data", null, List.of(), null, null));
    }

    @Test
    void aStatefulSetSaysWhatClaimsItMakesAndFromWhichOrdinalOn() {
        ClaimTemplates templates =
                templates(
                        """
                        ordinals: {start: 5}
                        volumeClaimTemplates:
                        - metadata: {name: data}
                          spec:
                            storageClassName: fast
                            volumeAttributesClassName: gold
                            resources: {requests: {storage: 10Gi}}
                        - metadata: {name: log}
                          spec: {resources: {requests: {storage: 128974848000m}}}
                        - metadata: {name: tmp}
                          spec: {storageClassName: ""}
                        - metadata:
                            name: old
                            annotations: {volume.beta.kubernetes.io/storage-class: slow}
                        """);

        assertThat(templates)
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(
                        new ClaimTemplates(
                                5,
                                List.of(
                                        new ClaimTemplates.Template(
                                                "data",
                                                "fast",
                                                List.of("gold"),
                                                new BigDecimal("10737418240")),
                                        new ClaimTemplates.Template(
                                                "log",
                                                null,
                                                List.of(),
                                                new BigDecimal("128974848")),
                                        new ClaimTemplates.Template("tmp", "", List.of(), null),
                                        new ClaimTemplates.Template(
                                                "old", "slow", List.of(), null))));
    }

    @Test
    void aStatefulSetWithoutTemplatesMakesNoClaims() {
        assertThat(templates("replicas: 3")).isNull();
    }

    private static @Nullable ClaimTemplates templates(String spec) {
        return Workloads.of(
                        new KubernetesSerialization()
                                .unmarshal(
                                        """
                                        apiVersion: apps/v1
                                        kind: StatefulSet
                                        metadata: {namespace: shop, name: db, uid: u}
                                        spec:
                                        """
                                                + spec.indent(2),
                                        StatefulSet.class))
                .claimTemplates();
    }

    private static VolumeClaimState read(String yaml) {
        return VolumeClaims.of(
                new KubernetesSerialization()
                        .unmarshal(
                                "apiVersion: v1\nkind: PersistentVolumeClaim\n" + yaml,
                                PersistentVolumeClaim.class));
    }
}
