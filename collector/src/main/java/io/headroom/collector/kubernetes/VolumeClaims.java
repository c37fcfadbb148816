package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.VolumeClaimState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state of claims of volumes, as their objects describe it. */
public final class VolumeClaims {
    /** Older than the field, and still read before it. */
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    private static final String STORAGE = "storage";

    private VolumeClaims() {}

    /** What quotas look at in a claim. */
    public static VolumeClaimState of(PersistentVolumeClaim claim) {
        PersistentVolumeClaimSpec spec = claim.getSpec();
        PersistentVolumeClaimStatus status = claim.getStatus();
        return new VolumeClaimState(
                claim.getMetadata().getNamespace(),
                claim.getMetadata().getName(),
                Containers.blankToNull(storageClass(claim)),
                attributesClasses(spec, status),
                requested(spec),
                Amounts.base(
                                status == null
                                        ? null
                                        : Containers.present(status.getAllocatedResources())
                                                .get(STORAGE))
                        .orElse(null));
    }

    /** What a StatefulSet makes for each of its pods; null where that is nothing. */
    public static @Nullable ClaimTemplates templates(StatefulSetSpec spec) {
        List<PersistentVolumeClaim> templates = Containers.present(spec.getVolumeClaimTemplates());
        if (templates.isEmpty()) {
            return null;
        }
        return new ClaimTemplates(
                firstOrdinal(spec), templates.stream().map(VolumeClaims::template).toList());
    }

    /** What the first of a StatefulSet's pods is counted as. */
    static int firstOrdinal(StatefulSetSpec spec) {
        var ordinals = spec.getOrdinals();
        Integer start = ordinals == null ? null : ordinals.getStart();
        return start == null ? 0 : start;
    }

    private static ClaimTemplates.Template template(PersistentVolumeClaim template) {
        return new ClaimTemplates.Template(
                template.getMetadata().getName(),
                storageClass(template),
                attributesClasses(template.getSpec(), null),
                requested(template.getSpec()));
    }

    private static @Nullable BigDecimal requested(@Nullable PersistentVolumeClaimSpec spec) {
        var asked = spec == null ? null : spec.getResources();
        return Amounts.base(
                        asked == null ? null : Containers.present(asked.getRequests()).get(STORAGE))
                .orElse(null);
    }

    /** Empty for none; null where nothing is said: then it gets the cluster's default. */
    private static @Nullable String storageClass(PersistentVolumeClaim claim) {
        String annotated =
                Containers.present(claim.getMetadata().getAnnotations()).get(CLASS_ANNOTATION);
        return annotated != null || claim.getSpec() == null
                ? annotated
                : claim.getSpec().getStorageClassName();
    }

    private static List<String> attributesClasses(
            @Nullable PersistentVolumeClaimSpec spec,
            @Nullable PersistentVolumeClaimStatus status) {
        List<@Nullable String> names = new ArrayList<>();
        if (spec != null) {
            names.add(Containers.blankToNull(spec.getVolumeAttributesClassName()));
        }
        if (status != null) {
            names.add(Containers.blankToNull(status.getCurrentVolumeAttributesClassName()));
            var change = status.getModifyVolumeStatus();
            if (change != null) {
                names.add(Containers.blankToNull(change.getTargetVolumeAttributesClassName()));
            }
        }
        return names.stream().flatMap(Stream::ofNullable).distinct().toList();
    }
}
