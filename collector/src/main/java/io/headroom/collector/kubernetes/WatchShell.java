package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Findings;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What every watch needs of its surroundings.
 *
 * @param lock held whenever something that was seen is taken in
 */
record WatchShell(
        Config config,
        CollectorMetrics metrics,
        Findings findings,
        InstantSource clock,
        ScheduledExecutorService executor,
        Object lock) {

    static final String FORBIDDEN = "forbidden";
}
