package io.headroom.model.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.model.topic.Keys;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PersistentVolumeClaim, as quotas look at it. Key: {@code /pvc/NAMESPACE/NAME}.
 *
 * @param storageClass the name of its StorageClass; null for none
 * @param attributesClasses the names of the VolumeAttributesClasses that it has, wants or is being
 *     changed to, each once
 * @param requested how many bytes its specification asks for; null where it does not say
 * @param allocated how many bytes are set aside for it, which a refused expansion leaves larger
 *     than what is asked for; null where its status does not say
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VolumeClaimState(
        String namespace,
        String name,
        @Nullable String storageClass,
        List<String> attributesClasses,
        @Nullable BigDecimal requested,
        @Nullable BigDecimal allocated)
        implements InventoryEntry {

    public VolumeClaimState {
        attributesClasses = attributesClasses == null ? List.of() : List.copyOf(attributesClasses);
    }

    @Override
    public String key() {
        return Keys.volumeClaim(namespace, name);
    }
}
