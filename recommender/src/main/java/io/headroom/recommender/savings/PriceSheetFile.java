package io.headroom.recommender.savings;

import io.headroom.recommender.savings.PriceSheet.NodePrice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A price sheet as a YAML file:
 *
 * <pre>
 * currency: EUR
 * perCoreHour: 0.031
 * perGibHour: 0.0042
 * nodes:
 *   - labels: {karpenter.sh/capacity-type: spot}
 *     perCoreHour: 0.011
 * </pre>
 *
 * <p>Every field may be left out; one that is not known is an error.
 */
final class PriceSheetFile {
    private static final YAMLMapper MAPPER =
            YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private static final String CURRENCY = "currency";
    private static final String PER_CORE_HOUR = "perCoreHour";
    private static final String PER_GIB_HOUR = "perGibHour";
    private static final String NODES = "nodes";
    private static final String LABELS = "labels";

    private PriceSheetFile() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with one sentence about the first thing that is wrong
     */
    static PriceSheet read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read (" + e + ")", e);
        }
    }

    static PriceSheet parse(String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not YAML: line " + e.getLocation().getLineNr(), e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException("must hold keys and values");
        }
        onlyKnown("", root, Set.of(CURRENCY, PER_CORE_HOUR, PER_GIB_HOUR, NODES));
        JsonNode currency = root.path(CURRENCY);
        List<NodePrice> nodes = new ArrayList<>();
        JsonNode rules = root.path(NODES);
        if (!rules.isMissingNode() && !rules.isArray()) {
            throw new IllegalArgumentException("nodes must be a list");
        }
        for (JsonNode rule : rules) {
            nodes.add(node("nodes[" + nodes.size() + "].", rule));
        }
        return new PriceSheet(
                currency.isMissingNode()
                        ? PriceSheet.NONE.currency()
                        : PriceSettings.currency(currency.asString("")),
                price("", root),
                nodes);
    }

    private static NodePrice node(String where, JsonNode rule) {
        onlyKnown(where, rule, Set.of(LABELS, PER_CORE_HOUR, PER_GIB_HOUR));
        Map<String, String> labels = new TreeMap<>();
        for (Map.Entry<String, JsonNode> label : rule.path(LABELS).properties()) {
            if (!label.getValue().isValueNode()) {
                throw new IllegalArgumentException(
                        where + LABELS + '.' + label.getKey() + " must be a value");
            }
            labels.put(label.getKey(), label.getValue().asString());
        }
        if (labels.isEmpty()) {
            throw new IllegalArgumentException(where + LABELS + " must name at least one label");
        }
        return new NodePrice(labels, price(where, rule));
    }

    private static Price price(String where, JsonNode node) {
        return new Price(
                amount(where + PER_CORE_HOUR, node.get(PER_CORE_HOUR)),
                amount(where + PER_GIB_HOUR, node.get(PER_GIB_HOUR)));
    }

    private static @Nullable Double amount(String where, @Nullable JsonNode amount) {
        if (amount == null) {
            return null;
        }
        if (!amount.isNumber() || !PriceSettings.isPrice(amount.asDouble())) {
            throw new IllegalArgumentException(
                    where + " must be a number that is not negative: " + amount);
        }
        return amount.asDouble();
    }

    private static void onlyKnown(String where, JsonNode node, Set<String> known) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(where + " must hold keys and values");
        }
        for (String field : node.propertyNames()) {
            if (!known.contains(field)) {
                throw new IllegalArgumentException(
                        "no such field: %s%s; there are %s"
                                .formatted(
                                        where,
                                        field,
                                        String.join(", ", known.stream().sorted().toList())));
            }
        }
    }
}
