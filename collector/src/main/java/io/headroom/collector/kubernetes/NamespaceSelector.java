package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which namespaces a ClusterResourceQuota chooses: those that have all of these labels and of these
 * annotations. One that asks for nothing chooses all.
 *
 * @param labels that a namespace must have with these values
 * @param terms more of what its labels must be like
 * @param annotations that it must have with these values
 */
record NamespaceSelector(
        Map<String, String> labels, List<Term> terms, Map<String, String> annotations) {

    NamespaceSelector {
        labels = Map.copyOf(labels);
        terms = List.copyOf(terms);
        annotations = Map.copyOf(annotations);
    }

    /** What a label must be like. */
    record Term(String label, Operator operator, List<String> values) {
        Term {
            values = List.copyOf(values);
        }

        boolean holds(Map<String, String> labels) {
            String value = labels.get(label);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }
    }

    /** As label selectors of Kubernetes know them. */
    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST;

        static Optional<Operator> of(@Nullable Object written) {
            return switch (String.valueOf(written)) {
                case "In" -> Optional.of(IN);
                case "NotIn" -> Optional.of(NOT_IN);
                case "Exists" -> Optional.of(EXISTS);
                case "DoesNotExist" -> Optional.of(DOES_NOT_EXIST);
                default -> Optional.empty();
            };
        }
    }

    /** Of a ClusterResourceQuota; empty where it is of a kind that is not known here. */
    static Optional<NamespaceSelector> of(GenericKubernetesResource quota) {
        List<Term> terms = new ArrayList<>();
        if (quota.get("spec", "selector", "labels", "matchExpressions")
                instanceof List<?> expressions) {
            for (Object each : expressions) {
                Optional<Term> term = each instanceof Map<?, ?> map ? term(map) : Optional.empty();
                if (term.isEmpty()) {
                    return Optional.empty();
                }
                terms.add(term.get());
            }
        }
        return Optional.of(
                new NamespaceSelector(
                        strings(quota.get("spec", "selector", "labels", "matchLabels")),
                        terms,
                        strings(quota.get("spec", "selector", "annotations"))));
    }

    private static Optional<Term> term(Map<?, ?> written) {
        List<String> values = new ArrayList<>();
        if (written.get("values") instanceof List<?> list) {
            list.forEach(value -> values.add(String.valueOf(value)));
        }
        return Operator.of(written.get("operator"))
                .map(operator -> new Term(String.valueOf(written.get("key")), operator, values));
    }

    private static Map<String, String> strings(@Nullable Object written) {
        Map<String, String> strings = new TreeMap<>();
        if (written instanceof Map<?, ?> map) {
            map.forEach((name, value) -> strings.put(String.valueOf(name), String.valueOf(value)));
        }
        return strings;
    }

    /**
     * Whether it chooses a namespace.
     *
     * @param has its labels
     * @param says its annotations
     */
    boolean chooses(Map<String, String> has, Map<String, String> says) {
        return has.entrySet().containsAll(labels.entrySet())
                && terms.stream().allMatch(term -> term.holds(has))
                && says.entrySet().containsAll(annotations.entrySet());
    }
}
