package io.headroom.recommender.scale.lint;

import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.AutoscalerState.Condition;
import io.headroom.model.inventory.AutoscalerState.Reading;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the controller says of an autoscaler. */
final class StatusChecks {
    /** Kinds that the inventory holds all of, so that one that is not there does not exist. */
    private static final Set<String> WATCHED = Set.of("Deployment.apps", "StatefulSet.apps");

    private StatusChecks() {}

    /**
     * What is found.
     *
     * @param told of its settings, with the way out
     */
    static Stream<ScalingFinding> findings(Situation situation, Set<Code> told) {
        List<ScalingFinding> found = new ArrayList<>();
        AutoscalerState state = situation.autoscaler();
        boolean missing = isTargetMissing(situation);
        if (missing) {
            found.add(
                    new ScalingFinding(
                            Code.TARGET_MISSING,
                            "%s scales %s, which does not exist or cannot be scaled: correct scaleTargetRef, or delete the autoscaler."
                                    .formatted(SpecReader.name(state), situation.target())));
        }
        inactive(state)
                .filter(condition ->
                        !(missing
                                || isOfRivals(situation, condition)
                                || (told.contains(Code.REQUEST_MISSING) && isOfRequest(condition))
                                || (told.contains(Code.CONTAINER_MISSING)
                                        && isOfMissingContainer(situation, condition))))
                .map(condition -> inactive(situation, condition))
                .ifPresent(found::add);
        // while it only brings replicas within their limits the controller reads none
        if (condition(state, "ScalingActive", "True").isPresent()
                && state.currentMetrics().stream().anyMatch(StatusChecks::hasValue)) {
            dead(state).forEach(found::add);
        }
        condition(state, "AbleToScale", "False")
                .filter(condition ->
                        condition.reason().equals("FailedUpdateScale") && !isConflict(condition))
                .map(condition -> refused(situation, condition))
                .ifPresent(found::add);
        pinned(situation).ifPresent(found::add);
        return found.stream();
    }

    /** That it scales nothing, as the controller says; empty where it does. */
    static Optional<Condition> inactive(AutoscalerState state) {
        return condition(state, "ScalingActive", "False")
                .filter(condition -> !isIdle(state, condition));
    }

    /** Whether KEDA has scaled it to none, and will scale it again. */
    private static boolean isIdle(AutoscalerState state, Condition condition) {
        return isDisabled(condition) && RivalChecks.isOfKeda(state.managedBy());
    }

    private static boolean isDisabled(Condition condition) {
        return condition.reason().equals("ScalingDisabled");
    }

    /** Whether it says of the pods what is told of the workload, with who else scales it. */
    private static boolean isOfRivals(Situation situation, Condition condition) {
        return isAmbiguous(condition) && !situation.rivals().isEmpty();
    }

    private static boolean isAmbiguous(Condition condition) {
        return condition.reason().equals("AmbiguousSelector");
    }

    private static boolean isOfRequest(Condition condition) {
        return condition.message().contains("missing request for ");
    }

    /** Whether what it says is of a container that a metric names and no pod has. */
    private static boolean isOfMissingContainer(Situation situation, Condition condition) {
        return condition.reason().equals("FailedGetContainerResourceMetric")
                && situation.autoscaler().metrics().stream()
                        .map(AutoscalerState.Metric::container)
                        .flatMap(Stream::ofNullable)
                        .filter(named ->
                                situation.containers().stream()
                                        .noneMatch(own -> own.name().equals(named)))
                        .anyMatch(missing ->
                                condition.message().contains("container " + missing + " "));
    }

    /** Whether what it is to scale does not exist, or cannot be scaled. */
    private static boolean isTargetMissing(Situation situation) {
        return isTargetRefused(situation)
                || (isTargetUnseen(situation) && situation.workloadsRead());
    }

    /**
     * Whether it has nothing to scale, or nothing that is known of: its record may be yet to come.
     */
    static boolean hasNoTarget(Situation situation) {
        return isTargetRefused(situation) || isTargetUnseen(situation);
    }

    private static boolean isTargetRefused(Situation situation) {
        return condition(situation.autoscaler(), "AbleToScale", "False")
                .filter(condition -> condition.reason().equals("FailedGetScale"))
                .isPresent();
    }

    /** Of what the controller has just seen the record is yet to come. */
    private static boolean isTargetUnseen(Situation situation) {
        AutoscalerState state = situation.autoscaler();
        return situation.workload() == null
                && situation.pods().isEmpty()
                && condition(state, "AbleToScale", "True").isEmpty()
                && WATCHED.contains(state.target().qualifiedKind());
    }

