package io.headroom.recommender.scale.hpa;

import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.MetricTarget.Value;
import org.jspecify.annotations.Nullable;

/** One of the metrics that an autoscaler goes by. */
public sealed interface HpaMetric {
    String CPU = "cpu";
    String MEMORY = "memory";

    /** The resource or metric. */
    String name();

    MetricTarget target();

    /** Whether it has a value while no pod runs. */
    default boolean isKnownWithoutPods() {
        return switch (this) {
            case Resource _, ContainerResource _, Pods _ -> false;
            case OfObject _, External _ -> true;
        };
    }

    /** What the containers of a pod use of a resource, together. */
    record Resource(String name, MetricTarget target) implements HpaMetric {
        public Resource {
            checkResource(name, target);
        }
    }

    /** What one container of each pod uses of a resource. */
    record ContainerResource(String container, String name, MetricTarget target)
            implements HpaMetric {
        public ContainerResource {
            checkResource(name, target);
        }
    }

    /**
     * What each pod says of itself.
     *
     * @param selector which of its series, as text; null for all
     */
    record Pods(String name, @Nullable String selector, AverageValue target) implements HpaMetric {
        public Pods(String name, AverageValue target) {
            this(name, null, target);
        }
    }

    /**
     * What is said of one other object, an Ingress for example.
     *
     * @param object which, as {@code KIND.VERSION.GROUP/NAME}
     * @param selector which of its series, as text; null for all
     */
    record OfObject(String object, String name, @Nullable String selector, MetricTarget target)
            implements HpaMetric {
        public OfObject {
            checkAmount(name, target);
        }

        public OfObject(String object, String name, MetricTarget target) {
            this(object, name, null, target);
        }
    }

    /**
     * What something outside the cluster says.
     *
     * @param selector which of its series, as text; null for all
     */
    record External(String name, @Nullable String selector, MetricTarget target)
            implements HpaMetric {
        public External {
            checkAmount(name, target);
        }
    }

    private static void checkResource(String name, MetricTarget target) {
        if (target instanceof Value) {
            throw new IllegalArgumentException(
                    "a resource takes Utilization or AverageValue as its target: " + name);
        }
    }

    private static void checkAmount(String name, MetricTarget target) {
        if (target instanceof Utilization) {
            throw new IllegalArgumentException(
                    "only resources have a utilization; give Value or AverageValue: " + name);
        }
    }
}
