package io.headroom.recommender.savings;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What capacity costs on each kind of node.
 *
 * @param currency as it is to be shown, such as {@code EUR}
 * @param base of a node that no rule is about
 * @param nodes rules for nodes with certain labels; the first that fits a node counts
 */
public record PriceSheet(String currency, Price base, List<NodePrice> nodes) {
    /** Nothing has a price. */
    public static final PriceSheet NONE = new PriceSheet("USD", Price.NONE, List.of());

    public PriceSheet {
        nodes = List.copyOf(nodes);
    }

    /**
     * The price on the nodes that have all of these labels.
     *
     * @param price what it does not name costs what it costs elsewhere
     */
    public record NodePrice(Map<String, String> labels, Price price) {
        public NodePrice {
            labels = Map.copyOf(labels);
        }

        boolean fits(Map<String, String> nodeLabels) {
            return nodeLabels.entrySet().containsAll(labels.entrySet());
        }
    }

    /** The price on a node with these labels. */
    public Price on(Map<String, String> nodeLabels) {
        return nodes.stream()
                .filter(rule -> rule.fits(nodeLabels))
                .findFirst()
                .map(rule -> rule.price().or(base))
                .orElse(base);
    }

    /**
     * The mean price of a workload's pods.
     *
     * @param pods the labels of the node of each
     */
    public Price mean(Collection<Map<String, String>> pods) {
        if (pods.isEmpty() || nodes.isEmpty()) {
            return base;
        }
        List<Price> prices = pods.stream().map(this::on).toList();
        return new Price(mean(prices, Price::perCoreHour), mean(prices, Price::perGibHour));
    }

    private static @Nullable Double mean(
            List<Price> prices, Function<Price, @Nullable Double> part) {
        OptionalDouble mean =
                prices.stream()
                        .map(part)
                        .filter(Objects::nonNull)
                        .mapToDouble(price -> Objects.requireNonNull(price))
                        .average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }
}
