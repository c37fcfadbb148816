package io.headroom.deploy.config;

import io.headroom.model.settings.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the processes that share a Kafka agree on who watches the cluster and who computes.
 *
 * @param leaseDuration how long the others wait after the holder's last sign of life
 * @param renewDeadline how long the holder goes on without having been able to give one; shorter
 *     than the lease, so that two never hold it
 * @param retryPeriod the pause between two attempts
 */
public record LeaderConfig(
        Election election,
        Optional<String> namespace,
        Optional<String> identity,
        Duration leaseDuration,
        Duration renewDeadline,
        Duration retryPeriod) {

    /** Whether there is anybody to agree with. */
    public enum Election {
        /** By Lease with a Kafka that others can use too, without one where it is embedded. */
        AUTO,
        /** By Lease. */
        LEASE,
        /** This process is the only one. */
        NONE
    }

    static LeaderConfig from(Settings settings) {
        LeaderConfig config =
                new LeaderConfig(
                        settings.choice(
                                "leader.election",
                                Election.AUTO,
                                Map.of(
                                        "auto",
                                        Election.AUTO,
                                        "lease",
                                        Election.LEASE,
                                        "none",
                                        Election.NONE),
                                "lease, none (this process is the only one) or auto: none with the"
                                        + " embedded Kafka, else lease"),
                        settings.optional(
                                "leader.lease-namespace",
                                "where the Leases are; where not set the pod's or the"
                                        + " kubeconfig's namespace"),
                        settings.optional(
                                "leader.identity",
                                "this process's name in the Leases; where not set the host name"
                                        + " and a random part"),
                        settings.duration(
                                "leader.lease-duration",
                                "15s",
                                Duration.ofSeconds(1),
                                Duration.ofHours(1),
                                "how long the others wait after the leader's last sign of life"),
                        settings.duration(
                                "leader.renew-deadline",
                                "10s",
                                "how long a leader goes on that cannot renew its Lease"),
                        settings.duration(
                                "leader.retry-period", "2s", "the pause between two attempts"));
        if (config.renewDeadline().compareTo(config.leaseDuration()) >= 0
                || config.retryPeriod().compareTo(config.renewDeadline()) >= 0) {
            settings.reject(
                    "leader.retry-period, leader.renew-deadline, leader.lease-duration: each must"
                            + " be shorter than the next");
        }
        return config;
    }
}
