package io.headroom.recommender.scale.hpa;

import java.util.Map;
import java.util.TreeMap;

/** What a pod requests of the resource that a metric is about. */
sealed interface Requests {

    record Known(long milli) implements Requests {}

    /** There is none, so no utilization of anything. */
    record Unknown(String why) implements Requests {}

    static Requests of(ObservedPod pod, HpaMetric metric) {
        if (metric instanceof HpaMetric.ContainerResource(String container, String resource, _)) {
            Map<String, Long> own = pod.requests().get(container);
            if (own == null) {
                return new Unknown("pod " + pod.name() + " has no container " + container);
            }
            return ofContainer(pod, container, own, resource);
        }
        Long whole = pod.podRequests().get(metric.name());
        if (whole != null) {
            return new Known(whole);
        }
        long sum = 0;
        // in order, so that the message is the same each time
        for (var container : new TreeMap<>(pod.requests()).entrySet()) {
            switch (ofContainer(pod, container.getKey(), container.getValue(), metric.name())) {
                case Known(long milli) -> sum += milli;
                case Unknown unknown -> {
                    return unknown;
                }
            }
        }
        return new Known(sum);
    }

    private static Requests ofContainer(
            ObservedPod pod, String container, Map<String, Long> requests, String resource) {
        Long milli = requests.get(resource);
        return milli == null
                ? new Unknown(
                        "container "
                                + container
                                + " of pod "
                                + pod.name()
                                + " requests no "
                                + resource)
                : new Known(milli);
    }
}
