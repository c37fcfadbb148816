package io.headroom.deploy.http;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What each part of the process still waits for. Thread-safe. */
public final class Readiness {
    private final Map<String, Supplier<Optional<String>>> parts = new ConcurrentHashMap<>();

    /** Adds a part, or replaces what was said of it before. */
    public void watch(String part, Supplier<Optional<String>> notReadyReason) {
        parts.put(part, notReadyReason);
    }

    /** Why the process is not ready, by part; empty when it is. */
    public Map<String, String> reasons() {
        Map<String, String> reasons = new TreeMap<>();
        parts.forEach((part, reason) -> reason.get().ifPresent(text -> reasons.put(part, text)));
        return reasons;
    }
}
