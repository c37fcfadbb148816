package io.headroom.model.cluster;

import io.headroom.model.Resources;
import io.headroom.model.topic.Keys;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
     * @param exact the same of every resource; null in records of older collectors
     */
    public record Item(
            String type,
            Resources min,
            Resources max,
            Resources defaultLimit,
            Resources defaultRequest,
            Map<String, Double> maxLimitRequestRatio,
            @Nullable Exact exact) {

        public Item {
            maxLimitRequestRatio = Map.copyOf(maxLimitRequestRatio);
        }

        /** Of which nothing but CPU and memory is known. */
        public Item(
                String type,
                Resources min,
                Resources max,
                Resources defaultLimit,
                Resources defaultRequest,
                Map<String, Double> maxLimitRequestRatio) {
            this(type, min, max, defaultLimit, defaultRequest, maxLimitRequestRatio, null);
        }
    }

    /** The bounds as the object writes them, by resource name, in base units. */
    public record Exact(
            Map<String, BigDecimal> min,
            Map<String, BigDecimal> max,
            Map<String, BigDecimal> defaultLimit,
            Map<String, BigDecimal> defaultRequest,
            Map<String, BigDecimal> maxLimitRequestRatio) {

        public Exact {
            min = Map.copyOf(min);
            max = Map.copyOf(max);
            defaultLimit = Map.copyOf(defaultLimit);
            defaultRequest = Map.copyOf(defaultRequest);
            maxLimitRequestRatio = Map.copyOf(maxLimitRequestRatio);
        }
    }
}
