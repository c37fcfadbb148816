package io.headroom.recommender.output;

import io.headroom.model.recommendation.Retarget;
import io.headroom.model.topic.Json;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.lint.RivalChecks;
import io.headroom.recommender.scale.lint.SpecReader;
import io.headroom.recommender.scale.manifest.HpaManifest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How an autoscaler is given other targets. */
final class RetargetPatch {
    private RetargetPatch() {}

    /** The command that does it, or what somebody has to do by hand. */
    static String of(String namespace, Retarget retarget) {
        return RivalChecks.scaledObject(retarget.managedBy())
                .map(made -> words(namespace, made, retarget))
                .orElseGet(() -> command(namespace, retarget));
    }

    /**
     * A merge patch of the autoscaler. It has all of the metrics: the list takes the place of the
     * one that there is.
     */
    private static String command(String namespace, Retarget retarget) {
        return "kubectl -n %s patch hpa %s --type=merge -p '%s'"
                .formatted(
                        namespace,
                        retarget.autoscaler(),
                        Json.mapper()
                                .writeValueAsString(
                                        Map.of(
                                                "spec",
                                                Map.of(
                                                        "metrics",
                                                        HpaManifest.metrics(
                                                                SpecReader.metrics(
                                                                        retarget.metrics()))))));
    }

    /**
     * What to change in the ScaledObject of KEDA that made it, by hand: a list of triggers, too,
     * takes the place of the one that there is, and of most of its triggers nothing is known here.
     */
    private static String words(String namespace, String scaledObject, Retarget retarget) {
        List<HpaMetric> ofCpu =
                SpecReader.metrics(retarget.metrics()).stream()
                        .filter(metric -> metric.name().equals(HpaMetric.CPU))
                        .toList();
        return "KEDA made %s and sets it back: with kubectl -n %s edit scaledobject %s give %s, and leave its other triggers"
                .formatted(
                        retarget.autoscaler(),
                        namespace,
                        scaledObject,
                        ofCpu.stream()
                                .map(metric ->
                                        "trigger cpu%s metricType %s and the value %s"
                                                .formatted(
                                                        metric
                                                                        instanceof
                                                                        HpaMetric.ContainerResource(
                                                                                String container,
                                                                                _,
                                                                                _)
                                                                ? " of container " + container
                                                                : "",
                                                        ScalingManifests.type(metric.target()),
                                                        ScalingManifests.value(metric.target())))
                                .collect(Collectors.joining(" and ")));
    }
}
