package io.headroom.recommender.scale.manifest;

import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerBehavior;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.topic.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads a HorizontalPodAutoscaler of autoscaling/v2 that somebody wrote, as JSON or YAML. A field
 * that is not known is an error, as for the API server where kubectl asks it to validate (strictly,
 * unless told otherwise): it may be another one misspelt, and only a warning would be lost on the
 * numbers that come of the rest. Of metadata and status nothing but the name and the namespace is
 * looked at. Of what the numbers mean nothing is judged here.
 */
public final class HpaReader {
    private static final ObjectMapper JSON =
            Json.mapper().rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final ObjectMapper YAML =
            YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private static final String API_VERSION = "autoscaling/v2";
    private static final String KIND = "HorizontalPodAutoscaler";

    /** What the API server has an autoscaler without metrics go by, in percent. */
    private static final int DEFAULT_UTILIZATION = 80;

    private HpaReader() {}

    /**
     * The object as it would be for a workload.
     *
     * @param workload that it is for; one that names another is refused
     * @throws IllegalArgumentException where the text is no such object, in one sentence
     */
    public static AutoscalerState read(String text, WorkloadRef workload) {
        JsonNode object = tree(text);
        checkKind(object);
        known(object, "", "apiVersion", "kind", "metadata", "spec", "status");
        JsonNode metadata = part(object, "", "metadata");
        String namespace = word(metadata, "metadata", "namespace");
        must(
                namespace.isEmpty() || namespace.equals(workload.namespace()),
                "metadata.namespace is %s, and it is tried for %s %s in namespace %s"
                        .formatted(
                                namespace, workload.kind(), workload.name(), workload.namespace()));
        JsonNode spec = part(object, "", "spec");
        known(spec, "spec", "scaleTargetRef", "minReplicas", "maxReplicas", "metrics", "behavior");
        checkTarget(part(spec, "spec", "scaleTargetRef"), workload);
        Integer min = whole(spec, "spec", "minReplicas");
        Integer max = whole(spec, "spec", "maxReplicas");
        if (max == null) {
            throw new IllegalArgumentException("spec.maxReplicas is missing");
        }
        String name = word(metadata, "metadata", "name");
        return new AutoscalerState(
                workload.namespace(),
                name.isEmpty() ? workload.name() : name,
                workload,
                min == null ? 1 : min,
                max,
                null,
                null,
                metrics(spec),
                behavior(part(spec, "spec", "behavior")),
                List.of(),
                List.of(),
                null,
                null,
                null);
    }

    /** The only document of the text that holds something. */
    private static JsonNode tree(String text) {
        List<JsonNode> found = new ArrayList<>();
        // YAML has no tabs between its tokens, and JSON may
        ObjectMapper mapper = text.stripLeading().startsWith("{") ? JSON : YAML;
        try (JsonParser parser = mapper.createParser(text)) {
            while (parser.nextToken() != null) {
                JsonNode document = parser.readValueAsTree();
                if (document != null && !absent(document)) {
                    found.add(document);
                }
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "neither JSON nor YAML can be read: " + e.getOriginalMessage().strip(), e);
        }
        must(found.size() < 2, "there must be one %s, and not several objects".formatted(KIND));
        return found.isEmpty() ? MissingNode.getInstance() : found.getFirst();
    }

    private static void checkKind(JsonNode object) {
        must(
                object.isObject(),
                "there must be a %s of %s as JSON or YAML, %s"
                        .formatted(KIND, API_VERSION, instead(object)));
        String kind = word(object, "", "kind");
        String version = word(object, "", "apiVersion");
        must(
                kind.equals(KIND) && version.equals(API_VERSION),
                "there must be a %s of %s, not %s %s"
                        .formatted(
                                KIND,
                                API_VERSION,
                                kind.isEmpty() ? "an object" : "a " + kind,
                                kind.isEmpty()
                                        ? "without a kind"
                                        : version.isEmpty()
                                                ? "without an apiVersion"
                                                : "of " + version));
    }

