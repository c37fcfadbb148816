package io.headroom.collector.simulator;

import java.math.BigDecimal;
import java.util.Map;

/**
 * A ResourceQuota of the simulated cluster.
 *
 * @param hard by resource name, in base units
 */
record QuotaPlan(String namespace, String name, Map<String, BigDecimal> hard) {

    QuotaPlan {
        hard = Map.copyOf(hard);
    }
}
