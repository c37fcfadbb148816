package io.headroom.recommender.scale.lint;

import io.headroom.model.inventory.AutoscalerBehavior;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what an autoscaler's object asks for as the algorithm takes it. */
public final class SpecReader {
    private SpecReader() {}

    /** What came of it. */
    public sealed interface Read {
        /** What the object asks for. */
        record Known(HpaSpec spec) implements Read {}

        /** Nobody can go by the object. */
        record Unusable(List<ScalingFinding> findings) implements Read {
            public Unusable {
                findings = List.copyOf(findings);
            }
        }
    }

    /** Reads an autoscaler; what is wrong with it is told, all of it at once. */
    public static Read read(AutoscalerState state) {
        List<ScalingFinding> findings = new ArrayList<>();
        if (state.minReplicas() > state.maxReplicas()) {
            findings.add(
                    new ScalingFinding(
                            Code.MIN_ABOVE_MAX,
                            "%s has minReplicas %d above maxReplicas %d: raise maxReplicas or lower minReplicas."
                                    .formatted(
                                            name(state),
                                            state.minReplicas(),
                                            state.maxReplicas())));
        }
        List<HpaMetric> metrics = new ArrayList<>();
        for (AutoscalerState.Metric metric : state.metrics()) {
            try {
                metrics.add(metric(metric));
            } catch (UnknownMetricException e) {
                findings.add(
                        new ScalingFinding(
                                Code.UNKNOWN_METRIC,
                                "%s has a metric of the type %s, which Headroom does not know and leaves out: nothing is recommended for it while it has that metric."
                                        .formatted(name(state), quoted(metric.type()))));
            } catch (IllegalArgumentException e) {
                findings.add(invalid(state, metricName(metric) + ": " + e.getMessage()));
            }
        }
        if (state.metrics().isEmpty()) {
            findings.add(
                    new ScalingFinding(
                            Code.NO_METRICS,
                            "%s has no metric to scale by: give it one, such as cpu with an averageUtilization."
                                    .formatted(name(state))));
        }
        Behavior behavior = null;
        try {
            behavior = behavior(state.behavior());
        } catch (IllegalArgumentException e) {
            findings.add(invalid(state, String.valueOf(e.getMessage())));
        }
        if (findings.isEmpty()) {
            try {
                return new Read.Known(
                        new HpaSpec(state.minReplicas(), state.maxReplicas(), metrics, behavior));
            } catch (IllegalArgumentException e) {
                findings.add(invalid(state, String.valueOf(e.getMessage())));
            }
        }
        return new Read.Unusable(findings);
    }

    /**
     * Reads metrics of which nothing is wrong.
     *
     * @throws IllegalArgumentException when one is
     */
    public static List<HpaMetric> metrics(List<AutoscalerState.Metric> metrics) {
        return metrics.stream().map(SpecReader::metric).toList();
    }

    private static ScalingFinding invalid(AutoscalerState state, String why) {
        return new ScalingFinding(
                Code.INVALID_SETTINGS,
                "%s has settings that no controller goes by (%s): correct them."
                        .formatted(name(state), why));
    }

    static String name(AutoscalerState state) {
        return "autoscaler " + state.namespace() + '/' + state.name();
    }

    private static String metricName(AutoscalerState.Metric metric) {
        return metricName(metric.type(), metric.name(), metric.container());
    }

    static String metricName(String type, String name, @Nullable String container) {
        return type
                + ' '
                + (name.isEmpty() ? "metric without a name" : name)
                + (container == null ? "" : " of container " + container);
    }

    private static String quoted(String word) {
        return word.isEmpty() ? "that it does not name" : '"' + word + '"';
    }

