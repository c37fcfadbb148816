package io.headroom.recommender.output;

import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.recommendation.Retarget;
import io.headroom.model.topic.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A merge patch that gives an autoscaler other targets. Only of metrics of resources: no other goes
 * by a request.
 */
final class RetargetPatch {
    private RetargetPatch() {}

    static String json(Retarget retarget) {
        List<Map<String, Object>> metrics =
                retarget.metrics().stream().map(RetargetPatch::metric).toList();
        return Json.mapper().writeValueAsString(Map.of("spec", Map.of("metrics", metrics)));
    }

    private static Map<String, Object> metric(AutoscalerState.Metric metric) {
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("type", metric.targetType());
        if (metric.targetType().equals("Utilization")) {
            target.put("averageUtilization", Math.round(metric.target()));
        } else {
            target.put(
                    "averageValue",
                    Math.round(1_000 * metric.target()) % 1_000 == 0
                            ? Long.toString(Math.round(metric.target()))
                            : Math.round(1_000 * metric.target()) + "m");
        }
        Map<String, Object> source = new LinkedHashMap<>();
        if (metric.container() != null) {
            source.put("container", metric.container());
        }
        source.put("name", metric.name());
        source.put("target", target);
        String type = metric.type();
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("type", type);
        whole.put(Character.toLowerCase(type.charAt(0)) + type.substring(1), source);
        return whole;
    }
}
