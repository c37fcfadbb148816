package io.headroom.model.cluster;

import io.headroom.model.topic.Keys;
import java.time.Instant;

/**
 * Something about the installation that its operators should know. Key: {@code
 * /finding/CODE/SUBJECT}.
 *
 * @param code a fixed word for programs, such as {@code usage-source}
 * @param subject what it is about, such as a node's name
 * @param message one plain sentence: what is, why, and the way out where there is one
 * @param since when it was first found
 */
public record Finding(String code, Severity severity, String subject, String message, Instant since)
        implements ClusterEntry {

    @Override
    public String key() {
        return Keys.finding(code, subject);
    }

    /** Whether anybody needs to act. */
    public enum Severity {
        INFO,
        WARNING
    }
}