    private static ScalingFinding inactive(Situation situation, Condition condition) {
        AutoscalerState state = situation.autoscaler();
        if (isDisabled(condition)) {
            return new ScalingFinding(
                    Code.SCALING_DISABLED,
                    "%s is off because %s was scaled to 0 replicas: set its replicas to 1 or more to have it scaled again."
                            .formatted(SpecReader.name(state), situation.target()));
        }
        if (isAmbiguous(condition)) {
            return new ScalingFinding(
                    Code.TWO_AUTOSCALERS,
                    "%s does not scale because the pods of %s are those of another autoscaler, too: give the workloads selectors that do not overlap."
                            .formatted(SpecReader.name(state), situation.target()));
        }
        return new ScalingFinding(
                Code.METRIC_FAILING,
                "%s cannot scale %s%s: %s."
                        .formatted(
                                SpecReader.name(state),
                                situation.target(),
                                told(condition),
                                isOfRequest(condition)
                                        ? "give that container a request"
                                        : isOfMetric(condition)
                                                ? "see whether whoever serves the metric is up and"
                                                        + " knows it"
                                                : "set right what the controller names"));
    }

    /** Whether a metric is what it lacks; of no reason nothing else is known. */
    private static boolean isOfMetric(Condition condition) {
        return condition.reason().isEmpty()
                || condition.reason().startsWith("FailedGet")
                || condition.reason().startsWith("InvalidMetric");
    }

    private static ScalingFinding refused(Situation situation, Condition condition) {
        boolean forbidden = isForbidden(condition);
        return new ScalingFinding(
                Code.SCALE_REFUSED,
                "%s %s not set the replicas of %s%s: %s."
                        .formatted(
                                SpecReader.name(situation.autoscaler()),
                                forbidden ? "may" : "could",
                                situation.target(),
                                told(condition),
                                forbidden
                                        ? "see what refuses it (a role, a webhook), and let it"
                                        : "set right what the controller names"));
    }

    /** Whether somebody else wrote in between; the controller is not kept from its next look. */
    private static boolean isConflict(Condition condition) {
        return condition.message().contains("Operation cannot be fulfilled on ");
    }

    /** Whether a role, a policy or a webhook does not let it, or a webhook does not answer. */
    private static boolean isForbidden(Condition condition) {
        return condition.message().contains(" is forbidden")
                || condition.message().contains(" webhook ");
    }

    /** Since when, and what the controller says. */
    private static String told(Condition condition) {
        return "%s (%s%s)"
                .formatted(
                        condition.since() == null ? "" : " since " + condition.since(),
                        condition.reason().isEmpty() ? "no reason" : condition.reason(),
                        condition.message().isEmpty() ? "" : ", " + condition.message());
    }

    /** Several metrics of one name differ in their series or objects, of which no reading tells. */
    private static Stream<ScalingFinding> dead(AutoscalerState state) {
        Map<Named, Integer> metrics = new LinkedHashMap<>();
        state.metrics().stream()
                .filter(metric -> !metric.targetType().equals(AutoscalerState.Metric.NO_TARGET))
                .forEach(metric -> metrics.merge(Named.of(metric), 1, Integer::sum));
        return metrics.entrySet().stream()
                .flatMap(each ->
                        dead(state, each.getKey(), each.getValue(), read(state, each.getKey())));
    }

    private static Stream<ScalingFinding> dead(
            AutoscalerState state, Named metric, int metrics, long read) {
        return read >= metrics
                ? Stream.empty()
                : Stream.of(
                        new ScalingFinding(
                                Code.METRIC_DEAD,
                                "%s gets %s and goes by its other metrics, up only: see whether whoever serves it is up and knows it, or remove it."
                                        .formatted(
                                                SpecReader.name(state),
                                                metrics == 1
                                                        ? "no value of " + metric
                                                        : "%d values of its %d metrics %s"
                                                                .formatted(
                                                                        read, metrics, metric))));
    }

    private static long read(AutoscalerState state, Named metric) {
        return state.currentMetrics().stream()
                .filter(reading ->
                        new Named(reading.type(), reading.name(), reading.container())
                                .equals(metric))
                .filter(StatusChecks::hasValue)
                .count();
    }

    private static boolean hasValue(Reading reading) {
        return reading.utilization() != null
                || reading.averageValue() != null
                || reading.value() != null;
    }

    /** What metrics and their readings are called. */
    private record Named(String type, String name, @Nullable String container) {
        static Named of(AutoscalerState.Metric metric) {
            return new Named(metric.type(), metric.name(), metric.container());
        }

        @Override
        public String toString() {
            return SpecReader.metricName(type, name, container);
        }
    }

    private static Optional<ScalingFinding> pinned(Situation situation) {
        AutoscalerState state = situation.autoscaler();
        Integer current = state.currentReplicas();
        if (current == null
                || current < state.maxReplicas()
                || state.minReplicas() >= state.maxReplicas()) {
            return Optional.empty();
        }
        return condition(state, "ScalingLimited", "True")
                .filter(condition -> condition.reason().equals("TooManyReplicas"))
                .map(condition ->
                        new ScalingFinding(
                                Code.PINNED_AT_MAX,
                                "%s has %s at its maximum of %d replicas%s and would add more: raise maxReplicas, or give each replica more."
                                        .formatted(
                                                SpecReader.name(state),
                                                situation.target(),
                                                state.maxReplicas(),
                                                condition.since() == null
                                                        ? ""
                                                        : " since " + condition.since())));
    }

    private static Optional<Condition> condition(
            AutoscalerState state, String type, String status) {
        return state.conditions().stream()
                .filter(each -> each.type().equals(type) && each.status().equals(status))
                .findFirst();
    }
}
