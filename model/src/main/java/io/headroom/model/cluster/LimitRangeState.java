package io.headroom.model.cluster;

import io.headroom.model.Resources;
import io.headroom.model.topic.Keys;
import java.util.List;
import java.util.Map;

/** A LimitRange. Key: {@code /limitrange/NAMESPACE/NAME}. */
public record LimitRangeState(String namespace, String name, List<Item> items)
        implements ClusterEntry {

    public LimitRangeState {
        items = List.copyOf(items);
    }

    @Override
    public String key() {
        return Keys.limitRange(namespace, name);
    }

    /**
     * The bounds of one kind of object.
     *
     * @param type {@code Container} or {@code Pod}; others do not bound CPU or memory
     * @param maxLimitRequestRatio the largest limit as a multiple of the request, by resource name
     */
    public record Item(
            String type,
            Resources min,
            Resources max,
            Resources defaultLimit,
            Resources defaultRequest,
            Map<String, Double> maxLimitRequestRatio) {

        public Item {
            maxLimitRequestRatio = Map.copyOf(maxLimitRequestRatio);
        }
    }
}