    private static String instead(JsonNode document) {
        return switch (document.getNodeType()) {
            case MISSING, NULL -> "and there is nothing";
            case ARRAY -> "not a list";
            case BOOLEAN -> "not a truth value";
            case NUMBER -> "not a number";
            case STRING, BINARY, OBJECT, POJO -> "not a text";
        };
    }

    private static void checkTarget(JsonNode target, WorkloadRef workload) {
        if (target.isMissingNode()) {
            return;
        }
        String at = "spec.scaleTargetRef";
        known(target, at, "apiVersion", "kind", "name");
        String version = word(target, at, "apiVersion");
        String kind = word(target, at, "kind");
        String name = word(target, at, "name");
        // versions of a group have the same objects; without one any group may be meant
        String named =
                version.contains("/")
                        ? kind + '.' + version.substring(0, version.indexOf('/'))
                        : kind;
        String tried = version.isEmpty() ? workload.kind() : workload.qualifiedKind();
        must(
                named.equals(tried) && name.equals(workload.name()),
                "spec.scaleTargetRef names %s %s, and it is tried for %s %s"
                        .formatted(named, name, tried, workload.name()));
    }

    /** What it goes by; the API server takes one without metrics for one by that utilization. */
    private static List<AutoscalerState.Metric> metrics(JsonNode spec) {
        JsonNode metrics = spec.path("metrics");
        must(
                metrics.isMissingNode() || metrics.isNull() || metrics.isArray(),
                "spec.metrics must be a list");
        return metrics.isEmpty()
                ? List.of(
                        new AutoscalerState.Metric(
                                "Resource", "cpu", null, "Utilization", DEFAULT_UTILIZATION))
                : StreamSupport.stream(metrics.spliterator(), false)
                        .map(HpaReader::metric)
                        .toList();
    }

    private static AutoscalerState.Metric metric(JsonNode metric) {
        String at = "spec.metrics[]";
        must(metric.isObject(), "%s must be an object".formatted(at));
        String type = word(metric, at, "type");
        String field =
                switch (type) {
                    case "Resource" -> "resource";
                    case "ContainerResource" -> "containerResource";
                    case "Pods", "Object", "External" ->
                            throw new IllegalArgumentException(
                                    "a metric of the type %s cannot be tried: of what it measures no past is known"
                                            .formatted(type));
                    default ->
                            throw new IllegalArgumentException(
                                    "%s.type must be Resource or ContainerResource: %s"
                                            .formatted(at, type));
                };
        known(metric, at, "type", field);
        JsonNode source = part(metric, at, field);
        String of = at + '.' + field;
        String container = null;
        if (type.equals("Resource")) {
            known(source, of, "name", "target");
        } else {
            known(source, of, "name", "container", "target");
            container = given(source, of, "container");
        }
        return target(
                type,
                given(source, of, "name"),
                container,
                part(source, of, "target"),
                of + ".target");
    }

    private static AutoscalerState.Metric target(
            String type, String name, @Nullable String container, JsonNode target, String at) {
        known(target, at, "type", "averageUtilization", "averageValue");
        must(
                absent(target.path("averageUtilization")) || absent(target.path("averageValue")),
                "%s has averageUtilization and averageValue: leave out the one that is not of its type"
                        .formatted(at));
        String word = word(target, at, "type");
        double amount =
                switch (word) {
                    case "Utilization" ->
                            present(whole(target, at, "averageUtilization"), at, word)
                                    .doubleValue();
                    case "AverageValue" ->
                            present(quantity(target, at, "averageValue"), at, word).doubleValue();
                    default ->
                            throw new IllegalArgumentException(
                                    "%s.type must be Utilization or AverageValue: %s"
                                            .formatted(at, word));
                };
        return new AutoscalerState.Metric(type, name, container, word, amount);
    }