    private static HpaMetric metric(AutoscalerState.Metric metric) {
        return switch (metric.type()) {
            case "Resource" -> new HpaMetric.Resource(metric.name(), target(metric));
            case "ContainerResource" ->
                    new HpaMetric.ContainerResource(
                            orEmpty(metric.container()), metric.name(), target(metric));
            case "Pods" -> {
                if (target(metric) instanceof MetricTarget.AverageValue average) {
                    yield new HpaMetric.Pods(metric.name(), metric.selector(), average);
                }
                throw new IllegalArgumentException("takes an averageValue as its target");
            }
            case "Object" ->
                    new HpaMetric.OfObject(
                            orEmpty(metric.object()),
                            metric.name(),
                            metric.selector(),
                            target(metric));
            case "External" ->
                    new HpaMetric.External(metric.name(), metric.selector(), target(metric));
            default -> throw new UnknownMetricException();
        };
    }

    private static MetricTarget target(AutoscalerState.Metric metric) {
        double amount = metric.target();
        return switch (metric.targetType()) {
            case "Utilization" ->
                    new MetricTarget.Utilization((int) Math.min(Integer.MAX_VALUE, whole(amount)));
            case "AverageValue" -> new MetricTarget.AverageValue(whole(1_000 * amount));
            case "Value" -> new MetricTarget.Value(whole(1_000 * amount));
            case AutoscalerState.Metric.NO_TARGET ->
                    throw new IllegalArgumentException("has no target");
            default ->
                    throw new IllegalArgumentException(
                            "has a target of the unknown type " + metric.targetType());
        };
    }

    private static long whole(double amount) {
        if (!(amount > 0)) {
            throw new IllegalArgumentException("a target must be above zero");
        }
        if (amount >= Integer.MAX_VALUE * 1e9) {
            throw new IllegalArgumentException("a target must be an amount that there may be");
        }
        long nearest = Math.round(amount);
        // up, as Kubernetes rounds what is finer than a thousandth; beyond that a double is not
        // exact itself
        return Math.abs(amount - nearest) <= Math.max(1e-6, 2 * Math.ulp(amount))
                ? nearest
                : (long) Math.ceil(amount);
    }

    private static @Nullable Behavior behavior(@Nullable AutoscalerBehavior behavior) {
        return behavior == null
                ? null
                : new Behavior(
                        rules("scaleUp", behavior.scaleUp(), Behavior.DEFAULT.scaleUp()),
                        rules("scaleDown", behavior.scaleDown(), Behavior.DEFAULT.scaleDown()));
    }

    private static ScalingRules rules(
            String way, AutoscalerBehavior.@Nullable Rules rules, ScalingRules byDefault) {
        try {
            return rules(rules, byDefault);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("behavior." + way + ": " + e.getMessage(), e);
        }
    }

    /** What the API server fills in where the object leaves something out. */
    private static ScalingRules rules(
            AutoscalerBehavior.@Nullable Rules rules, ScalingRules byDefault) {
        if (rules == null) {
            return byDefault;
        }
        Integer window = rules.stabilizationWindowSeconds();
        String select = rules.selectPolicy();
        return new ScalingRules(
                window == null ? byDefault.stabilizationWindow() : Duration.ofSeconds(window),
                select == null ? byDefault.select() : select(select),
                rules.policies().isEmpty()
                        ? byDefault.policies()
                        : rules.policies().stream().map(SpecReader::policy).toList(),
                rules.tolerance());
    }

    private static ScalingRules.Select select(String word) {
        return switch (word) {
            case "Max" -> ScalingRules.Select.MAX;
            case "Min" -> ScalingRules.Select.MIN;
            case "Disabled" -> ScalingRules.Select.DISABLED;
            default ->
                    throw new IllegalArgumentException(
                            "selectPolicy must be Max, Min or Disabled: " + word);
        };
    }

    private static ScalingPolicy policy(AutoscalerBehavior.Policy policy) {
        ScalingPolicy.Type type =
                switch (policy.type()) {
                    case "Pods" -> ScalingPolicy.Type.PODS;
                    case "Percent" -> ScalingPolicy.Type.PERCENT;
                    default ->
                            throw new IllegalArgumentException(
                                    "type of a policy must be Pods or Percent: " + policy.type());
                };
        return new ScalingPolicy(type, policy.value(), Duration.ofSeconds(policy.periodSeconds()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** A metric of a type that is none of those known. */
    private static final class UnknownMetricException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
    }
}
