package io.headroom.model.cluster;

import io.headroom.model.topic.Keys;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * A PriorityClass. Key: {@code /priorityclass/NAME}.
 *
 * @param value the larger, the more important
 * @param isDefault whether pods get it that name none: its {@code globalDefault}
 */
public record PriorityClassState(String name, int value, boolean isDefault)
        implements ClusterEntry {

    /**
     * The one that the API server gives to pods that name none: of several defaults, which a race
     * may leave behind, that of the lowest value.
     */
    public static Optional<PriorityClassState> defaultOf(Collection<PriorityClassState> all) {
        return all.stream()
                .filter(PriorityClassState::isDefault)
                .min(
                        Comparator.comparingInt(PriorityClassState::value)
                                .thenComparing(PriorityClassState::name));
    }

    @Override
    public String key() {
        return Keys.priorityClass(name);
    }
}