    private static Number present(@Nullable Number amount, String at, String type) {
        if (amount == null) {
            throw new IllegalArgumentException(
                    "%s has no amount of its type %s".formatted(at, type));
        }
        return amount;
    }

    private static @Nullable AutoscalerBehavior behavior(JsonNode behavior) {
        if (behavior.isMissingNode()) {
            return null;
        }
        known(behavior, "spec.behavior", "scaleUp", "scaleDown");
        return new AutoscalerBehavior(rules(behavior, "scaleUp"), rules(behavior, "scaleDown"));
    }

    private static AutoscalerBehavior.@Nullable Rules rules(JsonNode behavior, String field) {
        JsonNode rules = part(behavior, "spec.behavior", field);
        if (rules.isMissingNode()) {
            return null;
        }
        String at = "spec.behavior." + field;
        known(rules, at, "stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance");
        JsonNode policies = rules.path("policies");
        must(
                policies.isMissingNode() || policies.isNull() || policies.isArray(),
                "%s.policies must be a list".formatted(at));
        must(
                !policies.isArray() || !policies.isEmpty(),
                "%s.policies must have a policy, or be left out".formatted(at));
        BigDecimal tolerance = quantity(rules, at, "tolerance");
        return new AutoscalerBehavior.Rules(
                whole(rules, at, "stabilizationWindowSeconds"),
                absent(rules.path("selectPolicy")) ? null : word(rules, at, "selectPolicy"),
                StreamSupport.stream(policies.spliterator(), false)
                        .map(policy -> policy(policy, at + ".policies[]"))
                        .toList(),
                tolerance == null ? null : tolerance.doubleValue());
    }

    private static AutoscalerBehavior.Policy policy(JsonNode policy, String at) {
        must(policy.isObject(), "%s must be an object".formatted(at));
        known(policy, at, "type", "value", "periodSeconds");
        Integer value = whole(policy, at, "value");
        Integer period = whole(policy, at, "periodSeconds");
        if (value == null || period == null) {
            throw new IllegalArgumentException(at + " must have a value and periodSeconds");
        }
        return new AutoscalerBehavior.Policy(word(policy, at, "type"), value, period);
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /** An object in another; missing where there is none. */
    private static JsonNode part(JsonNode of, String at, String field) {
        JsonNode part = of.path(field);
        if (absent(part)) {
            return MissingNode.getInstance();
        }
        must(part.isObject(), "%s must be an object".formatted(path(at, field)));
        return part;
    }

    /** Empty where there is none. */
    private static String word(JsonNode of, String at, String field) {
        JsonNode word = of.path(field);
        must(
                absent(word) || word.isString(),
                "%s must be a text: %s".formatted(path(at, field), word));
        return absent(word) ? "" : word.asString();
    }

    private static String given(JsonNode of, String at, String field) {
        String word = word(of, at, field);
        must(!word.isEmpty(), path(at, field) + " is missing");
        return word;
    }

    private static @Nullable Integer whole(JsonNode of, String at, String field) {
        JsonNode number = of.path(field);
        if (absent(number)) {
            return null;
        }
        must(
                number.isIntegralNumber() && number.canConvertToInt(),
                "%s must be a whole number: %s".formatted(path(at, field), number));
        return number.asInt();
    }

    private static @Nullable BigDecimal quantity(JsonNode of, String at, String field) {
        JsonNode amount = of.path(field);
        if (absent(amount)) {
            return null;
        }
        return Quantity.amount(amount.isString() || amount.isNumber() ? amount.asString() : "")
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "%s must be an amount such as 500m or 2: %s"
                                        .formatted(path(at, field), amount)));
    }

    private static void known(JsonNode object, String at, String... fields) {
        Set<String> known = Set.of(fields);
        for (String name : object.propertyNames()) {
            must(
                    known.contains(name),
                    "%s is no field of an autoscaler that can be tried".formatted(path(at, name)));
        }
    }

    private static String path(String at, String field) {
        return at.isEmpty() ? field : at + '.' + field;
    }

    private static void must(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
