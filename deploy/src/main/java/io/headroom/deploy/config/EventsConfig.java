package io.headroom.deploy.config;

import io.headroom.model.settings.Settings;
import java.util.Map;

/**
 * What is written to Kubernetes as events.
 *
 * @param publish which incidents
 */
public record EventsConfig(Publish publish) {

    /** Which incidents become events of their workload. */
    public enum Publish {
        /** None: nothing is written. */
        NONE,
        /** Those that nobody planned. */
        UNPLANNED,
        /** Rollouts, drains and the like as well. */
        ALL
    }

    static EventsConfig from(Settings settings) {
        return new EventsConfig(
                settings.choice(
                        "events.publish",
                        Publish.NONE,
                        Map.of(
                                "none",
                                Publish.NONE,
                                "unplanned",
                                Publish.UNPLANNED,
                                "all",
                                Publish.ALL),
                        "which incidents are written as Kubernetes Events on their workload: none,"
                                + " unplanned or all; needs the right to create and patch events"));
    }
}
