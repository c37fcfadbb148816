package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.headroom.model.inventory.VolumeClaimState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state of claims of volumes, as their objects describe it. */
final class VolumeClaims {
    /** Older than the field, and still read before it. */
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    private static final String STORAGE = "storage";

    private VolumeClaims() {}

    static VolumeClaimState of(PersistentVolumeClaim claim) {
        PersistentVolumeClaimSpec spec = claim.getSpec();
        PersistentVolumeClaimStatus status = claim.getStatus();
        var asked = spec == null ? null : spec.getResources();
        return new VolumeClaimState(
                claim.getMetadata().getNamespace(),
                claim.getMetadata().getName(),
                storageClass(claim),
                attributesClasses(spec, status),
                Amounts.base(asked == null ? null : Containers.present(asked.getRequests()).get(STORAGE))
                        .orElse(null),
                Amounts.base(
                                status == null
                                        ? null
                                        : Containers.present(status.getAllocatedResources())
                                                .get(STORAGE))
                        .orElse(null));
    }

    private static @Nullable String storageClass(PersistentVolumeClaim claim) {
        String annotated =
                Containers.present(claim.getMetadata().getAnnotations()).get(CLASS_ANNOTATION);
        return Containers.blankToNull(
                annotated != null || claim.getSpec() == null
                        ? annotated
                        : claim.getSpec().getStorageClassName());
    }

    private static List<String> attributesClasses(
            @Nullable PersistentVolumeClaimSpec spec, @Nullable PersistentVolumeClaimStatus status) {
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
