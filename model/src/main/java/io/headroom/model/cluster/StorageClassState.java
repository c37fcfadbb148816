package io.headroom.model.cluster;

import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * A StorageClass, as far as quotas by class need it. Key: {@code /storageclass/NAME}.
 *
 * @param isDefault whether its annotation says that claims get it that name none
 */
public record StorageClassState(String name, boolean isDefault, Instant createdAt)
        implements ClusterEntry {

    /**
     * The one that the API server fills in where a claim names none: of several defaults the
     * youngest, of those the first by name.
     */
    public static Optional<StorageClassState> defaultOf(Collection<StorageClassState> all) {
        return all.stream()
                .filter(StorageClassState::isDefault)
                .min(
                        Comparator.comparing(StorageClassState::createdAt)
                                .reversed()
                                .thenComparing(StorageClassState::name));
    }

    @Override
    public String key() {
        return Keys.storageClass(name);
    }
}
