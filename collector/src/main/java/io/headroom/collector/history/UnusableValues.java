package io.headroom.collector.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what cannot be right, the same thing of one container once. When a whole cluster counts
 * in another unit the first containers are named and the others counted together. Not thread-safe.
 */
final class UnusableValues {
    /** So many are named. */
    private static final int MOST = 1_000;

    private static final String OTHERS = "other containers";

    private final Map<List<String>, Unusable> found = new LinkedHashMap<>();

    void add(String container, String what, long atMillis, int count) {
        add(new Unusable(container, what, Instant.ofEpochMilli(atMillis), count));
    }

    void add(Unusable one) {
        List<String> key = List.of(one.container(), one.what());
        if (found.size() < MOST || found.containsKey(key)) {
            found.merge(key, one, Unusable::and);
        } else {
            found.merge(
                    List.of(OTHERS, one.what()),
                    new Unusable(OTHERS, one.what(), one.first(), one.count()),
                    Unusable::and);
        }
    }

    List<Unusable> all() {
        return new ArrayList<>(found.values());
    }
}
