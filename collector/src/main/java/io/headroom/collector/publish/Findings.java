package io.headroom.collector.publish;

import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.Finding.Severity;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the collector found that its operators should know, as it stands: each is told when it
 * begins, when it changes and when it is no longer true. Thread-safe.
 */
public final class Findings {
    private final Sink sink;
    private final InstantSource clock;
    private final Map<String, Finding> standing = new HashMap<>();

    /**
     * Begins with nothing seen.
     *
     * @param known those that an earlier run left standing
     */
    public Findings(Sink sink, InstantSource clock, List<Finding> known) {
        this.sink = sink;
        this.clock = clock;
        known.forEach(finding -> standing.put(finding.key(), finding));
    }

    public synchronized void report(
            String code, Severity severity, String subject, String message) {
        String key = Keys.finding(code, subject);
        Finding before = standing.get(key);
        if (before != null && before.severity() == severity && before.message().equals(message)) {
            return;
        }
        Instant since = before == null ? Instant.ofEpochMilli(clock.millis()) : before.since();
        Finding finding = new Finding(code, severity, subject, message, since);
        standing.put(key, finding);
        sink.cluster(finding);
    }

    /** Whether it was told and still holds. */
    public synchronized boolean stands(String code, String subject) {
        return standing.containsKey(Keys.finding(code, subject));
    }

    public synchronized void clear(String code, String subject) {
        String key = Keys.finding(code, subject);
        if (standing.remove(key) != null) {
            sink.clusterGone(key);
        }
    }

    /** Clears those with this code whose subject is none of those kept. */
    public synchronized void retain(String code, Predicate<String> kept) {
        List<Finding> gone =
                standing.values().stream()
                        .filter(finding ->
                                finding.code().equals(code) && !kept.test(finding.subject()))
                        .toList();
        gone.forEach(finding -> clear(code, finding.subject()));
    }
}
